"""The shipped gazetteer, and a person's own made from a GeoNames dump written here."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest

from geo import gazetteer
from geo.errors import InputError
from geo.gazetteer import download_dump, extend, fold, key, region_names, sound
from geo.gazetteer.region_names import read_aliases
from geo.gazetteer.rows import latin, official_name, split_keys
from geo.geocoding import geocode
from geo.regions import catalogue

DUMP = [
    [
        "1",
        "Bzhedukhynka",
        "Bzhedukhynka",
        "Бжедухинка,Bzhedukhinka",
        "50.1",
        "36.1",
        "P",
        "PPL",
        "UA",
        "",
        "07",
    ],
    ["2", "Test Dam", "Test Dam", "", "50.1", "36.1", "S", "DAM", "UA", "", "07"],
    ["3", "Goneville", "Goneville", "", "50.1", "36.1", "P", "PPLQ", "UA", "", "07"],
    ["4", "Ivanivka", "Ivanivka", "Іванівка", "46.7", "34.5", "P", "PPL", "UA", "", "08"],
]


def dump_text(rows: list[list[str]] = DUMP) -> str:
    tail = ["", "", "", "120", "", "110", "Europe/Kyiv", "2024-01-01"]
    return "".join("\t".join([*row, *tail]) + "\n" for row in rows)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv(gazetteer.VARIABLE, str(tmp_path / "own"))
    return tmp_path


def test_size_and_columns():
    shipped = gazetteer.load()
    assert len(shipped) > 150_000
    names = {shipped.columns["name"][row] for row in shipped.names["bakhmut"]}
    assert "Bakhmut" in names


def test_every_settlement_has_a_region_of_its_country():
    shipped = gazetteer.load()
    regions = catalogue()
    for kind, region, country in zip(
        shipped.kinds, shipped.regions, shipped.countries, strict=True
    ):
        if kind in gazetteer.SETTLEMENT_KINDS:
            assert regions[str(region)].country == country


def test_crimea_is_ukraines():
    shipped = gazetteer.load()
    rows = [row for row in shipped.names[key("simferopol")] if shipped.populations[row] > 100_000]
    assert [shipped.regions[row] for row in rows] == ["UA-43"]


def test_keys_are_what_the_code_makes():
    shipped = gazetteer.load()
    for place in ("Куп'янськ", "Zaporozhye", "Bila Tserkva", "Яблунівка"):
        assert key(fold(place)) in shipped.names
    for row in (shipped.names["bakhmut"][0], shipped.names["kupiansk"][0]):
        for spelling in shipped.spellings(row):
            assert key(spelling) == spelling
            assert row in shipped.sounding(sound(spelling))


def test_a_register_place_has_a_region_but_no_point():
    shipped = gazetteer.load()
    row = shipped.kinds.index("register")
    assert shipped.columns["lat"][row] is None
    assert shipped.regions[row] is not None


def test_spellings_and_other_names_are_told_apart():
    own_keys, other = split_keys(
        "Bakhmut", ["Бахмут", "Bachmut", "Artemivsk", "ba ke mu te", "BKH"]
    )
    assert own_keys == {"bakhmut", "bachmut"}
    assert other == {"artemivsk"}


#: Ukrainian names in official Latin letters, as asked for in other spellings.
OFFICIAL = """
    Kupyansk = Kupiansk; Zaporozhye = Zaporizhzhia; Kharkov = Kharkiv; Odessa = Odesa
    Nikolaev = Mykolaiv; Belaya Tserkov = Bila Tserkva; Rovno = Rivne; Kiev = Kyiv
    Simferopol = Simferopol; Sevastopol = Sevastopol; Yalta = Yalta; Feodosiya = Feodosiia
    Kerch = Kerch; Evpatoria = Yevpatoriia; Dzhankoy = Dzhankoi; Armyansk = Armiansk
    Saki = Saky; Bakhchisaray = Bakhchysarai; Mariupol = Mariupol; Dnipro = Dnipro; Lvov = Lviv
    Lugansk = Luhansk; Krivoy Rog = Kryvyi Rih; Uzhgorod = Uzhhorod; Vinnitsa = Vinnytsia
    Chernovtsy = Chernivtsi; Khmelnitsky = Khmelnytskyi; Chernigov = Chernihiv; Izyum = Izium
    Slavyansk = Sloviansk; Kostyantynivka = Kostiantynivka; Berdyansk = Berdiansk
    Nezhin = Nizhyn; Zhitomir = Zhytomyr; Avdeevka = Avdiivka; Artemivsk = Bakhmut
    Krasnoarmiisk = Pokrovsk; Makiyivka = Makiivka; Yenakiyeve = Yenakiieve
    Kamyanske, Dnipropetrovsk region = Kamianske; Izmayil = Izmail
    Kamyanets-Podilskyi = Kamianets-Podilskyi; Oleksandriya = Oleksandriia
    Zgurovka = Zghurivka; Volchansk = Vovchansk
    Kadiyivka = Kadiivka; Komsomolsk, Poltava region = Horishni Plavni; Chasov Yar = Chasiv Yar
    Oskol, Kharkiv region = Oskil; Yampol, Donetsk region = Yampil
    Oryol = Oryol; Belgorod = Belgorod; Yelets = Yelets; Shebekino = Shebekino
    Staryy Oskol = Staryy Oskol; Taganrog = Taganrog
