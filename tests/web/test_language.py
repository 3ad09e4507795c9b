"""The views "Add data" and "Review" speak the visitor's language: no English sentence is left."""

from __future__ import annotations

import re

import pytest

from geo import i18n
from geo.web.controls import language
from tests.factory import Incident, Place
from tests.layers.test_layer import areas, collection, feature, geojson
from tests.web import views
from tests.web.files import MIXED, UNDECIDED

pytestmark = pytest.mark.slow

#: Three English words in a row are a sentence, or a part of one.
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]+ [a-z]{2,}\b")
#: What stands between backticks is for a command line, and what a file says is the file's.
_CODE = re.compile(r"`[^`]*`")
FILES = {
    "of every kind": MIXED,
    "undecided dates": UNDECIDED,
    "no text": bytes(range(256)) * 20,
    "empty": b"",
    "a heading alone": b"date,place\n",
    "no date": b"place,type\nSumy,drone\n",
    "no place": b"date,type\n2024-10-21,drone\n",
    "a ZIP that is cut off": b"PK\x03\x04" + 60 * b"x",
    "JSON, broken": b'[{"date": "2024-10-21", "place": ',
    "JSON, no list": b'{"a": 1}',
    "rows that are none": b"date,place\n31.02.2024,Sumy\nnever,Odesa\n2024-10-21,\n",
    "cells": b"date,place,killed\n2024-10-21,Sumy,many\n2024-10-22,Odesa,2\n",
    "swapped": b"date,place,lat,lon\n2024-10-21,Sumy,134.8,50.9\n2024-10-22,Odesa,46.5,30.7\n",
}
LAYERS = {
    "good": geojson(areas()),
    "a table": b"name,lat\na,1\n",
    "cut off": geojson(areas())[:-40],
    "points": collection(feature({"type": "Point", "coordinates": [30, 50]})),
    "none": collection(),
}


@pytest.fixture(params=["uk", pytest.param("ru", marks=pytest.mark.long)])
def page(request, tmp_path, monkeypatch):
    made = [Incident([Place("UA-63", point=True)]), Incident([Place("RU-BEL")])]
    views.serve(tmp_path, monkeypatch, made)
    page = views.open_page()
    views.drawn(page.selectbox, language.LANGUAGE).set_value(request.param).run()
    views.go(page, "add")
    # AppTest asks lists for their words by itself, outside of the page.
    with i18n.speaking(request.param):
        yield page


def written(page):
    """Every text that the page shows, and what its tables hold in words."""
    for kind in ("title", "header", "subheader", "markdown", "caption", "text", "error"):
        yield from (part.value for part in getattr(page, kind))
    for kind in ("warning", "info", "success"):
        yield from (part.value for part in getattr(page, kind))
    for kind in ("button", "selectbox", "text_input", "metric", "expander", "tabs", "checkbox"):
        yield from (part.label for part in getattr(page, kind))
    for part in page.selectbox:
        yield from map(str, part.options)
    for table in page.dataframe:
        frame = table.value
        yield from map(str, frame.columns)
        for name in frame.columns:
            yield from frame[name].dropna().astype(str)


def english(page):
    texts = (_CODE.sub("", text.replace("\\", "")) for text in written(page))
    return sorted({text for text in texts if ENGLISH.search(text)})


CHECK = {"uk": "Перевірити", "ru": "Проверить"}
ADD = {"uk": "Додати на мою карту", "ru": "Добавить на мою карту"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_spoken_of_in_the_visitors_language(page, name):
    ending = "json" if name.startswith("JSON") else "zip" if "ZIP" in name else "csv"
    views.upload(page, (f"mine.{ending}", FILES[name]))
    assert english(page) == []
    check = CHECK[i18n.language()]
    if check in [button.label for button in page.button]:
        views.press(page, check)
        assert page.metric or page.error
        assert english(page) == []


@pytest.mark.parametrize("name", LAYERS)
def test_boundaries_are_spoken_of_in_the_visitors_language(page, name):
    box = page.file_uploader(key="boundaries")
    views.done(box.set_value(("mine.geojson", LAYERS[name], "application/json")).run())
    assert english(page) == []


def test_review_is_in_the_visitors_language(page):
    views.upload(page, ("mine.csv", MIXED))
    views.press(page, CHECK[i18n.language()])
    views.press(page, ADD[i18n.language()])
    assert english(page) == []
    views.go(page, "review")
    assert english(page) == []
    for at in range(3):
        places = next(box for box in page.selectbox if " · " in str(box.options[0]))
        views.done(places.set_value(places.options[at]).run())
        assert english(page) == []


ATTACK = (
    "20 жовтня 2024 року ракети влучили в будинки в Харкові та Ізюмі.\n"
    "Того ж дня, 20 жовтня 2024 року, дрон упав на школу в Сумах. Загинули щонайменше двоє людей."
)


def test_drafts_are_in_the_visitors_language(page):
    for text in ("ロシア軍は夜間にウクライナの首都を攻撃した。", ATTACK):
        views.done(page.text_area(key="pasted_text").set_value(text).run())
        views.press(page, i18n._("Find incidents"))
        assert english(page) == []
    assert page.info
    views.press(page, i18n._("Accept as the same"))
    assert english(page) == []
    helps = [box.proto.help for box in page.number_input if box.proto.help]
    assert helps
    assert not any(ENGLISH.search(said) for said in helps)
