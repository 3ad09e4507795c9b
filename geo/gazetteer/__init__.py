"""Known places by every spelling of their names, and the names of the regions."""

from __future__ import annotations

from geo.gazetteer.extend import download_dump, extend
from geo.gazetteer.file import SHIPPED, load
from geo.gazetteer.folding import adjective_stem, clean, fold, is_cyrillic, key, sound, sounds
from geo.gazetteer.front import CLOSE_KM
from geo.gazetteer.in_use import (
    VARIABLE,
    current,
    description,
    path_in_use,
    pinned,
    region_names,
)
from geo.gazetteer.no_place import no_place
from geo.gazetteer.objects import called, sector
from geo.gazetteer.places import NEIGHBOURS, SETTLEMENT_KINDS, Gazetteer
from geo.gazetteer.region_codes import region_codes_of_column, region_of_code, register_codes
from geo.gazetteer.region_names import AROUND, ON_LAND_OF, Alias, Found, RegionNames
from geo.gazetteer.rows import latin
from geo.gazetteer.russian_districts import RussianDistrict, russian_districts
from geo.gazetteer.unit_list import Unit, city_units, p_code_of, units
from geo.gazetteer.words import (
    ABBREVIATIONS,
    AND_WORDS,
    AXES,
    BANKS,
    BETWEEN,
    CITY,
    CUES,
    DISTRICT,
    FACILITY,
    LINES,
    MEASURES,
    NEAR,
    OKRUG,
    PLANT,
    PLURALS,
    REGION,
    REGION_CUES,
    ROADS,
    SETTLEMENT,
    SIDE,
    SLAVIC,
    SMALL,
)

__all__ = [
    "ABBREVIATIONS",
    "AND_WORDS",
    "AROUND",
    "AXES",
    "BANKS",
    "BETWEEN",
    "CITY",
    "CLOSE_KM",
    "CUES",
    "DISTRICT",
    "FACILITY",
    "LINES",
    "MEASURES",
    "NEAR",
    "NEIGHBOURS",
    "OKRUG",
    "ON_LAND_OF",
    "PLANT",
    "PLURALS",
    "REGION",
    "REGION_CUES",
    "ROADS",
    "SETTLEMENT",
    "SETTLEMENT_KINDS",
    "SHIPPED",
    "SIDE",
    "SLAVIC",
    "SMALL",
    "VARIABLE",
    "Alias",
    "Found",
    "Gazetteer",
    "RegionNames",
    "RussianDistrict",
    "Unit",
    "adjective_stem",
    "called",
    "city_units",
    "clean",
    "current",
    "description",
    "download_dump",
    "extend",
    "fold",
    "is_cyrillic",
    "key",
    "latin",
    "load",
    "no_place",
    "p_code_of",
    "path_in_use",
    "pinned",
    "region_codes_of_column",
    "region_names",
    "region_of_code",
    "register_codes",
    "russian_districts",
    "sector",
    "sound",
    "sounds",
    "units",
]
