"""ACLED: its API, with an account of one's own.

What is asked for are the events since the last time by their `timestamp`, and then those that were
deleted; every `_WHOLE_DAYS` days, and the first time, all events.  Periods are halved until each of
them fits into one answer, so that nothing can move between pages.  An account whose data end some
months ago, or that gets none, is answered with status 200 and no rows: that is told, and is not
taken for days on which nothing happened.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from geo.sources.client import AnswerError
from geo.sources.pages import (
    Page,
    Row,
    Rows,
    all_pages,
    key_by,
    listed,
    packed,
    require,
    unpacked,
)
from geo.sources.source import Haul, Part, Source, SourceError, Visit

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART: Final = "acled.json.gz"
_CLIENT: Final = "acled"
_SIZE: Final = 5000
_WHOLE_DAYS: Final = 30
#: Rows may be published later than their timestamp says.
_OVERLAP: Final = 7 * 86_400
_FIRST: Final = dt.date(2022, 1, 1)
#: Dates before this day are slips of the pen ("0025-03-01"); their rows are fetched too.
_NO_EARLIER: Final = dt.date(1990, 1, 1)
_WHERE: Final = "ACLED"
_USER: Final = "ATLAS_ACLED_USERNAME"
_PASSWORD: Final = "ATLAS_ACLED_PASSWORD"  # noqa: S105 - the name of one
_COLUMNS: Final = (
    *("event_id_cnty", "event_date", "event_type", "sub_event_type", "location", "latitude"),
    *("longitude", "geo_precision", "fatalities", "timestamp"),
)
_KEY: Final = key_by("event_id_cnty", where=_WHERE)
_UNAUTHORISED: Final = 401
_FORBIDDEN: Final = 403
_REFUSED: Final = 400


class _Account:
    """One run's sign-in, renewed when it ends, and what the account may see."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._address = visit.address()
        self._access, self._refresh = "", ""
        #: Whether the last answer had all that was asked for, where it says so.
        self.complete: bool | None = None
        #: The last day that the account sees, where it says one.
        self.until: dt.date | None = None

    def _sign_in(self) -> None:
        """Get a token, by the last one's renewal or by name and password."""
        if self._refresh:
            try:
                self._token(grant_type="refresh_token", refresh_token=self._refresh)
            except SourceError:
                self._refresh = ""
            else:
                return
        name, password = self._visit.secret(_USER), self._visit.secret(_PASSWORD)
        if not name or not password:
            raise SourceError(f"ACLED needs an account: give {_USER} and {_PASSWORD}.")
        try:
            self._token(grant_type="password", username=name, password=password)
        except AnswerError as error:
            if error.status in (_REFUSED, _UNAUTHORISED):
                raise SourceError("ACLED does not take this user name and password.") from None
            raise

    def _token(self, **form: str) -> None:
        url = f"{self._address}/oauth/token"
        found = self._visit.client.post(url, data={**form, "client_id": _CLIENT}).json()
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise SourceError("ACLED's answer to the sign-in holds no token.")
        self._access = found["access_token"]
        self._refresh = str(found.get("refresh_token") or "")

    def read(self, what: str, params: Mapping[str, str], number: int = 0) -> list[Row]:
        """Return the rows of one page, by its number from 0."""
        page = {"limit": str(_SIZE), "page": str(number + 1)}
        for _attempt in range(2):
            if not self._access:
                self._sign_in()
            try:
                answer = self._visit.client.get(
                    f"{self._address}/api/{what}/read",
                    params={"_format": "json", **params, **page},
                    secrets={"Authorization": f"Bearer {self._access}"},
                )
            except AnswerError as error:
                if error.status == _FORBIDDEN:
                    raise SourceError(
                        "ACLED knows the account but refuses the data (403): sign in at"
                        " acleddata.com, accept the terms, and see that the account has access to"
                        " event data."
                    ) from None
                if error.status != _UNAUTHORISED:
                    raise
                self._access = ""
                continue
            return self._rows(answer.json())
        raise SourceError("ACLED takes none of the tokens that it gives out (401).")

    def _rows(self, found: Any) -> list[Row]:
        rows = listed(found, "data", _WHERE)
        if found.get("success") is False or str(found.get("status", 200)) != "200":
            raise SourceError("ACLED's answer says of itself that it has failed.")
        count = found.get("count")
        if count is not None and str(count) != str(len(rows)):
            raise SourceError(f"ACLED's answer says {count} rows and holds {len(rows)}.")
        self.complete = not found["next_cursor"] if "next_cursor" in found else None
        limits = found.get("data_query_restrictions")
        recency = limits.get("date_recency") if isinstance(limits, dict) else None
        if isinstance(recency, dict) and recency.get("date"):
            self.until = dt.date.fromisoformat(str(recency["date"])[:10])
        return rows


