"""How one file is read: what was understood of it, each part to be changed, the effect at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd
import streamlit as st

from geo import i18n, ingest
from geo.errors import AtlasError
from geo.i18n import N_, _, ngettext
from geo.maps import type_name
from geo.readers import FIELDS, READERS, Mapped, ReadOptions
from geo.sentences import told, translated
from geo.texts import plain, short, visible
from geo.web.add import upload, waiting
from geo.web.add.upload import FIELD_NAMES, LONGEST_NAME, TABLE, dataset_name
from geo.web.records.drawer import more_places_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.readers import DateOrder, Inspection, Records
    from geo.web.add.upload import Offer

#: Key of the session by which it keeps the first rows of each file.
PREVIEWS: Final = "previews"
#: Key of the session by which it keeps how each file was understood last.
UNDERSTOOD: Final = "understood"
_NONE: Final = N_("not in this file")
_FOUND: Final = N_("as found: {found}")
#: Encodings that a person may choose; the names are Python's.
_ENCODINGS: Final = (
    *("utf-8", "utf-16", "cp1251", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic"),
    *("cp1252", "cp1250"),
)
_DELIMITERS: Final = (",", ";", "\t", "|", "^", "~", "#")
_ORDERS: Final[dict[str, str]] = {
    "": N_("As the file's own dates show"),
    "day": N_("Day first: 3 April 2024"),
    "month": N_("Month first: 4 March 2024"),
}
_TEXT: Final = ("csv", "tsv", "txt")
_PREVIEWED: Final = 5


def choose(
    offer: Offer, saved: Mapped | None, *, undecided: bool
) -> tuple[ingest.Choices, Inspection] | AtlasError:
    """Draw the choices for one file, prefilled with what was recognised or saved.

    Parameters
    ----------
    offer : Offer
        The file.
    saved : Mapped, optional
        A mapping that may fit it.
    undecided : bool
        Whether some dates may be read with the day or with the month first.
    """
    options = _chosen_options(offer, saved)
    seen = upload.look(offer, options)
    if isinstance(seen, AtlasError):
        _offer_options_again(offer)
        return seen
    st.session_state.setdefault(UNDERSTOOD, {})[offer.key] = seen
    fitting = saved if saved is not None and saved.fits(seen.columns) else None
    usual = fitting.file_format if fitting else None
    surest = usual if usual in READERS else seen.detections[0].name
    named, dataset = _named(offer, seen, surest)
    if fitting is not None:
        st.info(_("Read as the saved mapping says; its columns are all in this file."))
    proposed = seen.mapping | (dict(fitting.columns) if fitting else {})
    unsure = named == TABLE and not _complete(proposed)
    with st.expander(_("How the file was read"), expanded=unsure or undecided):
        for note in seen.notes:
            st.caption(plain(short(translated(note))))
        _options(offer, seen)
        order = _date_order(offer, fitting, undecided=undecided)
        mapping = _mapping(offer, seen, proposed) if named == TABLE else None
        if mapping is None:
            _columns(seen)
        kept = Mapped(tuple(seen.columns), named, mapping or {}, order, options)
        _offer_choices(offer, kept)
    _preview(offer, seen, kept)
    return ingest.Choices(dataset, named, mapping, order, options), seen


def _offer_options_again(offer: Offer) -> None:
    """Draw what was chosen where the file cannot be read in that way, to be chosen otherwise."""
    before: Inspection | None = st.session_state.get(UNDERSTOOD, {}).get(offer.key)
    if before is not None:
        with st.expander(_("How the file was read"), expanded=True):
            _options(offer, before)


def _columns(seen: Inspection) -> None:
    """List the columns of a file of a named format, with some of their values."""
    values = ["; ".join(short(visible(v), 40) for v in seen.examples[c]) for c in seen.columns]
    names = [short(visible(name), 60) for name in seen.columns]
    table = pd.DataFrame(zip(names, values, strict=True), columns=[_("Column"), _("Values")])
    st.dataframe(table, hide_index=True, placeholder="")


def _named(offer: Offer, seen: Inspection, surest: str) -> tuple[str, str]:
    """Draw the choice of the format and the dataset's name; return both."""
    left, right = st.columns(2)
    titles = {name: translated(reader.title) for name, reader in READERS.items()}
    named = left.selectbox(
        _("Format"),
        list(READERS),
        index=list(READERS).index(surest),
        format_func=titles.__getitem__,
        key=_key("format", offer),
        help=_("Recognised by the file's content."),
    )
    dataset = right.text_input(
        _("Name of the dataset"),
        value=dataset_name(offer.name),
        max_chars=LONGEST_NAME,
        key=f"dataset:{offer.key}",
        help=_("For records that do not name their dataset themselves."),
    )
    st.caption(
        _("{rows}, {columns}; recognised as: {reader}.").format(
            rows=ngettext("{n} row", "{n} rows", seen.rows),
            columns=ngettext("{n} column", "{n} columns", len(seen.columns)),
            reader=titles[surest],
        )
    )
    return named, dataset.strip() or dataset_name(offer.name)


