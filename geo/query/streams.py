"""Records of a selection block by block, so that a download of any size needs little memory.

The blocks are runs of whole days: the store's tables lie in the order of their days, so that a
block is read without looking at the rest.  Where the result is text (CSV, GeoJSON), DuckDB writes
the rows, on all its threads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo.query.conditions import rows, where
from geo.query.counting import counting
from geo.query.layers import LayerColumn, layer_columns
from geo.query.records import RECORD_COLUMNS
from geo.regions import english_names
from geo.schema import REJECTED_COLUMNS
from geo.spreadsheet import FORMULA, column_of, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from geo.query.counting import Counting
    from geo.query.filters import Filters
    from geo.store import Store

#: Rows of a block, if its days are not fuller than that.
BLOCK_ROWS: Final = 50_000
#: Rows that are handed over at once as text.
_PIECE_ROWS: Final = 5_000


#: What a further column is known by: a source's own by its key in `extra`, or a dated layer's.
OwnKey = str | LayerColumn

#: Columns that a download has besides those of a record.
REPORTED: Final = {
    name: f"l.{name}" for name in ("admin2", "admin3", "precision_limit", "source_row")
}


def _export_columns() -> dict[str, str]:
    """Return a download's columns: those of a record, with the region's name after its code.

    The last says which records count as one incident: the id of one of them, blank where each
    dataset counts by itself.
    """
    columns = {}
    for name, sql in RECORD_COLUMNS.items():
        # The areas of an incident are found block by block, not in the whole store.
        columns[name] = "t.areas" if name == "incident_regions" else sql
        if name == "region":
            columns["region_name"] = "n.region_name"
    return columns | REPORTED | {"cluster": "{cluster}"}


_SQL: Final = _export_columns()
#: Columns of a download that are ours; those of the sources come after them.
EXPORT_COLUMNS: Final = tuple(_SQL)
#: Of these, texts that people have written.
FREE_TEXTS: Final = frozenset(
    {
        *("incident_id", "dataset", "actor", "location", "country", "admin1", "admin2"),
        *("admin3", "place_name"),
        *("source", "source_url", "same_as", "notes", "cluster"),
    }
)

#: A text with any of these is not written into a CSV as it stands: signs by which a spreadsheet
#: knows a formula or a quoted text, what CSV itself uses, and control characters.
_FORMULA: Final = FORMULA.replace("'", "''")
_ODD: Final = rf"^''|[\",\x00-\x1f]|{_FORMULA}"
_CONTROL: Final = r"[\x00-\x08\x0e-\x1f]"


def own_keys(store: Store, filters: Filters) -> dict[str, OwnKey]:
    """Return the further columns: the name under which each is written -> its key.

    First those of dated layers (`LayerColumn`), then the sources' own, of which the key is that in
    `extra`, in the order in which the selection's records first have them; every name once.
    """
    condition, parameters = where(filters, "l")
    sql = f"""
        SELECT json_keys(l.extra) AS keys
        FROM locations l JOIN incidents i USING (incident_id)
        WHERE l.extra IS NOT NULL AND {condition}
        GROUP BY keys ORDER BY min(l.rowid)"""
    found = dict.fromkeys(key for (keys,) in rows(store, sql, parameters) for key in keys)
    named: dict[str, OwnKey] = {}
    for key in [*layer_columns(store), *found]:
        text = key.name if isinstance(key, LayerColumn) else key
        name = column_of(printable(text))
        while name in named:
            name += "_"
        named[name] = key
    return named


def csv_rows(store: Store, filters: Filters, own: Sequence[OwnKey] = ()) -> Iterator[bytes]:
    """Return records as rows of CSV (UTF-8, CRLF), text cells inert (`geo.spreadsheet.inert`).

    Parameters
    ----------
    store, filters
        What to write, in the order of `records`.
    own : sequence of str
        Keys of the sources' own columns, which follow `EXPORT_COLUMNS`.
    """
    names = [*EXPORT_COLUMNS, *(f"own[{at}]" for at in range(1, len(own) + 1))]
    cells = [_csv_cell(name, free=name in FREE_TEXTS or name.startswith("own[")) for name in names]
    line = "concat(" + ", ',', ".join(cells) + ", chr(13), chr(10))"
    return _texts(store, filters, own, line)


def _csv_cell(name: str, *, free: bool) -> str:
    """Return the SQL of one cell, blank where the value is missing."""
    if not free:
        return f"coalesce(CAST({name} AS VARCHAR), '')"
    shown = f"regexp_replace({name}, '{_CONTROL}', '\ufffd', 'g')"
    safe = f"CASE WHEN regexp_matches({name}, '{_FORMULA}') THEN '''' ELSE '' END || {shown}"
    quoted = f"""'"' || replace({safe}, '"', '""') || '"'"""
    return (
        f"CASE WHEN {name} IS NULL THEN '' WHEN regexp_matches({name}, '{_ODD}') THEN {quoted}"
        f" ELSE {name} END"
    )


def geojson_features(store: Store, filters: Filters, own: dict[str, OwnKey]) -> Iterator[bytes]:
    """Return records as GeoJSON features (EPSG:4326), each with a comma before it.

    A record that may be drawn as a point has one (degrees, EPSG:4326); every other has a geometry
    that is null.

    Parameters
    ----------
    store, filters
        What to write, in the order of `records`.
    own : dict
        From `own_keys`; properties after those of `EXPORT_COLUMNS`.
    """
    pairs = [f"'{name}', {name}" for name in EXPORT_COLUMNS]
    pairs += [f"$name{at}, own[{at}]" for at in range(1, len(own) + 1)]
    point = "json_object('type', 'Point', 'coordinates', [lon, lat])"
    feature = (
        "',' || chr(10) || json_object('type', 'Feature', 'geometry',"
        f" CASE WHEN drawn THEN {point} END, 'properties', json_object({', '.join(pairs)}))"
    )
    names = {f"name{at}": name for at, name in enumerate(own, start=1)}
    return _texts(store, filters, list(own.values()), feature, names)


def record_tables(store: Store, filters: Filters, own: Sequence[OwnKey] = ()) -> Iterator[pa.Table]:
    """Yield the records block by block.

    Parameters
    ----------
    store, filters
        What to list, in the order of `records`.
    own : sequence of str
        Keys of the sources' own columns.

    Yields
    ------
    pyarrow.Table
        `EXPORT_COLUMNS`, `drawn` (whether the record may be drawn as a point at lat, lon), and
        `own`, a list of texts in the order of the keys.
    """
    with store.cursor() as cursor:
        # At least one table, so that its columns are known.
        for block in _blocks(store, filters) or [_NOTHING]:
            sql, parameters = _select(counting(store, filters), filters, own, block)
            yield cursor.sql(sql, params=parameters).to_arrow_table()


def _texts(
    store: Store,
    filters: Filters,
    own: Sequence[OwnKey],
    text: str,
    further: dict[str, Any] | None = None,
) -> Iterator[bytes]:
    """Run an SQL expression over the records; give what it makes, several thousand at once."""
    with store.cursor() as cursor:
        for block in _blocks(store, filters):
            sql, parameters = _select(counting(store, filters), filters, own, block)
            found = cursor.sql(f"SELECT {text} FROM ({sql})", params=parameters | (further or {}))
            for batch in found.to_arrow_reader(_PIECE_ROWS):
                yield _joined(batch.column(0))


def _joined(texts: pa.Array) -> bytes:
    """Join all texts to one, taken from Arrow's memory, where they lie one after the other."""
    import pyarrow as pa

    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if not len(texts) or data is None:
        return b""
    ends = memoryview(offsets).cast("q")
    first, last = ends[texts.offset], ends[texts.offset + len(texts)]
    return bytes(memoryview(data)[first:last])


