"""Which language the page speaks: its address says, else what the visitor chose, or the browser.

What is chosen stays with the visitor, in a cookie that the document's script writes
(`static/connection.js`), and is no part of an address that is passed on: who gets a link reads it
in a language of their own.  An address that asks for a language keeps it until another is chosen.
"""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import i18n
from geo.web.controls.state import choice, state, went_back

#: Name of the parameter in the address, and of the control.
LANGUAGE: Final = "lang"

choice(LANGUAGE)


def begin() -> None:
    """Settle the language of this run; to be called before anything is written on the page."""
    i18n.set_resolver(_of_session)
    now = state()
    asked, back = st.query_params.get(LANGUAGE), went_back()
    if LANGUAGE not in now.choices:
        now.choices[LANGUAGE] = _usual()
        back = True
    if back and asked in i18n.LANGUAGES:
        now.choices[LANGUAGE] = asked
    before = now.choices[LANGUAGE]
    now.take(LANGUAGE)
    if now.choices[LANGUAGE] != before:
        now.drag = None  # the chart is drawn anew


def control() -> None:
    """Draw the choice of language."""
    codes = list(i18n.LANGUAGES)
    now = state()
    st.selectbox(
        "Language · Мова · Язык",
        codes,
        codes.index(now.choices[LANGUAGE]),
        key=now.key(LANGUAGE, now.choices[LANGUAGE]),
        format_func=i18n.LANGUAGES.__getitem__,
        label_visibility="collapsed",
        width=130,
    )


def params() -> dict[str, list[str]]:
    """Return the part of the address that says the language: what it asks for already, if that."""
    spoken = i18n.language()
    return {LANGUAGE: [spoken]} if st.query_params.get(LANGUAGE) == spoken else {}


def mark() -> str:
    """Return HTML, of which nothing is seen, that tells the document's script the language."""
    spoken = state().choices[LANGUAGE]
    kept = "" if spoken in (_usual(), st.query_params.get(LANGUAGE)) else ' data-chosen="yes"'
    return f'<span data-language="{spoken}"{kept}></span>'


def write() -> None:
    """Write the language in the address of a view that has no more to say there of its own."""
    if not params() and LANGUAGE in st.query_params:
        del st.query_params[LANGUAGE]


def _usual() -> str:
    return i18n.usual(st.context.cookies.get(i18n.COOKIE), st.context.locale)


def _of_session() -> str | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return state().choices.get(LANGUAGE)