def _offer_choices(offer: Offer, kept: Mapped) -> None:
    """Hand out what was chosen, for the next file of its kind."""
    st.download_button(
        _("Save these choices (JSON)"),
        data=kept.as_json(),
        file_name="mapping.json",
        mime="application/json",
        on_click="ignore",
        key=f"mapping:{offer.key}",
        help=_("Give the file here together with the next one of its kind."),
    )


def _key(name: str, offer: Offer) -> str:
    """Return the key of a list: a browser says its choice in the language that it was drawn in."""
    return f"{name}:{offer.key}:{i18n.language()}"


def _chosen_options(offer: Offer, saved: Mapped | None) -> ReadOptions:
    """Return what was said about the file's cells in the run before, or by a saved mapping."""
    state = st.session_state
    begun = saved.options if saved is not None else ReadOptions()
    row = state.get(f"heading:{offer.key}")
    said = {
        name: state.get(_key(name, offer)) or getattr(begun, name)
        for name in ("sheet", "encoding", "delimiter")
    }
    return ReadOptions(**said, heading_row=int(row) if row else begun.heading_row)


def _options(offer: Offer, seen: Inspection) -> None:
    """Draw what was found of sheet, encoding, delimiter and heading row, where the file has it."""
    found = seen.found
    row = st.columns(3)
    if len(seen.sheets) > 1:
        row[0].selectbox(
            _("Sheet"),
            ["", *seen.sheets],
            format_func=lambda name: short(name, 40) if name else _as_found(found.sheet),
            key=_key("sheet", offer),
        )
    if seen.kind in _TEXT:
        row[0].selectbox(
            _("Encoding"),
            ["", *_ENCODINGS],
            format_func=lambda name: name or _as_found(found.encoding),
            key=_key("encoding", offer),
        )
        row[1].selectbox(
            _("Sign between the cells"),
            ["", *_DELIMITERS],
            format_func=lambda sign: _sign(sign) if sign else _as_found(_sign(found.delimiter)),
            key=_key("delimiter", offer),
        )
    if found.heading_row is not None:
        row[2].number_input(
            _("Row of the headings"),
            min_value=1,
            value=None,
            placeholder=_as_found(str(found.heading_row)),
            step=1,
            key=f"heading:{offer.key}",
        )


def _sign(sign: str | None) -> str:
    return _("tab") if sign == "\t" else sign or ""


def _as_found(found: str | None) -> str:
    return _(_FOUND).format(found=short(found or "", 40))


def _mapping(offer: Offer, seen: Inspection, proposed: Mapping[str, str]) -> dict[str, str]:
    """Draw one selectbox per field; what is left out is said to be, so that nothing is guessed."""
    st.caption(
        _(
            "A date, and a place, a region or coordinates are needed. Columns that no field takes"
            " are kept with the record."
        )
    )
    grid = st.columns(3)
    mapping = {}

    def titled(name: str) -> str:
        if not name:
            return _(_NONE)
        shown = "; ".join(short(visible(value), 20) for value in seen.examples.get(name, ()))
        return f"{short(name, 40)} ({shown})" if shown else short(name, 40)

    for at, field in enumerate(FIELDS):
        column = proposed.get(field)
        options = ["", *seen.columns]
        if column and column not in options:
            options.append(column)  # the features' own geometry
        mapping[field] = grid[at % 3].selectbox(
            _(FIELD_NAMES[field]),
            options,
            index=options.index(column) if column else 0,
            format_func=titled,
            key=_key(f"column:{field}", offer),
        )
    return mapping


