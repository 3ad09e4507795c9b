"""Figures by raion equal a plain count over the incidents, and so do those of a filter."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import export, query
from geo.query import Filters
from tests.examples import examples
from tests.factory import Incident, Place, build
from tests.query.test_counting import events, fits, incidents, of, plain_figures

#: Raions by their region.
RAIONS = {"UA-63": ("UA6308", "UA6312"), "UA-51": ("UA5110",), "UA-23": ("UA2306",)}
ALL = Filters()


@st.composite
def in_raions(draw):
    """An incident some of whose places are known by their raion."""
    made = draw(incidents())
    places = [
        replace(place, raion=draw(st.sampled_from((None, *RAIONS.get(place.region, ())))))
        for place in made.places
    ]
    return replace(made, places=places)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("raions")


def of_raion(made, raion):
    """The incidents with the raion instead of the region, so that they are counted by it."""
    return [
        replace(one, places=[replace(p, region=p.raion or f"not {p.region}") for p in one.places])
        for one in made
        if any(place.raion == raion for place in one.places)
    ]


@pytest.mark.slow
@examples(30)
@given(st.lists(in_raions(), min_size=1, max_size=8), st.sampled_from([(), ("UA-63",)]))
def test_figures_are_the_plain_ones(folder, made, region):
    store = build(folder / "a.duckdb", made)
    filters = Filters(region=region)
    found = query.raion_figures(store, filters)
    places = [p for one in made for p in one.places if not region or p.region in region]
    touched = {place.raion for place in places if place.raion}
    assert set(found.raions) == touched
    for raion, figures in found.raions.items():
        selection = of_raion(made, raion)
        assert figures.incidents == sum(map(events, selection))
        assert of(figures) == plain_figures(selection, lambda name, raion=raion: name == raion)
    ukraine = [place for place in places if place.region.startswith("UA")]
    assert found.inside == sum(place.raion is not None for place in places)
    assert found.not_located == sum(place.raion is None for place in ukraine)
    assert found.inside + found.not_located + found.elsewhere == len(places)


@pytest.mark.slow
@examples(30)
@given(
    st.lists(in_raions(), min_size=1, max_size=8),
    st.lists(st.sampled_from([raion for own in RAIONS.values() for raion in own]), min_size=1),
)
def test_a_filter_by_raion_counts_what_lies_in_it(folder, made, raions):
    store = build(folder / "b.duckdb", made)
    filters = Filters(unit=tuple(dict.fromkeys(raions)))
    selection = [i for i in made if any(p.raion in raions for p in i.places) and fits(i, filters)]
    total = query.headline(store, filters)
    assert total.incidents == sum(map(events, selection))
    inside = [
        replace(i, places=[p if p.raion in raions else replace(p, region="else") for p in i.places])
        for i in selection
    ]
    assert of(total) == plain_figures(inside, lambda region: region != "else")
    for code, figures in query.region_figures(store, filters).items():
        assert of(figures) == plain_figures(inside, lambda region, code=code: region == code)
    records = query.records(store, filters)
    assert len(records) == sum(p.raion in raions for i in made for p in i.places)
    assert len(records) == query.placement(store, filters).all
    timeline = query.timeline(store, filters, "month")["incidents"].sum()
    assert timeline == total.incidents


def test_the_table_has_every_raion_and_says_what_is_in_none(folder):
    places = [Place("UA-63", raion="UA6308"), Place("UA-63"), Place("RU-BEL")]
    made = [Incident(places, counts={"fatalities": 3}), Incident(places[:1])]
    store = build(folder / "c.duckdb", made)
    text = b"".join(export.raions_csv(store, ALL)).decode("utf-8-sig")
    rows = {row["raion_p_code"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert len(rows) == 138  # 136, Kyiv and Sevastopol
    row = rows["UA6308"]
    assert (row["raion"], row["region"], row["incidents"]) == ("Kupianskyi", "UA-63", "2")
    assert (row["killed"], row["killed_shared"]) == ("", "3")
    assert rows["UA8000"]["incidents"] == "0"
    described = export.Download(store, ALL, "csv", "raions").described()
    assert described["counts"]["records_by_raion"] == {
        "in_a_raion": 2,
        "raion_not_known": 1,
        "elsewhere": 1,
    }
