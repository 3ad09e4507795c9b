"""Texts that name no place."""

from __future__ import annotations

import csv

import pytest

from geo.gazetteer import no_place, region_names
from geo.regions import DATA, catalogue


def shipped():
    with (DATA / "no_place.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_shipped_text_is_known_in_any_case():
    rows = shipped()
    assert len(rows) > 4000
    for row in rows:
        countries = frozenset(filter(None, row["country"].split(";")))
        assert countries <= {"UA", "RU"}
        for form in (row["text"], row["text"].upper(), f"  {row['text']} "):
            assert no_place(form) == countries or "ß" in form.lower(), form


@pytest.mark.parametrize(
    "text",
    ["nan", "None", "Various", "front line", "center", "різні області", "ООС", "тил", "N/A", "-",
     "«тил»", "Front  line.", "(unknown)", "territory", "невідомо", "прифронтові громади"],
)  # fmt: skip
def test_no_place_and_no_country(text):
    assert no_place(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "country"),
    [("юг России", "RU"), ("Ukraine", "UA"), ("в Україні", "UA"), ("south of Ukraine", "UA")],
)
def test_the_country_alone(text, country):
    assert no_place(text) == {country}


@pytest.mark.parametrize("text", ["Osa", "Оса", "Kyiv", "Pivdenne", "Вокзальне", "center of Sumy"])
def test_what_may_be_a_place(text):
    assert no_place(text) is None


def test_no_region_is_among_them():
    names = region_names()
    for row in shipped():
        if not row["country"]:
            assert not any(
                row["text"] == region.name(language).casefold()
                for region in catalogue().values()
                for language in ("en", "uk", "ru")
            )
            assert row["text"] not in names.whole_names
