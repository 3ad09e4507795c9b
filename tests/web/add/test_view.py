"""The view in which a visitor adds files, without a browser."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pandas as pd
import pytest

from geo import confined, ingest
from geo.export import of_rejected
from geo.maps import status_name
from geo.readers import FIELDS, READERS, Mapped
from geo.web import controls
from geo.web.add import outcome, upload
from tests.factory import Incident, Place
from tests.web import views
from tests.web.files import MIXED, PARTS, UNDECIDED

pytestmark = pytest.mark.slow

DAY = dt.date(2024, 10, 20)


@pytest.fixture
def page(tmp_path, monkeypatch):
    views.serve(tmp_path, monkeypatch, [Incident([Place("UA-63", point=True)], DAY)] * 2)
    return views.go(views.open_page(), "add")


def figures(page):
    return {metric.label: metric.value for metric in page.metric}


def incidents(page):
    """How many incidents the map's headline counts."""
    return views.figures(page)["Incidents"][0]


def labels(page):
    return [button.label for button in page.button]


def test_limits_are_stated_before_the_upload(page, monkeypatch):
    assert "At most 50 MB and 100,000 rows per file." in views.texts(page.caption)
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_MB", "3")
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_ROWS", "7")
    assert "At most 3 MB and 7 rows per file." in views.texts(page.run().caption)
    views.upload(page, ("mine.csv", MIXED))
    assert "the table has 8 rows; at most 7 are read" in page.error[0].value.replace("\\", "")


def test_a_setting_that_is_no_number_is_said(page, monkeypatch):
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_MB", "many")
    assert "ATLAS_MAX_UPLOAD_MB='many' is not a whole number" in page.run().error[0].value


def test_the_sidebar_is_the_maps(page):
    assert not page.sidebar.children
    assert views.go(page, "map").sidebar.children


def test_a_file_is_recognised_checked_and_added(page):
    views.upload(page, ("mine.csv", MIXED))
    assert "Add to my map" not in labels(page)
    views.press(page, "Check")
    assert figures(page) == {
        "Rows in the file": "8",
        **{status_name(name).capitalize(): str(number) for name, number in PARTS.items()},
    }
    assert (
        "8 rows and 2 further places named in them = 4 located + 2 ambiguous + 1 unmatched"
        " + 1 outside + 1 disagreeing + 1 not read." in views.texts(page.caption)
    )
    views.press(page, "Add to my map")
    assert "mine: 7 incidents, 9 places, of these 4 to review, 1 row not read" in [
        text.value for text in page.text
    ]
    assert incidents(views.go(page, "map")) == "9"
    assert page.query_params["colour"] == "dataset", "one's own is seen as own"
    views.drawn(page.multiselect, controls.DATASET).set_value(["mine"]).run()
    assert incidents(page) == "7"
    assert "With what is yours (1 added dataset), seen by you alone" in views.texts(page.caption)
    views.press(page, "mine")
    views.press(views.go(page, "add"), "Remove")
    assert incidents(views.go(page, "map")) == "2"


def test_another_visitor_does_not_see_it(page):
    views.press(views.press(views.upload(page, ("mine.csv", MIXED)), "Check"), "Add to my map")
    assert incidents(views.open_page()) == "2"


def test_filters_survive_another_view(page):
    views.go(page, "map")
    views.drawn(page.multiselect, controls.REGION).set_value(["UA-63"]).run()
    views.drawn(page.selectbox, controls.METRIC).set_value("killed").run()
    before = dict(page.query_params)
    views.go(views.go(page, "review"), "map")
    assert views.drawn(page.multiselect, controls.REGION).value == ["UA-63"]
    assert views.drawn(page.selectbox, controls.METRIC).value == "killed"
    assert dict(page.query_params) == before


def test_changed_choices_ask_for_another_check(page):
    views.press(views.upload(page, ("mine.csv", MIXED)), "Check")
    name = next(field for field in page.text_input if field.label == "Name of the dataset")
    views.done(name.set_value("ours").run())
    assert "check again" in views.texts(page.info)
    assert "Add to my map" not in labels(page)
    views.press(views.press(page, "Check"), "Add to my map")
    assert any(text.value.startswith("ours: 7 incidents") for text in page.text)


