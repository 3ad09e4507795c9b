"""A row's cells as one JSON object: a source's own columns, kept for export, and rejected rows."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.readers.columns.distinct import missing

#: Rows whose texts are made at a time.
_BLOCK: Final = 20_000
_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_RARE = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


def rows_as_json(table: pd.DataFrame) -> pd.Series[str]:
    """Return each row's values as a JSON object, without the missing ones; missing if all are.

    >>> rows_as_json(pd.DataFrame({"тип": ["удар"], "n": [None]}, dtype="string")).tolist()
    ['{"тип": "удар"}']
    """
    if table.empty:
        return missing(table.index)
    blocks = [_block_as_json(table.iloc[at : at + _BLOCK]) for at in range(0, len(table), _BLOCK)]
    # In one piece, which the store need not put together again.
    rows = blocks[0] if len(blocks) == 1 else pa.concat_arrays(blocks)
    return pd.Series(pd.array(rows, dtype="string"), index=table.index)


def _block_as_json(table: pd.DataFrame) -> pa.Array:
    """Return some rows as JSON objects; by blocks, for what is made in between is large."""
    pieces = []
    for name in table.columns:
        key = f", {json.dumps(str(name), ensure_ascii=False)}: "
        quoted = _as_json_strings(_as_arrow(table[name]))
        pieces.append(pc.fill_null(pc.binary_join_element_wise(key, quoted, ""), ""))
    # The empty column at the end is there because Arrow's join gives no rows for a single column
    # that is blank throughout.
    end = pa.array([""] * len(table), type=pa.string())
    rows = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*pieces, end, ""), len(", "))
    rows = pc.if_else(pc.equal(rows, ""), pa.scalar(None, pa.string()), rows)
    return pc.cast(pc.binary_join_element_wise("{", rows, "}", ""), pa.large_string())


def _as_arrow(values: pd.Series[str]) -> pa.Array:
    """Return one column as one piece: Arrow's join loses rows where pieces are empty."""
    array = pa.array(values, type=pa.string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _as_json_strings(values: pa.Array) -> pa.Array:
    """Return each text as a JSON string; by Arrow, for this is the slowest step of a large file."""
    if pc.any(pc.match_substring_regex(values, _RARE)).as_py():
        return pa.array(
            [None if v is None else encode_basestring(v) for v in values.to_pylist()],
            type=pa.string(),
        )
    for plain, escaped in _ESCAPES:
        if pc.any(pc.match_substring(values, plain)).as_py():
            values = pc.replace_substring(values, plain, escaped)
    return pc.binary_join_element_wise('"', values, '"', "")
