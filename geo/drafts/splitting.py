"""A sentence that tells of several incidents: one for each region that has its own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from geo.drafts.model import ARMS, PEOPLE
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    from geo.drafts.events import Told
    from geo.drafts.figures import Figure
    from geo.drafts.mention import Mention
    from geo.drafts.sentences import Sentence


#: What a clause says to be of an incident by itself.
_HAPPENED: Final = ("attack", "blast", "damage", "killed", "injured", "shot")


def split(told: Told) -> list[Told]:
    """Split a sentence in which several regions have their own casualties."""
    people = [f for f in told.figures if f.role in PEOPLE]
    regions = {m.place.region for m in told.mentions if m.place} - COUNTRIES.keys()
    roles = [f.role for f in people]
    if told.kind == "tally":
        return _tally_and_strike(told)
    wide = _nationwide(told, people)
    if wide:
        return wide
    own = _by_clauses(told)
    if own:
        return own
    if len(regions) < 2 or len(roles) == len(set(roles)):  # noqa: PLR2004
        return [told]
    parts: dict[str | None, tuple[list[Mention], list[Figure]]] = {}
    for mention in told.mentions:
        if mention.place and mention.place.region in regions:
            parts.setdefault(mention.place.region, ([], []))[0].append(mention)
    for figure in people:
        nearest = min(
            (m for m in told.mentions if m.place and m.place.region in regions),
            key=lambda m: _distance(m, figure, told.sentence),
        )
        parts[nearest.place.region if nearest.place else None][1].append(figure)
    return [_part(told, told.kind, own, counted) for own, counted in parts.values()]


def _part(told: Told, kind: str, mentions: list[Mention], figures: list[Figure]) -> Told:
    return type(told)(
        kind, told.sentence, mentions, figures, told.when, told.actor, told.weapons, told.frame,
        told.marks,
    )  # fmt: skip


def _nationwide(told: Told, people: list[Figure]) -> list[Told]:
    """Split "a missile hit a hospital in Kyiv, killing 41 across Ukraine"."""
    countries = [m for m in told.mentions if m.kind == "country"]
    others = [m for m in told.mentions if m.kind != "country"]
    if not countries or not others:
        return []
    rest = [f for f in told.figures if f not in people]
    return [_part(told, told.kind, others, rest), _part(told, told.kind, countries, people)]


def _shot_and_struck(told: Told) -> list[Told]:
    """Split "in Kursk a drone fell on a house, in Bryansk two were shot down"."""
    words = told.sentence.tokens
    parts = _by_clauses(told)
    made = []
    for part in parts:
        low = min(m.first for m in part.mentions)
        high = next((at for at in range(low, len(words)) if words[at].text in ",;"), len(words))
        shot = any(t.has("shot") for t in words[low:high])
        struck = any(t.has("attack", "damage", "blast") for t in words[low:high])
        made.append(
            _part(told, "tally" if shot or not struck else "strike", part.mentions, part.figures)
        )
    struck_only = all(
        part.kind == "tally" or not any(f.role in ARMS for f in part.figures) for part in made
    )
    return made if struck_only and {part.kind for part in made} == {"tally", "strike"} else []


def _tally_and_strike(told: Told) -> list[Told]:
    """Split "133 drones were launched at Ukraine, and attacks on Kharkiv killed two"."""
    mixed = _shot_and_struck(told)
    if mixed:
        return mixed
    people = [f for f in told.figures if f.role in PEOPLE]
    countries = [m for m in told.mentions if m.kind == "country"]
    others = [m for m in told.mentions if m.kind != "country"]
    if not people or not countries or not others:
        return [told]
    arms = [f for f in told.figures if f not in people]
    return [_part(told, "tally", countries, arms), _part(told, "strike", others, people)]


def _by_clauses(told: Told) -> list[Told]:
    """Split a sentence of several clauses, each with a place of its own and what happened there.

    "Cherkasy, where one person died, and Kharkiv region" is two as well.
    """
    words = told.sentence.tokens
    mentions = [m for m in told.mentions if m.kind != "country" and m.place and m.place.region]
    if len({m.place.region for m in mentions if m.place}) < 2:  # noqa: PLR2004
        return []
    cuts = [
        at for at, token in enumerate(words)
        if token.text in {",", "—", "–"} and 0 < at < len(words) - 1
    ]  # fmt: skip
    edges = [0, *cuts, len(words)]
    clauses = list(itertools.pairwise(edges))
    happened: list[tuple[list[Mention], list[Figure]]] = []
    for low, high in clauses:
        own = [m for m in mentions if low <= m.first < high]
        figures = [f for f in told.figures if low <= f.first < high]
        says = any(t.has(*_HAPPENED) for t in words[low:high])
        where = low + 1 < len(words) and words[low + 1].has("relative")
        if happened and (where or not own or not says):
            happened[-1][0].extend(own)
            happened[-1][1].extend(figures)
            if where:
                happened.append(([], []))
        else:
            happened.append((own, figures))
    happened = [(own, figures) for own, figures in happened if own or figures]
    regions = [{m.place.region for m in own if m.place} for own, _ in happened]
    if (
        len(happened) <= 1
        or not all(regions)
        or any(a & b for i, a in enumerate(regions) for b in regions[i + 1 :])
    ):
        return []
    return [_part(told, told.kind, own, figures) for own, figures in happened]


def _distance(mention: Mention, figure: Figure, sentence: Sentence) -> float:
    """Return how far a place is from a figure; signs between them make it farther."""
    if mention.first > figure.last:
        low, high = figure.last, mention.first
    else:
        low, high = mention.last, figure.first
    between = sentence.tokens[low + 1 : high]
    signs = sum(t.text in {",", ";", "."} or t.has("and") for t in between)
    return len(between) + 5 * signs
