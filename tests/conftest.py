"""What all tests share."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# The machine may be shared and slow: examples are bounded in number, not in time.  They are the
# same in every run, so that a change is what makes a test fail; `make fuzz` looks for new ones.
settings.register_profile(
    "atlas",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=60,
)
settings.load_profile("atlas")


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for the page's own store: tests neither read nor change that of the clone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_STATE", str(tmp_path_factory.mktemp("state")))
        yield


def pytest_report_header() -> str:
    """Versions that decide what the tests see."""
    names = ("streamlit", "streamlit-folium", "folium", "geopandas", "shapely", "duckdb", "pandas")
    return "atlas: " + ", ".join(f"{name} {version(name)}" for name in names)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import FLAGS, find

    path = find()
    if path is None:
        pytest.fail("no Chromium found; run: python -m tests.browser.chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()
