"""To which raion and hromada of Ukraine a location belongs, as far as that is certain.

The geocoder says it of a place that it knows by name.  A record's own raion or hromada (`admin2`,
`admin3`) says it where the place does not.  Coordinates alone say nothing: no boundaries of raions
are shipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.gazetteer import city_units, p_code_of, units
from geo.geocoding import unit_named
from geo.schema import UNIT_COLUMNS

if TYPE_CHECKING:
    from geo.gazetteer import Unit

#: The columns by which a record says it, the surest first, and the kind of unit each has.
_REPORTED: Final = (("admin3", "hromada"), ("admin2", "raion"))
_KM_PER_DEGREE: Final = 111.2
#: What a source claims at most of a place whose raion is not told.
_VAGUE: Final = ("region", "country", "outside", "none")


def with_units(located: pd.DataFrame) -> pd.DataFrame:
    """Complete the columns of raion and hromada, and clear them where they are in doubt.

    Parameters
    ----------
    located : DataFrame
        `schema.LOCATION_COLUMNS`, with what the geocoder says; it is changed.

    Returns
    -------
    DataFrame
        The same.  A point of the record's own that lies outside the circle around a unit's
        settlements is not in that unit; what a source knows by its district only has no hromada,
        and what it knows by its region only no raion.
    """
    _far_from_their_units(located)
    _by_the_record(located)
    _cities(located)
    limit = located["precision_limit"]
    blind = _true(located["region"].isna() | limit.isin(_VAGUE))
    _clear(located, blind, blind | _true(limit == "district"))
    return located


def _clear(located: pd.DataFrame, raion: Any, hromada: Any) -> None:
    """Clear the raions and the hromadas of rows; most have none, and writing takes long."""
    for rows, columns in ((raion, UNIT_COLUMNS[:2]), (hromada, UNIT_COLUMNS[2:])):
        for name in columns:
            some = rows & _true(located[name].notna())
            if some.any():
                located.loc[some, name] = pd.NA


def _true(mask: Any) -> Any:
    return mask.to_numpy(dtype=bool, na_value=False)


def _far_from_their_units(located: pd.DataFrame) -> None:
    """Clear the units of records whose own point lies outside their circles."""
    exact = (located["precision"] == "exact") & located["raion_code"].notna()
    rows = np.flatnonzero(_true(exact))
    if not len(rows):
        return
    lat, lon = (located[name].to_numpy(dtype=float)[rows] for name in ("lat", "lon"))
    raion, hromada = (
        located[name].iloc[rows].reset_index(drop=True) for name in ("raion_code", "hromada_code")
    )
    from_raion = _outside(raion, lat, lon)
    from_hromada = _outside(hromada, lat, lon)
    # Within its hromada a place is in its raion, even at the raion's edge.
    out = from_raion & (from_hromada | _true(hromada.isna()))
    no_raion, no_hromada = np.zeros((2, len(located)), dtype=bool)
    no_raion[rows], no_hromada[rows] = out, out | from_hromada
    _clear(located, no_raion, no_hromada)


def _outside(codes: pd.Series[str], lat: Any, lon: Any) -> Any:
    """Tell which points lie outside the circle of their unit; False where there is none."""
    number, names = pd.factorize(codes)
    circles = np.full((len(names) + 1, 3), np.nan)
    for at, name in enumerate(names):
        unit = units().get(p_code_of(str(name)) or "")
        if unit is not None and unit.circle is not None:
            circles[at] = unit.circle
    middle_lat, middle_lon, radius = circles[number].T
    east = (lon - middle_lon) * np.cos(np.radians((lat + middle_lat) / 2))
    return _KM_PER_DEGREE * np.hypot(lat - middle_lat, east) > radius


def _by_the_record(located: pd.DataFrame) -> None:
    """Take the raion and hromada that a record names, where its place does not say them."""
    ukrainian = located["region"].str.startswith("UA-").fillna(value=False)
    for column, kind in _REPORTED:
        code = f"{kind}_code"
        open_ = ukrainian & located[code].isna() & located[column].notna()
        if not open_.any():
            continue
        asked = located.loc[open_, ["region", column]]
        pairs = asked.drop_duplicates()
        known = {
            (region, text): unit_named(str(text), str(region), kind)
            for region, text in pairs.itertuples(index=False, name=None)
        }
        found = [known[pair] for pair in asked.itertuples(index=False, name=None)]
        _set(located, asked.index, found)


def _set(located: pd.DataFrame, index: pd.Index[Any], found: list[Unit | None]) -> None:
    """Write the units of some rows, and the raions of hromadas, where these do not contradict."""
    for kind, length in (("raion", 6), ("hromada", 9)):
        own = [units().get(unit.p_code[:length]) if unit else None for unit in found]
        codes = [unit.code if unit and unit.kind == kind else None for unit in own]
        names = [unit.name if unit and unit.kind == kind else None for unit in own]
        code = pd.Series(codes, index, dtype="string")
        take = code.notna() & located.loc[index, f"{kind}_code"].isna()
        if kind == "hromada":  # one of another raion than the place's is none
            same = located.loc[index, "raion_code"].str[:6] == code.str[:6]
            take &= same.fillna(value=False)
        rows = index[_true(take)]
        located.loc[rows, f"{kind}_code"] = code[rows]
        located.loc[rows, kind] = pd.Series(names, index, dtype="string")[rows]


def _cities(located: pd.DataFrame) -> None:
    """Give what lies in Kyiv and Sevastopol their own units."""
    for unit in city_units():
        code = f"{unit.kind}_code"
        rows = _true(located["region"] == unit.region) & ~_true(located[code] == unit.code)
        if rows.any():
            located.loc[rows, unit.kind] = unit.name
            located.loc[rows, code] = unit.code
