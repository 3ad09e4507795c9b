"""An ACLED of our own: accounts, tokens that end, periods, pages, timestamps and the deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sources.server import Asked, Reply, as_json

if TYPE_CHECKING:
    from tests.sources.server import Site

USER, PASSWORD = "ann@news.example", "correct horse battery"
TOWNS = {
    "Kharkiv": ("Kharkiv", "49.9935", "36.2304"),
    "Odesa": ("Odesa", "46.4775", "30.7326"),
    "Kherson": ("Kherson", "46.6354", "32.6169"),
    "Sumy": ("Sumy", "50.9077", "34.7981"),
}
START = 1_730_000_000


def event(
    number: int, *, day: str = "2024-10-20", town: str = "Kharkiv", **more: str
) -> dict[str, str]:
    """One event as the API answers it: all texts."""
    admin1, lat, lon = TOWNS[town]
    return {
        "event_id_cnty": f"UKR{number}",
        "event_date": day,
        "year": day[:4],
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Shelling/artillery/missile attack",
        "actor1": "Military Forces of Russia (2000-)",
        "country": "Ukraine",
        "admin1": admin1,
        "admin2": town,
        "location": town,
        "latitude": lat,
        "longitude": lon,
        "geo_precision": "1",
        "source": "Suspilne Media",
        "notes": f"Event {number} in {town}.",
        "fatalities": "0",
        "timestamp": str(START),
    } | more


class Acled:
    """What it knows, and how it answers."""

    def __init__(self, site: Site) -> None:
        self.rows: dict[str, dict[str, str]] = {}
        self.deleted: dict[str, int] = {}
        self.time = START
        self.tokens: set[str] = set()
        self.given = 0
        #: A token is good for so many requests.
        self.good_for = 1_000_000
        #: The server's own limit on a page.
        self.most = 5000
        self.until: str | None = None
        self.count: int | None = None
        self.pages = True
        #: Whether it says if there is more (`next_cursor`).
        self.cursors = False
        site.answer = self.answer

    def put(self, row: dict[str, str]) -> None:
        self.time += 1000
        self.rows[row["event_id_cnty"]] = row | {"timestamp": str(self.time)}
        self.deleted.pop(row["event_id_cnty"], None)

    def withdraw(self, name: str) -> None:
        self.time += 1000
        if self.rows.pop(name, None):
            self.deleted[name] = self.time

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return self._token(asked)
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return as_json({"message": "expired"}, 401)
        self.good_for -= 1
        if self.good_for <= 0:
            self.tokens.discard(token)
            self.good_for = 1_000_000
        if asked.path == "/api/deleted/read":
            since = int(asked.params["deleted_timestamp"])
            found = [
                {"event_id_cnty": name, "deleted_timestamp": str(when)}
                for name, when in self.deleted.items()
                if when >= since
            ]
            return self._page(asked, found)
        return self._page(asked, self._found(asked.params))

    def _token(self, asked: Asked) -> Reply:
        form = asked.form
        right = (form.get("username"), form.get("password")) == (USER, PASSWORD)
        if form["grant_type"] == "password" and not right:
            return as_json({"error": "invalid_grant"}, 400)
        self.given += 1
        token = f"token-{self.given}"
        self.tokens.add(token)
        return as_json(
            {
                "token_type": "Bearer",
                "expires_in": 86400,
                "access_token": token,
                "refresh_token": f"refresh-{self.given}",
            }
        )

    def _found(self, params: dict[str, str]) -> list[dict[str, str]]:
        rows = list(self.rows.values())
        if self.until is not None:
            rows = [row for row in rows if row["event_date"] <= self.until]
        if "timestamp" in params:
            rows = [row for row in rows if int(row["timestamp"]) >= int(params["timestamp"])]
        if params.get("event_date_where") == "BETWEEN":
            first, last = params["event_date"].split("|")
            rows = [row for row in rows if first <= row["event_date"] <= last]
        if params.get("event_date_where") == "<":
            rows = [row for row in rows if row["event_date"] < params["event_date"]]
        return sorted(rows, key=lambda row: (row["event_date"], row["event_id_cnty"]), reverse=True)

    def _page(self, asked: Asked, rows: list[Any]) -> Reply:
        size = min(int(asked.params["limit"]), self.most)
        at = (int(asked.params["page"]) - 1) * size if self.pages else 0
        page = rows[at : at + size]
        said: dict[str, Any] = {
            "status": 200,
            "success": True,
            "last_update": 12,
            "count": len(page) if self.count is None else self.count,
            "messages": [],
            "data": page,
            "filename": None,
        }
        if self.cursors:
            said["next_cursor"] = "abc" if at + size < len(rows) else None
        if self.until is not None:
            recency = {"quantity": 12, "unit": "Months", "date": self.until}
            said["data_query_restrictions"] = {"date_recency": recency}
        return as_json(said)
