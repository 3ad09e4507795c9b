"""Text from data or files, made safe to show."""

from __future__ import annotations

from typing import Final

_MARKDOWN: Final = r"\`*_{}[]()#+-.!|<>~$:"
_LONGEST: Final = 200


def plain(text: str) -> str:
    r"""`text` with Markdown's signs taken literally.

    >>> plain("*a* [b](c)")
    '\\*a\\* \\[b\\]\\(c\\)'
    """
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in text)


def short(text: str, longest: int = _LONGEST) -> str:
    """`text` on one line, cut where it is long.

    >>> short("one  two", 5)
    'one t…'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest] + "…"


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "row"), count(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
