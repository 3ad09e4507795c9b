"""What a download says of itself: filters, counts, store, boundaries, time, licences, address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from geo import query
from geo.i18n import _, long_date
from geo.links import QUALITY
from geo.maps import COUNT_NAMES, FIGURE_LABELS, STRICTNESS_NAMES, unit_name
from geo.regions import region_names
from geo.schema import COUNTRIES
from geo.store import NOT_STATED, terms_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo.query import Figure, Filters, Headline
    from geo.store import Store

#: What a manifest calls the data.
TITLE: Final = "Incident atlas: reported incidents of the Russia-Ukraine war"
#: Where the boundaries come from, and what they follow; data/README.md says the same.
BOUNDARIES: Final = {
    "source": "Natural Earth 1:10m (public domain), corrected with GeoNames (CC BY 4.0)",
    "policy": (
        "UN General Assembly resolutions 68/262 and ES-11/4: Crimea, Sevastopol, Donetsk, Luhansk,"
        " Zaporizhzhia and Kherson are regions of Ukraine"
    ),
    "crs": "EPSG:4326",
}
#: How the numbers are to be read.
NOTES: Final = (
    "An incident counts once in every region that it touches, and once in any total.",
    (
        "A figure that a source gives for several regions together is never split: it stands beside"
        " each of them as shared, as does one whose report speaks of further places that it does"
        " not name."
    ),
    (
        "A row that stands for several events of its source counts as so many incidents; column"
        " events says for how many."
    ),
    "known_for says for how many of the incidents a figure is known; it is the sum of these alone.",
    (
        "Counted once, an incident counts as one however many datasets tell of it; its figures go"
        " from the lowest to the highest of its sources and are never their sum, and those of a"
        " part do not add to its whole's."
    ),
    "Blank is not reported, which is not 0. Figures are claims of the sources.",
    "A record known only by its region has no point.",
)
#: Said where cells of text were changed for spreadsheets.
INERT: Final = (
    "A cell of text that a spreadsheet would run as a formula begins with an apostrophe; a second"
    " one stands before texts that had it already.  Reading the file again takes it off."
)


@dataclass(frozen=True)
class Address:
    """Where the page is, to link to the same view.

    Attributes
    ----------
    page : str
        The page's address without parameters; empty if it is not known.
    further : tuple of (name, value)
        Parameters of the address that are no filters.
    """

    page: str = ""
    further: tuple[tuple[str, str], ...] = ()

    def of(self, filters: Filters) -> str:
        """Return the address of the view with these filters.

        >>> from geo.query import Filters
        >>> Address("https://atlas.example/").of(Filters(region=("UA-63",)))
        'https://atlas.example/?region=UA-63'
        """
        asked = urlencode([*_pairs(filters.to_params()), *self.further])
        return f"{self.page}?{asked}" if asked else self.page or "?"


#: Where the page's own address is not known.
NOWHERE: Final = Address()


def _pairs(params: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in params.items() for value in values]


def _period(store: Store, filters: Filters) -> tuple[dt.date | None, dt.date | None]:
    """Return first and last day: those of the store where the filters name none."""
    facets = query.facets(store)
    return filters.date_from or facets.first, filters.date_to or facets.last


def filter_words(store: Store, filters: Filters) -> list[str]:
    """Write the filters in words, one line each, in the language spoken here; untrusted text.

    The first line says the days: those of the store where the filters name none.
    """
    first, last = _period(store, filters)
    lines = []
    if first and last:
        lines.append(_("{first} to {last}").format(first=long_date(first), last=long_date(last)))
    names = region_names()
    said = {
        "country": (_("Country"), {code: _(name) for code, name in COUNTRIES.items()}),
        "region": (_("Region"), names),
        "unit": (_("Raion or hromada"), {code: unit_name(code) for code in filters.unit}),
        "type": (_("Type"), {}),
        "inside": (_("Inside that day"), {}),
        "outside": (_("Outside that day"), {}),
        "near": (_("Within km of an edge that day"), {}),
        "actor": (_("Actor"), {}),
        "dataset": (_("Dataset"), {}),
        "count": (_("Counting"), {name: _(text) for name, text in COUNT_NAMES.items()}),
        "strictness": (
            _("Links count that are"),
            {name: _(text) for name, text in STRICTNESS_NAMES.items()},
        ),
        "text": (_("Text"), {}),
        "incident": (_("Incident"), {}),
    }
    for name, values in filters.to_params().items():
        if name in ("from", "to"):
            continue
        label, shown = said.get(name, (name, {}))
        lines.append(f"{label}: " + ", ".join(shown.get(value, value) for value in values))
    return lines


def manifest(  # noqa: PLR0913 - a download has this much to say
    store: Store,
    filters: Filters,
    form: str,
    *,
    what: str = "incidents",
    address: Address = NOWHERE,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Describe a download.

    Parameters
    ----------
    store, filters
        What it was made of.
    form : str
        Its form, "csv".
    what : str
        What it holds: incidents, regions, timeline, map, page.
    address : Address
        Where the page is.
    notes : sequence of str
        What to say besides.

    Returns
    -------
    dict
        Ready for JSON; times are UTC, counts those of the page.
    """
    return {
        "title": TITLE,
        "holds": what,
        "form": form,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_by": f"incident-atlas {_own_version()}",
        "permalink": address.of(filters),
        "period": [day.isoformat() if day else None for day in _period(store, filters)],
        "filters": {"words": filter_words(store, filters), "parameters": filters.to_params()},
        "counts": counts(store, filters),
        "store": {"version": store.version}
        | {name: store.meta.get(name, "not stated") for name in ("built", "files", "gazetteer")},
        "boundaries": BOUNDARIES,
        "datasets": [
            {
                "dataset": name,
                "licence": terms.licence,
                "citation": terms.citation,
                "may_be_republished": terms.republish,
            }
            for name, terms in terms_of(store).items()
        ],
        "notes": [*NOTES, *([INERT] if form in ("csv", "xlsx") else ()), *notes],
    }


