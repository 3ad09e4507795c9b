"""Regions, one region, the drawer and About, without a browser."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from geo import i18n, query
from geo.web import about, controls
from geo.web.map import regions_table
from tests.factory import Incident, Place, build
from tests.web import views
from tests.web.views import PAGE, done, go, open_page, press, serve, texts

pytestmark = pytest.mark.slow

DAY = dt.date(2024, 10, 1)
HOSTILE = "<img src=x onerror=alert(1)> **b** [x](javascript:alert(1))"


def made():
    return [
        Incident(
            [Place("UA-63", point=True)],
            DAY,
            counts={"fatalities": 1},
            text={"notes": HOSTILE, "source": HOSTILE, "source_url": "https://a.example/1"},
        ),
        Incident(
            [Place("UA-63"), Place("UA-51")],
            DAY + dt.timedelta(days=20),
            counts={"fatalities": 4, "launched": 30},
            text={"source_url": "javascript:alert(1)"},
        ),
        Incident([Place("RU-BEL")], DAY + dt.timedelta(days=40), actor="Ukraine"),
    ]


@pytest.fixture
def page(tmp_path, monkeypatch):
    serve(tmp_path, monkeypatch, made())
    return open_page()


def view(path, **params):
    """A view, opened by its address."""
    opened = AppTest.from_file(PAGE, default_timeout=60)
    opened._page_hash = calc_hash(path)
    for name, value in params.items():
        opened.query_params[name] = value
    return done(opened.run())


def regions(page):
    return views.drawn(page.dataframe, regions_table.TABLE).value


def ticked(page):
    key = views.drawn(page.dataframe, regions_table.TABLE).key
    return page.session_state[key]["selection"]["rows"]


def html(page):
    return " ".join(element.proto.body for element in page.get("html"))


def test_the_table_ranks_every_region_by_the_maps_figure(page):
    table = regions(page)
    assert len(table) == 110
    assert list(table["region"][:3]) == ["Kharkiv Oblast", "Belgorod Oblast", "Odesa Oblast"]
    assert list(table["incidents"][:4]) == [2, 1, 1, 0]
    first = table.iloc[0]
    assert (first["killed"], first["killed_shared"]) == (1, 4)
    assert sum(first["bars"]) == 2
    assert table["killed"].isna().sum() == 109
    assert "injured_shared" not in table
    views.drawn(page.selectbox, controls.METRIC).set_value("killed").run()
    assert list(regions(page)["region"][:2]) == ["Kharkiv Oblast", "Odesa Oblast"]


def test_chosen_regions_are_ticked_and_the_others_stay(page):
    views.drawn(page.multiselect, controls.REGION).set_value(["UA-51"]).run()
    table = regions(page)
    assert len(table) == 110
    assert [table["region"][row] for row in ticked(page)] == ["Odesa Oblast"]
    views.drawn(page.pills, controls.COUNTRY).set_value(["RU"]).run()
    assert len(regions(page)) == 83
    assert ticked(page) == []


def tick(page, key, *rows):
    """Tick rows of a table as a browser does that holds it under a key."""
    page.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    done(page.run())


def test_a_tick_chooses_and_a_second_takes_it_away(page):
    key = views.drawn(page.dataframe, regions_table.TABLE).key
    tick(page, key, 1)
    assert page.query_params == {"region": "RU-BEL"}
    assert views.drawn(page.dataframe, regions_table.TABLE).key == key, "it stays as it is"
    tick(page, key, 1, 0)
    assert page.query_params == {"region": ["RU-BEL", "UA-63"]}
    tick(page, key, 0)
    assert page.query_params == {"region": "UA-63"}


def test_a_tick_means_the_region_that_was_ticked_whatever_ranks_there_now(page):
    key = views.drawn(page.dataframe, regions_table.TABLE).key
    views.drawn(page.selectbox, controls.METRIC).set_value("killed").run()
    assert list(regions(page)["region"][:2]) == ["Kharkiv Oblast", "Odesa Oblast"]
    assert views.drawn(page.dataframe, regions_table.TABLE).key != key
    tick(page, key, 1)  # Belgorod Oblast, in the table from before
    assert page.query_params == {"metric": "killed", "region": "RU-BEL"}


def test_a_tick_keeps_regions_that_the_table_does_not_list(page):
    views.drawn(page.multiselect, controls.REGION).set_value(["UA-51"]).run()
    views.drawn(page.pills, controls.COUNTRY).set_value(["RU"]).run()
    tick(page, views.drawn(page.dataframe, regions_table.TABLE).key, 0)
    assert page.query_params == {"country": "RU", "region": ["UA-51", "RU-BEL"]}


def test_a_search_narrows_the_page_and_stands_in_the_address(page):
    views.drawn(page.text_input, controls.TEXT).set_value("Харків").run()
    assert views.figures(page)["Incidents"][0] == "2"
    assert page.query_params == {"text": "Харків"}
    press(page, "Clear all")
    assert views.figures(page)["Incidents"][0] == "3"
    assert page.query_params == {}


@pytest.mark.usefixtures("page")
def test_one_region_says_its_names_figures_and_filters():
    opened = view("region", code="UA-63", to="2024-10-31")
    assert opened.title[0].value == "Kharkiv Oblast"
    assert "Харківська область · Харьковская область" in texts(opened.markdown)
    assert "1 Oct 2024 to 31 Oct 2024" in texts(opened.caption)
    values = {metric.label: (metric.value, metric.delta) for metric in opened.metric}
    assert values["Incidents"] == ("2", "")
    assert values["People killed"] == ("1", "known for 1, +4 shared")
    assert values["People injured"] == ("not reported", "")
    tables = [element.value for element in opened.dataframe]
    assert list(tables[0]["name"]) == ["Air/drone strike"]
    assert list(tables[2]["url"].dropna()) == ["https://a.example/1"]
    assert set(tables[3]["place"]) == {"Kharkiv"}
    assert "2 records" in texts(opened.subheader)
    assert len(tables[-1]) == 2


@pytest.mark.usefixtures("page")
def test_a_region_without_incidents_or_of_a_wrong_code_is_normal(tmp_path, monkeypatch):
    assert "No incident was reported here" in view("region", code="UA-40").info[0].value
    wrong = view("region", code="<b>UA-99")
    assert "There is no region" in wrong.warning[0].value
    assert "Choose a region" in wrong.info[0].value
    assert "Choose a region" in view("region").info[0].value
    assert "could not be read" in view("region", code="UA-63", type="War").warning[0].value
    serve(tmp_path, monkeypatch, [])
    assert "holds no incident" in view("region", code="UA-63").info[0].value


def test_the_drawer_shows_hostile_text_as_text(page):
    page.session_state["state"].opened = "I0"
    shown = html(done(page.run()))
    assert "&lt;img src=x onerror=alert(1)&gt; **b**" in shown
    assert "<img" not in shown
    assert 'href="https://a.example/1" target="_blank" rel="noopener noreferrer nofollow"' in shown
    page.session_state["state"].opened = "I1"
    shown = html(done(page.run()))
    assert "javascript:alert(1)" in shown
    assert "href" not in shown
    assert "2 places" in texts(page.subheader)


def test_the_drawer_opens_from_the_address_once_and_for_a_missing_incident(page):
    opened = view("map", incident="I0")
    assert "As understood" in html(opened)
    press(opened, "Show this incident alone")
    assert "As understood" not in html(done(opened.run()))
    page.session_state["state"].opened = "gone"
    assert "not in the data" in texts(done(page.run()).info)


def known(page):
    """For how many incidents each figure is known, on the map or in a region's own view."""
    told = {label: said for label, (_value, said) in views.figures(page).items()}
    told |= {metric.label: metric.delta for metric in page.metric}
    return {label: said for label, said in told.items() if "known for" in said}


