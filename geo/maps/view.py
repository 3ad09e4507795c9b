"""What a view of the map is: the selection, what is shown of it, and how points look."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.i18n import N_
from geo.maps import backgrounds
from geo.maps.metrics import CHANGE, COUNT, MEASURES, METRICS
from geo.maps.periods import Period
from geo.query import FilterError, Filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.maps.metrics import Measure, Metric


METRIC: Final = "metric"

MEASURE: Final = "measure"

COMPARE: Final = "compare"

LEVEL: Final = "level"

LAYERS: Final = "layers"

LAYER_NAMES: Final = {"regions": N_("Regions shaded"), "points": N_("Points")}

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


COLOUR: Final = "colour"

SIZE: Final = "size"

#: Names of `query.COLOURS` and `query.SIZES` -> what the page calls them.
COLOUR_NAMES: Final = {
    "type": N_("Incident type"),
    "actor": N_("Actor"),
    "dataset": N_("Dataset"),
}

SIZE_NAMES: Final = {
    "incidents": N_("Number of incidents"),
    "casualties": N_("People killed or injured"),
}


@dataclass(frozen=True)
class Look:
    """How points are drawn (`query.COLOURS`, `query.SIZES`), and the background's provider."""

    colour: str = "type"
    size: str = "incidents"
    background: str | None = None

    def state(self) -> dict[str, Any]:
        """Part of the map's message that says it."""
        return {
            "colour": self.colour,
            "size": self.size,
            "tiles": backgrounds.layer(self.background),
        }


#: How points are drawn where nothing else is chosen.
USUAL: Final = Look()


def address(look: Look) -> dict[str, list[str]]:
    """Part of the address that says how points are drawn; what is as usual is left out."""
    return {
        name: [getattr(look, name)]
        for name in (COLOUR, SIZE)
        if getattr(look, name) != getattr(USUAL, name)
    }


@dataclass(frozen=True)
class View:
    """What the visitor has chosen: filters, and how the map shows them."""

    filters: Filters
    metric: Metric
    choropleth: bool
    points: bool
    measure: Measure = COUNT
    compare: Period | None = None
    level: str = ""
    look: Look = USUAL

    @classmethod
    def of(cls, filters: Filters, shown: Shown, look: Look = USUAL) -> View:
        """Join a selection with how it is shown."""
        return cls(
            filters,
            shown.metric,
            "regions" in shown.layers,
            "points" in shown.layers,
            shown.measure,
            shown.compare,
            shown.level,
            look,
        )
