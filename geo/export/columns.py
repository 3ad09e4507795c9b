"""Blocks of records as tables with the sources' own columns beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa


def with_own(table: pa.Table, own: Collection[str]) -> pa.Table:
    """Return `table` with its list column `own` as one column for each name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = table["own"]
    table = table.drop_columns(["own"])
    for at, name in enumerate(own):
        table = table.append_column(name, pc.cast(pc.list_element(lists, at), pa.string()))
    return table
