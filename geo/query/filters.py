"""Filters: what is asked for, as the page's address and the data API spell it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

from geo.errors import AtlasError
from geo.gazetteer import p_code_of, region_of_code
from geo.regions import catalogue
from geo.schema import COUNTRIES, EVENT_TYPE_OF, STRICTNESS
from geo.store import LONGEST, MOST_WORDS, search_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: How an incident without a stated actor is called in filters and tables.
NO_ACTOR: Final = "Not stated"
#: Most values of one filter, of which any is let through.
MOST_VALUES: Final = 1_000


#: How incidents that several records tell of are counted: in each dataset by itself, or once.
COUNTS: Final = ("each", "once")
#: Filters by the areas of dated layers.
LAYER_FILTERS: Final = ("inside", "outside", "near")
#: The strictness of links where none is chosen.
USUAL_STRICTNESS: Final = "usual"


class FilterError(AtlasError):
    """A filter value that cannot be; one sentence that says which and what was expected."""


@dataclass(frozen=True)
class Filters:
    """What is asked for: incidents that overlap the days and have all of what is named.

    Empty means "all".  The fields are the parameters of the page's address and of the data API;
    `from` and `to` are ISO dates, both included; `unit` holds p-codes of raions and hromadas of
    Ukraine.  `text` is a search: each of its words has to begin a word of the incident's actor,
    notes, source or places (see `geo.store.search_text`).
    `inside`, `outside` and `near` are of dated layers (`geo.layers.dated`), by the area that a
    place lies in on the incident's first day: "LAYER" or "LAYER/AREA" for those in any of these, or
    in none of them; "LAYER/KM" for those within so many kilometres of an edge.  Only a place with a
    point, on a day of which the layer speaks, is inside, outside or near.
    `count` is one of `COUNTS`, empty for what is usual (`geo.query.counting`), and `strictness` how
    sure the links are by which an incident is counted once (`schema.STRICTNESS`): neither leaves
    any record out.
    """

    date_from: dt.date | None = None
    date_to: dt.date | None = None
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    dataset: tuple[str, ...] = ()
    incident: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    near: str = ""
    text: str = ""
    count: str = ""
    strictness: str = USUAL_STRICTNESS

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Self:
        """Read filters from address parameters; parameters that are not filters are left alone.

        Raises
        ------
        FilterError
            For a date, region, raion, country, type, count or strictness that does not exist, a
            distance that is none, for more than `MOST_VALUES` of one of them, and for a search of
            more than `LONGEST` characters or `MOST_WORDS` words.
        """
        params = dict(params)
        for name, known in (("region", _region), ("unit", _unit)):
            if name in params:
                params[name] = [known(value) for value in params[name]]
        if near := _last("near", params, ""):
            layer_and_km(near)
        _known("country", params, COUNTRIES, "UA or RU")
        _known("region", params, catalogue(), "an ISO 3166-2 code such as UA-63, or a p-code")
        _known("type", params, EVENT_TYPE_OF, "a sub-event type of ACLED's codebook")
        _known("count", params, dict.fromkeys(COUNTS), "each or once")
        _known("strictness", params, dict.fromkeys(STRICTNESS), "low, usual or high")
        lists = {name: tuple(dict.fromkeys(params.get(name, ()))) for name in _LISTS}
        for name, values in lists.items():
            if len(values) > MOST_VALUES:
                raise FilterError(
                    f"{name} has {len(values):,} values; at most {MOST_VALUES:,} are looked for."
                )
        filters = cls(
            day_of("from", params),
            day_of("to", params),
            near=_last("near", params, ""),
            text=_text(params),
            count=_last("count", params, ""),
            strictness=_last("strictness", params, USUAL_STRICTNESS),
            **lists,
        )
        if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
            raise FilterError(f"from={filters.date_from} is after to={filters.date_to}.")
        return filters

    def to_params(self) -> dict[str, list[str]]:
        """Return the address parameters that `from_params` reads back; defaults are left out."""
        out: dict[str, list[str]] = {}
        if self.date_from:
            out["from"] = [self.date_from.isoformat()]
        if self.date_to:
            out["to"] = [self.date_to.isoformat()]
        for name in _LISTS:
            if values := getattr(self, name):
                out[name] = list(values)
        for name, usual in _TEXTS.items():
            if (value := getattr(self, name)) != usual:
                out[name] = [value]
        return out

    def layer_values(self, name: str) -> tuple[str, ...]:
        """Return the values of one of `LAYER_FILTERS`."""
        value: str | tuple[str, ...] = getattr(self, name)
        return value if isinstance(value, tuple) else (value,) * bool(value)

    @property
    def of_layers(self) -> bool:
        """Whether places are chosen by the areas of dated layers."""
        return any(self.layer_values(name) for name in LAYER_FILTERS)

    @property
    def of_places(self) -> bool:
        """Whether places are chosen within a region: by raion, hromada or the areas of a layer."""
        return bool(self.unit) or self.of_layers

    def areas(self) -> tuple[str, ...] | None:
        """Return the areas let through; None for all, at sea and in review included."""
        if not self.region and not self.country:
            return None
        allowed = [code for code, region in catalogue().items() if self._lets(region.country)]
        if self.region:
            return tuple(code for code in allowed if code in self.region)
        return (*allowed, *self.country)

    def _lets(self, country: str) -> bool:
        return not self.country or country in self.country


_LISTS: Final = tuple(f.name for f in fields(Filters) if f.default == ())
#: Filters that are one text -> what is usual.
_TEXTS: Final = {f.name: f.default for f in fields(Filters) if isinstance(f.default, str)}
#: Farther than this, "near" says nothing any more; in kilometres.
_FARTHEST: Final = 20_000


def layer_and_km(near: str) -> tuple[str, float]:
    """Return the layer and the kilometres of a filter "LAYER/KM".

    Raises
    ------
    FilterError
        If it has no number of kilometres.

    >>> layer_and_km("front line/2.5")
    ('front line', 2.5)
    """
    layer, slash, text = near.rpartition("/")
    with suppress(ValueError):
        km = float(text)
        if slash and layer and 0 <= km <= _FARTHEST:
            return layer, km
    raise FilterError(
        f"near={near[:80]!r} is not understood; expected a dated layer's name, a slash and"
        " kilometres, such as front line/10."
    )


def _region(value: str) -> str:
    """Return a region's ISO 3166-2 code: lists of other codes are known, too (UA63, UA.KK)."""
    return value if value in catalogue() else region_of_code(value) or value


