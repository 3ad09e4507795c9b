"""The words around names: region, district, city, near, airfield, in some fifteen languages.

All are folded (see `placetext.fold`), so that область, oblasť and Oblast' are one entry.  A word's
cue says what it makes of the name beside it.  Words of one list may be added freely; nothing else
has to change.
"""

from __future__ import annotations

from typing import Final

#: Cues that a word can give.
REGION: Final = "region"  # the name is that of an admin1 region
REPUBLIC: Final = "republic"
KRAI: Final = "krai"
OKRUG: Final = "okrug"
DISTRICT: Final = "district"  # a raion, community or part of a city
SETTLEMENT: Final = "settlement"
CITY: Final = "city"
FACILITY: Final = "facility"  # stands in or by the place that it is named after
PLANT: Final = "plant"  # a power station or dam: often far from the place it is named after
NEAR: Final = "near"
BETWEEN: Final = "between"
SIDE: Final = "side"  # a point of the compass
SMALL: Final = "small"  # prepositions, articles, measures: no meaning of their own

_WORDS: Final[dict[str, str]] = {
    REGION: """
        oblast oblasts oblasti oblastei oblastiu oblastiam oblastiakh oblastiamy oblastiami obl
        oblasty oblaste oblastul oblastului oblastea region regions regione regioni regiony
        regionu regioniv regiones regiunea regiunii regiunile regiunilor regiune regionen
        regionul regiao regija regiji regionai regioner regionie regionach province provinces
        provinco provincia provincias provinz provincie gebiet gebiete gebiets obwod obwodu obwodzie
        obwody obwodach obwodow wojewodztwo wojewodztwie voivodeship governorate wilayah bolgesi
        bolge bolgesinin bolgesinde pokrajina obmochje obmochjih territory territories
        gouvernement guvernorat srities sritis apgabals oblastta vilayeti rehion rehiony rehionu
        gegend departement terulet hatarterulet voblasts obw ova oda territorio
        territoire regio oblas""",
    REPUBLIC: """
        republic republica republik republique repubblica republika republiky republika
        respublika respubliki respublike respubliku respublikoi respublici respublitsi
        respublika respubliky cumhuriyeti resp republiken""",
    KRAI: "krai kray kraia kraiu krae kraie kraem kraj kraju kraje krayi",
    OKRUG: """
        okrug okruga okruge okrugu okruhu okruh okrugom bezirk okrag okregu okres aok""",
    DISTRICT: """
        otg tg otgu gromad gromadi gromadu gromadoi hromadu hromad municipalities
        mikroraionu mikroraioni massiv masiv
        district districts raion rayon rajon raiona raione raionu raionom raioni raiony raioniv
        raionakh rayons raionul raionului rajonu rajonie rajonul rayonu rayoni distrito distretto
        distrikt distriktu powiat powiatu powiecie kreis landkreis hromada hromady hromadi
        gromada gromady community obshtina municipality microdistrict mikroraion mikrorayon
        mikroraione neighborhood neighbourhood quarter distriktet ilche ilchesi ilchesinin
        distrik county subdistrict borough viertel stadtteil stadtbezirk selsovet""",
    SETTLEMENT: """
        town townlet village villages settlement hamlet selo sela sele seli seliu selom rp
        selishche selishchi selyshche selyshchi smt pgt poselok posiolok poselka poselke
        posyolok poselki poselkom khutor khutore khutora khutir khutori stanitsa stanitse
        stanitsy stanytsia derevnia derevne derevni dorf dorfe siedlung wioska wies wsi pueblo
        aldea pueblito villaggio sat satul satului comuna comune desa koyu koy kasabasi vesnice
        ves vas obec aul aule urochishche settlements localite localidad
        localitatea localita localitate miejscowosci miejscowosc ort ortschaft siolo gmina
        derevushka sadovoe cottage wiesh miejscowoshch""",
    CITY: """
        city cities gorod goroda gorode gorodu gorodom misto mista misti mistom mistu stadt
        stadtgebiet miasto miasta miescie ciudad ville oras orasul orasului citta shehri shehir
        kenti kota mesto mesta meste mestu mestom grad gradu goroda capital stolitsa stolytsia
        cidade""",
    FACILITY: """
        refinery refineries npz raffineria raffinerie rafineria raffinerie depot depots naftobaza
        neftebaza naftobazi neftebazi zavod zavoda zavodi zavodu zavode factory works arsenal
        arsenala warehouse warehouses terminal terminals port ports portu porta porti
        vokzal stantsiia stantsii substation pidstantsiia podstantsiia kombinat
        himzavod chemical steel metallurgical oil fuel petrol cement brewery international
        military naval air training ground polygon poligon poligoni range camp barracks depo
        sklad skladi memorial monument cemetery metro
        airfield airfields airbase airport aerodrome aerodrom aerodroma aerodrome aerodromu
        aerodromi aerodromy letovyshche aeroport aeroporta aeroportu aeroporti lotnisko lotnisku
        lotniska flughafen flugplatz militaerflugplatz aeropuerto aeroporto aeroportul aerodromo
        aerodromul base bases airbases baza bazy baze bazi luftwaffenstuetzpunkt militaerbasis
        refinery refineries npz neftezavod raffinerie rafinerie rafineria rafinaria refineria
        raffineria depot depots fuel oil neftebaza neftebaze neftebazy naftobaza naftobazi
        naftobazy oelraffinerie oeldepot port ports seaport porta portu porto puerto hafen
        hafens harbor harbour terminal terminals station stations railway junction vokzal
        vokzala stantsiia stantsii arsenal arsenals arsenala arsenali ammunition ammo munitions
        munition weapons warehouse warehouses plant factory zavod zavoda zavode zavodu works
        fabrik fabryka combine kombinat poligon poligona poligone range training ground testing
        site sklad sklady skladi skladakh shipyard substation pidstantsiia podstantsiia military
        army air force naval navy aviation aircraft strategic voennyi voennyy viiskovyi
        viiskovogo voennogo voennom militaer wojskowe wojskowa militaire militar militare gas
        pumping pipeline distillery hospital school market mall centre center building
        headquarters hq garrison airstrip helipad heliport morport kosmodrom cosmodrome facility
        complex chemical garnizon shakhta mine mines coal quarry checkpoint kpp crossing""",
    PLANT: """
        solar wind coal hydro hydroelectricity pumped storage station stations plants cogeneration
        kes vde ses ves tetsi hesa elektrostantsiia elektrostantsii elektrostantsiiu
        elektrostantsiia hydropower energy photovoltaic santrali baraji barraggio kraftwerke
        npp nuclear atomic aes hpp ges dam hydroelectric thermal tpp tets tes gres hes power
        reservoir bridge most mist moste mostu vodokhranilishche vodoskhovyshche kernkraftwerk
        akw kraftwerk wasserkraftwerk elektrownia elektrowni central centrale nucleaire raes
        kakhovskoe highway road autobahn route trasa trasse trassa motorway m03 m04""",
    NEAR: """
        area areas coast coastal shore shoreline entrance perimeter surroundings uzberezhzhia
        poberezhe
        near nearby outskirts outskirt suburbs suburb vicinity close outside around surroundings
        environs towards toward adjacent beyond behind neighborhood neighbourhood bilia poblyzu
        poblizu nepodalik kolo pid pod bliz blizi vozle okolo nedaleko riadom vblizi okolitsi
        okoli okolie direction axis sector front napriamok napriamku napriamkom napriamki
        napravlenie axes sectors frontline frontabschnitt abschnitt frontu front fronta fronte
        fronti direttrice yonunde
        yonu yonune cephesi cephesinde direzione direccion odcinek odcinku bulge salient pocket
        encirclement vystup vistup vistupu approach approaches pidstupi pidstupakh podstupi
        podstupakh
        napravlenii napravleniia richtung kierunek kierunku
        okolitsiakh okolytsi okraina okraine okrainy okraini prigorod prigorode peredmistia
        peredmisti nahe naehe bei bliska blisko poblizu pobliza poblizhe pobliskie vicino presso
        cerca pres proche alrededores afueras periferie banlieue langa aproape apropierea
        nedaleka pobliskiej nieopodal okolicy okolice okolicach okolic blizini yakini yakininda
        dekat blizko peryferii umgebung peripherie periferia raionі""",
    BETWEEN: "between mezhdu mizh zwischen entre tra pomiedzy miedzy intre mezi med arasinda",
    SIDE: """
        north south east west northern southern eastern western northeast northwest southeast
        southwest northeastern northwestern southeastern southwestern north-east nord sud ost
        sued westen osten norden sueden noerdlich suedlich oestlich westlich norte sur este
        oeste polnoc poludnie wschod zachod severnee iuzhnee vostochnee zapadnee pivnich pivden
        skhid zakhid pivnichnishe pivdennishe skhidnishe zakhidnishe central centre upper lower
        sever iug vostok zapad severe iuge vostoke zapade pivnochi pivdni skhodi zakhodi
        pivdenna pivnichna skhidna zakhidna""",
    SMALL: """
        in at of the a on to from by into u v vo na de du des del della dello di da do d la le
        les el il lo l im am der die das den dem von vom zu zur w we nad z ze an and-or km
        kilometers kilometres kilometer kilometre kilometry km. kms miles mile kilometrakh
        kilometrov kilometri ot vid some about part parts whole entire administrative autonomous
        shelling shelled airstrike airstrikes strike strikes attack attacks explosion explosions
        bombing bombardment clashes fighting
        selyshchna selyshchnoi selyshchnoiu selyshchnu selyshchnii selishchnoiu poselkovaia
        poselkovoi silskoiu selskaia selskoi miskoiu misku gorodskaia
        horodska
        avtonomnaia avtonomna avtonomnyi avtonomnoi avtonomen avtonome autonome autonoma
        autonomo autonomiczny autonomiczna autonomous municipal urban rural gorodskoi gorodskoe
        gorodskogo gorodskom miskyi miskii miska munitsipalnyi munitsipalnogo munitsipalnom
        munitsipalnoe selskoe selskii tipa gorodskogo typu miskoho urban-type type former
        formerly occupied temporarily russian-occupied annexed border frontline near-by across
        over off s i o za e en ta ul al sul nad the near-border rest across throughout
        teritorii teritoriieiu teritoriiu teritoriiakh teritoriiam teritoriiamy teritoriia
        territorii territoriei territoriiu territoriia territoriiakh territoriiam territoriiami
        akvatoriei akvatorii akvatoriieiu bank left right levyi levii pravyi pravii livii livyi
        livoberezhzhia pravoberezhzhia levoberezhe pravoberezhe bereg berega beregu berezi bereh
        tot timchasovo okupovanoi okupovana okupovani okupovanii okupovanykh
        vremenno okkupirovannoi tempor
        takozh takzhe tozhe also too well disengagement
        bpla uav uavs drone drones droni droniv dron bezpilotnikiv bezpilotniki bespilotnikov
        bespilotniki bespilotnikami shakhed shakhediv shahed shaheds missile missiles raket raketi
        rakety raketa rockets rocket kab kabi kabiv aviabomb fpv geran gerani tselei tsilei
        naselenikh naselennykh naseleni naselennie naselenie
        selishchna selishchnoi selishchnii selishchnu silska silskoi silskii silsku miskoi
        teritorialna teritorialnoi teritorialnii teritorialnu territorial terytorialna
        settlement-type stronghold rebel new-type punktiv punkti punktov punkty
        punktakh punkt punkte punkti""",
}
_AXES: Final = """
    direction directions axis axes sector sectors front frontline salient bulge pocket
    napriamok napriamku napriamkom napriamki napravlenie napravlenii napravleniia richtung
    frontabschnitt abschnitt kierunek kierunku odcinek odcinku frontu fronta fronte fronti
    direttrice direzione direccion yonunde yonu yonune cephesi cephesinde vystup vistup
    vistupu
"""
#: Words for a sector of the front.
AXES: Final = frozenset(_AXES.split())
_LINES: Final = """
    vul vulitsia vulitsi vulitsiu vulytsia vulytsya vulytsi ul ulitsa ulitse ulitsi ulitsu ulitsy
    ulytsa street str prospekt prospekte prospect prospekti provulok provulku pereulok pereulke
    bulvar bulvare bulvari boulevard avenue shosse ploshcha ploshchi ploshchad ploshchadi
    richka richki richku richkoiu richtsi reka reki reku reke rekoi river rivers rzeka rzeki fluss
"""
#: Words for roads, of which those that are named by their two ends are between them.
ROADS: Final = frozenset(
    """
    highway motorway road route railway avtodoroga avtodorogi avtodorozi avtoshliakh avtoshliakhu
    doroga dorogi dorozi doroge dorogu shose shosse trasa trasi trasu trassa trasse trassi trassu
    """.split()  # noqa: SIM905
)
#: Words for streets and rivers: what is called so beside a name lies elsewhere, or everywhere.
LINES: Final = frozenset(_LINES.split())
#: Words for a river's bank.
BANKS: Final = frozenset(
    ["bank", "banks", "bereg", "beregu", "beregi", "bereh", "berezi", "berehu"]
)
#: Words that join the items of a list.
AND_WORDS: Final = frozenset(
    [
        "and",
        "und",
        "et",
        "y",
        "e",
        "i",
        "ta",
        "oraz",
        "si",
        "ve",
        "dan",
        "a",
        "ja",
        "och",
        "og",
        "plus",
        "tai",
        "as-well-as",
    ]
)
#: Cue of each word; a word in two lists keeps the first.
CUES: Final[dict[str, str]] = {}
for _cue, _text in _WORDS.items():
    for _word in _text.split():
        CUES.setdefault(_word, _cue)
