"""Sending an answer of any size piece by piece.

What is being read (a generator that holds a cursor on the store) is closed as soon as the answer
has been sent, has failed, or is wanted no more: when the client has gone, or has taken nothing for
`STALLED_SECONDS`.  The first piece is made before the answer begins, so that what fails at once is
still answered with a status of its own.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Generator
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TYPE_CHECKING, Final

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from geo import config
from geo.web.http.operations import DOWNLOADS
from geo.web.http.requests import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import Message, Receive, Scope, Send

STALLED_SECONDS: Final = 60.0
#: Level of gzip: from here on a tenth smaller costs twice the time.
_LEVEL: Final = 5
#: Bytes that are sent at once, unless the answer ends.
_PIECE: Final = 1 << 16


def packed(pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Pack pieces with gzip as they come."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    with _closed(pieces):
        for piece in pieces:
            if ready := packer.compress(piece):
                yield ready
        yield packer.flush()


def gathered(pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Join pieces to ones of `_PIECE` bytes or more; there is always one, which may be empty."""
    held, size = [], 0
    with _closed(pieces):
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= _PIECE:
                yield b"".join(held)
                held, size = [], 0
        yield b"".join(held)


def _begun(pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Give an empty piece once the first one is made, then that and all others."""
    with _closed(pieces):
        first = next(pieces)
        yield b""
        yield first
        yield from pieces


def _closed(pieces: Iterator[bytes]) -> AbstractContextManager[object]:
    """Return a context that closes a generator at its end; other iterators hold nothing."""
    return closing(pieces) if isinstance(pieces, Generator) else nullcontext()


class Slots:
    """How many answers may be sent at once.

    Parameters
    ----------
    most : int, optional
        By default what the setting ATLAS_MAX_DOWNLOADS says.
    """

    def __init__(self, most: int | None = None) -> None:
        self._free = threading.BoundedSemaphore(most or config.max_downloads())

    def take(self) -> None:
        """Take a place; raises BusyError if there is none."""
        if not self._free.acquire(blocking=False):
            raise BusyError("Too many downloads are running; try again in a few seconds.")
        DOWNLOADS.inc()

    def give_back(self) -> None:
        """Give a place back."""
        DOWNLOADS.dec()
        self._free.release()


class Streamed(StreamingResponse):
    """An answer that is read as it is sent; made by `streamed`."""

    def __init__(
        self, pieces: Generator[bytes, None, None], slots: Slots, headers: Mapping[str, str]
    ) -> None:
        super().__init__(pieces, headers=headers, media_type=headers["Content-Type"])
        self._pieces, self._slots = pieces, slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; whatever becomes of it, close what was read."""

        async def in_time(message: Message) -> None:
            with anyio.fail_after(STALLED_SECONDS):
                await send(message)

        try:
            await super().__call__(scope, receive, in_time)
        finally:
            self._pieces.close()
            self._slots.give_back()


async def streamed(
    pieces: Iterator[bytes], slots: Slots, headers: Mapping[str, str], *, gzip: bool
) -> Streamed:
    """Begin an answer.

    Parameters
    ----------
    pieces : iterator of bytes
        The body; what it raises before its first piece is raised here.
    slots : Slots
        Where a place is taken until the answer has been sent.
    headers : mapping
        Headers, `Content-Type` among them.
    gzip : bool
        Whether to pack it.

    Raises
    ------
    BusyError
        If there is no place.
    """
    slots.take()
    begun = _begun(gathered(packed(pieces) if gzip else pieces))
    try:
        # The generator runs to its first stop, where it holds the first piece.
        await run_in_threadpool(next, begun)
    except BaseException:
        begun.close()
        slots.give_back()
        raise
    coding = {"Content-Encoding": "gzip"} if gzip else {}
    return Streamed(begun, slots, {**headers, **coding})
