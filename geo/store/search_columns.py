"""The search texts of all incidents at once, as `searchtext.fold` makes them one by one.

Texts of ASCII alone are folded as one run of bytes; the others one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.store.search_text import fold

if TYPE_CHECKING:
    Numbers = np.ndarray[Any, Any]

_OF_INCIDENTS: Final = ("actor", "notes", "source")
#: Columns of a place that are searched.
OF_PLACES: Final = ("place", "admin1")
_SPACE, _GONE, _ASCII = ord(" "), 0, 128


def _folded_sign(code: int) -> int:
    """Return what a sign of ASCII folds to: another one, a space, or `_GONE`."""
    # Between letters, so that a space is not taken for the end of the text.
    folded = fold(f"a{chr(code)}a")[1:-1]
    return ord(folded) if folded else _GONE


_SIGNS: Final = bytes(_folded_sign(code) for code in range(_ASCII)).ljust(256)


class Searched:
    """What is searched of incidents: texts that come again and again are folded once.

    Parameters
    ----------
    incidents : Table
        All of them, with the columns that are searched: large_string or dictionaries of it.
    places : DictionaryArray
        What `places_texts` gives for them.
    """

    def __init__(self, incidents: pa.Table, places: pa.DictionaryArray) -> None:
        columns = {name: incidents[name].combine_chunks() for name in _OF_INCIDENTS}
        self._folded = {
            name: _FoldedOnce.of(column)
            for name, column in (columns | {"": places}).items()
            if pa.types.is_dictionary(column.type)
        }

    def texts(self, incidents: pa.Table, rows: pa.Array) -> pa.LargeStringArray:
        """Return the search texts of some incidents, each word with a space before it.

        Parameters
        ----------
        incidents : Table
            These incidents alone, each column of one chunk.
        rows : array of int
            Where they stand among all.
        """
        folded = [
            self._folded[name].take(rows)
            if name in self._folded
            else _folded(_spaced([incidents[name].combine_chunks()]))
            for name in (*_OF_INCIDENTS, "")
        ]
        return pc.binary_join_element_wise(*folded, pa.scalar("", pa.large_string()))


@dataclass(frozen=True)
class _FoldedOnce:
    """Different texts, folded, and which of them each row has."""

    texts: pa.LargeStringArray
    codes: pa.Array

    @classmethod
    def of(cls, column: pa.DictionaryArray) -> _FoldedOnce:
        # Rows without a text have the last one, which is empty.
        codes = pc.fill_null(column.indices, len(column.dictionary))
        texts = _folded(_spaced([column.dictionary]))
        return cls(pa.concat_arrays([texts, pa.array([""], pa.large_string())]), codes)

    def take(self, rows: pa.Array) -> pa.LargeStringArray:
        return self.texts.take(self.codes.take(rows))


def places_texts(locations: pa.Table, of: Numbers, count: int) -> pa.DictionaryArray:
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
    named = locations.select(list(OF_PLACES))
    several = named.take(rows[many]).to_pandas().assign(of=of[rows[many]])
    kept = np.ones(len(rows), dtype=bool)
    kept[many] = ~several.duplicated().to_numpy()
    rows = rows[kept]
    texts = _spaced([column.combine_chunks() for column in named.columns])
    if len(rows) != len(texts) or (rows != np.arange(len(rows))).any():
        texts = texts.take(pa.array(rows))
    numbers = np.bincount(of[rows], minlength=count)
    if not (numbers == 1).all():
        ends = pa.array(np.append(0, np.cumsum(numbers)))
        lists = pa.LargeListArray.from_arrays(ends, texts)
        texts = pc.binary_join(lists, pa.scalar("", pa.large_string()))
    return texts.dictionary_encode()


def _spaced(columns: list[pa.Array]) -> pa.LargeStringArray:
    """Return the texts of each row, a space before each."""
    start = pa.array([""] * len(columns[0]), type=pa.large_string())
    between = pa.scalar(" ", pa.large_string())
    return pc.binary_join_element_wise(start, *columns, between, null_handling="skip")


def _folded(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Fold texts that are empty or begin with a space."""
    _, buffer, data = texts.buffers()
    ends = np.frombuffer(buffer, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    content = data[ends[0] : ends[-1]].to_pybytes() if data else b""
    ends = ends - ends[0]
    translated, folded_ends = content.translate(_SIGNS), ends
    signs = np.frombuffer(translated, dtype=np.uint8)
    if _GONE in translated:
        signs, folded_ends = _without(signs == _GONE, signs, ends)
    if len(signs):
        space = signs == _SPACE
        ending = np.empty_like(space)
        ending[:-1] = space[1:]
        ending[folded_ends[1:] - 1] = True
        space &= ending
        signs, folded_ends = _without(space, signs, folded_ends)
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
    before = np.searchsorted(np.flatnonzero(gone), ends)
    return signs[np.logical_not(gone, out=gone)], ends - before
