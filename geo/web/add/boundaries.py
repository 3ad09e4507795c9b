"""The part of Add data in which a visitor adds boundaries: a layer of areas, as a level of the map.

What is added belongs to this visitor alone (`geo.web.visitor.own_data`).  Names of files, columns
and areas are untrusted: they are shown as text or in tables, never as Markdown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.errors import AtlasError, InputError
from geo.i18n import _, days_text, decimal, ngettext
from geo.layers import by_file, columns_of, day_columns, likely_days, likely_name_column, packed
from geo.maps import number
from geo.sentences import told, translated
from geo.texts import plain, short
from geo.web.add import upload, waiting
from geo.web.visitor import session
from geo.web.visitor.own_data import MOST_LAYERS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.layers import Layer
    from geo.web.add.upload import Offer

#: Areas that one layer may have: every change of a filter sends the map a line for each.
MOST_AREAS: Final = 3_000
#: Of a layer that goes by days the areas of all its days together.
MOST_OF_DAYS: Final = 20_000
_UPLOADER: Final = "boundaries"
_READ: Final = "boundaries_read"
_MADE: Final = "boundaries_made"
_PROBLEM: Final = "boundaries_problem"
_NAME_LENGTH: Final = 60
_SHOWN: Final = 8
#: Cylindrical, and true to area.
_EQUAL_AREA: Final = "EPSG:6933"


def show() -> None:
    """Draw the part."""
    st.subheader(_("Boundaries of your own"), anchor=False)
    st.caption(
        _(
            "Raions, hromadas or any other areas, as a level of the map: a GeoJSON, a GeoPackage, a"
            " KML or a zipped shapefile of polygons, in any coordinate system that it names."
            " Records are joined with them by their coordinates. What changes from day to day (a"
            " front line) has a column of days, or a file a day with the day in its name: drop them"
            " all at once. At most {mb} MB and {areas} areas per file, and {layers} files."
        ).format(
            mb=decimal(upload.max_mb()), areas=decimal(MOST_AREAS), layers=decimal(MOST_LAYERS)
        )
    )
    files = st.file_uploader(
        _("Boundaries"),
        max_upload_size=upload.max_mb(),
        key=_UPLOADER,
        accept_multiple_files=True,
    )
    if not files:
        for remembered in (_READ, _MADE):
            st.session_state.pop(remembered, None)
    else:
        _file(_offer(files))
    _added()


def _offer(files: list[UploadedFile]) -> Offer:
    """Return the file that was dropped, or several as one."""
    key = " ".join(file.file_id for file in files)
    if len(files) == 1:
        return upload.Offer(key, files[0].name, files[0].getvalue())
    name, content = packed([(file.name, file.getvalue()) for file in files])
    return upload.Offer(key, name, content)


def _read(offer: Offer) -> tuple[gpd.GeoDataFrame, list[str]] | AtlasError:
    """Read the file's features once, or say why they cannot be read."""
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != offer.key:
        limits = replace(upload.limits(), rows=MOST_OF_DAYS)
        read = waiting.done(
            "polygons", offer.key, file=offer.name, content=offer.content, limits=limits
        )
        kept = st.session_state[_READ] = (offer.key, read)
    found: tuple[gpd.GeoDataFrame, list[str]] | AtlasError = kept[1]
    return found


def _file(offer: Offer) -> None:
    """Draw the offered file: its choices, its areas, and the button that adds them."""
    with st.container(border=True):
        st.text(short(offer.name, 80))
        read = _read(offer)
        if isinstance(read, AtlasError):
            st.error(plain(told(read)))
            return
        frame, notes = read
        left, right = st.columns(2)
        column = _column(offer, frame, left)
        name = right.text_input(
            _("Name of the level"),
            value=upload.dataset_name(offer.name),
            max_chars=_NAME_LENGTH,
            key=f"level_name:{offer.key}",
        )
        if column is None:
            st.info(_("Choose the column that holds the areas' names."))
            return
        layer = _layer(offer, frame, (column, _days(offer, frame, column)), notes)
        if isinstance(layer, AtlasError):
            st.error(plain(told(layer)))
            return
        _preview(offer, replace(layer, name=" ".join(name.split()) or "level"))


def _layer(
    offer: Offer, frame: gpd.GeoDataFrame, columns: tuple[str, tuple[str, ...]], notes: list[str]
) -> Layer | AtlasError:
    """Make the file's layer with the columns of names and days once, or say why it is none."""
    kept = st.session_state.get(_MADE)
    if kept is None or kept[0] != (offer.key, columns):
        made = waiting.done(
            "layer",
            offer.key,
            file=offer.name,
            frame=frame,
            name_column=columns[0],
            day_columns=list(columns[1]),
            notes=notes,
        )
        kept = st.session_state[_MADE] = ((offer.key, columns), _fitting(offer, made))
    layer: Layer | AtlasError = kept[1]
    return layer


