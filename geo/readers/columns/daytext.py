"""What days one text names, by itself: ISO, numbers, serials, month names, ranges, nights.

A number of ten digits and more counts seconds since 1970, or thousandths of them and less; the day
is that of UTC.  The night to a day begins on the day before.

Whether the day or the month stands first in `03/04/2024` is left open here; see `Numbers`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.readers.base import DateOrder

#: Years that are plausible.
YEARS: Final = range(1900, 2101)
#: No date is that long, and on a short text no pattern can take long.
LONGEST = 100
_MONTH_NAMES: Final = (
    (
        "january січень січня січні январь января январе janvier januar enero styczeń "
        "stycznia gennaio janeiro leden ledna студзень студзеня jänner"
    ),
    (
        "february лютий лютого лютому февраль февраля феврале février fevrier februar febrero "
        "luty lutego febbraio fevereiro únor února люты лютага"
    ),
    (
        "march березень березня березні март марта марте mars märz marzo marzec marca março "
        "březen března сакавік сакавіка"
    ),
    (
        "april квітень квітня квітні апрель апреля апреле avril abril kwiecień kwietnia "
        "aprile duben dubna красавік красавіка"
    ),
    ("may травень травня травні май мая мае mai mayo maj maja maggio maio květen května"),
    (
        "june червень червня червні июнь июня июне juin juni junio czerwiec czerwca giugno "
        "junho červen června чэрвень чэрвеня"
    ),
    (
        "july липень липня липні июль июля июле juillet juli julio lipiec lipca luglio julho "
        "červenec července ліпень ліпеня"
    ),
    (
        "august серпень серпня серпні август августа августе août aout agosto sierpień "
        "sierpnia srpen srpna жнівень жніўня"
    ),
    (
        "september вересень вересня вересні сентябрь сентября сентябре septembre septiembre "
        "wrzesień września settembre setembro září верасень верасня"
    ),
    (
        "october жовтень жовтня жовтні октябрь октября октябре octobre oktober octubre "
        "październik października ottobre outubro říjen října кастрычнік кастрычніка"
    ),
    (
        "november листопад листопада листопаді ноябрь ноября ноябре novembre noviembre "
        "listopad listopada novembro listopadu лістапад лістапада"
    ),
    (
        "december грудень грудня грудні декабрь декабря декабре décembre dezember diciembre "
        "grudzień grudnia dicembre dezembro prosinec prosince снежань снежня"
    ),
)
_SHORTEST_MONTH = 3
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_MONTHS_A_YEAR = 12
_CENTURY = 2000
_LONGEST_WITHOUT_YEAR: Final = dt.timedelta(days=200)
_SERIAL_DAY_0: Final = dt.date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was
_SERIALS: Final = range(25569, 73051)  # 1970 to 2099
#: How many days later those workbooks begin that count from 1904.
FROM_1904: Final = dt.timedelta(days=1462)
_EPOCH_DAY: Final = dt.date(1970, 1, 1)
_SECONDS_A_DAY: Final = 86_400
_DIGITS_OF_SECONDS: Final = 10

_TAIL = re.compile(r"[\s,]*(?<=[\d\s])(?:року|рік|года|год|р|г)\.?$")
_FROM = re.compile(
    r"^(?:from|between|on|as of|as at|since|з|із|від|с|от|станом на|по состоянию на)\s+(?=\w)"
)
#: "About" a day, and "early" in a month: the day, or the month, is the one that is written.
_ABOUT = re.compile(
    r"^(?:[~≈]|(?:c|ca|circa|about|around|approx|approximately|early|mid|late|близько|бл|приблизно"
    r"|орієнтовно|около|примерно|на початку|в кінці|в начале|в конце)\b[.-]?)\s*(?=\w)"
)
#: Signs around a day: quotes, brackets, the mark of a footnote or of a doubt.
_AROUND = re.compile(r"^[\"'«“\[(]+|(?:[\"'»”*†?!]+|\[\w{1,3}\])+$")
_NET = re.compile(r"/date\((\d{10,13})(?:[+-]\d{4})?\)/")
_DAY_ZONE = re.compile(r"(?<=\d-\d\d-\d\d)(?:z|[+-]\d{2}:\d{2})$")
_WEEK_FROM = re.compile(
    r"^(?:(?:the )?week (?:of|from|starting|beginning|commencing)|тиждень з)\s+"
)
_WEEK_TO = re.compile(r"^(?:the )?week (?:ending|to)\s+")
_NIGHT_TO = re.compile(
    r"^(?:(?:у|в|за)\s+)?(?:ніч|ночь)\s+(?:на|під|под)\s+"
    r"|^(?:over)?night (?:to|into|before)\s+(?:the\s+)?"
)
_NIGHT_OF = re.compile(
    r"^(?:in |on )?(?:the )?(?:overnight|night)(?: (?:of|from|on|between))?(?: the)?,?\s+"
    r"|^(?:(?:у|в)\s+)?(?:ніч|ночь)\s+(?:(?:з|із|с|со)\s+|(?=\d{1,2}\s*[-/]))"
)
_TO_NIGHT = re.compile(r"(?<=[\d\w])\s+на\s+(?=\d)")
_DAYTIME = (
    r"вночі|уночі|ночью|вранці|уранці|зранку|утром|вдень|удень|днем|днём|ввечері|увечері|вечером"
    r"|ранок|вечір|утро|вечер"
)
_PART_OF_DAY = re.compile(
    rf"^(?:{_DAYTIME}|(?:early )?morning(?: of)?|evening(?: of)?|afternoon(?: of)?)\s+(?=\d)"
    rf"|(?<=\d)[\s,]+[(]?(?:р(?:оку|\.)?,? ?)?(?:{_DAYTIME}|день|ніч"
    r"|(?:early |late )?(?:morning|evening|afternoon|night))[)]?$"
)
_DAY_NAMES = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|пн|вт|ср|чт|пт|сб|нд|вс|понеділ\w+|вівтор\w+|серед[аиу]|четвер\w*|п'ятниц\w+|субот\w+"
    r"|неділ\w+|понедельник\w*|вторник\w*|сред[аыу]|пятниц\w+|суббот\w+|воскресень\w+"
)
_WEEKDAY = re.compile(
    rf"^[(]?(?:[^\W\d]+,|(?:{_DAY_NAMES})\b[.,)]*)\s*(?=\d|[^\W\d]+\.?\s*\d)"
    rf"|[\s,]+[(]?(?:{_DAY_NAMES})[.)]*$"
)
_CLOCK = re.compile(
    r"(?:(?<=\d)|(?<=\d[рг])|(?<=\d[рг]\.)|(?<=року)|(?<=года))"
    r"(?:t|[\s,]+(?:(?:о|об|в|у|at|um|@)\s+)?)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?(?=\W|$))?\s*(?:z|utc|gmt|eet|eest|msk|мск)?\s*(?:[+-]\d{2}(?::?\d{2})?)?"
    r"(?:\s*\([a-z ]+\))?(?=\W|$)"
    r"|(?<=\d)[\s,]+(?:о|об|в|у|at|@)\s+\d{1,2}(?:\.\d\d)?(?:\s*(?:год\w*|час\w*|ч|h|[ap]m))?\.?$"
    r"|(?<=\d\d\d\d)\s+\d{1,2}\.\d{2}$"
)
_CLOCK_FIRST = re.compile(r"^\d{1,2}[:.]\d{2}(?::\d{2})?,?\s+(?!-)(?=.*\d)")
#: Days of a month one by one: "20, 21 and 22 October".
_LISTED = re.compile(
    r"^(\d{1,2}(?:\s*,\s*\d{1,2})+)\s*(?:,|,?\s(?:and|&|та|і|й|и)\s)\s*(\d{1,2})(?=[\s.])"
)
_DASH = r"\s*(?:-|/|to|until|and|&|по|до|та|і|й|и)\s*"
_NTH = r"(?:st|nd|rd|th|er|-?го|-?е|\.)?"
_DAY = r"(\d{1,2})" + _NTH
_WORD = r"([^\W\d_]+)\.?"
_YEAR = r"(\d{4})"
_ISO_WEEK = re.compile(r"(\d{4})-?w(\d{2})")
_ISO = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:\.0+)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/. _])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?")
_COMPACT = re.compile(r"((?:19|20)\d{2})()(\d{2})(\d{2})t?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?z?")
_DAYS_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\s*(?:-|/|\.\.|to)\s*(\d{1,2})")
_YEAR_NAMED = re.compile(r"(\d{4})[\s,-]+([^\W\d_]+)\.?[\s-]+(\d{1,2})")
_SINCE_1970 = re.compile(r"(\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d+)?")
_NUMERIC = re.compile(r"(\d{1,2})\s*([./, -])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_DAYS_DOTTED = re.compile(
    r"(\d{1,2})\.?\s*(?:-|/(?!.*/))\s*(\d{1,2})(?:\.(\d{1,2})\.|/(\d{1,2})/)(\d{4}|\d{2})"
)
_DOTTED_TO_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.?\s*-\s*(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_DAY_MONTH = re.compile(
    rf"{_DAY}[\s./-]*(?:(?:of|de)\s+)?{_WORD}(?:[\s,./-]*(?:de\s+)?(\d{{4}}|\d{{2}}))?"
)
_MONTH_DAY = re.compile(rf"{_WORD}[\s-]*{_DAY}(?:[\s,-]+{_YEAR})?")
_DAYS_MONTH = re.compile(rf"{_DAY}{_DASH}{_DAY}\s*(?:of\s+)?{_WORD}[\s,]*{_YEAR}")
_MONTH_DAYS = re.compile(rf"{_WORD}\s*{_DAY}{_DASH}{_DAY}[\s,]+{_YEAR}")
_MONTH_YEAR = re.compile(rf"{_WORD}[\s,-]*{_YEAR}")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{2})")
_QUARTER_NAME = r"(?:q|кв|квартал\w*|quarter)\.?"
_QUARTER = re.compile(
    rf"(?:{_QUARTER_NAME}\s*([1-4])"
    rf"|(?:the )?([1-4]|i{{1,3}}|iv)(?:st|nd|rd|th|-?[йи])?\s*{_QUARTER_NAME})"
    r"[\s,/-]*(?:of )?(\d{4})"
)
_QUARTER_LAST = re.compile(
    rf"(\d{{4}})[\s,/-]*(?:{_QUARTER_NAME}\s*([1-4])|([1-4])\s*{_QUARTER_NAME})"
)
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})[/.](\d{4})")
_BETWEEN = re.compile(r"\s*(?:-|/|\.\.|\bto\b|\buntil\b|\band\b|\bпо\b|\bдо\b|\bта\b)\s*")


@dataclass(frozen=True)
class Numbers:
    """A day written as two numbers and a year, of which one is the month.

    Attributes
    ----------
    first, second : int
        The numbers in their order.
    year : int
        The year.
    dotted : bool
        Whether dots stand between them.
    """

    first: int
    second: int
    year: int
    dotted: bool

    def day(self, order: DateOrder) -> dt.date | None:
        """Return the day that is meant if `order` stands first; None if there is no such day."""
        day, month = (self.first, self.second) if order == "day" else (self.second, self.first)
        return _date(self.year, month, day)

    @property
    def order(self) -> DateOrder | None:
        """The one order in which the numbers are a day of the calendar, if only one is."""
        by_day, by_month = self.day("day"), self.day("month")
        if (by_day is None) == (by_month is None):
            return None
        return "day" if by_day else "month"

    @property
    def ambiguous(self) -> bool:
        """Whether the numbers are two different days, by what stands first."""
        by_day, by_month = self.day("day"), self.day("month")
        return bool(by_day and by_month and by_day != by_month)


Part = dt.date | Numbers


def is_serial(value: str) -> bool:
    """Return whether a text looks like Excel's number of a day."""
    return re.fullmatch(r"\d{5}([.,]\d+)?", value) is not None


