"""ACLED: increments with memory, and every quirk that would make a wrong store."""

from __future__ import annotations

import datetime as dt
import json
import sys
import types

import pytest

from geo.sources import SourceError, all_known, folder_of
from geo.store import Store
from tests.sources.acled import PASSWORD, USER, event
from tests.sources.conftest import NOW
from tests.sources.server import LOGIN, Reply, as_json

pytestmark = pytest.mark.slow


def ids(path) -> list[str]:
    return sorted(Store(path).tables().incidents["incident_id"])


def fill(acled, count=6):
    for number in range(count):
        acled.put(event(number, day=f"2024-10-{number + 1:02d}"))


def test_events_come_into_the_store_with_their_regions(acled, take):
    fill(acled)
    acled.put(event(7, town="Odesa", fatalities="3"))
    outcome = take()
    assert outcome.changed
    assert "acled: Read 7 rows" in outcome.lines[0]
    tables = Store(take.store).tables()
    assert set(tables.incidents["dataset"]) == {"acled"}
    placed = tables.locations.set_index("incident_id")["region"]
    assert (placed["UKR0"], placed["UKR7"]) == ("UA-63", "UA-51")


def test_new_changed_and_withdrawn_become_a_revision(acled, take):
    fill(acled)
    take()
    acled.put(event(0, day="2024-10-01", fatalities="5"))
    acled.put(event(9, town="Sumy"))
    acled.withdraw("UKR3")
    change = take().revision
    assert (change.added, change.gone) == (("UKR9",), ("UKR3",))
    assert ("UKR0", "fatalities", "0", "5") in change.changed
    assert ids(take.store) == ["UKR0", "UKR1", "UKR2", "UKR4", "UKR5", "UKR9"]
    gone = [row for row in Store(take.store).revisions() if row[3] == "gone"]
    assert [row[2] for row in gone] == ["UKR3"]
    assert json.loads(gone[0][5])["notes"] == "Event 3 in Kharkiv."


def test_only_what_is_newer_is_asked_for(acled, site, take):
    fill(acled)
    take()
    asked = len(site.asked)
    acled.time += 30 * 86_400
    acled.put(event(9))
    take(now=NOW + dt.timedelta(days=8))
    later = [one for one in site.asked[asked:] if one.path == "/api/acled/read"]
    assert later
    assert all(one.params["timestamp_where"] == ">=" for one in later)


def test_fetching_twice_changes_nothing(acled, take):
    fill(acled)
    take()
    before = take.store.read_bytes()
    again = take(now=NOW + dt.timedelta(hours=6))
    assert (again.changed, again.lines[0]) == (False, "acled: nothing has changed.")
    assert take.store.read_bytes() == before
    (known,) = all_known(take.store)
    assert (known.fetched, known.changed) == (
        "2024-11-27T18:00:00+00:00",
        "2024-11-27T12:00:00+00:00",
    )


def test_all_is_fetched_again_from_time_to_time(acled, take):
    fill(acled)
    take()
    del acled.rows["UKR2"]  # not told by the endpoint of the deleted
    assert "UKR2" in ids(take.store)
    take()
    assert "UKR2" in ids(take.store)
    take(now=NOW + dt.timedelta(days=31))
    assert "UKR2" not in ids(take.store)


@pytest.mark.parametrize("cursors", [False, True])
@pytest.mark.parametrize("count", [4, 5, 10, 11])
def test_full_pages_lose_no_row(acled, take, monkeypatch, count, cursors):
    acled.cursors = cursors
    monkeypatch.setattr("geo.sources.acled._SIZE", 5)
    for number in range(count):
        acled.put(event(number, day=f"2024-{number % 9 + 1:02d}-11"))
    take()
    assert len(ids(take.store)) == count


def test_a_smaller_page_that_says_so_is_no_matter(acled, take):
    acled.cursors, acled.most = True, 3
    fill(acled, 9)
    take()
    assert len(ids(take.store)) == 9


def test_more_events_of_a_day_than_a_page_has(acled, take, monkeypatch):
    monkeypatch.setattr("geo.sources.acled._SIZE", 5)
    for number in range(13):
        acled.put(event(number))
    take()
    assert len(ids(take.store)) == 13


def test_a_date_that_is_a_slip_of_the_pen_is_in_review_and_not_lost(acled, take):
    fill(acled)
    acled.put(event(8, day="0025-03-01"))
    take()
    tables = Store(take.store).tables()
    assert len(tables.incidents) + len(tables.rejected) == 7


def test_a_token_that_ends_is_renewed(acled, site, take):
    fill(acled)
    acled.good_for = 2
    take()
    assert len(ids(take.store)) == 6
    kinds = [one.form["grant_type"] for one in site.asked if one.path == "/oauth/token"]
    assert kinds == ["password", "refresh_token"]


