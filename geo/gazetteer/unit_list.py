"""Ukraine's raions and hromadas as a list: codes, names, and what they belong to.

Codes are those of KATOTTG, Ukraine's register of units; OCHA's p-codes (COD-AB) are their
beginnings: UA63 an oblast, UA6308 a raion, UA6308001 a hromada.  Kyiv and Sevastopol have neither
raions nor hromadas of that kind; as in COD-AB each stands for its own, UA8000 and UA8000000.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.gazetteer.file import SHIPPED
from geo.gazetteer.region_codes import register_codes
from geo.gazetteer.register import code_of_number, p_code_of_number
from geo.regions import catalogue

#: Regions that are a city: their code stands for their raion and their hromada, too.
CITIES: Final = {"UA-30": "Kyiv", "UA-40": "Sevastopol"}
#: Signs of the p-code of a raion and of a hromada, and of a code of the register.
RAION, HROMADA, _DIGITS = 6, 9, 19
_KINDS: Final = {"raion": "raion", "community": "hromada"}
_COLUMNS: Final = ("kind", "name", "name_uk", "region", "katottg")
_CIRCLE: Final = ("lat", "lon", "radius_km")


@dataclass(frozen=True)
class Unit:
    """A raion or a hromada.

    Attributes
    ----------
    p_code : str
        OCHA's code: UA6308, UA6308001.
    code : str
        Its code in the register (KATOTTG), UA and 17 digits.
    kind : str
        raion or hromada.
    names : (str, str)
        In English letters, and in Ukrainian.
    region : str
        ISO 3166-2 code.
    circle : (lat, lon, radius_km) or None
        Around the known points of its settlements; degrees, EPSG:4326.
    """

    p_code: str
    code: str
    kind: str
    names: tuple[str, str]
    region: str
    circle: tuple[float, float, float] | None = None

    @property
    def name(self) -> str:
        """Name in English letters."""
        return self.names[0]


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Return every raion and hromada of Ukraine by its p-code, sorted.

    >>> units()["UA6308"].name, units()["UA8000"].name
    ('Kupianskyi', 'Kyiv')
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(SHIPPED) as file:
        table = file.read(columns=[*_COLUMNS, *_CIRCLE])
    table = table.filter(pc.is_in(table["kind"], pc.cast(list(_KINDS), "string")))
    found = [
        Unit(
            p_code_of_number(row["katottg"]),
            code_of_number(row["katottg"]),
            _KINDS[row["kind"]],
            (row["name"], row["name_uk"] or row["name"]),
            row["region"],
            None if row["radius_km"] is None else tuple(row[name] for name in _CIRCLE),
        )
        for row in table.to_pylist()
    ]
    found += city_units()
    return {unit.p_code: unit for unit in sorted(found, key=lambda unit: unit.p_code)}


def city_units() -> list[Unit]:
    """Return Kyiv and Sevastopol, each as its own raion and hromada."""
    kinds = (("raion", RAION), ("hromada", HROMADA))
    return [
        Unit(code[:length], code, kind, (name, catalogue()[region].name_uk), region)
        for region, name in CITIES.items()
        if (code := register_codes()[region])
        for kind, length in kinds
    ]


def p_code_of(text: str) -> str | None:
    """Return the p-code of the raion or hromada that a code names; None if there is none.

    Parameters
    ----------
    text : str
        A p-code, or a code of KATOTTG: of a raion, of a hromada, or of anything in a hromada.

    >>> [p_code_of(text) for text in ("ua6308", "UA63080010000012345", "UA63", "UA6399")]
    ['UA6308', 'UA6308001', None, None]
    """
    code = text.strip().upper().replace(" ", "")
    whole = len(code) == _DIGITS and code[2:].isdigit()
    lengths = (HROMADA, RAION) if whole else (len(code),)
    return next((code[:length] for length in lengths if code[:length] in units()), None)
