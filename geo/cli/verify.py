"""The sub-command `verify` of the command line: is what a manifest says still so."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.export import Checked, Saved

#: Forms that hold the records and are read again.
_READ_AGAIN = ("csv", "geojson", "gpkg", "xlsx")


def verify_command(
    manifest: Annotated[
        Path, typer.Argument(help="A manifest, or a ZIP of a download.", metavar="MANIFEST")
    ],
    store: Annotated[
        Path | None, typer.Option(help="The store that it was made of.", metavar="PATH")
    ] = None,
) -> None:
    """Work out every figure of a download's manifest again, and say what differs.

    With --store from the store, else from the downloaded file, which lies in the ZIP or beside the
    manifest.  The status is 1 where anything differs.
    """
    from geo.export import read_manifest, verified

    saved = read_manifest(manifest)
    checked = verified(_checks(saved, manifest, store))
    for difference in checked.differences:
        typer.echo(str(difference))
    agree = checked.compared - len(checked.differences)
    typer.echo(f"{agree:,} of {checked.compared:,} figures agree.")
    if checked.differences:
        raise typer.Exit(1)


def _checks(saved: Saved, manifest: Path, store: Path | None) -> Iterator[Checked]:
    from geo.export import by_file, by_records, by_store
    from geo.store import Store

    yield by_file(saved)
    if store is not None:
        opened = Store(store)
        yield by_store(saved, opened)
        opened.close()
        return
    if saved.content is None:
        raise InputError(
            "the file that it describes is not beside it; put it there, or name a --store",
            file=manifest,
        )
    form = str(saved.described.get("form"))
    if saved.described.get("holds") != "incidents" or form not in _READ_AGAIN:
        return
    from geo.ingest import ingest

    with tempfile.TemporaryDirectory(prefix="atlas-verify-") as folder:
        file, made = Path(folder, f"download.{form}"), Path(folder, "a.duckdb")
        file.write_bytes(saved.content)
        ingest([file], made)
        opened = Store(made)
        yield by_records(saved, opened)
        opened.close()
