"""From source files to a store: read, validate, geocode, join, write, and report.

Rows in = rows located + rows at sea or abroad + rows in review, each with its reason; the report
says how many of each, and every one of them is in the store.  Ingesting a dataset again replaces
it; other datasets of the store stay as they are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo import config, gazetteer, readers, regions, revision, store
from geo.corrections import load_corrections, shipped_corrections
from geo.errors import AtlasError, InputError
from geo.placing import place
from geo.report import Report, Revision, corrections_used, reasons
from geo.schema import incidents_schema, locations_schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.corrections import Corrections
    from geo.readers import DateOrder, Records

#: Name of the dataset that ships with the project.
SHIPPED_DATASET: Final = "curated"
_MODULE_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Choices:
    """What a person may say about files instead of leaving it to the readers.

    Attributes
    ----------
    dataset : str, optional
        Name for the records of files that do not name their dataset; by default the file's stem.
    file_format : str, optional
        Name of the files' format, of `readers.READERS`; by default each file's content decides.
    mapping : mapping, optional
        For format `table`: our field to the file's column.
    date_order : "day" or "month", optional
        What stands first in dates such as 03/04/2024.
    """

    dataset: str | None = None
    file_format: str | None = None
    mapping: Mapping[str, str] | None = None
    date_order: DateOrder | None = None


@dataclass(frozen=True)
class Prepared:
    """Files read and geocoded, not yet in a store.

    Attributes
    ----------
    tables : store.Tables
        Validated tables.
    rows : int
        Source rows that hold a record.
    files : tuple of str
    remarks : tuple of str
    digest : str
        Hash of the files' contents.
    """

    tables: store.Tables
    rows: int
    files: tuple[str, ...]
    remarks: tuple[str, ...]
    digest: str


def prepare(
    files: Sequence[tuple[str, bytes]],
    choices: Choices = Choices(),  # noqa: B008 - frozen
    corrections: Corrections | None = None,
) -> Prepared:
    """Read, geocode and validate files.

    Parameters
    ----------
    files : sequence of (name, content)
    choices : Choices
    corrections : Corrections, optional
        What people have decided about places; by default what ships with the project.

    Raises
    ------
    InputError
        For a file that cannot be read: file, row, column, and what was expected.
    """
    read = [_read(name, content, choices) for name, content in files]
    incidents, reported, rejected = (
        pd.concat([getattr(records, part) for records in read], ignore_index=True)
        for part in ("incidents", "locations", "rejected")
    )
    _refuse_repeats(incidents, files[-1][0])
    fixed = shipped_corrections() if corrections is None else corrections
    tables = store.Tables(
        incidents_schema().validate(incidents),
        locations_schema().validate(place(reported, incidents, fixed)),
        rejected,
    )
    return Prepared(
        tables,
        len(reported) + len(rejected),
        tuple(name for name, _ in files),
        tuple(
            f"{name}: {note}"
            for (name, _), records in zip(files, read, strict=True)
            for note in records.notes
        ),
        version_of([content for _, content in files]),
    )


def _read(name: str, content: bytes, choices: Choices) -> Records:
    return readers.read(
        content,
        file=name,
        dataset=choices.dataset or Path(name).stem,
        format=choices.file_format,
        mapping=choices.mapping,
        date_order=choices.date_order,
    )


def ingest(
    files: Sequence[Path],
    path: Path,
    *,
    choices: Choices = Choices(),  # noqa: B008 - frozen
    corrections: Path | None = None,
    fresh: bool = False,
    keep_revisions: bool = False,
) -> Report:
    """Read files into the store at `path`.

    Parameters
    ----------
    files : sequence of Path
        Files in any format of `readers.READERS`.
    path : Path
        The store; it is made if it is not there, and replaced in one step or left as it is.
        Datasets that the files do not have stay in it.
    choices : Choices
        What is said about the files instead of left to the readers.
    corrections : Path, optional
        Corrections of places; by default those that ship with the project.
    fresh : bool
        Forget whatever is at `path`.
    keep_revisions : bool
        Keep what this ingest changed in the store's table `revisions`.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        For a file that cannot be read: file, row, column, and what was expected.
    StoreError
        If `path` holds something that is not a store, or the store cannot be written.
    """
    before = store.Store(path) if path.exists() and not fresh else None
    contents = [(file.name, _content(file)) for file in files]
    fixed = load_corrections(corrections) if corrections else shipped_corrections()
    prepared = prepare(contents, choices, fixed)
    # The prefix comes after the own tables were compared: ids of a dataset stay comparable.
    tables, change = _merged(before, prepared)
    version = _version(prepared, corrections, before)
    store.write(
        path,
        tables,
        meta={
            "version": version,
            "built": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": ", ".join(prepared.files),
            "gazetteer": gazetteer.description(),
            "rows": str(prepared.rows),
        },
        revision=change if keep_revisions else None,
        earlier=before,
    )
    if before is not None:
        before.close()
    return _report(prepared, version, change)


def _version(prepared: Prepared, corrections: Path | None, before: store.Store | None) -> str:
    if corrections is None and before is None:
        return prepared.digest
    digest = hashlib.sha256(prepared.digest.encode())
    digest.update(corrections.read_bytes() if corrections else b"")
    digest.update(before.version.encode() if before else b"")
    return digest.hexdigest()[:16]


def _merged(before: store.Store | None, prepared: Prepared) -> tuple[store.Tables, Revision | None]:
    """The store's other datasets with the new ones, and what the new ones change."""
    if before is None:
        return prepared.tables, None
    names = set(prepared.tables.incidents["dataset"]) | set(prepared.tables.rejected["dataset"])
    replaced, kept = before.tables().split(names)
    fresh = _distinct_ids(prepared.tables, set(kept.incidents["incident_id"]))
    change = revision.compare(replaced, fresh)
    return kept.joined(fresh), change