def _fitting(offer: Offer, layer: Layer | AtlasError) -> Layer | AtlasError:
    """Return a layer, or why it has more areas than the map takes at once."""
    if isinstance(layer, AtlasError):
        return layer
    names = int(layer.areas["name"].nunique())
    if names <= MOST_AREAS:
        return layer
    text = f"the file has {names:,} areas; at most {MOST_AREAS:,} are read"
    return InputError(text, file=offer.name)


def _days(offer: Offer, frame: gpd.GeoDataFrame, column: str) -> tuple[str, ...]:
    """Draw the choice of what says the areas' days, where something may; none is chosen too."""
    offered = day_columns(frame)
    likely = likely_days(frame, frame.get(column)) or ()
    if not offered or by_file(frame):
        return likely
    choices: list[tuple[str, ...]] = [(), *offered]
    chosen: tuple[str, ...] = st.selectbox(
        _("Days that the areas hold for"),
        choices,
        index=choices.index(likely),
        format_func=lambda columns: short(" – ".join(columns), 60) or _("All days"),
        key=f"level_days:{offer.key}",
    )
    return chosen


def _column(offer: Offer, frame: gpd.GeoDataFrame, box: Any) -> str | None:
    """Draw the choice of the column of names, where there are several."""
    columns, likely = columns_of(frame), likely_name_column(frame)
    if len(columns) <= 1:  # without any, the areas are called by the file's name
        return columns[0] if columns else ""
    chosen: str | None = box.selectbox(
        _("Column with the areas' names"),
        columns,
        index=columns.index(likely) if likely else None,
        format_func=lambda name: short(name, 40),
        placeholder=_("Choose a column"),
        key=f"level_column:{offer.key}",
    )
    return chosen


def _preview(offer: Offer, layer: Layer) -> None:
    """Show what the layer's areas are, and offer to add it."""
    count = int(layer.areas["name"].nunique())
    all_shown = count <= _SHOWN
    st.caption(
        ngettext("{n} area:", "{n} areas:", count)
        if all_shown
        else ngettext("{n} area, the first:", "{n} areas, the first:", count)
    )
    if layer.dated:
        st.caption(_days_text(layer))
    st.dataframe(_table(layer), hide_index=True, placeholder="")
    for note in layer.notes:
        st.caption(plain(short(translated(note.removeprefix(f"{offer.name}: ")), 400)))
    st.button(
        _("Add these boundaries"),
        key=f"add_level:{offer.key}",
        on_click=_add,
        args=(layer,),
        type="primary",
        icon=":material/add:",
    )


def _days_text(layer: Layer) -> str:
    """Say for how many days a dated layer has areas, from the first to the last."""
    days = sorted({date.fromisoformat(day) for day in layer.areas["day_from"]})
    text = ngettext("{n} day", "{n} days", len(days))
    return f"{text}: {days_text(days[0], days[-1])}"


def _table(layer: Layer) -> pd.DataFrame:
    import pandas as pd

    first = layer.areas.drop_duplicates("name", keep="last").head(_SHOWN)
    kilometres = first.geometry.to_crs(_EQUAL_AREA).area / 1e6
    return pd.DataFrame(
        {
            _("Area"): first["name"].map(short),
            _("Square kilometres"): [number(value) for value in kilometres.round(1)],
        }
    )


def _add(layer: Layer) -> None:
    """Add a layer to this visitor's map; for use in a callback."""
    try:
        session.visitor().add_layer(session.base_store(), layer)
    except AtlasError as error:
        st.session_state[_PROBLEM] = told(error)
        return
    session.tell(
        _("Added the boundaries {name}: choose them under Level, beside the map.").format(
            name=layer.name
        )
    )


def _remove(name: str) -> None:
    try:
        session.visitor().remove_layer(session.base_store(), name)
    except AtlasError as error:
        st.session_state[_PROBLEM] = told(error)
        return
    session.tell(_("Removed {name}.").format(name=name))


def _added() -> None:
    """List the boundaries that this visitor has added."""
    if problem := st.session_state.pop(_PROBLEM, ""):
        st.error(plain(problem))
    for name, layer in session.visitor().wishes.layers.items():
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            areas = ngettext("{n} area", "{n} areas", int(layer.areas["name"].nunique()))
            days = f", {_days_text(layer)}" if layer.dated else ""
            st.text(f"{name}: {areas}{days}", width="stretch")
            st.button(_("Remove"), key=f"remove_level:{name}", on_click=_remove, args=(name,))
