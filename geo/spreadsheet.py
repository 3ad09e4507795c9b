"""Cells and column names of the files that we write, and how they are read back exactly.

A cell of text that a spreadsheet would read as a formula (`FORMULA`) gets an apostrophe in front,
the sign by which spreadsheets mark text; `plain` takes it off again.  A source's own column whose
name is one of ours gets `source_` in front.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.schema import DERIVED_COLUMNS, LONG_FORM_OPTIONAL, LONG_FORM_REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

#: A text that a spreadsheet may run, for Python's regular expressions and DuckDB's: it begins with
#: a sign of a formula, in ASCII or of the width of a Chinese character, perhaps behind apostrophes,
#: blanks and characters that take no room; or with a tab or carriage return.
FORMULA: Final = (
    r"^['\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad"
    "\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffd\U000e0000-\U000e01ef"
    r"]*[=+\-@＝＋－＠﹦﹢﹣﹫]|^'*[\t\r]"
)
_FORMULA: Final = re.compile(FORMULA)
_OURS: Final = frozenset((*LONG_FORM_REQUIRED, *LONG_FORM_OPTIONAL, *DERIVED_COLUMNS))
_PREFIX: Final = "source_"
#: Control characters, by which the whole file would no longer pass as text, become this sign.
_CONTROL: Final = dict.fromkeys([*range(0x09), *range(0x0E, 0x20)], "\ufffd")
#: What XML cannot hold besides these.
_NOT_XML: Final = re.compile("[\x0b\x0c\ud800-\udfff\ufffe\uffff]")


def inert(text: str) -> str:
    """Return `text` with an apostrophe in front if a spreadsheet would run it.

    >>> inert("=1+1"), inert("Odesa")
    ("'=1+1", 'Odesa')
    """
    # A text that has the apostrophe already gets a second one, so that `plain` is exact.
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """Undo `inert`.

    >>> plain(inert("=1+1")), plain("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text


def csv_lines(content: bytes, *, file: str) -> io.StringIO:
    """Return the lines of a CSV that somebody brings back, as `csv_cells` takes them.

    Raises
    ------
    InputError
        If it is not text in UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not in UTF-8; save it as CSV in UTF-8", file=file) from None
    if "\0" in text:
        raise InputError("the file is not text; expected a CSV", file=file)
    return io.StringIO(text, newline="")


def csv_cells(
    lines: Iterable[str], columns: Sequence[str], *, file: Path | str
) -> tuple[Sequence[str], list[dict[str, str]]]:
    """Return the headings of a CSV, and of each row the cells of some columns.

    Cells are as they were before `inert`, and empty where there is none.

    Raises
    ------
    InputError
        If it is no CSV.
    """
    reader = csv.DictReader(lines)
    try:
        rows = [{key: plain((row.get(key) or "").strip()) for key in columns} for row in reader]
    except csv.Error as error:
        raise InputError(f"the file is not a CSV ({error})", file=file) from None
    return reader.fieldnames or (), rows


def printable(text: str) -> str:
    r"""Return `text` without control characters, which no text file may hold.

    >>> printable("a\x07b\n")
    'a�b\n'
    """
    return text.translate(_CONTROL)


def xml_text(text: str) -> str:
    r"""Return `text` without what XML cannot hold.

    >>> xml_text("a\x0bb\uffff")
    'a�b�'
    """
    return _NOT_XML.sub("\ufffd", text)


def column_of(key: str) -> str:
    """Return the name under which a source's own column is written.

    >>> column_of("geo_precision"), column_of("region"), column_of("source_region")
    ('geo_precision', 'source_region', 'source_source_region')
    """
    return inert(_PREFIX + key if _taken(key) else key)


def key_of(column: str) -> str:
    """Undo `column_of`.

    >>> key_of("source_region"), key_of("source_code"), key_of("source_url")
    ('region', 'source_code', 'source_url')
    """
    name = plain(column)
    rest = name.removeprefix(_PREFIX)
    return rest if name not in _OURS and rest != name and _taken(rest) else name


def _taken(name: str) -> bool:
    """Return whether a column so named is one of ours, or like one with a prefix."""
    if name in _OURS:
        return True
    return name.startswith(_PREFIX) and _taken(name.removeprefix(_PREFIX))