def counts(store: Store, filters: Filters) -> dict[str, Any]:
    """Return every figure of a selection, ready for JSON."""
    total = query.headline(store, filters)
    placed, raions = query.placement(store, filters), query.raion_figures(store, filters)
    return {
        "incidents": total.incidents,
        **_counted(filters, total),
        "regions": total.regions,
        "records": placed.all,
        "records_by_placement": {
            "points": placed.points,
            "region_only": placed.region_only,
            "country": placed.country,
            "outside": placed.outside,
            "review": placed.review,
        },
        "records_by_raion": {
            "in_a_raion": raions.inside,
            "raion_not_known": raions.not_located,
            "elsewhere": raions.elsewhere,
        },
        **{name: _figure(getattr(total, name)) for name in FIGURE_LABELS},
        "by_actor": {
            actor: {"incidents": own.incidents}
            | {name: _figure(getattr(own, name)) for name in FIGURE_LABELS}
            for actor, own in query.by_actor(store, filters).items()
        },
    }


def _figure(figure: Figure) -> dict[str, int | None]:
    found = {"reported": figure.value, "shared": figure.shared, "known_for": figure.known_for}
    return found | (dict(zip(("low", "high"), figure.ends, strict=True)) if figure.ends else {})


def _counted(filters: Filters, total: Headline) -> dict[str, Any]:
    """Say how incidents are counted that several records tell of, where they count once."""
    if total.fewest is None:
        return {}
    return {
        "counted": "once",
        "strictness": filters.strictness,
        "incidents_low": total.fewest,
        "incidents_high": total.most,
        "datasets": total.datasets,
        "links_at_usual_strictness": {
            "measured_on": QUALITY.source,
            "same": {"precision": QUALITY.same_precision, "recall": QUALITY.same_recall},
            "part_of": {"precision": QUALITY.part_precision, "recall": QUALITY.part_recall},
        },
    }


def as_json(described: Mapping[str, Any]) -> str:
    """Write a manifest as the text of a file."""
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def as_rows(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a manifest as pairs of a name and a text, for tables.

    >>> as_rows({"counts": {"incidents": 1}, "notes": ["a", "b"]})
    [('counts.incidents', '1'), ('notes.1', 'a'), ('notes.2', 'b')]
    """
    return _flat("", described)


def _flat(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        parts = [(f"{name}.{key}" if name else key, part) for key, part in value.items()]
    elif isinstance(value, list | tuple):
        parts = [(f"{name}.{at}", part) for at, part in enumerate(value, start=1)]
    else:
        return [(name, "" if value is None else str(value))]
    return [pair for key, part in parts for pair in _flat(key, part)]


def _own_version() -> str:
    try:
        return version("incident-atlas")
    except PackageNotFoundError:
        return "(not installed)"


def credit_lines(described: Mapping[str, Any]) -> list[str]:
    """Return two lines for the foot of a picture: the data, and the boundaries with the address."""
    data, boundaries = source_lines(described)
    return [data, f"{boundaries} {address_text(described)}".rstrip()]


def address_text(described: Mapping[str, Any]) -> str:
    """Return the address of the view as it is written; empty where there is nothing to say."""
    return str(described["permalink"]).removeprefix("?")


def source_lines(described: Mapping[str, Any]) -> list[str]:
    """Return two lines of where it comes from: the data, and the boundaries."""
    told = [
        own["dataset"] if own["licence"] == NOT_STATED else f"{own['dataset']} ({own['licence']})"
        for own in described["datasets"]
    ]
    return [
        _("Data: {datasets}; store {version}, {made}. Figures are claims of the sources.").format(
            datasets=", ".join(told) or _("none"),
            version=described["store"]["version"],
            made=described["made"][:10],
        ),
        _("Boundaries: {source}; {policy}.").format(
            source=BOUNDARIES["source"], policy="UN GA 68/262, ES-11/4"
        ),
    ]
