r"""Text from strangers: what would hide or turn other text is made visible, and length is bounded.

Control characters, and marks that change the direction of writing or show nothing at all, are shown
as U+FFFD, the sign for a character that cannot be shown.  The data keep them; only what is shown
changes.

>>> visible("ab\u202ecd\x00")
'ab�cd�'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

#: The sign for what is not shown as it is.
REPLACEMENT: Final = "\ufffd"
#: Controls but tab and line feed; marks, embeddings, overrides and isolates of direction; what
#: takes no room (a soft hyphen and the joiners are used in words, and stay); lone surrogates.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ud800-\udfff\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_MARKDOWN: Final = r"\`*_{}[]()#+-.!|<>~$:"
_LONGEST: Final = 200
#: Characters of a cell in a table on the page; a download has all of it.
_LONGEST_CELL: Final = 1_000


def visible(text: str) -> str:
    """Return `text` with unseen characters replaced by U+FFFD.

    >>> visible("Київ, 5 km")
    'Київ, 5 km'
    """
    return _UNSEEN.sub(REPLACEMENT, text)


def shortened(text: str, longest: int) -> str:
    r"""Return `text` on one line, visible, and cut where it is longer than `longest` characters.

    >>> shortened("one \n two", 5)
    'one t…'
    """
    # What is far too long is cut first: splitting a megabyte into words takes its time.
    line = visible(" ".join(text[: 4 * longest].split()))
    return line if len(line) <= longest and len(text) <= 4 * longest else line[:longest] + "…"


def plain(text: str) -> str:
    r"""Return `text` with Markdown's signs taken literally.

    >>> plain("*a* [b](c)")
    '\\*a\\* \\[b\\]\\(c\\)'
    """
    return "".join(f"\\{sign}" if sign in _MARKDOWN else sign for sign in visible(text))


def short(text: str, longest: int = _LONGEST) -> str:
    """Return `text` on one line, cut where it is long.

    >>> short("one  two", 5)
    'one t…'
    """
    return shortened(text, longest)


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table for the page: texts visible, those beyond a thousand characters cut."""
    cells = table.copy(deep=False)
    for name in cells.columns:
        if cells[name].dtype.kind == "O":  # any kind of text
            cells[name] = cells[name].map(shown_text, na_action="ignore")
    return cells


def shown_text(value: object) -> object:
    """Return a text visible and of bounded length; any other value as it is."""
    if not isinstance(value, str):
        return value
    cut = visible(value[:_LONGEST_CELL])
    return cut if len(value) <= _LONGEST_CELL else cut + "…"
