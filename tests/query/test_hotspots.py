"""Hot spots: Gi* and the trend's test have known values, and each kind is what it is said to be."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import query
from geo.query import Filters, figures, hotspots
from geo.regions import catalogue, neighbours
from tests.factory import Incident, Place, build
from tests.query.test_counting import incidents

LAST = dt.date(2024, 12, 29)
WEEKS = 10


def counted(found):
    return found.incidents


def by_week(path, **per_week):
    """A store with so many incidents of each region and week; UA_63="0 0 3"."""
    made = [Incident([Place("UA-05")], LAST - dt.timedelta(days=7 * WEEKS - 1))]
    made += [Incident([Place("UA-05")], LAST)]
    for region, numbers in per_week.items():
        weeks = [int(number) for number in numbers.split()]
        for at, number in enumerate(weeks):
            day = LAST - dt.timedelta(days=7 * (len(weeks) - 1 - at) + 3)
            made += [Incident([Place(region.replace("_", "-"))], day)] * number
    return build(path, made)


def test_neighbours_touch_each_other_across_the_border():
    touch = neighbours()
    assert set(touch) == set(catalogue())
    assert all(one in touch[other] for one, others in touch.items() for other in others)
    assert {"UA-59", "UA-63", "RU-VOR"} <= touch["RU-BEL"]
    assert touch["UA-40"] == {"UA-43"}  # Sevastopol
    assert "RU-KDA" not in touch["UA-43"]  # the strait of Kerch
    assert touch["UA-30"] == {"UA-32"}


def test_gi_star_is_the_formula_written_out():
    values = np.array([[3.0, 1.0, 0.0, 4.0, 0.0]])
    weights = np.array([[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1]])
    weights = np.vstack([weights, [0, 0, 0, 1, 1]]).astype(float)
    x, n = values[0], 5
    mean, spread = x.sum() / n, np.sqrt((x**2).sum() / n - (x.sum() / n) ** 2)
    for place, w in enumerate(weights):
        scale = spread * np.sqrt((n * (w**2).sum() - w.sum() ** 2) / (n - 1))
        expected = ((w * x).sum() - mean * w.sum()) / scale
        assert hotspots.gi_star(values, weights)[0, place] == pytest.approx(expected)
    assert not hotspots.gi_star(np.ones((1, 5)), weights).any()


def test_the_trend_has_known_values():
    # S = 45 of 10 rising values; variance 10 * 9 * 25 / 18 = 125; z = 44 / sqrt(125)
    assert hotspots.mann_kendall(range(10)) == pytest.approx(44 / np.sqrt(125))
    assert hotspots.mann_kendall(range(10, 0, -1)) == pytest.approx(-44 / np.sqrt(125))
    # Two ties of two and three take 1 * 2 * 9 + 3 * 2 * 11 from 10 * 9 * 25.
    tied = [1, 1, 2, 3, 4, 5, 5, 5, 6, 7]
    variance = (10 * 9 * 25 - 2 * 1 * 9 - 3 * 2 * 11) / 18
    assert hotspots.mann_kendall(tied) == pytest.approx((45 - 4 - 1) / np.sqrt(variance))
    assert hotspots.mann_kendall([2.0] * 9) == 0


def test_a_region_is_what_its_weeks_say(tmp_path):
    weeks = {
        "UA_40": ("new", "0 0 0 0 0 0 0 0 0 9"),
        "RU_KGD": ("steady", "0 5 0 5 0 5 5 0 0 5"),
        "RU_SAK": ("", "0 0 9 0 0 0 9 0 0 0"),
    }
    store = by_week(tmp_path / "a.duckdb", **{name: said for name, (_, said) in weeks.items()})
    spots = query.hot_spots(store, Filters(), counted)
    for name, (kind, said) in weeks.items():
        found = spots[name.replace("_", "-")]
        assert (found.kind, found.steps) == (kind, WEEKS)
        assert found.hot == sum(number != "0" for number in said.split())


def test_growing_and_fading_follow_the_share_of_all(tmp_path):
    rising, falling = "1 2 3 4 5 6 7 8 9 9", "9 9 8 7 6 5 4 3 2 1"
    even = " ".join(["5"] * WEEKS)
    store = by_week(tmp_path / "a.duckdb", UA_40=rising, RU_SAK=falling, UA_18=even)
    found = query.hot_spots(store, Filters(), counted)
    assert (found["UA-40"].kind, found["RU-SAK"].kind) == ("growing", "fading")
    assert found["UA-40"].trend > hotspots.TREND > -hotspots.TREND > found["RU-SAK"].trend
    # Which regions are chosen changes nothing: all are compared.
    chosen = Filters(country=("UA",), region=("UA-40",))
    assert query.hot_spots(store, chosen, counted) == found


def test_too_few_weeks_have_none_and_many_are_taken_by_four(tmp_path):
    store = by_week(tmp_path / "a.duckdb", UA_40="1 2")
    short = Filters(date_from=LAST - dt.timedelta(days=7 * 8 - 2), date_to=LAST)
    assert len(query.hot_steps(store, short)) == query.FEWEST - 1
    assert query.hot_spots(store, short, counted) == {}
    steps = query.hot_steps(store, Filters(date_from=dt.date(2022, 2, 24), date_to=LAST))
    assert {(last - first).days + 1 for first, last in steps} == {28}
    assert steps[-1][1] == LAST
    assert all(a[1] + dt.timedelta(days=1) == b[0] for a, b in pairwise(steps))
    assert query.hot_steps(build(tmp_path / "b.duckdb", []), Filters()) == []


@settings(max_examples=3, deadline=None)
@given(st.lists(incidents(), min_size=1, max_size=8))
def test_both_engines_give_the_same_figures_of_each_step(tmp_path_factory, made):
    store = build(tmp_path_factory.mktemp("steps") / "a.duckdb", made)
    first = min(one.start for one in made)
    steps = [(first + dt.timedelta(days=2 * at), first + dt.timedelta(days=2 * at + 1))
             for at in range(4)]  # fmt: skip
    both = [
        ask(store, Filters(), steps) for ask in (figures.step_figures, figures.sql_step_figures)
    ]
    assert both[0] == both[1]
