"""`data/incidents.csv` agrees with itself on places, their parts and events told twice."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from geo.regions import DATA

PARTS = {
    "downed_here": "downed",
    "killed_here": "fatalities",
    "injured_here": "injuries",
    "launched_here": "launched",
}


def incidents():
    """Return the rows of each incident, by its id."""
    found = {}
    with (DATA / "incidents.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["incident_id"], []).append(row)
    return found


INCIDENTS = incidents()


@pytest.mark.parametrize(("part", "whole"), PARTS.items())
def test_parts_do_not_exceed_the_incidents_figure(part, whole):
    wrong = [
        incident
        for incident, rows in INCIDENTS.items()
        if rows[0][whole] and sum(int(row[part]) for row in rows if row[part]) > int(rows[0][whole])
    ]
    assert wrong == []


@pytest.mark.parametrize("part", ["killed_here", "injured_here", "launched_here"])
def test_a_part_is_a_part_of_a_known_figure(part):
    parts = [row for rows in INCIDENTS.values() for row in rows if row[part]]
    assert all(row[PARTS[part]] for row in parts)


def test_the_incidents_own_columns_repeat_on_its_rows():
    wrong = [
        incident
        for incident, rows in INCIDENTS.items()
        if len({(row["more_places"], row["same_as"]) for row in rows}) > 1
    ]
    assert wrong == []
    assert {rows[0]["more_places"] for rows in INCIDENTS.values()} == {"yes", "no", "unknown", ""}


def test_parts_that_fall_short_leave_more_places_open():
    """Where each place has a part and they add up to less than the total, there are others."""
    short = {
        incident: rows[0]["more_places"]
        for incident, rows in INCIDENTS.items()
        if rows[0]["downed"]
        and all(row["downed_here"] for row in rows)
        and sum(int(row["downed_here"]) for row in rows) < int(rows[0]["downed"])
    }
    assert short == dict.fromkeys(
        (
            "RUAD-20240901-01",
            "UAAF-20240927-01",
            "RUAD-20241120-01",
            "RUAD-20241124-01",
            "UAAF-20241125-01",
            "UAAF-20241215-01",
        ),
        "yes",
    )


def test_russian_nightly_reports_whose_parts_add_up_name_all_places():
    whole = [
        rows[0]
        for incident, rows in INCIDENTS.items()
        if incident.startswith("RUAD")
        and rows[0]["downed"]
        and sum(int(row["downed_here"] or 0) for row in rows) == int(rows[0]["downed"])
    ]
    assert len(whole) == 61
    assert {row["more_places"] for row in whole} == {"no"}


def test_a_blank_asks_nothing_of_several_regions():
    wrong = [
        incident
        for incident, rows in INCIDENTS.items()
        if not rows[0]["more_places"] and len({row["admin1"] for row in rows}) > 1
    ]
    assert wrong == []


def test_an_event_told_twice_points_to_the_fuller_record():
    pairs = {i: rows[0]["same_as"] for i, rows in INCIDENTS.items() if rows[0]["same_as"]}
    assert not set(pairs) & set(pairs.values())  # no chains, and none to itself
    for incident, other in pairs.items():
        narrow, full = INCIDENTS[incident], INCIDENTS[other]
        assert narrow[0]["date_start"] <= full[0]["date_end"], incident
        assert full[0]["date_start"] <= narrow[0]["date_end"], incident
        assert {row["admin1"] for row in narrow} <= {row["admin1"] for row in full}, incident


@pytest.mark.parametrize(
    ("incident", "location", "expected"),
    [
        ("UAAF-20240904-01", "Kyiv", {"launched": "78", "downed_here": "", "more_places": "yes"}),
        ("UAAF-20240927-01", "Kyiv", {"launched": "73", "downed_here": "15", "more_places": "yes"}),
        ("UAAF-20241002-01", "Kyiv", {"downed_here": "15", "more_places": "yes"}),
        ("UAAF-20241125-01", "Kyiv", {"downed": "76", "downed_here": "10", "more_places": "yes"}),
        ("RUAD-20241120-01", "Novgorod region", {"downed_here": "20", "more_places": "yes"}),
        ("RUAD-20241124-01", "Kursk region", {"downed_here": "27", "more_places": "yes"}),
        ("UAAF-20241208-01", "Cherkasy", {"downed_here": "6", "more_places": "yes"}),
        ("UAAF-20241215-01", "Cherkasy region", {"downed_here": "14", "more_places": "yes"}),
        ("UAAF-20241212-01", "Ukraine", {"launched": "193", "more_places": "yes"}),
        ("UAAF-20241118-01", "Hlukhiv", {"killed_here": "7", "injured_here": "12"}),
        ("UAAF-20241118-01", "Kharkiv region", {"killed_here": "", "more_places": "unknown"}),
        ("UAAF-20241104-01", "Kharkiv", {"injured_here": "2", "killed_here": ""}),
        ("UAAF-20241113-01", "Kyiv region", {"injured_here": "1", "more_places": "no"}),
        ("RUAD-20241110-02", "Moscow Oblast", {"injured_here": "1", "more_places": "no"}),
        ("RUST-20241023-01", "Oktyabrsky", {"injured_here": "1", "more_places": ""}),
        ("SEED-20241021-02", "Rostov region", {"downed_here": "11", "more_places": "no"}),
        ("SEED-20241021-03", "Zaporizhia", {"fatalities": "2", "injuries": "15"}),
        ("RUST-20241019-03", "Lipetsk region", {"same_as": "RUAD-20241020-01", "downed": "27"}),
    ],
)
def test_what_a_record_says_of_its_place(incident, location, expected):
    row = next(row for row in INCIDENTS[incident] if row["location"] == location)
    assert {column: row[column] for column in expected} == expected


def test_the_readme_counts_what_is_there():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    marked = Counter(rows[0]["more_places"] or "blank" for rows in INCIDENTS.values())
    for value in ("yes", "no", "unknown"):
        assert f"| `{value}` | {marked[value]} |" in text
    assert f"| blank | {marked['blank']} |" in text
    given = [sum(bool(row[part]) for rows in INCIDENTS.values() for row in rows) for part in PARTS]
    assert "in {}, {}, {} and {} rows.".format(*given) in text
    for incident, rows in INCIDENTS.items():
        if rows[0]["same_as"]:
            assert f"| {incident} | {rows[0]['same_as']} |" in text
