"""The sub-command `export` of the command line: what the page downloads, without the page."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.disk import target
from geo.errors import AtlasError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.export import Download


_STANDARD_OUTPUT = Path("-")


_Store = Annotated[Path, typer.Option(help="The store to read.", metavar="PATH")]
_Form = Annotated[
    str, typer.Option("--format", help="csv, geojson, gpkg, xlsx, html or png.", metavar="FORM")
]
_Out = Annotated[
    Path,
    typer.Option(help="The file to write; - for standard output (csv, geojson).", metavar="FILE"),
]
_From = Annotated[str | None, typer.Option("--from", help="First day.", metavar="DATE")]
_To = Annotated[str | None, typer.Option("--to", help="Last day.", metavar="DATE")]
_Country = Annotated[
    list[str] | None, typer.Option(help="UA or RU; may be repeated.", metavar="CODE")
]
_Region = Annotated[
    list[str] | None,
    typer.Option(help="A region such as UA-63; may be repeated.", metavar="CODE"),
]
_Type = Annotated[
    list[str] | None,
    typer.Option("--type", help="A sub-event type; may be repeated.", metavar="TYPE"),
]
_Actor = Annotated[
    list[str] | None, typer.Option(help="An actor; may be repeated.", metavar="NAME")
]
_Text = Annotated[
    list[str] | None,
    typer.Option(help="Words to find; all of them, if repeated.", metavar="WORDS"),
]
_Incident = Annotated[
    list[str] | None, typer.Option(help="An incident; may be repeated.", metavar="ID")
]
_What = Annotated[
    str,
    typer.Option(
        help="incidents, or as csv and geojson regions, timeline or rejected.", metavar="NAME"
    ),
]
_Metric = Annotated[str, typer.Option(help="What shades the map of html and png.", metavar="NAME")]
_Measure = Annotated[
    str,
    typer.Option(
        help="What of it, on the map: count, per_day, per_100k or change.", metavar="NAME"
    ),
]
_Page = Annotated[str, typer.Option(help="Address of the page, for the permalink.", metavar="URL")]
_Language = Annotated[str, typer.Option(help="en, uk or ru.", metavar="CODE")]


def export_command(
    store: _Store,
    form: _Form,
    out: _Out,
    date_from: _From = None,
    date_to: _To = None,
    country: _Country = None,
    region: _Region = None,
    kind: _Type = None,
    actor: _Actor = None,
    text: _Text = None,
    incident: _Incident = None,
    what: _What = "incidents",
    metric: _Metric = "incidents",
    measure: _Measure = "count",
    page: _Page = "",
    language: _Language = "en",
) -> None:
    """Write what is filtered to a file, as the page's downloads do.

    gpkg, xlsx and html hold their manifest; beside any other file it is written as
    FILE.manifest.json.  A file that is there is replaced when the new one is whole.
    """
    from geo.export import Address, Download, form_of
    from geo.i18n import LANGUAGES, speaking
    from geo.maps import View, drawing_of
    from geo.store import Store as OpenStore

    chosen = form_of(what, form)
    if out == _STANDARD_OUTPUT and not chosen.streamed:
        raise InputError(f"--out - takes csv or geojson; name a file for {form}")
    if language not in LANGUAGES:
        raise InputError(f"--language {language!r} is not known; expected {', '.join(LANGUAGES)}")
    single = {"from": date_from, "to": date_to, "metric": metric, "measure": measure}
    params = {name: [value] for name, value in single.items() if value}
    lists = {"country": country, "region": region, "type": kind, "actor": actor}
    lists |= {"incident": incident, "text": [" ".join(text)] if text else None}
    params |= {name: values for name, values in lists.items() if values}
    view = View.from_params(params)
    opened = OpenStore(store)
    drawn = partial(drawing_of, opened, view)
    with speaking(language):
        _write(Download(opened, view.filters, form, what, Address(page), drawn), out)


def _write(download: Download, out: Path) -> None:
    from geo.export import as_json

    described = download.described()
    pieces = download.pieces(described)
    if out == _STANDARD_OUTPUT:
        _to_standard_output(pieces)
        return
    _replace(out, pieces)
    if not download.kind.holds_manifest:
        _replace(out.with_name(out.name + ".manifest.json"), [as_json(described).encode("utf-8")])
    counts = described["counts"]
    typer.echo(f"{out.name}: {counts['records']:,} records, {counts['incidents']:,} incidents.")


def _to_standard_output(pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has had enough, which is no fault; nothing may be flushed to it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file beside its name and move it there when it is whole."""
    fresh: Path | None = None
    path = target(path)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".atlas-", delete=False) as file:
            fresh = Path(file.name)
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o666 & ~_umask())
        fresh.replace(path)
    except OSError as error:
        raise AtlasError(
            f"{path.name} could not be written ({error.strerror}); check that its folder is there"
            " and writable and that the disk is not full."
        ) from error
    finally:
        if fresh is not None:
            with contextlib.suppress(FileNotFoundError):
                fresh.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
