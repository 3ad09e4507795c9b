"""Geocoding of tables: each combination of place and context is looked up once.

Rows of one incident are context for each other: where one of them names a region ("Rostov
region"), its bare "Bryansk" is the region too; a name that several regions have is decided by
the regions that the incident's other places lie in.
"""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.corrections import Corrections, shipped_corrections
from geo.gazetteer import current, pinned
from geo.geocode import by_name, hints_of
from geo.geocode_points import Point, located_points, reconcile, usable_point
from geo.geocode_scope import Hints
from geo.placeparse import phrase
from geo.regionnames import region_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.answers import Answer
    from geo.gazetteer import Gazetteer
    from geo.geocode_points import Ask

#: Columns of the result.
COLUMNS: Final = (
    "region", "region_name", "place_name", "latitude", "longitude", "precision", "method", "score",
    "status", "candidates", "note",
)  # fmt: skip
#: Columns of long texts, which `geocode_frame` returns as objects.
_LONG: Final = ("region_name", "place_name", "candidates", "note")
_SHOWN: Final = 8  # candidates
_SURE: Final = 0.8  # least score of a place that is context for others


def geocode_frame(  # noqa: PLR0913
    frame: pd.DataFrame,
    *,
    place: str,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    lat: str | None = None,
    lon: str | None = None,
    incident: str | None = None,
    dataset: str | None = None,
    corrections: Corrections | None = None,
) -> pd.DataFrame:
    """Return one row of answers per row of a table, with its index.

    Parameters
    ----------
    frame : DataFrame
        The table.
    place : str
        Name of the column with the place as reported; so are the other arguments.
    incident : str, optional
        Column whose equal values make rows one incident, so that they are context for each other.
    corrections : Corrections, optional
        Corrections to apply; the project's own if not given.

    Returns
    -------
    DataFrame
        The columns in `COLUMNS`.  A list of places has its codes joined by ";".
    """
    wanted = [place, country, admin1, admin2, lat, lon, dataset]
    answers, codes = _answers(frame, wanted, incident, corrections)
    return answer_frame(answers, codes, frame.index)


def geocode_rows(  # noqa: PLR0913
    frame: pd.DataFrame,
    *,
    place: str,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    lat: str | None = None,
    lon: str | None = None,
    incident: str | None = None,
    dataset: str | None = None,
    corrections: Corrections | None = None,
) -> pd.DataFrame:
    """Return one or more rows of answers per row of a table: a list of places has one each.

    Takes what `geocode_frame` takes.  The extra column `row` is the input row's position.
    """
    wanted = [place, country, admin1, admin2, lat, lon, dataset]
    answers, codes = _answers(frame, wanted, incident, corrections)
    parts: list[Answer] = []
    first: list[int] = []
    count: list[int] = []
    for answer in answers:
        first.append(len(parts))
        parts += answer.parts or (answer,)
        count.append(len(parts) - first[-1])
    repeats = np.asarray(count, dtype=np.int64)[codes]
    rows = np.repeat(np.arange(len(frame)), repeats)
    starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
    part_codes = np.asarray(first, dtype=np.int64)[codes][rows] + np.arange(len(rows)) - starts
    result = answer_frame(parts, part_codes, pd.RangeIndex(len(rows)))
    result = result.astype(dict.fromkeys(_LONG, "str"))
    result.insert(0, "row", rows)
    return result


def _answers(
    frame: pd.DataFrame,
    columns: Sequence[str | None],
    incident: str | None,
    corrections: Corrections | None,
) -> tuple[list[Answer], np.ndarray[Any, Any]]:
    """Return the distinct answers, and each row's position among them."""
    codes, uniques = _distinct(frame, columns)
    fixed = shipped_corrections() if corrections is None else corrections
    points = _points(uniques)
    hints = [hints_of(*record[1:4]) for record in uniques]
    ask = _asking()
    with pinned(), _no_collection():
        answers = [
            _answer(record, hint, point, fixed, ask)
            for record, hint, point in zip(uniques, hints, points, strict=True)
        ]
    if incident is not None and len(frame):
        return _with_siblings(frame[incident], codes, uniques, hints, points, answers, fixed, ask)
    return answers, codes


_ASKED: Final[list[tuple[Gazetteer, Ask]]] = []
#: Names with their hints whose answers are remembered, some 30 MB.
_REMEMBERED: Final = 32_768


def _asking() -> Ask:
    """`by_name` with a memory: rows with coordinates of their own are many, their names few."""
    gazetteer = current()
    if not _ASKED or _ASKED[0][0] is not gazetteer:
        _ASKED[:] = [(gazetteer, lru_cache(_REMEMBERED)(by_name))]
    return _ASKED[0][1]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking the index again and again during a batch."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


Record = tuple[str, str, str, str, Any, Any, str]


