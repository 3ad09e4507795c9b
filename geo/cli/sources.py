"""The sub-commands `fetch`, `sync` and `sources` of the command line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from geo import logs
from geo.errors import InputError


def fetch_command(
    source: Annotated[
        str, typer.Argument(help="A source; `atlas sources` lists them.", metavar="SOURCE")
    ],
    store: Annotated[Path, typer.Option(help="The store to bring up to date.", metavar="PATH")],
    since: Annotated[
        str | None, typer.Option(help="First day that is wanted.", metavar="DATE")
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Name of the dataset; by default the source's.")
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(help="An option of the source; may be repeated.", metavar="NAME=VALUE"),
    ] = None,
    file_format: Annotated[
        str | None, typer.Option("--format", help="Format of a file at an address.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="How to read a file, as the page saved it.", metavar="FILE"),
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="CSV file of corrected places.", metavar="FILE")
    ] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the data.")] = None,
    citation: Annotated[str | None, typer.Option(help="How to cite the data.")] = None,
    republish: Annotated[
        str | None,
        typer.Option(help="May everybody see the records: yes, no, or 'aggregated only'."),
    ] = None,
    allow_loss: Annotated[
        float | None,
        typer.Option(help="Part of the dataset that may be withdrawn at once.", min=0, max=1),
    ] = None,
    allow_change: Annotated[
        bool, typer.Option("--allow-change", help="Take over a file whose columns have changed.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Fetch all, as if nothing had been fetched before.")
    ] = False,
) -> None:
    """Fetch what is new, changed and withdrawn of a source into a store.

    What is fetched is kept beside the store, in PATH.sources.  Whatever is not as it should be
    changes nothing and is told.  Credentials come from the environment, a file or the keyring.
    """
    from geo.sources import ALLOWED_LOSS, Wanted, as_choices, fetch, saved_mapping
    from geo.store import stated_terms

    logs.set_up_command()
    saved = saved_mapping(mapping)
    wanted = Wanted(
        source,
        dataset or "",
        _day(since),
        _options(option or []),
        replace(as_choices(saved), file_format=file_format or saved.file_format),
        stated_terms(licence, citation, republish),
        corrections,
        ALLOWED_LOSS if allow_loss is None else allow_loss,
        allow_change,
        whole=whole,
    )
    typer.echo("\n".join(fetch(wanted, store).lines))


def sync_command(
    config: Annotated[
        Path, typer.Option(help="What is fetched into which store (TOML).", metavar="FILE")
    ],
    every: Annotated[
        str | None, typer.Option(help="Again and again: 30m, 6h, 1d.", metavar="TIME")
    ] = None,
) -> None:
    """Fetch all sources that a file names into its store, once or again and again.

    One source that fails keeps no other from being fetched; it is told, and the command ends with
    status 1.
    """
    from geo.sources import read_plan, seconds_of, sync

    logs.set_up_command()
    plan = read_plan(config)
    if every is not None:
        plan = replace(plan, every=seconds_of(every))
    if sync(plan, typer.echo):
        raise typer.Exit(1)


def sources_command() -> None:
    """List the sources that can be fetched, with their options and credentials."""
    from geo.sources import SOURCES

    for source in SOURCES.values():
        lines = [f"{source.name}: {source.title}", f"  {source.doc}"]
        for name, (default, meaning) in source.options.items():
            usual = "has to be given" if default is None else f"by default {default}"
            lines.append(f"  --option {name}=  {meaning} ({usual})")
        lines += [f"  {name}  {meaning}" for name, meaning in source.secrets.items()]
        typer.echo("\n".join([*lines, ""]))


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--since {text[:40]!r} is not a date; expected YYYY-MM-DD") from None


def _options(pairs: list[str]) -> dict[str, Any]:
    for pair in pairs:
        if "=" not in pair:
            raise InputError(f"--option {pair[:80]!r} is not of the form NAME=VALUE")
    return dict(pair.split("=", 1) for pair in pairs)
