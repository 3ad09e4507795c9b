"""Row numbers that begin anew in each sheet, file or month: they are no ids of incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

_MOST: Final = 0.9
#: Rows that were deleted leave gaps.
_WIDEST_GAP: Final = 3


def begins_anew(numbers: pd.Series[str], days: pd.Series[str]) -> bool:
    """Return whether a column counts rows from 1 several times over.

    Then most rows count on from the one above or begin anew, and rows of the same number have
    different days; a further place, or a newer version, of one incident has the same.

    >>> import pandas as pd
    >>> begins_anew(pd.Series(["1", "2", "1"]), pd.Series(["1.10.", "2.10.", "1.11."]))
    True
    >>> begins_anew(pd.Series(["1", "2", "2"]), pd.Series(["1.10.", "2.10.", "2.10."]))
    False
    """
    there = numbers.dropna()
    again = there.duplicated()
    if not again.any():
        return False
    whole = there.str.fullmatch(r"\d{1,7}(?:\.0+)?")
    if not whole.all():
        return False
    value = there.astype("float64")
    if value.max() > _WIDEST_GAP * len(value):
        return False
    step = value.diff().iloc[1:]
    goes_on = step.between(1, _WIDEST_GAP)
    anew = (step < 0) & (value.iloc[1:] <= value.min() + _WIDEST_GAP)
    day = days[there.index].fillna("")
    first = day.groupby(there).transform("first")
    apart = (day != first)[again]
    return bool(anew.any() and (goes_on | anew).mean() >= _MOST and apart.mean() >= _MOST)
