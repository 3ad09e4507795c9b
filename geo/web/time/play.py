"""Playing: a window of a day, a week or a month that moves through the chosen period.

Each step sets the dates as a visitor would, so that everything on the page follows.  A fragment
without anything to see asks for the next step.  It waits until the page has drawn the last one, and
never begins by itself.  While it plays, the address of the page stays as it was.

What plays belongs to the session.  The dates are set at the beginning of a run, before the controls
are drawn; a change of the dates by the visitor ends the playing and is kept.
"""

from __future__ import annotations

import html
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo import i18n
from geo.i18n import N_, _, days_text
from geo.maps import held
from geo.web import controls
from geo.web.time.moving_window import Play, moved, window_of, windows

if TYPE_CHECKING:
    from geo.maps import Days, Scale, View
    from geo.query import Facets
    from geo.store import Store

#: Windows that can move, by name.
WINDOWS: Final = {"day": N_("Day"), "week": N_("Week"), "month": N_("Month")}
#: Seconds that each step is shown.
SPEEDS: Final = {
    "slow": (N_("Slow"), 2.0),
    "normal": (N_("Normal"), 1.0),
    "fast": (N_("Fast"), 0.5),
}
#: What is shown at each step: the window alone, or all from the beginning to its end.
MODES: Final = {"window": N_("One at a time"), "sum": N_("All up to it")}

WINDOW: Final = "play_window"
SPEED: Final = "play_speed"
MODE: Final = "play_mode"
POSITION: Final = "play_position"
_PLAY: Final = "play"
#: Part of a step's time that must have passed since the page was drawn.
_LEAST_WAIT: Final = 0.6

_STYLE: Final = """
<style>
.st-key-play { gap: 0.3rem; }
[class*="st-key-play_only_icon"] button { gap: 0; }
[class*="st-key-play_only_icon"] [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.atlas-when { font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
@media (max-width: 640px) { .st-key-play_buttons { gap: 0.4rem; } }
</style>
"""


def running() -> bool:
    """Return whether a window moves by itself in this session now."""
    play = _current()
    return play is not None and play.running


def _current() -> Play | None:
    found = st.session_state.get(_PLAY)
    return found if isinstance(found, Play) else None


def _window() -> str:
    return str(st.session_state.get(WINDOW) or "day")


def _seconds() -> float:
    return SPEEDS[st.session_state.get(SPEED) or "normal"][1]


def _days(play: Play) -> Days:
    """Return the dates that the play's step shows."""
    first, last = window_of(play.at, _window(), play.period)
    return (play.period[0] if st.session_state.get(MODE) == "sum" else first), last


def scale(store: Store, view: View, facets: Facets) -> Scale | None:
    """Return the classes that shade the map at every step; None where nothing is played."""
    play = _current()
    if play is None or play.closing:
        return None
    filters = replace(view.filters, date_from=None, date_to=None)
    sums = st.session_state.get(MODE) == "sum"
    asked = (store.stamp, replace(view, filters=filters), _window(), sums, i18n.language())
    if play.held is None or play.held[0] != asked:
        steps = windows(play.period, _window())
        days = [(play.period[0], last) for _first, last in steps] if sums else steps
        play.held = asked, held(store, view, facets, days)
    return play.held[1]


def begin() -> None:
    """Set the dates of this step; to be called before the controls are drawn."""
    state, play = st.session_state, _current()
    if play is None:
        return
    if play.closing:
        state[controls.DATES] = play.period
        return
    if state.get(controls.DATES) != play.dates:
        del state[_PLAY]
        return
    if SPEED not in state:  # another view was shown meanwhile
        play.running = False
    play.dates = state[controls.DATES] = _days(play)


def settled() -> None:
    """Remember, at the end of a run, what has been drawn."""
    play = _current()
    if play is None:
        return
    if play.closing:
        del st.session_state[_PLAY]
        return
    play.drawn_at = time.monotonic()


