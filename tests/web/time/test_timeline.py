"""The timeline and playing, as parts of the page, without a browser."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from geo import query, regions
from geo.web import controls
from geo.web.time import charts, moving_window, play
from geo.web.visitor import server_store
from tests.factory import Incident, Place, build
from tests.web import views

pytestmark = pytest.mark.slow

PAGE = str(regions.DATA.parent / "geo" / "web" / "page.py")
DAY = dt.date(2024, 10, 1)  # a Tuesday
LAST = DAY + dt.timedelta(days=20)


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def incidents():
    return [
        Incident([Place("UA-63", point=True)], DAY, text={"time_start": "04:30"}),
        Incident([Place("UA-51")], day(2), day(4)),
        Incident([Place("RU-BEL")], LAST, type="Attack"),
    ]


@pytest.fixture
def show(tmp_path, monkeypatch):
    def run(made=None, **params):
        path = tmp_path / "a.duckdb"
        build(path, incidents() if made is None else made).close()
        monkeypatch.setenv("ATLAS_STORE", str(path))
        monkeypatch.setattr(server_store.HOLDER, "_store", None)
        page = AppTest.from_file(PAGE, default_timeout=60)
        for name, value in params.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return run


def press(page, label):
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def total(page):
    return views.figures(page)["Incidents"][0]


def dates(page):
    return views.dates(page).value


def when(page):
    (text,) = [h.proto.body for h in page.get("html") if "atlas-when" in h.proto.body[:30]]
    return text.split(">")[1].split("<")[0]


def test_playing_begins_at_the_first_day_and_leaves_the_address(show):
    page = show(region="UA-51")
    assert not [b for b in page.button if b.label == "Pause"]
    press(page, "Play through time")
    assert dates(page) == (DAY, DAY)
    assert when(page) == "1 October 2024"
    assert total(page) == "0"
    assert page.query_params == {"region": "UA-51"}
    press(page, "Pause")
    assert page.query_params == {"region": "UA-51", "to": "2024-10-01"}


def test_steps_go_both_ways_and_end_at_the_ends(show):
    page = show()
    press(page, "Play through time")
    views.drawn(page.segmented_control, play.WINDOW).set_value("week").run()
    assert dates(page) == (DAY, day(5))
    assert total(page) == "2"
    labels = {b.label: b.disabled for b in page.button}
    assert labels["One step back"]
    for _ in range(2):
        press(page, "One step forward")
    assert dates(page) == (day(13), day(19))
    press(page, "One step forward")
    assert dates(page) == (LAST, LAST)
    assert {b.label: b.disabled for b in page.button}["One step forward"]
    press(page, "Play")
    assert dates(page) == (DAY, day(5)), "from the end it begins again"


def test_all_up_to_a_window(show):
    page = show()
    press(page, "Play through time")
    views.drawn(page.segmented_control, play.MODE).set_value("sum").run()
    press(page, "One step forward")
    press(page, "One step forward")
    assert dates(page) == (DAY, day(2))
    assert total(page) == "2"


def test_the_slider_goes_to_a_day(show):
    page = show()
    press(page, "Play through time")
    press(page, "Pause")
    views.drawn(page.slider, play.POSITION).set_value(day(3)).run()
    assert dates(page) == (day(3), day(3))
    views.drawn(page.segmented_control, play.WINDOW).set_value("month").run()
    assert dates(page) == (DAY, LAST)


def test_closing_gives_the_dates_from_before(show):
    page = show(**{"from": "2024-10-03"})
    press(page, "Play through time")
    assert dates(page) == (day(2), day(2))
    press(page, "Close")
    assert dates(page) == (day(2), LAST)
    assert page.query_params == {"from": "2024-10-03"}


def test_dates_of_the_visitors_own_end_the_playing(show):
    page = show()
    press(page, "Play through time")
    views.dates(page).set_value((day(2), day(9))).run()
    assert dates(page) == (day(2), day(9))
    assert [b.label for b in page.button].count("Play through time") == 1
    assert page.query_params == {"from": "2024-10-03", "to": "2024-10-10"}


def test_what_plays_stands_still_after_going_back_to_the_same_dates(show, monkeypatch):
    page = show()
    press(page, "Play through time")
    page.query_params |= {"to": "2024-10-01", "region": "UA-51"}
    views.back(page, monkeypatch)
    assert dates(page) == (DAY, DAY)
    assert "Pause" not in {b.label for b in page.button}
    assert page.query_params == {"to": "2024-10-01", "region": "UA-51"}


def test_visitors_play_apart(show):
    one, other = show(), show()
    press(one, "Play through time")
    other.run()
    assert dates(other) == (DAY, LAST)
    assert total(other) == "3"


def test_an_empty_store_has_no_timeline_and_nothing_to_play(show):
    page = show([])
    assert not [b for b in page.button if b.label == "Play through time"]
    assert not page.get("vega_lite_chart")


def test_a_selection_without_incidents_says_so(show):
    text = " ".join(caption.value for caption in show(region="RU-KAM").caption)
    assert "No incident fits these filters on any day of the data." in text


def test_the_timeline_stays_where_the_chosen_days_are_empty(show):
    page = show(**{"from": "2024-10-10", "to": "2024-10-11"})
    assert total(page) == "0"
    assert len(page.get("vega_lite_chart")) == 1


@pytest.fixture
def drag(show):
    """A page and what a drag over its timeline does to the dates."""
    page = show()

    def do(*days, key="timeline_chart_1"):
        value = {}
        if days:
            first, last = (charts._days_since_epoch(d) for d in days)
            value = {charts.MOMENT: [first * 86_400_000, (last + 1) * 86_400_000]}
        page.session_state[key] = {"selection": {charts.BRUSH: value}}
        page.run()
        assert not page.exception
        return dates(page)

    return SimpleNamespace(do=do, page=page)


def test_a_drag_sets_the_dates_once_and_its_end_gives_those_from_before(drag):
    assert drag.do(day(2), day(5)) == (day(2), day(5))
    assert drag.do(day(3), day(6)) == (day(3), day(6))
    assert drag.do() == (DAY, LAST)


def test_dates_that_are_changed_after_a_drag_take_its_frame_away(drag):
    drag.do(day(2), day(5))
    views.preset(drag.page).set_value("Last 7 days").run()
    assert dates(drag.page) == (day(14), LAST)
    assert drag.do(key="timeline_chart_2") == (day(14), LAST)
    assert drag.do(day(2), day(5)) == (day(14), LAST), "what it said before is not said again"
    assert drag.do(day(3), day(7)) == (day(3), day(7)), "a frame on the chart from before is news"


def test_a_button_goes_back_to_the_dates_before_a_drag(drag):
    drag.do(day(2), day(5))
    press(drag.page, next(b.label for b in drag.page.button if b.label.startswith("Back")))
    assert dates(drag.page) == (DAY, LAST)


def test_the_timeline_is_asked_for_the_whole_period_once(show, monkeypatch):
    asked = []
    monkeypatch.setattr(query, "timeline", lambda *a: asked.append(a) or original(*a))
    page = show()
    views.dates(page).set_value((day(2), day(9))).run()
    assert [a[1].date_from for a in asked] == [None]


original = query.timeline


def test_the_timer_and_not_the_page_asks_for_the_next_step(monkeypatch):
    reruns = []
    now = controls.State()
    now.play = held = moving_window.Play((DAY, LAST), DAY)
    fake = SimpleNamespace(rerun=lambda: reruns.append(held.at))
    monkeypatch.setattr(play, "st", fake)
    play._tick(now)
    assert reruns == [], "the page's own run asks for nothing"
    play._tick(now)
    assert reruns == [day(1)]
    held.at = day(19)
    play._tick(now)
    assert (held.at, held.running) == (LAST, False), "it stops at the last day"
