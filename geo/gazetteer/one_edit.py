"""Texts within one edit of another, found without comparing it with all.

One edit is a letter lost, added, changed, or swapped with its neighbour (the optimal string
alignment distance).  Of two such texts, one is the other with a letter deleted, or both become the
same text by deleting one letter of each.  So every text is filed under itself and under each of its
deletions, a query looks under its own, and the few found are measured.

The files are two arrays, some twenty bytes for each deletion, in place of a dictionary of them.
They go by the hashes of this process and are not to be stored or sent to another.
"""

from __future__ import annotations

from array import array
from itertools import chain, combinations
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class OneEdit:
    """An index of texts by their deletions.

    Parameters
    ----------
    texts : sequence of str
        Distinct texts, less than two thousand million.

    Examples
    --------
    >>> index = OneEdit(["kharkiv", "kherson", "khorkiv"])
    >>> sorted(index.near("kharkiv"))
    ['kharkiv', 'khorkiv']
    >>> index.near("khersno"), index.near("lviv")
    (['kherson'], [])
    """

    __slots__ = ("_filed", "_mask", "_starts", "_texts")

    def __init__(self, texts: Sequence[str]) -> None:
        """File the texts; half a million deletions take a quarter of a second."""
        import numpy as np

        sizes = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
        count = int(sizes.sum())
        mask = (1 << count.bit_length() + 1) - 1
        hashes = (found for text in texts for found in _hashes(text))
        places = np.fromiter(hashes, np.int64, count) & mask
        order = np.argsort(places, kind="stable")
        places = places[order]
        first = np.diff(places, prepend=-1) != 0
        filed = np.repeat(np.arange(len(texts), dtype=np.uint32), sizes)[order] * 2
        filed += np.diff(places, append=-1) == 0
        starts = np.zeros(mask + 1, dtype=np.uint32)
        starts[places[first]] = np.flatnonzero(first) + 1
        self._texts, self._mask = texts, mask
        #: Numbers of texts, doubled; odd where the next one is filed in the same place.
        self._filed = array("I", bytes(4) + filed.tobytes())
        #: For each place where its numbers start, 0 where there are none.
        self._starts = array("I", starts.tobytes())

    def near(self, text: str) -> list[str]:
        """Return the texts at most one edit away, itself included, in no order."""
        return [self._texts[number] for number in self.numbers(text)]

    def numbers(self, text: str) -> list[int]:
        """Return the same as positions in the sequence that was filed."""
        starts, filed, mask = self._starts, self._filed, self._mask
        numbers = set()
        for found in _hashes(text):
            at = starts[found & mask]
            if at:
                number = filed[at]
                numbers.add(number >> 1)
                while number & 1:
                    at += 1
                    number = filed[at]
                    numbers.add(number >> 1)
        texts, apart = self._texts, OSA.distance
        return [number for number in numbers if apart(text, texts[number], score_cutoff=1) <= 1]


def _hashes(text: str) -> Iterator[int]:
    """Return the hashes of a text and of its deletions."""
    return map(hash, chain((tuple(text),), combinations(text, len(text) - 1) if text else ()))
