"""The page's logic, without a browser."""

from __future__ import annotations

import csv
import datetime as dt
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geo import regions
from geo.maps import unit_name
from geo.texts import plain
from geo.web import controls
from geo.web.controls import language
from geo.web.http import routes
from geo.web.map import view as map_view
from geo.web.visitor import server_store
from tests.factory import Incident, Place, build
from tests.web import views

pytestmark = pytest.mark.slow

PAGE = str(regions.DATA.parent / "geo" / "web" / "page.py")
DAY = dt.date(2024, 10, 1)


def incidents():
    return [
        Incident(
            [Place("UA-63", point=True)],
            DAY,
            counts={"fatalities": 1, "injuries": 0},
            text={"source": "*Daily* [x](javascript:1)", "source_url": "https://example.org"},
        ),
        Incident(
            [Place("UA-51"), Place("UA-63")],
            DAY + dt.timedelta(days=20),
            counts={"fatalities": 4, "launched": 30},
        ),
        Incident([Place("RU-BEL")], DAY + dt.timedelta(days=40), actor="Ukraine"),
        Incident([Place("outside")], DAY + dt.timedelta(days=60), actor=None),
    ]


@pytest.fixture
def show(tmp_path, monkeypatch):
    """Run the page on a small store; a function from address parameters to the page."""

    def run(made=None, clusters=None, **params):
        path = tmp_path / "a.duckdb"
        build(path, incidents() if made is None else made, clusters=clusters).close()
        monkeypatch.setenv("ATLAS_STORE", str(path))
        monkeypatch.setattr(server_store.HOLDER, "_store", None)
        page = AppTest.from_file(PAGE, default_timeout=60)
        for name, value in params.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return run


def figures(page):
    return {label: value for label, (value, _said) in views.figures(page).items()}


def captions(page):
    return " ".join([*(caption.value for caption in page.caption), views.html(page)])


def test_first_visit_shows_all(show):
    page = show()
    assert figures(page) == {
        "Incidents": "4",
        "Regions touched": "3",
        "Drones launched": "30",
        "Drones downed": "not reported",
        "People killed": "5",
        "People injured": "0",
    }
    assert page.query_params == {}
    text = captions(page)
    assert "5 records, one per incident and place" in text
    assert "**1** as points" in text
    assert "**3** known by region or district only" in text
    assert "**1** at sea or abroad" in text


def test_rows_of_several_events_are_told_in_one_line(show):
    made = [
        Incident([Place("UA-63")], counts={"events": 41, "fatalities": 2}),
        Incident([Place("UA-51")], counts={"events": 12}),
        Incident([Place("RU-BEL")]),
    ]
    page = show(made)
    assert figures(page)["Incidents"] == "54"
    assert "2 rows stand for 53 events." in captions(page)
    assert views.figures(page)["People killed"][1] == "known for 41"
    assert "3 records, one per incident and place" in captions(page)
    assert "stand for" not in captions(show(made, region="RU-BEL"))


def test_a_row_of_no_event_counts_none_and_is_listed(show):
    page = show([Incident([Place("UA-63")], counts={"events": 0, "fatalities": 0})])
    assert figures(page)["Incidents"] == figures(page)["Regions touched"] == "0"
    assert "1 row stands for 0 events." in captions(page)
    assert "1 records, one per incident and place" in captions(page)
    assert any("Records" in (control.options or []) for control in page.get("button_group"))


def test_presets_count_back_from_the_last_day_of_the_data(show):
    page = show()
    views.preset(page).set_value("Last 30 days").run()
    assert not page.exception
    assert figures(page)["Incidents"] == "2"
    assert page.query_params["from"] == "2024-11-01"
    assert "to" not in page.query_params
    views.preset(page).set_value("All").run()
    assert page.query_params == {}


def test_a_region_filter_shows_shared_figures_beside(show):
    page = show(region="UA-63")
    assert figures(page)["People killed"] == "1"
    assert views.figures(page)["People killed"][1] == "known for 1, +4 shared"
    assert "no source gives a split" in captions(page)


