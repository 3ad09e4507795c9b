"""What a source is: its name, its terms, and how it is collected.

Words used throughout
---------------------
part
    One file of a source as it was fetched, or its rows in a file of ours.
haul
    All parts of a source as they are now, those included that have not changed.
visit
    What a source is given to collect its haul with: the client, options, and the haul before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from geo.errors import AtlasError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from geo.sources.client import Client


class SourceError(AtlasError):
    """A source that cannot be fetched, or whose answer is not to be believed; nothing changes."""


@dataclass(frozen=True)
class Part:
    """One file of a source.

    Attributes
    ----------
    content : bytes
    etag, modified : str
        What its server said of it (ETag, Last-Modified), to ask for it only if it has changed.
    fresh_until : float
        Seconds since 1970 until which its server says that it need not be asked for again.
    """

    content: bytes
    etag: str = ""
    modified: str = ""
    fresh_until: float = 0.0


@dataclass(frozen=True)
class Haul:
    """All parts of a source as they are now.

    Attributes
    ----------
    parts : mapping of str to Part
        By file name.
    cursor : mapping
        What the source needs to know to ask for what is newer; plain JSON.
    remarks : tuple of str
        What a person should know.
    """

    parts: Mapping[str, Part]
    cursor: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """What a source is collected with.

    Attributes
    ----------
    client : Client
    options : mapping of str to text, or a list of texts
        As the operator gave them; defaults filled in.
    secret : callable
        Name -> credential, or None.
    now : datetime
        In UTC.
    since : date, optional
        First day that is wanted.
    before : Haul, optional
        The haul before; None where all is to be fetched anew.
    """

    client: Client
    options: Mapping[str, Any]
    secret: Callable[[str], str | None]
    now: dt.datetime
    since: dt.date | None = None
    before: Haul | None = None

    def text(self, name: str) -> str:
        """Return an option as one text."""
        value = self.options.get(name, "")
        return " ".join(map(str, value)) if isinstance(value, list) else str(value)

    def address(self, name: str = "address") -> str:
        """Return an option that is an address, without a slash at its end."""
        return self.text(name).rstrip("/")

    def texts(self, name: str) -> list[str]:
        """Return an option as a list; a text is taken apart at its commas."""
        value = self.options.get(name, [])
        several = value if isinstance(value, list) else str(value).split(",")
        return [str(one).strip() for one in several if str(one).strip()]

    def part(self, name: str) -> Part | None:
        """Return a part of the haul before."""
        return self.before.parts.get(name) if self.before else None


def as_they_are(parts: Mapping[str, Part]) -> list[tuple[str, bytes]]:
    """Return a haul's parts as the files that are read."""
    return [(name, parts[name].content) for name in sorted(parts)]


#: Where a source's events may come as late as they like.
NEVER: Final = timedelta(days=100_000)


@dataclass(frozen=True)
class Source:
    """One source.

    Attributes
    ----------
    name : str
        By which commands call it.
    title, doc : str
        What it is, and what is fetched how, for a person.
    collect : callable
        Visit -> Haul; raises SourceError where what is answered is not to be believed.
    reader : str, optional
        Name of its format among `geo.readers.READERS`; by default the content decides.
    files : callable
        Parts -> the files that are read, each with its name.
    expects : tuple of str
        Columns without which an answer is not of this source.
    options : mapping of str to (default, meaning)
        What an operator may say; a default of None has to be given.
    secrets : mapping of str to str
        Names of credentials, and what they are.
    due : timedelta
        A fetch that is older than this is one that should have been.
    lag : timedelta
        How long after an event its source usually has it, at most.
    texts : bool
        Whether what is fetched are texts to draft records of, and no records.
    """

    name: str
    title: str
    doc: str
    collect: Callable[[Visit], Haul]
    reader: str | None = None
    files: Callable[[Mapping[str, Part]], Sequence[tuple[str, bytes]]] = as_they_are
    expects: tuple[str, ...] = ()
    options: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    due: timedelta = timedelta(days=8)
    lag: timedelta = NEVER
    texts: bool = False
