"""Figures by raion of Ukraine, from the raion that each record itself says or lies in.

The counting rules are those of the regions (`geo.query.figures`).  A record of Ukraine whose raion
is not known, such as one that is known by its oblast only, is not located at this level; an
incident that has one is never wholly inside a raion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.query.conditions import parts_together, places_of, rows, where
from geo.query.counting import counting
from geo.query.results import Figures
from geo.query.sums import NAMES_ALL, figures_of, summed_sql

if TYPE_CHECKING:
    from geo.query.filters import Filters
    from geo.store import Store


@dataclass(frozen=True)
class RaionFigures:
    """Figures of raions, and how many records are not in one.

    Attributes
    ----------
    raions : dict of str to Figures
        Raions that the selection touches, by p-code; Kyiv and Sevastopol are their own.
    inside, not_located, elsewhere : int
        Records (incident and place) in a raion; of Ukraine, but in none that is known; and all
        others, abroad or in review.  They add up to all records of the selection.
    """

    raions: dict[str, Figures] = field(default_factory=dict)
    inside: int = 0
    not_located: int = 0
    elsewhere: int = 0


def raion_figures(store: Store, filters: Filters) -> RaionFigures:
    """Return the figures of every raion that the selection touches."""
    condition, parameters = where(filters, "t")
    touches = places_of(filters, "unit_touches")
    how = counting(store, filters)
    source = f"""
        SELECT * FROM (
            SELECT incident_id, left(t.raion_code, 6) AS raion, {parts_together()},
                sum(t.places) = any_value(t.incident_places) AND any_value({NAMES_ALL}) AS whole
            FROM {touches} t JOIN incidents i USING (incident_id)
            WHERE t.raion_code IS NOT NULL AND {condition} GROUP BY ALL
        ) JOIN {how.incidents} USING (incident_id)"""
    counts = f"""
        SELECT coalesce(CAST(sum(t.places) FILTER (t.raion_code IS NOT NULL) AS BIGINT), 0),
            coalesce(CAST(sum(t.places) FILTER (t.raion_code IS NULL AND t.area LIKE 'UA%')
                AS BIGINT), 0),
            coalesce(CAST(sum(t.places) AS BIGINT), 0)
        FROM {touches} t JOIN incidents i USING (incident_id) WHERE {condition}"""
    ((inside, not_located, records),) = rows(store, counts, parameters)
    found = rows(store, summed_sql(store, how, source, "raion"), parameters)
    return RaionFigures(
        {raion: Figures(**figures_of(row)) for raion, *row in sorted(found)},
        inside,
        not_located,
        records - inside - not_located,
    )
