"""Logs of air-raid alerts with a row, or a message, for the start of each and one for its end.

Such a log becomes a table of alerts, each with both times: the start of a place goes with the next
row of that place, if that is an end.  A start without its end is an alert of which the end is not
known; an end without its start is a fault of its row.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geo.readers.base import Fault
from geo.readers.columns.days import read_days
from geo.readers.columns.distinct import mapped
from geo.readers.columns.fitting import Fitting
from geo.readers.columns.messages import plain_text
from geo.readers.columns.names import find_columns
from geo.readers.columns.times import read_times
from geo.schema import COUNT_COLUMNS

if TYPE_CHECKING:
    from geo.readers.base import Sheet

#: The columns that an alert's times come to stand in.
STARTED, FINISHED, LASTED = "alert started at", "alert finished at", "duration"
_START, _END = "start", "end"
_TOPIC: Final = re.compile(
    r"(?i)тривог|тревог|\balerts?\b|\balarms?\b|siren|сирен|air.?raid|[🔴🟢🚨]"
)
_ENDS: Final = re.compile(
    r"(?i)відб[іо]|отбо[йи]|all.?clear|\b(?:end(?:ed|s)?|off|over|finish(?:ed)?|stop(?:ped)?|inactive"
    r"|deactivated|cleared|clear|cancel\w*|false)\b|закінч|кінець|оконч|конец|заверш|знят|снят"
    r"|скасов|вимкн|отмен|🟢|✅|^0$"
)
_STARTS: Final = re.compile(
    r"(?i)тривог|тревог|\balerts?\b|\balarms?\b|siren|\braid\b|\b(?:on|start(?:ed|s)?|begin|began"
    r"|activ(?:e|ated)|declared|true)\b|почат|начал|оголош|объявл|увімкн|включ|🔴|🚨|^1$"
)
#: A message of a channel of alerts: what it is, and after a preposition its place.
_MESSAGE: Final = re.compile(
    r"(?i)^\W*(?:\d{1,2}[:.]\d{2}\s*\W*)?((?:увага[.!:]?\s*)?(?:[^\W\d]+\s+){0,3}?"
    r"(?:тривог\w*|тревог\w*|alert|siren|clear))[\s:.!,–—-]+(?:(?:в|у|на|in|for|over)\s+)?"
    r"([^\n!#🔴🟢]{3,80})"
)
#: A sentence that follows the place; "м." and "обл." are no ends of sentences.
_FURTHER: Final = r"(?<=\w{4})\.(?:\s.*)?$"
_MESSAGE_NAMES: Final = ("text", "message", "повідомлення", "сообщение", "текст")
_PLACES: Final = ("location", "admin1", "admin2", "admin3")
_MOST_WORDS: Final = 12
_LOOKED_AT: Final = 200
_MOST_ROWS: Final = 2_000
_MOST_MESSAGES: Final = 0.8
_NO_START: Final = "the end of an alert of which no row has the start"
_NO_WORD: Final = "neither the start nor the end of an alert"


class _Log(NamedTuple):
    """What each row of a log says: start, end or nothing; where; and the texts of day and time."""

    state: pd.Series[str]
    place: pd.Series[str]
    day: str
    time: str | None
    table: pd.DataFrame


def with_alerts_paired(sheet: Sheet) -> Sheet:
    """Return a log of starts and ends as a table of alerts; any other sheet as it is."""
    if sheet.faults or sheet.geometry or len(sheet.table) < 2:  # noqa: PLR2004
        return sheet
    log = _of_messages(sheet) or _of_words(sheet)
    return sheet if log is None else _paired(sheet, log) or sheet


def _state(text: str) -> str | None:
    if _ENDS.search(text):
        return _END
    return _START if _STARTS.search(text) else None


def _of_words(sheet: Sheet) -> _Log | None:
    """Return the log of a table of which one column says no more than start or end."""
    table = sheet.table
    name = next((str(name) for name in table if _is_state(table[name], str(name), sheet)), None)
    if name is None:
        return None
    fits = Fitting(table)
    others = [str(c) for c in table if c != name]
    found = find_columns(others, fits, sheet.tags)
    if "date_start" not in found:  # when it changed is when it was
        left = [c for c in others if c not in found.values() and fits("date_start", c) > 0]
        found |= dict(zip(["date_start"], left, strict=False))
    places = [found[field] for field in _PLACES if field in found]
    of_incidents = any(field in found for field in ("date_end", *COUNT_COLUMNS))
    if "date_start" not in found or of_incidents or not places:
        return None
    keys = [*places, *(found[field] for field in ("sub_event_type",) if field in found)]
    place = table[keys].fillna("").agg("\x1f".join, axis=1)
    state = mapped(table[name], _state)
    return _Log(state, place, found["date_start"], found.get("time_start"), table)


def _is_state(column: pd.Series[str], name: str, sheet: Sheet) -> bool:
    head = set(column.head(_MOST_ROWS).dropna().head(_LOOKED_AT))
    if not 1 < len(head) <= _MOST_WORDS or {_state(word) for word in head} != {_START, _END}:
        return False
    if any(not word.isdecimal() and _TOPIC.search(word) for word in head) or _TOPIC.search(name):
        return all(_state(word) for word in set(column.dropna()))
    bare = head <= {"0", "1"} or {word.casefold() for word in head} <= {"true", "false"}
    others = " ".join([*map(str, sheet.table), sheet.found.sheet or ""])
    values = (set(sheet.table[c].dropna().head(_LOOKED_AT)) for c in sheet.table)
    about = _TOPIC.search(others) or any(
        len(one) <= _MOST_WORDS and any(map(_TOPIC.search, one)) for one in values
    )
    return not bare and bool(about) and all(_state(word) for word in set(column.dropna()))


def _of_messages(sheet: Sheet) -> _Log | None:
    """Return the log of a channel's messages, each of which names its place."""
    table = sheet.table
    name = next((name for name in _MESSAGE_NAMES if name in table), None)
    if name is None or "date" not in table:
        return None
    head = table[name].dropna().head(_LOOKED_AT).map(plain_text)
    if (
        head.empty
        or head.map(lambda text: _MESSAGE.search(text) is not None).mean() < _MOST_MESSAGES
    ):
        return None
    text = table[name].map(plain_text, na_action="ignore").astype("string")
    parts = text.str.extract(_MESSAGE)
    place = parts[1].str.replace(_FURTHER, "", regex=True).str.strip(" .").astype("string")
    own = pd.DataFrame({"id": table["id"]} if "id" in table else {}, index=table.index)
    own = own.assign(date=table["date"], place=place, text=text)
    return _Log(mapped(parts[0].astype("string"), _state), place, "date", None, own)


