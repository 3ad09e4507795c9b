"""A server that is started anew, a connection that breaks, a session that ends, two tabs."""

from __future__ import annotations

import contextlib

import pytest

from tests.benchmarks.relay import relayed
from tests.browser import atlas
from tests.browser.conftest import free_port, serving, watched_page
from tests.browser.test_add import add

pytestmark = pytest.mark.long

NOTICE = "#atlas-notice"
LOST = {
    "en-GB": "The connection to the server is lost.",
    "uk-UA": "Звʼязок із сервером втрачено.",
    "ru-RU": "Связь с сервером потеряна.",
}
BACK = "The page is connected again and shows the same view."
GONE = "what you had added or decided here is gone"
VIEW = "country=UA&metric=killed"


class Server:
    """A server that can be killed and started again at the same address."""

    def __init__(self, folder, **environment):
        self._folder, self._port, self._environment = folder, free_port(), environment
        self._running = contextlib.ExitStack()
        self.start()

    def start(self):
        one = serving(self._folder, port=self._port, **self._environment)
        self.address = self._running.enter_context(one)

    def stop(self):
        self._running.close()


@pytest.fixture
def server(tmp_path):
    one = Server(tmp_path)
    yield one
    one.stop()


@contextlib.contextmanager
def opened(browser, **options):
    """A page whose failed requests are no faults of it, for the server is away."""
    with watched_page(browser, **options) as (page, watch):
        yield page
        watch.errors.clear()


def told(page, text):
    page.locator(NOTICE).get_by_text(text).wait_for()


def incidents(page):
    return atlas.headline(page)["Incidents"]


def test_a_lost_server_is_told_in_plain_words(browser, server):
    with contextlib.ExitStack() as stack:
        pages = {one: stack.enter_context(opened(browser, locale=one)) for one in LOST}
        for page in pages.values():
            atlas.open_page(page, server.address)
        server.stop()
        for locale, page in pages.items():
            told(page, LOST[locale])
        # Streamlit tries several times before it would speak.
        next(iter(pages.values())).wait_for_timeout(4_000)
        for page in pages.values():
            assert "streamlit" not in page.locator("body").inner_text().lower()
            assert page.get_by_role("dialog").count() == 0
            assert atlas.map_frame(page).locator("path.atlas-region").count() == 110


def test_after_a_restart_the_page_comes_back_with_the_same_view(browser, server):
    with opened(browser) as page:
        atlas.open_page(page, server.address, VIEW)
        atlas.settled(page)
        before = atlas.headline(page), atlas.region_classes(page)
        server.stop()
        told(page, LOST["en-GB"])
        server.start()
        told(page, BACK)
        page.locator("#atlas-first").wait_for(state="detached")
        atlas.wait_for_map(page, "country=UA")
        assert (atlas.headline(page), atlas.region_classes(page)) == before
        assert page.url.endswith(VIEW)
        page.locator(NOTICE).wait_for(state="hidden")
        # The next click has its effect.
        atlas.click_region(page, "UA-63")
        atlas.wait_for_map(page, "country=UA&region=UA-63")


def test_own_data_that_went_with_the_server_are_told(browser, server):
    with opened(browser) as page:
        add(page, server.address)
        atlas.follow(page, "Map")
        atlas.wait_for_map(page)
        assert incidents(page) == "442 to 443"
        server.stop()
        told(page, LOST["en-GB"])
        server.start()
        told(page, GONE)
        page.locator("#atlas-first").wait_for(state="detached")
        atlas.wait_for_map(page)
        assert incidents(page) == "437"
        page.locator(NOTICE).get_by_role("button", name="Close").click()
        page.locator(NOTICE).wait_for(state="hidden")
        page.reload()
        page.locator("#atlas-first").wait_for(state="detached")
        assert page.locator(NOTICE).is_hidden()


def test_a_broken_connection_loses_nothing(browser, server):
    with relayed(server.address) as relay, opened(browser) as page:
        add(page, relay.address)
        atlas.follow(page, "Map")
        atlas.wait_for_map(page)
        before = incidents(page)
        page.evaluate("window.stays = true")
        relay.break_off()
        told(page, LOST["en-GB"])
        relay.cut = False
        told(page, BACK)
        atlas.click_region(page, "UA-63")
        atlas.wait_for_map(page, "region=UA-63")
        atlas.click_region(page, "UA-63")
        atlas.wait_for_map(page, "")
        assert incidents(page) == before
        assert page.evaluate("window.stays")


def test_a_session_that_has_ended_begins_again_with_the_same_view(browser, tmp_path):
    server = Server(tmp_path, STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1")
    try:
        with relayed(server.address) as relay, opened(browser) as page:
            atlas.open_page(page, relay.address, VIEW)
            page.evaluate("window.stays = true")
            relay.break_off()
            told(page, LOST["en-GB"])
            page.wait_for_timeout(3_000)
            relay.cut = False
            told(page, BACK)
            page.locator("#atlas-first").wait_for(state="detached")
            atlas.wait_for_map(page, "country=UA")
            assert not page.evaluate("window.stays")
            assert page.url.endswith(VIEW)
    finally:
        server.stop()


def test_two_tabs_each_keep_their_view(browser, server):
    with opened(browser) as page:
        other = page.context.new_page()
        atlas.open_page(page, server.address, VIEW)
        atlas.open_page(other, server.address, "country=RU")
        before = atlas.headline(page), atlas.headline(other)
        assert before[0]["Incidents"] != before[1]["Incidents"]
        server.stop()
        for tab in (page, other):
            told(tab, LOST["en-GB"])
            tab.evaluate("window.stays = true")
        server.start()
        for tab, query in ((page, "country=UA"), (other, "country=RU")):
            tab.wait_for_function("() => !window.stays")
            tab.locator("#atlas-first").wait_for(state="detached")
            atlas.wait_for_map(tab, query)
        assert (atlas.headline(page), atlas.headline(other)) == before
