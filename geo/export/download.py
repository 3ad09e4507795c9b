"""Downloads as whole files, each with its manifest: what page and command line hand out.

GeoPackage, Excel and HTML hold their manifest; CSV, GeoJSON and PNG have it beside them.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from geo.export import csv_text, geopackage, offline_page, picture, xlsx
from geo.export.headline import headline_texts
from geo.export.manifest import BOUNDARIES, NOWHERE, as_json, manifest
from geo.export.streams import regions_stream, stream
from geo.i18n import N_, _, decimal
from geo.store import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.export.manifest import Address
    from geo.maps import Drawing
    from geo.query import Filters
    from geo.store import Store

#: Heading of a picture and of an offline page.
TITLE: Final = N_("Reported incidents of the Russia-Ukraine war")
#: Forms that hold their manifest.
SELF_DESCRIBED: Final = frozenset({"gpkg", "xlsx", "html"})
#: Name of the manifest in a ZIP.
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Download:
    """What is downloaded: a selection as incidents, regions, timeline, rejected rows, map or page.

    Attributes
    ----------
    store, filters
        The selection.
    form : str
        csv, geojson, gpkg, xlsx, html or png.
    what : str
        incidents, regions, timeline or rejected; a picture and a page have no choice.
    address : Address
        Where the page is.
    drawing : callable, optional
        Makes the map for png and html; called when it is needed.
    """

    store: Store
    filters: Filters
    form: str
    what: str = "incidents"
    address: Address = NOWHERE
    drawing: Callable[[], Drawing] | None = None

    def described(self) -> dict[str, Any]:
        """The manifest."""
        notes = [
            _("Of the records, at most {most} are in the table.").format(
                most=decimal(offline_page.MOST_RECORDS)
            )
        ]
        return manifest(
            self.store,
            self.filters,
            self.form,
            what={"png": "map", "html": "page"}.get(self.form, self.what),
            address=self.address,
            notes=notes if self.form == "html" else (),
        )

    def pieces(self, described: Mapping[str, Any]) -> Iterator[bytes]:
        """Bytes of the file; `described` is its manifest.

        Raises
        ------
        xlsx.TooManyRowsError
            If the selection does not fit on a sheet.
        """
        if self.form in ("gpkg", "xlsx"):
            return self._through_a_file(described)
        if self.form in ("png", "html"):
            return iter(self._drawn(described))
        return iter(self._text())

    def _text(self) -> Iterable[bytes]:
        store, filters = self.store, self.filters
        if self.what == "timeline":
            return csv_text.timeline(store, filters, "day")
        if self.what == "rejected":
            return csv_text.rejected(store)
        if self.what == "regions":
            return regions_stream(store, filters, self.form)
        return stream(store, filters, self.form)

    def _drawn(self, described: Mapping[str, Any]) -> Iterable[bytes]:
        if self.drawing is None:
            raise ValueError(self.form)
        drawing, figures = self.drawing(), headline_texts(self.store, self.filters)
        if self.form == "html":
            return offline_page.html(
                self.store,
                self.filters,
                drawing,
                title=_(TITLE),
                figures=figures,
                described=described,
            )
        image = picture.png(
            drawing,
            title=_(TITLE),
            lines=described["filters"]["words"],
            figures=figures,
            credits_=credit_lines(described),
            focus=self.filters.region,
        )
        return [image]

    def _through_a_file(self, described: Mapping[str, Any]) -> Iterator[bytes]:
        module = {"gpkg": geopackage, "xlsx": xlsx}[self.form]
        with tempfile.TemporaryDirectory(prefix="atlas-export-") as folder:
            path = Path(folder, f"download.{self.form}")
            module.write(path, self.store, self.filters, described)
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    yield block


def credit_lines(described: Mapping[str, Any]) -> list[str]:
    """Two lines for the foot of a picture: the data, and the boundaries."""
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


def write_zip(out: BinaryIO, download: Download, name: str) -> None:
    """Write a ZIP of a download and its manifest, block by block.

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
            for piece in download.pieces(described):
                file.write(piece)
        archive.writestr(MANIFEST, as_json(described))