def lacks_year(value: str) -> bool:
    """Return whether a text names a day of a month and no year."""
    text = value[:LONGEST].casefold()
    match = _DAY_MONTH.search(text) or _MONTH_DAY.search(text)
    if not match or re.search(r"\d{4}", text):
        return False
    return any(month_number(group or "") for group in match.groups())


@lru_cache(maxsize=100_000)
def parts_of(value: str) -> tuple[Part, ...] | None:
    """Return the day, or first and last day, that a text names; None if it names none.

    >>> [str(day) for day in parts_of("в ніч на 22 жовтня 2024")]
    ['2024-10-21', '2024-10-22']
    """
    if len(value) >= LONGEST:
        return None
    text = re.sub(r"[–—−‐‑→]", "-", value.casefold().replace("\u00a0", " ")).strip()
    text = _NET.sub(r"\1", _AROUND.sub("", text))
    text = " ".join(re.sub(r"[’ʼ`]", "'", _CLOCK.sub("", _CLOCK_FIRST.sub("", text))).split())
    text = _LISTED.sub(_first_to_last, _ABOUT.sub("", _DAY_ZONE.sub("", text)))
    night_to, night_of = _NIGHT_TO.sub("", text), _NIGHT_OF.sub("", text)
    if night_to != text:
        return _with_other_end(_days_of(night_to), -1)
    if night_of != text:
        return _with_other_end(_days_of(_TO_NIGHT.sub(" - ", night_of)), 1)
    for pattern, days in ((_WEEK_FROM, 6), (_WEEK_TO, -6)):
        if (bare := pattern.sub("", text)) != text:
            return _with_other_end(_days_of(bare), days)
    return _days_of(_PART_OF_DAY.sub("", text))


