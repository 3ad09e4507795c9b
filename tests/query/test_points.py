"""Points: what colours and sizes them, and what opens from them."""

from __future__ import annotations

import threading
from importlib import import_module

from geo import query
from geo.query import Filters
from geo.query.memory import dots
from tests.factory import Incident, Place, build

ALL = Filters()
WORLD = (-180.0, -85.0, 200.0, 85.0)


def symbols(store, **options):
    given = {"zoom": 5, "bounds": WORLD} | options
    return {s.label: s for s in query.symbols(store, options.pop("filters", ALL), **given)}


def hurt(places, killed=None, injured=None, **options):
    return Incident(places, counts={"fatalities": killed, "injuries": injured}, **options)


def test_colour_is_by_type_actor_or_dataset(tmp_path):
    at = [Place("UA-63", point=True)]
    store = build(
        tmp_path / "a.duckdb",
        [Incident(at, actor="Russia"), Incident(at, actor=None, type="Attack")],
    )
    assert symbols(store)["Kharkiv"].value is None
    assert symbols(store, colour="actor")["Kharkiv"].value is None
    assert symbols(store, colour="dataset")["Kharkiv"].value == "test"
    assert query.colour_values(store, "actor") == ("Not stated", "Russia")


def test_seven_values_are_named_by_frequency_whatever_is_filtered(tmp_path):
    at = [Place("UA-63", point=True)]
    made = [Incident(at, actor=f"Actor {n}") for n in range(9) for _ in range(9 - n)]
    store = build(tmp_path / "a.duckdb", made)
    assert query.colour_values(store, "actor") == tuple(f"Actor {n}" for n in range(7))


def test_casualties_are_killed_and_injured_and_unknown_is_not_zero(tmp_path):
    made = [
        hurt([Place("UA-63", point=True)], killed=2, injured=5),
        hurt([Place("UA-63", point=True)], injured=1),
        hurt([Place("UA-51", point=True)]),
        hurt([Place("UA-23", point=True)], killed=0),
    ]
    found = symbols(build(tmp_path / "a.duckdb", made), size="casualties")
    assert {name: s.casualties for name, s in found.items()} == {
        "Kharkiv": 8,
        "Odesa": None,
        "Zaporizhzhia": 0,
    }


def test_casualties_of_several_places_are_shared_and_not_split(tmp_path):
    both = [Place("UA-63", point=True), Place("UA-51", point=True)]
    twice = [Place("UA-23", point=True), Place("UA-23", point=True)]
    region = [Place("RU-ROS", point=True), Place("RU-BEL")]
    made = [hurt(both, killed=7), hurt(twice, killed=3), hurt(region, injured=4)]
    found = symbols(build(tmp_path / "a.duckdb", made), size="casualties")
    assert {name: (s.casualties, s.shared) for name, s in found.items()} == {
        "Kharkiv": (None, 7),
        "Odesa": (None, 7),
        "Zaporizhzhia": (3, None),
        "Rostov-on-Don": (None, 4),
    }


def test_casualties_follow_the_parts_of_places_and_what_is_not_named(tmp_path):
    made = [
        hurt([Place("UA-63", point=True, killed_here=3), Place("UA-51", point=True)], 7, 2),
        hurt([Place("UA-23", point=True)], injured=4, text={"more_places": "yes"}),
        hurt([Place("RU-ROS", point=True, killed_here=1, injured_here=2)], 5, 2),
    ]
    found = symbols(build(tmp_path / "a.duckdb", made), size="casualties")
    assert {name: (s.casualties, s.shared) for name, s in found.items()} == {
        "Kharkiv": (3, 2),
        "Odesa": (None, 6),
        "Zaporizhzhia": (None, 4),
        "Rostov-on-Don": (3, None),
    }


def test_a_bin_at_the_edge_of_the_view_is_counted_whole(tmp_path):
    made = [Incident([Place("UA-63", point=True)]), Incident([Place("RU-BEL", point=True)])]
    store = build(tmp_path / "a.duckdb", made)
    (whole,) = query.symbols(store, ALL, zoom=3, bounds=WORLD)
    for look in ("type", "actor"):
        (symbol,) = query.symbols(store, ALL, zoom=3, bounds=(36.0, 49.0, 37.0, 50.0), colour=look)
        assert (symbol.incidents, symbol.cell) == (2, whole.cell)


