"""The view of nights, without a browser."""

from __future__ import annotations

import datetime as dt

from tests.factory import Incident, Place
from tests.web import views

EVENING = dt.date(2024, 10, 20)


def test_the_view_of_nights_is_linked_and_says_what_does_not_fit(tmp_path, monkeypatch):
    made = [
        Incident([Place("UA-63")], EVENING, counts={"launched": 30, "downed": 20, "lost": 4}),
        Incident([Place("RU-BEL")], EVENING, actor="Ukraine", counts={"downed": 7}),
        Incident(
            [Place("RU-BEL")], EVENING + dt.timedelta(days=1), actor="Ukraine", counts={"downed": 2}
        ),
    ]
    views.serve(tmp_path, monkeypatch, made)
    page = views.go(views.open_page(), "nights")
    (table,) = (frame.value for frame in page.dataframe)
    late, early = table.to_dict("records")
    assert (early["Ukraine: Downed"], early["Russia: Launched"], early["Russia: Lost"]) == (
        *("7", "30", "4"),
    )
    assert early["Does not fit"] == "Ukraine: only the downed are reported"
    assert late["Does not fit"].startswith("no report of attacks by Russia")
    text = views.texts(page.markdown)
    assert "Attacks by Russia\\: 1 nights, launched 30" in text
    assert not page.exception


def test_without_a_report_the_view_says_so(tmp_path, monkeypatch):
    views.serve(tmp_path, monkeypatch, [Incident([Place("UA-63")], EVENING)])
    page = views.go(views.open_page(), "nights")
    assert "No report of these days" in views.texts(page.info)
