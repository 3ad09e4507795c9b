"""The index of deletions finds what a comparison with every text finds."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from geo.gazetteer import Gazetteer, fold, key
from geo.gazetteer.file import load
from geo.gazetteer.one_edit import OneEdit

FEW = st.text(alphabet="abc ", max_size=6)  # of few letters, so that many are alike
ANY = st.text(max_size=12)


@given(st.lists(FEW | ANY, unique=True, max_size=40), FEW | ANY)
def test_what_is_near_is_found_and_nothing_else(texts, asked):
    expected = [text for text in texts if OSA.distance(asked, text) <= 1]
    assert sorted(OneEdit(texts).near(asked)) == sorted(expected)


@pytest.mark.parametrize("text", ["x" * 3000, "ab" * 1500, ""])
def test_long_and_empty_texts(text):
    index = OneEdit([text, "lviv"])
    assert index.near(text) == [text]
    assert index.near(text + "y") == [text]
    assert index.near("lvi") == ["lviv"]


@cache
def shipped() -> tuple[Gazetteer, list[tuple[str, list[int]]]]:
    """The shipped gazetteer, and the rows of every key of its settlements, villages left out."""
    gazetteer = load()
    rows_of: dict[str, list[int]] = {}
    for row, kind in enumerate(gazetteer.kinds):
        if kind in {"settlement", "register"}:
            for spelled in gazetteer.spellings(row):
                rows_of.setdefault(spelled, []).append(row)
    return gazetteer, list(rows_of.items())


@pytest.mark.slow
@given(st.data())
def test_every_spelling_of_the_gazetteer_is_found_by_one_edit(data):
    gazetteer, known = shipped()
    meant = known[data.draw(st.integers(0, len(known) - 1))][0]
    at = data.draw(st.integers(0, len(meant)))
    letter = data.draw(st.sampled_from(["", *"abcdefghiklmnoprstuvz "]))
    after = meant[at + 1 :] if data.draw(st.booleans()) else meant[at : at + 1] + meant[at + 1 :]
    own = key(fold(meant[:at] + letter + after))
    found = {spelled: sorted(rows) for spelled, rows in gazetteer.spelled_like(own)}
    assert found == {
        spelled: sorted(rows)
        for spelled, rows in known
        if OSA.distance(own, spelled, score_cutoff=1) <= 1
    }
    if OSA.distance(own, meant) <= 1:
        assert meant in found
