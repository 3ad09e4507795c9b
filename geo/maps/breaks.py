"""Natural breaks: classes of numbers that differ as little as can be within each class.

The method is Fisher's exact grouping for maximum homogeneity (W. D. Fisher, Journal of the American
Statistical Association 53, 1958), which cartography knows by the name of Jenks.  It stands here and
not in a dependency because the libraries that have it are loaded longer than all the rest of a
server, and take longer for a map's classes than all the rest of a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def natural_breaks(values: Sequence[float], classes: int) -> list[float]:
    """Upper ends of the classes with the least sum of squared deviations from their means.

    Parameters
    ----------
    values : sequence of float
        The numbers, in any order; equal ones are in the same class.  Time and memory grow with the
        square of how many different ones there are.
    classes : int
        How many classes, at most as many as there are different numbers.

    Returns
    -------
    list of float
        Ascending; the last is the greatest number.

    >>> natural_breaks([1, 2, 2, 9, 10, 40], 3)
    [2.0, 10.0, 40.0]
    """
    distinct, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    centred = distinct - distinct.mean()
    weight, total, square = (
        np.concatenate([[0.0], np.cumsum(counts * centred**power)]) for power in range(3)
    )
    # spread[i, j]: squared deviations of the numbers from i to j, both included
    heads, tails = np.arange(len(distinct))[:, None], np.arange(len(distinct))[None, :] + 1
    many = np.where(tails > heads, weight[tails] - weight[heads], 1.0)
    spread = square[tails] - square[heads] - (total[tails] - total[heads]) ** 2 / many
    spread = np.where(tails > heads, np.maximum(spread, 0.0), np.inf)
    least, begins = spread[0], []
    for _class in range(1, classes):
        before = np.concatenate([[np.inf], least[:-1]])
        sums = before[:, None] + spread
        begins.append(sums.argmin(axis=0))
        least = sums.min(axis=0)
    ends = [len(distinct) - 1]
    for begin in reversed(begins):
        ends.append(int(begin[ends[-1]]) - 1)
    return [float(distinct[end]) for end in reversed(ends)]
