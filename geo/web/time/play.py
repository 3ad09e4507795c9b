"""Playing: a window of a day, a week or a month that moves through the chosen period.

Each step sets the dates as a visitor would, so that everything on the page follows.  A fragment
without anything to see asks for the next step, and never begins by itself.  While it plays, the
address of the page stays as it was.  A change of the dates by the visitor ends the playing and is
kept.
"""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo import i18n
from geo.i18n import N_, _, days_text
from geo.maps import held, moved, window_of, windows
from geo.web import controls
from geo.web.time.moving_window import Play

if TYPE_CHECKING:
    import datetime as dt

    from geo.maps import Days, Scale
    from geo.query import Facets
    from geo.store import Store
    from geo.web.controls import State

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

_STYLE: Final = """
<style>
.st-key-play { gap: 0 0.8rem; flex-flow: row wrap; align-items: center; }
.st-key-play > :has([data-testid="stSlider"]) { flex: 1 1 9rem; min-width: 9rem; width: auto; }
[class*="st-key-play_only_icon"] button { gap: 0; }
[class*="st-key-play_only_icon"] [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.atlas-when { font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
@media (max-width: 640px) { .st-key-play_buttons { gap: 0.4rem; } }
</style>
"""


for _name in (WINDOW, SPEED, MODE):
    controls.choice(_name)


@controls.sender(POSITION)
def _jump(now: State, _before: Any, place: dt.date) -> None:
    if play := _current(now):
        play.at = window_of(place, _window(now), play.period)[0]


def running(now: State) -> bool:
    """Return whether a window moves by itself in this session now."""
    play = _current(now)
    return play is not None and play.running


def open_(now: State) -> bool:
    """Return whether something plays in this session, or has been paused."""
    return _current(now) is not None


def _current(now: State) -> Play | None:
    return now.play if isinstance(now.play, Play) else None


def _window(now: State) -> str:
    return now.choices.get(WINDOW, "day")


def _sums(now: State) -> bool:
    return now.choices.get(MODE) == "sum"


def _seconds(now: State) -> float:
    return SPEEDS[now.choices.get(SPEED, "normal")][1]


def _days(now: State, play: Play) -> Days:
    """Return the dates that the play's step shows."""
    first, last = window_of(play.at, _window(now), play.period)
    return (play.period[0] if _sums(now) else first), last


def scale(now: State, store: Store, facets: Facets) -> Scale | None:
    """Return the classes that shade the map at every step; None where nothing is played."""
    play, view = _current(now), now.view
    if play is None:
        return None
    view = replace(view, filters=replace(view.filters, date_from=None, date_to=None))
    asked = (store.stamp, view, _window(now), _sums(now), i18n.language())
    if play.held is None or play.held[0] != asked:
        steps = windows(play.period, _window(now))
        days = [(play.period[0], last) for _first, last in steps] if _sums(now) else steps
        play.held = asked, held(store, now.view, facets, days)
    return play.held[1]


def begin(now: State) -> None:
    """Set the dates of this step; to be called before the view is drawn."""
    play = _current(now)
    if play is None:
        return
    if now.chosen_days() != play.dates:
        now.play = None
        return
    if now.returned or controls.went_back():
        play.running = False
    now.put_days(_days(now, play))
    play.dates = now.chosen_days()


def _toggle(now: State) -> None:
    """Begin, pause or go on; from the end it begins again."""
    play, days = _current(now), now.chosen_days()
    if play is None:
        now.play = Play(days, days[0], dates=days) if days else None
        return
    if not play.running and moved(play.at, _window(now), play.period, 1) is None:
        play.at = play.period[0]
    play.running = not play.running


def _step(now: State, by: int) -> None:
    if play := _current(now):
        play.running = False
        play.at = moved(play.at, _window(now), play.period, by) or play.at


def _close(now: State) -> None:
    """End the playing, and show the dates from before."""
    if play := _current(now):
        now.put_days(play.period)
    now.play = None


def bar(now: State) -> None:
    """Draw the button, and while something plays what goes with it.

    All of it is one element of the page, so that what stands below keeps its place and is not
    drawn anew.
    """
    if now.days is None:
        return  # the store is empty
    play = _current(now)
    with st.container(key="play"):
        st.html(_STYLE)
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key="play_buttons"
        ):
            _buttons(now, play)
            if play is not None:
                st.html(_text(now, play), width="content")
        if play is not None:
            _slider(now, play)
            if play.running:
                play.asked = False
                st.fragment(_tick, run_every=_seconds(now), key="play_tick")(now)


def _buttons(now: State, play: Play | None) -> None:
    if play is None:
        st.button(
            _("Play through time"), icon=":material/play_arrow:", on_click=_toggle, args=(now,)
        )
    else:
        name = _("Pause") if play.running else _("Play")
        icon = ":material/pause:" if play.running else ":material/play_arrow:"
        st.button(name, icon=icon, on_click=_toggle, args=(now,), key="play_toggle")
        for by, label, sign in (
            (-1, _("One step back"), ":material/skip_previous:"),
            (1, _("One step forward"), ":material/skip_next:"),
        ):
            st.button(
                label,
                icon=sign,
                on_click=_step,
                args=(now, by),
                key=f"play_only_icon_{by}",
                disabled=moved(play.at, _window(now), play.period, by) is None,
            )
    if play is not None:
        with st.popover(_("Speed"), icon=":material/tune:"):
            _options(now)
        st.button(
            _("Close"),
            icon=":material/close:",
            on_click=_close,
            args=(now,),
            key="play_only_icon_close",
        )


def _options(now: State) -> None:
    for name, names, usual, title in (
        (WINDOW, WINDOWS, "day", _("Window")),
        (MODE, MODES, "window", _("Show")),
        (SPEED, {name: label for name, (label, _s) in SPEEDS.items()}, "normal", _("Speed")),
    ):
        chosen, shown = now.choices.get(name, usual), {one: _(text) for one, text in names.items()}
        st.segmented_control(
            title,
            list(names),
            default=chosen,
            key=now.key(name, chosen),
            format_func=shown.__getitem__,
            required=True,
        )


def _slider(now: State, play: Play) -> None:
    """Draw the slider of the window's place; a period of one day needs none."""
    first, last = play.period
    if first == last:
        return
    st.slider(
        _("Place in time"),
        first,
        last,
        play.at,
        key=now.key(POSITION, play.at, play.period),
        format="YYYY-MM-DD",
        label_visibility="collapsed",
    )


def _text(now: State, play: Play) -> str:
    """Return the dates that are shown, large; they are read out when they have come to rest."""
    said = html.escape(days_text(*_days(now, play)))
    live = "off" if play.running else "polite"
    return f'<div class="atlas-when" role="status" aria-live="{live}">{said}</div>'


def _tick(now: State) -> None:
    """Ask for the next step."""
    play = _current(now)
    if play is None or not play.running:
        return
    if not play.asked:  # this is the page's own run, not the timer's
        play.asked = True
        return
    following = moved(play.at, _window(now), play.period, 1)
    if following is None:
        play.running = False
    else:
        play.at = following
        play.running = moved(following, _window(now), play.period, 1) is not None
    st.rerun()