"""


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        [part.strip() for part in pair.split("=")]
        for pair in OFFICIAL.replace("\n", ";").split(";")
        if "=" in pair
    ],
)
def test_places_are_named_as_their_country_spells_them(asked, name):
    assert geocode(asked).place_name == name


@pytest.mark.parametrize(
    ("ukrainian", "name"),
    [
        ("Київ", "Kyiv"),
        ("Куп'янськ", "Kupiansk"),
        ("Запоріжжя", "Zaporizhzhia"),
        ("Згурівка", "Zghurivka"),
        ("Розгін", "Rozghin"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжаківка", "Yizhakivka"),
        ("Йосипівка", "Yosypivka"),
        ("Юр’ївка", "Yurivka"),
        ("Ямпіль", "Yampil"),
        ("Щастя", "Shchastia"),
        ("Кам'янець-Подільський", "Kamianets-Podilskyi"),
        ("Ґданці", "Gdantsi"),
        ("Яни Капу", "Yany Kapu"),
    ],
)
def test_official_latin_letters(ukrainian, name):
    assert latin(ukrainian) == name


@pytest.mark.parametrize(
    ("older", "alternates", "name"),
    [
        ("Kupyansk", ["Купянск", "Куп'янськ"], "Kupiansk"),
        ("Zaporizhzhya", ["Запорожье", "Запоріжжя"], "Zaporizhzhia"),
        ("Mykolayiv", [], "Mykolaiv"),
        ("Kostyantynivka", [], "Kostiantynivka"),
        ("Zelenyy Hay", ["Зелений Гай"], "Zelenyi Hai"),
        ("Beregovoye", ["Береговое"], "Beregovoye"),
    ],
)
def test_older_latin_spellings_become_official(older, alternates, name):
    assert official_name(older, alternates)[0] == name


def test_every_alias_resolves():
    names, shipped = region_names(), gazetteer.load()
    for alias in read_aliases().values():
        assert alias.regions or alias.country or alias.outside, alias
        for region in alias.regions:
            assert region in names.titles, alias
        if alias.place:
            own_key = key(fold(alias.place))
            rows = shipped.names.get(own_key, []) + shipped.others.get(own_key, [])
            assert any(shipped.regions[row] in alias.regions for row in rows), alias


def test_loading_does_not_import_pandas():
    code = "import sys, geo.gazetteer as g; g.load(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.long
def test_description_says_which(own):
    assert gazetteer.description().startswith("shipped gazetteer")
    (own / "UA.txt").write_text(dump_text(), encoding="utf-8")
    extend(own / "UA.txt")
    assert str(own) in gazetteer.description()
    assert "GeoNames dump UA" in gazetteer.description()


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("form", ["txt", "zip"])
def test_extended_gazetteer_is_used(own, form):
    path = own / f"UA.{form}"
    if form == "txt":
        path.write_text(dump_text(), encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "about")
            archive.writestr("UA.txt", dump_text())
    assert geocode("Bzhedukhynka").status == "unmatched"
    said = extend(path)
    assert "2 settlements" in said
    answer = geocode("Бжедухинка")
    assert (answer.region, answer.lat) == ("UA-63", 50.1)
    assert geocode("Goneville").status != "located"
    assert geocode("Kyiv").region == "UA-30"
    assert sorted(p.name for p in own.iterdir()) == [f"UA.{form}", "own"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"one,two,three\n", "19 tab-separated columns"),
        ("b.txt", b"\xff\xfe\x00binary", "not a GeoNames dump|19 tab-separated"),
        ("c.txt", b"", "no populated place"),
        ("d.zip", b"PK\x03\x04broken", "not a GeoNames dump|19 tab-separated"),
        ("e.txt", dump_text([[*DUMP[0][:4], "north", *DUMP[0][5:]]]).encode(), "must be numbers"),
    ],
)
def test_bad_dumps_are_named(own, name, content, message):
    (own / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as raised:
        extend(own / name)
    assert name in str(raised.value)
    assert not (own / "own").exists()


def test_missing_dump_and_odd_zip(own):
    with pytest.raises(InputError, match="no such file"):
        extend(own / "none.txt")
    with zipfile.ZipFile(own / "two.zip", "w") as archive:
        archive.writestr("UA.txt", "")
        archive.writestr("RU.txt", "")
    with pytest.raises(InputError, match="one country's text"):
        extend(own / "two.zip")


@pytest.mark.usefixtures("own")
def test_no_network_is_one_sentence(monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr("urllib.request.urlopen", fail)
    with pytest.raises(InputError, match=r"cannot be reached.*extend UA\.zip"):
        download_dump("UA")


def test_a_foreign_parquet_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "odd.parquet"
    path.write_bytes(b"PAR1 nothing")
    monkeypatch.setenv(gazetteer.VARIABLE, str(path))
    with pytest.raises(InputError, match=r"odd\.parquet"):
        geocode("Kyiv")


@pytest.mark.long
def test_a_dump_s_place_takes_the_place_of_the_register_s(own):
    shipped = gazetteer.current()
    code = "UA59080030080030199"  # Volfyne, Sumy Oblast
    place = shipped.unit(code)
    assert shipped.kinds[place] == "register"
    lat, lon, _ = shipped.circle(place)
    name = shipped.columns["name"][place]
    line = ["77", name, name, "", f"{lat}", f"{lon}", "P", "PPL", "UA", "", "21"]
    (own / "UA.txt").write_text(dump_text([line]), encoding="utf-8")
    extend(own / "UA.txt")
    extended = gazetteer.current()
    found = extended.unit(code)
    assert (extended.kinds[found], extended.columns["lat"][found]) == ("settlement", lat)
    assert extended.raion(found) is not None
    assert [extended.code(row) for row in range(len(extended.kinds))].count(code) == 1
