"""The store of the shipped incidents, which is built when it is first needed.

What builds it is imported only where it has to be built: at most starts it is there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo import config, regions
from geo.errors import AtlasError
from geo.ingest.versions import hash_of, later_version, version_of
from geo.store import SHIPPED, SHIPPED_DATASET, UNSTATED, Store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Terms

#: The form that the shipped incidents are in.
_FORMAT: Final = "long"
_INCIDENTS: Final = "incidents.csv"


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
    if source == regions.DATA / _INCIDENTS:
        regions.shipped(_INCIDENTS)
    if not _up_to_date(path, source):
        _build(path, source)
    return path


def _up_to_date(path: Path, source: Path) -> bool:
    said = ((source.name,), SHIPPED_DATASET, _FORMAT)
    try:
        read = version_of([hash_of(source.read_bytes())], said)
        opened = Store(path)
    except (AtlasError, OSError):
        return False
    version = opened.version
    opened.close()
    return version == later_version(read, None, terms=_terms(source))


def _terms(source: Path) -> Terms:
    """Return the terms of the incidents; of another's, nothing is known."""
    return SHIPPED if source == regions.DATA / _INCIDENTS else UNSTATED


def _build(path: Path, source: Path) -> None:
    from geo import ingest

    choices = ingest.Choices(dataset=SHIPPED_DATASET, file_format=_FORMAT)
    ingest.ingest([source], path, choices=choices, fresh=True, terms=_terms(source))
