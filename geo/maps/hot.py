"""Hot spots on the map: their classes and what is said of them (`geo.query.hotspots`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo import query
from geo.i18n import N_, _, ngettext, short_date
from geo.maps.scale import Scale

if TYPE_CHECKING:
    from geo.query import Filters, HotSpot
    from geo.store import Store

#: What a hot spot is called, and the class of its colour.
NAMES: Final = {
    "new": N_("new"),
    "growing": N_("growing"),
    "steady": N_("steady"),
    "fading": N_("fading"),
    "": N_("no hot spot"),
}
_CLASSES: Final = {"new": "hot", "growing": "p3", "steady": "p2", "fading": "p1", "": "z"}


def class_of(spot: HotSpot) -> str:
    """Return the class of a region's colour."""
    return _CLASSES[spot.kind]


def scale() -> Scale:
    """Return the classes with their legend; they are the same in every selection."""
    return Scale((), tuple((_CLASSES[kind], _(name)) for kind, name in NAMES.items()))


def text(spot: HotSpot) -> str:
    """Say what a region is, and in how many steps it was hot."""
    return ngettext(
        "Hot spot: {kind}; hot in {hot} of {n} step",
        "Hot spot: {kind}; hot in {hot} of {n} steps",
        spot.steps,
    ).format(kind=_(NAMES[spot.kind]), hot=spot.hot)


def words(store: Store, filters: Filters, *, known: bool, layer: bool) -> tuple[str, str]:
    """Return the legend's unit, and the sentence that explains it or says why there is none."""
    if layer:
        return "", _("Hot spots are known of regions only, not of these areas.")
    if not known:
        return "", _("No hot spots are shown: these need at least {n} weeks.").format(
            n=query.FEWEST
        )
    steps = query.hot_steps(store, filters)
    weekly = (steps[0][1] - steps[0][0]).days < query.WEEK
    unit = _("by week") if weekly else _("by four weeks")
    days = _("{first} to {last}").format(
        first=short_date(steps[0][0]), last=short_date(steps[-1][1])
    )
    return f"{unit}, {days}", _(
        "Hot: the region with those that touch it stands so far above all others as chance gives"
        " one time in 200 (Gi*). New: hot in the last step and never before; growing or steady: in"
        " the last step too, with a rising trend or none; fading: with a falling one (Mann-Kendall,"
        " 95%)."
    )
