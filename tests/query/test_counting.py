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
#: Figures: name in the answers, column of the incident, column of the place.
COUNTS = {
    "killed": ("fatalities", "killed_here"),
    "injured": ("injuries", "injured_here"),
    "launched": ("launched", "launched_here"),
    "downed": ("downed", "downed_here"),
}


def whole_or_none(limit):
    return st.one_of(st.none(), st.integers(0, limit))


#: Of its source's events as many as a row may stand for; most stand for one, told or not.
EVENTS = [None, None, 1, 0, 2, 7, 340]


@st.composite
def incidents(draw, *, grouped=False):
    places = draw(
        st.lists(
            st.builds(
                Place,
                st.sampled_from(AREAS),
                st.booleans(),
                **{here: whole_or_none(5) for _, here in COUNTS.values()},
            ),
            min_size=1,
            max_size=4,
        )
    )
    start = DAY + dt.timedelta(days=draw(st.integers(0, 9)))
    counts = {}
    for column, here in COUNTS.values():
        counts[column] = draw(whole_or_none(20))
        if counts[column] is not None:  # the places' parts are never more than the whole
            counts[column] += sum(getattr(place, here) or 0 for place in places)
    if grouped:
        counts["events"] = draw(st.sampled_from(EVENTS))
    more = draw(st.sampled_from([None, None, "yes", "no", "unknown"]))
    return Incident(
        places,
        start,
        start + dt.timedelta(days=draw(st.integers(0, 3))),
        draw(st.sampled_from(["Air/drone strike", "Disrupted weapons use"])),
        draw(st.sampled_from(["Russia", "Ukraine", None])),
        counts,
        {"more_places": more} if more else {},
    )


@st.composite
def stores(draw, **sizes):
    """Incidents of one store: where every row is one event, or where rows may stand for several."""
    return draw(st.lists(incidents(grouped=draw(st.booleans())), **sizes))


def events(incident: Incident) -> int:
    """As how many incidents a row counts."""
    told = incident.counts.get("events")
    return 1 if told is None else told


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


def parts(places, here):
    """The parts of a figure that the places have, and whether one of them has none."""
    known = [getattr(place, here) for place in places if getattr(place, here) is not None]
    return known, len(known) < len(places)


def own_and_shared(incident, inside, column, here, *, countries):
    """What the places inside an area have of one figure, and what they share with others."""
    number, (known, vague) = incident.counts.get(column), parts(inside, here)
    part = sum(known) if known else None
    if countries and number is not None and len(inside) == len(incident.places):
        return number, None
    if number is None or not vague:
        return part, None
    all_named = incident.text.get("more_places") in (None, "no")
    if all_named and len(inside) == len(incident.places):
        return number, None
    return part, number - sum(parts(incident.places, here)[0])


def plain_figures(selection: list[Incident], here, *, countries=False) -> dict[str, Figure]:
    """Figures over the area that `here(region)` describes, counted incident by incident.

    Of `countries` as a whole are the places, too, that a report does not name.
    """
    found = {}
    for name, (column, part) in COUNTS.items():
        own, shared = [], []
        for incident in selection:
            inside = [place for place in incident.places if here(place.region)]
            if inside:
                pair = own_and_shared(incident, inside, column, part, countries=countries)
                for numbers, number in zip((own, shared), pair, strict=True):
                    numbers.extend([] if number is None else [(number, events(incident))])
        found[name] = Figure(*map(total_of, (own, shared)), *map(known_for, (own, shared)))
    return found


def total_of(numbers):
    return sum(number for number, _ in numbers) if numbers else None


def known_for(numbers):
    return sum(events for _, events in numbers)


def plain_total(selection: list[Incident]) -> dict[str, Figure]:
    """Figures of all areas together: each incident's own number, or its parts if these are all."""
    found = {}
    for name, (column, here) in COUNTS.items():
        numbers = []
        for incident in selection:
            known, _ = parts(incident.places, here)
            number = incident.counts.get(column)
            if number is not None or known:
                numbers.append((sum(known) if number is None else number, events(incident)))
        found[name] = Figure(total_of(numbers), None, known_for(numbers), 0)
    return found


