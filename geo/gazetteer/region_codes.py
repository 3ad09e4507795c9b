"""The regions' codes in the lists that people join data with.

`data/region_codes.csv` has one row per region and one column per list: HASC, FIPS 10-4 (GeoNames'
admin1 codes have its digits), GADM, Natural Earth, Highcharts, GeoNames, Wikidata, WOEID, KATOTTG
(OCHA's p-codes have its digits), Russia's subject numbers (FIAS), OKATO, OKTMO, alerts.in.ua,
geoBoundaries and vehicle plates, and the codes of regions that were merged.  ISO 3166-2 is what the
atlas itself goes by.

A code is compared with its separators: RU-AL is the Altai Republic by ISO and RU.AL Altai Krai by
HASC.  Where two lists give one text to two regions it is nothing by itself; the values that stand
beside it in its column may tell the list.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.regions import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Fewer distinct values in bare digits or letters do not tell which list they come from.
FEWEST: Final = 3
_DASHES: Final = re.compile("\\s*[-\u2010-\u2015\u2212]\\s*")
_PLATE: Final = re.compile(r"(\d{2,3})\s*(?:-?й)?\s*(?:регион|rus|region)")
#: A p-code of Kyiv or Sevastopol as a raion or hromada of its own: UA8000000.
_WHOLE: Final = re.compile(r"(UA8[05])0{2}(?:000)?", re.IGNORECASE)
_SPREADSHEET: Final = re.compile(r"(\d+)\.0")
#: Digits that each of Ukraine's and Russia's codes ends in where it names a whole region.
_KOATUU_ZEROS, _KLADR_ZEROS = "0" * 8, "0" * 11


def region_of_code(text: str) -> str | None:
    """Return the region that a code alone names, whatever its list; None if that is not certain.

    Bare digits and bare letters name none: 14 is Donetsk Oblast, Kyiv Oblast or Yakutia.

    Parameters
    ----------
    text : str
        A whole cell.

    >>> [region_of_code(code) for code in ("UA-63", "UA44", "RU.AL", "14")]
    ['UA-63', 'UA-09', 'RU-ALT', None]
    """
    code = _plain(text)
    if code.startswith(("RU-", "UA-")):
        return _certain()["iso"].get(code) or _certain()["all"].get(code.casefold())
    plate = _PLATE.fullmatch(code.casefold())
    if plate:
        return _bare()["plates"].get(plate[1])
    whole = _WHOLE.fullmatch(code)
    return _certain()["all"].get((whole[1] if whole else code).casefold())


def region_codes_of_column(values: Iterable[str], country: str = "") -> dict[str, str]:
    """Return the region of each value of one column of codes, where the column tells the list.

    A list that explains every value is a candidate; a value that two candidates give to two regions
    has no region.

    Parameters
    ----------
    values : iterable of str
        The column's values; blank ones are passed over.
    country : str
        "UA" or "RU", if all rows are of that country; rows of two countries go in two calls.

    >>> region_codes_of_column(["63", "44", "80"], "UA")
    {'63': 'UA-63', '44': 'UA-09', '80': 'UA-30'}
    """
    written = {value: _plain(value) for value in values if value.strip()}
    found = {value: region for value in written if (region := region_of_code(value))}
    codes_of = {value: code.upper() for value, code in written.items()}
    if len(set(codes_of.values())) < FEWEST and not _long(codes_of):
        return found
    fitting = []
    for codes in _lists(country):
        given = {
            value: codes.get(code) or codes.get(_padded(code)) for value, code in codes_of.items()
        }
        if all(given.values()):
            fitting.append(given)
    for value in set(written) - set(found):
        regions = {given[value] for given in fitting}
        if len(regions) == 1:
            found[value] = str(regions.pop())
    return {value: found[value] for value in written if value in found}


def _long(codes_of: dict[str, str]) -> bool:
    """Return whether every value is long enough for one list only: KOATUU, KLADR, OKATO."""
    return all(len(code) >= len("500000000") for code in codes_of.values())


def _plain(text: str) -> str:
    text = _DASHES.sub("-", text.strip())
    return _SPREADSHEET.sub(r"\1", text)


def _padded(code: str) -> str:
    """Return digits with the zero that a spreadsheet has cut off."""
    return f"0{code}" if code.isdigit() and not code.startswith("0") else code


def _lists(country: str) -> list[Mapping[str, str]]:
    """Return the lists of bare codes, as far as they are of this country."""
    return [
        {code: region for code, region in codes.items() if region.startswith(country)}
        for codes in _bare().values()
    ]


@lru_cache(maxsize=1)
def _table() -> list[dict[str, str]]:
    with shipped("region_codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _certain() -> dict[str, dict[str, str]]:
    """Return ISO's codes as they are written, and all lists' codes that cannot be another's."""
    regions: dict[str, set[str]] = {}

    def add(code: str, region: str) -> None:
        if code and not code.isdigit():
            regions.setdefault(code.casefold(), set()).add(region)

    iso = {}
    for row in _table():
        region = row["region"]
        iso[region] = region
        for column in ("hasc", "fips", "gadm", "natural_earth", "highcharts", "wikidata"):
            for code in row[column].split(";"):
                add(code, region)
        for code in (*row["former"].split(";"), row["geoboundaries"], row["katottg"]):
            add(code, region)
        add(row["katottg"][:4], region)  # OCHA's p-code
        add(region, region)
        add(region.replace("-", ""), region)
        add(f"{region[:2]}.{row['fips'][2:]}", region)  # GeoNames
    return {"iso": iso, "all": {code: r.pop() for code, r in regions.items() if len(r) == 1}}