def _distinct(
    frame: pd.DataFrame, columns: Sequence[str | None]
) -> tuple[np.ndarray[Any, Any], list[Record]]:
    """Return the distinct combinations of the columns' values, and each row's position there."""
    total = np.zeros(len(frame), dtype=np.int64)
    given: list[tuple[np.ndarray[Any, Any], list[Any]] | None] = []
    for column in columns:
        if column is None:
            given.append(None)
            continue
        codes, values = pd.factorize(frame[column], use_na_sentinel=False)
        total = codes if not any(given) else pd.factorize(total * len(values) + codes)[0]
        given.append((codes, values.tolist()))
    if not any(given) or not len(frame):
        return total, []
    # codes count up in order of appearance: a new maximum is a first appearance
    first = np.flatnonzero(np.diff(np.maximum.accumulate(total), prepend=-1))
    records: list[Record] = []
    for position in first.tolist():
        record = [None if g is None else g[1][g[0][position]] for g in given]
        name, country, admin1, admin2 = (_text(value) for value in record[:4])
        records.append((name, country, admin1, admin2, record[4], record[5], _text(record[6])))
    return total, records


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    missing = value is None or value is pd.NA or value != value  # noqa: PLR0124 - not a number
    return "" if missing else str(value)


def _points(records: list[Record]) -> list[Point | None]:
    pairs = [usable_point(record[4], record[5]) for record in records]
    found = iter(located_points([pair for pair in pairs if pair]))
    return [next(found) if pair else None for pair in pairs]


def _answer(
    record: Record, hints: Hints, point: Point | None, corrections: Corrections, ask: Ask
) -> Answer:
    corrected = corrections.find(record[0], record[1], record[6])
    if corrected is not None:
        return corrected
    answer = ask(record[0], hints)
    return answer if point is None else reconcile(record[0], hints, answer, point, ask)


def _with_siblings(  # noqa: PLR0913, PLR0917
    incidents: pd.Series[Any],
    codes: np.ndarray[Any, Any],
    records: list[Record],
    hints: list[Hints],
    points: list[Point | None],
    answers: list[Answer],
    corrections: Corrections,
    ask: Ask,
) -> tuple[list[Answer], np.ndarray[Any, Any]]:
    """Ask again where the incident's other places may decide."""
    open_codes = {code for code, answer in enumerate(answers) if _open(records[code], answer)}
    if not open_codes:
        return answers, codes
    groups, _ = pd.factorize(incidents)
    members: dict[int, list[int]] = {}
    for row, group in enumerate(groups.tolist()):
        if group >= 0:
            members.setdefault(group, []).append(row)
    answers, codes = list(answers), codes.copy()
    asked: dict[tuple[int, frozenset[str], bool], int] = {}
    listed = codes.tolist()
    for rows in members.values():
        concerned = [row for row in rows if listed[row] in open_codes]
        if len(rows) < 2 or not concerned:  # noqa: PLR2004
            continue
        regions, regional = _context_of([answers[listed[row]] for row in rows])
        for row in concerned:
            code = listed[row]
            key = (code, regions, regional)
            if key not in asked:
                hint = Hints(
                    hints[code].country,
                    hints[code].regions,
                    hints[code].district,
                    regions,
                    regional,
                )
                asked[key] = len(answers)
                answers.append(_answer(records[code], hint, points[code], corrections, ask))
            codes[row] = asked[key]
    return answers, codes


def _context_of(answers: list[Answer]) -> tuple[frozenset[str], bool]:
    regions = {
        str(part.region)
        for answer in answers
        for part in (answer.parts or (answer,))
        if part.region and part.score >= _SURE
    }
    regional = any(
        part.precision == "region" and part.method == "region name"
        for answer in answers
        for part in (answer.parts or (answer,))
    )
    return frozenset(regions), regional


def _open(record: Record, answer: Answer) -> bool:
    """Tell whether an incident's other places can change the answer."""
    if answer.status == "ambiguous":
        return True
    if answer.precision != "settlement" or answer.method == "correction":
        return False
    return bool(region_names().find(phrase(record[0]).core, loose=False).regions)


def answer_frame(
    answers: Sequence[Answer], codes: np.ndarray[Any, Any], index: pd.Index[Any]
) -> pd.DataFrame:
    """Return answers as a table, one row per code.

    The long texts are Python objects, so that the rows of one answer share one text.
    """
    titles = region_names().titles
    texts: dict[str, list[str | None]] = {
        "region": [a.region for a in answers],
        "precision": [a.precision for a in answers],
        "method": [a.method for a in answers],
        "status": [a.status for a in answers],
    }
    long = {
        "region_name": [_titles(a.region, titles) for a in answers],
        "place_name": [a.place_name for a in answers],
        "candidates": [candidates_text(a) for a in answers],
        "note": [a.note or None for a in answers],
    }
    numbers = {
        "latitude": [np.nan if a.lat is None else a.lat for a in answers],
        "longitude": [np.nan if a.lon is None else a.lon for a in answers],
        "score": [a.score for a in answers],
    }
    columns: dict[str, Any] = {}
    for column in COLUMNS:
        if column in numbers:
            columns[column] = np.asarray(numbers[column], dtype=np.float64)[codes]
        else:
            columns[column] = None
    # Arrow takes without the interpreter's lock: the columns share the machine's cores
    with ThreadPoolExecutor(max_workers=4) as pool:
        taken = pool.map(lambda name: pd.array(texts[name], dtype="str").take(codes), texts)
        columns |= dict(zip(texts, taken, strict=True))
    for name, values in long.items():
        columns[name] = pd.Series(np.array(values, dtype=object)[codes], index, dtype=object)
    return pd.DataFrame(columns, index=index, copy=False)


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
    shown = list(dict.fromkeys(str(candidate) for candidate in answer.candidates))[:_SHOWN]
    return "; ".join(shown) or None
