"""No region of the shipped data wears a figure that is not its own, wherever it is shown.

Every expected number is worked out here from `data/incidents.csv` alone, by the rules that
`geo.query.figures` states; of the atlas nothing is used but the region of each place.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict

import pytest

from geo import Atlas, export, ingest, query, regions
from geo.maps import METRICS, View, drawing_of
from geo.query import Filters
from geo.query.figures import sql_headline, sql_region_figures
from geo.query.memory.summary import summary_of
from geo.store import Store
from tests.web.client import make_client

SHIPPED = regions.DATA / "incidents.csv"
#: Figure -> column of the incident, column of the place.
COLUMNS = {
    "killed": ("fatalities", "killed_here"),
    "injured": ("injuries", "injured_here"),
    "launched": ("launched", "launched_here"),
    "downed": ("downed", "downed_here"),
}


def number(text):
    return int(text) if text else None


class Told:
    """One incident of the file: its rows by line, its figures, its places with their parts."""

    def __init__(self, rows, places):
        first = rows[0][1]
        self.figures = {name: number(first[whole]) for name, (whole, _) in COLUMNS.items()}
        self.areas = [area for line, _ in rows for area in places[line]]
        #: Area -> parts of its places.  A text that names several places has none for each.
        self.parts = {name: defaultdict(list) for name in COLUMNS}
        left_over = False
        for name, (_, here) in COLUMNS.items():
            given = [number(row[here]) for _, row in rows]
            for (line, _), part in zip(rows, given, strict=True):
                for area in places[line]:
                    self.parts[name][area].append(part if len(places[line]) == 1 else None)
            whole = self.figures[name]
            if whole is not None and None not in given and sum(given) < whole:
                left_over = True
        self.more = first["more_places"] in {"yes", "unknown"} or left_over

    def all_parts(self, name):
        return [p for parts in self.parts[name].values() for p in parts if p is not None]

    def own(self, name, inside, *, countries=False):
        """What some areas have of a figure, and what they share with others.

        Places that are not named lie in the countries of those that are.
        """
        parts = [part for area in inside & set(self.areas) for part in self.parts[name][area]]
        known = [part for part in parts if part is not None]
        whole = self.figures[name]
        mine = sum(known) if known else None
        if countries and whole is not None and set(self.areas) <= inside:
            return whole, None
        if whole is None or len(known) == len(parts):
            return mine, None
        if set(self.areas) <= inside and not self.more:
            return whole, None
        return mine, whole - sum(self.all_parts(name))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("figures") / "a.duckdb"
    ingest.ingest([SHIPPED], path)
    return Store(path)


@pytest.fixture(scope="module")
def told(store):
    places = defaultdict(list)
    with store.cursor() as cursor:
        for line, area in cursor.execute("SELECT source_row, area FROM locations").fetchall():
            places[line].append(area)
    rows = defaultdict(list)
    with SHIPPED.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            rows[row["incident_id"]].append((line, row))
    return {name: Told(own, places) for name, own in rows.items()}


def added(pairs):
    """Sum of values, sum of shared, and how many incidents each is the sum of."""
    values, shared = ([n for n in numbers if n is not None] for numbers in zip(*pairs, strict=True))
    return (
        sum(values) if values else None,
        sum(shared) if shared else None,
        len(values),
        len(shared),
    )


@pytest.fixture(scope="module")
def expected(told):
    """Region -> figure -> value, shared, known for, shared for."""
    found = {}
    for code in regions.catalogue():
        here = [incident for incident in told.values() if code in incident.areas]
        if here:
            found[code] = {
                name: added([incident.own(name, {code}) for incident in here]) for name in COLUMNS
            }
    return found


def numbers(figure):
    return figure.value, figure.shared, figure.known_for, figure.shared_for


def test_both_engines_say_what_the_file_says(store, expected):
    assert summary_of(store) is not None
    for engine in (query.region_figures, sql_region_figures):
        found = engine(store, Filters())
        got = {
            code: {name: numbers(getattr(figures, name)) for name in COLUMNS}
            for code, figures in found.items()
        }
        assert got == expected


def test_a_region_alone_has_its_figures_in_the_headline(store, expected):
    for engine in (query.headline, sql_headline):
        for code, figures in expected.items():
            total = engine(store, Filters(region=(code,)))
            assert {name: numbers(getattr(total, name)) for name in COLUMNS} == figures


def test_several_regions_and_a_country_have_what_lies_wholly_in_them(store, told):
    for filters in (
        Filters(region=("UA-30", "UA-32", "UA-59")),
        Filters(country=("UA",)),
        Filters(country=("RU",)),
    ):
        areas = set(filters.areas())
        here = [incident for incident in told.values() if areas & set(incident.areas)]
        for engine in (query.headline, sql_headline):
            total = engine(store, filters)
            assert total.incidents == len(here)
            for name in COLUMNS:
                countries = not filters.region
                pairs = [incident.own(name, areas, countries=countries) for incident in here]
                assert numbers(getattr(total, name)) == added(pairs)


def test_own_figures_add_up_to_no_more_than_the_total(store, expected):
    total = query.headline(store, Filters())
    for name in COLUMNS:
        own = sum(figures[name][0] or 0 for figures in expected.values())
        assert own <= getattr(total, name).value


def test_the_total_is_that_of_the_file(store, told):
    total = query.headline(store, Filters())
    for name in COLUMNS:
        known = []
        for incident in told.values():
            parts, whole = incident.all_parts(name), incident.figures[name]
            known += [sum(parts) if whole is None else whole] if parts or whole is not None else []
        assert numbers(getattr(total, name)) == (sum(known), None, len(known), 0)
    sides = query.by_actor(store, Filters())
    assert sum(own.downed.value for own in sides.values()) == total.downed.value


def rows_of(text):
    return {row["region"]: row for row in csv.DictReader(io.StringIO(text))}


def check_row(row, figures):
    for name in COLUMNS:
        keys = (name, f"{name}_shared", f"{name}_known_for")
        got = [None if row[key] in {"", None} else int(row[key]) for key in keys]
        assert got == list(figures[name][:3]), (row["region"], name)


def test_downloads_api_and_notebook_say_the_same(store, expected, monkeypatch):
    client = make_client(store, monkeypatch)
    nothing = dict.fromkeys(COLUMNS, (None, None, 0, 0))
    stream = b"".join(export.regions_stream(store, Filters(), "csv")).decode("utf-8-sig")
    served = client.get("/api/regions.csv").content.decode("utf-8-sig")
    features = client.get("/api/regions.geojson").json()["features"]
    shown = {feature["properties"]["region"]: feature["properties"] for feature in features}
    with Atlas(store.stamp.path) as atlas:
        table = atlas.regions().astype(object)
    notebook = {
        row["region"]: {key: None if value != value else value for key, value in row.items()}  # noqa: PLR0124
        for row in table.where(table.notna(), None).to_dict("records")
    }
    for found in (rows_of(stream), rows_of(served), shown, notebook):
        assert set(found) == set(regions.catalogue())
        for code, row in found.items():
            check_row(row, expected.get(code, nothing))


def kind(value, shared):
    """What a region is shaded as, without the class of its number."""
    if value:
        return "number"
    if shared:
        return "shared"
    return "none" if value is None else "zero"


@pytest.mark.parametrize("name", ["killed", "injured", "downed"])
def test_picture_and_embedded_map_say_the_same(store, expected, monkeypatch, name):
    client = make_client(store, monkeypatch)
    text = client.get("/embed", params={"metric": name}).text
    (data,) = re.findall(r'id="atlas-embed">(.*?)</script>', text, re.DOTALL)
    embedded = json.loads(data)["state"]["regions"]
    drawn = drawing_of(store, View(Filters(), METRICS[name])).regions
    label = METRICS[name].label
    for code, figures in expected.items():
        value, shared, known_for, _ = figures[name]
        for area, lines in ((drawn[code][0], drawn[code][1][1:]), embedded[code][:2]):
            got = area if area in {"shared", "none", "zero"} else "number"
            assert got == kind(value, shared), (code, name)
            (line,) = [line for line in lines if line.startswith(f"{label}: ")]
            told = line.removeprefix(f"{label}: ").partition(", known for ")
            plain = re.findall(r"\d+", told[0].replace(",", ""))
            low, high = value or 0, (value or 0) + (shared or 0)
            if value is None and not shared:
                assert told[0] == "not reported"
            elif name == "downed":
                assert list(map(int, plain)) == sorted({low, high})
            else:
                own = [] if value is None else [value]
                assert list(map(int, plain)) == own + ([shared] if shared else [])
            if told[1]:
                assert int(told[2].replace(",", "")) == known_for


def test_a_nationwide_report_gives_the_city_its_part_alone(store):
    night = Filters(incident=("UAAF-20241125-01",))
    city = query.region_figures(store, night)["UA-30"]
    assert (city.downed.value, city.downed.shared) == (10, None)
    assert city.launched.value is None
    assert query.headline(store, night).downed.value == 76


def test_people_killed_in_one_of_several_regions_are_its_own(store):
    night = Filters(incident=("UAAF-20241118-01",))
    figures = query.region_figures(store, night)
    assert (figures["UA-59"].killed.value, figures["UA-63"].killed.shared) == (7, 0)


def test_marked_pairs_stay_in_the_totals(store):
    (pair,) = (pair for pair in query.pairs(store, "RUST-20240917-02") if pair.marked)
    assert "RUAD-20240918-01" in (pair.one.incident_id, pair.other.incident_id)
    counted = Counter(query.records(store, Filters())["incident_id"])
    assert counted[pair.one.incident_id]
    assert counted[pair.other.incident_id]