def refused(site, take) -> str:
    """The sentence with which a fetch is refused; the store stays as it was, and says why."""
    before = take.store.read_bytes()
    with pytest.raises(SourceError) as caught:
        take(now=NOW + dt.timedelta(hours=1))
    assert take.store.read_bytes() == before
    (known,) = all_known(take.store)
    assert (known.problem, known.failed) == (str(caught.value), "2024-11-27T13:00:00+00:00")
    assert known.fetched == "2024-11-27T12:00:00+00:00"
    assert PASSWORD not in str(caught.value)
    assert "token-" not in str(caught.value)
    site.next.clear()
    return str(caught.value)


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (LOGIN, "page for people"),
        (as_json({"status": 200, "success": True, "count": 0}), "no list `data`"),
        (as_json({"status": 500, "success": False, "data": []}), "that it has failed"),
        (as_json({"status": 200, "count": 3, "data": []}), "says 3 rows and holds 0"),
        (as_json({"status": 200, "count": 1, "data": ["a"]}), "a row is no object"),
        (as_json({"status": 200, "count": 1, "data": [{"x": "1"}]}), "a row has no event_id_cnty"),
        (as_json({"message": "terms"}, 403), "accept the terms"),
        (Reply(b'{"status": 200, "data": [{"event_id', cut=None), "no whole JSON"),
    ],
)
def test_an_answer_that_is_none_changes_nothing(acled, site, take, reply, sentence):
    fill(acled)
    take()
    site.next = [None, reply]
    assert sentence in refused(site, take)
    assert not take(now=NOW).changed


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"x", 500),
        Reply(b"x", 503),
        Reply(b"x", 429, {"Retry-After": "7"}),
        Reply(b'{"data": []}' + b" " * 5000, cut=20),
        Reply(b'{"data": []}' + b" " * 50_000, packed=True, cut=30),
        Reply(b"x" * 100, drip=1.0),
    ],
)
def test_a_server_that_fails_once_is_asked_again(acled, site, take, slept, reply):
    fill(acled)
    site.next = [None, reply, reply]
    take()
    assert len(ids(take.store)) == 6
    assert slept == ([7.0, 7.0] if reply.status == 429 else [2.0, 4.0])


def test_a_server_that_fails_on_is_left_alone(acled, site, take):
    fill(acled)
    take()
    site.next = [None, *[Reply(b"x", 503)] * 3]
    assert "It was tried 3 times" in refused(site, take)


def test_a_server_that_wants_a_long_rest_gets_it(acled, site, take, slept):
    fill(acled)
    take()
    site.next = [None, Reply(b"x", 429, {"Retry-After": "86400"})]
    assert "left alone for 86,400 seconds" in refused(site, take)
    assert slept == []


def test_an_embargo_is_not_taken_for_silence(acled, take, site):
    fill(acled)
    acled.until = "2023-08-29"
    with pytest.raises(
        SourceError, match="without any event to this account; it sees events until"
    ):
        take()
    assert not take.store.exists()
    acled.until = None
    take()
    acled.until = "2024-10-05"
    assert "sees events until 2024-10-05 only" in refused(site, take)
    with pytest.raises(SourceError, match="sees events until 2024-10-05 only"):
        take(now=NOW + dt.timedelta(days=40))  # when all is fetched again
    assert len(ids(take.store)) == 6


def test_another_page_size_is_told(acled, take, site):
    fill(acled)
    take()
    acled.most = 3
    assert "have another length" in refused(site, take)


def test_a_server_that_gives_one_page_again_and_again_is_told(acled, take, site):
    fill(acled)
    take()
    acled.pages = False
    assert "another length" in refused(site, take)


def test_half_of_the_rows_is_not_believed(acled, take, site):
    fill(acled, 10)
    take()
    for number in range(5):
        acled.withdraw(f"UKR{number}")
    assert "5 of 10 incidents would be withdrawn at once" in refused(site, take)
    take(allowed_loss=0.5)
    assert len(ids(take.store)) == 5


def test_a_changed_schema_is_not_believed(acled, take, site):
    fill(acled)
    take()
    acled.time += 100 * 86_400
    for name, row in list(acled.rows.items()):
        acled.put({("killed" if k == "fatalities" else k): v for k, v in row.items()})
        assert name in acled.rows
    assert "fatalities is no longer among them" in refused(site, take)


def test_a_new_field_is_no_matter(acled, take):
    fill(acled)
    take()
    acled.put(event(0, day="2024-10-01", unheard_of="1"))
    assert take().changed


@pytest.mark.usefixtures("acled")
def test_wrong_credentials_are_told_without_them(take, monkeypatch):
    monkeypatch.setenv("ATLAS_ACLED_PASSWORD", "wrong-password")
    with pytest.raises(SourceError, match="does not take this user name and password") as caught:
        take()
    assert "wrong-password" not in str(caught.value)


@pytest.mark.usefixtures("acled")
def test_without_credentials_nothing_is_asked(site, take, monkeypatch):
    monkeypatch.delenv("ATLAS_ACLED_PASSWORD")
    with pytest.raises(SourceError, match="give ATLAS_ACLED_USERNAME and ATLAS_ACLED_PASSWORD"):
        take()
    assert site.asked == []


def test_credentials_may_stand_in_a_file(acled, take, monkeypatch, tmp_path):
    fill(acled)
    monkeypatch.delenv("ATLAS_ACLED_PASSWORD")
    (tmp_path / "atlas_acled_password").write_text(PASSWORD + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert take().changed


def test_credentials_may_stand_in_the_keyring(acled, take, monkeypatch):
    fill(acled)
    monkeypatch.delenv("ATLAS_ACLED_PASSWORD")
    kept = {("incident-atlas", "ATLAS_ACLED_PASSWORD"): PASSWORD}
    ring = types.SimpleNamespace(get_password=lambda *which: kept.get(which))
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert take().changed


def test_no_credential_is_kept(acled, take):
    fill(acled)
    take()
    files = [take.store, *folder_of(take.store).iterdir()]
    content = b"".join(file.read_bytes() for file in files if file.is_file())
    for secret in (PASSWORD, USER, "token-1", "refresh-1"):
        assert secret.encode() not in content
