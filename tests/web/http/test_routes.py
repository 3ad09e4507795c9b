"""The app's own routes are there before what answers them is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.routing import Match
from starlette.testclient import TestClient

from geo.web.addresses import base_of
from geo.web.http import map_routes, routes
from geo.web.visitor.server_store import HOLDER

ROOT: Final = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("base", ["", "atlas", "deep/atlas"])
def test_every_route_of_the_api_is_reached(base):
    found = map_routes.routes(base_of(base))
    assert len(found) > 10
    for route in found:
        path = route.path.replace("{", "").replace("}", "")
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        matches = [ours.matches(scope)[0] for ours in routes.routes(base)]
        assert Match.FULL in matches, route.path


def test_answers_are_those_of_the_api():
    HOLDER.get()  # while a store is being built, health says so after a few seconds
    direct = TestClient(Starlette(routes=map_routes.routes("/atlas")))
    through = TestClient(Starlette(routes=routes.routes("atlas")))
    for path in ("api/health", "api/regions.csv", "assets/none.js", "api/nothing", "embed", "else"):
        one, other = (client.get(f"/atlas/{path}") for client in (direct, through))
        assert (one.status_code, one.content) == (other.status_code, other.content), path
    assert through.post("/atlas/api/regions.csv").status_code == 405
    assert through.get("/api/health").status_code == 404


def test_the_server_listens_before_folium_is_loaded():
    code = "import sys, geo.web.http.routes, geo.web.server.startup; print('folium' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert said.stdout.strip() == "False"
