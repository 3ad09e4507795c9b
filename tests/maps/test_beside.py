"""Two maps side by side: what the second shows, its classes, and the line of each."""

from __future__ import annotations

import datetime as dt

import pytest

from geo import query
from geo.maps import METRICS, Period, View, beside, shading
from geo.query import FilterError, Filters
from tests.factory import Incident, Place, build


def day(number):
    return dt.date(2024, 10, number)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Kharkiv on each of ten days, with as many killed as the day's number; Odesa on two."""
    made = [
        Incident([Place("UA-63", point=True)], day(number), counts={"fatalities": number})
        for number in range(1, 11)
    ]
    made += [Incident([Place("UA-51", point=True)], day(number)) for number in (1, 10)]
    return build(tmp_path_factory.mktemp("beside") / "a.duckdb", made)


def view(first, last, **parts):
    return View(Filters(date_from=day(first), date_to=day(last)), **parts)


def two(store, seen):
    found = beside(seen, query.facets(store))
    assert found is not None
    return found


def test_a_view_has_one_map_where_nothing_is_chosen(store):
    assert beside(view(6, 10), query.facets(store)) is None


def test_the_second_map_shows_the_period_before(store):
    found = two(store, view(8, 10, beside="before"))
    assert (found.second.filters.date_from, found.second.filters.date_to) == (day(5), day(7))
    assert found.known
    facets = query.facets(store)
    assert found.text(store, facets, second=False) == "8–10 Oct 2024: Incidents 4"
    assert found.text(store, facets, second=True) == "5–7 Oct 2024: Incidents 3"


def test_both_maps_have_the_same_classes(store):
    seen = view(6, 10, beside="before", metric=METRICS["killed"])
    found, facets = two(store, seen), query.facets(store)
    scale = found.scale(store, facets)
    left = shading(store, seen, facets, scale=scale)
    right = found.shading(store, facets, scale)
    assert left.legend["items"] == right.legend["items"]
    # 40 were killed on the last five days and 15 on the first: by itself either would be the most.
    assert [made.numbers["UA-63"] for made in (left, right)] == ["40", "15"]
    assert left.regions["UA-63"][0] > right.regions["UA-63"][0]


def test_the_second_map_shows_another_figure_with_its_own_classes(store):
    found, facets = two(store, view(6, 10, beside="killed")), query.facets(store)
    assert found.second.filters == found.first.filters
    assert found.scale(store, facets) is None
    right = found.shading(store, facets, None)
    assert right.legend["title"] == "People killed"
    assert right.numbers["UA-63"] == "40"
    text = found.text(store, facets, second=True)
    assert text == "6–10 Oct 2024: Incidents 6, People killed 40"


@pytest.mark.parametrize(
    "seen",
    [
        view(1, 10, beside="before"),
        view(2, 3, beside="dates", beside_days=Period(dt.date(2024, 9, 1), day(2))),
    ],
)
def test_days_that_the_data_has_not_are_no_zeros(store, seen):
    found, facets = two(store, seen), query.facets(store)
    assert not found.known
    assert found.second.layers == ()
    right = found.shading(store, facets, found.scale(store, facets))
    assert {kind for kind, *_rest in right.regions.values()} <= {"plain", "empty"}
    assert right.legend["items"] == []
    text = found.text(store, facets, second=True)
    assert text.startswith("The data has nothing of ")
    assert text.endswith(": it has 1–10 Oct 2024.")


@pytest.mark.parametrize(
    "params",
    [
        {"beside": ["before"]},
        {"beside": ["downed"]},
        {"beside": ["dates"], "beside_from": ["2024-10-01"], "beside_to": ["2024-10-03"]},
    ],
)
def test_the_address_says_it(params):
    seen = View.from_params(params)
    assert seen.to_params() == params
    assert View.readable(params | {"beside_from": ["x"], "from": ["2024-10-05"]})[0].filters


def test_what_cannot_be_is_said():
    with pytest.raises(FilterError, match="beside='x' is not known; expected one of"):
        View.from_params({"beside": ["x"]})
    with pytest.raises(FilterError, match="beside_from='x' and beside_to='' are not two dates"):
        View.from_params({"beside": ["dates"], "beside_from": ["x"]})
    seen, problems = View.readable(
        {"beside": ["dates"], "beside_from": ["2024-10-03"], "beside_to": ["2024-10-01"]}
    )
    assert problems == ("beside_from=2024-10-03 is after beside_to=2024-10-01.",)
    assert seen.beside == "dates"
