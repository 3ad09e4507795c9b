"""Signing in and out, in a browser."""

from __future__ import annotations

from tests.browser import atlas
from tests.browser.conftest import PATIENCE
from tests.web import provider as identity


def test_signing_in_leads_to_what_was_asked_for_and_signing_out_closes_it(browser, tmp_path):
    with identity.guarded(tmp_path) as (address, _provider):
        context = browser.new_context()
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{address}/?region=UA-63")
        page.get_by_role("link", name="Sign in").click()
        atlas.wait_for_map(page, "region=UA-63")
        assert page.url == f"{address}/?region=UA-63"
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in").wait_for()
        assert context.request.get(f"{address}/api/points.json").status == 401
        context.close()