def _unit(value: str) -> str:
    """Return the p-code of a raion or hromada, given by it or by its code in the register."""
    found = p_code_of(value)
    if found is None:
        raise FilterError(
            f"unit={value[:80]!r} is not known; expected a raion's or hromada's p-code such as"
            " UA6308, or its code in KATOTTG."
        )
    return found


def _known(
    name: str, params: Mapping[str, Sequence[str]], known: Mapping[str, object], expected: str
) -> None:
    for value in params.get(name, ()):
        if value not in known:
            raise FilterError(f"{name}={value[:80]!r} is not known; expected {expected}.")


def one_line(text: str) -> str:
    r"""Return a search on one line, without what cannot stand in an address.

    >>> one_line(" fuel\n depot ")
    'fuel depot'
    """
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _last(name: str, params: Mapping[str, Sequence[str]], usual: str) -> str:
    return (params.get(name) or [usual])[-1]


def _text(params: Mapping[str, Sequence[str]]) -> str:
    text = one_line(params.get("text", [""])[-1]) if params.get("text") else ""
    if len(text) > LONGEST:
        raise FilterError(f"text has {len(text)} characters; at most {LONGEST} are searched for.")
    if (words := len(search_text.words(text))) > MOST_WORDS:
        raise FilterError(f"text has {words} words; at most {MOST_WORDS} are searched for.")
    return text


def day_of(name: str, params: Mapping[str, Sequence[str]]) -> dt.date | None:
    """Return the day that an address names, if it does.

    Raises
    ------
    FilterError
        If it is no ISO date.
    """
    values = params.get(name, ())
    if not values:
        return None
    try:
        return dt.date.fromisoformat(values[-1])
    except ValueError:
        raise FilterError(
            f"{name}={values[-1][:80]!r} is not a date; expected YYYY-MM-DD."
        ) from None


_FIELDS: Final = tuple(field for field in fields(Filters) if not field.name.startswith("date_"))

#: Filters that are given once; all others may be given several times, which means any of them.
SINGLE: Final = (
    *("from", "to"),
    *(field.name for field in _FIELDS if not isinstance(field.default, tuple)),
)

#: All filters, in the order of `Filters`.
FILTERS: Final = ("from", "to", *(field.name for field in _FIELDS))
