"""KML 2.2 (OGC 07-147r2): a placemark per incident and place, its type as its style.

A record that may not be drawn as a point has no geometry.  No picture is asked for from elsewhere.
All text is escaped, twice in descriptions, which are HTML; what XML cannot hold is replaced.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from geo import query
from geo.export.columns import with_own
from geo.i18n import N_, _
from geo.maps import precision_name, type_colours, type_name
from geo.regions import region_names
from geo.spreadsheet import printable, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.query import Filters
    from geo.store import Store

_PIECE_ROWS: Final = 2_000
#: Heading and column of the lines of a description.
_LINES: Final = (
    (N_("Type"), "sub_event_type"),
    (N_("Actor"), "actor"),
    (N_("Place as reported"), "location"),
    (N_("Region"), "region"),
    (N_("Precision"), "precision"),
    (N_("Killed"), "fatalities"),
    (N_("Injured"), "injuries"),
    (N_("Launched"), "launched"),
    (N_("Downed"), "downed"),
    (N_("Notes"), "notes"),
    (N_("Source"), "source"),
    (N_("Link"), "source_url"),
)


def records(
    store: Store, filters: Filters, described: Mapping[str, Any], title: str
) -> Iterator[bytes]:
    """Yield the document, piece by piece, in the language spoken here.

    Parameters
    ----------
    store, filters
        What to write: a placemark per record, with `query.EXPORT_COLUMNS` and the sources' own
        columns as its data; points are degrees, EPSG:4326.
    described : mapping
        The manifest; its filters in words and notes describe the document.
    title : str
        Name of the document.
    """
    styles = {kind: f"type{at}" for at, kind in enumerate(query.facets(store).types)}
    yield _head(styles, described, title).encode("utf-8")
    own = query.own_keys(store, filters)
    row = _Row(styles)
    for table in query.record_tables(store, filters, list(own.values())):
        for batch in with_own(table, own).to_batches(_PIECE_ROWS):
            text = "".join(row.placemark(values) for values in batch.to_pylist())
            yield text.encode("utf-8")
    yield b"</Document>\n</kml>\n"


@lru_cache(maxsize=10_000)
def _text(text: str) -> str:
    """Return text as XML; most values of a table come again and again."""
    return escape(xml_text(printable(text)))


@lru_cache(maxsize=1_000)
def _begin(column: str) -> str:
    return f"<Data name={quoteattr(xml_text(column))}><value>"


def _head(styles: Mapping[str, str], described: Mapping[str, Any], title: str) -> str:
    said = [*described["filters"]["words"], *described["notes"], described["permalink"]]
    colours = type_colours()
    made = [
        f"<Style id={quoteattr(name)}><IconStyle><color>{_abgr(colours[kind])}</color>"
        "<scale>0.8</scale></IconStyle><LabelStyle><scale>0.7</scale></LabelStyle></Style>\n"
        for kind, name in styles.items()
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{_text(title)}</name>\n<description>{_html(said)}</description>\n{''.join(made)}"
    )


def _html(lines: list[str]) -> str:
    """Return lines of text as HTML inside XML: escaped once as each."""
    return escape("<br>".join(_text(line) for line in lines))


def _abgr(colour: str) -> str:
    """Return a colour as KML spells it.

    >>> _abgr("#d55e00")
    'ff005ed5'
    """
    return f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}"


class _Row:
    """Writes records as placemarks, in the language spoken here."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        self._styles = styles
        self._lines = [(_(heading), column) for heading, column in _LINES]
        self._shown: dict[str, Any] = {"sub_event_type": type_name, "precision": precision_name}
        regions = region_names()
        self._shown["region"] = lambda code: regions.get(code, code)

    def placemark(self, row: dict[str, Any]) -> str:
        drawn = row.pop("drawn")
        name = row["place_name"] or row["location"] or row["incident_id"]
        lines = [
            f"{heading}: {self._shown.get(column, str)(row[column])}"
            for heading, column in self._lines
            if row[column] is not None
        ]
        days = (_day(row["date_start"]), _day(row["date_end"]))
        data = "".join(
            f"{_begin(column)}{_text(_plain(value))}</value></Data>"
            for column, value in row.items()
            if value is not None
        )
        point = f"<Point><coordinates>{row['lon']},{row['lat']}</coordinates></Point>"
        return (
            f"<Placemark><name>{_text(name)}</name>"
            f"<description>{_html([' – '.join(dict.fromkeys(days)), *lines])}</description>"
            f"<TimeSpan><begin>{days[0]}</begin><end>{days[1]}</end></TimeSpan>"
            f"<styleUrl>#{self._styles[row['sub_event_type']]}</styleUrl>"
            f"<ExtendedData>{data}</ExtendedData>{point if drawn else ''}</Placemark>\n"
        )


def _day(value: dt.date) -> str:
    return value.isoformat()[:10]


def _plain(value: object) -> str:
    return _day(value) if isinstance(value, dt.date) else str(value)
