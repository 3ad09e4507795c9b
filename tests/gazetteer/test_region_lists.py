"""Regions as the lists that people join with have them: names and codes, cells and columns."""

from __future__ import annotations

import csv

import pytest

from geo.gazetteer import region_codes_of_column, region_names, region_of_code
from geo.regions import DATA, catalogue

#: The first level of GADM 4.1.
GADM = """
    Adygey = RU-AD; Altay = RU-ALT; Amur = RU-AMU; Arkhangel'sk = RU-ARK; Astrakhan' = RU-AST;
    Bashkortostan = RU-BA; Belgorod = RU-BEL; Bryansk = RU-BRY; Buryat = RU-BU; Chechnya =
    RU-CE; Chelyabinsk = RU-CHE; Chukot = RU-CHU; Chuvash = RU-CU; City of St. Petersburg =
    RU-SPE; Dagestan = RU-DA; Gorno-Altay = RU-AL; Ingush = RU-IN; Irkutsk = RU-IRK; Ivanovo =
    RU-IVA; Kabardin-Balkar = RU-KB; Kaliningrad = RU-KGD; Kalmyk = RU-KL; Kaluga = RU-KLU;
    Kamchatka = RU-KAM; Karachay-Cherkess = RU-KC; Karelia = RU-KR; Kemerovo = RU-KEM;
    Khabarovsk = RU-KHA; Khakass = RU-KK; Khanty-Mansiy = RU-KHM; Kirov = RU-KIR; Komi = RU-KO;
    Kostroma = RU-KOS; Krasnodar = RU-KDA; Krasnoyarsk = RU-KYA; Kurgan = RU-KGN; Kursk =
    RU-KRS; Leningrad = RU-LEN; Lipetsk = RU-LIP; Magadan = RU-MAG; Mariy-El = RU-ME; Mordovia =
    RU-MO; Moscow City = RU-MOW; Moskva = RU-MOS; Murmansk = RU-MUR; Nenets = RU-NEN; Nizhegorod
    = RU-NIZ; North Ossetia = RU-SE; Novgorod = RU-NGR; Novosibirsk = RU-NVS; Omsk = RU-OMS;
    Orel = RU-ORL; Orenburg = RU-ORE; Penza = RU-PNZ; Perm' = RU-PER; Primor'ye = RU-PRI; Pskov
    = RU-PSK; Rostov = RU-ROS; Ryazan' = RU-RYA; Sakha = RU-SA; Sakhalin = RU-SAK; Samara =
    RU-SAM; Saratov = RU-SAR; Smolensk = RU-SMO; Stavropol' = RU-STA; Sverdlovsk = RU-SVE;
    Tambov = RU-TAM; Tatarstan = RU-TA; Tomsk = RU-TOM; Tula = RU-TUL; Tuva = RU-TY; Tver' =
    RU-TVE; Tyumen' = RU-TYU; Udmurt = RU-UD; Ul'yanovsk = RU-ULY; Vladimir = RU-VLA; Volgograd
    = RU-VGG; Vologda = RU-VLG; Voronezh = RU-VOR; Yamal-Nenets = RU-YAN; Yaroslavl' = RU-YAR;
    Yevrey = RU-YEV; Zabaykal'ye = RU-ZAB; Cherkasy = UA-71; Chernihiv = UA-74; Chernivtsi =
    UA-77; Crimea = UA-43; Dnipropetrovs'k = UA-12; Donets'k = UA-14; Ivano-Frankivs'k = UA-26;
    Kharkiv = UA-63; Kherson = UA-65; Khmel'nyts'kyy = UA-68; Kiev = UA-32; Kiev City = UA-30;
    Kirovohrad = UA-35; L'viv = UA-46; Luhans'k = UA-09; Mykolayiv = UA-48; Odessa = UA-51;
    Poltava = UA-53; Rivne = UA-56; Sevastopol' = UA-40; Sumy = UA-59; Ternopil' = UA-61;
    Vinnytsya = UA-05; Volyn = UA-07; Zakarpattia = UA-21; Zaporizhia = UA-23; Zhytomyr = UA-18
"""
#: admin1 of ACLED; it has Kyiv City beside Kyiv.
ACLED = """
    Vinnytsia = UA-05; Volyn = UA-07; Luhansk = UA-09; Dnipropetrovsk = UA-12; Donetsk = UA-14;
    Zhytomyr = UA-18; Zakarpattia = UA-21; Zaporizhia = UA-23; Ivano-Frankivsk = UA-26; Kyiv
    City = UA-30; Kyiv = UA-32; Kirovohrad = UA-35; Sevastopol = UA-40; Crimea = UA-43; Lviv =
    UA-46; Mykolaiv = UA-48; Odesa = UA-51; Poltava = UA-53; Rivne = UA-56; Sumy = UA-59;
    Ternopil = UA-61; Kharkiv = UA-63; Kherson = UA-65; Khmelnytskyi = UA-68; Cherkasy = UA-71;
    Chernihiv = UA-74; Chernivtsi = UA-77
"""
#: Short forms, occupiers' names and forms of other languages.
SHORT = """
    АР Крим = UA-43; АРК = UA-43; Ленобласть = RU-LEN; ХМАО = RU-KHM; ЯНАО = RU-YAN; НАО =
    RU-NEN; ЕАО = RU-YEV; КБР = RU-KB; КЧР = RU-KC; ДНР = UA-14; ЛНР = UA-09; т. зв. «ДНР» =
    UA-14; so-called "LNR" = UA-09; Киевская обл-ть = UA-32; Дніпропетровська ОВА = UA-12;
    Харківська ОДА = UA-63; м. Севастополь = UA-40; Adıge Cumhuriyeti = RU-AD; Baszkiria =
    RU-BA; Orlovskaya Oblast, RU, Russia = RU-ORL; Вологодська область РФ = RU-VLG; Oblast Rowno
    = UA-56; Dnipro Oblast = UA-12; Kropyvnytskyi Oblast = UA-35; Башкирия = RU-BA; Якутия =
    RU-SA; Kyivska miska = UA-30; Лен. обл. = RU-LEN; Подмосковье = RU-MOS
"""


