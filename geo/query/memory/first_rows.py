"""The first rows of a list of records, without reading or sorting the whole of the store.

Tables `incidents` and `locations` are sorted by day, so that the newest records of a selection lie
in a short range of rows; the summary says in which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo.query.conditions import where
from geo.query.memory.summary import summed

if TYPE_CHECKING:
    import duckdb

    from geo.query.filters import Filters
    from geo.query.memory.chosen import Chosen
    from geo.query.memory.summary import Selection, Summary
    from geo.store import Store

#: An incident's areas, from the rows of `locations` that are near its own.
_REGIONS: Final = (
    "(SELECT string_agg(DISTINCT a.area, ' ' ORDER BY a.area) FROM locations a"
    " WHERE a.rowid BETWEEN $low AND $high AND a.incident_id = i.incident_id)"
)


class Range(NamedTuple):
    """Rows of `incidents` and `locations`, from the first to before the last.

    `enough` says whether as many records as are wanted start on the days of these rows.
    """

    incidents: tuple[int, int]
    locations: tuple[int, int]
    enough: bool

    @property
    def condition(self) -> str:
        """The range as SQL on `incidents i` and `locations l`."""
        (one, two), (three, four), _ = self
        return f"i.rowid >= {one} AND i.rowid < {two} AND l.rowid >= {three} AND l.rowid < {four}"


def newest(summary: Summary, chosen: Chosen, limit: int) -> Range:
    """Return rows that hold at least the `limit` newest records of a selection, or all of them."""
    let = chosen.columns
    high = max(chosen.first, chosen.last)
    started = summary.touches.started
    rest = int(started(high)[let].sum()) - limit
    low = chosen.first
    # What started before the first day and had not ended is only certain to be among the rows from
    # the earliest such start on.
    enough = rest >= int(started(low)[let].sum())
    if not enough:
        low = int(summary.earliest[low])
    else:
        top = high
        while top - low > 1:
            middle = (low + top) // 2
            low, top = (middle, top) if started(middle)[let].sum() <= rest else (low, middle)
    edges = summary.incident_edges, summary.record_edges
    one, two = ((int(edge[low]), int(edge[high])) for edge in edges)
    return Range(one, two, enough)


def _newest(store: Store, parts: Selection, limit: int) -> Range:
    """Answer `newest` for a store and its parts, in the rows of the store's own tables."""
    wanted = limit + sum(len(of.locations) for sign, of in store.excerpts() if sign < 0)
    first = newest(parts[0].summary, parts[0].chosen, wanted)
    if len(parts) == 1:
        return first
    found = [store.keys(*first.incidents), store.keys(*first.locations)]
    for (sign, of), part in zip(store.excerpts(), parts[1:], strict=True):
        if sign > 0:
            own = newest(part.summary, part.chosen, limit)
            for at, (rows, keys) in enumerate(((own[0], of.incidents), (own[1], of.locations))):
                if rows[0] < rows[1]:
                    low, high = found[at]
                    least = low if first.enough else min(low, int(keys[rows[0]]))
                    found[at] = least, max(high, int(keys[rows[1] - 1]) + 1)
    return Range(found[0], found[1], first.enough)


def records(  # noqa: PLR0913
    store: Store,
    cursor: duckdb.DuckDBPyConnection,
    filters: Filters,
    columns: dict[str, str],
    *,
    order: str,
    limit: int,
    newest_first: bool,
) -> duckdb.DuckDBPyConnection:
    """Run the query for the first records of a selection.

    Parameters
    ----------
    store, cursor, filters
        What to list, and the cursor to use.
    columns : dict
        Heading, then SQL over `incidents i`, `locations l`.
    order : str
        What to sort by, as SQL.
    limit : int
        No more rows than this.
    newest_first : bool
        Whether `order` begins with the newest day.
    """
    condition, parameters = where(filters, "l")
    parts = summed(store, filters)
    if parts and newest_first:
        condition += " AND " + _newest(store, parts, limit).condition
    # Few columns decide which rows it is; all of them together would be much more to sort.
    picked = cursor.execute(
        f"SELECT l.rowid, i.rowid FROM locations l JOIN incidents i USING (incident_id)"
        f" WHERE {condition} ORDER BY {order} LIMIT {limit}",
        parameters,
    ).fetchall()
    places, ones = ([pair[at] for pair in picked] for at in (0, 1))
    asked: dict[str, Any] = {"places": places, "ones": ones}
    if parts and "incident_regions" in columns:
        columns = columns | {"incident_regions": _REGIONS}
        around = max(part.summary.most_places for part in parts) * store.step
        asked["low"] = min(places, default=0) - around
        asked["high"] = max(places, default=0) + around
    sql = f"""
        SELECT {", ".join(f"{sql} AS {name}" for name, sql in columns.items())}
        FROM (SELECT unnest($places) AS place_row, unnest($ones) AS incident_row)
            JOIN locations l ON l.rowid = place_row JOIN incidents i ON i.rowid = incident_row
        WHERE l.rowid BETWEEN {min(places, default=0)} AND {max(places, default=0)}
            AND i.rowid BETWEEN {min(ones, default=0)} AND {max(ones, default=0)}
        ORDER BY {order}"""
    return cursor.execute(sql, asked)
