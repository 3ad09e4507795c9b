"""Text from data or files, made safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.texts import shortened, visible

if TYPE_CHECKING:
    import pandas as pd

_MARKDOWN: Final = r"\`*_{}[]()#+-.!|<>~$:"
_LONGEST: Final = 200
#: Characters of a cell in a table on the page; a download has all of it.
_LONGEST_CELL: Final = 1_000


def plain(text: str) -> str:
    r"""`text` with Markdown's signs taken literally.

    >>> plain("*a* [b](c)")
    '\\*a\\* \\[b\\]\\(c\\)'
    """
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in visible(text))


def short(text: str, longest: int = _LONGEST) -> str:
    """`text` on one line, cut where it is long.

    >>> short("one  two", 5)
    'one t…'
    """
    return shortened(text, longest)


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """A table for the page: texts visible, those beyond a thousand characters cut."""
    cells = table.copy(deep=False)
    for name in cells.columns:
        if cells[name].dtype.kind == "O":  # any kind of text
            cells[name] = cells[name].map(shown_text, na_action="ignore")
    return cells


def shown_text(value: object) -> object:
    """A text visible and of bounded length; any other value as it is."""
    if not isinstance(value, str):
        return value
    cut = visible(value[:_LONGEST_CELL])
    return cut if len(value) <= _LONGEST_CELL else cut + "…"
