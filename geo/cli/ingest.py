"""The sub-commands `ingest` and `formats` of the command line."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo import logs
from geo.disk import target
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.blocks import Tell


class DateOrder(StrEnum):
    """What stands first in dates such as 03/04/2024."""

    DAY = "day"
    MONTH = "month"


def ingest_command(
    files: Annotated[list[Path], typer.Argument(help="Files with incidents.", metavar="FILE...")],
    store: Annotated[Path, typer.Option(help="The store to write.", metavar="PATH")],
    file_format: Annotated[
        str | None,
        typer.Option("--format", help="Format of the files; by default their content decides."),
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Name of the dataset; by default the file's name.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="A field and its column in a table.", metavar="FIELD=COLUMN"),
    ] = None,
    mapping_file: Annotated[
        Path | None,
        typer.Option(
            "--mapping", help="How to read the files, as the page saved it.", metavar="FILE"
        ),
    ] = None,
    date_order: Annotated[
        DateOrder | None, typer.Option(help="What stands first in dates such as 03/04/2024.")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="CSV file of corrected places.", metavar="FILE")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="CSV file of pairs that you decided (see links).", metavar="FILE"),
    ] = None,
    boundaries: Annotated[
        list[str] | None,
        typer.Option(help="A layer of polygons to join with.", metavar="FILE[:NAMECOLUMN]"),
    ] = None,
    keep_revisions: Annotated[
        bool, typer.Option(help="Keep in the store what this ingest changed.")
    ] = False,
    licence: Annotated[
        str | None, typer.Option(help="Licence of the data, for the manifest of downloads.")
    ] = None,
    citation: Annotated[
        str | None, typer.Option(help="How to cite the data, for the manifest of downloads.")
    ] = None,
    republish: Annotated[
        str | None,
        typer.Option(help="May everybody see the records: yes, no, or 'aggregated only'."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the report as JSON.", metavar="FILE")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Geocode in this many processes (needs dask).", min=1)
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Geocode on this Dask cluster.", metavar="ADDRESS")
    ] = None,
) -> None:
    """Read incidents, find their regions, and write a store.

    A fault in a file is named with its row and column, and the store stays as it was.  Rows in
    review are no fault: they are in the store, each with its reason.  Ingesting a dataset again
    replaces it, and what that changes is printed.
    """
    from geo.blocks import in_turn
    from geo.ingest import Choices, cluster, ingest
    from geo.sources import saved_mapping
    from geo.store import stated_terms

    logs.set_up_command()
    saved = saved_mapping(mapping_file)
    choices = Choices(
        dataset,
        file_format or saved.file_format,
        {**saved.columns, **_mapping(mapping or [])} or None,
        _order(date_order) or saved.date_order,
        saved.options,
    )
    spread = cluster.cluster(scheduler=scheduler, workers=workers)
    running = spread if scheduler or workers else nullcontext(in_turn)
    with logs.timed("ingest", files=len(files)) as told, running as run, _bar() as tell:
        made = ingest(
            files,
            store,
            choices=choices,
            corrections=corrections,
            decisions=decisions,
            boundaries=[_layer_of(text) for text in boundaries or []],
            keep_revisions=keep_revisions,
            terms=stated_terms(licence, citation, republish),
            run=run,
            tell=tell,
        )
        told |= {"rows": made.rows, "incidents": made.incidents, "version": made.version}
    if report is not None:
        target(report).write_text(made.as_json() + "\n", encoding="utf-8")
    typer.echo("\n".join(made.lines()))


def _order(order: DateOrder | None) -> Any:
    return order.value if order else None


def _mapping(pairs: list[str]) -> dict[str, str]:
    """Read `--map field=column`; a column's name may hold further equals signs."""
    for pair in pairs:
        if "=" not in pair:
            raise InputError(f"--map {pair!r} is not of the form FIELD=COLUMN")
    return dict(pair.split("=", 1) for pair in pairs)


def _layer_of(text: str) -> tuple[Path, str | None]:
    """Read `--boundaries FILE[:NAMECOLUMN]`; a file whose name has a colon is taken as it is."""
    whole = Path(text)
    head, colon, column = text.rpartition(":")
    if whole.exists() or not colon or not head:
        return whole, None
    return Path(head), column


@contextmanager
def _bar() -> Iterator[Tell]:
    """Show a bar on a terminal, and nothing anywhere else."""
    from geo.blocks import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield tell


def formats_command() -> None:
    """List the formats that files are read in, with their columns."""
    from geo.readers import READERS

    for reader in READERS.values():
        lines = [f"{reader.name}: {reader.title}", f"  {reader.doc}"]
        lines += [f"  {reader.licence}"] if reader.licence else []
        typer.echo("\n".join([*lines, f"  {', '.join(reader.columns)}", ""]))
