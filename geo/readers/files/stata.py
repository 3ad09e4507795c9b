"""Stata's data files as a `Sheet`, as institutes publish theirs; codes come as their labels."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.errors import InputError
from geo.readers.base import Origin
from geo.readers.files.heading import header_names
from geo.readers.files.values import sheet_of_rows

if TYPE_CHECKING:
    from geo.readers.base import Limits, Sheet

#: How files of version 11 on begin; older ones have their version, the byte order and a 1.
_BEGIN: Final = re.compile(rb"<stata_dta><header><release>|[\x71-\x73][\x01\x02]\x01\x00")
_ROWS: Final = 10_000


def is_stata(content: bytes) -> bool:
    """Return whether a file is one of Stata's."""
    return _BEGIN.match(content) is not None


def read_stata(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read a Stata file.

    Raises
    ------
    InputError
        If the file is damaged or larger than `limits` allows.
    """
    rows = list[tuple[object, ...]]()
    names = list[str]()
    try:
        with pd.read_stata(io.BytesIO(content), chunksize=_ROWS) as parts:
            for part in parts:
                names = names or header_names(list(part.columns), file=file, limits=limits)
                limits.check_shape(len(rows) + len(part), len(names), file=file)
                known = part.astype(object).where(part.notna(), None)
                rows += known.itertuples(index=False, name=None)
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - of a damaged file anything may be raised
        raise InputError("the Stata file is cut off or damaged; save it again", file=file) from None
    return sheet_of_rows(names, rows, range(2, 2 + len(rows)), Origin(file, "stata", limits))
