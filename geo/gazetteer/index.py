"""Dictionaries from keys to row numbers, filled from columns of Arrow."""

from __future__ import annotations

from typing import Any

Index = dict[str, list[int]]


def fill(index: Index, table: Any, column: str, ranges: list[tuple[int, int]]) -> None:
    """Add one list column's values to an index, those of the given row ranges."""
    import numpy as np

    for start, stop in ranges:
        lists = table[column].slice(start, stop - start).combine_chunks()
        edges = numbers(lists.offsets)
        rows = np.repeat(np.arange(start, stop), edges[1:] - edges[:-1]).tolist()
        get = index.get
        for own, row in zip(lists.flatten().to_pylist(), rows, strict=True):
            known = get(own)
            if known is None:
                index[own] = [row]
            else:
                known.append(row)


def numbers(array: Any) -> Any:
    """Return a column without gaps as NumPy sees it; Arrow's own way would import pandas."""
    import numpy as np

    kind = {"float": "float32", "double": "float64"}.get(str(array.type), str(array.type))
    return np.frombuffer(array.buffers()[1], dtype=kind)[array.offset : array.offset + len(array)]


def fill_sorted(index: Index, column: Any, start: int) -> tuple[list[str], Any]:
    """Add a dictionary-encoded column's values to an index; rows count from `start`.

    Return the column's words and its codes.
    """
    import numpy as np

    codes = numbers(column.indices)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(column.dictionary) + 1))
    rows = (order + start).tolist()
    edges = bounds.tolist()
    words = column.dictionary.to_pylist()
    for own, first, last in zip(words, edges, edges[1:], strict=False):
        known = index.get(own)
        if known is None:
            index[own] = rows[first:last]
        else:
            known.extend(rows[first:last])
    return words, codes.data
