"""Files made in code, read without a hint: the source says X, so the answer is Y."""

from __future__ import annotations

import re

import pytest

from geo.ingest.pipeline import prepare
from tests.ingest.made_files import FILES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def answers() -> dict[str, list[dict[str, str]]]:
    """Each file's incidents in the order of its rows, every value as text."""
    contents = [
        (name, content.encode() if isinstance(content, str) else content)
        for name, (content, _) in FILES.items()
    ]
    tables = prepare(contents).tables
    joined = tables.locations.merge(tables.incidents, on="incident_id", suffixes=("_place", ""))
    found: dict[str, list[dict[str, str]]] = {}
    for (dataset, _), rows in joined.groupby(["dataset", "incident_id"], sort=False):
        first = rows.iloc[0].astype("string").fillna("").to_dict()
        regions = " ".join(sorted(set(rows["region"].dropna()))) or "-"
        found.setdefault(dataset, []).append(first | {"regions": regions})
    return {name: sorted(rows, key=_row) for name, rows in found.items()}


def _row(incident: dict[str, str]) -> int:
    return int(incident["source_row"])


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_it_was_meant(answers, name) -> None:
    came = answers[name.split(".")[0]]
    wanted = FILES[name][1]
    assert len(came) == len(wanted)
    for incident, said in zip(came, wanted, strict=True):
        words = said.split()
        regions = [word for word in words if re.fullmatch(r"(?:UA|RU)-\w+|-", word)]
        days = [word for word in words if re.fullmatch(r"\d{4}-\d\d-\d\d", word)]
        fields = dict(word.split("=") for word in words if "=" in word)
        assert incident["regions"].split() == regions
        assert [incident["date_start"][:10], incident["date_end"][:10]][: len(days)] == days
        for field, value in fields.items():
            assert incident[field].removesuffix(".0") == value.replace("~", " "), field
