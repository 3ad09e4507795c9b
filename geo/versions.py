"""What decides a store's content, as one short hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import gazetteer, regions, store

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODULE_FOLDER: Final = Path(__file__).parent


def version_of(contents: Sequence[bytes] = ()) -> str:
    """Hash of everything that decides a store's content.

    Source files, regions, gazetteer, corrections and the code that turns one into the other.
    """
    digest = hashlib.sha256(store.FORMAT.encode())
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    for path in _inputs():
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    digest.update(gazetteer.description().encode())
    return digest.hexdigest()[:16]


def later_version(
    digest: str,
    before: store.Store | None,
    *,
    corrections: Path | None = None,
    boundaries: Sequence[tuple[Path, str | None]] = (),
) -> str:
    """Hash of a store into which files (`digest`) go beside what was there before."""
    if corrections is None and before is None and not boundaries:
        return digest
    whole = hashlib.sha256(digest.encode())
    whole.update(corrections.read_bytes() if corrections else b"")
    for file, column in boundaries:
        whole.update(f"{file.name}:{column}".encode() + file.read_bytes())
    whole.update(before.version.encode() if before else b"")
    return whole.hexdigest()[:16]


def _inputs() -> list[Path]:
    data = regions.DATA
    return [
        *(path for path in sorted(data.glob("*.csv")) if path.name != "incidents.csv"),
        *sorted(data.glob("*.parquet")),
        data / "boundaries" / "regions.shp",
        *sorted(_MODULE_FOLDER.glob("*.py")),
        *sorted((_MODULE_FOLDER / "readers").glob("*.py")),
    ]
