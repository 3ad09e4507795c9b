"""The view in which places in doubt are decided, without a browser."""

from __future__ import annotations

import datetime as dt

import pytest

from geo import query
from geo.geocoding import Candidate
from geo.query import Doubt
from geo.store import Store
from geo.web.records import duplicates
from geo.web.review import decide, links, pick_map
from geo.web.visitor import server_store
from tests.factory import Incident, Place, build
from tests.web import views
from tests.web.files import MIXED

pytestmark = pytest.mark.slow

DAY = dt.date(2024, 10, 20)


@pytest.fixture
def page(tmp_path, monkeypatch):
    made = [Incident([Place("UA-59", point=True)], DAY + dt.timedelta(1), type="Attack")]
    views.serve(tmp_path, monkeypatch, made)
    opened = views.upload(views.go(views.open_page(), "add"), ("mine.csv", MIXED))
    views.press(views.press(opened, "Check"), "Add to my map")
    return views.go(opened, "review")


def radio(page):
    return page.radio[0]


def test_an_empty_review_says_so(tmp_path, monkeypatch):
    views.serve(tmp_path, monkeypatch, [Incident([Place("UA-63", point=True)], DAY)])
    page = views.go(views.open_page(), "review")
    assert "No place waits for a decision." in views.texts(page.info)
    assert "0 rows at 0 places to decide, 0 rows not read" in page.caption[0].value


def test_places_are_grouped_and_counted(page):
    assert "4 rows at 3 places to decide, 1 row not read" in page.caption[0].value
    (box,) = [box for box in page.selectbox if box.label.startswith("Place to decide")]
    assert box.options[0] == "Золочів · 2 rows · ambiguous · mine"
    assert len(box.options) == 3


def test_one_decision_settles_all_rows(page):
    assert [option[:2] for option in radio(page).options[:2]] == ["1\\", "2\\"]
    views.done(radio(page).set_value("0").run())
    views.press(page, "Apply to 2 rows")
    assert "Золочів: Kharkiv Oblast, for 2 rows" in views.texts(page.success).replace("\\", "")
    assert "2 rows at 2 places to decide" in page.caption[0].value


def test_a_region_and_outside_can_be_chosen(page):
    views.done(radio(page).set_value("region").run())
    apply = next(b for b in page.button if b.label.startswith("Apply"))
    assert apply.disabled
    (box,) = [box for box in page.selectbox if box.label == "Region"]
    assert len(box.options) == 110
    views.done(box.set_value("UA-46").run())
    views.press(page, "Apply to 2 rows")
    views.done(radio(page).set_value("outside").run())
    views.press(page, "Apply to 1 row")
    assert "1 row at 1 place to decide" in page.caption[0].value


def test_a_point_must_lie_in_a_region(page):
    views.done(radio(page).set_value("point").run())
    assert "No point is chosen yet." in views.texts(page.caption)
    for point, text, disabled in (
        ((52.2, 21.0), "at sea or abroad", True),
        ((50.27, 35.98), ": Kharkiv Oblast", False),
    ):
        page.session_state[decide._POINT] = (("Золочів", "", "mine"), point)
        views.done(page.run())
        assert text in views.texts(page.caption)
        assert next(b for b in page.button if b.label.startswith("Apply")).disabled is disabled


def test_decisions_are_listed_undone_and_loaded(page):
    views.done(radio(page).set_value("0").run())
    views.press(page, "Apply to 2 rows")
    page.session_state["review_tab"] = "Decisions"
    views.done(page.run())
    assert "Золочів (mine): UA-63 (50.27331, 35.97755)" in [text.value for text in page.text]
    labels = [button.label for button in page.get("download_button")]
    assert labels == ["Download 1 decision (corrections.csv)"]
    views.press(page, "Undo")
    assert "4 rows at 3 places to decide" in page.caption[0].value
    content = "place,region\nЗолочів,UA-46\nКваквакове,UA-59\n".encode()
    views.done(
        page.file_uploader(key="corrections").set_value(("c.csv", content, "text/csv")).run()
    )
    views.press(page, "Apply these decisions")
    assert "2 decisions of the file now hold" in views.texts(page.success)
    assert "1 row at 1 place to decide" in page.caption[0].value


def test_a_wrong_corrections_file_is_one_sentence(page):
    page.session_state["review_tab"] = "Decisions"
    views.done(page.run())
    views.done(page.file_uploader(key="corrections").set_value(("c.csv", b"x", "text/csv")).run())
    views.press(page, "Apply these decisions")
    assert "needs the column place" in page.error[0].value


def test_rows_not_read_have_their_reason(page):
    page.session_state["review_tab"] = "Rows not read"
    views.done(page.run())
    table = page.dataframe[0].value
    assert list(table["source_row"]) == [8]
    assert "is not a date" in table["problem"].iloc[0]


