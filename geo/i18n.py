"""The interface's languages: texts, numbers and dates in English, Ukrainian and Russian.

Texts are written in English in the code, inside `_`, `ngettext` or, where they are only listed and
translated later, `N_`.  Their translations are gettext catalogues,
`geo/locale/LANGUAGE/LC_MESSAGES/atlas.po`; `make messages` brings them up to date with the code.
Which language a thread speaks is told by `speaking`, or by a resolver such as the page's.
"""

from __future__ import annotations

import datetime as dt
import gettext
import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Every language of the interface, by its ISO 639-1 code, as it calls itself.
LANGUAGES: Final = {"en": "English", "uk": "Українська", "ru": "Русский"}
DEFAULT: Final = "en"
#: Cookie in which a browser keeps the language that its visitor has chosen on the page.
COOKIE: Final = "atlas_lang"
#: Day before month, as Ukraine and most of Europe write dates.
_LOCALES: Final = {"en": "en_GB", "uk": "uk_UA", "ru": "ru_RU"}
_FOLDER: Final = Path(__file__).parent / "locale"

_spoken: ContextVar[str | None] = ContextVar("language", default=None)
_resolvers = list["Callable[[], str | None]"]()


def catalogue_path(language: str) -> Path:
    """Return the path of the gettext catalogue of a language other than English."""
    return _FOLDER / language / "LC_MESSAGES" / "atlas.po"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return a language's translations, compiled from its catalogue; kept by the process."""
    path = catalogue_path(language)
    if language == DEFAULT or not path.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def set_resolver(resolver: Callable[[], str | None]) -> None:
    """Let `resolver` say which language is spoken where `speaking` has not been used."""
    _resolvers[:] = [resolver]


def language() -> str:
    """Return the code of the language that is spoken here, one of `LANGUAGES`."""
    spoken = _spoken.get()
    for resolver in () if spoken else _resolvers:
        spoken = resolver()
    return spoken if spoken in LANGUAGES else DEFAULT


def preferred(accepted: str) -> str:
    """Return the language that a browser asks for first (Accept-Language, locale), or English.

    >>> preferred("uk-UA,ru;q=0.8"), preferred("de"), preferred("")
    ('uk', 'en', 'en')
    """
    asked = re.match(r"\s*([A-Za-z]*)", accepted)
    first = asked[1].lower() if asked else ""
    return first if first in LANGUAGES else DEFAULT


def usual(chosen: str | None, accepted: str | None) -> str:
    """Return the language that a visitor has chosen before, else that of the browser.

    >>> usual("uk", "ru-RU"), usual("xx", "ru-RU"), usual(None, None)
    ('uk', 'ru', 'en')
    """
    return chosen if chosen in LANGUAGES else preferred(accepted or "")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for the length of a `with`; an unknown one is English."""
    token = _spoken.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(message: str) -> str:
    """Return `message` in the language spoken here."""
    # gettext answers an empty message with the catalogue's header.
    return _catalogue(language()).gettext(message) if message else message


def ngettext(singular: str, plural: str, number: int) -> str:
    """Give the form of a message that goes with `number`; `{n}` in it becomes the number.

    >>> ngettext("{n} row", "{n} rows", 1), ngettext("{n} row", "{n} rows", 1200)
    ('1 row', '1,200 rows')
    """
    form = _catalogue(language()).ngettext(singular, plural, number)
    return form.replace("{n}", decimal(number))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for translation where it is listed; `_` translates it where it is shown."""
    return message


def decimal(number: float, digits: int = 0) -> str:
    """Write a number with the language's separators and at most `digits` decimals.

    >>> decimal(1234567), decimal(0.256, 1)
    ('1,234,567', '0.3')
    """
    return _decimal(number, digits, language())


@lru_cache(8192)
def _decimal(number: float, digits: int, spoken: str) -> str:
    """Write a number; remembered, as a view writes the same small numbers again and again."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_decimal(number, pattern, locale=_LOCALES[spoken]))


def long_date(day: dt.date) -> str:
    """Write a date in words.

    >>> import datetime
    >>> long_date(datetime.date(2024, 10, 21))
    '21 October 2024'
    """
    from babel.dates import format_date

    return str(format_date(day, "long", locale=_LOCALES[language()]))


def short_date(day: dt.date) -> str:
    """Write a date with a short month.

    >>> import datetime
    >>> short_date(datetime.date(2024, 10, 21))
    '21 Oct 2024'
    """
    from babel.dates import format_date

    return str(format_date(day, "medium", locale=_LOCALES[language()]))


def days_text(first: dt.date, last: dt.date) -> str:
    """Write days in words: one day, a whole month, or from one day to another.

    >>> import datetime
    >>> days_text(datetime.date(2024, 10, 21), datetime.date(2024, 10, 27))
    '21–27 Oct 2024'
    >>> days_text(datetime.date(2024, 10, 1), datetime.date(2024, 10, 31))
    'October 2024'
    """
    from babel.dates import format_interval, format_skeleton

    if first == last:
        return long_date(first)
    following = last + dt.timedelta(days=1)
    locale = _LOCALES[language()]
    if first.day == following.day == 1 and (last.year, last.month) == (first.year, first.month):
        return str(format_skeleton("yMMMM", first, locale=locale))
    return str(format_interval(first, last, "yMMMd", locale=locale))
