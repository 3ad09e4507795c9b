"""The sidebar's controls of what shades the map, and their part of the page's address.

Parameters: `metric` (`geo.web.metrics.METRICS`), `measure` (`MEASURES`), `compare_from` and
`compare_to` (ISO dates of the period that a change is measured against; without them, the period of
equal length before the selected one), `level` (name of a layer of the store), `layers`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.i18n import N_, _
from geo.query import FilterError
from geo.web import periods
from geo.web.metrics import CHANGE, COUNT, MEASURES, METRICS
from geo.web.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.query import Facets
    from geo.web.metrics import Measure, Metric

METRIC: Final = "metric"
MEASURE: Final = "measure"
AGAINST: Final = "against"
COMPARE: Final = "compare"
LEVEL: Final = "level"
LAYERS: Final = "layers"
_PROBLEM: Final = "level_problem"

LAYER_NAMES: Final = {"regions": N_("Regions shaded"), "points": N_("Points")}
_PREVIOUS: Final = "previous"
_AGAINST: Final = {_PREVIOUS: N_("The period before"), "dates": N_("Other dates")}
_DEFAULT_METRIC: Final = next(iter(METRICS.values()))


@dataclass(frozen=True)
class Shown:
    """How the map shows a selection.

    Attributes
    ----------
    metric, measure : Metric, Measure
        What shades the map.
    compare : Period or None
        What a change is measured against; None for the period before the selected one.
    level : str
        Name of the layer whose areas are shaded; empty for the regions.
    layers : tuple of str
        Which of `LAYER_NAMES` are on.
    """

    metric: Metric = _DEFAULT_METRIC
    measure: Measure = COUNT
    compare: Period | None = None
    level: str = ""
    layers: tuple[str, ...] = tuple(LAYER_NAMES)

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Shown:
        """Read the address.

        Raises
        ------
        FilterError
            For a metric, a measure or a period that cannot be.
        """
        return cls(
            METRICS[_named(METRIC, params, METRICS, _DEFAULT_METRIC.name)],
            MEASURES[_named(MEASURE, params, MEASURES, COUNT.name)],
            _compared(params),
            _last(LEVEL, params, ""),
            tuple(name for name in params.get(LAYERS, LAYER_NAMES) if name in LAYER_NAMES),
        )

    def to_params(self) -> dict[str, list[str]]:
        """Return the address's part that `from_params` reads; what is as usual is left out."""
        params = {}
        if self.metric is not _DEFAULT_METRIC:
            params[METRIC] = [self.metric.name]
        if self.measure is not COUNT:
            params[MEASURE] = [self.measure.name]
        if self.measure is CHANGE and self.compare:
            params["compare_from"] = [self.compare.first.isoformat()]
            params["compare_to"] = [self.compare.last.isoformat()]
        if self.level:
            params[LEVEL] = [self.level]
        if len(self.layers) < len(LAYER_NAMES):
            params[LAYERS] = list(self.layers) or ["none"]
        return params


def _last(name: str, params: Mapping[str, Sequence[str]], default: str) -> str:
    values = params.get(name) or [default]
    return values[-1]


def _named(
    name: str, params: Mapping[str, Sequence[str]], known: Mapping[str, object], default: str
) -> str:
    value = _last(name, params, default)
    if value not in known:
        raise FilterError(
            f"{name}={value[:80]!r} is not known; expected one of {', '.join(known)}."
        )
    return value


def _compared(params: Mapping[str, Sequence[str]]) -> Period | None:
    texts = [_last(name, params, "") for name in ("compare_from", "compare_to")]
    if not any(texts):
        return None
    try:
        first, last = (dt.date.fromisoformat(text) for text in texts)
    except ValueError:
        raise FilterError(
            f"compare_from={texts[0][:80]!r} and compare_to={texts[1][:80]!r} are not two dates;"
            " expected both as YYYY-MM-DD."
        ) from None
    if first > last:
        raise FilterError(f"compare_from={first} is after compare_to={last}.")
    return Period(first, last)


