"""Fetching one source into a store: new, changed and withdrawn records become a revision.

What was fetched is believed only as a whole.  Whatever is not as it should be (an answer that is
none, other columns, a file that has lost much of what it had) leaves the store and the memory as
they were, and is told in one sentence.  Withdrawn records leave the store; what they last said
stays among its revisions.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import ingest, logs, readers
from geo.errors import AtlasError
from geo.ingest import Choices
from geo.sources import texts
from geo.sources.client import Client
from geo.sources.credentials import Credentials
from geo.sources.memory import Known, Memory
from geo.sources.registry import source_of
from geo.sources.source import Haul, Source, SourceError, Visit
from geo.store import UNSTATED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.store import Revision, Tables, Terms

#: The part of a dataset that may be withdrawn at once, by default.
ALLOWED_LOSS: Final = 0.2
#: So many records may always be withdrawn at once.
_FEW: Final = 1
_MALFORMED: Final = (KeyError, TypeError, ValueError, AttributeError, IndexError)


_AS_FOUND: Final = Choices()


@dataclass(frozen=True)
class Wanted:
    """What is to be fetched.

    Attributes
    ----------
    source : str
        Its name.
    dataset : str
        Name of its dataset in the store; by default the source's.
    since : date, optional
        First day that is wanted.
    options : mapping
        The source's own options.
    choices : Choices
        How its files are read, where that is not given by the source.
    terms : Terms
        What is said about its licence besides what the source says.
    corrections : Path, optional
        Corrections of places.
    allowed_loss : float
        The part of the dataset that may be withdrawn at once, from 0 to 1.
    allow_change : bool
        Whether columns may have changed.
    due, lag : float, optional
        Seconds after which a fetch, and the last event, is older than it should be; by default as
        the source says.
    whole : bool
        Whether to fetch all, as if nothing had been fetched before.
    """

    source: str
    dataset: str = ""
    since: dt.date | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    choices: Choices = _AS_FOUND
    terms: Terms = UNSTATED
    corrections: Path | None = None
    allowed_loss: float = ALLOWED_LOSS
    allow_change: bool = False
    due: float | None = None
    lag: float | None = None
    whole: bool = False

    @property
    def name(self) -> str:
        """Name of the dataset."""
        return self.dataset or self.source


@dataclass(frozen=True)
class Outcome:
    """What became of a fetch.

    Attributes
    ----------
    dataset : str
    changed : bool
        Whether the store has changed.
    lines : tuple of str
        What to tell.
    revision : Revision, optional
        What has changed against the store before.
    """

    dataset: str
    changed: bool
    lines: tuple[str, ...]
    revision: Revision | None = None


def now() -> dt.datetime:
    """Return the time, in UTC."""
    return dt.datetime.now(dt.UTC)


def fetch(
    wanted: Wanted,
    store: Path,
    *,
    client: Client | None = None,
    clock: Callable[[], dt.datetime] = now,
) -> Outcome:
    """Fetch a source into the store at `store`.

    Parameters
    ----------
    wanted : Wanted
    store : Path
        It is made if it is not there, and replaced in one step or left as it is.
    client : Client, optional
        Asks other servers; by default one with the usual patience.
    clock : callable
        Gives the time.

    Raises
    ------
    AtlasError
        In one sentence, where anything is not as it should be; then nothing has changed but what is
        remembered of the failure.
    """
    source = source_of(wanted.source)
    options = _options(source, wanted.options)
    memory, credentials = Memory(store, wanted.name), Credentials()
    asked = _asked(wanted, options)
    with (
        memory.alone(),
        client or Client() as asker,
        logs.timed("fetch", source=source.name) as told,
    ):
        known = memory.known() or Known(source.name, wanted.name, texts=source.texts)
        try:
            before = memory.haul(known) if known.asked == asked and not wanted.whole else None
            visit = Visit(asker, options, credentials.get, clock(), wanted.since, before)
            haul = _collected(source, visit)
            fresh = replace(
                known,
                source=source.name,
                texts=source.texts,
                asked=asked,
                fetched=_stamp(clock()),
                problem="",
                due=source.due.total_seconds() if wanted.due is None else wanted.due,
                lag=source.lag.total_seconds() if wanted.lag is None else wanted.lag,
                cursor=haul.cursor,
            )
            parts = memory.save(haul)
            keeping = _keep_texts if source.texts else _keep_records
            outcome, fresh = keeping(_Fetched(source, wanted, haul, fresh, known), store, memory)
        except AtlasError as error:
            sentence = credentials.clean(f"{wanted.name}: {error}")
            memory.keep(replace(known, failed=_stamp(clock()), problem=sentence))
            raise SourceError(sentence) from None
        changed = fresh.fetched if outcome.changed else fresh.changed
        memory.keep(replace(fresh, parts=parts, changed=changed))
        told["changed"] = outcome.changed
    return outcome


@dataclass(frozen=True)
class _Fetched:
    """A haul on its way to the store."""

    source: Source
    wanted: Wanted
    haul: Haul
    fresh: Known
    known: Known


def _collected(source: Source, visit: Visit) -> Haul:
    try:
        return source.collect(visit)
    except _MALFORMED as error:
        raise SourceError(
            f"the answer of {source.title} is not as documented ({type(error).__name__})."
        ) from None


def _options(source: Source, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source's options, defaults filled in."""
    for name in given:
        if name not in source.options:
            known = ", ".join(source.options) or "none"
            raise SourceError(f"{source.name} has no option {name[:80]!r}; there are: {known}.")
    found = {name: given.get(name, default) for name, (default, _) in source.options.items()}
    if missing := [name for name, value in found.items() if value is None or value == ""]:
        raise SourceError(f"{source.name} needs {missing[0]}: {source.options[missing[0]][1]}")
    return found


