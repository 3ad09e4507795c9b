"""The sub-command `config` of the command line."""

from __future__ import annotations

import typer

from geo import config
from geo.errors import AtlasError


def config_command() -> None:
    """List every setting: its value, where that came from, and what it means."""
    problems = []
    for name, setting in config.SETTINGS.items():
        try:
            text, origin = config.found(name)
            config.value(name)
        except AtlasError as error:
            problems.append(str(error))
            text, origin = "?", "cannot be used"
        typer.echo(f"{name} = {text or '(not set)'}  [{origin}]\n    {setting.meaning}")
    if problems:
        raise AtlasError("\n".join(dict.fromkeys(problems)))