def test_a_column_can_be_chosen(page):
    views.upload(page, ("mine.csv", b"moment,spot,what\n2024-10-21,Sumy,drone\n"))
    boxes = {box.label: box for box in page.selectbox}
    assert boxes["Date"].value == ""
    assert boxes["Date"].options == [
        *("not in this file", "moment (2024-10-21)", "spot (Sumy)", "what (drone)"),
    ]
    boxes["Date"].set_value("moment")
    boxes["Place"].set_value("spot")
    views.press(views.done(page.run()), "Check")
    assert figures(page)["Located"] == "1"


def test_capitalised_headings_are_read(page):
    views.upload(page, ("mine.csv", b"Date, Location, Killed\n2024-10-20,Kharkiv,1\n"))
    assert not page.error
    views.press(page, "Check")
    assert figures(page)["Located"] == "1"


def test_the_first_rows_are_shown_as_they_are_read(page):
    content = "Дата;Місто;Загинуло\n20.10.2024;Харків;1\nколись;Суми;2\n".encode("cp1251")
    views.upload(page, ("mine.csv", content))
    shown = page.dataframe[0].value
    assert shown["Place"].tolist()[0] == "Харків"
    assert shown["From"].tolist()[0] == "2024-10-20"
    assert "is not a date" in shown["Reason"].tolist()[1]
    boxes = {box.label: box for box in page.selectbox}
    assert "as found: cp1251" in boxes["Encoding"].options[0]
    views.done(boxes["People killed"].set_value("").run())
    assert "Killed" not in page.dataframe[0].value


def test_how_cells_are_read_can_be_changed(page):
    views.upload(page, ("mine.csv", b"date|place,town\n2024-10-20|Kharkiv,Sumy\n"))
    boxes = {box.label: box for box in page.selectbox}
    views.done(boxes["Sign between the cells"].set_value(",").run())
    boxes = {box.label: box for box in page.selectbox}
    assert any(name.startswith("town (Sumy") for name in boxes["Place"].options)


def test_what_cannot_be_read_as_chosen_can_be_chosen_otherwise(page):
    views.upload(page, ("mine.csv", b"date,place\n2024-10-20,Kharkiv\n"))
    rows = {box.label: box for box in page.number_input}
    views.done(rows["Row of the headings"].set_value(400).run())
    assert page.error
    rows = {box.label: box for box in page.number_input}
    views.done(rows["Row of the headings"].set_value(1).run())
    assert not page.error
    assert page.dataframe[0].value["Place"].tolist() == ["Kharkiv"]


def test_the_columns_of_a_named_format_are_shown_with_their_values(page):
    row = b"1,2024-10-20,Kharkiv,36.25,49.98,ADM3,PPLA\n"
    head = b"event_id_1pd,date,asciiname,longitude,latitude,GEO_PRECISION,feature_code\n"
    views.upload(page, ("mine.csv", head + row))
    shown = page.dataframe[0].value
    assert shown["Column"].tolist()[:3] == ["event_id_1pd", "date", "asciiname"]
    assert shown["Values"].tolist()[:3] == ["1", "2024-10-20", "Kharkiv"]


def test_a_saved_mapping_reads_the_next_file(page):
    first = b"moment,spot,what\n2024-10-21,Sumy,drone\n"
    mapped = Mapped(
        ("moment", "spot", "what"), "table", {"date_start": "moment", "location": "spot"}
    )
    views.upload(page, ("mine.csv", first), ("mapping.json", mapped.as_json().encode()))
    boxes = {box.label: box for box in page.selectbox}
    assert boxes["Date"].value == "moment"
    assert "saved mapping" in views.texts(page.info)
    views.press(page, "Check")
    assert figures(page)["Located"] == "1"


def test_choices_are_offered_for_the_next_file_with_these_headings(page):
    first = b"moment,spot,what\n2024-10-21,Sumy,drone\n"
    views.upload(page, ("one.csv", first))
    boxes = {box.label: box for box in page.selectbox}
    boxes["Date"].set_value("moment")
    boxes["Place"].set_value("spot")
    views.press(views.done(page.run()), "Check")
    views.upload(page, ("one.csv", first), ("two.csv", first.replace(b"Sumy", b"Lviv")))
    assert "saved mapping" in views.texts(page.info)


def test_a_file_beyond_the_limits_says_what_to_do(page, monkeypatch):
    monkeypatch.setenv("ATLAS_MAX_UPLOAD_ROWS", "1")
    views.upload(page, ("mine.csv", MIXED))
    assert "geo ingest" in views.texts(page.caption)
    assert "ATLAS_MAX_UPLOAD_ROWS" in views.texts(page.caption)


