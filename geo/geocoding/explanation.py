"""An answer in words, for the terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.gazetteer import clean, fold, region_names
from geo.geocoding.scope import is_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.geocoding.answer import Answer
    from geo.geocoding.parse import Phrase, Reading

_WORD: Final = re.compile(r"[\w'’-]+")


def facts(answer: Answer) -> list[tuple[str, str]]:
    """Return the answer's facts as pairs of name and value, without blanks."""
    titles = region_names().titles
    regions = [f"{titles[code]} ({code})" for code in (answer.region or "").split(";") if code]
    point = f"{answer.lat:.4f}, {answer.lon:.4f}" if answer.lat is not None else ""
    pairs = [
        ("region", "; ".join(regions)),
        ("place", answer.place_name or ""),
        ("point", point or ("none: the text names no point" if regions else "")),
        ("precision", answer.precision),
        ("method", answer.method),
        ("score", f"{answer.score:.2f}"),
    ]
    return [(name, value) for name, value in pairs if value]


def explain(place: str, answer: Answer) -> list[str]:
    """Return in sentences how the answer was found: what was understood, and by which words.

    The first sentence is the answer; the second says which words of the text it goes by and which
    it does not; then come what is open about it, and the candidates.
    """
    used, left = _words(place, answer.reading) if answer.reading else ([], [])
    lines = [_understood(place, answer)]
    if used:
        lines.append(f"Words used: {', '.join(used)}.")
    if left:
        lines.append(f"Words left: {', '.join(left)}.")
    lines += [answer.note] if answer.note and answer.note not in lines else []
    lines += [
        f"Candidate: {c.place_name} ({c.region or 'abroad'}), {c.why}."
        for c in answer.candidates[:8]
    ]
    return lines


def _understood(place: str, answer: Answer) -> str:
    """Return one sentence: what the text was understood as, and how sure that is."""
    said = f"“{clean(place)}”"
    if answer.parts:
        named = [_named(part) for part in answer.parts]
        return f"{said} names {len(named)} places: {'; '.join(named)}."
    if answer.status == "located":
        return f"{said} is {_named(answer)}, found by {answer.method} ({answer.score:.0%} sure)."
    if answer.status == "ambiguous":
        count = len(answer.candidates)
        return f"{said} may be {count} places, and nothing said decides which: it is in review."
    if answer.status == "outside":
        return f"{said} is outside of Ukraine and Russia: {answer.place_name}."
    return f"{said} is no place that is known: it is in review."


def _named(answer: Answer) -> str:
    """Return an answer's place with its region: "Zolochiv in Kharkiv Oblast (UA-63)"."""
    titles = region_names().titles
    codes = [code for code in (answer.region or "").split(";") if code]
    regions = " and ".join(f"{titles[code]} ({code})" for code in codes)
    if not regions:
        return answer.place_name or f"in review ({answer.status})"
    own = answer.place_name
    whole = not own or own == "; ".join(titles[code] for code in codes)
    return regions if whole else f"{own} in {regions}"


def _words(place: str, reading: Reading) -> tuple[list[str], list[str]]:
    """Return the words of the text that the reading goes by, and those that it does not."""
    phrases = [*_phrases(reading)]
    taken = {word for item in phrases for word in _WORD.findall(fold(item.text))}
    used: list[str] = []
    left: list[str] = []
    for word in dict.fromkeys(_WORD.findall(clean(place))):
        known = all(part in taken for part in _WORD.findall(fold(word)))
        (used if known else left).append(word)
    return used, left


def _phrases(reading: Reading) -> Iterator[Phrase]:
    yield from reading.items
    yield from (item for item in reading.context if not is_line(item))
    for part in reading.parts:
        yield from _phrases(part)
