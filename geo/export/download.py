"""Downloads as whole files, each with its manifest: what page and command line hand out.

GeoPackage, Excel and HTML hold their manifest; CSV, GeoJSON and PNG have it beside them.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from geo.export import offline_page
from geo.export.forms import Form, form_of
from geo.export.manifest import NOWHERE, as_json, manifest
from geo.i18n import _, decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.export.manifest import Address
    from geo.maps import Drawing
    from geo.query import Filters
    from geo.store import Store

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
        A name in `forms.FORMS`.
    what : str
        What is in it, as `forms.FORMS` has it.
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
            self.form,
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
