"""Controls whose value something else may change: drawn anew then, under a key of their own.

Streamlit's browser sends the values of all controls with every click, those that it has not been
told to change yet as well.  What it still sends of a control that has been replaced is not heard,
so that no quick click takes back what the one before has set.  The value itself is held in the
session under the control's name.
"""

from __future__ import annotations

from typing import Any

import streamlit as st


def key(name: str, value: Any) -> str:
    """Return the key of the control that shows a value; a new one if it showed another.

    Parameters
    ----------
    name : str
        The control's.
    value
        What it is drawn with.
    """
    number, drawn = st.session_state.get(_slot(name), (0, value))
    if drawn != value:
        number += 1
    st.session_state[_slot(name)] = (number, value)
    return f"{name}_{number}"


def taken(name: str, control: str) -> Any:
    """Return what the visitor has set a control to, in its callback; None if it was replaced."""
    number, _drawn = st.session_state.get(_slot(name), (0, None))
    if control != f"{name}_{number}":
        return None
    value = st.session_state[control]
    st.session_state[_slot(name)] = (number, value)
    return value


def _slot(name: str) -> str:
    return f"{name}_drawn"
