"""The catalogues say everything that the code says, with the same placeholders."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from geo import i18n
from geo.i18n import _, decimal, long_date, ngettext, speaking
from geo.regions import region_names

GEO = Path(i18n.__file__).parent
OTHERS = [code for code in i18n.LANGUAGES if code != i18n.DEFAULT]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}


def said():
    found = extract_from_dir(GEO, [("**.py", "python")], keywords=KEYWORDS)
    return {
        message if isinstance(message, tuple) else (message,) for _f, _l, message, _c, _x in found
    }


def placeholders(text):
    return set(re.findall(r"\{\w*\}", text))


@pytest.fixture(scope="module")
def messages():
    return {tuple(part for part in message if part) for message in said()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language, messages):
    with i18n.catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    held = {(m.id if isinstance(m.id, tuple) else (m.id,)): m for m in catalogue if m.id}
    assert not messages - set(held), "run `make messages`, then translate"
    assert not set(held) - messages, "run `make messages`"
    for ids, message in held.items():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), ids
        assert not message.fuzzy, ids
        for text in texts:
            assert placeholders(text) == placeholders(ids[-1]), ids


def test_no_message_stands_inside_an_f_string():
    # Its text could not be found there by every version of Python.
    for path in GEO.rglob("*.py"):
        assert not re.search(r"\{(_|ngettext)\(['\"]", path.read_text(encoding="utf-8")), path


def test_numbers_dates_and_plurals_follow_the_language():
    day = dt.date(2024, 10, 21)
    with speaking("uk"):
        assert _("Map") == "Карта" or _("Map") == "Мапа"
        assert decimal(1234567.5, 1) == "1\xa0234\xa0567,5"
        assert "жовтня 2024" in long_date(day)
        forms = {ngettext("{n} row", "{n} rows", n) for n in (1, 3, 5)}
        assert len(forms) == 3
    with speaking("ru"):
        assert "октября 2024" in long_date(day)
        assert region_names()["UA-43"] != "Autonomous Republic of Crimea"
    assert long_date(day) == "21 October 2024"


def test_an_unknown_language_is_english():
    with speaking("xx"):
        assert i18n.language() == "en"
        assert _("Map") == "Map"
