"""Inhabitants of the regions: complete, sourced, and adding up to the official totals."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.errors import DataMissingError
from geo.regions import catalogue, population, region

#: Not covered by Ukraine's later estimates.
CRIMEA = {"UA-43", "UA-40"}


def people(codes):
    return sum(population()[code].people for code in codes)


def test_every_region_has_inhabitants_with_day_and_source():
    assert set(population()) == set(catalogue())
    for one in population().values():
        assert 10_000 < one.people < 14_000_000
        assert dt.date(2014, 1, 1) <= one.as_of < dt.date(2022, 2, 24)
        assert one.source
        assert one.source_url.startswith("http")


def test_parts_add_up_to_what_the_statistical_offices_state():
    ukraine = {code for code in catalogue() if code.startswith("UA-")}
    assert people(ukraine - CRIMEA) == 41_418_700
    assert {population()[code].as_of.year for code in CRIMEA} == {2014}
    # Rosstat's total, 147,182,123, has Crimea and Sevastopol in it, with 1,934,630 and 547,820.
    russia = set(catalogue()) - ukraine
    assert people(russia) == 147_182_123 - 1_934_630 - 547_820


def test_a_missing_file_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(region, "DATA", tmp_path)
    population.cache_clear()
    with pytest.raises(DataMissingError, match=r"population\.csv is missing"):
        population()
