"""What a public server shows of data that may not be passed on: figures, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest

from geo import ingest, query, store
from geo.query import Filters
from geo.store import Store
from tests.factory import Incident, Place, tables
from tests.faults import NO_ROWS

pytestmark = pytest.mark.slow

HIDDEN = "Nobody may read this"
AREAS = ["UA-63", "UA-51", "RU-BEL", "UA", "RU", "outside", "review"]


def some(dice: random.Random) -> int | None:
    return dice.choice([None, 0, 1, 2, 5])


def place(dice: random.Random) -> Place:
    parts = {"downed_here": some(dice), "killed_here": some(dice)}
    return Place(dice.choice(AREAS), point=dice.random() < 0.5, **parts)


def incident(dice: random.Random) -> Incident:
    """An incident of any kind; few days and types, so that many come together."""
    return Incident(
        [place(dice) for _ in range(dice.choice([1, 1, 2, 3]))],
        dt.date(2024, 10, 1) + dt.timedelta(days=dice.randrange(12)),
        type=dice.choice(["Air/drone strike", "Attack"]),
        actor=dice.choice(["Russia", None]),
        counts={
            "fatalities": some(dice),
            "downed": some(dice),
            "events": dice.choice([None, 0, 3]),
        },
        text={"notes": HIDDEN, "more_places": dice.choice([None, "yes", "no", "unknown"])},
    )


def written(path, incidents, republish, **more) -> Store:
    made, places = tables(incidents)
    terms = {"test": {"licence": "L", "citation": "C", "republish": republish}}
    meta = {"version": "v", "terms": json.dumps(terms), **more}
    store.write(path, store.Tables(made, places, NO_ROWS), meta=meta)
    return Store(path)


FILTERS = [
    Filters(),
    Filters(type=("Attack",)),
    Filters(actor=("Russia", query.NO_ACTOR)),
    Filters(country=("UA",)),
    Filters(region=("UA-63", "RU-BEL")),
]


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_every_region_are_those_of_the_store(tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311 - seeded, so that a failure comes again
    whole = written(tmp_path / "a.duckdb", [incident(dice) for _ in range(300)], store.AGGREGATED)
    assert ingest.publish(whole, tmp_path / "b")
    shown = Store(tmp_path / "b")
    assert len(shown.tables().incidents) < 300
    for filters in FILTERS:
        ours, theirs = (query.region_figures(one, filters) for one in (whole, shown))
        assert theirs == ours
        ours, theirs = (query.headline(one, filters) for one in (whole, shown))
        assert (theirs.incidents, theirs.regions) == (ours.incidents, ours.regions)
        for name in query.FIGURES:
            assert getattr(theirs, name) == getattr(ours, name)
    assert HIDDEN.encode() not in (tmp_path / "b").read_bytes()
    assert shown.tables().locations["lat"].isna().all()
    assert not set(shown.tables().incidents["incident_id"]) & {f"I{n}" for n in range(300)}


def test_weeks_begin_on_monday(tmp_path):
    day = dt.date(2024, 10, 23)  # a Wednesday
    incidents = [Incident([Place("UA-63")], day + dt.timedelta(days=n)) for n in (0, 1, 4, 5)]
    ingest.publish(written(tmp_path / "a.duckdb", incidents, store.AGGREGATED), tmp_path / "b")
    found = Store(tmp_path / "b").tables().incidents.sort_values("date_start")
    told = zip(found["date_start"].dt.date, found["date_end"].dt.date, found["events"], strict=True)
    assert [(str(a), str(b), n) for a, b, n in told] == [
        ("2024-10-21", "2024-10-27", 3),
        ("2024-10-28", "2024-11-03", 1),
    ]


def test_what_is_forbidden_is_not_there(tmp_path):
    whole = written(tmp_path / "a.duckdb", [Incident([Place("UA-63")])], store.FORBIDDEN)
    assert ingest.publish(whole, tmp_path / "b")
    assert len(Store(tmp_path / "b").tables().incidents) == 0
    assert store.withheld(Store(tmp_path / "b")) == {"test": "no"}


@pytest.mark.parametrize("republish", [store.FREE, store.NOT_STATED])
def test_what_may_be_shown_needs_no_copy(tmp_path, republish):
    whole = written(tmp_path / "a.duckdb", [Incident([Place("UA-63")])], republish)
    assert not ingest.publish(whole, tmp_path / "b")
    assert not (tmp_path / "b").exists()


ACLED = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,country,admin1,location,latitude,"
    "longitude,geo_precision,fatalities,notes,timestamp\n"
)


def acled(*rows):
    return ACLED + "".join(
        f"UKR{n},2024-10-2{n},Battles,Armed clash,Russia,Ukraine,Kharkiv,Kharkiv,49.98765,"
        f"36.23456,1,{k},"
        f"{HIDDEN},1\n"
        for n, k in rows
    )


def test_what_changed_is_not_told_either(tmp_path):
    path, source = tmp_path / "a.duckdb", tmp_path / "acled.csv"
    other = tmp_path / "other.csv"
    head = "incident_id,date_start,sub_event_type,location\n"
    other.write_text(f"{head}X,2024-10-20,Attack,Sumy\n", encoding="utf-8")
    source.write_text(acled((1, 1), (2, 1), (3, 1)), encoding="utf-8")
    ingest.ingest([other], path)
    first = ingest.ingest([source], path, keep_revisions=True).version
    source.write_text(acled((1, 7), (2, 1)), encoding="utf-8")
    ingest.ingest([source], path, keep_revisions=True)
    other.write_text(f"{head}Y,2024-10-20,Attack,Sumy\n", encoding="utf-8")
    ingest.ingest([other], path, keep_revisions=True)
    assert ingest.publish(Store(path), tmp_path / "b")
    shown = Store(tmp_path / "b")
    found = query.changes(shown, first + "p")
    assert (list(found.added), list(found.withdrawn), found.changed) == (["Y"], ["X"], {})
    assert HIDDEN.encode() not in (tmp_path / "b").read_bytes()
    assert not any("UKR" in str(row) for row in shown.revisions())
