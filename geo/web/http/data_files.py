"""The files of the data API, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo import export
from geo.query import FILTERS, SINGLE, STEPS, Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.store import Store


#: Parameters of the page's address that change nothing in the data.
VIEW: Final = (
    *("beside", "beside_from", "beside_to", "chance", "colour", "compare_from", "compare_to"),
    *("lang", "layers", "level", "map", "measure", "metric", "size", "table"),
)

#: Parameters of files that are no filters, each with its values, the default first.
OPTIONS: Final = {"step": STEPS, "hxl": ("0", "1")}

PROJECT: Final = "incident-atlas"


@dataclass(frozen=True)
class File:
    """One file of the data API.

    Attributes
    ----------
    name : str
        Its part of the address after `/api/`.
    summary : str
        What is in it, in one sentence.
    media_type : str
        Its Content-Type.
    write : callable
        Store, filters and the options' values by name -> pieces of the file.
    options : tuple of str
        Names in `OPTIONS` of its parameters that are no filters.
    """

    name: str
    summary: str
    media_type: str
    write: Callable[[Store, Filters, Mapping[str, str]], Iterator[bytes]]
    options: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Name without its ending."""
        return self.name.partition(".")[0]

    @property
    def form(self) -> str:
        """Ending of its name."""
        return self.name.partition(".")[2]

    @property
    def single(self) -> tuple[str, ...]:
        """Parameters that may be given once."""
        return (*SINGLE, *self.options)

    @property
    def parameters(self) -> tuple[str, ...]:
        """All parameters that it has, without those of the view."""
        return (*FILTERS, *self.options)


def _file(name: str, summary: str, write: Callable[..., Iterator[bytes]], *options: str) -> File:
    return File(name, summary, export.media_type(name.partition(".")[2]), write, options)


#: Every file of the data API; a further one is one entry here.
FILES: Final = (
    _file(
        "incidents.csv",
        "Records, one row per incident and place, oldest first, in the form that `python -m geo"
        " ingest` reads again.",
        lambda store, filters, said: export.stream(store, filters, "csv", hxl=said["hxl"] == "1"),
        "hxl",
    ),
    _file(
        "incidents.geojson",
        "Records as features; a record that is known by its region or country only has no"
        " geometry.",
        lambda store, filters, _said: export.stream(store, filters, "geojson"),
    ),
    _file(
        "regions.csv",
        "Regions that the filters let through, with their figures: an incident counts once in"
        " every region that it touches; what was reported for several regions together, or for"
        " places without a name besides, stands beside as shared; known_for says of how many"
        " incidents a figure is the sum.",
        lambda store, filters, said: export.regions_stream(
            store, filters, "csv", hxl=said["hxl"] == "1"
        ),
        "hxl",
    ),
    _file(
        "regions.geojson",
        "The same as features, with boundaries simplified for display.",
        lambda store, filters, _said: export.regions_stream(store, filters, "geojson"),
    ),
    _file(
        "raions.csv",
        "Raions of Ukraine with their figures, counted as those of regions; a record whose raion is"
        " not known is in none.",
        lambda store, filters, said: export.raions_csv(store, filters, hxl=said["hxl"] == "1"),
        "hxl",
    ),
    _file(
        "intervals.csv",
        "Regions with 95% intervals of their incidents, of the rate per 100,000 inhabitants beside"
        " that of the whole country, and of the change since the period before, which is as long.",
        lambda store, filters, _said: export.intervals_csv(store, filters),
    ),
    _file(
        "hotspots.csv",
        "Regions that are hot spots in time for each figure: new, growing, steady or fading, by Gi*"
        " of each week (four weeks of long periods) and the test of Mann and Kendall over them.",
        lambda store, filters, _said: export.hotspots_csv(store, filters),
    ),
    _file(
        "timeline.csv",
        "Incidents by period and type; one of several days counts in each period that it touches.",
        lambda store, filters, said: export.timeline_csv(store, filters, said["step"]),
        "step",
    ),
    _file(
        "nights.csv",
        "Nights, one row per night and side that attacked: launched, downed and lost as reported,"
        " where, and what of it does not fit together.",
        lambda store, filters, _said: export.nights_csv(store, filters),
    ),
    File(
        "incidents.atom",
        "Atom feed of the incidents that are new or were changed last, at most"
        f" {export.FEED_LENGTH}.",
        export.FEED_TYPE,
        lambda store, filters, _step: export.atom(store, filters),
    ),
)
