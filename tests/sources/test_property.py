"""Whatever happens upstream and between: the store ends as one clean fetch makes it."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import AtlasError
from geo.sources import Client, Patience, Wanted, fetch, fetching
from geo.store import Store
from tests.examples import examples
from tests.sources import acled as fake
from tests.sources.acled import TOWNS, event
from tests.sources.conftest import NOW
from tests.sources.server import LOGIN, Reply, as_json, serving


class KilledError(BaseException):
    """The process ends here."""


NUMBERS = st.integers(0, 7)
CHANGES = st.one_of(
    st.tuples(st.just("put"), NUMBERS, st.sampled_from(sorted(TOWNS)), st.integers(1, 28)),
    st.tuples(st.just("withdraw"), NUMBERS),
)
#: What may be wrong with one answer.
FAULTS = st.sampled_from(
    [
        Reply(b"x", 500),
        Reply(b"x", 403),
        Reply(b"x", 401),
        LOGIN,
        Reply(b'{"data": []}', cut=5),
        Reply(b'{"data": []}' + b" " * 9000, packed=True, cut=12),
        as_json({"status": 200, "success": True, "count": 2, "data": []}),
        as_json({"status": 200, "success": True, "count": 1, "data": [{"a": "b"}]}),
    ]
)
STEPS = st.lists(
    st.one_of(
        CHANGES,
        st.tuples(st.just("fetch")),
        # A fault at the n-th answer from now, for as many tries.
        st.tuples(st.just("fault"), st.integers(0, 5), FAULTS, st.integers(1, 3)),
        # Killed after the parts were saved, or after the store was written.
        st.tuples(st.just("kill"), st.sampled_from(["save", "keep"])),
        st.tuples(st.just("restart")),
    ),
    max_size=12,
)


def take(site, store: Path, hours: int) -> None:
    wanted = Wanted(
        "acled",
        since=dt.date(2024, 1, 1),
        options={"address": site.address},
        allowed_loss=1.0,
    )
    patience = Patience(tries=2, sleep=lambda _seconds: None)
    moment = NOW + dt.timedelta(hours=hours)
    fetch(wanted, store, client=Client(patience), clock=lambda: moment)


def kill(at: str, patch: pytest.MonkeyPatch) -> None:
    """Have the next fetch end after a step."""
    if at == "save":
        real = fetching.Memory.save

        def save(memory, haul):
            real(memory, haul)
            raise KilledError

        patch.setattr(fetching.Memory, "save", save)
    else:

        def keep(_memory, _known):
            raise KilledError

        patch.setattr(fetching.Memory, "keep", keep)


def step(what, server, site, store: Path, hours: int) -> None:
    match what:
        case ("put", number, town, day):
            server.put(event(number, town=town, day=f"2024-10-{day:02d}", fatalities=str(day % 3)))
        case ("withdraw", number):
            if len(server.rows) > 1:
                server.withdraw(f"UKR{number}")
        case ("fetch",):
            with contextlib.suppress(AtlasError):
                take(site, store, hours)
        case ("fault", at, reply, times):
            site.next = [None] * at + [reply] * times
            with contextlib.suppress(AtlasError):
                take(site, store, hours)
            site.next = []
        case ("kill", at):
            with pytest.MonkeyPatch.context() as patch:
                kill(at, patch)
                with contextlib.suppress(KilledError, AtlasError):
                    take(site, store, hours)
        case ("restart",):  # the store is lost, what was fetched is not
            store.unlink(missing_ok=True)


def content(path: Path) -> list[pd.DataFrame]:
    with contextlib.closing(Store(path)) as opened:
        tables = opened.tables()
    return [tables.incidents, tables.locations, tables.rejected]


@pytest.mark.long
@given(steps=STEPS)
@examples(20)
def test_any_way_ends_where_one_clean_fetch_does(steps):
    with (
        pytest.MonkeyPatch.context() as patch,
        serving() as site,
        tempfile.TemporaryDirectory() as t,
    ):
        patch.setenv("ATLAS_ACLED_USERNAME", fake.USER)
        patch.setenv("ATLAS_ACLED_PASSWORD", fake.PASSWORD)
        server, store = fake.Acled(site), Path(t, "one.duckdb")
        server.put(event(99, day="2024-09-09"))
        for hours, what in enumerate(steps):
            step(what, server, site, store, hours)
        take(site, store, 100)
        before = store.read_bytes()
        take(site, store, 101)
        assert store.read_bytes() == before
        clean = Path(t, "clean.duckdb")
        take(site, clean, 100)
        for ours, theirs in zip(content(store), content(clean), strict=True):
            pd.testing.assert_frame_equal(ours, theirs)
        assert set(content(store)[0]["incident_id"]) == set(server.rows)
