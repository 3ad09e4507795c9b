"""The wheel, installed where there is no repository: it has its data, and it serves the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import urllib.request
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.browser.atlas import open_page
from tests.browser.conftest import free_port, wait_for_server, watched_page
from tests.checkout import ROOT, copy_of_checkout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


class Installed(NamedTuple):
    """An installed atlas: its command, an empty folder to run it in, and its environment."""

    command: Path
    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.command, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy of the checkout, which stays as it is."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    copy_of_checkout(source)
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, str(out), str(source)], check=True
    )
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Installed:
    """The wheel in an environment that has the atlas' dependencies and nothing of the checkout."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("empty")
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    options = ("--quiet", "--no-deps", "--no-index")
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", *options, str(wheel)],
        check=True,
    )
    (packages,) = place.glob("lib/python*/site-packages")
    # A line in a .pth file is a folder to search; what stands in .pth files there is not followed.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ATLAS_", "PYTHON", "XDG_"))}
    return Installed(place / "bin" / "atlas", folder, kept | {"HOME": str(home)})


def test_every_package_is_in_the_wheel(wheel):
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(stated["tool"]["setuptools"]["packages"])
    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "geo").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert packages == there | {"geo.data", "geo.streamlit"}
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "geo"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name for name in tracked if (ROOT / name).is_file()} - names - {
        "geo/README.md"
    } == set()
    assert {
        "geo/data/gazetteer.parquet",
        "geo/data/boundaries/regions.shp",
        "geo/data/villages_ru.LICENSE",
    } <= names


def test_a_place_is_found_without_a_repository(installed):
    assert "UA-74" in installed.run("geocode", "Ніжин")


def test_state_is_the_persons_own(installed):
    told = installed.run("config")
    state = next(line for line in told.splitlines() if line.startswith("ATLAS_STATE"))
    assert installed.environment["HOME"] in state
    assert "site-packages" not in state


@pytest.fixture
def address(installed) -> Iterator[str]:
    """Address of a page that `atlas serve` serves."""
    port, log = free_port(), installed.folder.parent / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [installed.command, "serve", "--server.port", str(port)],
            cwd=installed.folder,
            env=installed.environment,
            stdout=out,
            stderr=out,
        )
    try:
        found = f"http://localhost:{port}"
        wait_for_server(f"{found}/_stcore/health", process, log)
        yield found
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.browser
def test_the_page_is_served_from_an_empty_folder(browser, address, installed):
    with watched_page(browser) as (page, _watch):
        open_page(page, address)
        assert "437" in page.locator(".st-key-headline").inner_text()
    with urllib.request.urlopen(f"{address}/api/health") as answer:  # noqa: S310
        assert json.load(answer)["status"] == "ok"
    assert list(installed.folder.iterdir()) == []
