"""A running page, and a Chromium in which every request that leaves the machine is refused."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route

ROOT = Path(__file__).resolve().parents[2]
LOCAL = {"localhost", "127.0.0.1"}
#: Addresses that lead off this machine.  A pattern, which the driver itself matches: asked about
#: every request, the tests would take a seventh longer.
OUTSIDE = re.compile(rf"^(?!https?://({'|'.join(map(re.escape, sorted(LOCAL)))})[:/])")
#: Longest wait for something to appear, in milliseconds; the machine may be shared and slow.
PATIENCE = 60_000


def pytest_collection_modifyitems(items):
    for item in items:  # of the whole session, not of this folder alone
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: A site that may show the embedded map; `test_embed` answers there.
EMBEDDER = f"http://127.0.0.1:{free_port()}"


@contextlib.contextmanager
def serving(
    folder: Path, *, path: str = "", port: int | None = None, **environment: str
) -> Iterator[str]:
    """Start the app as README does, on a free port and below `path`; give its address."""
    port = port or free_port()
    log = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    env = os.environ | {"ATLAS_STATE": str(folder)} | environment
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    address = f"http://localhost:{port}"
    try:
        wait_for_server(f"{address}{path}/_stcore/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for_server(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """Address of the page on the shipped data."""
    with serving(tmp_path_factory.mktemp("state"), ATLAS_EMBED_ORIGINS=EMBEDDER) as found:
        yield found


@dataclass
class Watch:
    """What went wrong in a page: requests that would have left the machine, and console errors."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def refuse(self, context: BrowserContext) -> None:
        """Refuse, and note, what would leave the machine."""

        def refused(route: Route) -> None:
            self.outside.append(route.request.url)
            route.abort()

        context.route(OUTSIDE, refused)


@contextlib.contextmanager
def watched_page(browser: Browser, **options) -> Iterator[tuple[Page, Watch]]:
    """Open a page with the outside cut off; fail at the end on any attempt or console error."""
    watch = Watch()
    context = browser.new_context(
        **{"viewport": {"width": 1400, "height": 1000}, "locale": "en-GB", **options}
    )
    context.set_default_timeout(PATIENCE)

    watch.refuse(context)
    page = context.new_page()
    page.on(
        "console",
        lambda m: watch.errors.append(f"{m.text} {m.location}") if m.type == "error" else None,
    )
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on(
        "websocket",
        lambda ws: None if urlsplit(ws.url).hostname in LOCAL else watch.outside.append(ws.url),
    )
    yield page, watch
    context.close()
    assert watch.outside == []
    assert watch.errors == []


@pytest.fixture
def page(browser) -> Iterator[Page]:
    with watched_page(browser) as (opened, _):
        yield opened
