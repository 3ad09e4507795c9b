"""Every source, in one list."""

from __future__ import annotations

from typing import Final

from geo.sources import acled, bellingcat, feed, file, geoconfirmed, hapi, telegram, ucdp, viina
from geo.sources.source import Source, SourceError

#: Every source, by the name that commands take; a new one is one module, named here.
SOURCES: Final[dict[str, Source]] = {
    module.SOURCE.name: module.SOURCE
    for module in (
        *(acled, bellingcat, geoconfirmed, hapi, ucdp, viina),
        *(file, feed, telegram),
    )
}


def source_of(name: str) -> Source:
    """Return a source by its name.

    Raises
    ------
    SourceError
        If there is none; the sentence names those that there are.
    """
    if name not in SOURCES:
        raise SourceError(
            f"no source is called {name[:80]!r}; expected one of {', '.join(SOURCES)}."
        )
    return SOURCES[name]
