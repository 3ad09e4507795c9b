"""Tables as a store has them: by Arrow, in the store's order, and with what is searched.

Incidents are sorted by their days, dataset and id, locations by their incident and the row of the
source file.  It costs less to sort them here, column by column, than to let DuckDB sort and join
whole rows.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.schema import COUNT_COLUMNS, INCIDENT_COLUMNS, LOCATION_COLUMNS
from geo.searchcolumns import places_texts, search_texts

if TYPE_CHECKING:
    from geo.tables import Tables

    Numbers = np.ndarray[Any, Any]

#: Arrow's types of the columns that are no text.
_TYPES: Final = {
    **dict.fromkeys((*COUNT_COLUMNS, "downed_here", "source_row"), pa.int64()),
    **dict.fromkeys(("latitude", "longitude", "lat", "lon", "score"), pa.float64()),
    **dict.fromkeys(("date_start", "date_end"), pa.date32()),
}
#: Columns of texts that come again and again, which are sorted as numbers.
_REPEATED: Final = frozenset({
    "dataset", "time_start", "event_type", "sub_event_type", "actor", "source", "place", "country",
    "admin1", "precision_limit", "region", "place_name", "precision", "method", "status", "note",
})  # fmt: skip
_SORTED_BY: Final = ("date_start", "date_end", "dataset", "incident_id")


def ordered(tables: Tables) -> tuple[pa.Table, pa.Table]:
    """Incidents and locations as they go into a store.

    Parameters
    ----------
    tables : Tables
        In any order.

    Returns
    -------
    incidents : Table
        `schema.INCIDENT_COLUMNS`, and `search` as `searchcolumns.search_texts` makes it.
    locations : Table
        `schema.LOCATION_COLUMNS`, and `alone`: whether the incident has no other place.  A location
        whose incident is not there is left out.
    """
    incidents = _as_arrow(tables.incidents, INCIDENT_COLUMNS)
    locations = _as_arrow(tables.locations, LOCATION_COLUMNS)
    of = incident_of(incidents["incident_id"], locations["incident_id"])
    keys = [(name, "ascending") for name in _SORTED_BY]
    order = pc.sort_indices(incidents.select(list(_SORTED_BY)), sort_keys=keys).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    many = np.bincount(of[of >= 0], minlength=len(rank))
    if len(of) == len(rank) and (many == 1).all():
        places = np.empty(len(rank), dtype=np.int64)
        places[rank[of]] = np.arange(len(of))
    else:
        rows = np.flatnonzero(of >= 0)
        source_row = locations["source_row"].to_numpy()[rows]
        places = rows[np.lexsort((source_row, rank[of[rows]]))]
    texts = places_texts(locations, of, len(incidents))
    incidents = _taken(incidents.append_column("places", pa.chunked_array([texts])), order)
    search = search_texts(incidents, incidents["places"].combine_chunks())
    return (
        incidents.drop_columns("places").append_column("search", search),
        _taken(locations, places).append_column("alone", pa.array(many[of[places]] == 1)),
    )


def incident_of(incidents: pa.ChunkedArray, places: pa.ChunkedArray) -> Numbers:
    """Position of each place's incident, by their ids; -1 where it is not there."""
    # Mostly the places stand in the order of the incidents, so that nothing need be looked up.
    places = pa.chunked_array([places.combine_chunks()])
    changes = np.ones(len(places), dtype=bool)
    if len(places) > 1:
        changes[1:] = pc.not_equal(places[1:], places[:-1]).to_numpy()
    if incidents.equals(places.filter(pa.array(changes))):
        return np.cumsum(changes) - 1
    found: Numbers = pd.Index(incidents.to_pandas()).get_indexer(pd.Index(places.to_pandas()))
    return found


def _as_arrow(table: pd.DataFrame, names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: _column(table[name], name) for name in names})


def _column(values: pd.Series[Any], name: str) -> pa.ChunkedArray:
    array = pa.array(values, from_pandas=True)
    if isinstance(array, pa.Array):
        array = pa.chunked_array([array])
    wanted = _TYPES.get(name, pa.large_string())
    return array if array.type == wanted else array.cast(wanted)


def _taken(table: pa.Table, order: Numbers) -> pa.Table:
    """Rows of a table in another order; texts of some columns as dictionaries."""
    positions = pa.array(order)

    def take(name: str) -> pa.Array:
        column = table[name]
        if column.null_count == len(column):
            return pa.nulls(len(positions), column.type)
        if name in _REPEATED:
            column = column.dictionary_encode()
        return column.combine_chunks().take(positions)

    # Arrow takes without the interpreter's lock.
    with ThreadPoolExecutor(max_workers=4) as pool:
        columns = pool.map(take, table.column_names)
        return pa.table(dict(zip(table.column_names, columns, strict=True)))
