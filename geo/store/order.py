"""Tables as a store has them: by Arrow, in the store's order, and with what is searched.

Incidents are sorted by their days, dataset and id, locations by their incident and the row of the
source file.  It costs less to sort them here, column by column, than to let DuckDB sort and join
whole rows.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.schema import (
    CIRCLE_COLUMNS,
    COUNT_COLUMNS,
    INCIDENT_COLUMNS,
    LOCATION_COLUMNS,
    PLACE_COUNTS,
    UNIT_COLUMNS,
)
from geo.store.search_columns import OF_PLACES, Searched, places_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    Numbers = np.ndarray[Any, Any]

#: Arrow's types of the columns that are no text.
_TYPES: Final = {
    **dict.fromkeys((*COUNT_COLUMNS, *PLACE_COUNTS, "source_row"), pa.int64()),
    **dict.fromkeys(
        ("latitude", "longitude", "lat", "lon", *CIRCLE_COLUMNS, "score"), pa.float64()
    ),
    **dict.fromkeys(("date_start", "date_end"), pa.date32()),
}
#: Columns of texts that come again and again, which are sorted as numbers.
_REPEATED: Final = frozenset({
    "dataset", "time_start", "event_type", "sub_event_type", "actor", "more_places", "source",
    "place", "country", "admin1", "admin2", "admin3", "precision_limit", "region", "place_name",
    "precision", "method", "status", "note", *UNIT_COLUMNS,
})  # fmt: skip
#: Rows of a piece: as many as DuckDB has in a row group, which one of its threads writes.
_PIECE: Final = 122_880
#: Rows of which the search texts are made at once: fewer, for they are large.
_READ_AT_ONCE: Final = 20_480
_SORTED_BY: Final = ("date_start", "date_end", "dataset", "incident_id")


@dataclass(frozen=True)
class Order:
    """The order of a store's incidents.

    Attributes
    ----------
    ids : ChunkedArray
        Their ids as they were given.
    rows : array of int
        Which of them stands at each place.
    """

    ids: pa.ChunkedArray
    rows: Numbers


def incidents_in_order(
    incidents: pd.DataFrame, places: pd.DataFrame
) -> tuple[pa.RecordBatchReader, Order]:
    """Return the incidents as they go into a store.

    Parameters
    ----------
    incidents : DataFrame
        `schema.INCIDENT_COLUMNS`, in any order.
    places : DataFrame
        What was reported of their places: incident_id and the columns that are searched.

    Returns
    -------
    incidents : RecordBatchReader
        The same columns, and `search` as `search_columns.Searched` makes it; to be read once.  Each
        piece is made when it is asked for, so that while DuckDB writes one the next is made, and
        all of them are never in memory together.
    order : Order
    """
    table = _as_arrow(incidents, INCIDENT_COLUMNS)
    keys = [(name, "ascending") for name in _SORTED_BY]
    # In one piece, which takes half the time of several.
    whole = table.select(list(_SORTED_BY)).combine_chunks()
    order = pc.sort_indices(whole, sort_keys=keys).to_numpy()
    reported = _as_arrow(places, ("incident_id", *OF_PLACES))
    of = incident_of(table["incident_id"], reported["incident_id"])
    texts = places_texts(reported, of, len(table))
    return _incidents(_packed(table), texts, order), Order(table["incident_id"], order)


def locations_in_order(locations: pd.DataFrame, order: Order) -> pa.RecordBatchReader:
    """Return the locations as they go into a store.

    Parameters
    ----------
    locations : DataFrame
        `schema.LOCATION_COLUMNS`, in any order.
    order : Order
        That of the incidents.

    Returns
    -------
    RecordBatchReader
        The same columns, and `alone`: whether the incident has no other place; to be read once.  A
        location whose incident is not there is left out.  Each piece is made when it is asked for,
        and another thread may write it.
    """
    table = _as_arrow(locations, LOCATION_COLUMNS)
    of = incident_of(order.ids, table["incident_id"])
    rank = np.empty(len(order.rows), dtype=np.int64)
    rank[order.rows] = np.arange(len(rank))
    many = np.bincount(of[of >= 0], minlength=len(rank))
    if len(of) == len(rank) and (many == 1).all():
        places = np.empty(len(rank), dtype=np.int64)
        places[rank[of]] = np.arange(len(of))
    else:
        rows = np.flatnonzero(of >= 0)
        source_row = table["source_row"].to_numpy()[rows]
        places = rows[np.lexsort((source_row, rank[of[rows]]))]
    return _locations(_packed(table), places, pa.array(many[of[places]] == 1))


def _locations(locations: pa.Table, order: Numbers, alone: pa.Array) -> pa.RecordBatchReader:
    """Return the locations in another order, and whether each is alone, piece by piece."""

    def pieces() -> Iterator[pa.RecordBatch]:
        for cut in _cuts(len(order)):
            columns = [column.chunk(0) for column in _taken(locations, order[cut]).columns]
            yield pa.RecordBatch.from_arrays([*columns, alone[cut]], schema=schema)

    schema = locations.schema.append(pa.field("alone", pa.bool_()))
    return pa.RecordBatchReader.from_batches(schema, pieces())


def _incidents(
    incidents: pa.Table, places: pa.DictionaryArray, order: Numbers
) -> pa.RecordBatchReader:
    """Return the incidents in another order with their search texts, piece by piece."""

    def pieces() -> Iterator[pa.RecordBatch]:
        searched = Searched(incidents, places)
        for cut in _cuts(len(order), _READ_AT_ONCE):
            piece = _taken(incidents, order[cut])
            search = searched.texts(piece, pa.array(order[cut]))
            yield pa.RecordBatch.from_arrays(
                [*(column.chunk(0) for column in piece.columns), search], schema=schema
            )

    schema = incidents.schema.append(pa.field("search", pa.large_string()))
    return pa.RecordBatchReader.from_batches(schema, pieces())


def _cuts(rows: int, size: int = _PIECE) -> Iterator[slice]:
    return (slice(at, at + size) for at in range(0, rows, size))


def incident_of(incidents: pa.ChunkedArray, places: pa.ChunkedArray) -> Numbers:
    """Return the position of each place's incident, by their ids; -1 where it is not there."""
    # Mostly the places stand in the order of the incidents, so that nothing need be looked up.
    places = pa.chunked_array([_in_one(places)])
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


def _packed(table: pa.Table) -> pa.Table:
    """Give each column one chunk; texts that come again and again as dictionaries."""

    def pack(name: str) -> pa.Array:
        column = table[name]
        if name in _REPEATED and column.null_count < len(column):
            column = column.dictionary_encode()
        return _in_one(column)

    # Arrow works without the interpreter's lock.
    with ThreadPoolExecutor(max_workers=4) as pool:
        columns = pool.map(pack, table.column_names)
        return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece; Arrow's own way copies what is in one already."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _taken(table: pa.Table, rows: Numbers) -> pa.Table:
    """Take rows of a table whose columns have one chunk each, in any order."""
    positions = pa.array(rows)

    def take(column: pa.ChunkedArray) -> pa.Array:
        if column.null_count == len(column):
            return pa.nulls(len(positions), column.type)
        return column.chunk(0).take(positions)

    return pa.table([take(column) for column in table.columns], schema=table.schema)
