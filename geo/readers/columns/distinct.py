"""Columns of text by their distinct values: what a text means is worked out once for each.

A column of a million rows mostly has some hundred counts, days or words; the reading of text is
what takes time, and what a text means does not depend on its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Distinct:
    """The distinct values of a column of text.

    Attributes
    ----------
    texts : Series of string
        Each once, in the order in which they first stand there; none is missing.
    codes : array of int
        Which of them each row has, -1 where it is missing.
    index : Index
        The column's own.
    """

    texts: pd.Series[str]
    codes: NDArray[np.intp]
    index: pd.Index

    @classmethod
    def of(cls, text: pd.Series[str]) -> Self:
        """Take a column apart."""
        codes, values = pd.factorize(text.astype("string"))
        return cls(pd.Series(values, dtype="string"), codes, text.index)

    def column(self, found: pd.Series[Any]) -> pd.Series[Any]:
        """Return what was `found` for each value, row by row; missing where the text is."""
        return taken(found, self.codes, self.index)

    def where(self, found: pd.Series[bool]) -> pd.Series[bool]:
        """Return what was `found` for each value, row by row; False where the text is missing."""
        flags = found.to_numpy(dtype=bool, na_value=False)
        return pd.Series(flags[self.codes] & (self.codes >= 0) if len(flags) else False, self.index)


def taken(values: pd.Series[Any], codes: NDArray[np.intp], index: pd.Index) -> pd.Series[Any]:
    """Return the value that each code names, missing where it is -1, with an index."""
    if values.dtype == "string" and values.isna().all():
        return missing(index)
    return pd.Series(values.array.take(codes, allow_fill=True), index=index, copy=False)


def missing(index: pd.Index) -> pd.Series[str]:
    """Return a column of text in which every row is missing."""
    return pd.Series(pd.array(pa.nulls(len(index), pa.large_string()), dtype="string"), index=index)


def mapped(text: pd.Series[str], read: Callable[[str], str | None]) -> pd.Series[str]:
    """Return the text that `read` makes of each text; None and missing are missing."""
    distinct = Distinct.of(text)
    found = pd.Series([read(value) for value in distinct.texts], dtype="string")
    return distinct.column(found)
