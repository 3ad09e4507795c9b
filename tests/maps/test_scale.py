"""The classes that are held while a window of days moves."""

from __future__ import annotations

import datetime as dt

import pytest

from geo import query
from geo.maps import CHANGE, METRICS, View, held, shading
from geo.maps import scale as scale_module
from geo.maps.metrics import COUNT, PER_DAY, Shade
from geo.query import Filters
from tests.factory import Incident, Place, build


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    made = [
        Incident(
            [Place(region, point=True)],
            dt.date(2024, 10, day),
            counts={} if killed is None else {"fatalities": killed},
        )
        for region, day, killed in (
            ("UA-63", 1, 4),
            ("UA-63", 2, 2),
            ("UA-63", 6, 1),
            ("UA-51", 3, 0),
            ("UA-51", 7, 3),
            ("UA-23", 4, None),
            ("UA-23", 8, 5),
            ("RU-KRS", 9, None),
            ("UA-51", 10, 0),
        )
    ]
    places = [Place("UA-63", point=True), Place("RU-BEL")]
    made.append(Incident(places, dt.date(2024, 10, 8), counts={"fatalities": 7}))
    return build(tmp_path_factory.mktemp("scale") / "a.duckdb", made)


def view(metric="incidents", measure=COUNT, filters=Filters()):  # noqa: B008 - frozen
    return View(filters, METRICS[metric], measure)


WEEKS = [(dt.date(2024, 10, first), dt.date(2024, 10, first + 1)) for first in (1, 3, 5, 7, 9)]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("measure", [COUNT, PER_DAY, CHANGE], ids=lambda m: m.name)
def test_a_held_scale_gives_one_legend_and_one_class_per_number(found, metric, measure):
    facets = query.facets(found)
    scale = held(found, view(metric, measure), facets, WEEKS)
    legends = set()
    for first, last in WEEKS:
        seen = view(metric, measure, Filters(date_from=first, date_to=last))
        shade = shading(found, seen, facets, scale=scale)
        if "no change is shown" in dict(shade.legend["items"]).values():
            continue
        legends.add(tuple(shade.legend["items"]))
        kinds = {kind for kind, *_rest in shade.regions.values()}
        assert kinds <= set(dict(shade.legend["items"]))
    assert len(legends) == 1


def test_a_held_scale_has_the_classes_of_all_steps(found):
    facets = query.facets(found)
    scale = held(found, view(), facets, WEEKS)
    counts = {
        figures.incidents
        for first, last in WEEKS
        for figures in query.region_figures(found, Filters(first, last)).values()
    }
    assert scale.breaks[-1] == max(counts)
    assert scale.class_of(Shade("number", max(counts) + 1)) == f"c{len(scale.breaks) - 1}"


def test_where_not_all_steps_could_be_asked_for_the_last_class_is_open(monkeypatch):
    monkeypatch.setattr(scale_module, "_PATIENCE", -1)
    made = scale_module.scale_over(
        WEEKS, lambda days: ([Shade("number", days[0].day)], False), change=False
    )
    assert made.items == (("c0", "1 and more"),)
    made = scale_module.scale_over(
        WEEKS, lambda days: ([Shade("number", days[0].day)], False), change=True
    )
    assert made.items == (("m1", "−1 and less"), ("z", "no change"), ("p1", "+1 and more"))