def test_every_filter_is_mirrored_in_the_address(show):
    page = show()
    views.drawn(page.pills, controls.COUNTRY).set_value(["UA"]).run()
    views.drawn(page.multiselect, controls.REGION).set_value(["UA-51"]).run()
    views.drawn(page.multiselect, controls.TYPE).set_value(["Air/drone strike"]).run()
    views.drawn(page.multiselect, controls.ACTOR).set_value(["Russia"]).run()
    views.drawn(page.selectbox, controls.METRIC).set_value("killed").run()
    views.drawn(page.pills, controls.LAYERS).set_value(["regions"]).run()
    views.dates(page).set_value((DAY, DAY + dt.timedelta(days=30))).run()
    assert not page.exception
    assert page.query_params == {
        "to": "2024-10-31",
        "country": "UA",
        "region": "UA-51",
        "type": "Air/drone strike",
        "actor": "Russia",
        "metric": "killed",
        "layers": "regions",
    }
    assert figures(page)["Incidents"] == "1"


def test_a_click_that_brings_the_address_from_before_loses_nothing(show):
    page = show()
    views.preset(page).set_value("Last 30 days").run()
    # A browser that has not been told the new address yet sends the old one with the next click.
    page.query_params.clear()
    views.drawn(page.pills, controls.COUNTRY).set_value(["UA"]).run()
    assert page.query_params == {"from": "2024-11-01", "country": "UA"}


def test_a_click_before_the_browser_has_the_dates_of_a_preset_loses_nothing(show):
    page = show(actor="Russia")
    lagging, dates = page._tree, views.dates(page).ends
    whole = [end.value for end in dates]
    views.preset(page).set_value("Last 30 days").run()
    # The browser still shows the page from before, and sends all that stands there.
    page._tree = lagging
    for end, day in zip(dates, whole, strict=True):
        end.set_value(day)
    views.drawn(page.pills, controls.COUNTRY).set_value(["UA"]).run()
    assert page.query_params == {"from": "2024-11-01", "country": "UA", "actor": "Russia"}
    assert views.dates(page).value[0] == dt.date(2024, 11, 1)


def test_one_day_that_is_clicked_takes_effect_at_once(show):
    page = show()
    first, _last = views.dates(page).ends
    first.set_value(DAY + dt.timedelta(days=3)).run()
    assert page.query_params == {"from": "2024-10-04"}
    views.dates(page).ends[1].set_value(DAY + dt.timedelta(days=5)).run()
    assert page.query_params == {"from": "2024-10-04", "to": "2024-10-06"}
    views.dates(page).ends[0].set_value(DAY + dt.timedelta(days=9)).run()
    assert views.dates(page).value == (DAY + dt.timedelta(days=9),) * 2, "it takes the other along"
    views.dates(page).ends[1].set_value(DAY).run()
    assert page.query_params == {"to": "2024-10-01"}


@pytest.mark.parametrize(
    ("params", "chip", "left"),
    [
        ({"from": "2024-10-05", "to": "2024-10-25"}, "5–25 Oct 2024", {}),
        ({"region": ["UA-63", "UA-51"]}, "Odesa Oblast", {"region": "UA-63"}),
        ({"country": "UA", "actor": "Russia"}, "Russia", {"country": "UA"}),
        ({"unit": "UA6308"}, plain(unit_name("UA6308")), {}),
        (
            {"text": "*Daily*", "type": "Air/drone strike"},
            "“\\*Daily\\*”",
            {"type": "Air/drone strike"},
        ),
        ({"incident": "I1", "metric": "killed"}, "I1", {"metric": "killed"}),
    ],
)
def test_what_is_set_is_cleared_one_by_one(show, params, chip, left):
    page = show(**params)
    views.press(page, chip)
    assert page.query_params == left


