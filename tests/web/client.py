"""The server's routes and middleware around a small store, without the page."""

from __future__ import annotations

import datetime as dt

from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.web.http import routes
from geo.web.server.middleware import stack
from geo.web.visitor.server_store import HOLDER
from tests.factory import Incident, Place, build

DAY = dt.date(2024, 10, 1)


def incidents():
    return [
        Incident(
            [Place("UA-63", point=True)],
            DAY,
            counts={"fatalities": 2, "injuries": 0},
            text={"notes": '=1+1 "<script>alert(1)</script>"', "source_url": "https://example.org"},
        ),
        Incident(
            [Place("UA-51"), Place("UA-63")],
            DAY + dt.timedelta(days=20),
            DAY + dt.timedelta(days=21),
            counts={"fatalities": 4, "launched": 30},
        ),
        Incident([Place("RU-BEL")], DAY + dt.timedelta(days=40), type="Disrupted weapons use"),
        Incident([Place("review")], DAY + dt.timedelta(days=41), actor=None),
    ]


def make_store(folder, version="test"):
    return build(folder / "a.duckdb", incidents(), version)


def make_client(store, monkeypatch, base=""):
    monkeypatch.setattr(HOLDER, "get", lambda: store)
    app = Starlette(routes=routes.routes(base), middleware=stack(base))
    return TestClient(app, raise_server_exceptions=False)