def _paired(sheet: Sheet, log: _Log) -> Sheet | None:
    """Make a table of alerts of a log; None if most of the ends have no start."""
    said = log.table[log.day]
    if log.time is not None:
        said = said.str.cat(log.table[log.time], sep=" ", na_rep="").str.strip()
    order = _in_order(log, said)
    state, place = log.state[order], log.place[order]
    begun = (state == _START).fillna(value=False).astype(bool)
    ended = (state == _END).fillna(value=False).astype(bool)
    follows = ended & begun.shift(fill_value=False) & (place == place.shift()).fillna(value=False)
    if 2 * follows.sum() < ended.sum():
        return None
    ends = pd.Series(order, index=order)[follows]
    starts = pd.Series(order, index=order).shift()[follows].astype("int64")
    finish = pd.Series(said[ends].to_numpy(), index=starts.to_numpy(), dtype="string")
    columns = {STARTED: said, FINISHED: finish.reindex(said.index)}
    dropped = [name for name in (log.day, log.time) if name is not None]
    table = log.table.drop(columns=dropped).assign(**columns)
    rows = [at for at in table.index if not follows[at]]
    kept = {
        new: Fault(_NO_START if ended[at] else _NO_WORD)
        for new, at in enumerate(rows)
        if not begun[at]
    }
    note = (
        f"a log of alerts: {len(ends):,} rows are the ends of alerts that other rows begin;"
        f" {int(begun.sum()) - len(ends):,} alerts have no end"
    )
    return replace(
        sheet,
        table=table.loc[rows].reset_index(drop=True),
        lines=sheet.lines[rows].reset_index(drop=True),
        faults=kept,
        notes=(*sheet.notes, note),
    )


def _in_order(log: _Log, said: pd.Series[str]) -> pd.Index:
    """Return the rows place by place in the order of time, those of one minute as they stand."""
    days = read_days(log.table[log.day])
    none = pd.Series(pd.NA, said.index, dtype="string")
    own = none if log.time is None else log.table[log.time]
    one_day = (days.start == days.end).astype(bool)
    time = read_times(log.table[log.day], own, none, one_day).time.fillna("00:00")
    moment = days.start + pd.to_timedelta(time + ":00")
    steps = moment.diff().dropna().dt.total_seconds()
    newest_first = (steps < 0).sum() > (steps > 0).sum()
    rank = pd.Series(range(len(said)), index=said.index)
    frame = pd.DataFrame({"p": log.place, "m": moment, "r": -rank if newest_first else rank})
    return frame.sort_values(["p", "m", "r"]).index
