"""What a view of the map is: the selection, what is shown of it, and how points look."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, replace
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
CHANCE: Final = "chance"
LEVEL: Final = "level"
LAYERS: Final = "layers"
COLOUR: Final = "colour"
SIZE: Final = "size"
BESIDE: Final = "beside"
#: What a second map shows besides a metric's name: the period before the selected one, or others.
BEFORE: Final = "before"
DATES: Final = "dates"
BESIDE_NAMES: Final = {BEFORE: N_("The period before"), DATES: N_("Other dates")}

LAYER_NAMES: Final = {
    "regions": N_("Regions shaded"),
    "points": N_("Points"),
    "unplaced": N_("Known by region only"),
}
#: Layers that are on where nothing else is chosen.
_USUAL_LAYERS: Final = ("regions", "points")
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

_COMPARED: Final = ("compare_from", "compare_to")
_BESIDE: Final = ("beside_from", "beside_to")
#: Parts of an address that cannot be read of which it is told.
_MOST_PROBLEMS: Final = 3
_ALL: Final = Filters()
_DEFAULT_METRIC: Final = next(iter(METRICS.values()))


@dataclass(frozen=True)
class Look:
    """How points are drawn (`query.COLOURS`, `query.SIZES`), and the background's provider.

    The background is no part of the address on purpose (`geo.maps.backgrounds`).
    """

    colour: str = "type"
    size: str = "incidents"
    background: str | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Look:
        """Read the address.

        Raises
        ------
        FilterError
            For a colour or a size that does not exist.
        """
        return cls(
            _named(COLOUR, params, COLOUR_NAMES, USUAL.colour),
            _named(SIZE, params, SIZE_NAMES, USUAL.size),
        )

    def to_params(self) -> dict[str, list[str]]:
        """Return the address's part that `from_params` reads; what is as usual is left out."""
        return {
            name: [getattr(self, name)]
            for name in (COLOUR, SIZE)
            if getattr(self, name) != getattr(USUAL, name)
        }

    def state(self) -> dict[str, Any]:
        """Return the part of the map's message that says it."""
        return {
            "colour": self.colour,
            "size": self.size,
            "tiles": backgrounds.layer(self.background),
        }


#: How points are drawn where nothing else is chosen.
USUAL: Final = Look()


