"""What is done with a stranger's file in a process of its own: each job is one entry of `JOBS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from geo.blocks import Tell
    from geo.ingest import Choices, Decision, Prepared
    from geo.layers import Layer
    from geo.links import LinkDecision
    from geo.readers import DateOrder, Inspection, Limits, ReadOptions, Records
    from geo.store import LayerTables

#: Rows after which it is told how far the geocoding has come.
_BLOCK_ROWS: Final = 5_000
#: Texts of one file that are read on the page; `atlas draft` has no limit.
_MOST_TEXTS: Final = 200


def _inspect(
    _tell: Tell, *, content: bytes, file: str, limits: Limits, options: ReadOptions
) -> Inspection:
    from geo import readers

    return readers.inspect(content, file=file, limits=limits, options=options)


def _preview(
    _tell: Tell,
    *,
    seen: Inspection,
    file: str,
    file_format: str,
    mapping: Mapping[str, str] | None,
    date_order: DateOrder | None,
) -> Records:
    from geo import readers

    return readers.preview(
        seen, file=file, format=file_format, mapping=mapping, date_order=date_order
    )


def _prepare(tell: Tell, *, content: bytes, file: str, choices: Choices | None = None) -> Prepared:
    from geo import ingest

    chosen = choices or ingest.Choices()
    return ingest.prepare([(file, content)], chosen, tell=tell, block_rows=_BLOCK_ROWS)


def _polygons(
    _tell: Tell, *, content: bytes, file: str, limits: Limits
) -> tuple[gpd.GeoDataFrame, list[str]]:
    from geo import layers

    return layers.read_polygons(content, file=file, limits=limits)


def _layer(
    _tell: Tell,
    *,
    frame: gpd.GeoDataFrame,
    file: str,
    name_column: str,
    notes: list[str],
    day_columns: list[str] | None = None,
) -> Layer:
    from geo import layers

    return layers.layer_of(
        frame, file=file, name_column=name_column, day_columns=day_columns, notes=notes
    )


def _layer_tables(
    _tell: Tell,
    *,
    file: str,  # noqa: ARG001
    layer: Layer,
    points: pd.DataFrame,
) -> LayerTables:
    from geo import layers

    return layers.tables_of(layer, points)


def _decisions(_tell: Tell, *, content: bytes, file: str) -> list[Decision]:  # noqa: ARG001
    from geo import ingest

    return ingest.read_decisions(content)


def _link_decisions(_tell: Tell, *, content: bytes, file: str) -> list[LinkDecision]:
    from geo import links

    return links.read_links(content, file=file)


def _texts(
    _tell: Tell, *, content: bytes, file: str, published: str | None = None
) -> list[dict[str, Any]]:
    """Return the texts of a file (`drafts.Source` as a dict) with their `records` or `problem`."""
    from datetime import date

    from geo import drafts
    from geo.errors import InputError

    day = date.fromisoformat(published) if published else None
    found = []
    for source in drafts.sources_of(content, file)[:_MOST_TEXTS]:
        known = source.published or day
        told: dict[str, Any] = {
            "name": source.name,
            "text": source.text,
            "published": known.isoformat() if known else None,
            "title": source.title,
            "url": source.url,
            "records": [],
            "problem": "",
        }
        try:
            told["records"] = drafts.records(drafts.draft(source.text, published=known))
        except InputError as error:
            told["problem"] = error.problem
        found.append(told)
    return found


#: Every job by its name; each takes `file`, the name of the file that it is about.
JOBS: Final[dict[str, Callable[..., Any]]] = {
    "inspect": _inspect,
    "preview": _preview,
    "prepare": _prepare,
    "polygons": _polygons,
    "layer": _layer,
    "layer tables": _layer_tables,
    "decisions": _decisions,
    "link decisions": _link_decisions,
    "texts": _texts,
}


def warm() -> None:
    """Load what every job needs, once for all the processes that are made of this one."""
    import geopandas  # noqa: F401
    import openpyxl  # type: ignore[import-untyped]  # noqa: F401
    import pyogrio  # noqa: F401
    import python_calamine  # noqa: F401

    from geo import ingest, layers, readers  # noqa: F401

    readers.keep_gdal_offline()
    some = "date,place\n2024-10-20,Kharkiv\n2024-10-21,Суми\n".encode()
    ingest.prepare([("warm.csv", some)])