def put(shown: Shown) -> None:
    """Set the controls; before they are drawn."""
    state = st.session_state
    state[METRIC], state[MEASURE] = shown.metric.name, shown.measure.name
    state[LEVEL], state[LAYERS] = shown.level, list(shown.layers)
    state[AGAINST] = "dates" if shown.compare else _PREVIOUS
    if shown.compare:
        state[COMPARE] = (shown.compare.first, shown.compare.last)
    state[_PROBLEM] = ""


def chosen(facets: Facets, levels: Sequence[str], now: Period | None) -> Shown:
    """What the controls say, whether they are drawn yet or not.

    Parameters
    ----------
    facets : Facets
        What the store has.
    levels : sequence of str
        Names of the store's layers.
    now : Period or None
        The selected days.
    """
    state = st.session_state
    measure = MEASURES[state[MEASURE]]
    compare = _compared_with(facets, now) if measure is CHANGE else None
    layers = tuple(name for name in LAYER_NAMES if name in state[LAYERS])
    return Shown(METRICS[state[METRIC]], measure, compare, _level(levels), layers)


def _level(levels: Sequence[str]) -> str:
    """The level that is chosen, if the store has it."""
    state = st.session_state
    wanted = str(state.setdefault(LEVEL, ""))
    if not wanted or wanted in levels:
        return wanted
    state[_PROBLEM] = _(
        "The level {level} is not among the layers here: the regions are shown."
    ).format(level=repr(wanted[:80]))
    state[LEVEL] = ""
    return ""


def _compared_with(facets: Facets, now: Period | None) -> Period | None:
    """The period that a change is measured against; None for the one before."""
    state, data = st.session_state, periods.whole(facets)
    # Streamlit forgets a control that was not drawn in the last run.
    if state.setdefault(AGAINST, _PREVIOUS) == _PREVIOUS or now is None or data is None:
        return None
    before = now.before() if now.before().within(data) else Period(data.first, data.first)
    days = state.setdefault(COMPARE, (before.first, before.last)) or (before.first,)
    return Period(days[0], days[-1])


def draw(facets: Facets, levels: Sequence[str], measure: Measure, compare: Period | None) -> None:
    """Draw the controls.

    Parameters
    ----------
    facets : Facets
        What the store has.
    levels : sequence of str
        Names of the store's layers.
    measure, compare : Measure, Period or None
        What they say, as in `Shown`.
    """
    st.selectbox(
        _("Shade regions by"),
        list(METRICS),
        key=METRIC,
        format_func=lambda name: _(METRICS[name].label),
    )
    st.selectbox(
        _("Measure"),
        list(MEASURES),
        key=MEASURE,
        format_func=lambda name: _(MEASURES[name].label),
        help=_("Per day: of the selected period. Change: against another period."),
    )
    if measure is CHANGE:
        _compare(facets, compare)
    if levels:
        st.selectbox(
            _("Level"),
            ["", *levels],
            key=LEVEL,
            format_func=lambda name: name or _("Regions"),
            help=_("The regions, or the areas of a layer of boundaries."),
        )
    st.pills(
        _("Layers"),
        list(LAYER_NAMES),
        selection_mode="multi",
        key=LAYERS,
        default=None,
        format_func=lambda name: _(LAYER_NAMES[name]),
    )


def _compare(facets: Facets, compare: Period | None) -> None:
    """Draw the choice of the period that a change is measured against."""
    st.radio(
        _("Compared with"), list(_AGAINST), key=AGAINST, format_func=lambda name: _(_AGAINST[name])
    )
    data = periods.whole(facets)
    if compare and data:
        st.date_input(
            _("Dates to compare with, both included"),
            min_value=min(compare.first, data.first),
            max_value=max(compare.last, data.last),
            key=COMPARE,
            format="YYYY-MM-DD",
        )


def problem() -> str:
    """One sentence about a level that is not there, or an empty text."""
    return str(st.session_state.get(_PROBLEM, ""))