def of(figures):
    return {name: getattr(figures, name) for name in COUNTS}


def figures_equal_the_plain_count(store, made, filters):
    selection = [incident for incident in made if fits(incident, filters)]
    areas = filters.areas()

    def allowed(region):
        return areas is None or region in areas

    figures = query.region_figures(store, filters)
    touched: Counter[str] = Counter()
    for incident in selection:
        for region in {place.region for place in incident.places}:
            if allowed(region) and region in POINTS:
                touched[region] += events(incident)
    assert {code: figure.incidents for code, figure in figures.items()} == touched
    for code, figure in figures.items():
        assert of(figure) == plain_figures(selection, lambda region, code=code: region == code)
    total = query.headline(store, filters)
    counted = [i for i in selection if any(allowed(place.region) for place in i.places)]
    assert total.incidents == sum(events(incident) for incident in counted)
    assert total.regions == len(+touched)
    grouped = [events(incident) for incident in counted if events(incident) != 1]
    assert (total.grouped_rows, total.grouped_events) == (len(grouped), sum(grouped))
    assert total.region_incidents == sum(touched.values())
    countries = not filters.region
    plain = (
        plain_total(counted)
        if areas is None
        else plain_figures(selection, allowed, countries=countries)
    )
    assert of(total) == plain


def no_region_wears_a_figure_that_is_not_its_own(store, made, filters):
    selection = [incident for incident in made if fits(incident, filters)]
    figures = query.region_figures(store, filters)
    total = query.headline(store, filters)
    for name, (column, here) in COUNTS.items():
        own = [getattr(figure, name).value or 0 for figure in figures.values()]
        assert sum(own) <= (getattr(total, name).value or 0)
        for code, figure in figures.items():
            most = 0
            for incident in selection:
                known, _ = parts([p for p in incident.places if p.region == code], here)
                elsewhere = any(place.region != code for place in incident.places)
                whole = not elsewhere and incident.text.get("more_places") in (None, "no")
                most += max(sum(known), whole * (incident.counts[column] or 0))
            assert (getattr(figure, name).value or 0) <= most


def rows_in_are_rows_shown_plus_rows_in_review(store, filters):
    place = query.placement(store, filters)
    parts = place.points + place.region_only + place.country + place.outside + place.review
    assert place.all == parts
    assert place.all == len(query.records(store, filters)) == query.record_count(store, filters)
    symbols = query.symbols(store, filters, zoom=5, bounds=(-180, -85, 180, 85))
    cells = ["/".join(map(str, symbol.cell)) for symbol in symbols]
    listed = [query.cell_records(store, filters, cell) for cell in cells]
    assert sum(len(behind.records) for behind in listed) == place.points
    assert sum(behind.record_count for behind in listed) == place.points
    assert [behind.incidents for behind in listed] == [symbol.incidents for symbol in symbols]


def an_incident_counts_once_in_totals_and_in_each_region(store, filters):
    figures = query.region_figures(store, filters)
    total = query.headline(store, filters)
    assert max((figure.incidents for figure in figures.values()), default=0) <= total.incidents
    assert total.region_incidents == sum(figure.incidents for figure in figures.values())
    if filters.areas() is None:
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
        for day in shown:
            expected[day, incident.type] += events(incident)
    table = query.timeline(store, filters, step)
    got = {(row.period.date(), row.type): row.incidents for row in table.itertuples(index=False)}
    assert got == +expected
    assert not (table["incidents"] == 0).any()


@given(stores(min_size=1, max_size=8), chosen())
def test_counts_are_the_plain_ones_whatever_is_chosen(folder, made, filters):
    store = build(folder / "a.duckdb", made)
    figures_equal_the_plain_count(store, made, filters)
    no_region_wears_a_figure_that_is_not_its_own(store, made, filters)
    rows_in_are_rows_shown_plus_rows_in_review(store, filters)
    an_incident_counts_once_in_totals_and_in_each_region(store, filters)
    for step in ("day", "week"):
        timeline_counts_an_incident_on_each_of_its_days(store, made, filters, step)