def _asked(wanted: Wanted, options: Mapping[str, Any]) -> str:
    """Return a hash of what is asked for: with another question, nothing is known yet."""
    asked = [wanted.source, str(wanted.since), sorted(options.items())]
    return hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest()[:16]


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _keep_texts(fetched: _Fetched, _store: Path, memory: Memory) -> tuple[Outcome, Known]:
    file = memory.file.with_suffix(".jsonl")
    content = texts.lines(fetched.haul).encode()
    changed = not file.exists() or file.read_bytes() != content
    if changed:
        memory.write(file, content)
    name = fetched.wanted.name
    told = (*fetched.haul.remarks, f"all of them are in {file}")
    return Outcome(name, changed, tuple(f"{name}: {line}." for line in told)), fetched.fresh


def _keep_records(fetched: _Fetched, store: Path, memory: Memory) -> tuple[Outcome, Known]:
    """Bring a haul into the store, unless that has it already."""
    wanted, source = fetched.wanted, fetched.source
    files = list(source.files(fetched.haul.parts))
    stamp = _fingerprint(files, wanted, source)
    remarks = tuple(f"{wanted.name}: {remark}." for remark in fetched.haul.remarks)
    if ingest.stamp_of(store, wanted.name) == stamp:
        lines = (f"{wanted.name}: nothing has changed.", *remarks)
        return Outcome(wanted.name, changed=False, lines=lines), fetched.fresh
    columns = _columns(files, wanted, fetched.known, source)
    with tempfile.TemporaryDirectory(dir=memory.folder, prefix=".reading-") as folder:
        paths = [Path(folder, name) for name, _ in files]
        for path, (_, content) in zip(paths, files, strict=True):
            path.write_bytes(content)
        report = ingest.ingest(
            paths,
            store,
            choices=_choices(wanted, source),
            corrections=wanted.corrections,
            keep_revisions=True,
            terms=wanted.terms,
            accept=lambda before, after, change: _accept(wanted, before, after, change),
            stamp=stamp,
        )
    lines = (*(f"{wanted.name}: {line}" for line in report.lines()), *remarks)
    outcome = Outcome(wanted.name, changed=True, lines=lines, revision=report.revision)
    return outcome, replace(fetched.fresh, columns=columns)


def _choices(wanted: Wanted, source: Source) -> Choices:
    own = wanted.choices
    return replace(own, dataset=wanted.name, file_format=own.file_format or source.reader)


def _fingerprint(files: Sequence[tuple[str, bytes]], wanted: Wanted, source: Source) -> str:
    """Return a hash of what makes a dataset: its files, how they are read, and our code."""
    how = repr((_choices(wanted, source), wanted.terms)).encode()
    try:
        corrections = wanted.corrections.read_bytes() if wanted.corrections else b""
    except OSError as error:
        raise SourceError(f"the corrections cannot be read ({error.strerror}).") from None
    hashes = [ingest.hash_of(content) for _, content in files]
    return ingest.version_of([*hashes, ingest.hash_of(how), ingest.hash_of(corrections)])


def _columns(
    files: Sequence[tuple[str, bytes]], wanted: Wanted, known: Known, source: Source
) -> tuple[str, ...]:
    """Return the columns of the files.

    Raises
    ------
    SourceError
        If one is missing that the source is known to have, or that was there at the last fetch,
        or a file is broken: a person who adds it sees what is read of it, here nobody does.
    """
    there = set[str]()
    for name, content in files:
        sheet = readers.load(content, file=name, options=wanted.choices.options)
        if sheet.broken:
            raise SourceError(f"{name}: {sheet.broken}. Nothing was taken over.")
        there |= {str(column) for column in sheet.table.columns}
    folded = {column.casefold() for column in there}
    read = readers.READERS[source.reader].columns if source.reader else known.columns
    wanted_ones = [*source.expects, *(column for column in known.columns if column in read)]
    missing = [column for column in wanted_ones if column.casefold() not in folded]
    if missing and not wanted.allow_change:
        listed = ", ".join(dict.fromkeys(missing))
        raise SourceError(
            f"the columns have changed: {listed} is no longer among them. Nothing was taken over;"
            " --allow-change takes them as they are."
        )
    return tuple(sorted(there))


def _accept(wanted: Wanted, before: Tables | None, after: Tables, change: Revision | None) -> None:
    """Refuse what cannot be the newer version of a dataset."""
    named = {str(name) for name in after.incidents["dataset"].unique()}
    if named - {wanted.name}:
        raise SourceError(
            f"its file names datasets of its own ({', '.join(sorted(named))[:200]}), and it may"
            " replace its own alone; name it with --dataset."
        )
    if before is None or change is None:
        return
    held = int((before.incidents["dataset"] == wanted.name).sum())
    lost = len(change.gone)
    if lost > max(_FEW, wanted.allowed_loss * held):
        raise SourceError(
            f"{lost:,} of {held:,} incidents would be withdrawn at once, which is not plausible."
            " Nothing was taken over; --allow-loss takes so many."
        )