@lru_cache(maxsize=1)
def _bare() -> dict[str, dict[str, str]]:
    """Return the lists whose codes are bare digits or letters, by name of the list."""
    lists: dict[str, dict[str, str]] = {}

    def add(name: str, code: str, region: str) -> None:
        if code:
            lists.setdefault(name, {})[code] = region

    for row in _table():
        region = row["region"]
        ukrainian = region.startswith("UA")
        add("ISO digits" if ukrainian else "ISO letters", region[3:], region)
        add("ISO in any case", region, region)
        add("Highcharts", row["highcharts"].upper(), region)
        add("KATOTTG digits", row["katottg"][2:4], region)
        add("KOATUU", row["katottg"][2:4] and row["katottg"][2:4] + _KOATUU_ZEROS, region)
        add("FIAS", row["fias"], region)
        add("KLADR", row["fias"] and row["fias"] + _KLADR_ZEROS, region)
        for name in ("okato", "oktmo", "geonames_id", "woeid", "alerts"):
            add(name, row[name], region)
        for digits in _okato_digits(row):
            add("OKATO digits", digits, region)
        add(f"GeoNames digits {region[:2]}", row["fips"][2:], region)
        for plate in row["plates"].split(";"):
            add("plates" if plate.isdigit() else "plate letters", plate, region)
    return lists


def _okato_digits(row: dict[str, str]) -> list[str]:
    """Return the digits that OKATO and OKTMO begin with; an okrug's are longer than two."""
    okato, oktmo = row["okato"], row["oktmo"]
    if okato and not okato[2:].strip("0"):
        return [okato[:2]]
    return [digits for code in (okato, oktmo) if code for digits in (code[:3], code[:4])]


@lru_cache(maxsize=1)
def register_codes() -> dict[str, str]:
    """Return the code of each region of Ukraine in its register (KATOTTG), by ISO 3166-2 code.

    OCHA's p-code of the region is what the code begins with: UA and two digits.

    >>> register_codes()["UA-63"]
    'UA63000000000041885'
    """
    return {row["region"]: row["katottg"] for row in _table() if row["katottg"]}
