"""The sub-command `ingest` of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
    corrections: Annotated[
        Path | None, typer.Option(help="CSV file of corrected places.", metavar="FILE")
    ] = None,
    keep_revisions: Annotated[
        bool, typer.Option(help="Keep in the store what this ingest changed.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the report as JSON.", metavar="FILE")
    ] = None,
) -> None:
    """Read incidents, find their regions, and write a store.

    A fault in a file is named with its row and column, and the store stays as it was.  Rows in
    review are no fault: they are in the store, each with its reason.
    """
    from geo.ingest import Choices, ingest

    made = ingest(
        files,
        store,
        choices=Choices(dataset=dataset, file_format=file_format),
        corrections=corrections,
        keep_revisions=keep_revisions,
    )
    if report is not None:
        report.write_text(made.as_json() + "\n", encoding="utf-8")
    typer.echo("\n".join(made.lines()))
    if made.locations == 0:
        raise typer.Exit(2)


def formats_command() -> None:
    """List the formats that files are read in, with their columns."""
    from geo.readers import READERS

    for reader in READERS.values():
        typer.echo(f"{reader.name}: {reader.title}\n  {', '.join(reader.columns)}\n")
