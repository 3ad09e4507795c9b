"""Regions with their figures, as rows: what every form of a download says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo import query
from geo.gazetteer import register_codes, units
from geo.regions import catalogue

if TYPE_CHECKING:
    import pandas as pd

    from geo.query import Filters
    from geo.store import Store


def _columns(name: str) -> tuple[str, str, str]:
    return name, f"{name}_shared", f"{name}_known_for"


def _ends(name: str) -> tuple[str, str]:
    return f"{name}_low", f"{name}_high"


#: Columns of a row.  `region_code` is KATOTTG's and `region_p_code` COD-AB's, of Ukraine alone.
#: `NAME_shared` is reported for the region together with others and never split: the region's part
#: of it is from 0 to all of it.  `NAME_known_for` says of how many of the incidents `NAME` is the
#: sum; `NAME_low` and `NAME_high` are the least and the most of it.  Blank is not reported, which
#: is not 0.
REGION_COLUMNS: Final = (
    *("region", "region_name", "region_code", "region_p_code", "country", "incidents"),
    *(column for name in query.FIGURES for column in _columns(name)),
    *(column for name in query.FIGURES for column in _ends(name)),
)
#: Of a raion of Ukraine; figures as of a region.
RAION_COLUMNS: Final = (
    *("raion", "raion_code", "raion_p_code", "region", "region_name", "region_p_code"),
    *REGION_COLUMNS[REGION_COLUMNS.index("incidents") :],
)
#: Where its numbers begin.
FIRST_FIGURE: Final = REGION_COLUMNS.index("incidents")


def region_rows(store: Store, filters: Filters) -> list[dict[str, str | int | None]]:
    """Return every region that the filters let through, with its figures.

    Returns
    -------
    list of dict
        `REGION_COLUMNS`, in the catalogue's order; regions without an incident have 0 of them.
    """
    figures = query.region_figures(store, filters)
    allowed = filters.areas()
    return [
        {
            "region": code,
            "region_name": region.name_en,
            **region_codes(code),
            "country": region.country,
            **_numbers(figures.get(code, query.Figures())),
        }
        for code, region in catalogue().items()
        if allowed is None or code in allowed
    ]


def raion_rows(store: Store, filters: Filters) -> list[dict[str, str | int | None]]:
    """Return every raion of Ukraine that the filters let through, with its figures.

    Returns
    -------
    list of dict
        `RAION_COLUMNS`, in the order of the codes; raions without an incident have 0 of them.
    """
    figures, allowed = query.raion_figures(store, filters).raions, filters.areas()
    regions, chosen = catalogue(), filters.unit
    return [
        {
            "raion": unit.name,
            **_codes("raion", unit.code, len(unit.p_code)),
            "region": unit.region,
            "region_name": regions[unit.region].name_en,
            "region_p_code": unit.p_code[:4],
            **_numbers(figures.get(unit.p_code, query.Figures())),
        }
        for unit in units().values()
        if unit.kind == "raion"
        and (allowed is None or unit.region in allowed)
        and (not chosen or unit.p_code in {code[: len(unit.p_code)] for code in chosen})
    ]


def region_codes(region: str) -> dict[str, str | int | None]:
    """Return KATOTTG's code and COD-AB's of a region of Ukraine; None of others."""
    return _codes("region", register_codes().get(region), 4)


def _codes(name: str, code: str | None, length: int) -> dict[str, str | int | None]:
    return {f"{name}_code": code, f"{name}_p_code": code[:length] if code else None}


def _numbers(own: query.Figures) -> dict[str, str | int | None]:
    row: dict[str, str | int | None] = {"incidents": own.incidents}
    for name in query.FIGURES:
        figure = getattr(own, name)
        numbers = figure.value, figure.shared, figure.known_for
        row |= dict(zip(_columns(name), numbers, strict=True))
    for name in query.FIGURES:
        figure = getattr(own, name)
        row |= dict(zip(_ends(name), figure.ends or (figure.value,) * 2, strict=True))
    return row


def region_table(store: Store, filters: Filters) -> pd.DataFrame:
    """Return `region_rows` as a DataFrame; figures are Int64, missing where nobody reported any."""
    import pandas as pd

    table = pd.DataFrame(region_rows(store, filters), columns=list(REGION_COLUMNS))
    return table.astype(dict.fromkeys(REGION_COLUMNS[FIRST_FIGURE:], "Int64"))