def _toggle() -> None:
    """Begin, pause or go on; from the end it begins again."""
    state, play = st.session_state, _current()
    if play is None:
        days = state[controls.DATES]
        play = state[_PLAY] = Play((days[0], days[-1]), days[0])
        play.dates = days
        return
    if not play.running and moved(play.at, _window(), play.period, 1) is None:
        play.at = play.period[0]
    play.running = not play.running


def _step(by: int) -> None:
    play = _current()
    if play is not None:
        play.running = False
        play.at = moved(play.at, _window(), play.period, by) or play.at


def _close() -> None:
    play = _current()
    if play is not None:
        play.running, play.closing = False, True


def _jump() -> None:
    play, place = _current(), st.session_state[POSITION]
    if play is not None and play.places.of_visitor(place):
        play.at = window_of(place, _window(), play.period)[0]


def bar() -> None:
    """Draw the button, and while something plays what goes with it.

    All of it is one element of the page, so that what stands below keeps its place and is not
    drawn anew.
    """
    if not st.session_state.get(controls.DATES):
        return  # the store is empty
    play = _current()
    if play is not None and play.closing:
        play = None
    with st.container(key="play"):
        st.html(_STYLE)
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key="play_buttons"
        ):
            _buttons(play)
            if play is not None:
                st.html(_text(play), width="content")
        if play is not None:
            _slider(play)
            if play.running:
                play.asked = False
                st.fragment(_tick, run_every=_seconds(), key="play_tick")()


def _buttons(play: Play | None) -> None:
    if play is None:
        st.button(_("Play through time"), icon=":material/play_arrow:", on_click=_toggle)
    else:
        name = _("Pause") if play.running else _("Play")
        icon = ":material/pause:" if play.running else ":material/play_arrow:"
        st.button(name, icon=icon, on_click=_toggle, key="play_toggle")
        for by, label, sign in (
            (-1, _("One step back"), "skip_previous"),
            (1, _("One step forward"), "skip_next"),
        ):
            st.button(
                label,
                icon=f":material/{sign}:",
                on_click=_step,
                args=(by,),
                key=f"play_only_icon_{sign}",
                disabled=moved(play.at, _window(), play.period, by) is None,
            )
    with st.popover(_("Speed"), icon=":material/tune:"):
        _options()
    if play is not None:
        st.button(_("Close"), icon=":material/close:", on_click=_close, key="play_only_icon_close")


def _options() -> None:
    state = st.session_state
    for key, names, usual, title in (
        (WINDOW, WINDOWS, "day", _("Window")),
        (MODE, MODES, "window", _("Show")),
        (SPEED, {name: label for name, (label, _s) in SPEEDS.items()}, "normal", _("Speed")),
    ):
        state[key] = state.get(key) or usual
        shown = {name: _(label) for name, label in names.items()}
        st.segmented_control(title, list(names), key=key, format_func=shown.__getitem__)


def _slider(play: Play) -> None:
    """Draw the slider of the window's place; a period of one day needs none."""
    first, last = play.period
    if first == last:
        return
    st.session_state[POSITION] = play.at
    play.places.set(play.at)
    st.slider(
        _("Place in time"),
        first,
        last,
        key=POSITION,
        format="YYYY-MM-DD",
        on_change=_jump,
        label_visibility="collapsed",
    )


def _text(play: Play) -> str:
    """Return the dates that are shown, large; they are read out when they have come to rest."""
    said = html.escape(days_text(*_days(play)))
    live = "off" if play.running else "polite"
    return f'<div class="atlas-when" role="status" aria-live="{live}">{said}</div>'


def _tick() -> None:
    """Ask for the next step, once the last has been on the page for a while."""
    play = _current()
    if play is None or not play.running:
        return
    if not play.asked:  # this is the page's own run, not the timer's
        play.asked = True
        return
    if time.monotonic() - play.drawn_at < _LEAST_WAIT * _seconds():
        return
    following = moved(play.at, _window(), play.period, 1)
    if following is None:
        play.running = False
    else:
        play.at = following
        play.running = moved(following, _window(), play.period, 1) is not None
    st.rerun()
