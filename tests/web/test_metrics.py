"""Classes and words of the choropleth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.query import Figure
from geo.web.metrics import (
    CLASSES,
    METRICS,
    class_breaks,
    class_of,
    figure_text,
    legend_items,
)

POSITIVE = st.lists(st.integers(1, 10_000), min_size=1, max_size=110)


@given(POSITIVE)
def test_every_value_has_its_class_and_the_legend_covers_all(values):
    breaks = class_breaks(values)
    assert breaks == sorted(set(breaks))
    assert len(breaks) <= CLASSES
    assert breaks[-1] == max(values)
    items = dict(legend_items({str(v): Figure(v) for v in values}, breaks))
    for value in values:
        kind = class_of(Figure(value), breaks)
        low, _, high = items[kind].replace(",", "").partition(" to ")
        assert int(low) <= value <= int(high or low)


@given(POSITIVE)
def test_a_greater_value_never_has_a_lighter_class(values):
    breaks = class_breaks(values)
    classes = [int(class_of(Figure(value), breaks)[1:]) for value in sorted(values)]
    assert classes == sorted(classes)


@pytest.mark.parametrize(
    ("figure", "kind"),
    [
        (Figure(0), "zero"),
        (Figure(), "none"),
        (Figure(0, 0), "zero"),
        (Figure(0, 7), "shared"),
        (Figure(None, 7), "shared"),
        (Figure(3, 7), "c0"),
    ],
)
def test_zero_unknown_and_shared_look_different(figure, kind):
    assert class_of(figure, [5]) == kind


@pytest.mark.parametrize(
    ("name", "figure", "text"),
    [
        ("downed", Figure(11), "11"),
        ("downed", Figure(None, 7), "0 to 7"),
        ("downed", Figure(2, 7), "2 to 9"),
        ("killed", Figure(2, 3), "2 (+3 shared)"),
        ("killed", Figure(0), "0"),
        ("killed", Figure(), "not reported"),
        ("incidents", Figure(1234), "1,234"),
    ],
)
def test_figures_in_words(name, figure, text):
    assert figure_text(METRICS[name], figure) == text