def _first_to_last(found: re.Match[str]) -> str:
    """Return days that follow one another as the first and the last; others as they are."""
    days = [int(day) for day in re.findall(r"\d+", found[0])]
    in_turn = days == list(range(days[0], days[0] + len(days)))
    return f"{days[0]} - {days[-1]}" if in_turn else found[0]


def _with_other_end(parts: tuple[Part, ...] | None, days: int) -> tuple[Part, ...] | None:
    """Return first and last day of a night or week that is named by both, or by one of them.

    The other one is so many days later, or earlier if it is less than 0.
    """
    if parts is None or len(parts) > 1:
        return parts
    day = _settled(parts[0])
    if day is None:
        return None
    other = day + dt.timedelta(days=days)
    return min(day, other), max(day, other)


def _settled(day: Part) -> dt.date | None:
    """Return a day that is one whatever the order of the column."""
    if isinstance(day, Numbers):
        order = "day" if day.dotted else day.order
        return day.day(order) if order else None
    return day


def _days_of(text: str) -> tuple[Part, ...] | None:
    text = _WEEKDAY.sub("", _WEEKDAY.sub("", text))
    text = _TAIL.sub("", _FROM.sub("", _CLOCK_FIRST.sub("", _FROM.sub("", text)))).strip(" ,()")
    single = _one(text)
    if single is not None:
        return single
    for split in _BETWEEN.finditer(text):
        left, right = text[: split.start()].strip(), text[split.end() :].strip()
        last = _one(right)
        if last is None:
            continue
        first = _one(left) or _first_of(left, last[-1])
        if first is not None:
            return (first[0], last[-1])
    return None


