"""VIINA: one ZIP a year from its repository, each rewritten as a whole at every release.

The files are kept by Git LFS.  What the repository itself answers is a *pointer* of three lines:
the hash and the size of the file, which another server has.  The pointer says whether anything has
changed, and the file is taken only if it has that hash.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING, Final

from geo.sources.client import AnswerError, is_missing
from geo.sources.source import Haul, Part, Source, SourceError, Visit

if TYPE_CHECKING:
    from geo.sources.client import Answer

_FIRST: Final = 2022
_POINTER: Final = re.compile(
    rb"version https://git-lfs[^\n]*\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\nsize (\d+)\s*$"
)
_TABLES: Final = ("event_1pd", "event_info")


def collect(visit: Visit) -> Haul:
    """Collect the files of all years since `since`."""
    table = visit.text("table")
    if table not in _TABLES:
        raise SourceError(f"VIINA: table is {table!r}; expected {' or '.join(_TABLES)}.")
    first = max(_FIRST, visit.since.year) if visit.since else _FIRST
    parts = dict[str, Part]()
    for year in range(first, visit.now.year + 1):
        name = f"{table}_latest_{year}.zip"
        try:
            parts[name] = _file(visit, name)
        except AnswerError as error:
            # A year has no file yet in its first weeks.
            if year == visit.now.year and is_missing(error) and visit.part(name) is None:
                continue
            raise
    if not parts:
        raise SourceError("VIINA: there is no file of these years yet.")
    return Haul(parts)


def _file(visit: Visit, name: str) -> Part:
    answer = visit.client.get(f"{visit.address()}/{name}")
    answer.refuse_page()
    pointer = _POINTER.match(answer.content)
    if pointer is None:
        if answer.content.startswith(b"version https://git-lfs"):
            raise SourceError(f"VIINA: the pointer to {name} cannot be read.")
        return Part(_zip(answer, name))
    wanted, size = pointer[1].decode(), int(pointer[2])
    held = visit.part(name)
    if held is not None and _hash(held.content) == wanted:
        return held
    found = visit.client.get(f"{visit.address('files')}/{name}")
    found.refuse_page()
    if found.content.startswith(b"version https://git-lfs"):
        raise SourceError(f"VIINA: the server of files answers with a pointer instead of {name}.")
    if len(found.content) != size or _hash(found.content) != wanted:
        raise SourceError(
            f"VIINA: {name} has {len(found.content):,} bytes and is not the file of {size:,} that"
            " its pointer names; it may be in the middle of a release."
        )
    return Part(_zip(found, name))


def _zip(answer: Answer, name: str) -> bytes:
    if not answer.content.startswith(b"PK"):
        raise SourceError(f"VIINA: {name} is no ZIP file.")
    return answer.content


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_AT: Final = "zhukovyuri/VIINA/main/Data"

SOURCE: Final = Source(
    name="viina",
    title="VIINA 2",
    doc="One event a place and day, from news reports; a file a year.",
    collect=collect,
    reader="viina",
    expects=("date", "latitude", "longitude", "GEO_PRECISION"),
    options={
        "address": (f"https://raw.githubusercontent.com/{_AT}", "Folder of the repository."),
        "files": (f"https://media.githubusercontent.com/media/{_AT}", "Folder of its large files."),
        "table": ("event_1pd", "event_1pd (an event a place and day), or event_info (reports)."),
    },
    due=dt.timedelta(days=4),
    lag=dt.timedelta(days=14),
)
