"""The sub-command `serve` of the command line."""

from __future__ import annotations

import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator


def serve_command(context: typer.Context) -> None:
    """Serve the page at http://localhost:8501; further options are Streamlit's own.

    For example `atlas serve --server.port 8600`, or `--server.address 0.0.0.0` to answer others.
    """
    from streamlit.web import cli

    package = Path(str(files("geo")))
    script = package / "web" / "start" / "dashboard.py"
    # What comes later wins: a person's own options.
    sys.argv = ["streamlit", "run", str(script), *_streamlit_options(package), *context.args]
    sys.exit(cli.main())


def _streamlit_options(package: Path) -> Iterator[str]:
    """Yield the project's settings of Streamlit as options of `streamlit run`.

    They stand in one file, which a wheel has inside the package and a checkout in `.streamlit`.
    Streamlit by itself looks for it only in the current folder.
    """
    inside = package / "streamlit" / "config.toml"
    file = inside if inside.is_file() else package.parent / ".streamlit" / "config.toml"
    for name, value in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
        if value != []:  # an empty list has no option; `geo.web.server.parts` sets it
            yield f"--{name}={str(value).lower() if isinstance(value, bool) else value}"


def _flat(table: dict[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Yield each option of a TOML file with its full name."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
