"""What is said between the server and a process that reads a stranger's file: data, never code.

A message is a tree of plain values and of a few classes of ours, as JSON, and beside it the tables,
as Arrow's streams.  Nothing is pickled, so that what comes back from a process that has read a
stranger's file can at worst be wrong.
"""

from __future__ import annotations

import json
import struct
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import AtlasError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

_LENGTH: Final = struct.Struct("!Q")
#: Longest tree; tables and files come beside it.
_LONGEST_TREE: Final = 2**26
_NOT_UNDERSTOOD: Final = "what the reading process says cannot be understood."
_TREE, _PARTS, _KIND, _VALUE = "tree", "parts", "kind", "value"


class BrokenError(AtlasError):
    """What was received is no message."""


@cache
def _classes() -> dict[str, type]:
    """Return the classes that a message may hold, by their names."""
    from geo import readers
    from geo.ingest import Choices, Decision, Prepared
    from geo.layers import Layer
    from geo.links import LinkDecision
    from geo.store import LayerTables, Links, Tables, Terms

    listed: tuple[type, ...] = (
        *(Choices, Decision, Prepared, Layer, LayerTables, LinkDecision, Links, Tables, Terms),
        *(readers.Detection, readers.Fault, readers.Inspection, readers.Limits),
        *(readers.ReadOptions, readers.Records, readers.Sheet),
    )
    return {found.__name__: found for found in listed}


def packed(kind: str, value: Any) -> list[bytes]:
    """Return a message as the pieces that are sent one after the other.

    Parameters
    ----------
    kind : str
        What the message is.
    value : object
        Plain values, lists, tuples, dicts, bytes, tables (pandas, GeoPandas) and `_classes`.

    Raises
    ------
    TypeError
        For any other value.
    """
    parts: list[bytes] = []
    tree = _tree(value, parts)
    head = {_KIND: kind, _TREE: tree, _PARTS: [len(part) for part in parts]}
    text = json.dumps(head, separators=(",", ":")).encode()
    return [_LENGTH.pack(len(text)), text, *parts]


def send(channel: socket.socket, kind: str, value: Any = None) -> None:
    """Send one message; waits until it is taken."""
    for piece in packed(kind, value):
        channel.sendall(piece)