def _distinct_ids(tables: store.Tables, taken: set[str]) -> store.Tables:
    """Put the dataset's name before ids that another dataset of the store has as well."""
    clash = tables.incidents["incident_id"].isin(list(taken))
    if not clash.any():
        return tables
    own = tables.incidents.loc[clash]
    names = dict(zip(own["incident_id"], own["dataset"] + ":" + own["incident_id"], strict=True))
    return store.Tables(
        tables.incidents.assign(incident_id=tables.incidents["incident_id"].replace(names)),
        tables.locations.assign(incident_id=tables.locations["incident_id"].replace(names)),
        tables.rejected,
    )


def version_of(contents: Sequence[bytes]) -> str:
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


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise InputError("the file is not there", file=file) from None
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=file) from None


def _refuse_repeats(incidents: pd.DataFrame, file: str) -> None:
    twice = incidents["incident_id"][incidents["incident_id"].duplicated()]
    if len(twice):
        raise InputError(
            f"incident {twice.iloc[0]!r} stands in more than one file; expected each id once",
            file=file,
            column="incident_id",
        )


def _report(prepared: Prepared, version: str, change: Revision | None) -> Report:
    tables = prepared.tables
    return Report(
        files=prepared.files,
        rows=prepared.rows,
        incidents=len(tables.incidents),
        locations=len(tables.locations),
        statuses=dict(Counter(tables.locations["status"].astype(str))),
        rejected=len(tables.rejected),
        reasons=reasons(tables.locations, tables.rejected),
        gazetteer=gazetteer.description(),
        corrections=corrections_used(tables.locations),
        version=version,
        remarks=prepared.remarks,
        revision=change,
    )


def ensure_store() -> Path:
    """Path of an up-to-date store, built now if need be.

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
    if _current(path) != version_of([_content(source)]):
        choices = Choices(dataset=SHIPPED_DATASET, file_format="long")
        ingest([source], path, choices=choices, fresh=True)
    return path


def _current(path: Path) -> str | None:
    try:
        opened = store.Store(path)
    except AtlasError:
        return None
    version = opened.version
    opened.close()
    return version