@dataclass(frozen=True)
class View:
    """What the visitor has chosen: filters, and how the map shows them.

    Attributes
    ----------
    filters : Filters
        The selection.
    metric, measure : Metric, Measure
        What shades the map.
    compare : Period or None
        What a change is measured against; None for the period before the selected one.
    level : str
        Name of the layer whose areas are shaded; empty for the regions.
    layers : tuple of str
        Which of `LAYER_NAMES` are on.
    look : Look
        How points are drawn.
    chance : bool
        Whether intervals are shown, and what chance alone would give (`geo.maps.chance`).
    beside : str
        What a second map beside the first shows (`geo.maps.beside`): `BEFORE`, `DATES` or the name
        of a metric; empty for none.
    beside_days : Period or None
        The days that the second map shows, for `DATES`.
    """

    filters: Filters = _ALL
    metric: Metric = _DEFAULT_METRIC
    measure: Measure = COUNT
    compare: Period | None = None
    level: str = ""
    layers: tuple[str, ...] = _USUAL_LAYERS
    look: Look = USUAL
    chance: bool = False
    beside: str = ""
    beside_days: Period | None = None

    def during(self, first: dt.date, last: dt.date) -> View:
        """Return the same view of other days, both included."""
        return replace(self, filters=replace(self.filters, date_from=first, date_to=last))

    @property
    def choropleth(self) -> bool:
        """Whether regions are shaded."""
        return "regions" in self.layers

    @property
    def points(self) -> bool:
        """Whether points are drawn."""
        return "points" in self.layers

    @property
    def unplaced(self) -> bool:
        """Whether each region says how many incidents are known by region or district only."""
        return "unplaced" in self.layers

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> View:
        """Read the address; parameters that are no part of a view are left alone.

        Raises
        ------
        FilterError
            For a filter, a metric, a measure, a period, a colour or a size that cannot be.
        """
        return cls(
            Filters.from_params(params),
            METRICS[_named(METRIC, params, METRICS, _DEFAULT_METRIC.name)],
            MEASURES[_named(MEASURE, params, MEASURES, COUNT.name)],
            _period(params, _COMPARED),
            _last(LEVEL, params, ""),
            _layers(params),
            Look.from_params(params),
            _named(CHANCE, params, {"0": "", "1": ""}, "0") == "1",
            _named(BESIDE, params, {"": "", **BESIDE_NAMES, **METRICS}, ""),
            _period(params, _BESIDE),
        )

    @classmethod
    def readable(cls, params: Mapping[str, Sequence[str]]) -> tuple[View, tuple[str, ...]]:
        """Return what can be read of an address, and a sentence about each part that cannot.

        The first problems are told, and all parts that go with the others are kept.
        """
        with suppress(FilterError):
            return cls.from_params(params), ()
        good: dict[str, list[str]] = {}
        problems: list[str] = []
        for part in _parts(params):
            together = {name: [*good.get(name, ()), *part.get(name, ())] for name in good | part}
            try:
                cls.from_params(together)
            except FilterError as error:
                problems.append(str(error))
            else:
                good = together
        return cls.from_params(good), tuple(dict.fromkeys(problems))[:_MOST_PROBLEMS]

    def to_params(self) -> dict[str, list[str]]:
        """Return the address that `from_params` reads; what is as usual is left out."""
        params = self.filters.to_params()
        if self.metric is not _DEFAULT_METRIC:
            params[METRIC] = [self.metric.name]
        if self.measure is not COUNT:
            params[MEASURE] = [self.measure.name]
        if self.measure is CHANGE and self.compare:
            params["compare_from"] = [self.compare.first.isoformat()]
            params["compare_to"] = [self.compare.last.isoformat()]
        if self.beside:
            params[BESIDE] = [self.beside]
        if self.beside == DATES and self.beside_days:
            days = self.beside_days
            params |= zip(_BESIDE, ([days.first.isoformat()], [days.last.isoformat()]), strict=True)
        if self.level:
            params[LEVEL] = [self.level]
        if self.layers != _USUAL_LAYERS:
            params[LAYERS] = list(self.layers) or ["none"]
        if self.chance:
            params[CHANCE] = ["1"]
        return params | self.look.to_params()


def _parts(params: Mapping[str, Sequence[str]]) -> list[dict[str, list[str]]]:
    """Return the parts of an address that can be read or not, each by itself."""
    pairs = [
        {name: list(params[name]) for name in names if name in params}
        for names in (_COMPARED, _BESIDE)
    ]
    return [pair for pair in pairs if pair] + [
        {name: [value]}
        for name, values in params.items()
        if name not in (*_COMPARED, *_BESIDE)
        for value in dict.fromkeys(values)
    ]


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


def _layers(params: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    values = params.get(LAYERS, _USUAL_LAYERS)
    for value in values:
        _named(LAYERS, {LAYERS: [value]}, {**LAYER_NAMES, "none": ""}, "none")
    return tuple(name for name in LAYER_NAMES if name in values)


def _period(params: Mapping[str, Sequence[str]], names: tuple[str, str]) -> Period | None:
    texts = [_last(name, params, "") for name in names]
    if not any(texts):
        return None
    try:
        first, last = (dt.date.fromisoformat(text) for text in texts)
    except ValueError:
        raise FilterError(
            f"{names[0]}={texts[0][:80]!r} and {names[1]}={texts[1][:80]!r} are not two dates;"
            " expected both as YYYY-MM-DD."
        ) from None
    if first > last:
        raise FilterError(f"{names[0]}={first} is after {names[1]}={last}.")
    return Period(first, last)