def test_a_first_visitor_is_offered_views_whose_days_the_data_has(show):
    page = show()
    asked = [button.label for button in page.button if (button.key or "").startswith("ask_")]
    assert asked == [
        "The night of 20 to 21 October",
        "Most drones downed, by region",
        "Kharkiv Oblast, November",
    ]
    views.press(page, "Kharkiv Oblast, November")
    assert page.query_params == {"region": "UA-63", "from": "2024-11-01"}
    assert not [button for button in page.button if (button.key or "").startswith("ask_")]
    page = show(incidents()[:1])
    asked = [button.label for button in page.button if (button.key or "").startswith("ask_")]
    assert asked == ["Most drones downed, by region"]


def test_figures_that_look_wrong_say_why(show):
    made = [
        Incident([Place("UA-63")], counts={"launched": 3, "downed": 2}),
        Incident([Place("UA-51"), Place("UA-63")], counts={"downed": 9}),
    ]
    text = captions(show(made))
    assert "More downed than launched" in text
    assert "Regions add up to 3: an incident counts in each it touches." in text
    assert "“not reported”: no source gives a number; it is not 0." in text
    made = [
        Incident(
            [Place("UA-63")],
            counts=dict.fromkeys(("launched", "downed", "fatalities", "injuries"), 1),
        )
    ]
    text = captions(show(made))
    for word in ("More downed", "add up", "not reported", "split"):
        assert word not in text


def test_dates_of_a_visitor_are_no_preset(show):
    page = show()
    views.preset(page).set_value("Last 30 days").run()
    days = (DAY, DAY + dt.timedelta(days=3))
    views.dates(page).set_value(days).run()
    assert views.preset(page).value is None
    assert page.query_params == {"to": "2024-10-04"}
    views.preset(page).set_value("Last 30 days").run()
    assert page.query_params == {"from": "2024-11-01"}


def test_going_back_to_an_earlier_address_shows_it_again(show, monkeypatch):
    page = show()
    views.drawn(page.pills, controls.COUNTRY).set_value(["UA"]).run()
    page.query_params.clear()
    views.back(page, monkeypatch)
    assert page.query_params == {}
    assert figures(page)["Incidents"] == "4"


def test_a_choice_in_a_control_that_has_been_replaced_is_kept(show):
    page = show(region="UA-63")
    lagging = views.drawn(page.multiselect, controls.REGION)
    before = page._tree
    views.press(page, "Clear all")
    # The browser has not got the list anew, and adds a region to the one that it still shows.
    page._tree = before
    lagging.set_value(["UA-63", "RU-BEL"]).run()
    assert page.query_params == {"region": "RU-BEL"}
    assert views.drawn(page.multiselect, controls.REGION).value == ["RU-BEL"]


def test_another_language_leaves_all_that_is_chosen(show):
    page = show(region="UA-63", metric="killed")
    views.drawn(page.selectbox, language.LANGUAGE).set_value("uk").run()
    assert not page.exception
    assert page.query_params == {"region": "UA-63", "metric": "killed"}
    views.drawn(page.pills, controls.COUNTRY).set_value(["UA"]).run()
    assert not page.exception
    assert views.drawn(page.multiselect, controls.REGION).value == ["UA-63"]
    views.drawn(page.selectbox, language.LANGUAGE).set_value("en").run()
    assert page.query_params == {"region": "UA-63", "country": "UA", "metric": "killed"}


def test_an_address_that_asks_for_a_language_keeps_it_until_another_is_chosen(show):
    page = show(region="UA-63", lang="uk")
    assert page.query_params == {"region": "UA-63", "lang": "uk"}
    views.drawn(page.pills, controls.COUNTRY).set_value(["UA"]).run()
    assert page.query_params == {"region": "UA-63", "country": "UA", "lang": "uk"}
    views.drawn(page.selectbox, language.LANGUAGE).set_value("ru").run()
    assert page.query_params == {"region": "UA-63", "country": "UA"}


def test_reset_clears_the_filters_and_the_address(show):
    page = show(region="UA-63", **{"from": "2024-10-05"})
    assert figures(page)["Incidents"] == "1"
    next(b for b in page.button if b.label == "Clear all").click().run()
    assert figures(page)["Incidents"] == "4"
    assert page.query_params == {}