def test_a_row_of_several_events_counts_as_so_many_incidents(folder):
    made = [
        Incident([Place("UA-63", point=True)], counts={"events": 41, "fatalities": 3}),
        Incident([Place("UA-63", point=True), Place("RU-BEL")], counts={"events": 2}),
        Incident([Place("UA-51")]),
        Incident([Place("UA-23", point=True)], counts={"events": 0, "fatalities": 0}),
    ]
    store = build(folder / "k.duckdb", made)
    total = query.headline(store, Filters())
    assert (total.incidents, total.regions, total.region_incidents) == (44, 3, 46)
    assert (total.grouped_rows, total.grouped_events) == (3, 43)
    assert total.killed == Figure(3, None, 41, 0)
    regions = query.region_figures(store, Filters())
    counts = {code: figures.incidents for code, figures in regions.items()}
    assert counts == {"UA-63": 43, "RU-BEL": 2, "UA-51": 1, "UA-23": 0}
    assert regions["UA-23"].killed.kind == "zero"
    assert query.facets(store).incidents == 44
    assert query.datasets(store)[0].incidents == 44
    assert query.placement(store, Filters()).all == query.facets(store).records == 5
    assert len(query.records(store, Filters())) == 5
    assert query.badges(store, Filters()) == {"RU-BEL": 2, "UA-51": 1}
    behind = query.badge_records(store, Filters(), "RU-BEL")
    assert (behind.incidents, behind.record_count) == (2, 1)
    symbols = query.symbols(store, Filters(), zoom=9, bounds=(-180, -85, 180, 85))
    assert [(symbol.label, symbol.incidents) for symbol in symbols] == [
        ("Kharkiv", 43),
        ("Zaporizhzhia", 0),
    ]


def test_without_rows_of_several_events_nothing_is_said_of_them(folder):
    made = [Incident([Place("UA-63")]), Incident([Place("UA-51")], counts={"events": 1})]
    total = query.headline(build(folder / "l.duckdb", made), Filters())
    assert (total.incidents, total.grouped_rows, total.grouped_events) == (2, 0, 0)


def test_a_shared_number_is_never_split(folder):
    made = [
        Incident(
            [Place("RU-ROS", downed_here=11), *[Place(code) for code in ("RU-KRS", "RU-BEL")]],
            counts={"downed": 18},
        )
    ]
    figures = query.region_figures(build(folder / "e.duckdb", made), Filters())
    assert figures["RU-ROS"].downed == Figure(11, None, 1, 0)
    assert figures["RU-KRS"].downed == Figure(None, 7, 0, 1)
    assert figures["RU-BEL"].downed.upper == 7


@pytest.mark.parametrize("more", [None, "no", "yes", "unknown"])
def test_only_the_part_is_a_region_s_own_also_where_no_other_is_named(folder, more):
    incident = Incident(
        [Place("UA-63", downed_here=10)], counts={"downed": 76, "launched": 188, "injuries": 3}
    )
    incident.text = {"more_places": more} if more else {}
    store = build(folder / "h.duckdb", [incident])
    here = query.region_figures(store, Filters())["UA-63"]
    assert here.downed == Figure(10, None, 1, 0)
    named = more in (None, "no")
    assert here.launched == (Figure(188, None, 1, 0) if named else Figure(None, 188, 0, 1))
    total = query.headline(store, Filters())
    assert (total.downed.value, total.launched.value) == (76, 188)
    chosen = query.headline(store, Filters(region=("UA-63",)))
    assert (chosen.downed, chosen.launched) == (here.downed, here.launched)


def test_a_nationwide_report_is_not_wholly_in_the_region_that_it_names(folder):
    made = [Incident([Place("UA-63", killed_here=2), Place("UA")], counts={"fatalities": 7})]
    store = build(folder / "i.duckdb", made)
    assert query.region_figures(store, Filters())["UA-63"].killed == Figure(2, None, 1, 0)
    assert query.headline(store, Filters(country=("UA",))).killed == Figure(7, None, 1, 0)


def test_parts_alone_add_up_to_the_incident_s_number(folder):
    made = [Incident([Place("UA-63", injured_here=2), Place("UA-51", injured_here=3)])]
    store = build(folder / "j.duckdb", made)
    assert query.headline(store, Filters()).injured == Figure(5, None, 1, 0)


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
