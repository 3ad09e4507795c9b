"""Clusters: whatever the order, one record of a dataset each, growing as links loosen."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.links import THRESHOLDS, clusters
from geo.schema import LINK_COLUMNS, STRICTNESS

KEYS = [(dataset, str(number)) for dataset in "abcd" for number in range(3)]
SCORES = st.sampled_from([0.1, 0.35, 0.55, 0.85, 0.95])
LINKS = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(KEYS),
        st.sampled_from(["same", "same", "part_of"]),
        SCORES,
    ).filter(lambda row: row[0][0] != row[1][0]),
    max_size=30,
    unique_by=lambda row: frozenset(row[:2]),
)


def table(keys):
    return pd.DataFrame(keys, columns=["dataset", "incident_id"])


def pairs(rows):
    made = [(*one, *other, label, score, "") for one, other, label, score in rows]
    return pd.DataFrame(made, columns=list(LINK_COLUMNS))


def sets(found):
    return {frozenset(map(tuple, part.to_numpy())) for _, part in
            found.groupby("cluster")[["dataset", "id"]]}  # fmt: skip


@given(LINKS, st.sampled_from(STRICTNESS))
def test_every_incident_is_there_once_and_none_with_another_of_its_dataset(links, strictness):
    found = clusters(table(KEYS), pairs(links), strictness)
    assert list(zip(found["dataset"], found["id"], strict=True)) == KEYS
    for group in sets(found):
        datasets = [dataset for dataset, _ in group]
        assert len(datasets) == len(set(datasets))
    assert (found["cluster"] <= found["dataset"] + "/" + found["id"]).all()


@given(LINKS, st.sampled_from(STRICTNESS), st.randoms(use_true_random=False))
def test_neither_order_nor_side_matters(links, strictness, random):
    keys, turned = list(KEYS), [
        (b, a, label, score) if label == "same" and random.random() < 0.5 else (a, b, label, score)
        for a, b, label, score in links
    ]  # fmt: skip
    random.shuffle(keys)
    same = [tuple(sorted(row[:2])) + row[2:] for row in turned]
    random.shuffle(same)
    one = clusters(table(KEYS), pairs([tuple(sorted(r[:2])) + r[2:] for r in links]), strictness)
    other = clusters(table(keys), pairs(same), strictness)
    both = one.merge(other, on=["dataset", "id"], suffixes=("", "_other"))
    assert (both["cluster"] == both["cluster_other"]).all()
    assert (both["parent"].fillna("") == both["parent_other"].fillna("")).all()


@given(LINKS)
def test_what_joins_strictly_joins_loosely(links):
    low, usual, high = (sets(clusters(table(KEYS), pairs(links), name)) for name in STRICTNESS)
    assert all(any(small <= large for large in usual) for small in high)
    assert all(any(small <= large for large in low) for small in usual)


@given(LINKS, st.sampled_from(STRICTNESS))
def test_no_whole_is_part_of_itself(links, strictness):
    found = clusters(table(KEYS), pairs(links), strictness)
    parent = dict(zip(found["cluster"], found["parent"].fillna(""), strict=True))
    for start in parent:
        seen, at = set(), start
        while at:
            assert at not in seen
            seen.add(at)
            at = parent.get(at, "")


def test_what_a_person_decided_to_be_different_stays_apart():
    a, b, c = ("a", "0"), ("b", "0"), ("c", "0")
    links = [(a, b, "same", 0.9), (b, c, "same", 0.9), (a, c, "different", 1.0)]
    found = clusters(table([a, b, c]), pairs(links), "low")
    assert sets(found) == {frozenset({a, b}), frozenset({c})}


def test_two_of_a_dataset_join_only_where_they_are_said_to_be_the_same():
    a, b, c = ("a", "0"), ("a", "1"), ("b", "0")
    links = [(a, c, "same", 0.9), (b, c, "same", 0.8)]
    assert len(sets(clusters(table([a, b, c]), pairs(links), "usual"))) == 2
    said = [*links, (a, b, "same", 0.7)]
    assert len(sets(clusters(table([a, b, c]), pairs(said), "usual"))) == 1


def test_thresholds_fall_as_links_loosen():
    assert sorted(STRICTNESS, key=THRESHOLDS.get) == list(STRICTNESS)
