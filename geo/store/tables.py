"""What goes into a store and comes out of it: three tables, and layers of polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd


@dataclass(frozen=True)
class LayerTables:
    """A layer of polygons as it goes into a store.

    Attributes
    ----------
    layer : str
        Its name.
    areas : DataFrame
        Columns name, shape (well-known binary) and display (a GeoJSON geometry), and day_from,
        day_to and file, which are missing unless the layer is dated; names are unique, in a dated
        layer on each day.
    points : DataFrame
        Columns lon, lat and name: the area of each distinct point that lies in one.  Those of a
        dated layer have day, as_of and km besides, also where they lie in no area.
    dated : bool
        Whether each area holds for certain days (ISO texts).
    """

    layer: str
    areas: pd.DataFrame
    points: pd.DataFrame
    dated: bool = False


@dataclass(frozen=True)
class Tables:
    """The three tables that go into a store.

    Attributes
    ----------
    incidents, locations, rejected : DataFrame
        As `schema.incidents_schema`, `schema.locations_schema` and `schema.REJECTED_COLUMNS` say.
    """

    incidents: pd.DataFrame
    locations: pd.DataFrame
    rejected: pd.DataFrame

    def incident_count(self) -> int:
        """Return how many incidents there are; a row counts as so many as it has events."""
        return int(self.incidents["events"].fillna(1).sum())

    def points(self) -> pd.DataFrame:
        """Return lon, lat (degrees, EPSG:4326) and day (ISO text, the incident's first) of places.

        Each combination is there once; those without a point are left out.
        """
        days = self.incidents.set_index("incident_id")["date_start"].dt.strftime("%Y-%m-%d")
        places = self.locations[["lon", "lat", "incident_id"]].dropna()
        places = places.assign(day=places["incident_id"].map(days).astype("string"))
        return places[["lon", "lat", "day"]].drop_duplicates(ignore_index=True)

    def split(self, datasets: Collection[str]) -> tuple[Tables, Tables]:
        """Split into what belongs to `datasets` and what does not."""
        mine = self.incidents["dataset"].isin(list(datasets))
        ids = self.incidents.loc[mine, "incident_id"]
        located = self.locations["incident_id"].isin(ids)
        rejected = self.rejected["dataset"].isin(list(datasets))
        return (
            Tables(self.incidents[mine], self.locations[located], self.rejected[rejected]),
            Tables(self.incidents[~mine], self.locations[~located], self.rejected[~rejected]),
        )

    def joined(self, other: Tables) -> Tables:
        """Return these tables with the rows of `other` after theirs."""
        import pandas as pd

        return Tables(
            *(
                pd.concat([getattr(self, name), getattr(other, name)], ignore_index=True)
                for name in ("incidents", "locations", "rejected")
            )
        )


@dataclass(frozen=True)
class Links:
    """Which records of a store tell of the same incident.

    Attributes
    ----------
    pairs : DataFrame
        `schema.LINK_COLUMNS`.
    clusters : dict of str to DataFrame
        Of each of `schema.STRICTNESS` its `schema.CLUSTER_COLUMNS`; an incident that is missing
        there is a cluster of its own.
    """

    pairs: pd.DataFrame
    clusters: dict[str, pd.DataFrame]


#: Changes that are spelled out on the terminal; the report file has all of them.
_SPELLED: Final = 5


@dataclass(frozen=True)
class Revision:
    """What an ingest changed in a store that was there before.

    Attributes
    ----------
    added, gone : tuple of str
        Ids of incidents that are new, or are no longer there.
    changed : tuple of (incident_id, field, before, after)
        Fields that have another value now, as text.
    last : tuple of str
        What each of `gone` said at last: a JSON object of its fields, without blank ones.
    """

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[tuple[str, str, str, str], ...] = ()
    last: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the revision as plain text lines."""
        incidents = {row[0] for row in self.changed}
        counts = (len(self.added), len(incidents), len(self.gone))
        out = ["Revision: {:,} incidents added, {:,} changed, {:,} gone.".format(*counts)]
        out += [
            f"  {incident_id}: {name} was {before or 'blank'}, is {after or 'blank'}"
            for incident_id, name, before, after in self.changed[:_SPELLED]
        ]
        if len(self.changed) > _SPELLED:
            out.append(f"  and {len(self.changed) - _SPELLED:,} further changes")
        return out
