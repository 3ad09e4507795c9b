"""The sub-command `links` of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.disk import target
from geo.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def links_command(
    store: Annotated[Path, typer.Option(help="The store to read.", metavar="PATH")],
    out: Annotated[Path, typer.Option(help="CSV file of pairs to write.", metavar="FILE")],
    clusters: Annotated[
        Path | None, typer.Option(help="CSV file of clusters to write.", metavar="FILE")
    ] = None,
    strictness: Annotated[
        str, typer.Option(help="low, usual or high: high joins only the surest.", metavar="NAME")
    ] = "usual",
    decisions: Annotated[
        Path | None, typer.Option(help="CSV file of pairs that you decided.", metavar="FILE")
    ] = None,
) -> None:
    """Find the records of different datasets that tell of the same incident.

    Each pair is the same or a part of the other (the first of the second), with a probability and
    the reasons; what was decided at an ingest or is in --decisions wins.  A cluster is one incident
    with all records that tell of it; parent is the cluster of the incident that it is a part of.
    """
    from geo.ingest import read_decided
    from geo.links import THRESHOLDS, decisions_of, link
    from geo.links import clusters as clustered
    from geo.schema import STRICTNESS
    from geo.store import Store

    if strictness not in STRICTNESS:
        raise InputError(f"--strictness is one of {', '.join(STRICTNESS)}, not {strictness}")
    given = read_decided(decisions) if decisions else []
    opened = Store(store)
    try:
        with opened.cursor() as cursor:
            pairs = link(cursor, decisions=[*decisions_of(opened.links()), *given])
            incidents = cursor.execute("SELECT dataset, incident_id FROM incidents").df()
    finally:
        opened.close()
    sure = (pairs["score"] >= THRESHOLDS[strictness]) & (pairs["label"] != "different")
    _write(pairs[sure], out)
    typer.echo(f"{out}: {_counted(pairs[sure])}.")
    if clusters is not None:
        table = clustered(incidents, pairs, strictness)
        _write(table, clusters)
        counted = f"{table['cluster'].nunique():,} incidents of {len(table):,} records"
        typer.echo(f"{clusters}: {counted}.")


def _counted(pairs: pd.DataFrame) -> str:
    many = pairs["label"].value_counts()
    return f"{many.get('same', 0):,} pairs the same, {many.get('part_of', 0):,} part of another"


def _write(table: pd.DataFrame, file: Path) -> None:
    from geo.spreadsheet import inert

    safe = table.copy()
    for name in safe.columns:
        if name != "score":
            safe[name] = safe[name].astype("object").map(inert, na_action="ignore")
    try:
        safe.to_csv(target(file), index=False, float_format="%.3f")
    except OSError as error:
        raise InputError("the file cannot be written", file=file) from error
