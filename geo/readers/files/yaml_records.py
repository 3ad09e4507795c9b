"""YAML as a `Sheet`: the forms that JSON has, written by hand.

Cells are what stands there: neither "no" nor 20241020 nor 14:30 becomes anything else.  References
within a document are refused, for a few lines of them stand for gigabytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import NESTING, Origin
from geo.readers.files.encoding import decode
from geo.readers.files.json_records import sheet_of_document

if TYPE_CHECKING:
    from geo.readers.base import Limits, Sheet

_KEY: Final = rb"[\w\"'\x80-\xff][^\n,;|\t:]{0,60}:"
#: How a list of records begins, alone or under a name, or one of several documents.
YAML: Final = re.compile(
    rb"(?:%[^\n]*\n)?(?:[ \t]*(?:\#[^\n]*)?\r?\n)*"
    rb"(?:---[ \t]*\r?\n(?=(?:[ \t]*\#[^\n]*\n)*(?:- *)?" + _KEY + rb"(?:\s|$))"
    rb"|(?:"
    + _KEY
    + rb"[ \t]*\r?\n)?[ \t]*-[ \t]+(?:&\w+[ \t]+)?(?:- )*(?:\{|"
    + _KEY
    + rb"(?:[ \t\r\n]|$)))"
)
_NOTHING: Final = ("", "~", "null", "Null", "NULL")
_CHECKED_EVERY: Final = 10_000


def read_yaml(content: bytes, *, file: str, limits: Limits) -> Sheet:
    """Read records out of YAML.

    Raises
    ------
    InputError
        If it is broken, refers to parts of itself, is nested beyond reason, or has no records.
    """
    import yaml  # type: ignore[import-untyped]

    origin = Origin(file, "yaml", limits)
    text = decode(content, file=file).text.removeprefix("\ufeff")
    try:
        documents = _documents(yaml.parse(text, Loader=yaml.CBaseLoader), origin)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(
            "the YAML is broken; save it as JSON or CSV", file=file, row=mark and mark.line + 1
        ) from None
    return sheet_of_document(documents[0] if len(documents) == 1 else documents, origin)


def _documents(events: Any, origin: Origin) -> list[Any]:
    """Return the documents of a stream of events, each of lists, objects and texts."""
    found = _Built(origin.file)
    for number, event in enumerate(events):
        if not number % _CHECKED_EVERY:
            origin.limits.check_time(file=origin.file)
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise InputError("the YAML refers to parts of itself; write them out", file=origin.file)
        if kind in ("SequenceEndEvent", "MappingEndEvent"):
            found.end()
        elif kind == "ScalarEvent":
            nothing = event.style in (None, "") and event.value in _NOTHING
            found.add(None if nothing else event.value)
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            found.begin({} if kind == "MappingStartEvent" else [])
    return found.documents


class _Built:
    """Documents as far as they have come, without recursion, which crashes where it is deep."""

    def __init__(self, file: str) -> None:
        self.documents = list[Any]()
        self._file = file
        #: From the document to the innermost list or object; and the key at hand of each, None
        #: before it comes.
        self._open = list[Any]()
        self._keys = list[str | None]()

    def add(self, value: Any) -> None:
        """Add a value to the innermost list or object."""
        if not self._open:
            self.documents.append(value)
        elif isinstance(self._open[-1], list):
            self._open[-1].append(value)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = value if isinstance(value, str) else "key"
        else:
            self._open[-1][key] = value
            self._keys[-1] = None

    def begin(self, value: Any) -> None:
        """Begin a list or an object."""
        if len(self._open) >= NESTING:
            raise InputError("the YAML is nested too deeply to be a table", file=self._file)
        self.add(value)
        self._open.append(value)
        self._keys.append(None)

    def end(self) -> None:
        """End the innermost list or object."""
        self._open.pop()
        self._keys.pop()
