"""Misspelt names: the geocoder's answers against the most similar of all names by RapidFuzz.

Names of settlements get one wrong, lost, added or swapped letter.  The peer compares each with all
spellings of settlements that the gazetteer has; its region is wrong where none of the places of
that spelling lies in a region of the name that was meant.  Ours are looked up without context.
"""

from __future__ import annotations

import random
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from geo.gazetteer import current
from geo.geocode_table import geocode_frame
from geo.placematch import stages
from geo.placetext import fold, key
from tests.benchmarks.bench_geocode import misspell
from tests.benchmarks.measure import Row, in_turn, timed

COUNT, ROUNDS = 300, 3
NAMES: Final = (
    "misspelt name, nearest places",
    "misspelt name, whole answer",
    "misspelt names, wrong regions",
)


def _meant(seed: int) -> dict[str, set[str | None]]:
    """Misspelt names, each with the regions that have a place of the name meant."""
    rng, gazetteer = random.Random(seed), current()  # noqa: S311
    regions: dict[str, set[str | None]] = {}
    for kind, name, region in zip(
        gazetteer.kinds, gazetteer.columns["name"], gazetteer.regions, strict=True
    ):
        if kind == "settlement":
            regions.setdefault(name, set()).add(region)
    long = sorted(name for name in regions if len(name) > 4)
    found = {misspell(name, rng): regions[name] for name in rng.sample(long, 2 * COUNT)}
    unknown = [text for text in found if key(fold(text)) not in gazetteer.names]
    return {text: found[text] for text in unknown[:COUNT]}


def main() -> list[Row]:
    """Compare times per name, and how many regions are wrong."""
    gazetteer, meant = current(), _meant(0)
    spellings, names = list(gazetteer.names), list(meant)
    folded = [key(fold(name)) for name in names]
    geocode_frame(pd.DataFrame({"place": ["Kyivv", "Kramatorskk"]}), place="place")  # all indexes

    def peer() -> list[int]:
        alike = process.cdist(folded, spellings, scorer=fuzz.ratio, workers=2)
        return list(alike.argmax(axis=1))

    def nearest() -> None:
        for name in names:
            next(stages(gazetteer, fold(name), name), None)

    mine, theirs = in_turn(nearest, peer, rounds=ROUNDS)
    times = []
    for seed in range(1, ROUNDS + 1):  # other names each time: answers are remembered
        table = pd.DataFrame({"place": list(_meant(seed))})
        times.append(timed(lambda table=table: geocode_frame(table, place="place")))
    answers = geocode_frame(pd.DataFrame({"place": names}), place="place")["region"].tolist()
    ours_wrong = sum(
        isinstance(region, str) and not regions & set(region.split(";"))
        for region, regions in zip(answers, meant.values(), strict=True)
    )
    theirs_wrong = sum(
        not regions & {gazetteer.regions[row] for row in gazetteer.names[spellings[at]]}
        for at, regions in zip(peer(), meant.values(), strict=True)
    )
    ms = 1000 / COUNT
    against = "rapidfuzz cdist, ratio, 2 workers"
    return [
        Row(NAMES[0], mine * ms, theirs * ms, "ms", 1 / 40, against, ROUNDS),
        Row(NAMES[1], sorted(times)[ROUNDS // 2] * ms, theirs * ms, "ms", None, against, ROUNDS),
        Row(NAMES[2], ours_wrong, theirs_wrong, "of 300", 1, against, 1),
    ]
