"""The commands of `python -m geo`."""

from __future__ import annotations

from geo.cli.config import config_command
from geo.cli.draft import draft_command
from geo.cli.export import export_command
from geo.cli.geocode import gazetteer_app, geocode_command
from geo.cli.ingest import formats_command, ingest_command
from geo.cli.links import links_command
from geo.cli.serve import serve_command
from geo.cli.sources import fetch_command, sources_command, sync_command
from geo.cli.verify import verify_command

__all__ = [
    "config_command",
    "draft_command",
    "export_command",
    "fetch_command",
    "formats_command",
    "gazetteer_app",
    "geocode_command",
    "ingest_command",
    "links_command",
    "serve_command",
    "sources_command",
    "sync_command",
    "verify_command",
]