@pytest.mark.parametrize(
    "params", [{"from": "soon"}, {"metric": "fear"}, {"country": "PL"}, {"layers": "rivers"}]
)
def test_a_part_of_an_address_that_cannot_be_read_is_said_and_the_rest_shown(show, params):
    page = show(region="UA-63", **params)
    text = page.warning[0].value.replace("\\", "")
    assert text.startswith("A part of this address could not be read and is left out: ")
    assert next(iter(params)) in text
    assert page.query_params == {"region": "UA-63"}
    assert figures(page)["Incidents"] == "2"


def test_days_outside_the_data_are_moved_to_its_edges(show):
    page = show(**{"from": "1999-01-01", "to": "2031-01-01"})
    assert figures(page)["Incidents"] == "4"


@pytest.mark.parametrize(
    ("params", "lacking"),
    [
        ({"type": "Sexual violence"}, "Sexual violence"),
        ({"actor": "<b>Nobody"}, "<b>Nobody"),
        ({"dataset": "Nobody's"}, "Nobody's"),
        ({"from": "2030-01-01"}, "1 January 2030"),
        ({"to": "2014-01-01", "country": "UA"}, "1 January 2014"),
    ],
)
def test_what_the_data_does_not_have_is_nothing_and_has_a_way_out(show, params, lacking):
    page = show(**params)
    assert figures(page)["Incidents"] == "0"
    assert f"nothing of: {lacking}." in page.info[0].value.replace("\\", "")
    assert "<b>" not in page.info[0].value
    assert page.query_params == params
    page.button(key="chip_all").click().run()
    assert figures(page)["Incidents"] == "4"
    assert page.query_params == {}


def test_one_incident_alone(show):
    page = show(incident="I1")
    assert figures(page)["Incidents"] == "1"
    next(b for b in page.button if b.label == "I1").click().run()
    assert figures(page)["Incidents"] == "4"


def test_no_download_is_prepared_before_it_is_asked_for(show):
    assert show(region="UA-63").get("download_button") == []


def test_a_change_goes_to_the_map_first(show, monkeypatch):
    order = []

    def noted(module, name):
        original = getattr(module, name)

        def call(*args, **options):
            order.append(name)
            return original(*args, **options)

        monkeypatch.setattr(module, name, call)

    noted(controls, "sidebar")
    noted(map_view, "_map")
    noted(language, "control")

    def seen():
        found = order.copy()
        order.clear()
        return found

    page = show()
    assert seen() == ["_map", "control", "sidebar"], "at first"
    views.drawn(page.multiselect, controls.REGION).set_value(["UA-63"]).run()
    assert seen() == ["_map", "control", "sidebar"]
    next(button for button in page.button if button.label == "Clear all").click().run()
    assert seen() == ["_map", "control", "sidebar"]
    page.query_params["region"] = "UA-51"
    views.back(page, monkeypatch)
    assert seen() == ["_map", "control", "sidebar"]
    assert views.drawn(page.multiselect, controls.REGION).value == ["UA-51"]


def test_the_table_opens_web_addresses_only(show):
    made = incidents()
    made[1].text = {"source_url": "javascript:alert(1)"}
    page = show(made)
    table = views.records(page).value
    assert set(table["source_url"].dropna()) == {"https://example.org"}


def test_an_empty_selection_and_an_empty_store_are_normal(show):
    page = show(region="RU-KAM")
    assert "No incident fits these filters" in page.info[0].value
    page = show([])
    assert "holds no incident yet" in captions(page)
    assert figures(page)["Incidents"] == "0"


def test_a_missing_store_is_said(show, tmp_path, monkeypatch):
    show()
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "none.duckdb"))
    monkeypatch.setattr(server_store.HOLDER, "_store", None)
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    assert "no store at none.duckdb" in page.error[0].value


