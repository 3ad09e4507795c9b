"""From source files to a store: read, validate, geocode, join, write, and report.

Rows in = rows located + rows at sea or abroad + rows in review, each with its reason; the report
says how many of each, and every one of them is in the store.  Ingesting a dataset again replaces
it; other datasets of the store stay as they are, and so do its layers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from geo import gazetteer, layers, readers, store
from geo.blocks import in_turn, silent
from geo.disk import locked, target
from geo.errors import InputError
from geo.geocoding import load_corrections, shipped_corrections
from geo.ingest import merging
from geo.ingest.linking import kept_decisions, links_of, read_decided
from geo.ingest.memory import give_back, share
from geo.ingest.placing import place
from geo.ingest.report import Report, corrections_used, reasons
from geo.ingest.stamps import history, stamps
from geo.ingest.versions import hash_of, later_version, version_of
from geo.schema import incidents_schema, locations_schema
from geo.store import AGGREGATED, FORBIDDEN, FREE, UNSTATED, Beginning, Revision, Terms, as_meta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geo.blocks import Run, Tell
    from geo.geocoding import Corrections
    from geo.readers import DateOrder, Records
    from geo.store import Tables

    #: What the store held, what was read, and what would change.
    Accept = Callable[[Tables | None, Tables, Revision | None], object]

_STRICTEST = (FORBIDDEN, AGGREGATED, FREE)


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
    options : ReadOptions
        Sheet, encoding, delimiter and row of the heading.
    """

    dataset: str | None = None
    file_format: str | None = None
    mapping: Mapping[str, str] | None = None
    date_order: DateOrder | None = None
    options: readers.ReadOptions = readers.AS_FOUND


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
    terms : dict of str to Terms
        What the sources say of each dataset's terms; blank if nothing.
    """

    tables: store.Tables
    rows: int
    files: tuple[str, ...]
    remarks: tuple[str, ...]
    digest: str
    terms: dict[str, Terms]


def prepare(  # noqa: PLR0913
    files: Sequence[tuple[str, bytes | Path]],
    choices: Choices = Choices(),
    corrections: Corrections | None = None,
    *,
    known: pd.Series[str] | None = None,
    run: Run = in_turn,
    tell: Tell = silent,
    once_read: Callable[[pd.DataFrame, pd.DataFrame], object] | None = None,
    block_rows: int | None = None,
) -> Prepared:
    """Read, geocode and validate files.

    Parameters
    ----------
    files : sequence of (name, content)
        A path's content is read when its turn comes, and is not in memory any longer than that.
    choices : Choices
    corrections : Corrections, optional
        What people have decided about places; by default what ships with the project.
    known : Series of string, optional
        The dataset of each id of the store that this will go into (`merging.ids_of`).
    run : callable
        Geocodes blocks of rows; in this process by default.
    tell : callable
        Is told what is being done and how far it has come.
    once_read : callable, optional
        Is given the incidents and the reported locations before those are geocoded.
    block_rows : int, optional
        Rows after which `tell` is told how far the geocoding has come (`placing.place`).

    Raises
    ------
    InputError
        For a file that cannot be read: file, row, column, and what was expected.
    """
    share()
    read = list[readers.Records]()
    hashes = list[bytes]()
    for name, source in files:
        tell("reading", len(read), len(files))
        records, digest = _read(name, source, choices)
        read.append(records)
        hashes.append(digest)
    tell("reading", len(files), len(files))
    names = tuple(name for name, _ in files)
    read = merging.distinct_ids(read, names, merging.no_ids() if known is None else known)
    incidents, reported, rejected = (
        _together([getattr(records, part) for records in read])
        for part in ("incidents", "locations", "rejected")
    )
    notes = tuple(
        f"{name}: {note}"
        for name, records in zip(names, read, strict=True)
        for note in records.notes
    )
    rows, terms = len(reported) + len(rejected), _terms(read)
    incidents = incidents_schema().validate(incidents, inplace=True)
    if once_read is not None:
        once_read(incidents, reported)
    # From here on the geocoder alone holds the places that were read, and lets go of them.
    read.clear()
    handed_on = [reported]
    del reported
    give_back()
    fixed = shipped_corrections() if corrections is None else corrections
    located = place(handed_on.pop(), incidents, fixed, run=run, tell=tell, block_rows=block_rows)
    located = locations_schema().validate(located, inplace=True)
    tables = store.Tables(incidents, located, rejected)
    version = version_of(hashes, _said(names, choices))
    return Prepared(tables, rows, names, notes, version, terms)


def _said(names: Sequence[str], choices: Choices) -> tuple[object, ...]:
    """Return what is said of files, by which the same files become another store.

    `geo.ingest.own_store` says it of the shipped file without loading this module.
    """
    usual = replace(choices, dataset=None, file_format=None) == Choices()
    more = (choices.mapping, choices.date_order, choices.options)
    return tuple(names), choices.dataset, choices.file_format, *(() if usual else more)


def _terms(read: Sequence[Records]) -> dict[str, Terms]:
    """Return what the sources say of each dataset's terms.

    Where they differ, all of the licences, and the strictest that is said of republishing.
    """
    found = dict[str, Terms]()
    for records in read:
        own = Terms(records.licence, republish=records.republish)
        for name in map(str, records.incidents["dataset"].unique()):
            found[name] = _both(found[name], own) if name in found else own
    return found


def _both(one: Terms, other: Terms) -> Terms:
    licences = [one.licence] if other.licence in one.licence else [one.licence, other.licence]
    strictest = [said for said in _STRICTEST if said in (one.republish, other.republish)]
    return Terms(" ".join(filter(None, licences)), republish=(strictest or [""])[0])


def _together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if len(tables) == 1:
        return tables[0].reset_index(drop=True)
    return pd.concat(tables, ignore_index=True)


def _refuse_nothing(prepared: Prepared) -> None:
    """Refuse files of which no row is an incident: they would empty a dataset."""
    rejected = prepared.tables.rejected
    if len(prepared.tables.incidents):
        return
    raise InputError(
        f"none of {len(rejected):,} rows is an incident as it stands; the first: "
        f"{rejected['problem'].iloc[0]}",
        file=prepared.files[0],
        row=int(rejected["source_row"].iloc[0]),
    )


def _read(name: str, source: bytes | Path, choices: Choices) -> tuple[Records, bytes]:
    """Return a file's records, and the hash of its content."""
    content = _content(source) if isinstance(source, Path) else source
    with ThreadPoolExecutor(1) as pool:
        # Hashing gives up the interpreter's lock.
        digest = pool.submit(hash_of, content)
        records = readers.read(
            content,
            file=name,
            dataset=choices.dataset or Path(name).stem,
            format=choices.file_format,
            mapping=choices.mapping,
            date_order=choices.date_order,
            options=choices.options,
        )
    pa.default_memory_pool().release_unused()  # what reading took and no longer needs
    return records, digest.result()


