"""The ledger of nights: both sides beside each other, and what does not fit together."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from geo import export, query
from geo.query import Filters
from geo.schema import STRICTNESS
from tests.factory import Incident, Place, build

EVENING = dt.date(2024, 10, 20)
DAY = dt.timedelta(days=1)


def night(region, actor, days=0, dataset="A", last=1, **counts):
    start = EVENING + days * DAY
    return Incident(
        [Place(region)],
        start,
        start + last * DAY,
        actor=actor,
        counts=counts,
        text={"dataset": dataset},
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = [
        night("UA-63", "Russia", launched=100, downed=60, lost=30),
        night("RU-BEL", "Ukraine", downed=40),
        night("RU-KRS", "Ukraine", launched=10, downed=9),
        night("UA-51", "Military Forces of Russia (2000-)", days=1, launched=5, downed=7),
        night("UA-51", None, days=1, launched=5),
        night("UA-51", "Russia", last=6, launched=500),
        night("UA-63", "Russia", dataset="B", launched=90, downed=62),
    ]
    clusters = [("x", None) if at in {0, 6} else (f"c{at}", None) for at in range(len(made))]
    path = tmp_path_factory.mktemp("nights") / "a.duckdb"
    return build(path, made, clusters=dict.fromkeys(STRICTNESS[:2], clusters))


def test_both_sides_of_a_night_stand_beside_each_other(store):
    found = query.nights(store, Filters(count="each", dataset=("A",)))
    assert [one.first for one in found.nights] == [EVENING + DAY, EVENING]
    late, early = found.nights
    assert early.attacks["Russia"].launched.value == 100
    assert (early.attacks["Russia"].lost, early.attacks["Russia"].regions) == (30, ("UA-63",))
    ukraine = early.attacks["Ukraine"]
    assert (ukraine.incidents, ukraine.launched.value, ukraine.downed.value) == (2, 10, 49)
    assert ukraine.contradictions == ("more_downed",)
    assert ukraine.regions == ("RU-BEL", "RU-KRS")
    assert early.silent == ()
    assert (late.silent, late.attacks["Russia"].contradictions) == (("Ukraine",), ("more_downed",))
    assert found.totals["Russia"].launched.value == 105
    assert found.longer == 1


def test_a_night_that_two_datasets_tell_of_counts_once_with_its_range(store):
    early = query.nights(store, Filters()).nights[-1]
    russia = early.attacks["Russia"]
    assert (russia.incidents, russia.launched.value, russia.launched.ends) == (1, 100, (90, 100))
    assert (russia.downed.value, russia.downed.ends, russia.lost) == (62, (60, 62), 30)
    assert "differ" in russia.contradictions
    each = query.nights(store, Filters(count="each")).nights[-1].attacks["Russia"]
    assert (each.incidents, each.launched.value, each.launched.ends) == (2, 190, None)


def test_the_file_has_a_row_for_each_side_of_each_night(store):
    text = b"".join(export.nights_csv(store, Filters())).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["night"], row["attacks_by"]) for row in rows] == [
        ("2024-10-21", "Ukraine"),
        ("2024-10-21", "Russia"),
        ("2024-10-20", "Ukraine"),
        ("2024-10-20", "Russia"),
    ]
    silent, _, _, russia = rows
    assert (silent["does_not_fit"], silent["launched"], silent["incidents"]) == ("silent", "", "0")
    assert (russia["launched"], russia["launched_low"], russia["lost"]) == ("100", "90", "30")


def test_without_such_reports_there_is_no_night(tmp_path):
    made = build(tmp_path / "b.duckdb", [Incident([Place("UA-63")], counts={"fatalities": 3})])
    assert query.nights(made, Filters()) == query.Ledger()
