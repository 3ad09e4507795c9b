"""The page behind a real nginx, under a sub-path, with the configuration that deploy/ ships."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.browser import atlas
from tests.browser.conftest import serving, watched_page
from tests.factory import Incident, Place, build
from tests.web.server.proxy import NGINX, proxying, status

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@pytest.mark.long
def test_the_page_works_under_a_sub_path(tmp_path, browser):
    made = [Incident([Place("UA-63", point=True)]), Incident([Place("RU-BEL", point=True)])]
    build(tmp_path / "a.duckdb", made).close()
    environment = {
        "ATLAS_STORE": str(tmp_path / "a.duckdb"),
        "STREAMLIT_SERVER_BASE_URL_PATH": "atlas",
    }
    with (
        serving(tmp_path, path="/atlas", **environment) as direct,
        proxying(tmp_path, int(direct.rpartition(":")[2])) as address,
    ):
        with watched_page(browser) as (page, watch):
            atlas.open_page(page, f"{address}/atlas")
            assert atlas.headline(page)["Incidents"] == "2"
            page.get_by_role("button", name="Ukraine").click()
            atlas.wait_for_map(page, "country=UA")
            assert atlas.headline(page)["Incidents"] == "1"
            assert "/atlas/?country=UA" in page.url
            atlas.follow(page, "Review")
            page.wait_for_url("**/atlas/review")
            watch.errors[:] = [error for error in watch.errors if "/_stcore/" not in error]
        assert status(f"{address}/atlas/api/health") == 200
        assert status(f"{address}/atlas/embed") == 200
        assert status(f"{address}/atlas/api/metrics") == 403
        assert status(f"{address}/atlas") == 200
        assert status(f"{address}/") == 404


@pytest.mark.long
def test_people_of_one_office_do_not_break_each_others_page(tmp_path, browser):
    build(tmp_path / "a.duckdb", [Incident([Place("UA-63", point=True)])]).close()
    environment = {
        "ATLAS_STORE": str(tmp_path / "a.duckdb"),
        "STREAMLIT_SERVER_BASE_URL_PATH": "atlas",
    }
    with (
        serving(tmp_path, path="/atlas", **environment) as direct,
        proxying(tmp_path, int(direct.rpartition(":")[2])) as address,
        ExitStack() as stack,
    ):
        refused, pages = [], []
        for _person in range(4):
            page, watch = stack.enter_context(watched_page(browser))
            page.on("response", lambda r: refused.append(r.url) if r.status in (429, 503) else 0)
            page.goto(f"{address}/atlas/", wait_until="commit")
            pages.append((page, watch))
        for page, watch in pages:
            page.locator("#atlas-first").wait_for(state="detached")
            atlas.wait_for_map(page)
            assert atlas.headline(page)["Incidents"] == "1"
            watch.errors[:] = [error for error in watch.errors if "/_stcore/" not in error]
        assert refused == []
        # What costs the server something is still counted.
        with ThreadPoolExecutor(32) as people:
            found = Counter(people.map(status, 600 * [f"{address}/atlas/api/health"]))
        assert found[503] > 100
