"""Checking a manifest: every figure that it names is worked out again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.export.forms import MANIFEST, Download
from geo.export.manifest import as_rows, counts
from geo.query import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.store import Store

#: What stands behind a file's name in that of its manifest.
BESIDE: Final = ".manifest.json"
#: Filters that let through some places of an incident and not others.
_OF_PLACES: Final = ("country", "region", "unit", "inside", "outside", "near")
#: What a file without an incident's other places says, too; where a place lies, they may decide.
_OF_RECORDS: Final = ("records", "incidents")


@dataclass(frozen=True)
class Difference:
    """A figure that is another now.

    Attributes
    ----------
    name : str
        Which one: `counts.killed.reported`.
    said, found : str
        In the manifest, and now.
    """

    name: str
    said: str
    found: str

    def __str__(self) -> str:
        """Return one line for the terminal."""
        return (
            f"{self.name}: the manifest says {self.said or 'blank'}, found {self.found or 'blank'}"
        )


@dataclass(frozen=True)
class Checked:
    """What came of a check: how many figures were compared, and which differ."""

    compared: int
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A manifest as it was saved, and the file that it describes, if it is there.

    Attributes
    ----------
    described : mapping
        The manifest.
    content : bytes or None
        The file's.
    """

    described: Mapping[str, Any]
    content: bytes | None = None

    @property
    def filters(self) -> Filters:
        """The filters that it names; raises FilterError if one cannot be."""
        return Filters.from_params(self.described["filters"]["parameters"])


def read_manifest(path: Path) -> Saved:
    """Read a manifest from a file of its own, beside which its download may lie, or from a ZIP.

    Raises
    ------
    InputError
        If it is no manifest of a download.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                described = _manifest(archive.read(MANIFEST), path)
                name = described.get("file", {}).get("name", "")
                content = archive.read(name) if name in archive.namelist() else None
                return Saved(described, content)
        described = _manifest(path.read_bytes(), path)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError("there is no manifest in it, or it cannot be read", file=path) from error
    # Only a file beside the manifest, whatever path it names.
    names = (described.get("file", {}).get("name", ""), path.name.removesuffix(BESIDE))
    for name in filter(None, names):
        beside = path.with_name(Path(name).name)
        if beside != path and beside.is_file():
            return Saved(described, beside.read_bytes())
    return Saved(described)


def _manifest(content: bytes, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(content)
        if isinstance(found["counts"], dict) and isinstance(found["filters"]["parameters"], dict):
            return dict(found)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputError("this is no manifest of a download", file=path)


def by_file(saved: Saved) -> Checked:
    """Compare the file's size and SHA-256 with the manifest's, where it names them."""
    told = saved.described.get("file")
    if saved.content is None or not isinstance(told, dict):
        return Checked(0)
    found = {
        "bytes": len(saved.content),
        "sha256": hashlib.sha256(saved.content).hexdigest(),
    }
    return _compared("file", {name: told.get(name) for name in found}, found)


def by_store(saved: Saved, store: Store) -> Checked:
    """Work every figure out again from a store, and the file where it is made of text."""
    said = saved.described
    filters = saved.filters
    checked = _compared("counts", said["counts"], counts(store, filters))
    version = _compared("store", {"version": said["store"]["version"]}, {"version": store.version})
    return verified([checked, version, _again(saved, store, filters)])


def by_records(saved: Saved, store: Store) -> Checked:
    """Compare the figures with a store that was made of the downloaded file alone.

    Where the filters let through a part of an incident's places only, the file does not hold the
    others; then records and incidents are compared.
    """
    said = saved.described["counts"]
    filters = saved.filters
    kept = Filters(count=filters.count or "each", strictness=filters.strictness)
    whole = not any(getattr(filters, name) for name in _OF_PLACES)
    wanted = said if whole else {name: said[name] for name in _OF_RECORDS if name in said}
    return _compared("counts", wanted, counts(store, kept))


def _again(saved: Saved, store: Store, filters: Filters) -> Checked:
    """Make the file again, where making it twice gives the same bytes, and compare the two."""
    said = saved.described
    form, what = str(said.get("form")), str(said.get("holds"))
    if saved.content is None or form not in ("csv", "geojson"):
        return Checked(0)
    heading = saved.content.split(b"\n", 2)[1:2]
    wanted = Download(store, filters, form, what, hxl=bool(heading) and heading[0][:1] == b"#")
    digest = hashlib.sha256()
    for piece in wanted.pieces(said):
        digest.update(piece)
    found = {"sha256": digest.hexdigest()}
    return _compared(
        "file made again", {"sha256": hashlib.sha256(saved.content).hexdigest()}, found
    )


def _compared(name: str, said: Mapping[str, Any], found: Mapping[str, Any]) -> Checked:
    told, now = dict(as_rows({name: said})), dict(as_rows({name: found}))
    differ = tuple(
        Difference(key, value, now.get(key, ""))
        for key, value in told.items()
        if now.get(key, "") != value
    )
    return Checked(len(told), differ)


def verified(parts: Iterable[Checked]) -> Checked:
    """Return several checks as one."""
    done = list(parts)
    return Checked(
        sum(part.compared for part in done),
        tuple(one for part in done for one in part.differences),
    )
