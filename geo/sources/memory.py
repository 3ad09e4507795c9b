"""What was fetched of a source before: beside the store, one folder for all its datasets.

`NAME.json` says what is known of a dataset and which files hold it; it is replaced in one step,
once those files are on the disk and the store has them.  So a fetch that is killed is one that has
not been.  No credential and no token is in it.
"""

from __future__ import annotations

import glob
import hashlib
import json
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from geo.disk import locked, write_whole
from geo.sources.source import Haul, Part, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Number of the form of these files; what has another is as if it were not there.
_FORM: Final = 1


@dataclass(frozen=True)
class Known:
    """What is known of a dataset that is fetched; times are ISO 8601 in UTC, blank for never.

    Attributes
    ----------
    source, dataset : str
    asked : str
        Hash of what was asked for.
    fetched : str
        When it was fetched last, with success, changed or not.
    changed : str
        When a fetch last changed anything.
    failed, problem : str
        When a fetch failed last, and why, in one sentence.
    due, lag : float
        Seconds after which a fetch, or the last event, is older than it should be.
    texts : bool
        Whether it is of texts, and no dataset of the store.
    columns : tuple of str
        Columns of its files.
    cursor : mapping
        See `geo.sources.source.Haul`.
    parts : mapping
        Name of a part -> its file here, and what its server said of it.
    """

    source: str
    dataset: str
    asked: str = ""
    fetched: str = ""
    changed: str = ""
    failed: str = ""
    problem: str = ""
    due: float = 0.0
    lag: float = 0.0
    texts: bool = False
    columns: tuple[str, ...] = ()
    cursor: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def folder_of(store: Path) -> Path:
    """Return the folder of what was fetched for a store."""
    return store.with_name(f"{store.name}.sources")


def all_known(store: Path) -> list[Known]:
    """Return what is known of every dataset that is fetched for a store, by their names."""
    files = sorted(folder_of(store).glob("*.json"))
    found = (_read(file) for file in files if not file.name.startswith("."))
    return [known for known in found if known is not None]


class Memory:
    """What is remembered of one dataset of a store.

    Parameters
    ----------
    store : Path
        The store, which need not be there yet.
    dataset : str
    """

    def __init__(self, store: Path, dataset: str) -> None:
        self.folder = folder_of(store)
        self._name = quote(dataset, safe=" ").strip(".")[:120] or "_"
        self.file = self.folder / f"{self._name}.json"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who fetches this dataset; wait for the one before."""
        with locked(self.file):
            yield

    def known(self) -> Known | None:
        """Return what is known, or None if nothing is, or it cannot be read."""
        return _read(self.file)

    def haul(self, known: Known) -> Haul | None:
        """Return the parts as they were fetched, or None if one of them is lost or damaged."""
        parts = dict[str, Part]()
        for name, said in known.parts.items():
            try:
                content = (self.folder / Path(str(said["file"])).name).read_bytes()
            except (OSError, KeyError):
                return None
            if _hash(content) != said.get("sha256"):
                return None
            told = (str(said.get("etag", "")), str(said.get("modified", "")))
            parts[name] = Part(content, *told, float(said.get("fresh_until", 0.0)))
        return Haul(parts, known.cursor) if parts else None

    def save(self, haul: Haul) -> dict[str, dict[str, Any]]:
        """Put a haul's parts beside those that are there; return what `Known.parts` holds."""
        said = dict[str, dict[str, Any]]()
        for name, part in haul.parts.items():
            digest = _hash(part.content)
            file = self.folder / f"{self._name}.{digest[:20]}.part"
            if not file.exists() or _hash(file.read_bytes()) != digest:
                self.write(file, part.content)
            said[name] = {
                "file": file.name,
                "sha256": digest,
                "etag": part.etag,
                "modified": part.modified,
                "fresh_until": part.fresh_until,
            }
        return said

    def keep(self, known: Known) -> None:
        """Take `known` for what is known from now on, and remove what it does not name."""
        text = json.dumps({"form": _FORM, **asdict(known)}, ensure_ascii=False, indent=1) + "\n"
        self.write(self.file, text.encode())
        named = {str(said["file"]) for said in known.parts.values()}
        for file in self.folder.glob(f"{glob.escape(self._name)}.*.part"):
            if file.name not in named:
                with suppress(OSError):
                    file.unlink()

    def write(self, path: Path, content: bytes) -> None:
        """Write a file in one step.

        Raises
        ------
        SourceError
            If the folder or the disk does not take it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, [content])
        except OSError as error:
            raise SourceError(
                f"what was fetched could not be kept ({error.strerror}); check that the folder of"
                " the store is writable and the disk is not full."
            ) from None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(file: Path) -> Known | None:
    try:
        said = json.loads(file.read_bytes())
        if said.pop("form") != _FORM:
            return None
        return Known(**{**said, "columns": tuple(said["columns"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
