"""Texts that are pasted or dropped, and the review of their drafts, without a browser."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from geo import query
from geo.web.add import marked, texts
from geo.web.add.upload import Offer
from tests.factory import Incident, Place
from tests.web import views

pytestmark = pytest.mark.slow

TEXT = (
    "У ніч на 12 березня 2025 року росіяни атакували Суми дронами. Загинули двоє людей, "
    "ще п'ятеро поранені.\n"
    "Того ж дня, 12 березня 2025 року, ракета влучила в школу у Полтаві. <b>Постраждалих немає.</b>"
)


@pytest.fixture
def page(tmp_path, monkeypatch):
    counts = {"fatalities": 2, "injuries": 5}
    known = Incident([Place("UA-59", point=True)], dt.date(2025, 3, 12), counts=counts)
    views.serve(tmp_path, monkeypatch, [known])
    return views.go(views.open_page(), "add")


def paste(page, text=TEXT):
    views.done(page.text_area(key="pasted_text").set_value(text).run())
    return views.press(page, "Find incidents")


def labelled(elements, label):
    return next(e for e in elements if e.label == label)


def shown(page):
    """The HTML that the page shows."""
    return " ".join(block.proto.body for block in page.get("html"))


def test_a_pasted_text_becomes_drafts_with_their_words_marked(page):
    paste(page)
    assert labelled(page.number_input, "People killed").value == 2
    assert labelled(page.number_input, "People injured").value == 5
    assert labelled(page.selectbox, "Actor").value == "Russia"
    html = shown(page)
    assert ">Загинули двоє людей</mark>" in html
    assert ">Суми</mark>" in html
    assert "&lt;b&gt;Постраждалих" in html
    assert "<b>" not in html


def test_nothing_is_added_before_it_is_accepted(page):
    paste(page)
    add = next(b for b in page.button if b.label.startswith("Add 0"))
    assert add.disabled


def test_accepted_drafts_go_onto_the_visitors_map(page):
    paste(page)
    views.done(labelled(page.number_input, "People killed").set_value(3).run())
    views.press(page, "Accept")
    views.press(page, "Drop")
    views.press(page, "Add 1 draft to my map")
    assert "Added texts with 1 incident" in page.success[0].value
    kept = page.session_state["texts_added"]
    assert len(kept) == 1
    row = kept[0]
    assert row["fatalities"] == 3
    assert row["notes"].startswith(
        "coded from a text, reviewed by a person; killed changed from 2 to 3: "
    )
    assert row["admin1"] == "UA-59"
    assert json.loads(row["evidence"])["injured"]["text"].endswith("поранені")


def test_what_is_likely_in_the_data_already_is_said(page):
    paste(page)
    assert any("Likely in the data already" in block.value for block in page.info)


def test_two_drafts_can_be_joined(page):
    paste(page)
    views.press(page, "Join them")
    assert "Полтаві" in " ".join(box.label for box in page.checkbox)
    views.press(page, "Accept")
    views.press(page, "Add 1 draft to my map")
    assert {row["location"] for row in page.session_state["texts_added"]} == {"Суми", "Полтаві"}


def test_a_place_can_be_left_out(page):
    paste(page, "12 березня 2025 року ракети влучили в будинки в Сумах та Охтирці.")
    box = next(box for box in page.checkbox if "Охтирці" in box.label)
    views.done(box.uncheck().run())
    views.press(page, "Accept")
    views.press(page, "Add 1 draft to my map")
    assert [row["location"] for row in page.session_state["texts_added"]] == ["Сумах"]


def test_a_text_without_an_incident_says_so(page):
    paste(page, "The mayor of Lviv met investors from Denmark and spoke about bridges.")
    assert any("No incident was found" in block.value for block in page.info)


def test_a_text_in_another_language_says_so(page):
    paste(page, "ロシア軍は夜間にウクライナの首都を攻撃し、三人が死亡した。")
    assert any("a language that is not read" in block.value for block in page.warning)


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.html", "<html>", True),
        ("a.docx", "PK", True),
        ("a.txt", "date;place;killed\n2025-03-12;Sumy;2", False),
        ("a.txt", "A missile hit a school in Sumy on Tuesday, killing two.", True),
        ("a.csv", "A missile hit a school in Sumy on Tuesday, killing two.", False),
    ],
)
def test_which_files_are_texts(name, content, text):
    assert texts.is_text(Offer("1", name, content.encode())) is text


def test_a_dropped_page_becomes_drafts(page):
    paragraph = "A missile hit a school in Sumy on 12 March 2025 and killed two people. " * 6
    content = f"<html><body><article><p>{paragraph}</p></article></body></html>"
    box = page.file_uploader(key="uploads")
    views.done(box.set_value(("news.html", content.encode(), "text/html")).run())
    assert labelled(page.number_input, "People killed").value == 2


def test_a_page_of_records_is_a_table_and_may_be_read_as_a_text(page):
    rows = "<tr><th>Date<th>Place<th>Killed<tr><td>12 March 2025<td>Sumy<td>2"
    box = page.file_uploader(key="uploads")
    views.done(box.set_value(("list.html", f"<table>{rows}</table>".encode(), "text/html")).run())
    assert page.dataframe[0].value["Place"].tolist() == ["Sumy"]
    assert page.toggle[0].label == "Read list\\.html as a text"
    page.toggle[0].set_value(v=True)
    views.done(page.run())
    assert "Check" not in [button.label for button in page.button]


def test_marks_that_overlap_are_apart():
    record = {
        "places": [{"start": 12, "end": 16}],
        "spans": {"killed": [[0, 16]], "date_start": [[20, 24]]},
    }
    html = marked.marked("two dead in <Sumy> on Monday", record)
    assert html.count("<mark") == 3
    assert "&lt;" in html


def test_the_messages_of_a_telegram_export_are_texts_if_wanted(page):
    message = {"id": 7, "type": "message", "date": "2025-03-12T07:00:00", "text": TEXT}
    content = json.dumps({"name": "Channel", "messages": [message]}).encode()
    box = page.file_uploader(key="uploads")
    views.done(box.set_value(("result.json", content, "application/json")).run())
    views.done(page.toggle[0].set_value(True).run())
    assert labelled(page.number_input, "People killed").value == 2


def test_a_draft_without_a_day_asks_for_it(page):
    paste(page, "A missile hit a school in Sumy and killed two people.")
    assert any("does not say when it was" in block.value for block in page.warning)


def test_a_draft_can_be_split(page):
    paste(page, "12 березня 2025 року ракети влучили в Суми та Охтирку, загинули двоє людей.")
    box = labelled(page.multiselect, "Places of the other draft")
    views.done(box.set_value([1]).run())
    views.press(page, "Split it")
    views.press(page, "Accept")
    views.press(page, "Accept")
    views.press(page, "Add 2 drafts to my map")
    first, second = page.session_state["texts_added"]
    assert (first["location"], first["fatalities"]) == ("Суми", 2)
    assert (second["location"], second["fatalities"]) == ("Охтирку", None)
    assert first["date_start"] == second["date_start"] == "2025-03-12"
    assert second["actor"] == first["actor"]
    assert "split from draft 1" in second["notes"]


def test_a_draft_of_a_known_record_can_be_joined_to_it(page):
    before = len(session_links(page))
    paste(page)
    views.press(page, "Accept as the same")
    views.press(page, "Add 1 draft to my map")
    assert before == 0
    (decision,) = session_links(page)
    assert (decision.dataset_a, decision.label) == ("texts", "same")
    assert decision.id_a == page.session_state["texts_added"][0]["incident_id"]
    visitor = page.session_state["visitor"]
    store = visitor.opened()
    assert query.headline(store, query.Filters(count="each")).incidents == 2
    assert query.headline(store, query.Filters(count="once")).incidents == 1


def test_accepting_by_itself_takes_the_joining_back(page):
    paste(page)
    views.press(page, "Accept as the same")
    views.press(page, "Previous")
    views.press(page, "Accept")
    views.press(page, "Add 1 draft to my map")
    assert session_links(page) == []


def test_drafts_are_gone_through_by_keys(page):
    paste(page)
    keys = {button.label: button.proto.shortcut for button in page.button if button.proto.shortcut}
    assert keys == {
        "Accept": "a", "Drop": "d", "Previous": "k", "Next": "j", "Accept as the same": "s",
    }  # fmt: skip
    views.press(page, "Next")
    assert "Полтаві" in " ".join(box.label for box in page.checkbox)


def session_links(page):
    """What the visitor has decided about pairs."""
    return list(page.session_state["visitor"].wishes.links.values())
