"""When incidents happened: sums over time equal plain counting."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import query
from geo.query import Filters
from tests.examples import examples
from tests.factory import Incident, Place, build

DAY = dt.date(2024, 9, 28)  # a Saturday, two days before the end of a month
TYPES = ("Air/drone strike", "Attack")


@st.composite
def incidents(draw):
    start = DAY + dt.timedelta(days=draw(st.integers(0, 12)))
    time = draw(st.one_of(st.none(), st.times()))
    stands_for = draw(st.sampled_from([None, None, None, 0, 3]))
    return Incident(
        [Place(area) for area in draw(st.lists(st.sampled_from(["UA-63", "RU-BEL"]), min_size=1))],
        start,
        start + dt.timedelta(days=draw(st.integers(0, 9))),
        draw(st.sampled_from(TYPES)),
        counts={"events": stands_for},
        text={"time_start": f"{time:%H:%M}"} if time else {},
    )


@st.composite
def chosen(draw):
    days = sorted(draw(st.lists(st.integers(-2, 25), min_size=2, max_size=2)))
    first, last = (DAY + dt.timedelta(days=day) for day in days)
    return Filters(
        draw(st.sampled_from([None, first])),
        draw(st.sampled_from([None, last])),
        region=draw(st.sampled_from([(), ("UA-63",)])),
        type=draw(st.sampled_from([(), ("Attack",)])),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("times")


def fits(incident, filters):
    return (
        (not filters.date_from or incident.end >= filters.date_from)
        and (not filters.date_to or incident.start <= filters.date_to)
        and (not filters.type or incident.type in filters.type)
        and (not filters.region or any(p.region in filters.region for p in incident.places))
    )


def days_of(incident, filters):
    first = max(incident.start, filters.date_from or incident.start)
    last = min(incident.end, filters.date_to or incident.end)
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def begin_of(day, step):
    if step == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def events(incident):
    told = incident.counts["events"]
    return 1 if told is None else told


def counted(pairs):
    """Count incidents by what each of them is paired with; where there are none is nothing."""
    sums = Counter()
    for incident, key in pairs:
        sums[key] += events(incident)
    return +sums


def as_counter(table, column):
    keys = zip(table[column], table["type"], strict=True)
    return Counter(dict(zip(keys, table["incidents"].tolist(), strict=True)))


@pytest.mark.slow
@examples(25)
@given(st.lists(incidents(), max_size=7), chosen())
def test_every_sum_over_time_equals_the_plain_count(folder, made, filters):
    store = build(folder / "a.duckdb", made)
    selection = [incident for incident in made if fits(incident, filters)]
    for step in query.STEPS:
        table = query.timeline(store, filters, step)
        table["period"] = table["period"].dt.date
        assert as_counter(table, "period") == counted(
            (incident, (period, incident.type))
            for incident in selection
            for period in {begin_of(day, step) for day in days_of(incident, filters)}
        )
        assert (table["incidents"] > 0).all()
    overlaps = sum(len(days_of(incident, filters)) * events(incident) for incident in selection)
    assert query.timeline(store, filters, "day")["incidents"].sum() == overlaps
    assert as_counter(query.weekdays(store, filters), "weekday") == counted(
        (incident, (incident.start.isoweekday(), incident.type)) for incident in selection
    )
    assert as_counter(query.hours(store, filters), "hour") == counted(
        (incident, (int(incident.text["time_start"][:2]), incident.type))
        for incident in selection
        if incident.text
    )
    store.close()


def test_an_unknown_step_is_refused(folder):
    store = build(folder / "b.duckdb", [])
    with pytest.raises(ValueError, match="year"):
        query.timeline(store, Filters(), "year")
    store.close()
