"""Misspelt names: the geocoder's answers against the most similar of all names by RapidFuzz.

Names of settlements get one wrong, lost, added or swapped letter.  The peer compares each with all
spellings of settlements that the gazetteer has and names the most similar; its region is wrong
where none of the places of that spelling lies in a region of the name that was meant.

Ours are measured three times, without context.  "Nearest spelling" answers what the peer answers,
by an index of the same spellings.  "Nearest places" is what the geocoder asks: such names and those
that sound alike, each with its odds.  "Whole answer" is a row of a geocoded table.
"""

from __future__ import annotations

import random
import statistics
from typing import TYPE_CHECKING, Final

import pandas as pd
from rapidfuzz import fuzz, process

from geo.gazetteer import current, fold, key, sound
from geo.gazetteer.one_edit import OneEdit
from geo.geocoding import Columns
from geo.geocoding.match import stages
from geo.geocoding.table import geocode_frame
from tests.benchmarks.bench_geocode import misspell
from tests.benchmarks.measure import Row, timed

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names whose answers are judged, names of a round, and rounds.
COUNT, MANY, ROUNDS = 300, 1000, 5
NAMES: Final = (
    "misspelt name, nearest spelling",
    "misspelt name, nearest places",
    "misspelt name, whole answer",
    "misspelt names, wrong regions by spelling",
    "misspelt names, wrong regions by answer",
)


def _meant(seed: int, count: int = COUNT) -> dict[str, set[str | None]]:
    """Misspelt names, each with the regions that have a place of the name meant."""
    rng, gazetteer = random.Random(seed), current()  # noqa: S311
    regions: dict[str, set[str | None]] = {}
    for kind, name, region in zip(
        gazetteer.kinds, gazetteer.columns["name"], gazetteer.regions, strict=True
    ):
        if kind == "settlement":
            regions.setdefault(name, set()).add(region)
    long = sorted(name for name in regions if len(name) > 4)
    found = {misspell(name, rng): regions[name] for name in rng.sample(long, 2 * count)}
    unknown = [text for text in found if key(fold(text)) not in gazetteer.names]
    return {text: found[text] for text in unknown[:count]}


def _spelled(index: OneEdit, names: list[str]) -> list[str | None]:
    """Return the most similar of the spellings that are one edit away; None where none is."""
    found: list[str | None] = []
    for name in names:
        own = key(fold(name))
        near = index.near(own)
        if len(near) > 1:
            near = [max(near, key=lambda spelling: (fuzz.ratio(own, spelling), spelling))]
        found.append(near[0] if near else None)
    return found


def _nearest(names: list[str]) -> None:
    gazetteer = current()
    for name in names:
        next(stages(gazetteer, fold(name), name), None)


def main() -> list[Row]:
    """Compare times per name, and how many regions are wrong."""
    gazetteer = current()
    spellings = list(gazetteer.names)
    index = OneEdit(spellings)

    def peer(names: list[str]) -> list[int]:
        folded = [key(fold(name)) for name in names]
        alike = process.cdist(folded, spellings, scorer=fuzz.ratio, workers=2)
        return list(alike.argmax(axis=1))

    def whole(names: list[str]) -> list[str | None]:
        found: list[str | None] = geocode_frame(
            pd.DataFrame({"place": names}), Columns(place="place")
        )["region"].tolist()
        return found

    meant = _meant(0)
    answers = whole(list(meant))  # all indexes are made now

    def wrong(found: Iterable[set[str | None]]) -> int:
        pairs = zip(found, meant.values(), strict=True)
        return sum(bool(mine) and not mine & regions for mine, regions in pairs)

    def regions_of(spelling: str | None) -> set[str | None]:
        return {gazetteer.regions[row] for row in gazetteer.names[spelling]} if spelling else set()

    errors = [
        wrong(map(regions_of, _spelled(index, list(meant)))),
        wrong(set(found.split(";")) if isinstance(found, str) else set() for found in answers),
    ]
    theirs = wrong(regions_of(spellings[at]) for at in peer(list(meant)))
    times = []
    for seed in range(1, ROUNDS + 1):  # other names each time, and for each: they are remembered
        names = list(_meant(seed, 3 * MANY))
        for forget in (fold, key, sound):
            forget.cache_clear()
        times.append(
            [
                timed(lambda names=names: _spelled(index, names[:MANY])),
                timed(lambda names=names: _nearest(names[MANY : 2 * MANY])),
                timed(lambda names=names: whole(names[2 * MANY :])),
                timed(lambda names=names: peer(names[:MANY])),
            ]
        )
    *mine, cdist = (statistics.median(column) * 1000 / MANY for column in zip(*times, strict=True))
    against = "rapidfuzz cdist, ratio, 2 workers"
    return [
        *(
            Row(name, ours, cdist, "ms", target, against, ROUNDS)
            for name, ours, target in zip(NAMES[:3], mine, (1 / 40, None, None), strict=True)
        ),
        *(
            Row(name, ours, theirs, "of 300", 1, against, 1)
            for name, ours in zip(NAMES[3:], errors, strict=True)
        ),
    ]