def collect(visit: Visit) -> Haul:
    """Collect the events."""
    account, before = _Account(visit), visit.before
    held = unpacked(visit.part(_PART), _KEY)
    if before and _is_due(before, visit):
        before = None
    rows = held if before else Rows()
    since = str(before.cursor["timestamp"]) if before else ""
    fresh = _events(account, visit, since)
    require(fresh, _COLUMNS, _WHERE)
    _check_embargo(account, fresh, held)
    rows |= fresh
    newest = _newest(rows)
    if since:
        newest = max(newest, _remove_deleted(account, rows, since))
    whole = before.cursor["whole"] if before else visit.now.date().isoformat()
    start = min(newest, int(visit.now.timestamp())) - _OVERLAP
    remarks = (f"the account sees events until {account.until} only",) if account.until else ()
    return Haul({_PART: Part(packed(rows))}, {"timestamp": start, "whole": whole}, remarks)


def _is_due(before: Haul, visit: Visit) -> bool:
    """Return whether to fetch all again: what has left the countries asked for is not told."""
    whole = dt.date.fromisoformat(str(before.cursor["whole"]))
    return (visit.now.date() - whole).days >= _WHOLE_DAYS


def _events(account: _Account, visit: Visit, since: str) -> Rows:
    asked = {"country": ":OR:country=".join(visit.texts("countries"))}
    if since:
        asked |= {"timestamp": since, "timestamp_where": ">="}
    first = visit.since or _FIRST
    rows = _period(account, asked, (first, visit.now.date() + dt.timedelta(days=1)))
    early = {"event_date": _NO_EARLIER.isoformat(), "event_date_where": "<"}
    return rows | _paged(account, asked | early)


def _period(account: _Account, asked: Mapping[str, str], days: tuple[dt.date, dt.date]) -> Rows:
    """Return the events of a period, halved until each half fits into one answer."""
    first, last = days
    within = {"event_date": f"{first}|{last}", "event_date_where": "BETWEEN"}
    if first >= last:
        return _paged(account, {**asked, **within})
    rows = account.read("acled", {**asked, **within})
    if account.complete and len(rows) <= _SIZE:
        return {_KEY(row): row for row in rows}
    if account.complete is None and len(rows) != _SIZE:
        return _paged(account, {**asked, **within}, rows)
    middle = first + (last - first) // 2
    return _period(account, asked, (first, middle)) | _period(
        account, asked, (middle + dt.timedelta(days=1), last)
    )


def _paged(account: _Account, asked: Mapping[str, str], known: list[Row] | None = None) -> Rows:
    """Return all rows of a question; `known` are those of its first page, if they are."""
    held = [known] if known is not None else []

    def read(number: int) -> Page:
        return Page(held.pop() if number == 0 and held else account.read("acled", asked, number))

    return all_pages(read, _KEY, size=_SIZE, where=_WHERE)


def _check_embargo(account: _Account, fresh: Rows, held: Rows) -> None:
    """Refuse to take for silence what an account may not see."""
    if account.until and held:
        newest = max(str(row.get("event_date")) for row in held.values())
        if newest > account.until.isoformat():
            raise SourceError(
                f"ACLED: the account sees events until {account.until} only, and the store has"
                f" some until {newest} already."
            )
    if fresh or held:
        return
    why = f"; it sees events until {account.until} only" if account.until else ""
    raise SourceError(
        f"ACLED answered without an error and without any event to this account{why}."
    )


def _number(row: Row, name: str) -> int:
    text = str(row.get(name) or "").strip()
    if not text.isdigit():
        raise SourceError(f"ACLED: {name} is {text[:40]!r} and no number of seconds.")
    return int(text)


def _newest(rows: Rows) -> int:
    return max((_number(row, "timestamp") for row in rows.values()), default=0)


def _remove_deleted(account: _Account, rows: Rows, since: str) -> int:
    """Take deleted events out of `rows`; return when the last of them was deleted."""
    asked = {"deleted_timestamp": since, "deleted_timestamp_where": ">="}

    def read(number: int) -> Page:
        return Page(account.read("deleted", asked, number))

    key = key_by("event_id_cnty", "deleted_timestamp", where=_WHERE)
    newest = 0
    for row in all_pages(read, key, size=_SIZE, where=_WHERE).values():
        newest = max(newest, deleted := _number(row, "deleted_timestamp"))
        held = rows.get(str(row["event_id_cnty"]))
        # What was entered again after it had been deleted stays.
        if held is not None and _number(held, "timestamp") <= deleted:
            del rows[str(row["event_id_cnty"])]
    return newest


SOURCE: Final = Source(
    name="acled",
    title="ACLED",
    doc="All events of the countries since a day, then what is new, changed or deleted.",
    collect=collect,
    reader="acled",
    expects=_COLUMNS,
    options={
        "address": ("https://acleddata.com", "Address of the server."),
        "countries": ("Ukraine,Russia", "Countries, as ACLED writes them."),
    },
    secrets={_USER: "user name (mail address) of the account", _PASSWORD: "its password"},
    due=dt.timedelta(days=9),
    lag=dt.timedelta(days=15),
)
