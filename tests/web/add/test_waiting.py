"""While a file is read the page says how far it is; a run that ends, ends the reading."""

from __future__ import annotations

from typing import ClassVar

import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from geo import confined, i18n
from geo.web.add import waiting


class FakeJob:
    """A job that is done after so many looks at it."""

    made: ClassVar[list[FakeJob]] = []

    def __init__(self, looks, stops_at=None):
        self.looks, self.stops_at = looks, stops_at
        self.before, self.told, self.closed = 0, None, False
        self.made.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed = True

    def wait(self, _seconds):
        self.looks -= 1
        if self.looks == self.stops_at:  # the visitor leaves
            get_script_run_ctx().script_requests.request_stop()
        return self.looks <= 0

    def result(self):
        return "read"


def script():
    import streamlit as st

    from geo.web.add import waiting

    st.text(str(waiting.done("prepare", "key", file="a.csv")))


@pytest.fixture
def page(monkeypatch):
    FakeJob.made.clear()

    def open_page(**asked):
        monkeypatch.setattr(confined, "start", lambda *_, **__: FakeJob(**asked))
        return AppTest.from_function(script, default_timeout=60).run()

    return open_page


def test_nothing_is_left_of_it_when_it_is_done(page):
    shown = page(looks=4)
    assert not shown.exception
    assert [text.value for text in shown.text] == ["read"]
    assert not shown.button
    assert FakeJob.made[0].closed


def test_a_visitor_who_leaves_ends_the_job(page):
    shown = page(looks=50, stops_at=45)
    assert not shown.text
    assert 40 < FakeJob.made[0].looks < 50
    assert FakeJob.made[0].closed


def test_what_was_cancelled_is_said_and_not_begun_again(page):
    shown = page(looks=1)
    shown.session_state[waiting._CANCELLED] = "key"
    shown.run()
    assert "reading was cancelled" in shown.text[0].value
    assert len(FakeJob.made) == 1


@pytest.mark.parametrize(
    ("before", "told", "said"),
    [
        (2, None, (0.0, "2 files are before yours.")),
        (1, None, (0.0, "1 file is before yours.")),
        (0, None, (0.0, "Reading the file")),
        (0, ("geocoding", 3, 4), (0.75, "Finding the places")),
        (0, ("geocoding", 0, 0), (0.0, "Finding the places")),
    ],
)
def test_how_far_it_is_in_words(before, told, said):
    job = FakeJob(1)
    job.before, job.told = before, told
    assert waiting._said(job) == said
    with i18n.speaking("uk"):
        assert waiting._said(job)[1] != said[1]
