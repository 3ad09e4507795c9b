r"""Which column of a table is which field: by its name in English, Ukrainian or Russian, the most
usual ones in German, French, Spanish and Polish too, and by what stands in it.

A name is split into words ("killedCount", "no_killed" and "No. Killed" are alike) and compared with
the names that a field is known by, then with parts of longer names.  That gives every column a mark
for every field.  A column whose values do not read as the field's is left behind one whose values
do; then the best marks are given away, each column and each field once.  Where a missile was
launched, who built it and when its source was published are neither place nor day.

>>> find_columns(["launch_place", "Дата", "Населений пункт", "Загинуло осіб"])
{'date_start': 'Дата', 'location': 'Населений пункт', 'fatalities': 'Загинуло осіб'}
"""  # noqa: D205

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

#: Names of columns of places, of which some hold coordinates or the address of a map instead.
COORDINATES_IN: Final = (
    *("location", "place", "where", "position", "geolocation", "geo", "map", "map link"),
    *("google maps", "maps", "місце", "місцезнаходження", "локація", "мапа", "карта", "место"),
    *("местоположение", "локация"),
)
#: Names of columns by field, the surest first; compared as `plain_name` writes them.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "incident_id": (
        *("incident_id", "event_id", "id", "uid", "uuid", "incident", "fid", "objectid", "№", "no"),
        *("ідентифікатор", "номер", "идентификатор", "ід", "ид", "n п п", "event id cnty"),
    ),
    "date_start": (
        *("date_start", "date", "start date", "date from", "event date", "incident date", "day"),
        *("дата початку", "дата", "дата події", "дата інциденту", "день", "коли"),
        *("дата начала", "дата события", "дата инцидента", "когда", "datetime", "date time"),
        *("sqldate", "as of", "started at", "start time", "time start", "start", "begin", "week"),
        *("period", "month", "timestamp", "time", "when", "from", "період", "период", "тиждень"),
        *("неделя", "місяць", "месяц", "початок", "начало", "дата час", "дата время"),
        *("datum", "fecha", "data", "data zdarzenia", "date de l'attaque"),
    ),
    "date_end": (
        *("date_end", "end date", "date to", "finished at", "ended at", "end time", "time end"),
        *("finish", "end", "until", "to", "дата закінчення", "дата кінця", "кінець"),
        *("дата окончания", "дата конца", "конец", "відбій", "отбой"),
    ),
    "time_start": (
        *("time_start", "time", "start time", "time start", "event time", "time of day", "hour"),
        *("час", "час події", "час початку", "час удару", "час атаки", "година", "години"),
        *("время", "время события", "время начала", "время удара", "время атаки"),
    ),
    "year": ("year", "iyear", "рік", "год"),
    "month": ("month", "imonth", "month number", "місяць", "месяц"),
    "day": ("day", "iday", "day of month", "число", "день"),
    "sub_event_type": (
        *("sub_event_type", "sub type", "type", "event type", "incident type", "attack type"),
        *("category", "kind", "weapon", "тип", "тип події", "вид", "тип атаки", "тип удару"),
        *("категорія", "тип события", "тип удара", "категория", "зброя", "оружие"),
        *("weapon type", "weapon system", "weapon used", "munition", "model", "тип зброї"),
        *("тип оружия", "засіб ураження", "средство поражения", "categories", "disorder type"),
    ),
    "actor": (
        *("actor", "actor1", "attacker", "perpetrator", "side", "faction", "сторона"),
        *("хто", "виконавець", "актор", "атакуючий", "кто", "исполнитель", "атакующий"),
        *("actor 1", "side a", "reported perpetrator", "attacking side", "perpetrator name"),
    ),
    "events": (
        *("events", "number of events", "event count", "num events", "n events"),
        *("number of incidents", "incident count", "incidents", "кількість подій"),
        *("кількість інцидентів", "количество событий", "количество инцидентов"),
    ),
    "location": (
        *("location", "place", "settlement", "city", "town", "village", "locality", "place name"),
        *("where", "address", "asciiname", "місце", "населений пункт", "місто", "село"),
        *("нас пункт", "локація", "місцезнаходження", "де", "адреса", "место"),
        *("населенный пункт", "город", "локация", "местоположение", "где", "адрес"),
        *("город село", "місто село", "пункт", "location name", "city name", "admin4"),
        *("target", "ціль", "цель", "where coordinates"),
        *("ort", "stadt", "lieu", "ville", "lugar", "ciudad", "miejsce", "miasto", "miejscowość"),
    ),
    "country": (
        *("country", "країна", "страна", "держава", "iso2", "iso3", "country territory"),
        *("country name", "country iso", "country code", "land", "pays", "país", "kraj"),
    ),
    "admin1": (
        *("admin1", "oblast", "region", "province", "state", "область", "регіон", "обл", "край"),
        *("регион", "субъект", "oblast region", "affected region", "governorate"),
        *(
            "admin1 pcode",
            "admin1 code",
            "код катоттг",
            "катоттг",
            "katottg",
            "pcode",
            "код коатуу",
        ),
        *("admin2 pcode", "admin3 pcode", "admin2 code", "область регион", "gebiet", "région"),
        *("región", "obwód"),
    ),
    "admin2": ("admin2", "raion", "rayon", "район", "district", "county", "районы"),
    "admin3": (
        *("admin3", "hromada", "громада", "територіальна громада", "отг", "тг", "municipality"),
        *("territorial community", "community", "громади", "муниципалитет"),
    ),
    "latitude": ("latitude", "lat", "y", "широта", "ш", "lat deg", "geo lat", "ycoord", "la"),
    "longitude": (
        *("longitude", "lon", "lng", "long", "x", "довгота", "долгота", "geo lon", "geo lng"),
        *("lon deg", "xcoord", "lo"),
    ),
    "coordinates": (
        *("coordinates", "coords", "lat lon", "latlon", "lat lng", "latlng", "gps", "coordinate"),
        *("координати", "координаты", "lat long", "geometry", "wkt", "geom", "point"),
        *("koordinaten", "coordonnées", "coordenadas", "współrzędne"),
        *COORDINATES_IN,
    ),
    "launched": ("launched", "запущено", "выпущено", "випущено"),
    "downed": (
        *("downed", "shot down", "intercepted", "збито", "сбито", "перехоплено", "перехвачено"),
    ),
    "lost": (
        *("lost", "lost in ew", "втрачено", "локаційно втрачено", "потеряно", "not reach goal"),
        *("not reached goal", "location lost"),
    ),
    "fatalities": (
        *("fatalities", "killed", "deaths", "dead", "fatal", "number killed", "kia", "died"),
        *("загинуло", "загиблі", "загиблих", "вбито", "убито", "загибло", "жертви", "смерті"),
        *("погибло", "погибшие", "погибших", "жертвы", "погибли", "загинули", "best", "nkill"),
        *("tote", "getötete", "todesopfer", "morts", "tués", "muertos", "zabici", "zginęło"),
    ),
    "fatalities_low": ("fatalities_low", "low", "fatalities min", "killed min", "deaths low"),
    "fatalities_high": ("fatalities_high", "high", "fatalities max", "killed max", "deaths high"),
    "injuries": (
        *("injuries", "injured", "wounded", "hurt", "number injured", "number wounded", "wia"),
        *("поранено", "поранені", "поранених", "постраждало", "травмовано", "постраждалі"),
        *("ранено", "раненые", "раненых", "пострадало", "пострадавшие", "ранены", "nwound"),
        *("verletzte", "verwundete", "blessés", "heridos", "ranni", "rannych"),
    ),
    "killed_here": (
        *("killed_here", "fatalities here", "deaths here", "killed at this place"),
        *("загинуло тут", "загинуло в цьому місці", "погибло здесь", "погибло в этом месте"),
    ),
    "injured_here": (
        *("injured_here", "injuries here", "wounded here", "injured at this place"),
        *("поранено тут", "поранено в цьому місці", "ранено здесь", "ранено в этом месте"),
    ),
    "launched_here": ("launched_here", "launched at this place", "запущено сюди", "запущено сюда"),
    "downed_here": (
        *("downed_here", "shot down here", "downed at this place", "збито тут", "сбито здесь"),
    ),
    "more_places": (
        *("more_places", "further places", "other places not named", "unnamed places"),
        *("інші місця", "інші місця не названо", "другие места", "другие места не названы"),
    ),
    "same_as": (
        *("same_as", "same event as", "duplicate of", "also told in"),
        *("та сама подія", "дублікат", "то же событие", "дубликат"),
    ),
    "notes": (
        *("notes", "note", "description", "comment", "comments", "summary", "details", "text"),
        *("title", "headline", "опис", "примітки", "примітка", "коментар", "текст", "описание"),
        *("примечание", "примечания", "комментарий", "подробности", "що сталося", "что случилось"),
        *("message", "повідомлення", "сообщение", "последствия", "наслідки"),
        *("beschreibung", "descripción", "opis", "uwagi"),
    ),
    "source": (
        *("source", "sources", "source name", "publisher", "джерело", "джерела"),
        *("источник", "источники", "channel", "канал"),
        *("quelle", "fuente", "źródło"),
    ),
    "source_url": (
        *("source_url", "url", "link", "links", "source link", "href", "web", "посилання"),
        *("лінк", "ссылка", "ссылки", "адреса джерела", "линк", "sourceurl"),
    ),
}
#: Shorter names by which a mapping may call a field.
ALIASES: Final = {
    "id": "incident_id",
    "date": "date_start",
    "time": "time_start",
    "type": "sub_event_type",
    "place": "location",
    "oblast": "admin1",
    "region": "admin1",
    "raion": "admin2",
    "hromada": "admin3",
    "lat": "latitude",
    "lon": "longitude",
    "killed": "fatalities",
    "injured": "injuries",
    "url": "source_url",
}
_DEAD = (
    r"\b(?:n ?)?kill|fatal|death|\bdead\b|\bdied\b|\bkia\b|загиб|загину|погиб|убит|вбит|жертв|смерт"
)
_HURT = r"injur|wound|\bhurt\b|\bwia\b|поранен|ранен|постражд|пострад|травмов"
_DRONES = r"uav|uas|drone|missile|shahed|бпла|дрон|беспилот|безпілот|ракет|шахед"
#: Parts of longer names by field, the surer first, and how many points each is worth.
_PARTS: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "incident_id": ((45, r"^(?:event|incident|record|case|entry) (?:id|code|number|no)\b"),),
    "date_start": (
        (60, r"\b(?:start|begin|began|початк|начал)\w* .*dat|\bdat\w* .*(?:start|from|begin)"),
        (55, r"\bdate\b|\bдата\b|\bдень\b"),
        (45, r"^(?:start|started|begin|began|beginning|початок|начало)\b"),
        (40, r"\bweek\b|\bas of\b|\bdatetime\b|\btimestamp\b|тижд|недел|\bdat\b"),
        (30, r"\btime\b|\bday\b|\bчас\b|\bвремя\b|\bwhen\b"),
    ),
    "date_end": (
        (62, r"\b(?:end|finish|кінец|закінч|оконч)\w* .*dat|dat\w* .*\b(?:end|to|until)\b"),
        (46, r"^(?:end|ended|finish|finished|until|кінець|закінчення|конец|окончание)\b"),
    ),
    "time_start": ((50, r"\btime\b|\bhour\b|\bчас\b|\bвремя\b|\bгодин"),),
    "latitude": ((60, r"\blat(?:itude)?\b|широт"),),
    "longitude": ((60, r"\b(?:lon|lng|long|longitude)\b|довгот|долгот"),),
    "coordinates": (
        (70, r"\blat\w*\b.*\b(?:lon\w*|lng)\b|широт.*д?овгот|широт.*долгот"),
        (50, r"\bcoord|координат"),
    ),
    "fatalities": ((60, _DEAD),),
    "fatalities_low": (
        (65, rf"(?:{_DEAD}).*\b(?:low|min|minimum)|\b(?:low|min|minimum)\b.*(?:{_DEAD})"),
    ),
    "fatalities_high": (
        (65, rf"(?:{_DEAD}).*\b(?:high|max|maximum)|\b(?:high|max|maximum)\b.*(?:{_DEAD})"),
    ),
    "injuries": ((60, _HURT),),
    "location": (
        (58, r"settlement|населен|нас пункт|\bplace\b|\blocality\b"),
        (50, r"\blocation\b|\bмісце\b|\bместо\b|\bcity\b|\btown\b|\bvillage\b|\bмісто\b|\bгород\b"),
        (35, r"\btarget\b|\bціль\b|\bцель\b|\baddress\b|локац"),
    ),
    "country": ((50, r"\bcountry\b|країн|стран"),),
    "admin1": (
        (55, r"\badmin1\b|\boblast\b|\bобласть\b|\badmin\w* ?region ?1\b|\bregion ?1\b"),
        (45, r"\bregion\b|регіон|регион|\bобл\b|\bprovince\b"),
        (30, r"катоттг|katottg|\bp ?code\b"),
    ),
    "admin2": ((50, r"\badmin2\b|\braion\b|\brayon\b|\bрайон\b|\bdistrict\b"),),
    "admin3": ((50, r"\badmin3\b|hromada|громад|\bmunicipality\b"),),
    "launched": ((50, r"\blaunched\b|запущен|випущен|выпущен"),),
    "downed": (
        (55, r"shot down|\bdowned\b|intercept|збит|сбит|перехоп|перехва"),
        (
            50,
            rf"(?:destroy|знищен|уничтож).*(?:{_DRONES})|(?:{_DRONES}).*(?:destroy|знищен|уничтож)",
        ),
    ),
    "lost": ((45, r"\bew\b|not reach|локаційно|\blost\b.*(?:location|radar)"),),
    "events": ((45, r"\b(?:number|num|count|no|n)\b.*\b(?:event|incident)$"),),
    "source_url": ((50, r"\burl\b|\blink\b|посилан|ссылк"),),
    "source": ((45, r"\bsource\b|джерел|источник"),),
    "sub_event_type": (
        (50, r"\btype\b|\bтип\b"),
        (40, r"\bweapon|зброї|оружия|\bcategory\b"),
    ),
    "actor": ((40, r"perpetrator|\bactor\b|attacker"),),
    "notes": ((45, r"descri|опис|comment|комент|коммент|примі|приме|summary"),),
}
_NEVER_PLACE = (
    r"launch|origin|carrier|construct|manufact|\bproduc|publi|source|birth|\btype\b|\bnum|\bcount\b"
    r"|number|\bid\b|precision|accuracy|\burl\b|\blink\b|weapon|model|пуск|поход|джерел|источник"
    r"|носі|носит|виробн|произв|публ|centroid|actor|perpetrator|\bhit\b|quality|confidence"
)
#: What no column of a field is about, whatever else its name says.
_NEVER: Final[dict[str, str]] = {
    "date_start": (
        r"publi|construct|birth|updat|modif|accessed|retriev|scrap|download|\bsource\b|\bend\b|ended"
        r"|finish|закінч|оконч|кінц|конец|публ|видан|издан|будів|precision|\bprec\b|manufact|\bto$"
    ),
    "date_end": r"publi|construct|birth|updat|modif|precision|\bprec\b|публ",
    "time_start": r"\bend\b|finish|ended|precision|\bzone\b|updat|publi|закінч|оконч",
    "location": _NEVER_PLACE + r"|\bdate\b|\btime\b|\blat|\blon|coord|\bcode\b|pcode",
    "country": _NEVER_PLACE,
    "admin1": _NEVER_PLACE,
    "admin2": _NEVER_PLACE + r"|\bcode\b|pcode",
    "admin3": _NEVER_PLACE + r"|\bcode\b|pcode",
    "latitude": r"centroid|centre\b|center\b|launch|origin|\blo?ng?\w*\b|долгот|довгот",
    "longitude": r"centroid|centre\b|center\b|launch|origin|\blat\w*\b|широт",
    "coordinates": r"centroid|centre\b|center\b|launch|origin|system|precision|\bcrs\b",
    "fatalities": (
        rf"{_HURT}|\brate\b|\btype\b|child|\bwom[ae]n\b|\bmen\b|male\b|soldier|militar|police|\blow\b"
        r"|\bhigh\b|\bmin\b|\bmax\b|animal|\bid\b|\bdate\b|\bname\b|\bsource\b|діт|дет|жін|жен|військ"
        r"|военн|damage|perpetrat|terrorist|\bus\b|responder"
    ),
    "injuries": (
        rf"{_DEAD}|\brate\b|\btype\b|child|\bwom[ae]n\b|\bmen\b|male\b|soldier|militar|police|\bid\b"
        r"|\bdate\b|\bname\b|діт|дет|жін|жен|військ|военн|perpetrat|terrorist|\bus\b"
    ),
    "launched": r"\btime\b|\bdate\b|\bfrom\b|place|site",
    "sub_event_type": (
        r"actor|location|place|source|geometry|feature|target|object|victim|date|facility|interact"
    ),
    "source": r"\bid\b|scale|\bdate\b|type|number|\bcount\b|original|\brow\b",
    "source_url": r"image|photo|video|icon|thumb",
    "notes": r"precision",
    "actor": r"type|assoc|inter|\bid\b|count",
    "incident_id": r"relation|parent|source|\bgeo|region|country",
}
#: What a heading says of those whom a figure includes, which does not change whose figure it is.
_INCLUDED: Final = re.compile(
    r"[,;(\[]?\s*\b(?:incl|including|of wh(?:ich|om)|inkl|dont|w tym|[ву]\s?т\.?\s?ч|в том числе"
    r"|из них|у тому числі|з них|зокрема)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
#: Words that make a day's name one of the last resort.
_REPORTED = r"verif|report|creat|post|entry|added|upload|record"
_FEWER: Final = 15
#: What a column's mark is worth whose values do not read as the field's.
_MISFIT: Final = 0.2
_LEAST: Final = 8.0
_BEST: Final = 100.0
#: A HXL tag as a field: the tag with the attributes that it must have.  https://hxlstandard.org
_TAGS: Final[tuple[tuple[str, str], ...]] = (
    ("date_end", r"#date\b.*\+end"),
    ("date_start", r"#date\b(?!.*\+(?:publish|report|updat))"),
    ("country", r"#country\b.*\+name|#country$"),
    ("admin1", r"#adm1\b"),
    ("admin2", r"#adm2\b"),
    ("admin3", r"#adm3\b"),
    ("location", r"#loc\b(?!.*\+type)|#adm4\b"),
    ("latitude", r"#geo\b.*\+lat"),
    ("longitude", r"#geo\b.*\+lon"),
    ("fatalities", r"#affected\b.*\+killed"),
    ("injuries", r"#affected\b.*\+injured"),
    ("incident_id", r"#event\b.*\+(?:id|code)"),
    ("sub_event_type", r"#(?:event|cause)\b.*\+type"),
    ("notes", r"#description\b"),
    ("source_url", r"#meta\b.*\+url"),
    ("source", r"#meta\b.*\+source|#source\b"),
)


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """Return lower case, words apart, marks as blanks, one blank between the words.

    >>> plain_name("Дата_події (UTC)"), plain_name("killedCount"), plain_name("ADM1_EN")
    ('дата події utc', 'killed count', 'admin1 en')
    """
    apart = re.sub(r"(?<=[a-zа-яіїєґ])(?=[A-ZА-ЯІЇЄҐ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    folded = apart.casefold().replace("ё", "е").replace("\u2019", "'")
    words = " ".join(re.sub(r"[^\w№]+|_", " ", folded).split())
    words = re.sub(r"\badm(?:in)? ?([1-4])(?=\b|name|code|pcode|en\b|ua\b)", r"admin\1 ", words)
    return " ".join(words.split())


@lru_cache(maxsize=10_000)
def _bare(name: str) -> str:
    """Return a plain name in the singular, without words that say nothing."""
    words = [re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", word) for word in name.split()]
    left = [word for word in words if word not in _EMPTY]
    return " ".join(left or words)


_EMPTY: Final = frozenset(
    {
        *("en", "eng", "english", "uk", "ua", "ukr", "ukrainian", "ru", "rus", "russian", "name"),
        *("the", "of", "utc", "local", "total", "number", "num", "no", "count", "people", "person"),
        *("reported", "осіб", "чол", "человек", "людей", "кількість", "количество", "всього"),
        *("всего", "civilian", "и", "та", "назва", "название"),
    }
)


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, float]]:
    """Return the marks of whole names by field."""
    marks: dict[str, dict[str, float]] = {}
    for field, names in NAMES.items():
        mine = marks.setdefault(field, {})
        for at, name in enumerate(names):
            mine.setdefault(plain_name(name), _BEST - at / 2)
            mine.setdefault(_bare(plain_name(name)), _BEST - 20 - at / 2)
    return marks


def mark(field: str, name: str) -> float:
    """Return how surely a column of this name is this field, from 0 (it is not) to 100.

    Of a heading of two rows, which are joined by a slash, the lower one tells more.
    """
    name = _INCLUDED.sub("", name) or name
    _group, slash, last = name.rpartition(" / ")
    return max(_mark(field, name), _mark(field, last)) if slash else _mark(field, name)


@lru_cache(maxsize=50_000)
def _mark(field: str, name: str) -> float:
    plain = plain_name(name)
    whole = _known()[field].get(plain, 0.0)
    if whole:
        return whole
    never = _NEVER.get(field)
    if never and re.search(never, plain):
        return 0.0
    bare = _bare(plain)
    found = _known()[field].get(bare, 0.0)
    if not found:
        parts = _PARTS.get(field, ())
        points = next(
            (p for p, part in parts if re.search(part, bare) or re.search(part, plain)), 0
        )
        found = max(points - len(bare.split()), 0) if points else 0.0
    if field in ("date_start", "date_end") and re.search(_REPORTED, plain):
        found = min(found, _FEWER)
    return found


def field_of_tag(tag: str) -> str | None:
    """Return the field that a HXL tag such as "#adm1+code" stands for."""
    bare = tag.casefold().replace(" ", "")
    return next((field for field, pattern in _TAGS if re.search(pattern, bare)), None)


def find_columns(
    names: Iterable[str],
    fits: Callable[[str, str], float] = lambda _field, _name: 1.0,
    tags: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return field to column, for every field that some column's name stands for.

    Parameters
    ----------
    names : iterable of str
        Names of the columns.
    fits : callable
        From a field and a column's name to how well the column's values read as the field's: 1,
        0 for not at all, which rules the column out, and -1 for badly, which leaves it behind all
        others.
    tags : mapping of str to str, optional
        HXL tags of columns.

    Returns
    -------
    dict of str to str
        Each column serves one field.
    """
    columns = list(names)
    marks: list[tuple[float, int, int, str, str]] = []
    tagged = {name: field_of_tag(tag) for name, tag in (tags or {}).items()}
    for nth, field in enumerate(NAMES):
        for at, name in enumerate(columns):
            points = max(mark(field, name), 95.0 if tagged.get(name) == field else 0.0)
            if points < _LEAST:
                continue
            fit = fits(field, name)
            points *= _MISFIT if fit < 0 else fit
            if points >= _LEAST:
                marks.append((-points, at, nth, field, name))
    found: dict[str, str] = {}
    for _points, _at, _nth, field, name in sorted(marks):
        if field not in found and name not in found.values():
            found[field] = name
    return {field: found[field] for field in NAMES if field in found}
