"""A cell that a spreadsheet may run is inert, whatever hides its sign, and is read back exactly."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spreadsheet import FORMULA, inert, plain
from geo.texts import REPLACEMENT, visible

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
HIDDEN = (
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u3164",
    "\u2800",
    "\u00ad",
    "\x07",
    "\ufe0f",
    "\u1680",
    "\U000e0041",
    "'",
    " \u200b'",
)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", HIDDEN)
def test_a_formula_is_inert_behind_whatever_cannot_be_seen(before, sign):
    text = f"{before}{sign}cmd|'/c calc'!A1"
    assert inert(text) == f"'{text}"
    assert plain(inert(text)) == text


@pytest.mark.parametrize("text", ["Odesa", "5 km = 3 miles", "“=1”", "а-б", "1+1", ""])
def test_other_texts_stay(text):
    assert inert(text) == text


texts = (
    st.text(st.sampled_from("=+-@＝＋'ax1 \t\r\n\u200b\u00a0\u3164\ufeff\x07"), max_size=8)
    | st.text()
)


@given(texts)
def test_what_is_written_is_read_back(text):
    assert plain(inert(text)) == text
    assert plain(inert(inert(text))) == inert(text)


@given(st.lists(texts, min_size=1, max_size=20))
def test_the_store_says_the_same(listed):
    listed = [text.replace("\0", "").encode("utf-8", "replace").decode() for text in listed]
    with duckdb.connect() as base:
        found = base.execute(
            "SELECT regexp_matches(text, $1) FROM (SELECT unnest($2) AS text)", [FORMULA, listed]
        ).fetchall()
    assert [yes for (yes,) in found] == [inert(text) != text for text in listed]


@pytest.mark.parametrize(
    "sign", ["\u3164", "\u2800", "\u115f", "\u034f", "\u180e", "\uffa0", "\U0001d173"]
)
def test_invisible_letters_are_shown(sign):
    assert visible(f"a{sign}b") == f"a{REPLACEMENT}b"
