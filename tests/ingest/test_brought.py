"""Files as people bring them, ingested without a hint: the source says X, so the answer is Y."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from geo import ingest, query
from geo.query import Filters
from geo.store import Store

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).resolve().parents[1] / "brought"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
#: What a row of the expectation says -> our column.
FIELDS = {
    "start": "date_start",
    "end": "date_end",
    "killed": "fatalities",
    "injured": "injuries",
    "launched": "launched",
    "downed": "downed",
    "type": "sub_event_type",
    "status": "status",
    "precision": "precision",
}


def incidents(store: Store) -> list[dict[str, Any]]:
    """The incidents of a store, each with its regions and points."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for table in query.record_tables(store, Filters()):
        for row in table.to_pylist():
            key = row["dataset"], row["incident_id"]
            own = {name: row[column] for name, column in FIELDS.items()}
            one = found.setdefault(key, own | {"regions": set(), "points": []})
            if row["region"]:
                one["regions"].add(row["region"])
            if row["lat"] is not None:
                one["points"].append((row["lat"], row["lon"]))
    return [one | {"regions": " ".join(sorted(one["regions"]))} for one in found.values()]


def fits(wanted: dict[str, Any], came: dict[str, Any]) -> bool:
    """Whether an incident has all that is expected of it."""
    for name, value in wanted.items():
        if name == "near":
            lat, lon = map(float, value.split())
            across = 111 * math.cos(math.radians(lat))
            if not any(
                math.hypot((y - lat) * 111, (x - lon) * across) < 3 for y, x in came["points"]
            ):
                return False
        elif came[name] != value and str(came[name]) != str(value):
            return False
    return True


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_file_that_people_bring_comes_out_right(tmp_path, name):
    wanted, path = EXPECTED[name], tmp_path / "a.duckdb"
    if "areas" in wanted:
        table = FOLDER / wanted.get("with", "title_case_simple.csv")
        report = ingest.ingest([table], path, boundaries=[(FOLDER / name, None)])
        assert any(f"{wanted['areas']} area" in remark for remark in report.remarks)
        return
    report = ingest.ingest([FOLDER / name], path)
    assert report.rows <= report.locations + report.rejected  # a list is one row at several places
    left = incidents(Store(path))
    assert len(left) == wanted["incidents"], left
    for row in wanted["rows"]:
        match = next((one for one in left if fits(row, one)), None)
        assert match is not None, (row, left)
        left.remove(match)