def ingest(  # noqa: PLR0913 - each is a choice of the user's
    files: Sequence[Path],
    path: Path,
    *,
    choices: Choices = Choices(),
    corrections: Path | None = None,
    decisions: Path | None = None,
    boundaries: Sequence[tuple[Path, str | None]] = (),
    fresh: bool = False,
    keep_revisions: bool = False,
    terms: Terms = UNSTATED,
    run: Run = in_turn,
    tell: Tell = silent,
    accept: Accept | None = None,
    stamp: str = "",
) -> Report:
    """Read files into the store at `path`.

    Parameters
    ----------
    files : sequence of Path
        Files in any format of `readers.READERS`.
    path : Path
        The store; it is made if it is not there, and replaced in one step or left as it is.
        Datasets and layers that the files do not have stay in it.
    choices : Choices
        What is said about the files instead of left to the readers.
    corrections : Path, optional
        Corrections of places; by default those that ship with the project.
    decisions : Path, optional
        What a person decided about pairs of records (`geo.links.read_links`); by default what was
        decided at an earlier ingest holds on.
    boundaries : sequence of (file, name column or None)
        Layers of polygons to add (`layers.read_layer`); a folder has one file a day.
    fresh : bool
        Forget whatever is at `path`.
    keep_revisions : bool
        Keep what this ingest changed in the store's table `revisions`.
    terms : Terms
        Licence and citation of the files' datasets; what an earlier ingest said stays otherwise.
    run : callable
        Geocodes blocks of rows; in this process by default.
    tell : callable
        Is told what is being done and how far it has come.
    accept : callable, optional
        Is given what the store held, what was read, and what would change; what it raises leaves
        the store as it was.
    stamp : str
        Names what the files' datasets were made of; `stamp_of` gives it back.

    Raises
    ------
    InputError
        For a file that cannot be read: file, row, column, and what was expected.
    StoreError
        If `path` holds something that is not a store, or the store cannot be written.
    """
    path = target(path)
    waiting = partial(tell, "waiting for another ingest", 0, 1)
    with (
        locked(path, waiting=waiting),
        _earlier(path, fresh=fresh) as earlier,
        ExitStack() as opened,
    ):
        fixed = load_corrections(corrections) if corrections else shipped_corrections()
        said = read_decided(decisions) if decisions else kept_decisions(earlier)
        added = _layers(boundaries)
        before = earlier.tables() if earlier else None
        beginnings = list[Beginning]()

        def begin(incidents: pd.DataFrame, reported: pd.DataFrame) -> None:
            beginnings.append(opened.enter_context(Beginning(path, incidents, reported)))

        # What other datasets have is not there yet; and no process is forked beside a thread.
        alone = before is None and run is in_turn
        prepared = prepare(
            [(file.name, file) for file in files],
            choices,
            fixed,
            known=merging.ids_of(before.incidents) if before else None,
            run=run,
            tell=tell,
            once_read=begin if alone else None,
        )
        _refuse_nothing(prepared)
        tables, change = merging.merged(before, prepared.tables)
        if accept is not None:
            accept(before, prepared.tables, change)
        version = later_version(
            prepared.digest,
            earlier,
            corrections=corrections,
            decisions=decisions,
            boundaries=boundaries,
            terms=terms,
        )
        joined = _joined([*layers.of_store(earlier), *added], tables, run)
        meta = _meta(earlier, prepared, version, terms, stamp, kept=keep_revisions)
        report = _report(prepared, version, change, added)
        del prepared
        if beginnings:  # which has the incidents in the file already
            tables = replace(tables, incidents=tables.incidents.iloc[[]])
        give_back()
        tell("writing", 0, 1)
        handed_on = [tables]
        del tables
        store.write(
            path,
            handed_on.pop(),
            meta=meta,
            layers=joined,
            revision=change if keep_revisions else None,
            beginning=beginnings[0] if beginnings else None,
            link=partial(links_of, decisions=said),
            kept_revisions=earlier.revisions() if earlier else (),
        )
        tell("writing", 1, 1)
    return report


