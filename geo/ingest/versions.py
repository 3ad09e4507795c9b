"""What decides a store's content, as one short hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import gazetteer, regions, store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CODE: Final = Path(__file__).parents[1]
#: What decides a store's content; anything else in the project may change without a new store.
_DECIDING: Final = (
    *("schema.py", "regions", "gazetteer", "geocoding", "readers", "layers", "links", "store"),
    "ingest",
)


def hash_of(content: bytes) -> bytes:
    """Return the hash of one file's content."""
    return hashlib.sha256(content).digest()


def version_of(hashes: Iterable[bytes] = (), said: object = "") -> str:
    """Return the hash of everything that decides a store's content.

    Source files (by `hash_of`), what a person has said of them, regions, gazetteer, corrections and
    the code that turns one into the other.

    Parameters
    ----------
    hashes : iterable of bytes
        Of the source files.
    said : object
        Names of the files and the choices about them; its `repr` counts.
    """
    digest = hashlib.sha256(f"{store.FORMAT} {said!r}".encode())
    for known in hashes:
        digest.update(known)
    for path in _inputs():
        digest.update(path.name.encode() + hash_of(path.read_bytes()))
    # The shipped gazetteer is among the inputs; to load it only to name it would take a second.
    if (path := gazetteer.path_in_use()) != gazetteer.SHIPPED:
        digest.update(hash_of(path.read_bytes()))
    return digest.hexdigest()[:16]


def later_version(  # noqa: PLR0913 - all that decides what a store holds
    digest: str,
    before: store.Store | None,
    *,
    corrections: Path | None = None,
    decisions: Path | None = None,
    boundaries: Sequence[tuple[Path, str | None]] = (),
    terms: store.Terms = store.UNSTATED,
) -> str:
    """Return the hash of a store where files (`digest`) go beside what was there before."""
    plain = corrections is None and decisions is None and before is None and not boundaries
    if plain and terms == store.UNSTATED:
        return digest
    whole = hashlib.sha256(f"{digest} {terms!r}".encode())
    for file in (corrections, decisions):
        whole.update(file.read_bytes() if file else b"")
    for file, column in boundaries:
        files = sorted(file.iterdir()) if file.is_dir() else [file]
        for one in files:
            content = one.read_bytes() if one.is_file() else b""
            whole.update(f"{one.name}:{column}".encode() + content)
    whole.update(before.version.encode() if before else b"")
    return whole.hexdigest()[:16]


def _inputs() -> list[Path]:
    data = regions.DATA
    return [
        *(path for path in sorted(data.glob("*.csv")) if path.name != "incidents.csv"),
        *sorted(data.glob("*.parquet")),
        data / "boundaries" / "regions.shp",
        *(file for name in _DECIDING for file in _sources(_CODE / name)),
    ]


def _sources(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]
