"""Ukrainian place names of several words in their other cases: у Кривому Розі, під Часовим Яром.

A dictionary knows the cases of single words.  In names of several the sounds change that it does
not know as names: Ріг is Рогу and Розі, Часів is Часовому.
"""

from __future__ import annotations

import re
from typing import Final

#: Endings of the genitive, locative (also dative), instrumental and accusative by the nominative's.
_ADJECTIVES: Final = {
    "ий": ("ого", "ому", "им", "ий"), "ій": ("ього", "ьому", "ім", "ій"),
    "а": ("ої", "ій", "ою", "у"), "я": ("ьої", "ій", "ьою", "ю"),
    "е": ("ого", "ому", "им", "е"), "є": ("ього", "ьому", "ім", "є"),
    "і": ("их", "их", "ими", "і"),
}  # fmt: skip
_NOUNS: Final = {
    "а": ("и", "і", "ою", "у"), "я": ("і", "і", "ею", "ю"), "о": ("а", "і", "ом", "о"),
    "е": ("а", "і", "ем", "е"), "и": ("", "ах", "ами", "и"), "і": ("ів", "ах", "ами", "і"),
    "ь": ("я", "і", "ем", "ь"), "ь of a": ("і", "і", "ю", "ь"), "й": ("ю", "ї", "єм", "й"),
    "": ("у", "і", "ом", ""),
}  # fmt: skip
#: Before і these sounds change.
_SOFTENED: Final = {"г": "з", "к": "ц", "х": "с"}
_CLOSED: Final = re.compile(r"і(?=[бвгґджзклмнпрстфхцчшщ]+ь?$)")
_LIKE_AN_ADJECTIVE: Final = re.compile("(ий|ій|є|[сцз]ьк[аеі]|[нв]е)$")
_POSSESSIVE: Final = re.compile(r"(?<=[а-яіїєґ])(ів|їв|ин|їн)$")


def cases(name: str) -> list[str]:
    """Return a name of two or three words in its other cases; nothing for one word.

    >>> cases("Кривий Ріг")
    ['Кривого Рогу', 'Кривому Розі', 'Кривим Рогом', 'Кривому Рогу']
    """
    words = name.split()
    if not 2 <= len(words) <= 3:  # noqa: PLR2004
        return []
    *before, last = words
    heads = [_adjective(word) for word in before]
    feminine = before[-1].endswith(("а", "я"))
    tails = [_adjective(last) if _LIKE_AN_ADJECTIVE.search(last) else _noun(last, feminine)]
    found = []
    for tail in tails:
        for case in range(4):
            parts = [head[case] if head else word for head, word in zip(heads, before, strict=True)]
            found.append(" ".join([*parts, tail[case]]))
        if tail[0].endswith("у"):
            parts = [head[1] if head else word for head, word in zip(heads, before, strict=True)]
            found.append(" ".join([*parts, tail[0]]))
    return [form for form in dict.fromkeys(found) if form != name]


def _adjective(word: str) -> tuple[str, ...]:
    possessive = _POSSESSIVE.search(word)
    if possessive:
        stem = word[: possessive.start()]
        stem += {"ів": "ов", "їв": "єв"}.get(possessive[1], possessive[1])
        return (*(stem + ending for ending in _ADJECTIVES["ий"][:3]), word)
    for ending, others in _ADJECTIVES.items():
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return tuple(word.removesuffix(ending) + other for other in others)
    return ()


def _noun(word: str, feminine: bool) -> tuple[str, ...]:  # noqa: FBT001
    ending = word[-1] if word[-1] in "аяоеиіьй" else ""
    stem = word.removesuffix(ending)
    if ending in {"", "ь"}:
        stem = _CLOSED.sub("о", stem)
    soft = stem[:-1] + _SOFTENED[stem[-1]] if stem[-1:] in _SOFTENED else stem
    others = _NOUNS["ь of a" if ending == "ь" and feminine else ending]
    forms = tuple((soft if other in {"і", "ї"} else stem) + other for other in others)
    return forms if ending in {"а", "я"} else (*forms[:3], word)
