"""Downloads of what is on the screen: the files are made when they are asked for.

A button only names what it would make; Streamlit calls it on the click, on a thread of its own.
A file that does not hold its manifest comes in a ZIP with it, or alone if the visitor says so; one
of more than `MOST_ALONE` records comes as a ZIP always, which is a tenth of its size.
"""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from geo import export, i18n, query
from geo.errors import AtlasError
from geo.export import FORMS, TITLE, TITLED, Address, Download, write_zip
from geo.i18n import _, ngettext
from geo.maps import Viewport, drawing_of, drawings, steps_of
from geo.query import FILTERS
from geo.texts import plain
from geo.web.controls import address
from geo.web.map import animation, turns
from geo.web.visitor import session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.export import Form
    from geo.maps import Days, Drawing, View
    from geo.query import Facets
    from geo.store import Store

_LOG = logging.getLogger(__name__)
_OPEN: Final = "downloads"
_FORM: Final = "downloads_form"
_ZIPPED: Final = "downloads_zipped"
_HXL: Final = "downloads_hxl"
_TITLE: Final = "downloads_title"
#: Characters of a title at most: more would not stand on one line.
_LONGEST: Final = 80
#: Records of a file that is handed out without a ZIP, at most.
MOST_ALONE: Final = 200_000


@st.fragment
def show(store: Store, view: View) -> None:
    """Draw the button that opens the downloads.

    Parameters
    ----------
    store : Store
        What the visitor sees.
    view : View
        Filters, and how the map shows them.
    """
    box = st.popover(_("Download"), icon=":material/download:", on_change="rerun", key=_OPEN)
    if box.open:
        with box:
            _panel(store, view)


def _panel(store: Store, view: View) -> None:
    facets = query.facets(store)
    count = query.record_count(store, view.filters)
    st.caption(
        ngettext(
            "Exactly what is on the screen: {n} record. Files are made when you click.",
            "Exactly what is on the screen: {n} records. Files are made when you click.",
            count,
        )
    )
    forms = _forms(rejected=bool(facets.rejected))
    form = st.selectbox(
        _("File"), forms, format_func=_label, key=_FORM, label_visibility="collapsed"
    )
    zipped = not form.holds_manifest and _zipped(count)
    tagged = form.name == "csv" and form.what in ("incidents", "regions", "raions")
    hxl = tagged and st.checkbox(_("With a row of HXL tags"), key=_HXL)
    wanted = _wanted(store, view, form, hxl=hxl)
    if form.what in TITLED:
        title = st.text_input(
            _("Title"), placeholder=_(TITLE), max_chars=_LONGEST, key=_TITLE, width="stretch"
        )
        wanted = replace(wanted, title=title)
    name = _name(wanted, facets, packed=zipped)
    problem = form.refusal(count)
    with st.container(key="downloads_zipped_files" if zipped else "downloads_files"):
        file = {
            "file_name": name,
            "mime": export.media_type("zip" if zipped else form.name),
            # Another key, so that a button of another file is gone and cannot be clicked.
            "key": f"download_{form.what}_{form.name}{'_zip' if zipped else ''}",
        }
        if form.what == "motion" and not problem:
            _animation(wanted, view, packed=zipped, file=file)
        else:
            st.download_button(
                _("Download"),
                data=_made_on_click(wanted, name, packed=zipped),
                on_click="ignore",
                disabled=bool(problem),
                icon=":material/download:",
                type="primary",
                file_name=name,
                mime=file["mime"],
                key=file["key"],
            )
    if problem:
        st.caption(plain(problem))
    if view.level and form.what in ("map", "motion", "page", "paper"):
        text = _("Map (PNG) and offline page (HTML) show the regions, not the areas of {layer}.")
        st.caption(text.format(layer=plain(view.level)))
    _link(view)


def _forms(*, rejected: bool) -> list[Form]:
    """Return the forms in the order of the list; rejected rows only where there are any."""
    return [form for form in FORMS if form.what != "rejected" or rejected]