def test_figures_say_for_how_many_incidents_and_whose_attacks_they_are_known(page):
    assert known(page) == {"Drones launched": "known for 1", "People killed": "known for 2"}
    assert "Attacks by" not in texts(page.caption)  # only one side's attacks have any
    assert known(view("region", code="UA-63"))["People killed"].startswith("known for 1")


def test_the_drawer_says_how_far_a_place_may_be(tmp_path, monkeypatch):
    serve(tmp_path, monkeypatch, [Incident([Place("UA-63", radius_km=16.2)], DAY)])
    page = open_page()
    page.session_state["state"].opened = "I0"
    shown = html(done(page.run()))
    assert "within 17 km of 49.9800, 36.2500" in shown
    assert "within a radius" in shown


def told_twice():
    return [
        Incident(
            [Place("UA-63", downed_here=10)],
            DAY,
            counts={"downed": 76},
            text={"more_places": "yes", "same_as": "I1"},
        ),
        Incident([Place("UA-63")], DAY, counts={"downed": 10}, actor="Ukraine"),
        Incident([Place("UA-51")], DAY, text={"same_as": "<b>elsewhere</b>"}),
    ]


def test_the_drawer_shows_parts_further_places_and_the_other_record(tmp_path, monkeypatch):
    serve(tmp_path, monkeypatch, told_twice())
    page = open_page()
    said = texts(page.caption)
    assert "Attacks by Russia: drones launched not reported, downed 76; known for 0 and 1" in said
    assert "Attacks by Ukraine: drones launched not reported, downed 10" in said
    assert "so it can be more than what was launched" in said
    page.session_state["state"].opened = "I0"
    shown = html(done(page.run()))
    assert "Downed here" in shown
    assert "yes, not named" in shown
    assert "Killed here" not in shown
    press(page, "Also told in I1")
    assert page.session_state["state"].opened == "I1"
    done(page.run())
    assert "The data marks both as the same event." in texts(page.caption)
    assert any(button.label == "Also told in I0" for button in page.button)
    page.session_state["state"].opened = "I2"
    assert "&lt;b&gt;elsewhere" in html(done(page.run()))
    page.session_state["state"].opened = None
    table = views.records(page).value
    assert list(table["more_places"].dropna()) == ["yes, not named"]
    assert "killed_here" not in table


