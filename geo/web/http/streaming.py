"""Sending an answer of any size piece by piece.

What is being read (a generator that holds a cursor on the store) is closed as soon as the answer
has been sent, has failed, or is wanted no more: when the client has gone, or has taken nothing for
`STALLED_SECONDS` while others wait.  The first piece is made before the answer begins, so that what
fails at once is still answered with a status of its own.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Generator
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Final

import anyio
from anyio import to_thread
from starlette.responses import StreamingResponse

from geo import config
from geo.store import Question, StoppedError
from geo.web.http.asking import PIECES, answered, pause
from geo.web.http.operations import DOWNLOADS
from geo.web.http.requests import BusyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

    from geo.web.http.asking import Kind

STALLED_SECONDS: Final = 60.0
#: So long a client may take nothing while nobody else wants its place: what a line takes from the
#: server and what arrives are not the same, and a slow one takes a megabyte at a time.
_LONGEST_WAIT: Final = 1_800.0
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

    A client that has taken nothing for `STALLED_SECONDS` gives its place to another who wants it.

    Parameters
    ----------
    most : int, optional
        By default what the setting ATLAS_MAX_DOWNLOADS says.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most or config.max_downloads()
        self._taken = set[Slot]()

    def is_full(self) -> bool:
        """Return whether there is no place, nor one that another client may lose."""
        if len(self._taken) < self._most:
            return False
        return time.monotonic() - self._slowest().waits_since < STALLED_SECONDS

    def _slowest(self) -> Slot:
        return min(self._taken, key=lambda slot: slot.waits_since)

    def take(self) -> Slot:
        """Take a place; raises BusyError if there is none."""
        if self.is_full():
            raise BusyError("Too many downloads are running; try again in a few seconds.")
        if len(self._taken) >= self._most:
            slowest = self._slowest()
            slowest.give_back()
            slowest.cut()
        slot = Slot(self._taken)
        self._taken.add(slot)
        DOWNLOADS.inc()
        return slot


class Slot:
    """A place in which an answer is sent.

    Attributes
    ----------
    waits_since : float
        Since when its client is to take what was sent, in seconds of `time.monotonic`; endless
        while it is our turn.
    """

    def __init__(self, taken: set[Slot]) -> None:
        self._taken = taken
        self._sending: anyio.CancelScope | None = None
        self.waits_since = float("inf")

    def give_back(self) -> None:
        """Give the place back, if that is not done."""
        if self in self._taken:
            self._taken.discard(self)
            DOWNLOADS.dec()

    def cut(self) -> None:
        """End what is sent here."""
        if self._sending is not None:
            self._sending.cancel()

    async def send(self, send: Send, message: Message) -> None:
        """Send one message; raises TimeoutError where the client takes it far too late."""
        self.waits_since = time.monotonic()
        with anyio.fail_after(_LONGEST_WAIT) as self._sending:
            await send(message)
        if self not in self._taken:
            raise TimeoutError
        self.waits_since = float("inf")


class Streamed(StreamingResponse):
    """An answer that is read as it is sent; made by `streamed`."""

    def __init__(
        self,
        pieces: Generator[bytes, None, None],
        slot: Slot,
        headers: Mapping[str, str],
        question: Question,
    ) -> None:
        super().__init__(self._read(), headers=headers, media_type=headers["Content-Type"])
        self._pieces, self._slot, self._question = pieces, slot, question

    async def _read(self) -> AsyncIterator[bytes]:
        """Yield the pieces, each made in a thread that is there for it."""
        part = partial(self._question.run, next, self._pieces, None)
        try:
            while (piece := await to_thread.run_sync(part, limiter=PIECES.limiter())) is not None:
                yield piece
        except StoppedError:  # there is nobody to be told
            return

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; whatever becomes of it, close what was read."""

        async def heard() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                self._question.stop()
            return message

        try:
            await super().__call__(scope, heard, partial(self._slot.send, send))
        finally:
            self._pieces.close()
            self._slot.give_back()


async def streamed(  # noqa: PLR0913
    pieces: Iterator[bytes],
    slots: Slots,
    headers: Mapping[str, str],
    *,
    gzip: bool,
    request: Request,
    kind: Kind = PIECES,
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
    request : Request
        Whose client may leave before the first piece is made.
    kind : Kind
        Of the first piece, for which most is looked through.

    Raises
    ------
    BusyError
        If there is no place.
    StoppedError
        If the client leaves.
    """
    if slots.is_full():
        await pause()
    slot = slots.take()
    begun, question = _begun(gathered(packed(pieces) if gzip else pieces)), Question()
    try:
        # The generator runs to its first stop, where it holds the first piece.
        await answered(request, kind, next, begun, question=question)
    except BaseException:
        begun.close()
        slot.give_back()
        raise
    coding = {"Content-Encoding": "gzip"} if gzip else {}
    return Streamed(begun, slot, {**headers, **coding}, question)