def _label(form: Form) -> str:
    """Return what the list calls a form; the forms of records are named by their format alone."""
    if form.what != "incidents":
        return _(form.label)
    return _("Records ({format})").format(format=form.label)


def _zipped(count: int) -> bool:
    """Ask whether a file comes in a ZIP with its manifest; a large one always does."""
    wanted = st.checkbox(
        _("With a manifest beside it (ZIP)"),
        value=True,
        key=_ZIPPED,
        help=_(
            "The manifest says filters, counts, store version, boundaries, time, licences and how"
            " to cite. GeoPackage, GeoParquet, Excel and HTML hold it inside."
        ),
    )
    return bool(wanted) or count > MOST_ALONE


def _wanted(store: Store, view: View, form: Form, *, hxl: bool) -> Download:
    shown = turns.seen()
    draw = partial(drawing_of, store, view, shown.unpadded() if shown else Viewport(6))
    moving = partial(_in_time, store, view)
    return Download(store, view.filters, form.name, form.what, _address(), draw, hxl, moving)


def _animation(wanted: Download, view: View, *, packed: bool, file: Mapping[str, str]) -> None:
    """Draw what an animation is begun with, watched and handed out."""
    steps = steps_of(wanted.store, view)
    asked = (wanted.store.stamp, view, wanted.form, packed, i18n.language(), wanted.title)

    def make(moving: Iterable[tuple[Days, Drawing]]) -> bytes:
        drawn = replace(wanted, in_time=lambda: moving)
        return _made(drawn, file["file_name"], packed=packed)

    animation.draw(asked, len(steps), partial(_in_time, wanted.store, view), make, file)


def _in_time(store: Store, view: View) -> Iterator[tuple[Days, Drawing]]:
    return drawings(store, view, steps_of(store, view))


def _name(wanted: Download, facets: Facets, *, packed: bool) -> str:
    name = export.file_name(
        wanted.filters, wanted.form, what=wanted.what, span=(facets.first, facets.last)
    )
    return name + ".zip" if packed else name


def _made_on_click(wanted: Download, name: str, *, packed: bool) -> Callable[[], bytes]:
    """Return what the button calls: it runs outside the page's run, in the page's language."""
    spoken = i18n.language()

    def make() -> bytes:
        try:
            with i18n.speaking(spoken):
                return _made(wanted, name, packed=packed)
        except AtlasError as error:
            _LOG.warning("download of %s: %s", wanted.form, error)
            raise

    return make


def _made(wanted: Download, name: str, *, packed: bool) -> bytes:
    """Return the file, or a ZIP of that name with it and its manifest."""
    if not packed:
        return b"".join(wanted.pieces(wanted.described()))
    out = io.BytesIO()
    write_zip(out, wanted, name.removesuffix(".zip"))
    return out.getvalue()


def _address() -> Address:
    """Return where this page is; its parameters that are no filters come along."""
    parts = urlsplit(st.context.url or "")
    said = dict(address.held())
    if shown := turns.seen():
        # The map itself writes there where it is, and Streamlit is not told.
        said[address.PLACE] = [shown.place] if shown.place else []
    further = [(name, one) for name in said if name not in FILTERS for one in said[name]]
    page = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "", ""))
    return Address(page, tuple(further))


def _feed(view: View) -> str:
    """Return the address of the feed of new records of what is on the screen."""
    parts = urlsplit(st.context.url or "")
    path = f"{parts.path.rstrip('/')}/api/incidents.atom"
    asked = urlencode(view.filters.to_params(), doseq=True)
    return urlunsplit((parts.scheme, parts.netloc, path, asked, ""))


def _link(view: View) -> None:
    title = _("Link to this view")
    st.markdown(f"**{title}**")
    st.code(_address().of(view.filters), language=None, wrap_lines=True)
    if not session.token():
        label = _("Feed of new records with these filters (Atom)")
        st.markdown(f":material/rss_feed: [{label}]({_feed(view)})")
    if session.token():
        st.caption(_("The link shows the shared data, without what you added or decided."))
