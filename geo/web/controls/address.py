"""The address as a sender: it says the view, and a visitor who goes back says another.

Every filter stands there under the data API's parameter names, in codes and not in labels, so that
a copied address opens the same view in any language.  (Streamlit's own `bind` writes the labels
that are shown.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.i18n import _
from geo.maps import View
from geo.query import FilterError, Filters
from geo.sentences import translated
from geo.web.controls import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.web.controls.state import State


#: Where the map is, which the map itself reads and writes (`static/map_place.js`).
PLACE: Final = "map"
#: Which table is open, the usual one first.
TABLE: Final = "table"
TABLES: Final = ("regions", "times", "records")


def held() -> dict[str, list[str]]:
    """Return the parameters of the address that the browser has sent."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def filters_of(params: Mapping[str, list[str]]) -> tuple[Filters, str]:
    """Return an address's filters for a view without controls, and one sentence if it has no such.

    Filters that cannot be read are none at all: the sentence says so.
    """
    try:
        return Filters.from_params(params), ""
    except FilterError as error:
        text = _("This address could not be read: {error} All is shown.").format(error=error)
        return Filters(), text


def read(
    now: State, params: Mapping[str, list[str]], *, linked: bool = False, back: bool = False
) -> None:
    """Take the view that the address says, where the visitor has come to it.

    That is so at first, with back and forward, and with a link from another view of the page unless
    it leaves open what is to be shown.  Any other address may be one that the browser has not been
    told to change yet.

    Parameters
    ----------
    now : State
        The session's.
    params : mapping
        Of the address.
    linked, back : bool
        Whether the visitor comes from another view of the page, or has gone back or forward.
    """
    says = bool(params.keys() - {language.LANGUAGE, PLACE})
    if now.told is not None and not back and not (linked and says):
        return
    view, problems = View.readable(params)
    # Read once: a run that the next click breaks off is not to read it again over that click.
    now.told = dict(params)
    # The background is no part of an address.
    now.view = replace(view, look=replace(view.look, background=now.view.look.background))
    table = params.get(TABLE, TABLES[:1])[-1]
    now.choices[TABLE] = table if table in TABLES else TABLES[0]
    text = _("A part of this address could not be read and is left out: {error}")
    now.problems = tuple(text.format(error=translated(problem)) for problem in problems)


def write(now: State) -> None:
    """Mirror the view in the address; what is as usual is left out."""
    params = now.view.to_params() | language.params()
    if PLACE in st.query_params:
        params[PLACE] = [st.query_params[PLACE]]
    if (table := now.choices.get(TABLE, TABLES[0])) != TABLES[0]:
        params[TABLE] = [table]
    if not params == now.told == held():
        st.query_params.from_dict(params)
        now.told = params