def test_many_points_are_summed_up_behind_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(dots, "MANY", 2)
    made = [Incident([Place("UA-63", point=True)]), Incident([Place("UA-51", point=True)])]
    store = build(tmp_path / "a.duckdb", made)
    counted = query.symbols(store, ALL, zoom=5, bounds=WORLD)
    for thread in threading.enumerate():
        if thread.name == "sums":
            thread.join()
    kept = dots.dots_of(store)
    monkeypatch.setattr(kept, "_counted", None)
    assert query.symbols(store, ALL, zoom=5, bounds=WORLD) == counted
    assert len(counted) == 2


def test_a_cluster_tells_its_extent(tmp_path):
    made = [Incident([Place("UA-63", point=True)]), Incident([Place("RU-BEL", point=True)])]
    store = build(tmp_path / "a.duckdb", made)
    (symbol,) = query.symbols(store, ALL, zoom=3, bounds=WORLD)
    assert symbol.splits
    found = query.cell_records(store, ALL, "/".join(map(str, symbol.cell)), limit=0)
    assert found.incidents == 2
    assert found.extent == (36.25, 49.98, 36.6, 50.6)
    assert found.records == []


def test_badges_count_what_has_no_point(tmp_path):
    made = [
        Incident([Place("UA-63"), Place("UA-63"), Place("UA-51")]),
        Incident([Place("UA-63")], type="Attack"),
        Incident([Place("UA-23", point=True)]),
        Incident([Place("UA"), Place("outside"), Place("review")]),
    ]
    store = build(tmp_path / "a.duckdb", made)
    assert query.badges(store, ALL) == {"UA-51": 1, "UA-63": 2}
    assert query.badges(store, Filters(type=("Attack",))) == {"UA-63": 1}
    assert query.badges(store, Filters(region=("UA-51",))) == {"UA-51": 1}
    behind = query.badge_records(store, ALL, "UA-63")
    assert behind.incidents == 2
    assert behind.extent is None
    assert [record["incident_id"] for record in behind.records] == ["I0", "I0", "I1"]
    assert query.badge_records(store, ALL, "UA-23").incidents == 0


def test_a_circle_is_no_point(tmp_path):
    near = [
        Incident([Place("UA-63", radius_km=16.7)]),
        Incident([Place("UA-63", point=True)], text={"dataset": "other"}),
    ]
    store = build(tmp_path / "a.duckdb", near)
    (symbol,) = query.symbols(store, ALL, zoom=12, bounds=WORLD)
    assert (symbol.incidents, symbol.label) == (1, "Kharkiv")
    assert query.badges(store, ALL) == {"UA-63": 1}
    placement = query.placement(store, ALL)
    assert (placement.all, placement.points, placement.region_only) == (2, 1, 1)
    assert query.pairs(store, "I0") == []


def test_circles_are_those_of_the_view_and_bounded(tmp_path, monkeypatch):
    made = [
        Incident([Place("UA-63", radius_km=16.7), Place("UA-63", radius_km=16.7)]),
        Incident([Place("UA-63", radius_km=16.7), Place("UA-51", radius_km=5.0)]),
        Incident([Place("UA-63", radius_km=5.0)], type="Attack"),
    ]
    store = build(tmp_path / "a.duckdb", made)
    found = query.circles(store, ALL, WORLD)
    assert [(c.label, c.radius_km, c.incidents) for c in found] == [
        ("Kharkiv", 16.7, 2),
        ("Odesa", 5.0, 1),
        ("Kharkiv", 5.0, 1),
    ]
    (attack,) = query.circles(store, Filters(type=("Attack",)), WORLD)
    assert attack == found[2]
    # 16.7 km are 0.15 degrees to the north and 0.23 to the east of Kharkiv.
    for east, north, reached in ((0.0, 0.14, 1), (0.0, 0.16, 0), (0.22, 0.0, 1), (0.25, 0.0, 0)):
        west, south = 36.25 + east, 49.98 + north
        assert len(query.circles(store, ALL, (west, south, 38.0, 52.0))) >= reached
        big = [c for c in query.circles(store, ALL, (west, south, 38.0, 52.0)) if c == found[0]]
        assert len(big) == reached
    behind = query.circle_records(store, ALL, found[0].cell, limit=1)
    assert (behind.incidents, behind.record_count, len(behind.records)) == (2, 3, 1)
    monkeypatch.setattr(import_module("geo.query.circles"), "MAX_CIRCLES", 1)
    assert query.circles(store, ALL, WORLD) == found[:1]
