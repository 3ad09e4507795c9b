"""Which language the page speaks: its address says, or the visitor's browser; else English."""

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
    asked, usual, back = st.query_params.get(LANGUAGE), _usual(), went_back()
    if back or LANGUAGE not in now.choices:
        now.choices[LANGUAGE] = asked if asked in i18n.LANGUAGES else usual
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
    """Return the part of the address that says the language; the browser's own is left out."""
    spoken = i18n.language()
    return {LANGUAGE: [spoken]} if spoken != _usual() else {}


def write() -> None:
    """Write the language in the address of a view that has no more to say there of its own."""
    wanted = params().get(LANGUAGE, [None])[0]
    if wanted != st.query_params.get(LANGUAGE):
        if wanted:
            st.query_params[LANGUAGE] = wanted
        else:
            del st.query_params[LANGUAGE]


def _usual() -> str:
    return i18n.preferred(st.context.locale or "")


def _of_session() -> str | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return state().choices.get(LANGUAGE)
