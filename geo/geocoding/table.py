"""Geocoding of tables: columns in, columns out; see `geo.geocoding.batch` for how."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.gazetteer import region_names
from geo.geocoding.answer import UNITS
from geo.geocoding.batch import answered
from geo.geocoding.corrections import shipped_corrections
from geo.geocoding.siblings import with_siblings, with_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.geocoding.answer import Answer
    from geo.geocoding.batch import Batch
    from geo.geocoding.columns import Columns
    from geo.geocoding.corrections import Corrections

    Numbers = np.ndarray[Any, Any]

#: Columns of the result.
COLUMNS: Final = (
    "region", "region_name", "place_name", "latitude", "longitude", "precision", "method", "score",
    "status", "candidates", "note", "raion", "raion_code", "hromada", "hromada_code", "p_code",
    "place_code", "radius_km",
)  # fmt: skip
_SHORT: Final = ("region", "precision", "method", "status")
#: Columns of long texts, which `geocode_frame` returns as objects.
_LONG: Final = ("region_name", "place_name", "candidates", "note", *UNITS)
_SHOWN: Final = 8  # candidates


def geocode_frame(
    frame: pd.DataFrame, columns: Columns, *, corrections: Corrections | None = None
) -> pd.DataFrame:
    """Return one row of answers per row of a table, with its index.

    Parameters
    ----------
    frame : DataFrame
        The table.
    columns : Columns
        Which of its columns say what.
    corrections : Corrections, optional
        Corrections to apply; the project's own if not given.

    Returns
    -------
    DataFrame
        The columns in `COLUMNS`.  A list of places has its codes joined by ";".
    """
    batch = _answers(frame, columns, corrections)
    found = _frame(batch.answers, batch.codes, frame.index, batch.lat, batch.lon)
    for name in _LONG:
        # Objects, so that the rows of one answer share one text.
        values = np.array(_texts(name, batch.answers), dtype=object)
        found[name] = pd.Series(values[batch.codes], frame.index, dtype=object, copy=False)
    return found[list(COLUMNS)]


def geocode_rows(
    frame: pd.DataFrame, columns: Columns, *, corrections: Corrections | None = None
) -> pd.DataFrame:
    """Return one or more rows of answers per row of a table: a list of places has one each.

    Takes what `geocode_frame` takes.  The extra column `row` is the input row's position.
    """
    batch = _answers(frame, columns, corrections)
    rows, answers, codes = _parts(batch)
    own = (None if values is None else values[rows] for values in (batch.lat, batch.lon))
    result = _frame(answers, codes, pd.RangeIndex(len(rows)), *own, texts=(*_SHORT, *_LONG))
    result.insert(0, "row", rows)
    return result


def _parts(batch: Batch) -> tuple[Numbers, list[Answer], Numbers]:
    """Return for each place of each row the row, the different answers, and which it has."""
    if not any(answer.parts for answer in batch.answers):
        return np.arange(len(batch.codes)), batch.answers, batch.codes
    parts: list[Answer] = []
    first: list[int] = []
    count: list[int] = []
    for answer in batch.answers:
        first.append(len(parts))
        parts += answer.parts or (answer,)
        count.append(len(parts) - first[-1])
    repeats = np.asarray(count, dtype=np.int64)[batch.codes]
    rows = np.repeat(np.arange(len(batch.codes)), repeats)
    starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    codes = np.asarray(first, dtype=np.int64)[batch.codes][rows] + np.arange(len(rows)) - starts
    return rows, parts, codes


def _answers(frame: pd.DataFrame, columns: Columns, corrections: Corrections | None) -> Batch:
    fixed = shipped_corrections() if corrections is None else corrections
    batch = answered(frame, columns, fixed)
    if columns.incident is not None:
        batch = with_siblings(batch, frame[columns.incident])
    return batch if columns.text is None else with_text(batch, frame[columns.text])


def _frame(  # noqa: PLR0913
    answers: Sequence[Answer],
    codes: Numbers,
    index: pd.Index[Any],
    lat: Numbers | None,
    lon: Numbers | None,
    *,
    texts: Sequence[str] = _SHORT,
) -> pd.DataFrame:
    """Return answers as a table, one row per code, with the numbers and some of the texts.

    `lat` and `lon` take the place of the answers' where they are numbers.
    """
    numbers = {
        "latitude": ([np.nan if a.lat is None else a.lat for a in answers], lat),
        "longitude": ([np.nan if a.lon is None else a.lon for a in answers], lon),
        "score": ([a.score for a in answers], None),
        "radius_km": ([np.nan if a.radius_km is None else a.radius_km for a in answers], None),
    }
    columns: dict[str, Any] = {name: None for name in COLUMNS if name in (*numbers, *texts)}
    for name, (values, own) in numbers.items():
        taken = np.asarray(values, dtype=np.float64)[codes]
        columns[name] = taken if own is None else np.where(np.isnan(own), taken, own)

    def take(name: str) -> Any:
        return pd.array(_texts(name, answers), dtype="str").take(codes)

    # Arrow takes without the interpreter's lock: the columns share the machine's cores
    with ThreadPoolExecutor(max_workers=4) as pool:
        columns |= dict(zip(texts, pool.map(take, texts), strict=True))
    return pd.DataFrame(columns, index=index, copy=False)


def _texts(name: str, answers: Sequence[Answer]) -> list[str | None]:
    """Return a column of texts of the answers."""
    if name == "region_name":
        titles = region_names().titles
        return [_titles(a.region, titles) for a in answers]
    if name == "candidates":
        return [candidates_text(a) for a in answers]
    if name == "note" or name in UNITS:
        return [getattr(a, name) or None for a in answers]
    return [getattr(a, name) for a in answers]


def _titles(region: str | None, titles: dict[str, str]) -> str | None:
    if region is None:
        return None
    return (
        titles[region]
        if ";" not in region
        else "; ".join(titles[code] for code in region.split(";"))
    )


def candidates_text(answer: Answer) -> str | None:
    """Return an answer's candidates in one line: "UA-63 Zolochiv; UA-46 Zolochiv"."""
    if not answer.candidates:
        return None
    shown = list(dict.fromkeys(str(candidate) for candidate in answer.candidates))[:_SHOWN]
    return "; ".join(shown)
