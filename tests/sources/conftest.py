"""What the tests of sources share: servers, short patience, and a clock."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import pytest

from geo.sources import Client, Patience, Wanted, fetch
from tests.sources import acled as fake
from tests.sources.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sources.server import Site

NOW = dt.datetime(2024, 11, 27, 12, tzinfo=dt.UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    """Seconds that were waited; no test waits."""
    return []


@pytest.fixture
def patience(slept) -> Patience:
    return Patience(tries=3, seconds=1.5, silence=2.0, sleep=slept.append)


@pytest.fixture
def acled(site, monkeypatch) -> fake.Acled:
    monkeypatch.setenv("ATLAS_ACLED_USERNAME", fake.USER)
    monkeypatch.setenv("ATLAS_ACLED_PASSWORD", fake.PASSWORD)
    return fake.Acled(site)


@pytest.fixture
def take(site, tmp_path, patience):
    """Fetch a source from the running site into a store."""

    def run(name="acled", *, store=tmp_path / "a.duckdb", now=NOW, **more):
        options = {"address": site.address, **more.pop("options", {})}
        if name == "acled":
            more = {"since": dt.date(2024, 1, 1), **more}
        wanted = Wanted(name, options=options, **more)
        return fetch(wanted, store, client=Client(patience), clock=partial(_at, now))

    run.store = tmp_path / "a.duckdb"
    return run


def _at(moment: dt.datetime) -> dt.datetime:
    return moment