def pairs(text):
    return [tuple(p.strip().split(" = ")) for p in " ".join(text.split()).split(";") if p.strip()]


@pytest.mark.parametrize("text", [GADM, ACLED])
def test_a_column_of_a_list_is_found_whole(text):
    listed = pairs(text)
    found = region_names().column([name for name, _ in listed])
    assert {n: found.get(n) for n, _ in listed} == {name: (region,) for name, region in listed}


@pytest.mark.parametrize(("name", "region"), pairs(SHORT))
def test_short_and_foreign_forms(name, region):
    assert region_names().whole(name) == (region,)


def test_a_city_s_bare_name_is_one_of_two_until_the_column_tells():
    names = region_names()
    assert set(names.whole("Kiev")) == {"UA-30", "UA-32"}
    assert names.whole("Киев") == ("UA-30",)
    assert names.column(["Kiev", "Kiev City"])["Kiev"] == ("UA-32",)
    assert names.column(["Kyiv", "Kyiv Oblast"])["Kyiv"] == ("UA-30",)
    assert names.column(["Moskva", "Moscow City"])["Moskva"] == ("RU-MOS",)
    assert names.column(["Altai", "Altai Krai"])["Altai"] == ("RU-AL",)
    assert set(names.column(["Kyiv", "Lviv"])["Kyiv"]) == {"UA-30", "UA-32"}


def test_every_shipped_name_and_no_settlement_of_that_name():
    names = region_names()
    with (DATA / "region_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1000
    for row in rows:
        regions = tuple(row["region"].split(";"))
        found = names.whole(row["name"])
        assert found, row
        assert set(found) <= set(regions), row
    assert not names.find("lemberg", loose=False).regions
    assert names.find("lemberg", {"region"}, loose=False).regions == ("UA-46",)


def test_codes_keep_their_separators():
    for code, region in {
        "RU-AL": "RU-AL", "RU.AL": "RU-ALT", "RU-SA": "RU-SA", "RU.SA": "RU-SAM",
        "RU-TY": "RU-TY", "RU.TY": "RU-TYU", "UA09": "UA-09", "UA.09": "UA-68", "UA44": "UA-09",
        "UA73": "UA-77", "UA80": "UA-30", "UA85": "UA-40", "UA01": "UA-43", "UA14": "UA-14",
        "UA40": "UA-40", "UP07": "UA-63", "UKR.6_1": "UA-14", "ua-63": "UA-63", "UA–63": "UA-63",
        "UA01000000000013043": "UA-43", "RU-CHI": "RU-ZAB", "77 регион": "RU-MOW", "Q1899": "UA-30",
    }.items():  # fmt: skip
        assert region_of_code(code) == region, code


@pytest.mark.parametrize("text", ["14", "ru-al", "BA", "2347554", "", "  ", "Kyiv", "UA", "UA-99"])
def test_what_names_no_region_for_certain(text):
    assert region_of_code(text) is None


def test_the_column_tells_the_list_of_bare_codes():
    with (DATA / "region_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["region"] for row in rows] == list(catalogue())
    digits = {row["katottg"][2:4]: row["region"] for row in rows if row["katottg"]}
    assert region_codes_of_column(digits, "UA") == digits
    subjects = {row["fias"].lstrip("0"): row["region"] for row in rows if row["fias"]}
    assert region_codes_of_column(subjects, "RU") == subjects
    whole = {f"{row['katottg'][2:4]}00000000".lstrip("0"): row["region"] for row in rows[:27]}
    assert region_codes_of_column(whole) == whole
    letters = {row["highcharts"]: row["region"] for row in rows if row["region"] >= "RU-"}
    assert region_codes_of_column(letters) == letters


def test_few_bare_digits_tell_nothing():
    assert region_codes_of_column(["14", "63"]) == {}
    assert region_codes_of_column(["14", "14", "", "UA-63"]) == {"UA-63": "UA-63"}
