"""The page: its views, and the links between them.

The map is at the root of the address, the others at `add`, `review` and so on.  Each view
is a module with a function `show`; a further view is one entry in `VIEWS`.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import streamlit as st

from geo import i18n
from geo.errors import AtlasError
from geo.i18n import N_, _
from geo.sentences import told
from geo.web import controls
from geo.web.controls import language, links
from geo.web.map import view as map_view
from geo.web.server import signin
from geo.web.visitor import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.navigation.page import StreamlitPage


def _static(name: str) -> str:
    return Path(__file__).parent.joinpath("static", name).read_text(encoding="utf-8").strip()


#: The icon itself and not its address: a browser would fetch it again at every change.
_ICON: Final = "data:image/svg+xml," + quote(_static("icon.svg"))
_NAME: Final = N_("Incident atlas: Russia-Ukraine war")

_STYLE: Final = f"<style>{_static('page.css')}</style>"


def _loaded_when_shown(module: str) -> Callable[[], None]:
    """Return `show` of a view's module: the first map waits for no view but its own."""

    def show() -> None:
        import_module(f"geo.web.{module}").show()

    return show


#: Every view: its function (the map's is made in `main`), its name, its icon, and its part of the
#: address.
VIEWS: Final = (
    (None, N_("Map"), ":material/map:", ""),
    (_loaded_when_shown("add.view"), N_("Add data"), ":material/upload_file:", "add"),
    (_loaded_when_shown("review.view"), N_("Review"), ":material/fact_check:", "review"),
    (_loaded_when_shown("about"), N_("About"), ":material/info:", "about"),
    (_loaded_when_shown("region.view"), N_("Region"), ":material/location_on:", "region"),
    (_loaded_when_shown("time.nights"), N_("Night by night"), ":material/dark_mode:", "nights"),
)
#: Views that only other views link to.
_UNLISTED: Final = frozenset({"region", "nights"})


def main() -> None:
    """Draw the view that the address names."""
    language.begin()
    # Streamlit opens the filters by width alone, and a phone on its side is wide.
    small = "Mobi" in st.context.headers.get("User-Agent", "")
    st.set_page_config(
        page_title=_(_NAME),
        page_icon=_ICON,
        layout="wide",
        initial_sidebar_state="collapsed" if small else "auto",
    )
    st.html(_STYLE)
    # A style's own text: what stands on the button that opens the filters.
    filters = json.dumps(_("Filters"), ensure_ascii=False)
    st.html(f"<style>:root {{ --atlas-filters: {filters}; }}</style>")
    after_map = ExitStack()

    def show_map() -> None:
        map_view.show(after_map.close)

    pages = [
        st.Page(
            show or show_map, title=_(title), icon=icon, url_path=path or "map", default=not path
        )
        for show, title, icon, path in VIEWS
    ]
    links.begin(dict(zip((path for *_parts, path in VIEWS), pages, strict=True)))
    chosen = st.navigation(pages, position="hidden")
    on_map = chosen == pages[0]
    controls.take(on_map=on_map)
    with st.container(horizontal=True, vertical_alignment="center", key="top"):
        if on_map:
            st.title(_("Reported incidents of the Russia-Ukraine war"), anchor=False)
        bar = st.container(
            horizontal=True, vertical_alignment="center", key="views", width="content"
        )
    # Not seen, but with it the bar is there before its links: the map stays where it is.
    bar.html(session.mark() + language.mark())
    if on_map:
        after_map.callback(_links, bar, pages)
    else:
        _links(bar, pages)
        language.write()
    try:
        session.begin()
        # Told once for the whole run: asking the session for its language takes longer.
        with i18n.speaking(i18n.language()):
            chosen.run()
    except AtlasError as error:
        st.error(told(error))
    after_map.close()


def _links(bar: DeltaGenerator, pages: list[StreamlitPage]) -> None:
    """Draw the links to the views, and what belongs to all of them."""
    with bar:
        for page, (_show, _title, _icon, path) in zip(pages, VIEWS, strict=True):
            if path not in _UNLISTED:
                st.page_link(page)
        language.control()
        signin.control()


main()
