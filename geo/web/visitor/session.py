"""The visitor's session: which store the views read, and what the visitor has added to it.

Session keys that are not a view's own are spelled here.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.i18n import _, ngettext
from geo.web.visitor.own_data import REGISTRY, Visitor
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.store import Store

_VISITOR: Final = "visitor"
_NEWS: Final = "news"
_SWEEP_SECONDS: Final = 30


def begin() -> None:
    """Make sure that the session has its visitor."""
    visitor()


def visitor() -> Visitor:
    """Return the visitor whose session this is."""
    found = st.session_state.get(_VISITOR)
    if not isinstance(found, Visitor):
        found = st.session_state[_VISITOR] = Visitor()
        context = get_script_run_ctx()
        found.session = context.session_id if context else ""
        REGISTRY.meet(found)
        _start_sweeping()
    return found


@cache
def _start_sweeping() -> None:
    """Start the one thread that closes the stores of closed pages, if a server is running."""
    if runtime.exists():
        REGISTRY.connected = runtime.get_instance().is_active_session
        threading.Thread(target=_sweep, name="visitors", daemon=True).start()


def _sweep() -> None:
    while True:
        time.sleep(_SWEEP_SECONDS)
        if not runtime.exists():
            return
        REGISTRY.sweep()
        forget_ended()


def forget_ended() -> None:
    """Let Streamlit drop the sessions that ended, and their files, whose time is over.

    By itself it looks for them only when another visitor comes or goes.
    """
    ours: Any = runtime.get_instance()
    manager, objects = getattr(ours, "_session_mgr", None), getattr(ours, "_async_objs", None)
    kept = getattr(getattr(manager, "_session_storage", None), "_cache", None)
    if kept is None or objects is None:
        return
    with suppress(RuntimeError):  # the server is about to end
        # Sessions belong to the thread of the event loop.
        objects.eventloop.call_soon_threadsafe(_forget, ours, kept)


def _forget(ours: Any, kept: Any) -> None:
    kept.expire()
    files = ours.uploaded_file_mgr
    for session in list(files.file_storage):
        if session not in kept and not ours.is_active_session(session):
            files.remove_session_files(session)


def mark() -> str:
    """Return HTML, of which nothing is seen, that names the session for `static/connection.js`."""
    own = ' data-own="yes"' if visitor().wishes else ""
    return f'<span data-session="{visitor().name}"{own}></span>'


def base_store() -> Store:
    """Return the server's store, which every visitor shares."""
    return HOLDER.get()


def current_store() -> Store:
    """Return the store that this visitor sees; every view reads it and no other."""
    return visitor().current(base_store())


def token() -> str:
    """Return the token of the visitor's own store, or "" where the server's is shown."""
    return visitor().token if visitor().wishes else ""


def is_there() -> Callable[[], bool]:
    """Return a function for other threads: whether a page of this session is open."""
    name = visitor().session
    return lambda: REGISTRY.connected(name)


def own_text() -> str:
    """Write one sentence about what this visitor sees besides the shared data; "" for nothing."""
    wishes = visitor().wishes
    if not wishes:
        return ""
    parts = []
    if wishes.added:
        parts.append(ngettext("{n} added dataset", "{n} added datasets", len(wishes.added)))
    if wishes.layers:
        parts.append(
            ngettext("{n} layer of boundaries", "{n} layers of boundaries", len(wishes.layers))
        )
    if made := len(wishes.decisions) + len(wishes.links):
        parts.append(ngettext("{n} decision", "{n} decisions", made))
    text = _("With what is yours ({parts}), seen by you alone until you close or reload the page.")
    return text.format(parts=", ".join(parts))


def tell(text: str) -> None:
    """Keep a sentence that the next run shows once."""
    st.session_state[_NEWS] = text


def news() -> str:
    """Return the sentence that a callback left, once."""
    return str(st.session_state.pop(_NEWS, ""))