def _first_of(text: str, last: Part) -> tuple[Part, ...] | None:
    """Read the first day of a range whose last one has the year: "30 Dec - 2 Jan 2025"."""
    for year in (last.year, last.year - 1):
        first = _one(f"{text} {year}")
        if not first or not isinstance(last, dt.date) or not isinstance(first[0], dt.date):
            return None
        if dt.timedelta(0) <= last - first[0] <= _LONGEST_WITHOUT_YEAR:
            return first
    return None


def _one(text: str) -> tuple[Part, ...] | None:
    """Read what needs no splitting: a day, some days of one month, a month."""
    for read in (
        _iso,
        _iso_week,
        _since_1970,
        _serial,
        _numeric,
        _named_days,
        _named_day,
        _whole_month,
        _quarter,
    ):
        parts = read(text)
        if parts is not None:
            return parts if all(parts) else None
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _both(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, ...] | None:
    return (first, last) if first and last else None


def _iso(text: str) -> tuple[Part, ...] | None:
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        day = _date(int(match[1]), int(match[3]), int(match[4]))
        return (day,) if day else None
    if match := _YEAR_NAMED.fullmatch(text):
        day = _date(int(match[1]), month_number(match[2]) or 0, int(match[3]))
        return (day,) if day else None
    if match := _DAYS_ISO.fullmatch(text):
        year, month, first, last = map(int, match.groups())
        return _both(_date(year, month, first), _date(year, month, last))
    return None