def holds_records(seen: Inspection | AtlasError) -> bool:
    """Return whether a file is read as records without a person's help."""
    if isinstance(seen, AtlasError):
        return False
    return seen.detections[0].name != TABLE or _complete(seen.mapping)


def _complete(mapping: Mapping[str, str]) -> bool:
    where = ("location", "admin1", "admin2", "admin3", "latitude", "coordinates", "country")
    dated = mapping.get("date_start") or mapping.get("year")
    return bool(dated) and any(mapping.get(field) for field in where)


def _date_order(offer: Offer, saved: Mapped | None, *, undecided: bool) -> DateOrder | None:
    """Ask for the order of day and month, once the file has turned out not to decide it."""
    key = _key("order", offer)
    if saved is not None and saved.date_order and key not in st.session_state:
        st.session_state[key] = saved.date_order
        st.session_state[f"asked:{offer.key}"] = True
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


def _preview(offer: Offer, seen: Inspection, kept: Mapped) -> None:
    """Show the first rows as the incidents that they become, or why they do not."""
    records = _previewed(offer, seen, kept)
    if isinstance(records, AtlasError):
        st.warning(plain(told(records)))
        return
    shown = _shown(records)
    st.caption(ngettext("First {n} row as read", "First {n} rows as read", len(shown)))
    st.dataframe(shown, hide_index=True, placeholder="")


def _previewed(offer: Offer, seen: Inspection, kept: Mapped) -> Records | AtlasError:
    """Read the first rows; once for each way to read them."""
    remembered: dict[str, tuple[Mapped, Records | AtlasError]]
    remembered = st.session_state.setdefault(PREVIEWS, {})
    if offer.key not in remembered or remembered[offer.key][0] != kept:
        records = waiting.done(
            "preview",
            offer.key,
            file=offer.name,
            seen=seen,
            file_format=kept.file_format or TABLE,
            mapping=kept.columns or None,
            date_order=kept.date_order,
        )
        remembered[offer.key] = (kept, records)
    return remembered[offer.key][1]


def _shown(records: Records) -> pd.DataFrame:
    found = records.locations.merge(
        records.incidents.drop(columns="dataset"), on="incident_id", how="left"
    ).head(_PREVIEWED)
    rows: dict[str, Any] = {
        _("Row"): found["source_row"].astype("string"),
        _("From"): found["date_start"].dt.strftime("%Y-%m-%d"),
        _("To"): found["date_end"].dt.strftime("%Y-%m-%d"),
        _("Place"): _cut(found["place"]),
        _("Region"): _cut(found["admin1"]),
        _("Latitude"): found["latitude"],
        _("Longitude"): found["longitude"],
        _("Type"): found["sub_event_type"].map(type_name),
        _("Killed"): found["fatalities"],
        _("Injured"): found["injuries"],
        _("Downed"): found["downed"],
        _("Killed here"): found["killed_here"],
        _("Injured here"): found["injured_here"],
        _("Launched here"): found["launched_here"],
        _("Downed here"): found["downed_here"],
        _("Further places"): found["more_places"].map(more_places_text, na_action="ignore"),
    }
    read = pd.DataFrame(rows)
    bad = records.rejected.head(max(_PREVIEWED - len(read), 1))
    row, reason = _("Row"), _("Reason")
    lost = pd.DataFrame({row: bad["source_row"], reason: _cut(bad["problem"].map(translated))})
    together = pd.concat([read, lost], ignore_index=True) if len(lost) else read
    return together.dropna(axis="columns", how="all")


def _cut(column: pd.Series[str]) -> pd.Series[str]:
    return column.astype("string").str[:200].map(visible, na_action="ignore")


def remembered(mapped: Mapped) -> Mapped:
    """Return a mapping as one that may be offered for other files: without the sheet's name."""
    return replace(mapped, options=replace(mapped.options, sheet=None))
