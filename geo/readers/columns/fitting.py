"""Whether the values of a column read as a field's: what decides between columns of alike names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.readers.columns.codes import is_old_code, region_of_old_code
from geo.readers.columns.days import read_days
from geo.readers.columns.daytext import named_month
from geo.readers.columns.incident_types import match_type
from geo.readers.columns.known_names import COORDINATES_IN
from geo.readers.columns.names import plain_name
from geo.readers.columns.numbers import read_counts, read_numbers
from geo.readers.columns.pairs import pair_of
from geo.readers.columns.times import clock
from geo.schema import COUNT_COLUMNS, PLACE_COUNTS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

#: Rows among which values are looked for.
_ROWS: Final = 50_000
#: Values that are looked at.
_LOOKED_AT: Final = 200
_MOST: Final = 0.5
_BLANK: Final = 0.4
_NAMES: Final = ("location", "admin1", "admin2", "admin3", "country")
#: What a column of these fields is worth whose values do not read; other fields are ruled out.
_OTHERWISE: Final = {
    **dict.fromkeys(("date_start", "latitude", "longitude", "coordinates"), -1.0),
    "incident_id": 0.9,
    "sub_event_type": 0.9,
}
#: Parts of the world, which some tables call regions.
_NO_REGION: Final = (
    r"(?i)(?:eastern |western |northern |central |middle )*(?:europe|asia|east|africa)|world|global"
)


def share(good: pd.Series) -> float:
    """Return the part of the values that is good; 0 of none."""
    return float(good.fillna(value=False).mean()) if len(good) else 0.0


class Fitting:
    """How well the columns of a table read as fields.

    Parameters
    ----------
    table : DataFrame
        Text cells.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table.head(_ROWS)
        self._samples: dict[str, pd.Series[str]] = {}

    def sample(self, column: str) -> pd.Series[str]:
        """Return the first values of a column that are there."""
        if column not in self._samples:
            self._samples[column] = self.table[column].dropna().head(_LOOKED_AT)
        return self._samples[column]

    def __call__(self, field: str, column: str) -> float:
        """Return up to 1 if the values read as the field's, -1 if badly, 0 if they cannot be it."""
        values = self.sample(column)
        if values.empty:
            return _BLANK
        if field in COUNT_COLUMNS or field in PLACE_COUNTS:
            good = _counts(values)
            return good if good >= _MOST else -1.0
        if field == "coordinates" and plain_name(column.rpartition(" / ")[2]) in COORDINATES_IN:
            found = values.map(lambda text: pair_of(text) is not None).astype(bool)
            return 1.0 if share(found) >= _MOST else 0.0
        if field == "admin1" and is_old_code(column):
            found = values.map(lambda text: region_of_old_code(text) is not None).astype(bool)
            return 1.0 if share(found) >= _MOST else 0.0
        judge = _JUDGES.get("name" if field in _NAMES else field)
        good = 1.0 if judge is None else judge(values)
        if field == "admin1" and share(values.str.fullmatch(_NO_REGION)) > _MOST:
            good = 0.0
        return 1.0 if good >= _MOST else _OTHERWISE.get(field, 0.0)


def _counts(values: pd.Series[str]) -> float:
    return 1 - share(read_counts(values)[1].notna())


def _ids(values: pd.Series[str]) -> float:
    """Judge ids: others go before rows that a program has numbered, and before one for all."""
    if len(values) > 1 and (values == values.iloc[0]).all():
        return 0.0
    for first in (0, 1):
        if values.tolist() == [str(number) for number in range(first, first + len(values))]:
            return 0.0
    return 1 - share(values.str.contains(" ", regex=False))


def _days(values: pd.Series[str]) -> float:
    if share(values.str.fullmatch(r"\d{1,4}(?:\.0+)?")) > _MOST:
        return 0.0
    days = read_days(values)
    undecided = days.problem.str.contains("choose the date order", regex=False)
    return share(days.start.notna() | undecided.fillna(value=False))


def _clocks(values: pd.Series[str]) -> float:
    return share(values.map(lambda text: clock(text) is not None).astype(bool))


def _within(least: float, most: float) -> Callable[[pd.Series[str]], float]:
    def judged(values: pd.Series[str]) -> float:
        number, _ = read_numbers(values)
        return share((number >= least) & (number <= most))

    return judged


def _months(values: pd.Series[str]) -> float:
    named = values.map(lambda text: named_month(text) is not None)
    return max(_within(0, 12)(values), share(named.astype(bool)))


def _degrees(limit: float) -> Callable[[pd.Series[str]], float]:
    plain = _within(-limit, limit)

    def judged(values: pd.Series[str]) -> float:
        # Degrees, minutes and seconds, or a letter for the side of the world.
        marked = share(values.str.contains(r"\d\s*[°º'′\"NSEWnsew]", regex=True))
        return max(plain(values), marked)

    return judged


def _names(values: pd.Series[str]) -> float:
    written = values.str.contains(r"[^\W\d_]", regex=True)
    address = values.str.match(r"(?i)https?://|\d{4}-\d\d-\d\d")
    pairs = values.map(lambda text: text[:1] in "{Pp" and pair_of(text) is not None).astype(bool)
    return share(written & ~address.fillna(value=False) & ~pairs)


def _pairs(values: pd.Series[str]) -> float:
    return share(values.str.count(r"\d+(?:[.,]\d+)?") > 1)


def _types(values: pd.Series[str]) -> float:
    return share(values.map(lambda text: match_type(text) is not None).astype(bool))


def _urls(values: pd.Series[str]) -> float:
    return share(values.str.contains(r"(?i)https?://|www\.|t\.me/", regex=True))


_JUDGES: Final[dict[str, Callable[[pd.Series[str]], float]]] = {
    "incident_id": _ids,
    "date_start": _days,
    "date_end": _days,
    "time_start": _clocks,
    "year": _within(1900, 2100),
    "month": _months,
    "day": _within(0, 31),
    "latitude": _degrees(90),
    "longitude": _degrees(360),
    "coordinates": _pairs,
    "name": _names,
    "sub_event_type": _types,
    "source_url": _urls,
}
