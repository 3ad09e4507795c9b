"""Misspelt names: the geocoder's answers against the most similar of all names by RapidFuzz.

Names of settlements get one wrong, lost, added or swapped letter.  The peer compares each with all
spellings of settlements that the gazetteer has; its region is wrong where none of the places of
that spelling lies in a region of the name that was meant.  Ours are looked up without context.
"""

from __future__ import annotations

import random
import statistics
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from geo.gazetteer import current
from geo.geocode_table import geocode_frame
from geo.placematch import stages
from geo.placetext import fold, key, sound
from tests.benchmarks.bench_geocode import misspell
from tests.benchmarks.measure import Row, timed

#: Names whose answers are judged, names of a round, and rounds.
COUNT, MANY, ROUNDS = 300, 1000, 5
NAMES: Final = (
    "misspelt name, nearest places",
    "misspelt name, whole answer",
    "misspelt names, wrong regions",
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


def _nearest(names: list[str]) -> None:
    gazetteer = current()
    for name in names:
        next(stages(gazetteer, fold(name), name), None)


def main() -> list[Row]:
    """Compare times per name, and how many regions are wrong."""
    gazetteer = current()
    spellings = list(gazetteer.names)

    def peer(names: list[str]) -> list[int]:
        folded = [key(fold(name)) for name in names]
        alike = process.cdist(folded, spellings, scorer=fuzz.ratio, workers=2)
        return list(alike.argmax(axis=1))

    def whole(names: list[str]) -> list[str | None]:
        found: list[str | None] = geocode_frame(pd.DataFrame({"place": names}), place="place")[
            "region"
        ].tolist()
        return found

    meant = _meant(0)
    answers, theirs = whole(list(meant)), peer(list(meant))  # all indexes are made now
    ours_wrong = sum(
        isinstance(region, str) and not regions & set(region.split(";"))
        for region, regions in zip(answers, meant.values(), strict=True)
    )
    theirs_wrong = sum(
        not regions & {gazetteer.regions[row] for row in gazetteer.names[spellings[at]]}
        for at, regions in zip(theirs, meant.values(), strict=True)
    )
    times = []
    for seed in range(1, ROUNDS + 1):  # other names each time, and for each: they are remembered
        names = list(_meant(seed, 2 * MANY))
        for forget in (fold, key, sound):
            forget.cache_clear()
        times.append(
            [
                timed(lambda names=names: _nearest(names[:MANY])),
                timed(lambda names=names: peer(names[:MANY])),
                timed(lambda names=names: whole(names[MANY:])),
            ]
        )
    mine, cdist, all_of_it = (
        statistics.median(column) * 1000 / MANY for column in zip(*times, strict=True)
    )
    against = "rapidfuzz cdist, ratio, 2 workers"
    return [
        Row(NAMES[0], mine, cdist, "ms", 1 / 40, against, ROUNDS),
        Row(NAMES[1], all_of_it, cdist, "ms", None, against, ROUNDS),
        Row(NAMES[2], ours_wrong, theirs_wrong, "of 300", 1, against, 1),
    ]
