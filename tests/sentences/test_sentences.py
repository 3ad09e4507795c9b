"""Sentences of readers, layers and the geocoder in the visitor's language: every one is known."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import geo
from geo import i18n
from geo.errors import InputError, StoreError
from geo.sentences import SENTENCES, told, translated

GEO = Path(geo.__file__).parent
#: Whose sentences the page shows in the views "Add data" and "Review".
SPEAKERS = ("readers", "layers", "geocoding", "store/opened.py", "web/visitor", "web/add")
SPEAKERS += (
    "confined",
    "drafts/reading.py",
    "drafts/sources.py",
    "ingest/decisions.py",
    "ingest/merging.py",
    "ingest/placing.py",
)
#: Sentences of which a part is one of a few phrases: each such sentence stands in the lists.
_PHRASES = {
    "the table has {} {}; at most {} are read": "the table has 7 columns; at most 5 are read",
    "the GeoPackage has {}, which are not read; save its layer as a plain one": (
        "the GeoPackage has virtual tables, which are not read; save its layer as a plain one"
    ),
    "column {}: {} not read and left unknown, kept as reported; in row {}: {}": (
        "column a: 3 cells were not read and left unknown, kept as reported; in row 3: x"
    ),
    "{} {}": "the shapefile is damaged; open it in a GIS and save it again",
}
_GAP = re.compile(r"\{\d*\}")


def form(node):
    """The form of a text in code, with `{}` for what differs; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
    return None


def said(call):
    """What a call says: an error's text, a remark on an answer, why rows are turned down."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in ("InputError", "StoreError") and call.args:
        yield call.args[0]
    if name == "reject_where":
        yield call.args[2]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "note")
    if name == "note":
        yield from call.args


def spoken():
    for speaker in SPEAKERS:
        path = GEO / speaker
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text())):
                found = map(form, said(node)) if isinstance(node, ast.Call) else ()
                yield from (f"{file.relative_to(GEO)}: {text}" for text in found if text)


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_sentence_has_a_translation(language):
    untold = []
    for place, _, text in (entry.partition(": ") for entry in set(spoken())):
        number = iter(range(1, 20))
        filled = _GAP.sub(lambda _, n=number: f"X{next(n)}", _PHRASES.get(text, text))
        with i18n.speaking(language):
            if re.search("[a-z]", filled) and translated(filled) == filled:
                untold.append(f"{place}: {text}")
    assert untold == []


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_a_translation_has_all_that_differs(language):
    for sentence in SENTENCES:
        gaps = sorted(_GAP.findall(sentence))
        assert gaps == [f"{{{at}}}" for at in range(len(gaps))], sentence
        with i18n.speaking(language):
            written = i18n._(sentence)
        assert sorted(_GAP.findall(written)) == gaps
        if re.search("[a-z]{3} ", sentence):
            assert re.search("[а-яіїє]", written, re.IGNORECASE), sentence


def test_sentences_in_sentences_are_translated_too():
    text = (
        "none of 3 rows is an incident as it stands; the first: '31 лютого' is not a date;"
        " expected a day such as 2024-10-21 or 21 October 2024"
    )
    with i18n.speaking("uk"):
        assert translated(text) == (
            "жоден рядок із 3 не є інцидентом у такому вигляді; перший: '31 лютого' – не дата;"
            " очікується день, наприклад 2024-10-21 або 21 жовтня 2024"
        )
        both = translated("Name and coordinates agree. The record's text names Sumy.")
    assert both == "Назва й координати збігаються. Текст запису називає Sumy."


def test_names_and_values_stay_as_they_are():
    with i18n.speaking("ru"):
        assert translated("column day is missing; the file has city, day first") == (
            "нет столбца day; в файле есть: city, day first"
        )
        assert translated("Kharkiv") == "Kharkiv"
    assert translated("column day is missing; the file has city") == (
        "column day is missing; the file has city"
    )


def test_an_error_says_where():
    error = InputError("the polygon has no area", file="a/b.json", row=7, column="geometry")
    assert told(error) == str(error) == "b.json, row 7, column geometry: the polygon has no area."
    with i18n.speaking("uk"):
        assert told(error) == "b.json, рядок 7, стовпчик geometry: полігон не має площі."
        assert told(InputError("the file is not there")) == "файлу немає."
        text = "x is damaged; build it again with `python -m geo ingest`."
        assert told(StoreError(text)).startswith("x пошкоджено;")
