"""Texts of the map's script."""

from __future__ import annotations

import json
import re

import pytest

from geo import i18n
from geo.web.map import assets
from geo.web.map import words as map_words

SCRIPT = "".join(
    (assets._STATIC / f"map_{part}.js").read_text(encoding="utf-8") for part in assets._SCRIPTS
)


def test_every_text_that_the_script_asks_for_is_there():
    asked = set(re.findall(r'A\.text\("(\w+)"', SCRIPT)) - {"mixed_"}
    assert asked <= set(map_words.WORDS)
    assert len(asked) > 20
    assert set(re.findall(r'A\.count\("(\w+)"', SCRIPT)) == set(map_words.PLURALS)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_language_has_every_text(language):
    found = map_words.words(language)
    assert set(found["words"]) == set(map_words.WORDS)
    for forms in found["plurals"].values():
        assert set(forms) == {"one", "few", "many", "other"}
        assert all("{n}" in forms[category] for category in ("few", "many", "other"))


def test_english_forms():
    forms = map_words.words("en")["plurals"]["incidents"]
    assert (forms["one"], forms["other"]) == ("{n} incident", "{n} incidents")


def test_the_script_brings_its_texts():
    line = assets.asset("atlas_map.js").body.decode().splitlines()[0]
    assert set(json.loads(line.removeprefix("window.AtlasWords = ").rstrip(";"))) == set(
        i18n.LANGUAGES
    )
