"""An answer in words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer import clean, current, fold, key, region_names
from geo.geocoding.lexicon import Lexicon
from geo.geocoding.lists import read

if TYPE_CHECKING:
    from geo.geocoding.answer import Answer
    from geo.geocoding.parse import Phrase


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
    """Return how the answer was found, one sentence per step."""
    gazetteer, names = current(), region_names()
    reading = read(clean(place), Lexicon(gazetteer, names))
    shapes = {
        "one": "Read as one place",
        "list": "Read as a list",
        "pair": "Read as two names",
        "nothing": "No name in it",
        "between": "Read as a place between two others",
        "either": "Read as one place under two names",
    }
    items = ", ".join(_phrase_words(item) for item in reading.items)
    lines = [f"{shapes[reading.shape]}: {items}."]
    if reading.context:
        lines.append(f"Qualified by: {', '.join(_phrase_words(item) for item in reading.context)}.")
    rows = gazetteer.names.get(key(reading.items[0].core), []) if reading.items else []
    if len(rows) > 1:
        regions = sorted({str(gazetteer.regions[row]) for row in rows})
        lines.append(
            f"The gazetteer has {len(rows)} settlements of this name in {len(regions)} regions."
        )
    lines += [answer.note] if answer.note else []
    lines += [f"Part: {part.place_name} ({part.region or part.status})." for part in answer.parts]
    lines += [
        f"Candidate: {c.place_name} ({c.region or 'abroad'}), {c.why}."
        for c in answer.candidates[:8]
    ]
    return lines


def _phrase_words(item: Phrase) -> str:
    said = ", ".join(sorted(item.cues))
    return f"{item.raw or fold(item.text)}" + (f" [{said}]" if said else "")
