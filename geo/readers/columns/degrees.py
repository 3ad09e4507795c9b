"""Degrees out of text: decimal, with minutes and seconds, with the letters of the quarter.

>>> round(degrees_of("49° 42' 38″ N"), 4), degrees_of("37,6152 сх. д."), degrees_of("W 12.5")
(49.7106, 37.6152, -12.5)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_LONGEST: Final = 60
_MINUTE, _SECOND, _MOST = 60.0, 3600.0, 360.0
#: Words and letters of the quarters; longer ones first, and which of them count downwards.
_QUARTERS: Final = (
    *(("пн. ш.", 1), ("пд. ш.", -1), ("сх. д.", 1), ("зх. д.", -1), ("с. ш.", 1), ("ю. ш.", -1)),
    *(("в. д.", 1), ("з. д.", -1), ("north", 1), ("south", -1), ("east", 1), ("west", -1)),
    *(("пн", 1), ("пд", -1), ("сх", 1), ("зх", -1), ("n", 1), ("s", -1), ("e", 1), ("w", -1)),
)
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_SIXTY = r"(\d{1,2}(?:[.,]\d+)?)"
_FORMS = re.compile(
    rf"([-+−]?)\s*{_NUMBER}\s*(?:[°º˚*]|deg|\s|$)\s*"
    rf"(?:{_SIXTY}\s*(?:['′’ʼ‘`]|\s|$)\s*)?"
    rf"(?:{_SIXTY}\s*(?:\"|″|”|“|''|′′|’’|$)\s*)?"
)


@lru_cache(maxsize=100_000)
def degrees_of(text: str) -> float | None:
    """Return the degrees that a text says, None if it says none."""
    said = " ".join(text[: _LONGEST + 1].casefold().split())
    if len(said) > _LONGEST:
        return None
    sign = 1
    for word, direction in _QUARTERS:
        for form in (word, word.replace(" ", ""), word.replace(". ", " ").removesuffix(".")):
            if said.endswith(form) or said.startswith(form):
                said = said.removesuffix(form).removeprefix(form).strip(" ,;")
                sign = direction
                break
        else:
            continue
        break
    found = _FORMS.fullmatch(said)
    if not found:
        return None
    minus, *parts = found.groups()
    whole, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    if minutes >= _MINUTE or seconds >= _MINUTE or whole > _MOST or (parts[1] and whole % 1):
        return None
    return (
        sign * (-1 if minus in ("-", "−") else 1) * (whole + minutes / _MINUTE + seconds / _SECOND)
    )
