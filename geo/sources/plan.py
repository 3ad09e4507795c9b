"""Fetching several sources, as a file says: once, or again and again.

::

    # sources.toml
    store = "incidents.duckdb"        # beside this file, unless it is absolute
    every = "6h"                      # or: atlas sync --every 6h

    [[source]]
    source = "acled"
    since = 2024-01-01

    [[source]]
    source = "url"
    dataset = "colleagues"
    address = "https://docs.google.com/spreadsheets/d/e/.../pub?output=csv"
    mapping = "mapping.json"
    licence = "CC BY 4.0"
    republish = "yes"                 # or: no, aggregated only
    due = "2d"                        # a fetch, and
    lag = "30d"                       # a last event, that are older are told on the page

What is not listed in `_FIELDS` is an option of the source.  Credentials do not stand in this file.
"""

from __future__ import annotations

import datetime as dt
import re
import time
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo.errors import AtlasError, InputError
from geo.ingest import Choices
from geo.readers import Mapped, read_mapping
from geo.sources.fetching import ALLOWED_LOSS, Wanted, fetch
from geo.sources.registry import source_of
from geo.store import stated_terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.sources.fetching import Outcome
    from geo.store import Terms

_FIELDS: Final = frozenset({
    "source", "dataset", "since", "format", "mapping", "corrections", "licence", "citation",
    "republish", "allow_loss", "due", "lag",
})  # fmt: skip
_LENGTHS: Final = {"m": 60, "h": 3600, "d": 86_400}
_EVERY: Final = re.compile(r"(\d{1,4})\s*([mhd])")
#: Servers are not asked more often than that.
_SHORTEST: Final = 300


@dataclass(frozen=True)
class Plan:
    """What is fetched into which store.

    Attributes
    ----------
    store : Path
    wanted : tuple of Wanted
    every : float, optional
        Seconds from one beginning to the next; None for once.
    """

    store: Path
    wanted: tuple[Wanted, ...]
    every: float | None = None


def read_plan(file: Path) -> Plan:
    """Read a plan.

    Raises
    ------
    InputError
        If it cannot be read, or says what no plan can say.
    """
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", file=file) from None
    except ValueError as error:
        raise InputError(f"the file is not TOML: {error}", file=file) from None
    if unknown := said.keys() - {"store", "every", "source"}:
        raise InputError(f"{min(unknown)!r} is not known; expected store, every, source", file=file)
    named, tables = said.get("store"), said.get("source")
    if not isinstance(named, str) or not named:
        raise InputError("store is missing; name the store's path", file=file)
    if not isinstance(tables, list) or not tables:
        raise InputError("no source is named; expected [[source]]", file=file)
    wanted = tuple(_wanted(table, file) for table in tables)
    names = [one.name for one in wanted]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"two sources have the dataset {twice[0]!r}; name it apart", file=file)
    every = said.get("every")
    return Plan(file.parent / named, wanted, None if every is None else seconds_of(str(every)))


def seconds_of(text: str) -> float:
    """Read a length of time such as 30m, 6h or 1d, in seconds.

    Raises
    ------
    InputError
        If it is none, or shorter than five minutes.

    >>> seconds_of("6h")
    21600.0
    """
    found = _EVERY.fullmatch(text.strip())
    if not found:
        raise InputError(f"{text[:40]!r} is not a length of time; expected 30m, 6h or 1d")
    seconds = float(found[1]) * _LENGTHS[found[2]]
    if seconds < _SHORTEST:
        raise InputError(f"every {text} is too often; expected 5m or more")
    return seconds


def _wanted(table: Any, file: Path) -> Wanted:
    if not isinstance(table, dict) or not isinstance(table.get("source"), str):
        raise InputError("a [[source]] has no source; name one", file=file)
    try:
        source = source_of(table["source"])
    except AtlasError as error:
        raise InputError(str(error).rstrip("."), file=file) from None
    own = {name: value for name, value in table.items() if name not in _FIELDS}
    if unknown := [name for name in own if name not in source.options]:
        known = ", ".join(sorted(_FIELDS | source.options.keys()))
        raise InputError(
            f"{source.name}: {unknown[0][:80]!r} is not known; expected one of {known}", file=file
        )
    saved = saved_mapping(_beside(file, table.get("mapping")))
    loss = table.get("allow_loss", ALLOWED_LOSS)
    if isinstance(loss, bool) or not isinstance(loss, int | float) or not 0 <= loss <= 1:
        raise InputError(f"{source.name}: allow_loss is no number from 0 to 1", file=file)
    return Wanted(
        source.name,
        str(table.get("dataset", "")),
        _since(table.get("since"), file),
        own,
        replace(as_choices(saved), file_format=table.get("format") or saved.file_format),
        _terms(table, file),
        _beside(file, table.get("corrections")),
        float(loss),
        due=_length(table, "due", file),
        lag=_length(table, "lag", file),
    )


def _terms(table: dict[str, Any], file: Path) -> Terms:
    said = [table.get(name) for name in ("licence", "citation", "republish")]
    try:
        return stated_terms(*(None if text is None else str(text) for text in said))
    except InputError as error:
        raise InputError(error.problem, file=file) from None


def _length(table: dict[str, Any], name: str, file: Path) -> float | None:
    try:
        return seconds_of(str(table[name])) if name in table else None
    except InputError as error:
        raise InputError(f"{name}: {error.problem}", file=file) from None


def _beside(file: Path, name: Any) -> Path | None:
    return None if name is None else file.parent / str(name)


def _since(said: Any, file: Path) -> dt.date | None:
    if said is None or (isinstance(said, dt.date) and not isinstance(said, dt.datetime)):
        return said
    try:
        return dt.date.fromisoformat(str(said))
    except ValueError:
        raise InputError(
            f"since is {str(said)[:40]!r} and no date (YYYY-MM-DD)", file=file
        ) from None


def saved_mapping(file: Path | None) -> Mapped:
    """Read a mapping that the page saved; without a file nothing is said.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if file is None:
        return Mapped()
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError("there is no such file, or it cannot be read", file=file) from error
    return read_mapping(content, file=file.name)


def as_choices(saved: Mapped) -> Choices:
    """Return how files are read, by a mapping that was saved."""
    return Choices(None, saved.file_format, saved.columns or None, saved.date_order, saved.options)


def sync(
    plan: Plan,
    tell: Callable[[str], object],
    *,
    take: Callable[[Wanted, Path], Outcome] = fetch,
    rest: Callable[[float], object] = time.sleep,
    rounds: int | None = None,
) -> int:
    """Fetch all sources of a plan; one that fails keeps no other from being fetched.

    Parameters
    ----------
    plan : Plan
    tell : callable
        Is given each line that a person should see.
    take : callable
        Fetches one.
    rest : callable
        Waits for so many seconds.
    rounds : int, optional
        How often at most; by default once, or without end where the plan says how often.

    Returns
    -------
    int
        How many sources failed in the last round.
    """
    failed, done = 0, 0
    while True:
        began = time.monotonic()
        failed = sum(not _taken(wanted, plan.store, tell, take) for wanted in plan.wanted)
        done += 1
        if plan.every is None or done == rounds:
            return failed
        rest(max(0.0, plan.every - (time.monotonic() - began)))


def _taken(
    wanted: Wanted,
    store: Path,
    tell: Callable[[str], object],
    take: Callable[[Wanted, Path], Outcome],
) -> bool:
    try:
        lines = take(wanted, store).lines
    except AtlasError as error:
        tell(str(error))
        return False
    for line in lines:
        tell(line)
    return True