#: Words whose number is plural: every name of a list before or after them is a region.
PLURALS: Final = frozenset(
    [
        "oblasts",
        "oblastei",
        "oblastiam",
        "oblastiakh",
        "oblastiamy",
        "oblastiami",
        "regions",
        "regioni",
        "regiony",
        "regioniv",
        "regiones",
        "regiunile",
        "regiunilor",
        "regionen",
        "provinces",
        "provincias",
        "gebiete",
        "obwody",
        "obwodach",
        "obwodow",
        "districts",
        "raiony",
        "raioniv",
        "raionakh",
        "territories",
        "areas",
    ]
)
#: Measures: "15 km from X" is not X.
MEASURES: Final = frozenset(
    [
        "km",
        "kms",
        "kilometers",
        "kilometres",
        "kilometer",
        "kilometre",
        "kilometry",
        "kilometrakh",
        "kilometrov",
        "kilometri",
        "mile",
        "miles",
    ]
)
#: Prepositions of Slavic languages in Latin letters, after which a name is in another case.
SLAVIC: Final = frozenset(
    ["v", "ve", "vo", "u", "w", "we", "pod", "kolo", "okoli", "okolo", "bliz"]
)
#: Cues that name the kind of an admin1 region.
REGION_CUES: Final = frozenset({REGION, REPUBLIC, KRAI, OKRUG})
#: Abbreviations written with a dot or a stroke, before folding.
ABBREVIATIONS: Final = (
    (r"(?i)\b(?:в|у|во)\s+район[іе]\s+(?=\w)", " біля "),
    (r"(?i)\bр[-–]н([уаіе]?)\b\.?", " район "),
    (r"(?i)\bа[./]?\s?о\.(?!\w)", " округ "),
    (r"(?i)\b[гм]\.\s?о\.", " район "),
    (r"(?i)\b(городск|муниципальн|міськ|муніципальн)\w*\s+округ\w*", " район "),
    (r"(?i)\b(gorodskoi|gorodskoy|munitsipalny\w*|urban|municipal)\s+okrug\b", " district "),
    (
        (r"(?i)(?<!\w)(д|дер|п|пос|х|ст|ст-ца|сел|смт|пгт|р\.?п|с\.?м\.?т|п\.?г\.?т)"
        r"\.\s*(?=\w)"),
        " селище ",
    ),
    (r"(?i)(?<!\w)(м|г|гор)\.\s*(?=\w)", " місто "),
    (r"(?i)(?<!\w)с\.\s*(?=\w)|(?<!\w)c\.\s*(?=[А-ЯІЇЄҐ])", " село "),
    (r"(?i)(?<!\w)(м|г)\s+(?=[А-ЯІЇЄҐ])", " місто "),
    (r"(?i)(?<!\w)(с)\s+(?=[А-ЯІЇЄҐ])", " село "),
    (r"(?<!\w)о\.\s*(?=[А-ЯІЇЄҐ])", " острів "),
    (r"(?<!\d)(?<!\d\s)(?<!\w)р\.\s*(?=[А-ЯІЇЄҐ])", " річка "),
    (r"(?i)(?<!\w)(просп|пр-т|пр-кт|бульв|бул|пл|пров|наб)\.?\s+(?=[А-ЯІЇЄҐ])", " вулиця "),
    (r"(?i)\bобл[-–](ст|т)[ьиі]\b", " область "),
    (r"(?i)\b(обл|oбл)\b\.?", " область "),
    (r"(?i)\bобл\.?(?=\s|$|,|\))", " область "),
    (r"(?i)\bo[b6]l\.", " oblast "),
    (r"(?i)\b(респ)\.", " республика "),
    (r"(?i)\b(rep)\.", " republic "),
    (r"(?i)\b(reg)\.", " region "),
    (r"(?i)\b(dist|distr)\.", " district "),
    (r"(?i)\br[-–]?n\b\.?", " raion "),
    (r"(?i)\b(st)\.(?=\s*peters)", " saint "),
)  # fmt: skip
