"""The command line: `atlas`, or `python -m geo`."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import typer

from geo.cli import (
    config_command,
    draft_command,
    export_command,
    fetch_command,
    formats_command,
    gazetteer_app,
    geocode_command,
    ingest_command,
    links_command,
    serve_command,
    sources_command,
    sync_command,
    verify_command,
)
from geo.errors import AtlasError, InputError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Incident atlas.")
app.command("serve", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    serve_command
)
app.command("ingest")(ingest_command)
app.command("formats")(formats_command)
app.command("fetch")(fetch_command)
app.command("sync")(sync_command)
app.command("sources")(sources_command)
app.command("export")(export_command)
app.command("verify")(verify_command)
app.command("links")(links_command)
app.command("geocode")(geocode_command)
app.command("draft")(draft_command)
app.command("config")(config_command)
app.add_typer(gazetteer_app, name="gazetteer")


def main() -> None:
    """Run the command line; an error meant for the user ends it with one sentence."""
    try:
        _check_arguments(sys.argv[1:])
        app()
    except AtlasError as error:
        problem = str(error)
    except (
        OSError
    ) as error:  # of a path that a person has given; each reader says more where it can
        named = f"{str(error.filename)[:200]!r}" if error.filename else "a file"
        problem = f"{named} cannot be read or written ({error.strerror or type(error).__name__})."
    else:
        return
    typer.echo(problem, err=True)
    sys.exit(2)


def _check_arguments(arguments: list[str]) -> None:
    """Refuse bytes that are no text: no message, file or store could hold them.

    So are devices and pipes, which may have no end, and cannot be read twice.
    """
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = argument.encode("ascii", "backslashreplace").decode()[:80]
            raise InputError(f"{shown!r} is not text in UTF-8; rename the file") from None
        for part in (argument, argument.partition("=")[2]):
            _check_path(Path(part))


def _check_path(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # nothing is there, or it is no path at all
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        problem = "this is no ordinary file but a device or a pipe; save what it gives as a file"
        raise InputError(problem, file=path)


if __name__ == "__main__":
    main()
