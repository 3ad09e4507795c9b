"""What the pages for newcomers name is there, and their examples run."""

from __future__ import annotations

import doctest
import importlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = ROOT / "geo" / "README.md"
PAGES = [GUIDE, ROOT / ".github" / "CONTRIBUTING.md"]


def named(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return sorted(set(re.findall(r"`(geo(?:\.\w+)+)`", text)))


def resolve(name: str) -> object:
    """The module, class or function of a dotted name."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_in_a_guide_is_in_the_code(page):
    assert named(page)
    for name in named(page):
        resolve(name)


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_every_path_in_a_guide_is_there(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    paths = re.findall(r"`((?:geo|tests|data|deploy)/[\w./-]*)`", text)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    missing = [path for path in paths if not (ROOT / path).exists()]
    missing += [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_every_promise_of_security_names_tests_that_are_there():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    promised = text.partition("## What is promised")[2].partition("\n## ")[0]
    promises = promised.split("\n- **")[1:]
    assert len(promises) > 12
    for promise in promises:
        folder, tests = (
            ROOT,
            re.findall(r"\b(?:tests/)?[\w/]*\btest_\w+\.py|\btests/[\w/]+", promise),
        )
        assert tests, promise
        for name in tests:
            # A name without a folder is beside the one before it.
            path = ROOT / name if "/" in name else folder / name
            assert path.exists(), name
            assert path.is_file() or list(path.rglob("test_*.py")), name
            folder = path.parent


def test_every_room_is_in_the_guide():
    text = GUIDE.read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "geo").glob("*/__init__.py")]
    assert [room for room in rooms if f"`{room}/`" not in text] == []
    files = [path.name for path in (ROOT / "geo").glob("*.py") if not path.name.startswith("__")]
    assert [name for name in files if f"`{name}`" not in text] == []


def test_the_guides_example_runs():
    found, tried = doctest.testfile(
        str(GUIDE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False
    )
    assert (found, tried > 5) == (0, True)