@dataclass(frozen=True)
class _Block:
    """A run of days on which incidents begin, and between which rows their locations lie."""

    block_from: dt.date
    block_to: dt.date
    row_from: int
    row_to: int


_NOTHING: Final = _Block(dt.date.min, dt.date.min, 0, -1)


def _blocks(store: Store, filters: Filters) -> list[_Block]:
    condition, parameters = where(filters, "l")
    sql = f"""
        SELECT day, min(line), max(line), count(*) FILTER (chosen) AS n
        FROM (
            SELECT i.date_start AS day, l.rowid AS line, {condition} AS chosen
            FROM locations l JOIN incidents i USING (incident_id)
        ) GROUP BY day HAVING n > 0 ORDER BY day"""
    blocks: list[_Block] = []
    filled = BLOCK_ROWS
    for day, first, last, count in rows(store, sql, parameters):
        if filled + count > BLOCK_ROWS:
            blocks.append(_Block(day, day, first, last))
            filled = 0
        begun = blocks[-1]
        blocks[-1] = replace(
            begun, block_to=day, row_from=min(begun.row_from, first), row_to=max(begun.row_to, last)
        )
        filled += count
    return blocks


def _select(
    how: Counting, filters: Filters, own: Sequence[OwnKey], block: _Block
) -> tuple[str, dict[str, Any]]:
    """Return the SQL of a block's records, and its parameters."""
    condition, parameters = where(filters, "l")
    cluster, first = "CAST(NULL AS VARCHAR)", ""
    if how.strictness:
        cluster, first = "c.incident_id", "JOIN incidents c ON c.rowid = i.cluster"
    columns = ", ".join(f"{sql} AS {name}" for name, sql in (_SQL | {"cluster": cluster}).items())
    further, given = _further(own)
    here = "l.rowid BETWEEN $row_from AND $row_to"
    sql = f"""
        SELECT {columns}, l.x IS NOT NULL AS drawn,
            {further} AS own
        FROM locations l JOIN {how.incidents} i ON i.incident_id = l.incident_id {first}
            LEFT JOIN (SELECT unnest($codes) AS region, unnest($names) AS region_name) n
            ON n.region = l.region
            JOIN (
                SELECT incident_id, array_to_string(list_sort(list(DISTINCT area)), ' ') AS areas
                FROM locations l WHERE {here} GROUP BY incident_id
            ) t ON t.incident_id = i.incident_id
        WHERE {here} AND i.date_start BETWEEN $block_from AND $block_to AND {condition}
        ORDER BY i.date_start, i.date_end, i.incident_id, l.source_row, l.region, l.rowid"""
    parameters |= given
    names = english_names()
    parameters |= vars(block) | {"codes": list(names), "names": list(names.values())}
    return sql, parameters


