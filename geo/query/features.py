"""Records as features, a page at a time: what a GIS reads of a store that it keeps open.

A feature's number is that of the row of table `locations`, which stays as long as the store does;
pages follow the rows, so that a late page costs what the first does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import rows, where
from geo.query.records import RECORD_COLUMNS
from geo.query.streams import REPORTED
from geo.regions import english_names

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.store import Store

#: West, south, east, north; degrees, EPSG:4326.  West may be more than east, across 180 degrees.
Box = tuple[float, float, float, float]

_COLUMNS: Final = (
    RECORD_COLUMNS | {"region_name": "$names[list_position($codes, l.region)]"} | REPORTED
)


@dataclass(frozen=True)
class FeaturePage:
    """Some features of a selection.

    Attributes
    ----------
    features : list of str
        GeoJSON, each with its number as `id`.
    matched : int
        How many the whole selection has.
    last : int or None
        After which number the next page begins; None if this is the last.
    """

    features: list[str]
    matched: int
    last: int | None


def _in_box(box: Box | None) -> tuple[str, dict[str, Any]]:
    if box is None:
        return "TRUE", {}
    west, south, east, north = box
    within = "BETWEEN $west AND $east" if west <= east else "NOT BETWEEN $east AND $west"
    condition = f"l.x IS NOT NULL AND l.lat BETWEEN $south AND $north AND l.lon {within}"
    return condition, {"west": west, "south": south, "east": east, "north": north}


def feature_page(
    store: Store, filters: Filters, *, box: Box | None = None, after: int = -1, limit: int = 1000
) -> FeaturePage:
    """Return a page of records as GeoJSON features (EPSG:4326), in the order of the store.

    Parameters
    ----------
    store, filters
        What to list.
    box : Box, optional
        Only records with a point in it.
    after : int
        The number after which the page begins.
    limit : int
        No more features than this.
    """
    condition, parameters = where(filters, "l")
    inside, of_box = _in_box(box)
    source = "FROM locations l JOIN incidents i USING (incident_id)"
    condition, parameters = f"{condition} AND {inside}", parameters | of_box
    ((matched,),) = rows(store, f"SELECT count(*) {source} WHERE {condition}", parameters)
    # Numbers alone first: the rows themselves are then read where they lie.
    found = rows(
        store,
        f"SELECT l.rowid {source} WHERE l.rowid > $after AND {condition}"
        f" ORDER BY l.rowid LIMIT {int(limit) + 1}",
        parameters | {"after": store.row(after)},
    )
    numbers = [number for (number,) in found]
    shown = numbers[:limit]
    more = len(numbers) > limit and shown
    last = store.numbers(shown[-1:])[0] if more else None
    return FeaturePage(_features(store, shown), int(matched), last)


def feature(store: Store, number: int) -> str | None:
    """Return the feature of a number, or None if there is none."""
    found = _features(store, [store.row(number)])
    return found[0] if found else None


def _features(store: Store, numbers: list[int]) -> list[str]:
    if not numbers:
        return []
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in _COLUMNS.items())
    sql = f"""
        SELECT json_object('type', 'Feature', 'id', $ids[list_position($numbers, l.rowid)],
            'geometry',
            CASE WHEN l.x IS NOT NULL
                THEN json_object('type', 'Point', 'coordinates', [l.lon, l.lat]) END,
            'properties', json_object({pairs}))
        FROM locations l JOIN incidents i USING (incident_id)
        WHERE l.rowid BETWEEN {min(numbers)} AND {max(numbers)}
            AND list_contains($numbers, l.rowid)
        ORDER BY l.rowid"""
    names = english_names()
    shown = {"numbers": numbers, "ids": store.numbers(numbers)}
    parameters = shown | {"codes": list(names), "names": list(names.values())}
    return [text for (text,) in rows(store, sql, parameters)]
