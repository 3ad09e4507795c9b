"""Counting: every figure equals a plain count over the incidents, and the sum rules hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import query
from geo.query import Figure, Filters
from tests.factory import POINTS, Incident, Place, build

AREAS = [*POINTS, "outside", "review", "UA"]
DAY = dt.date(2024, 10, 20)
COUNTS = ("fatalities", "injuries", "launched", "downed")


def whole_or_none(limit):
    return st.one_of(st.none(), st.integers(0, limit))


@st.composite
def incidents(draw):
    places = draw(
        st.lists(
            st.builds(Place, st.sampled_from(AREAS), st.booleans(), whole_or_none(5)),
            min_size=1,
            max_size=4,
        )
    )
    start = DAY + dt.timedelta(days=draw(st.integers(0, 9)))
    known = sum(place.downed_here or 0 for place in places)
    counts = {name: draw(whole_or_none(20)) for name in COUNTS}
    if counts["downed"] is not None:
        counts["downed"] += known  # a place's part is never more than the whole
    return Incident(
        places,
        start,
        start + dt.timedelta(days=draw(st.integers(0, 3))),
        draw(st.sampled_from(["Air/drone strike", "Disrupted weapons use"])),
        draw(st.sampled_from(["Russia", "Ukraine", None])),
        counts,
    )


@st.composite
def chosen(draw):
    first = DAY + dt.timedelta(days=draw(st.integers(-1, 11)))
    return Filters(
        draw(st.sampled_from([None, first])),
        draw(st.sampled_from([None, first + dt.timedelta(days=draw(st.integers(0, 6)))])),
        draw(st.sampled_from([(), ("UA",), ("RU",)])),
        tuple(draw(st.lists(st.sampled_from(list(POINTS)), unique=True, max_size=2))),
        draw(st.sampled_from([(), ("Air/drone strike",)])),
        draw(st.sampled_from([(), ("Russia", "Not stated")])),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("counting")


def fits(incident: Incident, filters: Filters) -> bool:
    return (
        (filters.date_from is None or incident.end >= filters.date_from)
        and (filters.date_to is None or incident.start <= filters.date_to)
        and (not filters.type or incident.type in filters.type)
        and (not filters.actor or (incident.actor or "Not stated") in filters.actor)
    )


def plain_figures(selection: list[Incident], here) -> dict[str, Figure]:
    """Figures over the area that `here(region)` describes, counted incident by incident."""
    totals: dict[str, list[int | None]] = {name: [None, None] for name in COUNTS}

    def add(name, slot, number):
        if number is not None:
            totals[name][slot] = (totals[name][slot] or 0) + number

    for incident in selection:
        inside = [place for place in incident.places if here(place.region)]
        if not inside:
            continue
        whole = len(inside) == len(incident.places)
        for name in ("fatalities", "injuries", "launched"):
            add(name, 0 if whole else 1, incident.counts[name])
        known = [place.downed_here for place in inside if place.downed_here is not None]
        part = sum(known) if known else None
        downed = incident.counts["downed"]
        add("downed", 0, downed if whole and downed is not None else part)
        if not whole and len(known) < len(inside) and downed is not None:
            add("downed", 1, downed - sum(p.downed_here or 0 for p in incident.places))
    return {name: Figure(*pair) for name, pair in totals.items()}


def figures_equal_the_plain_count(store, made, filters):
    selection = [incident for incident in made if fits(incident, filters)]
    areas = filters.areas()

    def allowed(region):
        return areas is None or region in areas

    figures = query.region_figures(store, filters)
    touched = Counter(
        region
        for incident in selection
        for region in {place.region for place in incident.places}
        if allowed(region) and region in POINTS
    )
    assert {code: figure.incidents for code, figure in figures.items()} == touched
    for code, figure in figures.items():
        plain = plain_figures(selection, lambda region, code=code: region == code)
        assert figure.killed == plain["fatalities"]
        assert figure.injured == plain["injuries"]
        assert figure.launched == plain["launched"]
        assert figure.downed == plain["downed"]
    total = query.headline(store, filters)
    counted = [i for i in selection if any(allowed(place.region) for place in i.places)]
    assert total.incidents == len(counted)
    assert total.regions == len(touched)
    assert total.region_incidents == sum(touched.values())
    plain = plain_figures(selection, allowed)
    assert (total.killed, total.injured) == (plain["fatalities"], plain["injuries"])
    assert (total.launched, total.downed) == (plain["launched"], plain["downed"])


def rows_in_are_rows_shown_plus_rows_in_review(store, filters):
    place = query.placement(store, filters)
    parts = place.points + place.region_only + place.country + place.outside + place.review
    assert place.all == parts
    assert place.all == len(query.records(store, filters)) == query.record_count(store, filters)
    symbols = query.symbols(store, filters, zoom=5, bounds=(-180, -85, 180, 85))
    cells = ["/".join(map(str, symbol.cell)) for symbol in symbols]
    listed = [query.cell_records(store, filters, cell) for cell in cells]
    assert sum(len(behind.records) for behind in listed) == place.points
    assert [behind.incidents for behind in listed] == [symbol.incidents for symbol in symbols]


def an_incident_counts_once_in_totals_and_in_each_region(store, made, filters):
    figures = query.region_figures(store, filters)
    total = query.headline(store, filters)
    assert max((figure.incidents for figure in figures.values()), default=0) <= total.incidents
    assert total.region_incidents == sum(figure.incidents for figure in figures.values())
    if filters.areas() is None:
        known = [i.counts["fatalities"] for i in made if fits(i, filters)]
        assert (total.killed.value or 0) == sum(number or 0 for number in known)
        assert total.killed.shared is None


def timeline_counts_an_incident_on_each_of_its_days(store, made, filters, step):
    areas = filters.areas()
    expected: Counter[tuple[dt.date, str]] = Counter()
    for incident in made:
        if not fits(incident, filters):
            continue
        if areas is not None and not any(place.region in areas for place in incident.places):
            continue
        days = [
            incident.start + dt.timedelta(days=n)
            for n in range((incident.end - incident.start).days + 1)
        ]
        shown = {
            day - dt.timedelta(days=day.weekday()) if step == "week" else day
            for day in days
            if (not filters.date_from or day >= filters.date_from)
            and (not filters.date_to or day <= filters.date_to)
        }
        expected.update((day, incident.type) for day in shown)
    table = query.timeline(store, filters, step)
    got = {(row.period.date(), row.type): row.incidents for row in table.itertuples(index=False)}
    assert got == expected


@given(st.lists(incidents(), min_size=1, max_size=8), chosen())
def test_counts_are_the_plain_ones_whatever_is_chosen(folder, made, filters):
    store = build(folder / "a.duckdb", made)
    figures_equal_the_plain_count(store, made, filters)
    rows_in_are_rows_shown_plus_rows_in_review(store, filters)
    an_incident_counts_once_in_totals_and_in_each_region(store, made, filters)
    for step in ("day", "week"):
        timeline_counts_an_incident_on_each_of_its_days(store, made, filters, step)


def test_a_shared_number_is_never_split(folder):
    made = [
        Incident(
            [Place("RU-ROS", downed_here=11), *[Place(code) for code in ("RU-KRS", "RU-BEL")]],
            counts={"downed": 18},
        )
    ]
    figures = query.region_figures(build(folder / "e.duckdb", made), Filters())
    assert figures["RU-ROS"].downed == Figure(11, None)
    assert figures["RU-KRS"].downed == Figure(None, 7)
    assert figures["RU-BEL"].downed.upper == 7


def test_unknown_is_not_zero(folder):
    made = [
        Incident([Place("UA-63")], counts={"fatalities": None}),
        Incident([Place("UA-51")], counts={"fatalities": 0}),
    ]
    figures = query.region_figures(build(folder / "f.duckdb", made), Filters())
    assert figures["UA-63"].killed.kind == "none"
    assert figures["UA-51"].killed.kind == "zero"


def test_an_empty_store_is_a_normal_state(folder):
    store = build(folder / "g.duckdb", [])
    assert query.headline(store, Filters()).incidents == 0
    assert query.region_figures(store, Filters()) == {}
    assert query.placement(store, Filters()).all == 0
    assert query.facets(store).first is None
    assert query.timeline(store, Filters(), "day").empty
    assert query.symbols(store, Filters(), zoom=5, bounds=(-180, -85, 180, 85)) == []
