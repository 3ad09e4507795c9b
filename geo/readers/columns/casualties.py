"""One cell that counts the killed and the injured: "3/1", "3 killed, 1 injured", "поранено 5".

Which of two bare numbers is which, the heading says: "killed/injured", "поранені / загиблі".

>>> parts_of("3 killed, 1 injured"), parts_of("поранено 5, загинуло 2"), parts_of("3/1", ("k", "i"))
(('3', '1'), ('2', '5'), ('3', '1'))
>>> parts_of("3 killed"), order_of("Killed / injured"), order_of("Killed")
(None, ('k', 'i'), None)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from geo.readers.columns.counts import count_of

Order = tuple[Literal["k", "i"], Literal["k", "i"]]

_LONGEST: Final = 200
_MIXED: Final = (
    r"(?:human |civilian )?(?:casualties|victims)|(?:людські )?(?:втрати|жертви)"
    r"|потери среди населения|жертви та постраждалі"
)
_NOBODY: Final = (
    r"(?:no|without|нет|без|немає) (?:casualties|victims|жертв|постраждалих|пострадавших)"
    r"|(?:casualties|жертв|постраждалих|пострадавших): ?(?:none|немає|нет)|нікого|никого|nobody"
)
_KILLED = r"(?:killed|kia|dead|deaths?|fatalit\w+|died|загин\w+|загиб\w+|вбит\w*|убит\w*|погиб\w*)"
_HURT = r"(?:injur\w+|wounded|wia|hurt|поранен\w*|ранен\w*|постражд\w+|пострад\w+|травмован\w*)"
_COUNT = r"(?:(?:at least|up to|щонайменше|понад|не менше|более|>|~)\s*)?\d+(?:\s*[-–]\s*\d+)?\+?"
#: The number before its word, and after it.
_BEFORE, _AFTER = (
    tuple(re.compile(form.format(word=word, count=_COUNT)) for word in (_KILLED, _HURT))
    for form in (r"({count})\s*(?:\w+\s+)?{word}", r"{word}\s*[:\-–—]?\s*({count})")
)
_MODIFIED = re.compile(_COUNT)
_BARE = re.compile(rf"({_COUNT})\s*(?:/|\+|\|)\s*({_COUNT})")
_SEPARATOR = re.compile(r"\s*(?:[,;.(/]|\band\b|\bта\b|\bі\b|\bй\b|\bи\b|\bще\b|\bещё?\b)[\s)]*")
_NAMED = (re.compile(rf"\b{_KILLED}\b"), re.compile(rf"\b{_HURT}\b"))


@lru_cache(maxsize=10_000)
def order_of(heading: str) -> Order | None:
    """Return which a heading names first, if it names both the killed and the injured."""
    plain = re.sub(r"(?<=[a-zа-яіїє])(?=[A-Z])", " ", heading).replace("_", " ").casefold()
    killed, hurt = (pattern.search(plain) for pattern in _NAMED)
    if not killed or not hurt:
        return None
    return ("k", "i") if killed.start() < hurt.start() else ("i", "k")


def is_mixed(heading: str) -> bool:
    """Return whether a plain heading is of people killed or injured, each cell saying which."""
    return re.fullmatch(_MIXED, heading) is not None


@lru_cache(maxsize=100_000)
def alone_of(text: str) -> tuple[str | None, str | None] | None:
    """Return the texts of killed and injured of a cell that names one of them, or that none was.

    >>> alone_of("3 wounded"), alone_of("no casualties"), alone_of("5")
    ((None, '3 wounded'), ('0', '0'), None)
    """
    said = " ".join(text[: _LONGEST + 1].casefold().split())
    if len(said) > _LONGEST:
        return None
    if re.fullmatch(_NOBODY, said):
        return "0", "0"
    killed, hurt = (name.search(said) is not None for name in _NAMED)
    count = count_of(said)
    if killed == hurt or count is None or count.best is None:
        return None
    return (said, None) if killed else (None, said)


@lru_cache(maxsize=100_000)
def parts_of(text: str, order: Order | None = None) -> tuple[str, str] | None:
    """Return the texts of killed and injured, if a cell counts both; None otherwise."""
    said = " ".join(text[: _LONGEST + 1].casefold().split())
    if len(said) > _LONGEST:
        return None
    if order and (bare := _BARE.fullmatch(said)):
        return (bare[1], bare[2]) if order[0] == "k" else (bare[2], bare[1])
    pieces = [piece for piece in _SEPARATOR.split(said) if piece]
    if len(pieces) == len(_NAMED):
        named = [[bool(name.search(piece)) for piece in pieces] for name in _NAMED]
        if named in ([[True, False], [False, True]], [[False, True], [True, False]]):
            ordered = pieces if named[0][0] else pieces[::-1]
            counts = [count[0] for piece in ordered if (count := _MODIFIED.search(piece))]
            return (counts[0], counts[1]) if len(counts) == len(pieces) else None
    forms = _AFTER if said[:1].isalpha() and not _MODIFIED.match(said) else _BEFORE
    killed, hurt = (form.search(said) for form in forms)
    if not killed or not hurt:
        return None
    found = (killed[1], hurt[1])
    return found if all(count_of(part) for part in found) else None