def _meta(  # noqa: PLR0913
    earlier: store.Store | None,
    prepared: Prepared,
    version: str,
    terms: Terms,
    stamp: str,
    *,
    kept: bool,
) -> dict[str, str]:
    """Return what the store says of itself and of its datasets."""
    built = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "version": version,
        "built": built,
        "files": ", ".join(prepared.files),
        "gazetteer": gazetteer.description(),
        "rows": str(prepared.rows),
        **as_meta(earlier, prepared.terms, terms),
        **stamps(earlier, prepared.tables, stamp),
        **history(earlier, version, built, kept=kept),
    }


def _layers(boundaries: Sequence[tuple[Path, str | None]]) -> list[layers.Layer]:
    return [
        layers.read_layer(content, file=name, name_column=column)
        for file, column in boundaries
        for name, content in [_boundaries(file)]
    ]


def _boundaries(file: Path) -> tuple[str, bytes]:
    """Return name and content of a file of boundaries, or of a folder with one file a day."""
    if not file.is_dir():
        return file.name, _content(file)
    files = sorted(one for one in file.iterdir() if one.is_file() and one.name[0] != ".")
    if not files:
        raise InputError("the folder is empty; expected one file a day", file=file)
    _name, content = layers.packed([(one.name, _content(one)) for one in files])
    return f"{file.resolve().name}.zip", content


def _joined(
    shown: Sequence[layers.Layer], tables: store.Tables, run: Run
) -> list[store.LayerTables]:
    """Return what layers have of the tables' points; of two of one name the later counts."""
    points = tables.points() if shown else tables.locations
    last = {layer.name: layer for layer in shown}
    return [layers.tables_of(layer, points, run=run) for layer in last.values()]


@contextmanager
def _earlier(path: Path, *, fresh: bool) -> Iterator[store.Store | None]:
    """Yield the store at `path`, if there is one and it counts."""
    opened = store.Store(path) if path.exists() and not fresh else None
    with closing(opened) if opened else nullcontext():
        yield opened


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise InputError("the file is not there", file=file) from None
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=file) from None


def _say_areas(layer: layers.Layer) -> str:
    number = layer.areas["name"].nunique()
    text = f"Boundaries {layer.name!r}: {number:,} area{'s' if number != 1 else ''}"
    if not layer.dated:
        return text
    days = layer.areas["day_from"].nunique()
    return f"{text} on {days:,} day{'s' if days != 1 else ''}"


def _report(
    prepared: Prepared, version: str, change: Revision | None, added: Sequence[layers.Layer]
) -> Report:
    tables = prepared.tables
    remarks = [remark for layer in added for remark in (_say_areas(layer), *layer.notes)]
    return Report(
        files=prepared.files,
        rows=prepared.rows,
        incidents=tables.incident_count(),
        locations=len(tables.locations),
        statuses=_counted(tables.locations["status"]),
        rejected=len(tables.rejected),
        reasons=reasons(tables.locations, tables.rejected),
        gazetteer=gazetteer.description(),
        corrections=corrections_used(tables.locations),
        version=version,
        remarks=(*prepared.remarks, *remarks),
        revision=change,
    )


def _counted(texts: pd.Series[str]) -> dict[str, int]:
    """Return how often each text stands there, in the order in which they first do."""
    codes, values = pd.factorize(texts)
    return dict(zip(map(str, values), np.bincount(codes).tolist(), strict=True))
