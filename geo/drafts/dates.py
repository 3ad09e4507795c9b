"""When something happened: the days that a sentence says, against the day of publication.

Days are the local calendar's.  A night belongs to the two days that it joins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geo.drafts.words import token_at

if TYPE_CHECKING:
    from geo.drafts.sentences import Sentence
    from geo.drafts.words import Token

_FULL: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{2,4})|(\d{4})-(\d{2})-(\d{2})")
_DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|[-–]?го|[-–]?е|[-–]?й|\.)?")
_YEAR: Final = range(2014, 2100)
_ONE_DAY: Final = timedelta(1)
_SATURDAY: Final = 5
#: Words of a dateline: "ODESA, Ukraine, June 14 -".
_DATELINE: Final = 8
#: A day without its year is not so far in the future.
_AHEAD: Final = 31


@dataclass(frozen=True, slots=True)
class When:
    """The first and last day that a sentence says.

    `start` and `end` of the words are positions of characters; `sure` is False where the day of
    publication had to be taken.
    """

    first: date
    last: date
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    at: int
    last: int


def overlap(first: When | None, second: When | None) -> bool:
    """Return whether the days of both may be the same; where they are not said, they may."""
    if first is None or second is None:
        return True
    return first.first <= second.last and second.first <= first.last


def covers(first: When, second: When) -> bool:
    """Return whether the first is longer and has the second in it."""
    inside = first.first <= second.first and second.last <= first.last
    return inside and (first.first, first.last) != (second.first, second.last)


def when(sentence: Sentence, published: date | None) -> When | None:
    """Return when a sentence says that something happened, or None where it says nothing."""
    days = _days(sentence.tokens, published)
    for at in sentence.at("night_of"):
        found = _night_of(sentence, at, days)
        if found is not None:
            return found
    if days:
        return _named(sentence, days)
    if published is None:
        return None
    return _relative(sentence, published)


def _named(sentence: Sentence, days: list[_Day]) -> When:
    words = sentence.tokens
    first, last = days[0], days[-1]
    night = next(iter(sentence.at("night")), None)
    if len(days) > 1 and 0 < (last.day - first.day).days <= 2 and _is_span(words, first, last):  # noqa: PLR2004
        return When(first.day, last.day, words[first.at].start, words[last.last].end)
    start = words[first.at if night is None else min(night, first.at)].start
    return When(first.day, first.day, start, words[first.last].end)


def _is_span(words: list[Token], first: _Day, last: _Day) -> bool:
    between = {token.lower for token in words[first.last + 1 : last.at]}
    return bool(between & {"to", "по", "до", "-", "—", "bis", "a", "and", "au"}) or (
        last.at <= first.last + 2
    )


def _night_of(sentence: Sentence, at: int, days: list[_Day]) -> When | None:
    """Return the night to a day: that day and the one before."""
    words = sentence.tokens
    after = [d for d in days if words[d.at].start >= words[at].start]
    if not after:
        return None
    named = after[-1] if len(after) > 1 and after[1].at <= after[0].last + 3 else after[0]
    if len(after) > 1 and after[0].day + _ONE_DAY == after[1].day:
        named = after[1]  # "в ночь с 3 на 4 июля"
    first = named.day - _ONE_DAY
    return When(first, named.day, words[at].start, words[named.last].end, "a night joins two days")


def _relative(sentence: Sentence, published: date) -> When | None:
    words = sentence.tokens
    for tag, back, length, note in (
        ("past_day", 1, 1, "the past day"),
        ("night", 1, 1, "the night before the day of publication"),
        ("yesterday", 1, 0, "the day before publication"),
        ("morning", 0, 0, "the day of publication"),
    ):
        for at in sentence.at(tag):
            first = published - back * _ONE_DAY
            token = words[at]
            return When(first, first + length * _ONE_DAY, token.start, token.till, note)
    for at in sentence.at("weekend"):
        saturday = published - ((published.weekday() - _SATURDAY) % 7) * _ONE_DAY
        sunday = min(saturday + _ONE_DAY, published)
        return When(saturday, sunday, words[at].start, words[at].till, "the last weekend")
    return None


def _days(words: list[Token], published: date | None) -> list[_Day]:
    """Return all days that are named, in order."""
    found: list[_Day] = []
    at = 0
    while at < len(words):
        day = _full(words, at) or _month_day(words, at, published) or _weekday(words, at, published)
        if day is not None and words[at].is_word and _is_of_speech(words, day):
            day = None
        if day is not None and (_is_dateline(words, day) or _is_after(words, day)):
            at, day = day.last + 1, None
            continue
        if day is None:
            day = _ago(words, at, published)
        if day is not None:
            found.append(day)
            at = day.last
        at += 1
    return _with_days_alone(words, found)


def _is_dateline(words: list[Token], day: _Day) -> bool:
    """Tell "KYIV, July 8 (Reuters) -": a day of publication."""
    after = token_at(words, day.last + 1)
    if day.last > _DATELINE or after is None or after.text not in {"(", "-", "–", "—", "/"}:
        return False
    return len(words[0].text) > 2 and words[0].text.isupper()  # noqa: PLR2004


def _is_after(words: list[Token], day: _Day) -> bool:
    """Tell "the system copes after Friday's strikes": a day of something else."""
    before, earlier = token_at(words, day.at - 1), token_at(words, day.at - 2)
    hours = earlier is not None and earlier.has("thing")  # "hours after Friday's talks"
    told = before is not None and before.has("after") and words[day.at].lower.endswith("'s")
    return told and not hours


def _is_of_speech(words: list[Token], day: _Day) -> bool:
    """Tell "the governor said on Tuesday" from the day of what he told of."""
    for token in reversed(words[max(0, day.at - 5) : day.at]):
        if token.has("said", "rose"):
            return True
        if token.text in ",;—–-" or token.has("attack", "killed", "injured", "shot"):
            return False
    return False


def _full(words: list[Token], at: int) -> _Day | None:
    found = _FULL.fullmatch(words[at].text)
    if not found:
        return None
    parts = [int(part) for part in found.groups() if part]
    day, month, year = parts if found[1] else parts[::-1]
    year += 2000 if year < 100 else 0  # noqa: PLR2004
    return _Day(made, at, at) if (made := _date(year, month, day)) else None


def _month_day(words: list[Token], at: int, published: date | None) -> _Day | None:
    """Read "24 July 2024", "July 24", "24 липня 2024 року", "4-го июля"."""
    month = words[at].month
    if month is None or (words[at].lower == "may" and not words[at].is_name):
        return None
    first, last, day = at, at, None
    before = token_at(words, at - 1)
    if before is not None and before.text == "." and at > 1:
        before, first = words[at - 2], at - 1
    number = _DAY.fullmatch(before.text) if before is not None else None
    if number and 1 <= int(number[1]) <= 31:  # noqa: PLR2004
        day, first = int(number[1]), first - 1
    else:
        skip = 2 if at + 2 < len(words) and words[at + 1].text in {",", "."} else 1
        after = token_at(words, at + skip)
        number = _DAY.fullmatch(after.text) if after is not None else None
        if number and 1 <= int(number[1]) <= 31:  # noqa: PLR2004
            day, first, last = int(number[1]), at, at + skip
    if day is None:
        return None
    year, last = _year(words, last)
    made = _date(year, month, day) if year else _nearest(month, day, published)
    return _Day(made, first, last) if made else None


def _year(words: list[Token], last: int) -> tuple[int | None, int]:
    for at in range(last + 1, min(last + 3, len(words))):
        text = words[at].text
        if text.isdecimal() and int(text) in _YEAR:
            return int(text), at
        if text != ",":
            break
    return None, last


def _nearest(month: int, day: int, published: date | None) -> date | None:
    """Return the latest such day that is not after publication."""
    if published is None:
        return None
    made = _date(published.year, month, day)
    if made is not None and (made - published).days > _AHEAD:
        made = _date(published.year - 1, month, day)
    return made


def _weekday(words: list[Token], at: int, published: date | None) -> _Day | None:
    """Return the latest such weekday that is not after publication."""
    if published is None:
        return None
    weekday = words[at].weekday
    if weekday is None or (words[at].lower.isascii() and not words[at].is_name and
                       words[at].lower in {"sun", "sat", "wed", "mon"}):  # fmt: skip
        return None
    if words[at].lower.startswith(("серед", "сред", "неділ", "недел")):
        before = words[at - 1].lower if at else ""
        exact = {"середу", "середа", "среду", "среда", "неділю", "неділя"}
        if words[at].lower not in exact or before not in {"у", "в", "на", "во", "за", ","}:
            return None
    back = (published.weekday() - weekday) % 7
    return _Day(published - back * _ONE_DAY, at, at)


def _ago(words: list[Token], at: int, published: date | None) -> _Day | None:
    """Read "two days ago", "one week after"."""
    if published is None or not words[at].has("days_ago", "weeks_ago") or not at:
        return None
    before = words[at - 1]
    number = before.value or (int(before.text) if before.text.isdecimal() else None)
    if number is None or number > 400:  # noqa: PLR2004
        return None
    number *= 7 if words[at].has("weeks_ago") else 1
    return _Day(published - number * _ONE_DAY, at - 1, at)


def _with_days_alone(words: list[Token], found: list[_Day]) -> list[_Day]:
    """Add "17-го" of "із 20-ї години 17-го по 04 годину 18 листопада", and "2" of "2-3 OCT"."""
    if not found:
        return found
    named = found[0]
    for at in range(max(0, named.at - 6), named.at):
        token = words[at]
        ordinal = re.fullmatch(r"(\d{1,2})[-–]?(?:го|st|nd|rd|th)", token.text)
        joined = re.fullmatch(r"\d{1,2}", token.text) and words[at + 1].lower in {"-", "—"}
        spoken = (
            token.text.isdecimal() and at and words[at - 1].lower in {"с", "з", "із", "du", "vom"}
        )
        spoken = spoken and words[at + 1].lower in {"на", "au"}
        if ordinal or (joined and at + 2 == named.at) or (spoken and at + 2 == named.at):
            number = int(re.sub(r"\D", "", token.text))
            day = _date(named.day.year, named.day.month, number)
            if day is None or day > named.day:
                continue
            return [_Day(day, at, at), *found]
    if len(found) == 1 and (following := _day_after(words, named)) is not None:
        return [named, following]
    return found


def _day_after(words: list[Token], named: _Day) -> _Day | None:
    """Read "5" of "the night of April 4 to 5"."""
    joint, number = token_at(words, named.last + 1), token_at(words, named.last + 2)
    if joint is None or number is None or joint.lower not in {"to", "-", "—", "into"}:
        return None
    day = named.day + _ONE_DAY
    is_next = number.text.isdecimal() and int(number.text) == day.day
    return _Day(day, named.last + 2, named.last + 2) if is_next else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
