"""What asks for a person's decision: places in doubt, rows not read, and likely duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import rows
from geo.query.events import distinct_sql
from geo.schema import REVIEW_STATUSES

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from geo.store import Store

_STATUSES: Final = ", ".join(f"'{status}'" for status in REVIEW_STATUSES)
_IN_REVIEW: Final = f"(l.status IN ({_STATUSES}) OR l.area = 'review')"


@dataclass(frozen=True)
class Doubt:
    """All rows in review that have the same place text, country and dataset.

    Attributes
    ----------
    place, country, dataset : str
        As reported; an empty text where nothing is.
    rows, incidents : int
        How many there are.
    status : str
        The status of the first.
    note, candidates : str
        Why it is in review, and what it may be, as the geocoder said of the first.
    """

    place: str
    country: str
    dataset: str
    rows: int
    incidents: int
    status: str
    note: str
    candidates: str


@dataclass(frozen=True)
class ReviewCounts:
    """How much there is to review."""

    places: int
    rows: int
    rejected: int


@dataclass(frozen=True)
class Side:
    """One incident of a likely pair."""

    incident_id: str
    dataset: str
    date_start: dt.date
    date_end: dt.date
    type: str
    actor: str | None
    places: str
    fatalities: int | None
    injuries: int | None
    launched: int | None
    downed: int | None
    source: str | None
    source_url: str | None
    notes: str | None
    fatalities_low: int | None = None
    fatalities_high: int | None = None


@dataclass(frozen=True)
class Pair:
    """Two incidents that are likely the same.

    Attributes
    ----------
    one, other : Side
    kilometres : float or None
        Between their places; None where one of them has no point, or nothing but the data itself
        puts them together.
    marked : bool
        Whether the data says that they are the same (`same_as`).
    figure, number : str and int, or None
        Within a dataset: what both report of the same region, a column of table `incidents` and
        its number.
    """

    one: Side
    other: Side
    kilometres: float | None
    marked: bool = False
    figure: str | None = None
    number: int | None = None

    def of(self, incident_id: str) -> Side:
        """Return the other side than that of an incident."""
        return self.other if self.one.incident_id == incident_id else self.one


def review_counts(store: Store) -> ReviewCounts:
    """Count place texts and rows in review, and rows that were not read."""
    sql = f"""
        SELECT count(DISTINCT (coalesce(l.place, ''), coalesce(l.country, ''), i.dataset)),
            count(*), (SELECT count(*) FROM rejected)
        FROM locations l JOIN incidents i USING (incident_id) WHERE {_IN_REVIEW}"""
    (row,) = rows(store, sql)
    return ReviewCounts(*row)


def doubts(store: Store, *, limit: int) -> list[Doubt]:
    """Return the places in review, the one with the most rows first."""
    sql = f"""
        SELECT coalesce(l.place, '') AS name, coalesce(l.country, '') AS country, i.dataset,
            count(*) AS n, {distinct_sql(store)}, first(l.status ORDER BY l.source_row),
            coalesce(first(l.note ORDER BY l.source_row), ''),
            coalesce(first(l.candidates ORDER BY l.source_row), '')
        FROM locations l JOIN incidents i USING (incident_id) WHERE {_IN_REVIEW}
        GROUP BY ALL ORDER BY n DESC, name, country, i.dataset LIMIT {int(limit)}"""
    return [Doubt(*row) for row in rows(store, sql)]


def doubt_rows(store: Store, doubt: Doubt, *, limit: int) -> pd.DataFrame:
    """Return the rows of a place in review, as reported.

    Returns
    -------
    DataFrame
        date_start, date_end, sub_event_type, country, admin1, latitude, longitude, region, note,
        source, notes, source_row, incident_id.
    """
    sql = f"""
        SELECT i.date_start, i.date_end, i.sub_event_type, l.country, l.admin1, l.latitude,
            l.longitude, l.region, l.note, i.source, i.notes, l.source_row, incident_id
        FROM locations l JOIN incidents i USING (incident_id)
        WHERE {_IN_REVIEW} AND coalesce(l.place, '') = $place
            AND coalesce(l.country, '') = $country AND i.dataset = $dataset
        ORDER BY i.date_start, incident_id, l.source_row LIMIT {int(limit)}"""
    parameters = {"place": doubt.place, "country": doubt.country, "dataset": doubt.dataset}
    with store.cursor() as cursor:
        return cursor.execute(sql, parameters).df()


def rejected(store: Store, *, limit: int) -> pd.DataFrame:
    """Return rows that are no incident as they stand: dataset, source_row, column, problem, row."""
    sql = f"""
        SELECT dataset, TRY_CAST(source_row AS BIGINT) AS source_row, "column", problem, "row"
        FROM rejected ORDER BY dataset, 2 LIMIT {int(limit)}"""
    with store.cursor() as cursor:
        return cursor.execute(sql).df()


_SIDE: Final = """
    SELECT incident_id, dataset, date_start, date_end, sub_event_type, actor,
        (SELECT string_agg(DISTINCT coalesce(l.place, l.region, 'no place'), '; '
                ORDER BY coalesce(l.place, l.region, 'no place'))
            FROM locations l WHERE l.incident_id = i.incident_id) AS places,
        fatalities, injuries, launched, downed, source, source_url, notes, fatalities_low,
        fatalities_high
    FROM incidents i WHERE list_contains($ids, incident_id)"""


def pairs(store: Store, incident: str) -> list[Pair]:
    """Return up to 20 pairs of one dataset with an incident: marked ones, then the nearest.

    Those of several datasets are links (`geo.query.told`).
    """
    listed = rows(
        store,
        """SELECT d.* FROM duplicates d JOIN incidents a USING (incident_id)
            JOIN incidents b ON b.incident_id = d.other_id
        WHERE $incident IN (d.incident_id, d.other_id) AND (d.marked OR a.dataset = b.dataset)
        ORDER BY d.marked DESC, d.kilometres NULLS LAST, d.incident_id, d.other_id LIMIT 20""",
        {"incident": incident},
    )
    return paired(store, listed)


def paired(store: Store, listed: list[tuple[Any, ...]]) -> list[Pair]:
    """Return rows of table `duplicates` with both incidents."""
    known = sides(store, [name for one, other, *_ in listed for name in (one, other)])
    return [Pair(known[one], known[other], *alike) for one, other, *alike in listed]


def sides(store: Store, ids: list[Any]) -> dict[str, Side]:
    """Return incidents as one side of a comparison, by their ids."""
    return {row[0]: Side(*row) for row in rows(store, _SIDE, {"ids": ids})} if ids else {}
