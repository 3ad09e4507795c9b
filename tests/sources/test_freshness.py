"""How fresh a dataset is: in words, on the page, and in /api/health."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.sources import SourceError, freshness
from geo.store import Store
from geo.web.map import headline
from tests.sources.acled import event
from tests.sources.conftest import NOW
from tests.sources.server import LOGIN
from tests.web.client import make_client

pytestmark = pytest.mark.slow


@pytest.fixture
def fetched(acled, take):
    for number in range(3):
        acled.put(event(number, day=f"2024-11-{number + 18}"))
    take()
    return take.store


def fresh(path, now=NOW):
    (one,) = freshness(Store(path), now)
    return one


def test_a_dataset_says_its_last_event_and_fetch(fetched):
    one = fresh(fetched)
    assert (one.dataset, str(one.last_event), one.last_fetch) == ("acled", "2024-11-20", NOW)
    assert (one.fails, one.fetch_is_late, one.events_are_late) == (False, False, False)
    assert headline.fresh_text(one) == "acled: last event 20 Nov 2024, last fetch 27 Nov 2024"


def test_a_failure_is_told_until_it_is_over(fetched, site, take):
    site.next = [None, LOGIN]
    with pytest.raises(SourceError):
        take(now=NOW + dt.timedelta(days=1))
    one = fresh(fetched)
    assert one.fails
    assert headline.fresh_text(one).endswith("last failure 28 Nov 2024")
    take(now=NOW + dt.timedelta(days=2))
    one = fresh(fetched)
    assert (one.fails, one.last_failure) == (False, NOW + dt.timedelta(days=1))


@pytest.mark.parametrize(("days", "fetch", "events"), [(5, False, False), (20, True, True)])
def test_what_is_older_than_it_should_be(fetched, days, fetch, events):
    one = fresh(fetched, NOW + dt.timedelta(days=days))
    assert (one.fetch_is_late, one.events_are_late) == (fetch, events)


def test_a_source_that_never_came_is_named_too(fetched, site, take):
    site.next = [LOGIN]
    with pytest.raises(SourceError):
        take("bellingcat", options={"address": f"{site.address}/x"})
    names = {one.dataset: one for one in freshness(Store(fetched), NOW)}
    assert (names["bellingcat"].last_event, names["bellingcat"].fails) == (None, True)


def test_health_names_each_dataset_and_no_reason(fetched, site, take, monkeypatch):
    site.next = [None, LOGIN]
    with pytest.raises(SourceError):
        take()
    client = make_client(Store(fetched), monkeypatch)
    text = client.get("/api/health").text
    assert "127.0.0.1" not in text
    (told,) = client.get("/api/health").json()["datasets"]
    assert told == {
        "dataset": "acled",
        "last_event": "2024-11-20",
        "last_fetch": "2024-11-27T12:00:00+00:00",
        "last_failure": "2024-11-27T12:00:00+00:00",
        "late": True,  # by the time of today
    }
