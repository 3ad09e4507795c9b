"""A file that a program has saved again gives the same incidents, regions and figures.

Where a program really loses something, the answer is a question: a row that is turned down with its
reason, or a place in review, and never another figure.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import export, ingest
from geo.ingest import Choices
from geo.query import Filters
from geo.store import Store
from tests.readers import resaved
from tests.readers.samples import SAMPLES, content

pytestmark = pytest.mark.slow

#: Samples that are tables; the others hold lists within records, or are layers.
TABLES = [
    name
    for name in SAMPLES
    if name not in ("bellingcat", "osint-geojson", "table-geojson", "table-geoparquet")
    and name not in ("table-gpkg", "table-shp")
]
LAYERS = ("osint-geojson", "table-geojson", "table-gpkg")
_FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def read(file: bytes, name: str = "x.csv"):
    return ingest.prepare([(name, file)], Choices(dataset="x"))


def told(prepared) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Incidents and geocoded places, without what follows from the form of a file."""
    incidents = prepared.tables.incidents.sort_values("incident_id", ignore_index=True)
    places = prepared.tables.locations.drop(columns=["source_row", "extra"])
    return incidents, places.sort_values(["incident_id", "place"], ignore_index=True)


def same(before, after, *, but: tuple[str, ...] = ()) -> None:
    assert after.tables.rejected["problem"].tolist() == before.tables.rejected["problem"].tolist()
    for one, two in zip(told(before), told(after), strict=True):
        pd.testing.assert_frame_equal(
            one.drop(columns=list(but), errors="ignore"),
            two.drop(columns=list(but), errors="ignore"),
        )


@lru_cache
def sample(name: str, folder: Path) -> tuple[object, resaved.Rows]:
    file = content(name, folder)
    return read(file), resaved.opened(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("samples")


@pytest.mark.parametrize("program", resaved.PROGRAMS)
@pytest.mark.parametrize("name", TABLES)
def test_a_sample_saved_again_is_the_same(name, program, folder) -> None:
    before, rows = sample(name, folder)
    same(before, read(resaved.PROGRAMS[program](rows)))
