"""What all tests share."""

from __future__ import annotations

import os
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.examples import USUAL

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
    max_examples=USUAL // 3,
)
# Before a release, when time is no matter: `make faults` takes it.
settings.register_profile("thorough", settings.get_profile("atlas"), max_examples=USUAL)
# For a look in between: `make check` takes it.
settings.register_profile("quick", settings.get_profile("atlas"), max_examples=8)
settings.load_profile("atlas")

# Starlette's client asks for a host of its own, which no server answers to unless it is named;
# here, as some modules of tests make an app when they are imported.
os.environ["ATLAS_HOSTS"] = "testserver localhost 127.0.0.1 ::1"


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for the page's own store: tests neither read nor change that of the clone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_STATE", str(tmp_path_factory.mktemp("state")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option of `make check`."""
    parser.addoption(
        "--changed-first",
        action="store_true",
        help="begin with the tests of what git sees as changed; leave out slow ones of the rest",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put tests of changed packages first, and leave out slow ones of others, if that is asked."""
    if not config.getoption("--changed-first"):
        return
    changed = _changed_packages(config.rootpath)
    mine, others, slow = list[pytest.Item](), list[pytest.Item](), list[pytest.Item]()
    for item in items:
        if _tests_one_of(changed, item.path.relative_to(config.rootpath)):
            mine.append(item)
        else:
            (slow if item.get_closest_marker("slow") else others).append(item)
    items[:] = [*mine, *others]
    config.hook.pytest_deselected(items=slow)


def _changed_packages(root: Path) -> set[tuple[str, ...]]:
    """Return the folders below `geo` or `tests` in which something differs from the last commit."""
    told = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    return {Path(line[3:].split(" -> ")[-1]).parts[1:-1] for line in told} - {()}


def _tests_one_of(packages: set[tuple[str, ...]], test: Path) -> bool:
    """Return whether a test is in a package's folder of its name, or in one around that."""
    folder = test.parts[1:-1]
    return any(folder and package[: len(folder)] == folder for package in packages)


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
