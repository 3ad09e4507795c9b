"""Classes and words of the choropleth."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps import METRICS, number
from geo.maps.metrics import (
    CHANGE_CLASSES,
    CLASSES,
    Shade,
    change_class,
    change_items,
    class_breaks,
    class_of,
    figure_text,
    legend_items,
    natural_breaks,
    scaled,
)
from geo.query import Figure

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="Numba not installed")
    import mapclassify

POSITIVE = st.lists(st.integers(1, 10_000), min_size=1, max_size=110)
RATES = st.lists(
    st.integers(1, 10_000).map(lambda count: count * 100_000 / 1_522_000), min_size=1, max_size=110
)
CHANGES = st.lists(st.integers(-500, 500), min_size=1, max_size=110)


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


@given(st.one_of(POSITIVE, RATES))
def test_a_greater_value_never_has_a_lighter_class(values):
    breaks = class_breaks(values)
    assert breaks[-1] == max(values)
    classes = [int(class_of(Shade("number", value), breaks)[1:]) for value in sorted(values)]
    assert classes == sorted(classes)
    assert classes[-1] < CLASSES


def test_many_values_are_classed_in_a_moment():
    values = [float(value % 4_000) + 1 for value in range(20_000)]
    breaks = class_breaks(values)
    assert len(breaks) == CLASSES
    assert breaks[-1] == 4_000


@given(CHANGES)
def test_rise_and_fall_have_the_same_classes_and_the_legend_covers_them(changes):
    shades = {str(at): Shade("number", change) for at, change in enumerate(changes)}
    breaks = class_breaks([abs(change) for change in changes if change], CHANGE_CLASSES)
    assert len(breaks) <= CHANGE_CLASSES
    items = dict(change_items(shades, breaks))
    for change in changes:
        kind, other = (change_class(Shade("number", n), breaks) for n in (change, -change))
        assert kind.replace("p", "m") == other.replace("p", "m")
        if change:
            assert kind[0] == ("p" if change > 0 else "m")
            low, _, high = items[kind].replace("−", "-").partition(" to ")
            assert int(low) <= change <= int(high or low)
        else:
            assert items[kind] == "no change"


def test_the_legend_of_a_change_reads_from_fall_to_rise():
    shades = {str(n): Shade("number", n) for n in (-40, -2, 0, 1, 9)} | {"x": Shade("none")}
    breaks = class_breaks([40, 2, 1, 9], CHANGE_CLASSES)
    assert breaks == [2, 9, 40]
    assert change_items(shades, breaks) == [
        ("m3", "−40 to −10"),
        ("m2", "−9 to −3"),
        ("m1", "−2 to −1"),
        ("z", "no change"),
        ("p1", "+1 to +2"),
        ("p2", "+3 to +9"),
        ("p3", "+10 to +40"),
        ("none", "no figure reported in one of the periods"),
    ]


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
    assert class_of(scaled(figure, 1 / 7), [5]) == kind
    if kind != "c0":
        assert change_class(scaled(figure, 1), [5]) == kind


@pytest.mark.parametrize(
    ("name", "figure", "text"),
    [
        ("downed", Figure(11), "11"),
        ("downed", Figure(None, 7), "0 to 7"),
        ("downed", Figure(2, 7), "2 to 9"),
        ("killed", Figure(2, 3), "2 (+3 shared)"),
        ("killed", Figure(None, 3), "not reported (+3 shared)"),
        ("killed", Figure(0), "0"),
        ("killed", Figure(), "not reported"),
        ("incidents", Figure(1234), "1,234"),
    ],
)
def test_figures_in_words(name, figure, text):
    assert figure_text(METRICS[name], figure) == text


@pytest.mark.parametrize(
    ("name", "figure", "text"),
    [
        ("downed", Figure(2, 7), "0.2 to 0.9"),
        ("killed", Figure(2, 3), "0.2 (+0.3 shared)"),
        ("killed", Figure(0), "0"),
        ("killed", Figure(), "not reported"),
    ],
)
def test_figures_per_day_in_words(name, figure, text):
    assert figure_text(METRICS[name], figure, 1 / 10) == text


@given(st.floats(1e-6, 1e6))
def test_fractions_are_written_with_two_significant_digits(value):
    shown = float(number(value).replace(",", ""))
    assert shown == pytest.approx(value, rel=0.05)
    assert value >= 10 or len(number(value).replace(".", "").lstrip("0")) <= 2


NUMBERS = st.lists(
    st.one_of(st.integers(1, 60), st.integers(1, 100_000), st.floats(0.001, 1e6)),
    min_size=6,
    max_size=60,
).filter(lambda numbers: len(set(numbers)) > 5)


def spread(values, breaks):
    """Sum of squared deviations from the means of the classes."""
    values = np.asarray(values, dtype=float)
    groups = np.searchsorted(breaks, values)
    return sum(
        ((values[groups == group] - values[groups == group].mean()) ** 2).sum()
        for group in set(groups.tolist())
    )


@given(NUMBERS, st.integers(2, 5))
def test_no_other_classes_differ_less(values, classes):
    breaks = natural_breaks(values, classes)
    assert breaks == sorted(set(breaks))
    assert len(breaks) == classes
    assert breaks[-1] == max(values)
    assert {*breaks} <= {float(value) for value in values}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = mapclassify.FisherJenks(np.asarray(values, dtype=float), k=classes).bins
    best = spread(values, reference)
    assert spread(values, breaks) <= best + 1e-9 * max(values) ** 2


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_classes_do_not_depend_on_the_unit(scale):
    values = [1, 2, 3, 20, 21, 22, 500, 510, 520, 530]
    breaks = natural_breaks([value * scale for value in values], 3)
    assert breaks == pytest.approx([3 * scale, 22 * scale, 530 * scale])
