"""Which language the page speaks: its address says, or the visitor's browser; else English."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import i18n

#: Name of the parameter in the address, and of the session's key.
LANGUAGE: Final = "lang"
_CONTROL: Final = "language_control"


def begin() -> None:
    """Settle the language of this run; to be called before anything is written on the page."""
    i18n.set_resolver(_of_session)
    asked = st.query_params.get(LANGUAGE)
    if asked in i18n.LANGUAGES:
        st.session_state[LANGUAGE] = asked
    elif LANGUAGE not in st.session_state:
        st.session_state[LANGUAGE] = i18n.preferred(st.context.locale or "")


def control() -> None:
    """Draw the choice of language."""
    codes = list(i18n.LANGUAGES)
    st.session_state[_CONTROL] = st.session_state[LANGUAGE]
    st.selectbox(
        "Language · Мова · Язык",
        codes,
        key=_CONTROL,
        format_func=i18n.LANGUAGES.__getitem__,
        on_change=_choose,
        label_visibility="collapsed",
        width=130,
    )


def _choose() -> None:
    chosen = st.session_state[_CONTROL]
    st.session_state[LANGUAGE] = chosen
    st.query_params[LANGUAGE] = chosen


def address() -> dict[str, list[str]]:
    """Return the part of the address that says the language, where it was asked for."""
    return {LANGUAGE: [asked]} if (asked := st.query_params.get(LANGUAGE)) else {}


def _of_session() -> str | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return st.session_state.get(LANGUAGE)
