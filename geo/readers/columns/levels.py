"""A place with its levels: settlement, community (hromada), district (raion), region, country."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from geo.readers.columns.codes import region_of_code
from geo.readers.columns.distinct import mapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Levels above a settlement, the narrowest first.
LEVELS: Final = ("admin3", "admin2", "admin1")
_LONGEST_LIST: Final = 2_000
#: How exactly a place is known of which no more than a level is.
_LIMIT: Final = {
    "admin3": "district",
    "admin2": "district",
    "admin1": "region",
    "country": "country",
}


def unlisted(text: str) -> str | None:
    r"""Return the texts of a list as programs write it, with commas between them; None for others.

    >>> unlisted("['Odesa oblast', 'Kyiv oblast']"), unlisted("[1]"), unlisted("Odesa")
    ('Odesa oblast, Kyiv oblast', None, None)
    >>> unlisted('{Sumy,"Kyiv oblast"}'), unlisted("Sumy\\nLviv")
    ('Sumy, Kyiv oblast', 'Sumy\nLviv')
    """
    if len(text) > _LONGEST_LIST:
        return None
    if "\\n" in text:
        return text.replace("\\r", "").replace("\\n", "\n")
    if text.startswith("{") and text.endswith("}") and ":" not in text:
        return ", ".join(part.strip(' "') for part in text[1:-1].split(","))
    if not text.startswith("[") or not text.endswith("]"):
        return None
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    texts = [one.strip() for one in found if isinstance(one, str)] if found else []
    return ", ".join(texts) if texts and len(texts) == len(found) else None


def without_lists(text: pd.Series[str]) -> pd.Series[str]:
    """Return texts with the lists among them written with commas alone (`unlisted`)."""
    return mapped(text, unlisted).fillna(text)


#: What a bare "Kyiv" is in a list of regions that has the city by itself.
KYIV_OBLAST: Final = "Kyiv Oblast"
_BARE: Final = r"(?i)(?:kyiv|kiev)"
_CITY: Final = r"(?i)(?:kyiv|kiev)[ ,-]*city"
_OBLAST: Final = r"(?i)(?:kyiv|kiev)(?:[ ,-]*(?:oblast|region)|s'?k.*)"


def kyiv_apart(admin1: pd.Series[str], *, listed: bool = False) -> pd.Series[str]:
    """Return regions with the oblast for a bare "Kyiv" beside a "Kyiv City".

    Parameters
    ----------
    admin1 : Series of string
        Regions as reported.
    listed : bool
        Whether the source's own list of regions has both, as ACLED's has.
    """
    city, oblast = (admin1.str.fullmatch(name).fillna(value=False) for name in (_CITY, _OBLAST))
    if not listed and (oblast.any() or not city.any()):
        return admin1
    return admin1.mask(admin1.str.fullmatch(_BARE).fillna(value=False), KYIV_OBLAST)


def with_code(
    place: pd.Series[str], admin1: pd.Series[str]
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return places and regions, where p-codes and KATOTTG codes are now their region's code."""
    of_place = place.map(region_of_code, na_action="ignore").astype("string")
    of_region = admin1.map(region_of_code, na_action="ignore").astype("string")
    return place.mask(of_place.notna()), of_region.fillna(admin1).fillna(of_place)


def finest(
    place: pd.Series[str], levels: Mapping[str, pd.Series[str]], *, pointed: pd.Series[bool]
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return the narrowest place that a row names, and how exactly it is known at best.

    Parameters
    ----------
    place : Series of string
        Settlements or whatever the source calls a place; missing where it names none.
    levels : mapping of str to Series of string
        `LEVELS`, and country.
    pointed : Series of bool
        Where the row has coordinates of its own: there nothing is put in a place's stead.

    Returns
    -------
    place : Series of string
    limit : Series of string
        Of `schema.PRECISIONS`; missing where the row names a place or has coordinates.
    """
    limit = place.mask(place.notna())
    for level, sharpest in _LIMIT.items():
        if level not in levels:
            continue
        taken = place.isna() & ~pointed & levels[level].notna()
        place = place.mask(taken, levels[level])
        limit = limit.mask(taken, sharpest)
    return place, limit
