"""The part of Add data in which a visitor adds boundaries: a layer of areas, as a level of the map.

What is added belongs to this visitor alone (`geo.web.visitor.own_data`).  Names of files, columns
and areas are untrusted: they are shown as text or in tables, never as Markdown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.errors import AtlasError
from geo.i18n import _, decimal, ngettext
from geo.layers import columns_of, likely_name_column
from geo.maps import number
from geo.sentences import told, translated
from geo.texts import plain, short
from geo.web.add import upload, waiting
from geo.web.visitor import session
from geo.web.visitor.own_data import MOST_LAYERS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.layers import Layer
    from geo.web.add.upload import Offer

#: Areas that one layer may have: every change of a filter sends the map a line for each.
MOST_AREAS: Final = 3_000
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
            "Raions, hromadas or any other areas, as a level of the map: a GeoJSON, a GeoPackage or"
            " a zipped shapefile of polygons, in any coordinate system that it names. Records are"
            " joined with them by their coordinates. At most {mb} MB and {areas} areas per file,"
            " and {layers} files."
        ).format(
            mb=decimal(upload.max_mb()), areas=decimal(MOST_AREAS), layers=decimal(MOST_LAYERS)
        )
    )
    file = st.file_uploader(_("Boundaries"), max_upload_size=upload.max_mb(), key=_UPLOADER)
    if file is None:
        for remembered in (_READ, _MADE):
            st.session_state.pop(remembered, None)
    else:
        _file(upload.Offer(file.file_id, file.name, file.getvalue()))
    _added()


def _read(offer: Offer) -> tuple[gpd.GeoDataFrame, list[str]] | AtlasError:
    """Read the file's features once, or say why they cannot be read."""
    kept = st.session_state.get(_READ)
    if kept is None or kept[0] != offer.key:
        limits = replace(upload.limits(), rows=MOST_AREAS)
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
        layer = _layer(offer, frame, column, notes)
        if isinstance(layer, AtlasError):
            st.error(plain(told(layer)))
            return
        _preview(offer, replace(layer, name=" ".join(name.split()) or "level"))


def _layer(
    offer: Offer, frame: gpd.GeoDataFrame, column: str, notes: list[str]
) -> Layer | AtlasError:
    """Make the file's layer with the names of a column once, or say why it is none."""
    kept = st.session_state.get(_MADE)
    if kept is None or kept[0] != (offer.key, column):
        made = waiting.done(
            "layer", offer.key, file=offer.name, frame=frame, name_column=column, notes=notes
        )
        kept = st.session_state[_MADE] = ((offer.key, column), made)
    layer: Layer | AtlasError = kept[1]
    return layer


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
    count = len(layer.areas)
    all_shown = count <= _SHOWN
    st.caption(
        ngettext("{n} area:", "{n} areas:", count)
        if all_shown
        else ngettext("{n} area, the first:", "{n} areas, the first:", count)
    )
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


def _table(layer: Layer) -> pd.DataFrame:
    import pandas as pd

    first = layer.areas.head(_SHOWN)
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
            areas = ngettext("{n} area", "{n} areas", len(layer.areas))
            st.text(f"{name}: {areas}", width="stretch")
            st.button(_("Remove"), key=f"remove_level:{name}", on_click=_remove, args=(name,))
