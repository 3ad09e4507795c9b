"""Bellingcat's civilian harm in Ukraine: one JSON file, as its map loads it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from geo.sources.client import file_of
from geo.sources.source import Haul, Source

if TYPE_CHECKING:
    from geo.sources.source import Visit

_AT: Final = "https://bellingcat-embeds.ams3.cdn.digitaloceanspaces.com/production/ukr/timemap"
_PART: Final = "bellingcat.json"


def collect(visit: Visit) -> Haul:
    """Collect the file."""
    found = file_of(visit.client, visit.text("address"), visit.part(_PART), visit.now)
    return Haul({_PART: found})


SOURCE: Final = Source(
    name="bellingcat",
    title="Bellingcat, civilian harm in Ukraine",
    doc="All incidents, in one file.",
    collect=collect,
    reader="bellingcat",
    expects=("id", "date", "latitude", "longitude", "location", "description"),
    options={
        "address": (
            f"{_AT}/api.json",
            "Address of the file.",
        )
    },
    due=dt.timedelta(days=31),
)
