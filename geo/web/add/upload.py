"""One file that a visitor offers: how it is recognised, and how it is to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, TypeVar

import streamlit as st

from geo import config, logs
from geo.errors import AtlasError, InputError
from geo.i18n import N_, _, decimal
from geo.readers import AS_FOUND, Limits, ReadOptions
from geo.web.add import waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.readers import Inspection

T = TypeVar("T")
TABLE: Final = "table"
_MB: Final = 2**20
#: What a packed file may grow to, as a multiple of what it may be.
_GROWTH: Final = 8
#: How long reading an added file may take.
_SECONDS: Final = 120
LONGEST_NAME: Final = 60
#: Our fields in a person's words.
FIELD_NAMES: Final = {
    "incident_id": N_("Incident id"),
    "date_start": N_("Date"),
    "date_end": N_("Last day"),
    "time_start": N_("Time of day"),
    "year": N_("Year"),
    "month": N_("Month"),
    "day": N_("Day of the month"),
    "sub_event_type": N_("Type"),
    "actor": N_("Actor"),
    "events": N_("Number of events"),
    "location": N_("Place"),
    "country": N_("Country"),
    "admin1": N_("Region"),
    "admin2": N_("District (raion)"),
    "admin3": N_("Community (hromada)"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "coordinates": N_("Coordinates in one column"),
    "launched": N_("Drones launched"),
    "downed": N_("Drones downed"),
    "lost": N_("Drones lost"),
    "fatalities": N_("People killed"),
    "fatalities_low": N_("People killed, at least"),
    "fatalities_high": N_("People killed, at most"),
    "injuries": N_("People injured"),
    "killed_here": N_("People killed at the place"),
    "injured_here": N_("People injured at the place"),
    "launched_here": N_("Drones launched at the place"),
    "downed_here": N_("Drones downed at the place"),
    "more_places": N_("Further places, not named"),
    "same_as": N_("Also told in the incident"),
    "notes": N_("Notes"),
    "source": N_("Source"),
    "source_url": N_("Link to the source"),
}


@dataclass(frozen=True)
class Offer:
    """An uploaded file.

    Attributes
    ----------
    key : str
        Its id in this session.
    name : str
        Its name, which is untrusted text.
    content : bytes
    """

    key: str
    name: str
    content: bytes


def max_mb() -> int:
    """Return the most megabytes of a file: the page's limit, or the server's where it is lower."""
    return min(config.max_upload_mb(), int(st.get_option("server.maxUploadSize")))


def limits() -> Limits:
    """Return what one added file may hold, as the server is configured."""
    size = max_mb() * _MB
    return Limits(
        file_bytes=size,
        unpacked_bytes=_GROWTH * size,
        rows=config.max_upload_rows(),
        cells=100 * config.max_upload_rows(),
        seconds=_SECONDS,
    )


def limits_text() -> str:
    """Write the limits in words."""
    return _("At most {mb} MB and {rows} rows per file.").format(
        mb=decimal(max_mb()), rows=decimal(config.max_upload_rows())
    )


def look(offer: Offer, options: ReadOptions = AS_FOUND) -> Inspection | AtlasError:
    """Return what the file looks like, or why it cannot be read; once for each way to read."""
    kept: dict[str, tuple[ReadOptions, Inspection | AtlasError]]
    kept = st.session_state.setdefault("looked_at", {})
    if offer.key not in kept or kept[offer.key][0] != options:
        seen = waiting.done(
            "inspect",
            offer.key,
            file=offer.name,
            content=offer.content,
            limits=limits(),
            options=options,
        )
        kept[offer.key] = (options, seen)
    return kept[offer.key][1]


def tried(work: Callable[[], T], file: str) -> T | AtlasError:
    """Return what `work` gives, or one sentence: a stranger's file must never break the page."""
    try:
        return work()
    except AtlasError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and said
        logs.failure("added file failed", error)
        return InputError("the file cannot be read for a reason that was not foreseen", file=file)


def dataset_name(file: str) -> str:
    """Return a name for a file's dataset, from the file's name.

    >>> dataset_name("=Мої дані (1).csv")
    'Мої дані 1'
    """
    return re.sub(r"[^\w .-]+", "", PurePath(file).stem).strip(" .-_")[:LONGEST_NAME] or "my data"


def advice(error: AtlasError) -> str:
    """Say what to do about a file that is too large; blank for other errors."""
    if "at most" not in str(error):
        return ""
    return _(
        "A larger file can be read on the command line, with geo ingest; who runs this server can"
        " raise the limits by ATLAS_MAX_UPLOAD_MB and ATLAS_MAX_UPLOAD_ROWS."
    )
