"""The embedded map in Chromium, who may frame it, and the content policy on every view."""

from __future__ import annotations

import contextlib
import csv
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from tests.browser import atlas
from tests.browser.conftest import EMBEDDER, free_port, watched_page

DRAWN = "html[data-drawn]"
#: Collects what the content policy refuses, in every frame.
COLLECT = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(event.violatedDirective + " " + event.blockedURI);
});
"""


def open_embed(page, address, query=""):
    page.goto(f"{address}/embed?{query}")
    page.locator(DRAWN).wait_for(state="attached")


#: Streamlit's protobuf looks whether it may use WebAssembly, and does without.
PROBE = "script-src wasm-eval"


def refused(page):
    found = []
    for frame in page.frames:
        # A frame of the view before may go while it is asked.
        with contextlib.suppress(Error):
            found += frame.evaluate("window.refused || []")
    return [entry for entry in found if entry != PROBE]


def test_no_view_runs_into_the_content_policy(page, address):
    page.add_init_script(COLLECT)
    atlas.open_page(page, address, "metric=killed")
    page.mouse.wheel(0, 4000)
    page.locator(".vega-embed").first.wait_for()
    found = refused(page)
    for view in ("Add data", "Review", "Map"):
        atlas.follow(page, view)
        found += refused(page)
    atlas.wait_for_map(page)
    open_embed(page, address)
    assert found + refused(page) == []


@pytest.mark.parametrize("path", ["", "/embed"])
def test_a_script_that_got_into_the_page_does_not_run(browser, address, path):
    inject = """() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 1";
        document.body.append(script);
        const image = document.createElement("img");
        image.setAttribute("onerror", "window.ran = 2");
        image.src = "data:,";
        document.body.append(image);
        const foreign = document.createElement("img");
        foreign.src = "https://evil.example/x.png";
        document.body.append(foreign);
        return new Promise((done) => setTimeout(() => done(window.ran), 500));
    }"""
    with watched_page(browser) as (page, watch):
        page.add_init_script(COLLECT)
        page.goto(address + path)
        page.locator("body").wait_for(state="attached")
        assert page.evaluate(inject) is None
        assert {entry.split()[0] for entry in refused(page)} == {
            "script-src-elem",
            "script-src-attr",
            "img-src",
        }
        watch.errors.clear()  # Chromium says that it has refused them


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_embed_draws_the_map_with_the_figures_of_the_api(browser, address, scheme):
    size = {"width": 390, "height": 480}
    with watched_page(browser, viewport=size, color_scheme=scheme) as (page, _):
        open_embed(page, address, "country=UA&from=2024-10-20")
        assert page.locator("html").get_attribute("data-theme") == scheme
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        labels = page.locator("path.atlas-region").evaluate_all(
            "all => all.map(p => [p.dataset.region, p.getAttribute('aria-label')])"
        )
        content = page.request.get(f"{address}/api/regions.csv?country=UA&from=2024-10-20").text()
        rows = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
        incidents = {row["region"]: int(row["incidents"]) for row in rows}
        assert len(labels) == 110
        assert sum(incidents.values()) > 0
        for code, label in labels:
            if not code.startswith("UA-"):
                assert label.endswith("outside the filter")
            elif incidents[code]:
                assert f"Incidents: {incidents[code]}," in label
            else:
                assert label.endswith("no incident reported")
        assert page.locator(".atlas-symbol").count() > 5


def test_a_region_tells_its_figures_and_leads_to_the_page(page, address):
    open_embed(page, address, "metric=killed&theme=dark")
    page.locator('path[data-region="UA-63"]').focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a.atlas-embed-link")
    link.wait_for()
    assert "Kharkiv Oblast" in page.locator(".leaflet-popup-content").inner_text()
    assert link.get_attribute("href") == f"{address}/?metric=killed&region=UA-63"
    assert link.get_attribute("rel") == "noopener"
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_an_incident_opens_alone_in_the_page(page, address):
    open_embed(page, address, "from=2024-10-21&to=2024-10-21&region=UA-23")
    atlas.open_records(page, page.locator('.leaflet-marker-icon[title^="Zapor"]'))
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Show only this incident").last.click()
    atlas.wait_for_map(opened.value)
    atlas.settled(opened.value)
    assert atlas.headline(opened.value)["Incidents"] == "1"


@contextlib.contextmanager
def site(origin, address):
    """A page of another site that has `address` in a frame."""
    body = f'<iframe src="{address}" width="600" height="400"></iframe>'.encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(origin).port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def test_a_configured_site_may_frame_it(page, address):
    with site(EMBEDDER, f"{address}/embed?country=UA"):
        page.goto(f"{EMBEDDER}/")
        frame = page.frame_locator("iframe")
        frame.locator(DRAWN).wait_for(state="attached")
        assert frame.locator("path.atlas-region").count() == 110


@pytest.mark.parametrize(("allowed", "path"), [(False, "/embed"), (True, "/")])
def test_no_other_site_may_frame_it_and_none_the_page(browser, address, allowed, path):
    origin = EMBEDDER if allowed else f"http://127.0.0.1:{free_port()}"
    with watched_page(browser) as (page, watch), site(origin, address + path):
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.goto(f"{origin}/")
        assert page.frame_locator("iframe").locator("#map_div, #root").count() == 0
        assert any("frame-ancestors" in error for error in watch.errors)
        watch.errors.clear()
