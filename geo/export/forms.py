"""Everything that can be downloaded, in one list: page, command line and manifest go by it.

GeoPackage, GeoParquet, Excel and HTML hold their manifest; all others have it beside them.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from geo import query
from geo.errors import InputError
from geo.export import (
    arrow_files,
    citation,
    csv_text,
    datapackage,
    geopackage,
    kml,
    motion,
    offline_page,
    paper,
    picture,
    xlsx,
)
from geo.export.headline import headline_texts
from geo.export.manifest import NOWHERE, as_json, credit_lines, manifest
from geo.export.streams import raions_csv, regions_stream, stream
from geo.i18n import N_, _, decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.export.manifest import Address
    from geo.maps import Days, Drawing
    from geo.query import Filters
    from geo.store import Store

    Described = Mapping[str, Any]

#: Heading of a picture and of an offline page.
TITLE: Final = N_("Reported incidents of the Russia-Ukraine war")
#: Name of the manifest in a ZIP.
MANIFEST: Final = "manifest.json"


#: What of `Form.what` has a title above it.
TITLED: Final = ("map", "motion", "paper", "page")


def _never(_records: int) -> str:
    return ""


@dataclass(frozen=True)
class Form:
    """One form of a download.

    Attributes
    ----------
    what : str
        What is in it: incidents, regions, raions, intervals, hotspots, timeline, rejected, map,
        motion, paper, page or citation.
    name : str
        Its ending, and what `--format` calls it.
    label : str
        Text of its button, in English.
    media_type : str
        Its Content-Type.
    pieces : callable
        Download and its manifest -> bytes of the file, piece by piece.
    holds_manifest : bool
        Whether the manifest is inside; otherwise it comes beside the file.
    streamed : bool
        Whether it can be written while it is made, to standard output too.
    refusal : callable
        Number of records -> one sentence why so many cannot be written so, or "".
    """

    what: str
    name: str
    label: str
    media_type: str
    pieces: Callable[[Download, Described], Iterable[bytes]]
    holds_manifest: bool = False
    streamed: bool = False
    refusal: Callable[[int], str] = _never


@dataclass(frozen=True)
class Download:
    """What is downloaded: a selection as incidents, regions, timeline, rejected rows, map or page.

    Attributes
    ----------
    store, filters
        The selection.
    form : str
        A name in `FORMS`.
    what : str
        What is in it, as `FORMS` has it.
    address : Address
        Where the page is.
    drawing : callable, optional
        Makes the map for png, pdf and html; called when it is needed.
    hxl : bool
        Whether a CSV of incidents or regions has a row of HXL tags under its heading.
    in_time : callable, optional
        Makes the maps for webp, gif and mp4, as `geo.maps.drawings` does; called when it is needed.
    """

    store: Store
    filters: Filters
    form: str
    what: str = "incidents"
    address: Address = NOWHERE
    drawing: Callable[[], Drawing] | None = None
    hxl: bool = False
    in_time: Callable[[], Iterable[tuple[Days, Drawing]]] | None = None
    title: str = ""

    @property
    def heading(self) -> str:
        """What stands above it, on one line."""
        return " ".join(self.title.split()) or _(TITLE)

    @property
    def kind(self) -> Form:
        """The form as it is listed.

        Raises
        ------
        InputError
            If there is no such form of `what`.
        """
        return form_of(self.what, self.form)

    def described(self) -> dict[str, Any]:
        """Return the manifest."""
        notes = [
            _("Of the records, at most {most} are in the table.").format(
                most=decimal(offline_page.MOST_RECORDS)
            )
        ]
        return manifest(
            self.store,
            self.filters,
            self.kind.name,
            what=self.kind.what,
            address=self.address,
            notes=notes if self.kind.what == "page" else (),
        )

    def pieces(self, described: Mapping[str, Any]) -> Iterator[bytes]:
        """Return the bytes of the file, piece by piece; `described` is its manifest.

        Raises
        ------
        xlsx.TooManyRowsError
            If the selection does not fit on a sheet.
        """
        return iter(self.kind.pieces(self, described))

    def drawn(self) -> Drawing:
        """Return the map; ValueError is raised if nobody said how it is made."""
        if self.drawing is None:
            raise ValueError(self.form)
        return self.drawing()

    def drawn_in_time(self) -> Iterable[tuple[Days, Drawing]]:
        """Return the maps of an animation; ValueError is raised if nobody said how to make them."""
        if self.in_time is None:
            raise ValueError(self.form)
        return self.in_time()


def _through_a_file(
    write: Callable[[Path, Store, Filters, Described], None],
) -> Callable[[Download, Described], Iterator[bytes]]:
    """Return a function that gives the pieces of a form that is written to a path."""

    def pieces(download: Download, described: Described) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(prefix="atlas-export-") as folder:
            path = Path(folder, f"download.{download.form}")
            write(path, download.store, download.filters, described)
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    yield block

    return pieces


def _page(download: Download, described: Described) -> Iterable[bytes]:
    return offline_page.html(
        download.store,
        download.filters,
        download.drawn(),
        title=download.heading,
        figures=headline_texts(download.store, download.filters),
        described=described,
    )


def _picture(download: Download, described: Described) -> Iterable[bytes]:
    yield picture.png(
        download.drawn(),
        title=download.heading,
        lines=[*described["filters"]["words"], _("a sample of what was reported")],
        figures=headline_texts(download.store, download.filters),
        credits_=credit_lines(described),
        focus=download.filters.region,
    )


def _paper(download: Download, described: Described) -> Iterable[bytes]:
    yield paper.pdf(
        download.store,
        download.filters,
        download.drawn(),
        title=download.heading,
        figures=headline_texts(download.store, download.filters),
        described=described,
    )


def _motion(download: Download, described: Described) -> Iterable[bytes]:
    yield motion.animation(
        download.form,
        download.drawn_in_time(),
        title=download.heading,
        credits_=credit_lines(described),
        focus=download.filters.region,
    )


_CSV: Final = "text/csv; charset=utf-8"
_GEOJSON: Final = "application/geo+json"

#: Every form, in the order of the buttons; a new one is one entry here.
FORMS: Final[list[Form]] = [
    Form(
        *("incidents", "csv", "CSV", _CSV),
        lambda download, _described: stream(
            download.store, download.filters, "csv", hxl=download.hxl
        ),
        streamed=True,
    ),
    Form(
        *("incidents", "geojson", "GeoJSON", _GEOJSON),
        lambda download, _described: stream(download.store, download.filters, "geojson"),
        streamed=True,
    ),
    Form(
        *("incidents", "gpkg", "GeoPackage", "application/geopackage+sqlite3"),
        _through_a_file(geopackage.write),
        holds_manifest=True,
    ),
    Form(
        *("incidents", "parquet", "GeoParquet", "application/vnd.apache.parquet"),
        _through_a_file(arrow_files.write_parquet),
        holds_manifest=True,
    ),
    Form(
        *("incidents", "fgb", "FlatGeobuf", "application/flatgeobuf"),
        _through_a_file(arrow_files.write_flatgeobuf),
    ),
    Form(
        *("incidents", "kml", "KML", "application/vnd.google-earth.kml+xml"),
        lambda download, described: kml.records(
            download.store, download.filters, described, _(TITLE)
        ),
        streamed=True,
    ),
    Form(
        *("incidents", "xlsx", "Excel"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _through_a_file(xlsx.write),
        holds_manifest=True,
        refusal=xlsx.refusal,
    ),
    Form(
        *("regions", "csv", N_("Regions (CSV)"), _CSV),
        lambda download, _described: regions_stream(
            download.store, download.filters, "csv", hxl=download.hxl
        ),
        streamed=True,
    ),
    Form(
        *("regions", "geojson", N_("Regions (GeoJSON)"), _GEOJSON),
        lambda download, _described: regions_stream(download.store, download.filters, "geojson"),
        streamed=True,
    ),
    Form(
        *("raions", "csv", N_("Raions (CSV)"), _CSV),
        lambda download, _described: raions_csv(download.store, download.filters, hxl=download.hxl),
        streamed=True,
    ),
    Form(
        *("intervals", "csv", N_("Regions with intervals (CSV)"), _CSV),
        lambda download, _described: csv_text.intervals(download.store, download.filters),
        streamed=True,
    ),
    Form(
        *("hotspots", "csv", N_("Hot spots (CSV)"), _CSV),
        lambda download, _described: csv_text.hotspots(download.store, download.filters),
        streamed=True,
    ),
    Form(
        *("timeline", "csv", N_("Days (CSV)"), _CSV),
        lambda download, _described: csv_text.timeline(download.store, download.filters, "day"),
        streamed=True,
    ),
    Form(
        *("nights", "csv", N_("Nights (CSV)"), _CSV),
        lambda download, _described: csv_text.nights(download.store, download.filters),
        streamed=True,
    ),
    Form("map", "png", N_("Map (PNG)"), "image/png", _picture),
    Form("motion", "webp", N_("Animation (WebP)"), "image/webp", _motion),
    Form("motion", "gif", N_("Animation (GIF)"), "image/gif", _motion),
    Form(
        *("motion", "mp4", N_("Animation (MP4)"), "video/mp4", _motion),
        refusal=lambda _records: motion.no_video(),
    ),
    Form("paper", "pdf", N_("One page (PDF)"), "application/pdf", _paper),
    Form(
        *("page", "html", N_("Offline page (HTML)"), "text/html; charset=utf-8"),
        _page,
        holds_manifest=True,
    ),
    Form(
        *("citation", "bib", N_("Citation (BibTeX)"), "application/x-bibtex; charset=utf-8"),
        lambda _download, described: citation.bibtex(described),
        streamed=True,
    ),
    Form(
        *("citation", "ris", N_("Citation (RIS)"), "application/x-research-info-systems"),
        lambda _download, described: citation.ris(described),
        streamed=True,
    ),
    Form(
        *("rejected", "csv", N_("Rows not read (CSV)"), _CSV),
        lambda download, _described: csv_text.rejected(download.store),
        streamed=True,
    ),
]


def form_of(what: str, name: str) -> Form:
    """Return the form `name` of `what`.

    Where `incidents` have no form of that name, what has one is taken: png is the map.

    Raises
    ------
    InputError
        If there is none; the sentence names those that there are.

    >>> form_of("incidents", "png").what
    'map'
    """
    own = [form for form in FORMS if form.name == name and form.what == what]
    any_other = [form for form in FORMS if form.name == name and what == "incidents"]
    if own or any_other:
        return (own or any_other)[0]
    known = sorted({form.name for form in FORMS if what in ("incidents", form.what)})
    if not any(form.what == what for form in FORMS):
        raise InputError(f"{what} cannot be downloaded; expected {', '.join(contents())}")
    raise InputError(f"{what} has no form {name}; expected {', '.join(known)}")


def contents() -> list[str]:
    """Return what can be downloaded, each once."""
    return list(dict.fromkeys(form.what for form in FORMS))


def media_type(name: str) -> str:
    """Return the Content-Type of files with an ending; one of `FORMS`, zip or json."""
    other = {"zip": "application/zip", "json": "application/json"}
    return other.get(name) or next(form.media_type for form in FORMS if form.name == name)


class Counted:
    """Hands pieces on, and knows how many bytes they were and their SHA-256."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._size, self._hash = pieces, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        for piece in self._pieces:
            self._size += len(piece)
            self._hash.update(piece)
            yield piece

    def of(self, name: str) -> dict[str, Any]:
        """Return name, bytes and sha256 of the file, once all pieces were handed on."""
        return {"name": name, "bytes": self._size, "sha256": self._hash.hexdigest()}


def write_zip(out: BinaryIO, download: Download, name: str) -> None:
    """Write a ZIP of a download, its manifest and its data package, block by block.

    Parameters
    ----------
    out : binary file
        Where to write.
    download : Download
        What to write.
    name : str
        Name of the file in the ZIP.
    """
    described = download.described()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as archive:
        with archive.open(name, "w", force_zip64=True) as file:
            pieces = Counted(download.pieces(described))
            for piece in pieces:
                file.write(piece)
        described["file"] = pieces.of(name)
        archive.writestr(MANIFEST, as_json(described))
        own = query.own_keys(download.store, download.filters)
        kind = download.kind.media_type
        archive.writestr(
            datapackage.NAME, datapackage.datapackage(described, described["file"], kind, own)
        )
