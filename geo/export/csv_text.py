"""CSV: UTF-8 with a byte order mark, commas, CRLF; cells of text inert (`geo.spreadsheet`)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.certainty import HOTSPOT_COLUMNS, INTERVAL_COLUMNS, hotspot_rows, interval_rows
from geo.export.figures import RAION_COLUMNS, REGION_COLUMNS, raion_rows, region_rows
from geo.export.hxl import tags
from geo.schema import REJECTED_COLUMNS
from geo.spreadsheet import inert, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from geo.query import Filters
    from geo.store import Store

#: What the columns of a night's figure have after its name.
_OF_FIGURE: Final = ("", "_low", "_high", "_shared", "_known_for")
#: By this mark spreadsheets know UTF-8.
_MARK: Final = b"\xef\xbb\xbf"


def records(store: Store, filters: Filters, *, hxl: bool = False) -> Iterator[bytes]:
    """Yield one row per incident and place, the sources' own columns last.

    With `hxl` a row of tags stands under the heading (`geo.export.hxl`).
    """
    own = query.own_keys(store, filters)
    header = [*query.EXPORT_COLUMNS, *own]
    yield _MARK + _row(header)  # names are inert already
    if hxl:
        yield _row(tags(header))
    yield from query.csv_rows(store, filters, list(own.values()))


def raions(store: Store, filters: Filters, *, hxl: bool = False) -> Iterator[bytes]:
    """Return one row per raion of Ukraine that the filters let through; `hxl` as in `records`."""
    return _counted(RAION_COLUMNS, lambda: raion_rows(store, filters), hxl=hxl)


def regions(store: Store, filters: Filters, *, hxl: bool = False) -> Iterator[bytes]:
    """Return one row per region that the filters let through; `hxl` as in `records`."""
    return _counted(REGION_COLUMNS, lambda: region_rows(store, filters), hxl=hxl)


def intervals(store: Store, filters: Filters) -> Iterator[bytes]:
    """Return one row per region with its intervals (`certainty.INTERVAL_COLUMNS`)."""
    return _counted(tuple(INTERVAL_COLUMNS), lambda: interval_rows(store, filters), hxl=False)


def hotspots(store: Store, filters: Filters) -> Iterator[bytes]:
    """Return one row per figure and region with its hot spot (`certainty.HOTSPOT_COLUMNS`)."""
    return _counted(tuple(HOTSPOT_COLUMNS), lambda: hotspot_rows(store, filters), hxl=False)


def _counted(
    columns: Sequence[str], rows: Callable[[], Iterable[Mapping[str, Any]]], *, hxl: bool
) -> Iterator[bytes]:
    yield _MARK + _line(columns)
    if hxl:
        yield _row(tags(columns))
    for row in rows():
        yield _line(row.values())


def timeline(store: Store, filters: Filters, step: str) -> Iterator[bytes]:
    """Yield the incidents per day or week and type.

    Columns: the step (the first day of each, as YYYY-MM-DD), type, incidents.
    """
    table = query.timeline(store, filters, step)
    yield _MARK + _line([step, "type", "incidents"])
    days = table["period"].dt.strftime("%Y-%m-%d")
    for row in zip(days, table["type"], table["incidents"], strict=True):
        yield _line(row)


def _night_columns() -> tuple[str, ...]:
    figures = (f"{name}{end}" for name in ("launched", "downed") for end in _OF_FIGURE)
    return ("night", "attacks_by", "incidents", *figures, "lost", "regions", "does_not_fit")


def nights(store: Store, filters: Filters) -> Iterator[bytes]:
    """Yield one row per night and side that attacked, the newest first.

    A side of whose attacks nothing is reported in a night that the other has is there with blanks;
    `does_not_fit` names what contradicts, as `query.Attack.contradictions` does, or `silent`.
    """
    yield _MARK + _line(_night_columns())
    for night in query.nights(store, filters).nights:
        for side in query.SIDES:
            attack = night.attacks.get(side, query.Attack())
            figures = [
                number
                for figure in (attack.launched, attack.downed)
                for ends in [figure.ends or (figure.value,) * 2]
                for number in (figure.value, *ends, figure.shared, figure.known_for)
            ]
            said = ["silent"] if side in night.silent else attack.contradictions
            counted = [attack.incidents, *figures, attack.lost]
            where = " ".join(attack.regions)
            yield _line([night.first.isoformat(), side, *counted, where, " ".join(said)])


def of_table(table: pd.DataFrame) -> bytes:
    """Write a table as it is, days as YYYY-MM-DD.

    UTF-8 with a byte order mark, CRLF; texts are inert, and what is missing is blank.
    """
    cells = table.astype(object).where(table.notna(), None)
    for name in table.select_dtypes("datetime").columns:
        cells[name] = table[name].dt.strftime("%Y-%m-%d").where(table[name].notna(), None)
    lines = [_line(map(str, table.columns)), *map(_line, cells.itertuples(index=False, name=None))]
    return _MARK + b"".join(lines)


def rejected(store: Store) -> Iterator[bytes]:
    """Yield the sources' rows that are no incident as they stand, as `of_rejected` does."""
    return of_rejected(lambda: query.rejected_rows(store))


def of_rejected(rows: Callable[[], Iterable[tuple[Any, ...]]]) -> Iterator[bytes]:
    """Yield rows that were turned down, in the columns of their files, to be mended and read again.

    Parameters
    ----------
    rows : callable
        From nothing to the values of `schema.REJECTED_COLUMNS` of each row; asked twice.

    Yields
    ------
    bytes
        CSV: the files' own columns, then the dataset, the row of the file, the column at fault and
        the reason.
    """
    own = dict.fromkeys(name for *_, cells in rows() for name in _cells(cells))
    ours = [name if name not in own else f"rejected {name}" for name in REJECTED_COLUMNS[:-1]]
    yield _MARK + _line([*own, *ours])
    for *told, cells in rows():
        row = _cells(cells)
        yield _line([*(row.get(name) for name in own), *told])


def _cells(row: object) -> dict[str, Any]:
    return json.loads(row) if isinstance(row, str) else {}


def _line(cells: Iterable[Any]) -> bytes:
    """Write one row, its texts inert; what is missing is blank."""
    return _row(inert(printable(v)) if isinstance(v, str) else v for v in cells)


def _row(cells: Iterable[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode("utf-8")