def test_a_replaced_store_is_picked_up(show, tmp_path):
    page = show()
    build(tmp_path / "a.duckdb", incidents()[:1], "newer").close()
    page.run()
    assert figures(page)["Incidents"] == "1"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"type": "Sexual violence"},
        {"type": ["Air/drone strike", "Sexual violence"]},
        {"actor": "Nobody"},
        {"actor": ["Nobody", "Not stated"]},
        {"from": "2030-01-01"},
        {"to": "2014-01-01"},
        {"from": "2024-10-05", "to": "2024-10-25", "country": "UA"},
        {"region": ["UA-51", "RU-KAM"], "metric": "killed"},
        {"country": "RU", "region": "UA-51"},
        {"incident": ["I1", "none"]},
        {"dataset": "none"},
        {"text": "Харків"},
        {"text": "no such word"},
    ],
    ids=str,
)
def test_page_api_and_embed_tell_the_same_of_an_address(show, params):
    page = show(**params)
    with TestClient(Starlette(routes=routes.routes(""))) as client:
        rows = client.get("/api/incidents.csv", params=params).text.splitlines()[1:]
        embedded = client.get("/embed", params=params).text
        lines = client.get("/api/regions.csv", params=params).text.splitlines()
    shown = figures(page)
    assert shown["Incidents"] == str(len({row.split(",")[0] for row in rows}))
    assert re.search(rf"<span>{shown['Incidents']} reported incidents?, ", embedded)
    assert shown["Regions touched"] == str(
        sum(row["incidents"] != "0" for row in csv.DictReader(lines))
    )
    assert not page.warning


def test_the_raions_are_a_table_for_who_asks(show):
    made = [
        Incident([Place("UA-63", raion="UA6308")]),
        Incident([Place("UA-63", raion="UA6312")]),
        Incident([Place("UA-63", raion="UA6312"), Place("UA-63")]),
    ]
    page = show(made).toggle(key="raions").set_value(True).run()
    assert not page.exception
    (table,) = [frame.value for frame in page.dataframe if "raion" in frame.value.columns]
    assert table["incidents"].tolist() == [2, 1]
    assert "UA6312" in table["raion"][0]
    assert any("not located at this level" in caption.value for caption in page.caption)


def told_twice():
    """Two datasets: the same incident with different tolls, and one that B alone has."""
    made = [
        Incident([Place("UA-63")], DAY, counts={"fatalities": 1}, text={"dataset": "A"}),
        Incident([Place("UA-63")], DAY, counts={"fatalities": 4}, text={"dataset": "B"}),
        Incident([Place("RU-BEL")], DAY, text={"dataset": "B"}),
    ]
    same, apart = [("x", None), ("x", None), ("y", None)], [("x", None), ("z", None), ("y", None)]
    return made, {"low": same, "usual": same, "high": apart}


def test_two_datasets_count_once_with_a_switch_to_each_by_itself(show):
    page = show(*told_twice())
    assert figures(page)["Incidents"] == "2 to 3"
    assert views.figures(page)["People killed"] == ("4", "1 to 4, known for 1")
    assert "2 to 3 incidents (3 records of 2 datasets), each counted once" in captions(page)
    assert page.query_params == {}
    strictness = views.drawn(page.select_slider, controls.STRICTNESS)
    assert strictness.value == "usual"
    views.done(strictness.set_value("high").run())
    assert page.query_params == {"strictness": "high"}
    assert figures(page)["People killed"] == "5"
    views.done(views.drawn(page.segmented_control, controls.COUNT).set_value("each").run())
    assert page.query_params["count"] == "each"
    assert figures(page)["Incidents"] == "3"
    assert not page.select_slider
    page = show(*told_twice(), dataset="B")
    assert figures(page)["Incidents"] == "2"
    assert figures(page)["People killed"] == "4"


def test_one_dataset_has_no_switch(show):
    page = show()
    labels = {control.label for control in page.get("button_group")}
    assert not page.select_slider
    assert "Counting" not in labels


def test_a_place_says_what_it_belongs_to(show):
    page = show([Incident([Place("UA-63", raion="UA6312")])], incident="I0")
    assert not page.exception
    said = " ".join(block.body for block in page.get("html"))
    assert "(UA6312)" in said
