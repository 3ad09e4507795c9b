"""The files of the data API, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo import export
from geo.query import FILTERS, SINGLE, Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.store import Store


#: Parameters of the page's address that change nothing in the data.
VIEW: Final = (
    *("colour", "compare_from", "compare_to", "lang", "layers", "level"),
    *("measure", "metric", "size"),
)

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
        Store, filters and the step -> pieces of the file.
    stepped : bool
        Whether it has the parameter `step`.
    """

    name: str
    summary: str
    media_type: str
    write: Callable[[Store, Filters, str], Iterator[bytes]]
    stepped: bool = False

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
        return (*SINGLE, *(("step",) if self.stepped else ()))

    @property
    def parameters(self) -> tuple[str, ...]:
        """All parameters that it has, without those of the view."""
        return (*FILTERS, *(("step",) if self.stepped else ()))


def _file(name: str, summary: str, write: Callable[..., Iterator[bytes]], **more: bool) -> File:
    return File(name, summary, export.media_type(name.partition(".")[2]), write, **more)


#: Every file of the data API; a further one is one entry here.
FILES: Final = (
    _file(
        "incidents.csv",
        "Records, one row per incident and place, oldest first, in the form that `python -m geo"
        " ingest` reads again.",
        lambda store, filters, _step: export.stream(store, filters, "csv"),
    ),
    _file(
        "incidents.geojson",
        "Records as features; a record that is known by its region or country only has no"
        " geometry.",
        lambda store, filters, _step: export.stream(store, filters, "geojson"),
    ),
    _file(
        "regions.csv",
        "Regions that the filters let through, with their figures: an incident counts once in"
        " every region that it touches; what was reported for several regions together, or for"
        " places without a name besides, stands beside as shared; known_for says of how many"
        " incidents a figure is the sum.",
        lambda store, filters, _step: export.regions_stream(store, filters, "csv"),
    ),
    _file(
        "regions.geojson",
        "The same as features, with boundaries simplified for display.",
        lambda store, filters, _step: export.regions_stream(store, filters, "geojson"),
    ),
    _file(
        "timeline.csv",
        "Incidents by period and type; one of several days counts in each period that it touches.",
        export.timeline_csv,
        stepped=True,
    ),
    File(
        "incidents.atom",
        "Atom feed of the incidents that are new or were changed last, at most"
        f" {export.FEED_LENGTH}.",
        export.FEED_TYPE,
        lambda store, filters, _step: export.atom(store, filters),
    ),
)
