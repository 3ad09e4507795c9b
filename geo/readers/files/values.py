"""Values of any type as a `Sheet`, and Parquet and JSON read into one.

Every cell becomes text: dates ISO 8601, whole numbers without ".0", lists and objects JSON.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import InputError
from geo.readers.base import NESTING, Origin, Sheet, text_series

if TYPE_CHECKING:
    from collections.abc import Sequence


_EXACT = 1e15  # beyond, a float holds no longer every whole number


def as_text(value: object) -> str | None:
    """Return a value of any type as the text that a person would type; None if there is none."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, str):
        # One kind of line break, as in delimited text.
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    return _text_of(value)


@functools.singledispatch
def _text_of(value: object) -> str | None:
    return str(value)


@_text_of.register
def _(value: bool) -> str:  # noqa: FBT001 - dispatched on
    return "1" if value else "0"


@_text_of.register
def _(value: float) -> str | None:
    if math.isnan(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


@_text_of.register
def _(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral() else str(value)


@_text_of.register
def _(value: dt.datetime) -> str:
    return value.isoformat(sep=" ").removesuffix(" 00:00:00")


@_text_of.register(bytes)
def _(value: bytes) -> str:
    return value.hex()


@_text_of.register(list)
@_text_of.register(tuple)
@_text_of.register(dict)
def _(value: object) -> str:
    if _deeper_than(value, NESTING):
        raise InputError(f"a value is nested more than {NESTING} levels deep, as in no table")
    return json.dumps(value, ensure_ascii=False, default=str)


def _deeper_than(value: object, most: int) -> bool:
    """Return whether lists and objects lie within one another more than `most` times."""
    level: list[Any] = [value]
    for _step in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, list | tuple | dict)
        ]
        if not level:
            return False
    return True


def sheet_of_rows(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    lines: Sequence[int],
    origin: Origin,
) -> Sheet:
    """Build a `Sheet` of rows of values, leaving out rows and nameless columns without any.

    Parameters
    ----------
    names : sequence of str
        Names of the columns, each once.
    rows : sequence of sequence
        Values of any type, as many in each row as there are names.
    lines : sequence of int
        The row of the file that each row stands in.
    origin : Origin
        The file, and its limits.

    Raises
    ------
    InputError
        If there are too many rows or columns, or a cell is too long.
    """
    file, limits = origin.file, origin.limits
    limits.check_shape(len(rows), len(names), file=file)
    try:
        texts = [[as_text(value) for value in row] for row in rows]
    except InputError as error:
        raise InputError(error.problem, file=file) from None
    most = limits.cell_characters
    for line, row in zip(lines, texts, strict=True):
        if max((len(cell) for cell in row if cell is not None), default=0) <= most:
            continue
        for name, cell in zip(names, row, strict=True):
            if cell is not None and len(cell) > most:
                raise InputError(
                    f"a cell has {len(cell):,} characters; at most {most:,} are read",
                    file=file,
                    row=line,
                    column=name[:60],
                )
    kept = [i for i, row in enumerate(texts) if any(cell is not None for cell in row)]
    table = pd.DataFrame(
        {name: text_series([texts[i][n] for i in kept]) for n, name in enumerate(names)}
    )
    nameless = [
        name
        for number, name in enumerate(names, start=1)
        if name == f"column {number}" and table[name].isna().all()
    ]
    return Sheet(
        table.drop(columns=nameless),
        pd.Series([lines[i] for i in kept], dtype="int64"),
        origin.kind,
    )


def filled(row: Sequence[object]) -> int:
    """Count the cells of a row that hold anything."""
    return sum(as_text(cell) is not None for cell in row)
