"""One region in detail: every number is the count of the records that it leads to."""

from __future__ import annotations

import datetime as dt

import pytest

from geo import query
from geo.query import Figure, Filters, Part
from geo.query.results import FIGURES
from tests.factory import Incident, Place, build

DAY = dt.date(2024, 10, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = [
        Incident(
            [Place("UA-63", point=True)],
            DAY,
            counts={"fatalities": 2, "launched": 5},
            text={"source": "A", "source_url": "https://a.example/1", "notes": "one"},
        ),
        Incident(
            [Place("UA-63", downed_here=3), Place("UA-51")],
            DAY + dt.timedelta(days=9),
            DAY + dt.timedelta(days=11),
            counts={"fatalities": 4, "downed": 10},
            text={"source": "A", "source_url": "javascript:alert(1)"},
        ),
        Incident(
            [Place("UA-63"), Place("UA-63", point=True)],
            DAY + dt.timedelta(days=20),
            type="Disrupted weapons use",
            actor=None,
            counts={"downed": 7},
        ),
        Incident([Place("RU-BEL")], DAY + dt.timedelta(days=99)),
    ]
    return build(tmp_path_factory.mktemp("profile") / "a.duckdb", made)


@pytest.fixture(scope="module")
def here():
    return query.in_region(Filters(country=("RU",), region=("RU-BEL",)), "UA-63")


def test_a_regions_view_leaves_other_regions_aside(here):
    assert here == Filters(region=("UA-63",))


@pytest.mark.parametrize("kind", ["type", "actor", "source", "dataset", "spelling"])
def test_every_group_leads_to_its_records(store, here, kind):
    groups = query.groups(store, here, kind)
    assert sum(group.records for group in groups) == 4
    for group in groups:
        count, table = query.part_records(store, here, Part(kind, group.key), limit=50)
        assert (count, table["incident_id"].nunique()) == (group.records, group.incidents)
        assert set(table["region"]) == {"UA-63"}


def test_groups_count_by_events(tmp_path):
    made = [
        Incident([Place("UA-63"), Place("UA-63", point=True)], counts={"events": 9}),
        Incident([Place("UA-63")], counts={"events": 0}, actor=None),
    ]
    store = build(tmp_path / "b.duckdb", made)
    groups = query.groups(store, Filters(region=("UA-63",)), "actor")
    assert [(group.key, group.incidents, group.records) for group in groups] == [
        ("Russia", 9, 2),
        ("Not stated", 0, 1),
    ]


def test_groups_are_told_apart(store, here):
    types = {group.key: group.incidents for group in query.groups(store, here, "type")}
    assert types == {"Air/drone strike": 2, "Disrupted weapons use": 1}
    actors = {group.key: group.incidents for group in query.groups(store, here, "actor")}
    assert actors == {"Russia": 2, "Not stated": 1}
    sources = {group.key: group.url for group in query.groups(store, here, "source")}
    assert sources == {"A": "https://a.example/1", "": None}
    (spelling,) = query.groups(store, here, "spelling")
    assert (spelling.place, spelling.incidents, spelling.records) == ("Kharkiv", 3, 4)


def test_figures_are_the_sums_of_the_incidents_they_lead_to(store, here):
    figures = query.region_figures(store, here)["UA-63"]
    for name, column in FIGURES.items():
        figure = getattr(figures, name)
        for key, number, known_for in (
            (name, figure.value, figure.known_for),
            (f"{name} shared", figure.shared, figure.shared_for),
        ):
            _count, table = query.part_records(store, here, Part("figure", key), limit=50)
            each = table.drop_duplicates("incident_id")
            assert len(each) == known_for
            if name != "downed":  # of which one incident has a part only
                assert each[column].sum() == (number or 0)
    assert figures.downed == Figure(10, None, 2, 0)
    assert figures.killed == Figure(2, 4, 1, 1)


def test_bars_cover_the_period_and_count_an_incident_in_each_step(store):
    period = (DAY, DAY + dt.timedelta(days=99))
    step, bars = query.region_bars(store, Filters(), period)
    assert step == 4
    assert {len(line) for line in bars.values()} == {25}
    assert [at for at, count in enumerate(bars["UA-63"]) if count] == [0, 2, 5]
    assert bars["RU-BEL"][-1] == 1
    _step, days = query.region_bars(
        store,
        Filters(DAY + dt.timedelta(days=10), DAY + dt.timedelta(days=10)),
        (DAY + dt.timedelta(days=10), DAY + dt.timedelta(days=10)),
    )
    assert days == {"UA-63": [1], "UA-51": [1]}


def test_an_incident_with_all_that_is_known(store):
    found = query.details(store, "I1")
    assert found.incident["downed"] == 10
    here = {place["region"]: place for place in found.places}
    assert set(here) == {"UA-63", "UA-51"}
    assert here["UA-63"]["downed_here"] == 3
    assert (here["UA-63"]["extra"], found.duplicates) == ({}, ())
    assert query.details(store, "' OR 1=1") is None


def test_datasets_and_an_empty_store(store, tmp_path):
    (dataset,) = query.datasets(store)
    assert (dataset.name, dataset.incidents, dataset.records) == ("test", 4, 6)
    assert (dataset.first, dataset.sources) == (DAY, 1)
    empty = build(tmp_path / "e.duckdb", [])
    assert query.datasets(empty) == []
    assert query.groups(empty, Filters(region=("UA-63",)), "type") == []
    assert query.region_bars(empty, Filters(), (DAY, DAY)) == (1, {})
    assert query.part_records(empty, Filters(), None, limit=5)[0] == 0
