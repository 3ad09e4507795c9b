"""Tables cut into blocks of rows, and the ways in which the blocks are worked through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    #: Does work on each block and gives the results in the blocks' order.
    Run = Callable[
        [Callable[[pd.DataFrame], pd.DataFrame], Sequence[pd.DataFrame]], Iterable[pd.DataFrame]
    ]
    #: Is told what is being done, and how much of how much of it is done.
    Tell = Callable[[str, int, int], None]


#: Rows of a block that may go to another process.
BLOCK_ROWS: Final = 50_000


def in_turn(
    work: Callable[[pd.DataFrame], pd.DataFrame], blocks: Sequence[pd.DataFrame]
) -> Iterable[pd.DataFrame]:
    """Do one block after the other, in this process."""
    return map(work, blocks)


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody how far the work has come."""


def blocks(asked: pd.DataFrame, rows: int) -> list[pd.DataFrame]:
    """Cut a table into blocks of about `rows` rows, each incident's rows together.

    Its index is kept, so that the rows can be put back in order.

    >>> table = pd.DataFrame({"incident_id": ["a", "b", "a", "c"]})
    >>> [block.index.tolist() for block in blocks(table, 2)]
    [[0, 2], [1, 3]]
    """
    if len(asked) <= rows:
        return [asked]
    codes, ids = pd.factorize(asked["incident_id"])
    size = np.bincount(codes, minlength=len(ids))
    block_of: np.ndarray[Any, Any] = ((np.cumsum(size) - size) // rows)[codes]
    return [asked[block_of == number] for number in np.unique(block_of)]
