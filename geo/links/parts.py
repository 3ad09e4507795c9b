"""Which of the near groups and incidents are the same, and which a part of the other.

A record is part of a wider one that takes it in by its words: one that names no target, or several
of which the part is one, or that speaks of the day or of many places; or a night's wave over the
regions, of which it is one strike.  Where a figure, a source or rare words tie the two together,
they are the same all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.links.weighing import NAMED, odds, probability, weight
from geo.links.words import bit

if TYPE_CHECKING:
    Numbers = np.ndarray[Any, Any]

#: Comparisons that say whether a wider record may take in another.
_AROUND: Final = ("place", "day", "kind", "side")
#: Bits for a part of a record that names no target, and of one that names the part's among others.
_GENERIC: Final = 0.5
_LISTED: Final = 2.5
#: Bits for a strike within a wave: told to be at night or by drone, and otherwise.
_NIGHT: Final = 2.0
_UNTOLD: Final = -1.0
#: Killed from which on an entry without a target is one incident of its own.
_DEADLY: Final = 3
#: Level of tolls up to which they tie two records together.
_ONE_KILLED: Final = 2
#: Level of words from which on they tie two records together.
_RARE_WORDS: Final = 2
#: Probability from which on a pair that is the same keeps its part from being one of another.
_SURE: Final = 0.5
_WIDE, _SINGLE = bit("scope", "wide"), bit("scope", "single")


def weighed(pairs: pd.DataFrame, level: dict[str, Numbers]) -> pd.DataFrame:
    """Return what `labelled` asks of candidates, given what is compared of both and the levels.

    Returns
    -------
    DataFrame
        a, b, number and spot and report of both; bits; `part`, the bits for one being part of the
        other (-inf where it can be none), and whether that is a; whether they may be the same.
    """
    b_in_a, a_in_b = (_inside(pairs, *sides) for sides in ("ba", "ab"))
    part, a_is_part = np.maximum(a_in_b, b_in_a), a_in_b >= b_in_a
    single = [(pairs[f"scope_{side}"].to_numpy() & (_SINGLE | _WIDE)) == _SINGLE for side in "ab"]
    tied = (level["toll"] <= _ONE_KILLED) | (level["words"] >= _RARE_WORDS)
    tied |= (level["address"] == 0) | (np.where(a_is_part, *single[::-1]) & (part == _GENERIC))
    wave = (pairs["wave_a"] ^ pairs["wave_b"]).to_numpy()
    keep = ["a", "b", *(f"{n}_{side}" for n in ("number", "spot", "report") for side in "ab")]
    return pairs[keep].assign(
        bits=weight(level),
        part=part + weight({name: level[name] for name in _AROUND}),
        a_is_part=a_is_part,
        may_same=((part == -np.inf) | tied) & ~wave,
    )


def labelled(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the links among candidates.

    Parameters
    ----------
    pairs : DataFrame
        As `weighed` returns them.

    Returns
    -------
    DataFrame
        a, b, label and score, with the index of `pairs`; of a part_of, a is the part.
    """
    same = _same(pairs[pairs["may_same"]])
    parts = pairs["part"].to_numpy() > -np.inf
    return pd.concat([same, _parts(pairs[parts & ~_taken(pairs, same)])])


def _taken(pairs: pd.DataFrame, same: pd.DataFrame) -> Numbers:
    """Return the pairs one of whose records is the same as one of the other's dataset."""
    sure = same.index[same["score"].to_numpy() >= _SURE]
    out = np.zeros(len(pairs), bool)
    for sides in ("ab", "ba"):
        codes = _rivals(pairs, *sides)
        hit = np.zeros(codes.max(initial=-1) + 1, bool)
        hit[codes[pairs.index.get_indexer(sure)]] = True
        # The whole may have other parts; the part has one place only.
        out |= hit[codes] & pairs[f"spot_{sides[0]}"].to_numpy()
    out[pairs.index.get_indexer(sure)] = True
    return out


def _inside(pairs: pd.DataFrame, part: str, whole: str) -> Numbers:
    """Return the bits for one record being part of the other, -inf where it can be none."""

    def of(name: str, side: str) -> Numbers:
        return pairs[f"{name}_{side}"].to_numpy()

    homes = {side: (of("home", side) > 0) for side in (part, whole)}
    named = {s: np.bitwise_count(of("targets", s) & NAMED) + homes[s] for s in (part, whole)}
    shared = (of("targets", part) & of("targets", whole) & NAMED) | (homes[part] & homes[whole])
    wide = of("scope", whole) & _WIDE > 0
    generic = (of("targets", whole) == 0) & ~homes[whole] & ~(of("high", whole) >= _DEADLY)
    listed = (named[whole] > named[part]) & (named[whole] > 1) & (shared > 0)
    town = (pairs["lead"].to_numpy() == 0) & ~of("spot", whole) & (named[part] > 0)
    town &= ~of("wave", whole) & ~of("wave", part) & ~np.isnan(pairs["km"].to_numpy(float))
    wave = of("wave", whole) & ~of("wave", part) & (of("night", part) == of("last", whole))
    return np.select(
        [wave & of("dark", part), wave, town & listed, town & (generic | wide)],
        [_NIGHT, _UNTOLD, _LISTED, _GENERIC],
        -np.inf,
    )


def _same(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that are each other's best, and how likely they are the same."""
    own = odds(pairs["bits"].to_numpy(float))
    a, b = (_rivals(pairs, *sides) for sides in ("ab", "ba"))
    score = own / (1 + _sum(own, a) + _sum(own, b) - own)
    best = (score >= _top(score, a)[a]) & (score >= _top(score, b)[b])
    found: pd.DataFrame = pairs[["a", "b"]].assign(label="same", score=score)[best]
    return found


def _rivals(pairs: pd.DataFrame, side: str, other: str) -> Numbers:
    """Return a number for each set of pairs of which one at most is the same."""
    dataset = np.where(pairs[f"spot_{other}"], 0, pairs[f"number_{other}"]).astype(np.int64)
    # Reports of a town's name may tell of one incident in many words: none is another's rival.
    free = (pairs[f"report_{other}"] & ~pairs[f"spot_{other}"]).to_numpy(bool)
    dataset[free] = dataset.max(initial=0) + 1 + np.arange(np.count_nonzero(free))
    key = pairs[side].to_numpy(np.int64) * (dataset.max(initial=0) + 1) + dataset
    codes: Numbers = pd.factorize(key)[0]
    return codes


def _parts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the part_of links, each part with its likeliest whole of a dataset."""
    a_is_part = pairs["a_is_part"].to_numpy()
    out = pd.DataFrame(
        {
            "a": np.where(a_is_part, pairs["a"], pairs["b"]),
            "b": np.where(a_is_part, pairs["b"], pairs["a"]),
            "label": "part_of",
            "score": probability(pairs["part"].to_numpy()),
            "whole": np.where(a_is_part, pairs["number_b"], pairs["number_a"]),
        },
        index=pairs.index,
    )
    out = out.sort_values(["score", "b"], ascending=[False, True])
    return out.drop_duplicates(["a", "whole"]).drop(columns="whole")


def _sum(values: Numbers, codes: Numbers) -> Numbers:
    return np.bincount(codes, weights=values)[codes] if len(codes) else values


def _top(values: Numbers, codes: Numbers) -> Numbers:
    top = np.zeros(codes.max(initial=-1) + 1)
    np.maximum.at(top, codes, values)
    return top
