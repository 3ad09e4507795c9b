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


def _inputs() -> list[Path]:
    data = regions.DATA
    return [
        *(path for path in sorted(data.glob("*.csv")) if path.name != "incidents.csv"),
        *sorted(data.glob("*.parquet")),
        data / "boundaries" / "regions.shp",
        *sorted(_MODULE_FOLDER.glob("*.py")),
        *sorted((_MODULE_FOLDER / "readers").glob("*.py")),
    ]