class Received:
    """Puts messages together from what comes in.

    Parameters
    ----------
    most : int
        Bytes of one message; of more nothing is kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = bytearray()
        self._head: dict[str, Any] | None = None
        self._needed = _LENGTH.size

    def feed(self, piece: bytes) -> Iterator[tuple[str, Any]]:
        """Take what has come, and yield kind and value of each message that is whole.

        Raises
        ------
        BrokenError
            If it is no message, or too large.
        """
        self._bytes += piece
        while len(self._bytes) >= self._needed:
            if self._head is not None:
                yield self._taken(self._head)
            elif self._needed == _LENGTH.size:
                (length,) = _LENGTH.unpack_from(self._bytes)
                if not length:  # would be waited for without end
                    raise BrokenError(_NOT_UNDERSTOOD)
                self._need(_LENGTH.size + length, min(_LONGEST_TREE, self._most))
            else:
                self._head = self._read_head()

    def _need(self, size: int, most: int) -> None:
        if size > most + _LENGTH.size:
            raise BrokenError("what the reading process says is too long.")
        self._needed = size

    def _read_head(self) -> dict[str, Any]:
        try:
            head = json.loads(self._bytes[_LENGTH.size : self._needed])
            parts = head[_PARTS]
            text = head[_KIND], head[_TREE]
            whole = all(isinstance(size, int) and size >= 0 for size in parts)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise BrokenError(_NOT_UNDERSTOOD) from None
        if not whole:
            raise BrokenError(_NOT_UNDERSTOOD)
        at = self._needed
        self._need(at + sum(parts), self._most)
        return {_KIND: text[0], _TREE: text[1], _PARTS: parts, "at": at}

    def _taken(self, head: dict[str, Any]) -> tuple[str, Any]:
        parts, at = [], head["at"]
        with memoryview(self._bytes) as whole:
            for size in head[_PARTS]:
                parts.append(bytes(whole[at : at + size]))
                at += size
        del self._bytes[:at]
        self._head, self._needed = None, _LENGTH.size
        try:
            return str(head[_KIND]), _value(head[_TREE], parts)
        except BrokenError:
            raise
        except Exception as error:  # whatever it runs into: it is not ours to trust
            raise BrokenError(_NOT_UNDERSTOOD) from error


def receive(channel: socket.socket, most: int) -> tuple[str, Any]:
    """Wait for one message; raises EOFError if there is none any more."""
    received = Received(most)
    while piece := channel.recv(1 << 18):
        for found in received.feed(piece):
            return found
    raise EOFError


def _tree(value: Any, parts: list[bytes]) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Return a value as JSON has it; what JSON has not goes to `parts`."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        parts.append(value)
        return {"bytes": len(parts) - 1}
    if isinstance(value, pd.DataFrame):
        return _table_tree(value, parts)
    if isinstance(value, pd.Series):
        name = str(value.name) if value.name is not None else None
        return {"series": _tree(value.to_frame("0"), parts), "name": name}
    if isinstance(value, list):
        return [_tree(item, parts) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_tree(item, parts) for item in value]}
    if hasattr(value, "keys"):
        return {"dict": [[_tree(key, parts), _tree(value[key], parts)] for key in value]}
    name = type(value).__name__
    if is_dataclass(value) and _classes().get(name) is type(value):
        own = {field.name: _tree(getattr(value, field.name), parts) for field in fields(value)}
        return {"class": name, "fields": own}
    if getattr(value, "dtype", None) is not None and getattr(value, "ndim", None) == 0:
        return _tree(value.item(), parts)  # a number of numpy's
    raise TypeError(f"a {name} is nothing that a message may hold")


def _table_tree(frame: pd.DataFrame, parts: list[bytes]) -> dict[str, Any]:
    import geopandas as gpd

    shape = None
    if isinstance(frame, gpd.GeoDataFrame):
        name = frame.geometry.name
        shape = [str(name), frame.crs.to_wkt() if frame.crs is not None else None]
        geometry = frame.geometry.to_wkb().astype(object)
        frame = pd.DataFrame(frame).assign(**{str(name): geometry})
    parts.append(_arrow(frame))
    return {"table": len(parts) - 1, "shape": shape}


def _arrow(frame: pd.DataFrame) -> bytes:
    import pyarrow as pa

    try:
        table = pa.Table.from_pandas(frame)
    except pa.ArrowException:  # a column of all sorts of things, of a layer's own
        plain = {
            str(name): frame[name].map(str, na_action="ignore").astype("string")
            for name in frame
            if frame[name].dtype == object and not isinstance(_first(frame[name]), bytes)
        }
        table = pa.Table.from_pandas(frame.assign(**plain))
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return bytes(out.getvalue())


def _first(column: pd.Series[Any]) -> Any:
    known = column.dropna()
    return known.iloc[0] if len(known) else None


def _value(tree: Any, parts: list[bytes]) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Return what `_tree` was made of."""
    if isinstance(tree, list):
        return [_value(item, parts) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if "bytes" in tree:
        return parts[tree["bytes"]]
    if "table" in tree:
        return _table(parts[tree["table"]], tree["shape"])
    if "series" in tree:
        found = _value(tree["series"], parts).iloc[:, 0]
        return found.rename(tree["name"])
    if "tuple" in tree:
        return tuple(_value(item, parts) for item in tree["tuple"])
    if "dict" in tree:
        return {_value(key, parts): _value(item, parts) for key, item in tree["dict"]}
    made = _classes()[tree["class"]]
    return made(**{name: _value(item, parts) for name, item in tree["fields"].items()})


def _table(part: bytes, shape: list[Any] | None) -> pd.DataFrame:
    import pyarrow as pa

    with pa.ipc.open_stream(part) as stream:
        table = stream.read_all()
    table.validate(full=True)
    frame: pd.DataFrame = table.to_pandas()
    if shape is None:
        return frame
    import geopandas as gpd

    name, crs = shape
    geometry = gpd.GeoSeries.from_wkb(frame[name], index=frame.index, crs=crs)
    whole: pd.DataFrame = gpd.GeoDataFrame(frame.assign(**{name: geometry}), geometry=name, crs=crs)
    return whole
