"""A place text with its abbreviations written out, as what reads it expects it."""

from __future__ import annotations

import re
from typing import Final

from geo.gazetteer import ABBREVIATIONS, is_cyrillic

_ABBREVIATIONS: Final = tuple((re.compile(p), r) for p, r in ABBREVIATIONS)
_UNIT: Final = re.compile(r"(\d)(km|км|mi|miles|миль)\b", re.IGNORECASE)
_AND: Final = re.compile(
    r"\s*[&+]\s*|\s+(?:as well as|and also|and/or|along with|together with|так само як|а также"
    r"|а також|і також|та також|sowie|ainsi que|así como|nonché|oraz też|jak również)\s+",
    re.IGNORECASE,
)
#: A word of kind with a full stop after it, as machines translate "с. Спартак".
_KIND_STOP: Final = re.compile(r"\b(village|settlement|town|city)\.\s+(?=[^\W\d_])", re.IGNORECASE)
#: "м. Горлівка", a town in Ukraine, as they translate it.
_MOSCOW_STOP: Final = re.compile(
    r"\b(near|in|at|of|from)\s+Moscow\.\s+(?=[A-Z][\w'’-]+\s*[,(]\s*[A-Z]\w+\s+(?:region|oblast|dist))",
    re.IGNORECASE,
)
#: "Donetsk's northwestern suburb" is Donetsk with words of kind.
_OWNED_PART: Final = re.compile(
    r"(?<=\w)['’\ufffd]s(?=\s+(?:\w+\s+)?(?:suburbs?|outskirts|airport|port|city centre)\b(?! of))"
)
#: "Donetsk Region's Kodema village"; the mark is lost in some files.
_POSSESSIVE: Final = re.compile(
    r"^(?P<before>(?:in|at|near|on)\s+)?(?P<owner>[A-Z][\w-]+(?:\s(?:[Rr]egion|[Oo]blast|[Pp]rovince))?)"
    r"['’\ufffd]s\s+(?P<place>[^,;]+)$"
)


#: "Респ Саха /Якутия/": strokes as brackets.
_SAME_IN_STROKES: Final = re.compile(r"(?<=\w\s)/([^/,]+)/(?=\s*(?:,|$))")
#: A telephone number and what stands after it.
_PHONE: Final = re.compile(
    r"[,;.\s(]+(?:(?:тел|факс|моб|tel|fax|phone|e-?mail)\b[.:\s]|(?:т|ф)[.:]+\s*[(+]?\d{3}).*$",
    re.IGNORECASE,
)
#: "Komi, Respublika", as ISO 3166-2 has it.
_HEAD_LAST: Final = re.compile(
    r"^(?P<name>[^,;()]+),\s*(?P<head>respublika|республика|республіка|republic|kray|krai|край)"
    r"(?=\s*(?:[(\[]|$))",
    re.IGNORECASE,
)
#: The number that a list of shops or offices begins a line with: "514 м. Долина".
_NUMBERED: Final = re.compile(r"^(?:№\s*)?\d{1,5}[,.]?\s+(?=(?:м|смт|г|пгт|с|сел)\.?\s*[А-ЯІЇЄҐ])")


def spelled_out(text: str) -> str:
    """Return the text with abbreviations written out: "Донецька обл." to "Донецька область".

    "village. Spartak" is a village, and "Donetsk Region's Kodema" the same as "Kodema, Donetsk
    Region".
    """
    text = _PHONE.sub("", text.replace("‹", "i"))
    text = _HEAD_LAST.sub(
        r"\g<head> \g<name>", _NUMBERED.sub("", _SAME_IN_STROKES.sub(r"(\1)", text))
    )
    text = _MOSCOW_STOP.sub(r"\1 ", _OWNED_PART.sub("", _UNIT.sub(r"\1 \2", text)))
    text = _POSSESSIVE.sub(r"\g<before>\g<place>, \g<owner>", _KIND_STOP.sub(r"\1 ", text))
    if is_cyrillic(text) or "." in text or "okrug" in text.lower():
        for pattern, word in _ABBREVIATIONS:
            text = pattern.sub(word, text)
    return " ".join(_AND.sub(" and ", text).split())