def _further(own: Sequence[OwnKey]) -> tuple[str, dict[str, Any]]:
    """Return SQL for the list of further columns' texts, in the order of the keys; parameters."""
    if not own:
        return "NULL", {}
    keys = [key for key in own if isinstance(key, str)]
    pointers = ["/" + key.replace("~", "~0").replace("/", "~1") for key in keys]
    parameters: dict[str, Any] = {"own": pointers} if keys else {}
    extra = "json_extract_string(l.extra, $own)"
    if cells := [key.sql for key in own if isinstance(key, LayerColumn)]:
        # A list of nothing is not a list of blanks: it would be missing as a whole.
        blanks = f"CAST([{', '.join(['NULL'] * len(keys))}] AS VARCHAR[])"
        whole = f"coalesce({extra}, {blanks})" if keys else blanks
        return f"list_concat([{', '.join(cells)}], {whole})", parameters
    return extra, parameters


def rejected_rows(store: Store) -> Iterator[tuple[Any, ...]]:
    """Yield the sources' rows that are no incident as they stand: `schema.REJECTED_COLUMNS`."""
    columns = ", ".join(f'"{name}"' for name in REJECTED_COLUMNS)
    with store.cursor() as cursor:
        result = cursor.execute(
            f"SELECT {columns} FROM rejected"
            " ORDER BY dataset, TRY_CAST(source_row AS BIGINT), source_row"
        )
        while found := result.fetchmany(_PIECE_ROWS):
            yield from found
