"""What the benchmarks compare with is what they say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import ingest, regions
from geo.store import Store
from geo.web.visitor import server_store
from tests import benchmarks
from tests.benchmarks import rows, stores
from tests.factory import Incident, Place, build

pytestmark = pytest.mark.slow

ROOT = regions.DATA.parent
WIDGETS = ("button", "selectbox", "multiselect", "text_input", "date_input", "button_group")


def widgets(page: Path) -> Counter[str]:
    app = AppTest.from_file(str(page), default_timeout=60).run()
    assert not app.exception
    kinds = [*WIDGETS, "page_link", "popover"]
    return Counter({kind: len(app.get(kind)) for kind in kinds})


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "a.duckdb"
    build(path, [Incident([Place("UA-63", point=True)])]).close()
    monkeypatch.setenv("ATLAS_STORE", str(path))
    monkeypatch.setattr(server_store.HOLDER, "_store", None)


@pytest.mark.usefixtures("store")
def test_the_empty_page_has_the_widgets_of_the_atlas():
    empty = Path(benchmarks.__file__).parent / "page_empty.py"
    assert widgets(empty) == widgets(ROOT / "geo" / "web" / "page.py")


def test_generated_data_is_a_store_and_a_file_that_can_be_ingested(tmp_path, monkeypatch):
    monkeypatch.setattr(stores, "FOLDER", tmp_path)
    monkeypatch.setattr(rows, "FOLDER", tmp_path)
    made = Store(stores.path_of(500)).tables().incidents
    choices = ingest.Choices(dataset="generated")
    report = ingest.ingest([rows.csv_of(500)], tmp_path / "b.duckdb", choices=choices)
    assert (report.incidents, report.rejected) == (500, 0)
    read = Store(tmp_path / "b.duckdb").tables().incidents
    assert read.sort_values("incident_id", ignore_index=True).equals(
        made.sort_values("incident_id", ignore_index=True)
    )