def _iso_week(text: str) -> tuple[Part, ...] | None:
    """Read a week of ISO 8601, from its Monday to its Sunday."""
    match = _ISO_WEEK.fullmatch(text)
    if not match:
        return None
    try:
        monday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return monday, monday + dt.timedelta(days=6)


def _since_1970(text: str) -> tuple[Part, ...] | None:
    """Read seconds since 1970, or thousandths, millionths and billionths of them."""
    match = _SINCE_1970.fullmatch(text)
    if not match:
        return None
    seconds = int(match[1]) // 10 ** (len(match[1]) - _DIGITS_OF_SECONDS)
    return (_EPOCH_DAY + dt.timedelta(days=seconds // _SECONDS_A_DAY),)


def _serial(text: str) -> tuple[Part, ...] | None:
    if not is_serial(text) or int(text[:5]) not in _SERIALS:
        return None
    return (_SERIAL_DAY_0 + dt.timedelta(days=int(text[:5])),)


def _full_year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == 2 else 0)  # noqa: PLR2004


def _numeric(text: str) -> tuple[Part, ...] | None:
    if match := _NUMERIC.fullmatch(text):
        year = _full_year(match[4])
        return (Numbers(int(match[1]), int(match[3]), year, dotted=match[2] == "."),)
    if match := _DAYS_DOTTED.fullmatch(text):
        first, last, month = int(match[1]), int(match[2]), int(match[3] or match[4])
        year = _full_year(match[5])
        return _both(_date(year, month, first), _date(year, month, last))
    if match := _DOTTED_TO_DOTTED.fullmatch(text):
        first, begun, last, month = (int(group) for group in match.groups()[:4])
        year = _full_year(match[5])
        return _both(_date(year - (begun > month), begun, first), _date(year, month, last))
    return None


def _named_days(text: str) -> tuple[Part, ...] | None:
    match = _DAYS_MONTH.fullmatch(text)
    if match:
        first, last, name, year = match.groups()
    else:
        match = _MONTH_DAYS.fullmatch(text)
        if not match:
            return None
        name, first, last, year = match.groups()
    month = month_number(name)
    if month is None:
        return None
    return _both(_date(int(year), month, int(first)), _date(int(year), month, int(last)))


def _named_day(text: str) -> tuple[Part, ...] | None:
    match = _DAY_MONTH.fullmatch(text)
    if match:
        day, name, year = match.groups()
    else:
        match = _MONTH_DAY.fullmatch(text)
        if not match:
            return None
        name, day, year = match.groups()
    month = month_number(name)
    if month is None or year is None:
        return None
    found = _date(_full_year(year), month, int(day))
    return (found,) if found else None


def _whole_month(text: str) -> tuple[Part, ...] | None:
    if match := _YEAR_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_OF_YEAR.fullmatch(text):
        year, month = int(match[2]), int(match[1])
    else:
        match = _MONTH_YEAR.fullmatch(text)
        if not match:
            return None
        year, month = int(match[2]), month_number(match[1]) or 0
    if not (1 <= month <= _MONTHS_A_YEAR and year in YEARS):
        return None
    last = calendar.monthrange(year, month)[1]
    return (dt.date(year, month, 1), dt.date(year, month, last))


def _quarter(text: str) -> tuple[Part, ...] | None:
    if match := _QUARTER.fullmatch(text):
        year, said = int(match[3]), match[1] or match[2]
    elif match := _QUARTER_LAST.fullmatch(text):
        year, said = int(match[1]), match[2] or match[3]
    else:
        return None
    number = int(said) if said.isdecimal() else _ROMAN.index(said) + 1
    if year not in YEARS:
        return None
    last = 3 * number
    return dt.date(year, last - 2, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def named_month(text: str) -> str | None:
    """Return the number of the month that a cell names."""
    number = month_number(text.strip(" .").casefold())
    return None if number is None else str(number)


@lru_cache(maxsize=1000)
def month_number(name: str) -> int | None:
    """Return a month's number by its name in lower case, or by three first letters or more."""
    if name in _ROMAN:
        return _ROMAN.index(name) + 1
    if len(name) < _SHORTEST_MONTH:
        return None
    for number, names in enumerate(_MONTH_NAMES, start=1):
        if any(full.startswith(name) for full in names.split()):
            return number
    return None
