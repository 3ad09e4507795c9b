"""The search texts of all incidents at once, as `searchtext.fold` makes them one by one.

Texts of ASCII alone are folded as one run of bytes; the others one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.searchtext import fold

if TYPE_CHECKING:
    Numbers = np.ndarray[Any, Any]

_OF_INCIDENTS: Final = ("actor", "notes", "source")
_OF_PLACES: Final = ("place", "admin1")
_SPACE, _GONE, _ASCII = ord(" "), 0, 128


def _folded_sign(code: int) -> int:
    """What a sign of ASCII folds to: another one, a space, or `_GONE`."""
    # Between letters, so that a space is not taken for the end of the text.
    folded = fold(f"a{chr(code)}a")[1:-1]
    return ord(folded) if folded else _GONE


_SIGNS: Final = bytes(_folded_sign(code) for code in range(_ASCII)).ljust(256)


def search_texts(incidents: pa.Table, places: pa.Array) -> pa.LargeStringArray:
    """Return the search text of every incident.

    Parameters
    ----------
    incidents : Table
        With the columns that are searched, of type large_string or dictionaries of it.
    places : Array
        What `places_texts` gives for them.

    Returns
    -------
    Array of large_string
        Each word has a space before it.
    """
    columns = [*(incidents[name].combine_chunks() for name in _OF_INCIDENTS), places]
    return _folded(_spaced([column.cast(pa.large_string()) for column in columns]))


def places_texts(locations: pa.Table, of: Numbers, count: int) -> pa.LargeStringArray:
    """Return the texts of each incident's places, each different place once.

    Parameters
    ----------
    locations : Table
        With the columns that are searched, all of them large_string.
    of : array of int
        Position of each location's incident, -1 for none.
    count : int
        How many incidents there are.
    """
    there = np.flatnonzero(of >= 0)
    rows = there[np.argsort(of[there], kind="stable")]
    many = np.bincount(of[rows], minlength=count)[of[rows]] > 1
    named = locations.select(list(_OF_PLACES))
    several = named.take(rows[many]).to_pandas().assign(of=of[rows[many]])
    kept = np.ones(len(rows), dtype=bool)
    kept[many] = ~several.duplicated().to_numpy()
    rows = rows[kept]
    texts = _spaced([column.combine_chunks() for column in named.columns])
    if len(rows) != len(texts) or (rows != np.arange(len(rows))).any():
        texts = texts.take(pa.array(rows))
    numbers = np.bincount(of[rows], minlength=count)
    if (numbers == 1).all():
        return texts
    ends = pa.array(np.append(0, np.cumsum(numbers)))
    lists = pa.LargeListArray.from_arrays(ends, texts)
    return pc.binary_join(lists, pa.scalar("", pa.large_string()))


def _spaced(columns: list[pa.Array]) -> pa.LargeStringArray:
    """Texts of each row, a space before each."""
    start = pa.array([""] * len(columns[0]), type=pa.large_string())
    between = pa.scalar(" ", pa.large_string())
    return pc.binary_join_element_wise(start, *columns, between, null_handling="skip")


def _folded(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Fold texts that are empty or begin with a space."""
    _, buffer, data = texts.buffers()
    ends = np.frombuffer(buffer, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    content = data[ends[0] : ends[-1]].to_pybytes() if data else b""
    ends = ends - ends[0]
    signs = np.frombuffer(content.translate(_SIGNS), dtype=np.uint8)
    if len(signs):
        signs, folded_ends = _without(signs == _GONE, signs, ends)
        space = signs == _SPACE
        ending = np.append(space[1:], True)
        ending[folded_ends[1:] - 1] = True
        signs, folded_ends = _without(space & ending, signs, folded_ends)
    else:
        folded_ends = ends
    parts = pa.py_buffer(folded_ends), pa.py_buffer(signs)
    folded = pa.LargeStringArray.from_buffers(len(texts), *parts)
    if content.isascii():
        return folded
    other = np.zeros(len(texts), dtype=bool)
    beyond = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) >= _ASCII)
    other[np.searchsorted(ends, beyond, "right") - 1] = True
    own = [fold(text) for text in texts.filter(pa.array(other)).to_pylist()]
    spaced = pa.array([f" {text}" if text else "" for text in own], type=pa.large_string())
    return pc.replace_with_mask(folded, pa.array(other), spaced)


def _without(gone: Numbers, signs: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Leave out some signs of texts that stand one after the other and end where `ends` says."""
    if not gone.any():
        return signs, ends
    return signs[~gone], ends - np.searchsorted(np.flatnonzero(gone), ends)
