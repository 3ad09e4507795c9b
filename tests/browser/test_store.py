"""A running page picks up new data without a restart, and keeps the last good."""

from __future__ import annotations

import shutil

import pytest

from geo.regions import DATA
from tests.browser import atlas
from tests.browser.conftest import serving


@pytest.mark.long
def test_changed_incidents_are_picked_up_and_broken_ones_refused(page, tmp_path):
    source = tmp_path / "incidents.csv"
    lines = (DATA / "incidents.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    seed = [lines[0], *(line for line in lines if line.startswith("SEED-"))]
    source.write_text("".join(seed), encoding="utf-8")
    with serving(tmp_path, ATLAS_INCIDENTS=str(source)) as address:
        atlas.open_page(page, address)
        assert atlas.headline(page)["Incidents"] == "3"

        shutil.copyfile(DATA / "incidents.csv", source)
        page.get_by_role("button", name="Ukraine").click()
        atlas.wait_for_map(page, "country=UA")
        assert int(atlas.headline(page)["Incidents"]) > 100

        source.write_text("".join(lines).replace("incident_id", "number", 1), encoding="utf-8")
        page.get_by_role("button", name="Russia").click()
        warning = page.get_by_test_id("stAlert").inner_text()
        assert "row 1: column 'incident_id' is missing" in warning
        assert "still shows the data from before" in warning
        # The page goes before its server does: it would look for it, and find nobody.
        page.close()