def test_records_of_one_dataset_with_the_same_figure_are_in_the_one_list(tmp_path):
    def strike(day, place, **more):
        return Incident([place], day, counts={"downed": 27}, **more)

    here = Place("UA-63", point=True)
    store = build(tmp_path / "b.duckdb", [strike(DAY, here), strike(DAY, here)])
    assert query.doubtful_count(store) == 1
    (found,) = query.doubtful_links(store, limit=10)
    assert (found.label, found.score) == ("same", None)
    assert links._said(found) == (
        "Both report 27 downed for the same region. Reported at the same point, on the same day."
    )
    assert "Reported: 27 downed" in duplicates.lines(found.pair.one)
    assert query.headline(store, query.Filters()).incidents == 2


def test_a_single_candidate_is_suggested():
    one = Candidate("UA-63", "Z", 50.1, 35.9, "settlement", "")
    assert decide.suggestion([one]) == "0"
    assert decide.suggestion([one, one]) is None
    assert decide.suggestion([]) is None


def test_candidates_use_what_all_rows_say():
    import pandas as pd

    doubt = Doubt("Золочів", "", "mine", 2, 2, "ambiguous", "", "")
    rows = pd.DataFrame({"admin1": [None, None], "latitude": [None] * 2, "longitude": [None] * 2})
    found = decide.candidates(doubt, rows)
    assert [c.region for c in found] == ["UA-63", "UA-46"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"lat": 50, "lon": 36.5}, pick_map.Picked(50.0, 36.5)),
        ({"lat": 65.0, "lon": 190.0}, pick_map.Picked(65.0, -170.0)),
        ({"region": "UA-63"}, pick_map.Picked(region="UA-63")),
        ({"mark": 2}, pick_map.Picked(mark=2)),
        ({"mark": 99}, None),
        ({"region": "XX"}, None),
        ({"region": ["UA-63"]}, None),
        ({"lat": 91, "lon": 0}, None),
        ({"lat": "50", "lon": 36}, None),
        ({"lat": float("nan"), "lon": 36}, None),
        (None, None),
        ("UA-63", None),
    ],
)
def test_only_what_the_map_offers_is_taken_from_it(value, expected):
    assert pick_map.picked(value) == expected


def test_a_decision_about_a_link_holds_in_the_visitors_store(tmp_path):
    from geo import ingest
    from geo.links import LinkDecision
    from geo.web.visitor.own_data import Visitor

    files = []
    for name, text in (("one", "Shelling of a school"), ("other", "Обстріл школи")):
        file = tmp_path / f"{name}.csv"
        file.write_text(
            "incident_id,date_start,sub_event_type,location,latitude,longitude,fatalities,notes\n"
            f"{name},2024-10-20,Attack,Kharkiv,49.98,36.25,3,{text}\n",
            encoding="utf-8",
        )
        files.append(file)
    ingest.ingest(files, tmp_path / "s.duckdb")
    base, visitor = Store(tmp_path / "s.duckdb"), Visitor()
    once = query.Filters(count="once")
    assert query.headline(base, once).incidents == 1
    apart = LinkDecision("one", "one", "other", "other", "different")
    visitor.decide_links(base, apart)
    assert query.headline(visitor.current(base), once).incidents == 2
    visitor.undo_link(base, apart.key)
    assert query.headline(visitor.current(base), once).incidents == 1
    visitor.close()


def test_doubtful_links_stand_side_by_side_and_are_decided(tmp_path, monkeypatch):
    from geo import ingest

    files = []
    for name, lat, text in (("one", 49.98, "Shelling of a school"), ("other", 49.985, "Школа")):
        file = tmp_path / f"{name}.csv"
        file.write_text(
            "incident_id,date_start,sub_event_type,location,latitude,longitude,fatalities,notes\n"
            f"{name},2024-10-20,Attack,Kharkiv,{lat},36.25,,{text}\n",
            encoding="utf-8",
        )
        files.append(file)
    ingest.ingest(files, tmp_path / "s.duckdb")
    monkeypatch.setenv("ATLAS_STORE", str(tmp_path / "s.duckdb"))
    monkeypatch.setattr(server_store.HOLDER, "_store", None)
    page = views.go(views.open_page(), "review")
    page.session_state["review_tab"] = "Doubtful links"
    views.done(page.run())
    said = "Likely the same incident: 74%. on the same day, the same kind of target"
    assert said in views.texts(page.caption)
    assert [text.value.split("\n")[-1] for text in page.text] == ["Id: one", "Id: other"]
    views.press(page, "Different")
    assert "one and other: different." in views.texts(page.success).replace("\\", "")
    assert "No two records are in doubt" in views.texts(page.info)
    page.session_state["review_tab"] = "Decisions"
    views.done(page.run())
    assert "one and other: different" in [text.value for text in page.text]
    labels = [button.label for button in page.get("download_button")]
    assert labels == ["Download 1 decision (links.csv)"]
    views.press(page, "Undo")
    assert not [text for text in page.text if "different" in text.value]
    content = b"dataset_a,id_a,dataset_b,id_b,label\none,one,other,other,part_of\n"
    views.done(page.file_uploader(key="links").set_value(("l.csv", content, "text/csv")).run())
    views.press(page, "Apply these decisions about links")
    assert [error.value for error in page.error] == []
    assert "one is a part of other" in [text.value for text in page.text]
