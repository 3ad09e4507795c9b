"""The store of the shipped incidents, which is built when it is first needed.

What builds it is imported only where it has to be built: at most starts it is there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import config, regions
from geo.errors import AtlasError
from geo.ingest.versions import hash_of, version_of
from geo.store import SHIPPED_DATASET, Store

if TYPE_CHECKING:
    from pathlib import Path


def ensure_store() -> Path:
    """Return the path of an up-to-date store, built now if need be.

    A store given by `config.given_store` is used as it is.  Otherwise the store of the shipped
    incidents is built, and rebuilt when anything that decides its content has changed.

    Raises
    ------
    AtlasError
        If there is no store and none can be built.
    """
    if given := config.given_store():
        return given
    path, source = config.own_store(), config.shipped_incidents()
    if not _up_to_date(path, source):
        _build(path, source)
    return path


def _up_to_date(path: Path, source: Path) -> bool:
    try:
        wanted = version_of([hash_of(source.read_bytes())])
        opened = Store(path)
    except (AtlasError, OSError):
        return False
    version = opened.version
    opened.close()
    return version == wanted


def _build(path: Path, source: Path) -> None:
    from geo import ingest
    from geo.store import SHIPPED, UNSTATED

    choices = ingest.Choices(dataset=SHIPPED_DATASET, file_format="long")
    terms = SHIPPED if source == regions.DATA / "incidents.csv" else UNSTATED
    ingest.ingest([source], path, choices=choices, fresh=True, terms=terms)