def test_the_drawer_lists_all_records_of_an_incident_its_whole_and_its_parts(tmp_path, monkeypatch):
    made = [
        Incident([Place("UA-63")], DAY, counts={"fatalities": 3}, text={"dataset": "A"}),
        Incident(
            [Place("UA-63")],
            DAY,
            counts={"fatalities": 5, "fatalities_low": 4},
            text={"dataset": "B", "notes": HOSTILE, "source_url": "https://a.example/2"},
        ),
        Incident([Place("UA-63")], DAY, text={"dataset": "B", "notes": "The whole night"}),
        Incident([Place("UA-63")], DAY, text={"dataset": "A"}),
    ]
    told = [("x", "w"), ("x", "w"), ("w", None), ("alone", None)]
    serve(tmp_path, monkeypatch, made, dict.fromkeys(("low", "usual"), told))
    page = open_page()
    page.session_state["state"].opened = "I0"
    shown = html(done(page.run()))
    assert "All records of this incident" in texts(page.subheader)
    assert '<th scope="row">≠ Killed</th><td>3</td><td>5 (4 to 5)</td>' in shown
    assert '<th scope="row">Date</th>' in shown
    assert "&lt;img src=x onerror" in shown
    assert 'href="https://a.example/2"' in shown
    assert "The whole night" in texts(page.text)
    press(page, "Open I2")
    assert page.session_state["state"].opened == "I2"
    done(page.run())
    assert any("do not add" in heading.value for heading in page.subheader)
    page.session_state["state"].opened = "I3"
    done(page.run())
    assert "All records" not in texts(page.subheader)


def test_a_time_of_day_is_shown_where_there_is_one(page, tmp_path, monkeypatch):
    assert "time_start" not in views.records(page).value
    timed = made()
    timed[0].text = {"time_start": "14:30"}
    serve(tmp_path, monkeypatch, timed)
    page = open_page()
    times = views.records(page).value["time_start"]
    assert list(times.dropna()) == ["14:30"]
    page.session_state["state"].opened = "I0"
    assert "14:30" in html(done(page.run()))
    page.session_state["state"].opened = "I1"
    assert "Time of day" not in html(done(page.run()))


def test_a_citation_ends_in_one_full_stop(tmp_path):
    for language, end in (("en", "2024."), ("uk", "р."), ("ru", "г.")):
        with i18n.speaking(language):
            store = build(tmp_path / f"{language}.duckdb", made())
            store.meta["built"] = "2024-12-31"
            text = about.citation(store, query.facets(store), "test")
        assert text.endswith(end)
        assert not text.endswith("..")


def test_a_ticked_record_opens_its_incident_and_a_second_tick_once_more(page):
    table = views.records(page)
    incident = table.value["incident_id"][1]
    for rows in ([1], []):
        tick(page, table.key, *rows)
        assert page.session_state["state"].opened == incident
        assert "As understood" in html(page)
        page.session_state["state"].opened = None
        assert "As understood" not in html(done(page.run()))


def test_about_is_computed_from_the_store(page, tmp_path, monkeypatch):
    monkeypatch.delenv("ATLAS_CONTACT", raising=False)
    opened = go(page, "about")
    table = opened.dataframe[0].value
    assert list(table["dataset"]) == ["test"]
    assert list(table["records"]) == [4]
    assert table["licence"][0] == "not stated"
    assert "store version test" in opened.code[0].value
    text = texts(opened.markdown)
    assert "68/262" in text
    assert "sample of August" not in text
    assert "have not given an address" in text
    monkeypatch.setenv("ATLAS_CONTACT", "desk@example.org")
    assert "desk@example\\.org" in texts(go(page, "about").markdown)
    serve(tmp_path, monkeypatch, [])
    assert "holds no incident" in go(page, "about").info[0].value
