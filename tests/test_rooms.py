"""Walls that no import contract can hold: what is public, and what a page for newcomers says."""

from __future__ import annotations

import ast
import importlib
from typing import TYPE_CHECKING

from tests.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

#: Packages whose names are handed on by their `__init__`; the page's folders are parts of one.
ROOMS = sorted(
    path.parent.name for path in (ROOT / "geo").glob("*/__init__.py") if path.parent.name != "web"
)


def imports(path: Path) -> list[tuple[str, str]]:
    """Every `from MODULE import NAME` of a file."""
    return [
        (node.module or "", alias.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def test_a_room_is_entered_through_its_door():
    """Other packages import what a package's `__init__` hands on, never its modules."""
    wrong = []
    public = {room: set(importlib.import_module(f"geo.{room}").__all__) for room in ROOMS}
    for path in [*(ROOT / "geo").rglob("*.py"), ROOT / "dashboard.py"]:
        inside = path.relative_to(ROOT).parts
        for module, name in imports(path):
            parts = module.split(".")
            if parts[0] != "geo" or len(parts) == 1 or parts[1] not in ROOMS:
                continue
            if len(inside) > 2 and inside[1] == parts[1]:
                continue
            if len(parts) > 2 or name not in public[parts[1]]:
                wrong.append(f"{path.relative_to(ROOT)}: from {module} import {name}")
    assert wrong == []


def test_tests_lie_where_the_code_lies():
    """The tests of a package stand in the folder of its name."""
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert set(ROOMS) | {"web"} <= folders
