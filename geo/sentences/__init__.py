"""Sentences that are written in English where something is found, translated where it is shown.

Readers, layers and the geocoder speak to the command line, to files and to the page alike, and what
they say is kept in stores.  So it is English there; the page asks for it in the visitor's language.
A sentence is known by its form (`{0}`, `{1}` for what differs), and every form stands in one of the
lists here; `tests/test_sentences.py` finds those that do not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from geo import i18n
from geo.errors import InputError
from geo.i18n import _
from geo.sentences.of_files import FILES
from geo.sentences.of_places import PLACES
from geo.sentences.of_texts import TEXTS

if TYPE_CHECKING:
    from geo.errors import AtlasError

__all__ = ["SENTENCES", "told", "translated"]

#: Forms of all sentences.
SENTENCES: Final = (*FILES, *PLACES, *TEXTS)
_GAP: Final = re.compile(r"\{\d\}")
#: How deep sentences stand in one another: "none of 3 rows ...; the first: ... is not a date; ...".
_DEEPEST: Final = 3
_NEXT: Final = re.compile(r"(?<=\.) (?=[A-Z])")


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what sentences of each form look like; those with most words of their own first."""
    forms = sorted(SENTENCES, key=lambda form: len(_GAP.sub("", form)), reverse=True)
    return tuple(
        (re.compile("(.+)".join(map(re.escape, _GAP.split(form))), re.DOTALL), form)
        for form in forms
    )


def translated(text: str) -> str:
    """Return a sentence, or several, in the language that is spoken; others stay as they are.

    >>> with i18n.speaking("uk"):
    ...     translated("the archive has 7 members; expected a table")
    'в архіві файлів: 7; очікується одна таблиця'
    """
    language = i18n.language()
    return text if language == i18n.DEFAULT else _translated(text, language, _DEEPEST)


@lru_cache(maxsize=4096)
def _translated(text: str, language: str, depth: int) -> str:
    for form, sentence in _forms():
        if found := form.fullmatch(text):
            # A single word is a name or a value, and no sentence.
            said = (
                _translated(part, language, depth - 1) if depth and " " in part else part
                for part in found.groups()
            )
            with i18n.speaking(language):
                return _(sentence).format(*said)
    first, *others = _NEXT.split(text, maxsplit=1)
    if not others:
        return text
    return " ".join(_translated(part, language, depth) for part in (first, *others))


def told(error: AtlasError) -> str:
    """Return what an error says, in the language that is spoken."""
    if not isinstance(error, InputError):
        return translated(str(error))
    where = [
        error.file,
        _("row {row}").format(row=error.row) if error.row is not None else None,
        _("column {column}").format(column=error.column) if error.column is not None else None,
    ]
    place = ", ".join(part for part in where if part)
    problem = translated(error.problem)
    return f"{place}: {problem}." if place else f"{problem}."
