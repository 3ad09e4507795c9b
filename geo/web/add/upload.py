"""One file that a visitor offers: how it is recognised, and how it is to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import streamlit as st

from geo import config, ingest, logs
from geo.errors import AtlasError, InputError
from geo.i18n import N_, _, decimal, ngettext
from geo.readers import FIELDS, READERS, Limits, inspect
from geo.texts import plain, short

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.readers import DateOrder, Inspection

T = TypeVar("T")
TABLE: Final = "table"
_NONE: Final = N_("not in this file")
_MB: Final = 2**20
#: What a packed file may grow to, as a multiple of what it may be.
_GROWTH: Final = 8
#: How long reading an added file may take.
_SECONDS: Final = 120
_LONGEST_NAME: Final = 60
_ORDERS: Final[dict[str, str]] = {
    "": N_("As the file's own dates show"),
    "day": N_("Day first: 3 April 2024"),
    "month": N_("Month first: 4 March 2024"),
}
#: Our fields in a person's words.
FIELD_NAMES: Final = {
    "incident_id": N_("Incident id"),
    "date_start": N_("Date"),
    "date_end": N_("Last day"),
    "time_start": N_("Time of day"),
    "year": N_("Year"),
    "sub_event_type": N_("Type"),
    "actor": N_("Actor"),
    "location": N_("Place"),
    "country": N_("Country"),
    "admin1": N_("Region"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "coordinates": N_("Coordinates in one column"),
    "launched": N_("Drones launched"),
    "downed": N_("Drones downed"),
    "lost": N_("Drones lost"),
    "fatalities": N_("People killed"),
    "injuries": N_("People injured"),
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
    """Most megabytes of a file: the page's limit, or the server's where that is lower."""
    return min(config.max_upload_mb(), int(st.get_option("server.maxUploadSize")))


def limits() -> Limits:
    """What one added file may hold, as the server is configured."""
    size = max_mb() * _MB
    return Limits(
        file_bytes=size,
        unpacked_bytes=_GROWTH * size,
        rows=config.max_upload_rows(),
        cells=100 * config.max_upload_rows(),
        seconds=_SECONDS,
    )


def limits_text() -> str:
    """The limits, in words."""
    return _("At most {mb} MB and {rows} rows per file.").format(
        mb=decimal(max_mb()), rows=decimal(config.max_upload_rows())
    )


def look(offer: Offer) -> Inspection | AtlasError:
    """What the file looks like, or why it cannot be read; looked at once."""
    kept: dict[str, Inspection | AtlasError] = st.session_state.setdefault("looked_at", {})
    if offer.key not in kept:
        kept[offer.key] = tried(
            lambda: inspect(offer.content, file=offer.name, limits=limits()), offer.name
        )
    return kept[offer.key]


def tried(work: Callable[[], T], file: str) -> T | AtlasError:
    """What `work` gives, or one sentence: a stranger's file must never break the page."""
    try:
        return work()
    except AtlasError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and said
        logs.failure("added file failed", error)
        return InputError("the file cannot be read for a reason that was not foreseen", file=file)


def dataset_name(file: str) -> str:
    """A name for a file's dataset, from the file's name.

    >>> dataset_name("=Мої дані (1).csv")
    'Мої дані 1'
    """
    return re.sub(r"[^\w .-]+", "", PurePath(file).stem).strip(" .-_")[:_LONGEST_NAME] or "my data"


def choose(offer: Offer, seen: Inspection, *, undecided: bool) -> ingest.Choices:
    """Draw the choices for one file, prefilled with what was recognised."""
    surest = seen.detections[0].name
    left, right = st.columns(2)
    named = left.selectbox(
        _("Format"),
        list(READERS),
        index=list(READERS).index(surest),
        format_func=lambda name: READERS[name].title,
        key=f"format:{offer.key}",
        help=_("Recognised by the file's content."),
    )
    dataset = right.text_input(
        _("Name of the dataset"),
        value=dataset_name(offer.name),
        max_chars=_LONGEST_NAME,
        key=f"dataset:{offer.key}",
        help=_("For records that do not name their dataset themselves."),
    )
    st.caption(
        _("{rows}, {columns}; recognised as: {reader}.").format(
            rows=ngettext("{n} row", "{n} rows", seen.rows),
            columns=ngettext("{n} column", "{n} columns", len(seen.columns)),
            reader=READERS[surest].title,
        )
    )
    for note in seen.notes:
        st.caption(plain(short(note)))
    mapping = _mapping(offer, seen) if named == TABLE else None
    order = _date_order(offer, undecided=undecided)
    _sample(seen)
    return ingest.Choices(dataset.strip() or dataset_name(offer.name), named, mapping, order)


def _mapping(offer: Offer, seen: Inspection) -> Mapping[str, str]:
    """Draw one selectbox per field; what is left out is said to be, so that nothing is guessed."""
    with st.expander(_("Columns"), expanded=not _complete(seen.mapping)):
        st.caption(
            _(
                "A date, and a place, a region or coordinates are needed. Columns that no field"
                " takes are kept with the record."
            )
        )
        grid = st.columns(3)
        mapping = {}
        for at, field in enumerate(FIELDS):
            proposed = seen.mapping.get(field)
            options = ["", *seen.columns]
            if proposed is not None and proposed not in options:
                options.append(proposed)  # the features' own geometry
            mapping[field] = grid[at % 3].selectbox(
                _(FIELD_NAMES.get(field, field)),
                options,
                index=options.index(proposed) if proposed else 0,
                format_func=lambda name: short(name, 40) if name else _(_NONE),
                key=f"column:{offer.key}:{field}",
            )
    return mapping


def _complete(mapping: Mapping[str, str]) -> bool:
    where = ("location", "admin1", "latitude", "coordinates")
    return "date_start" in mapping and any(field in mapping for field in where)


def _date_order(offer: Offer, *, undecided: bool) -> DateOrder | None:
    """Ask how 03/04/2024 is to be read where the file does not say."""
    key = f"order:{offer.key}"
    if not undecided and not st.session_state.get(f"asked:{offer.key}"):
        return None
    st.session_state[f"asked:{offer.key}"] = True
    chosen = st.selectbox(
        _("Dates such as 03/04/2024"),
        list(_ORDERS),
        format_func=lambda order: _(_ORDERS[order]),
        key=key,
    )
    return cast("DateOrder", chosen) if chosen else None


def _sample(seen: Inspection) -> None:
    with st.expander(ngettext("First {n} row", "First {n} rows", len(seen.sample))):
        table: list[dict[str, Any]] = [
            {short(name, 60): short(cell) for name, cell in row.items()} for row in seen.sample
        ]
        st.dataframe(table, hide_index=True, placeholder="")