def test_every_format_and_field_can_be_chosen(page):
    views.upload(page, ("mine.csv", MIXED))
    boxes = {box.label: box for box in page.selectbox}
    assert boxes["Format"].options == [reader.title for reader in READERS.values()]
    assert set(FIELDS) == set(upload.FIELD_NAMES)
    views.done(boxes["Format"].set_value("acled").run())
    views.press(page, "Check")
    assert "is missing" in page.error[0].value


def test_an_undecided_date_order_is_asked(page):
    views.press(views.upload(page, ("dates.csv", UNDECIDED)), "Check")
    assert figures(page)["Not read"] == "2"
    assert "day or with the month first" in page.warning[0].value
    box = next(box for box in page.selectbox if box.label.startswith("Dates such as"))
    views.done(box.set_value("day").run())
    views.press(page, "Check")
    assert (figures(page)["Not read"], figures(page)["Located"]) == ("0", "2")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\r\n", "the file is a PNG picture"),
        (b"PK\x03\x04broken", "mine.csv: "),
    ],
)
def test_a_bad_file_gets_one_sentence_beside_a_good_one(page, content, sentence):
    views.upload(page, ("bad.csv", content), ("good.csv", MIXED))
    assert len(page.error) == 1
    assert sentence.replace("mine.csv", "bad.csv") in page.error[0].value.replace("\\", "")
    assert labels(page).count("Check") == 1


def test_a_fault_that_nobody_foresaw_is_one_sentence_too(page, monkeypatch):
    views.upload(page, ("mine.csv", MIXED))
    start = confined.start
    # The other process is given what no file is.
    monkeypatch.setattr(confined, "start", lambda *a, **more: start(*a, **more | {"content": 5}))
    views.press(page, "Check")
    assert "for a reason that was not foreseen" in page.error[0].value


def test_names_and_cells_are_inert(page):
    content = b"date,place,*type*\n2024-10-21,[x](javascript:1),<b>drone</b>\n"
    views.upload(page, ("**bold** <b>.csv", content))
    assert r"\*\*bold\*\* \<b\>\.csv" in [title.value for title in page.subheader]
    views.press(page, "Check")
    shown = views.texts(page.markdown) + views.texts(page.caption)
    assert "<b>" not in shown.replace("\\<b\\>", "")
    assert "[x](" not in shown


def test_a_dataset_that_would_replace_the_shared_one_is_said(page):
    views.upload(page, ("test.csv", MIXED))
    views.press(page, "Check")
    assert "dataset test is in the shared data" in page.warning[0].value


def test_the_downloads_have_every_row():
    prepared = ingest.prepare([("mine.csv", MIXED)], ingest.Choices("mine"))
    counted = outcome.outcome(prepared)
    assert counted.parts == PARTS
    assert counted.rows + counted.further == sum(counted.parts.values())
    content = outcome.result_csv(prepared.tables)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == sum(PARTS.values()) - PARTS["rejected"]
    sumy = rows[0]
    assert (sumy["location"], sumy["region"], sumy["region_name"]) == (
        "Суми",
        "UA-59",
        "Sumy Oblast",
    )
    assert (sumy["date_start"], sumy["fatalities"], sumy["source_row"]) == ("2024-10-21", "2", "2")
    turned_down = list(prepared.tables.rejected.itertuples(index=False, name=None))
    rejected = b"".join(of_rejected(lambda: turned_down)).decode("utf-8-sig")
    assert "колись" in rejected


def test_the_result_can_be_read_again():
    prepared = ingest.prepare([("mine.csv", MIXED)], ingest.Choices("mine"))
    again = ingest.prepare([("geocoded.csv", outcome.result_csv(prepared.tables))]).tables
    ids = ["incident_id"]
    left, right = (
        t.incidents.sort_values(ids, ignore_index=True) for t in (prepared.tables, again)
    )
    pd.testing.assert_frame_equal(left, right)
    assert (
        again.locations["region"]
        .value_counts()
        .equals(prepared.tables.locations["region"].value_counts())
    )


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_its_examples(part):
    prepared = ingest.prepare([("mine.csv", MIXED)], ingest.Choices("mine"))
    table = outcome.examples(prepared.tables, part)
    assert len(table) == PARTS[part]
    if part not in ("located", "outside"):
        assert table["Reason"].notna().all()
