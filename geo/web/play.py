"""Playing: a window of a day, a week or a month that moves through the chosen period.

Each step sets the dates as a visitor would, so that everything on the page follows.  A fragment
without anything to see asks for the next step.  It waits until the page has drawn the last one, and
never begins by itself.  While it plays, the address of the page stays as it was.

What plays belongs to the session.  The dates are set at the beginning of a run, before the controls
are drawn; a change of the dates by the visitor ends the playing and is kept.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from geo.i18n import N_, _, days_text
from geo.web import controls

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
_REMEMBERED: Final = 16
#: Seconds within which a browser that lags behind may send a value back.
_LATEST_ECHO: Final = 5.0
#: Part of a step's time that must have passed since the page was drawn.
_LEAST_WAIT: Final = 0.6
_SUNDAY: Final = 6

_STYLE: Final = """
<style>
.st-key-play { gap: 0.3rem; }
.atlas-when { font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
</style>
"""

Days = tuple[dt.date, dt.date]


class Echo:
    """Values that playing has set in a control, which a slow browser may send back for a while."""

    def __init__(self) -> None:
        self._values = deque[object](maxlen=_REMEMBERED)
        self._changed_at = 0.0

    def set(self, value: object) -> None:
        """Remember what a control is set to."""
        if not self._values or self._values[-1] != value:
            self._values.append(value)
            self._changed_at = time.monotonic()

    def of_visitor(self, value: object, *, running: bool) -> bool:
        """Whether a control's value was chosen by the visitor."""
        if not self._values or value == self._values[-1]:
            return False
        late = running or time.monotonic() - self._changed_at < _LATEST_ECHO
        return not (late and value in self._values)


@dataclass
class Play:
    """What is being played.

    Attributes
    ----------
    period : pair of dates
        First and last day of what is played through: the dates that were chosen before.
    at : date
        A day of the window that is shown.
    running : bool
        Whether the window moves by itself.
    dates, places : Echo
        The dates and the slider's places that playing has set; others are the visitor's.
    closing : bool
        Whether the dates from before are to be shown again.
    asked : bool
        Whether the fragment runs for the first time since the page was drawn.
    drawn_at : float
        When the page was drawn, seconds of the monotonic clock.
    """

    period: Days
    at: dt.date
    running: bool = True
    dates: Echo = field(default_factory=Echo)
    places: Echo = field(default_factory=Echo)
    closing: bool = False
    asked: bool = False
    drawn_at: float = 0.0


def window_of(day: dt.date, window: str, period: Days) -> Days:
    """First and last day of the day, week (from Monday) or month of `day`, within the period.

    >>> window_of(dt.date(2024, 10, 3), "week", (dt.date(2024, 10, 1), dt.date(2024, 12, 31)))
    (datetime.date(2024, 10, 1), datetime.date(2024, 10, 6))
    """
    first = last = day
    if window == "week":
        first = day - dt.timedelta(days=day.weekday())
        last = first + dt.timedelta(days=_SUNDAY)
    elif window == "month":
        first = day.replace(day=1)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return max(first, period[0]), min(last, period[1])


def moved(day: dt.date, window: str, period: Days, by: int) -> dt.date | None:
    """First day of the window after (`by` 1) or before (-1) that of `day`; None at the ends."""
    first, last = window_of(day, window, period)
    step = dt.timedelta(days=1)
    beside = last + step if by > 0 else first - step
    if not period[0] <= beside <= period[1]:
        return None
    return window_of(beside, window, period)[0]


def running() -> bool:
    """Whether a window moves by itself in this session now."""
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
    """The dates that the play's step shows."""
    first, last = window_of(play.at, _window(), play.period)
    return (play.period[0] if st.session_state.get(MODE) == "sum" else first), last


def begin() -> None:
    """Set the dates of this step; to be called before the controls are drawn."""
    state, play = st.session_state, _current()
    if play is None:
        return
    if play.closing:
        state[controls.DATES] = play.period
        return
    if play.dates.of_visitor(state.get(controls.DATES), running=play.running):
        del state[_PLAY]
        return
    if SPEED not in state:  # another view was shown meanwhile
        play.running = False
    days = state[controls.DATES] = _days(play)
    play.dates.set(days)


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
        play.dates.set(days)
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
    if play is not None and play.places.of_visitor(place, running=play.running):
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
                "",
                icon=f":material/{sign}:",
                help=label,
                on_click=_step,
                args=(by,),
                key=f"play_step_{sign}",
                disabled=moved(play.at, _window(), play.period, by) is None,
            )
    with st.popover(_("Window and speed"), icon=":material/tune:"):
        _options()
    if play is not None:
        st.button(_("Close"), icon=":material/close:", on_click=_close, key="play_close")


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
    """The dates that are shown, large; read out when they have come to rest."""
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
