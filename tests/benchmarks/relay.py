"""A relay before a server that counts what it sends, as it goes over the wire, and may delay it."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 65_536


class Relay:
    """Passes on connections to a server on this machine.

    Parameters
    ----------
    address : str
        Of the server.
    delay : float
        Seconds that the way there and back takes longer.

    Attributes
    ----------
    received : int
        Bytes that the server has sent so far, with headers and as they are packed.
    address : str
        Where the relay answers.
    cut : bool
        Whether new connections are refused; `break_off` ends those that are there as well.
    """

    def __init__(self, address: str, delay: float = 0) -> None:
        parts = urlsplit(address)
        self._half = delay / 2
        self.received, self.cut = 0, False
        self._ends: set[socket.socket] = set()
        self._target = (parts.hostname or "localhost", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def break_off(self) -> None:
        """End all connections, and refuse new ones until `cut` is taken back."""
        self.cut = True
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                if self.cut:
                    browser.close()
                    continue
                threading.Thread(target=self._connect, args=(browser,), daemon=True).start()

    def _connect(self, browser: socket.socket) -> None:
        """Pass on what both ends send until both have ended."""
        with (
            browser,
            contextlib.suppress(OSError),
            socket.create_connection(self._target) as server,
        ):
            for end in (browser, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._ends.add(end)
            args = (server, browser, True)
            back = threading.Thread(target=self._pass_on, args=args, daemon=True)
            back.start()
            self._pass_on(browser, server, False)  # noqa: FBT003 - not counted
            back.join()
            self._ends -= {browser, server}

    def _pass_on(self, source: socket.socket, target: socket.socket, counted: bool) -> None:  # noqa: FBT001
        pieces: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        sending = threading.Thread(target=_send, args=(pieces, target), daemon=True)
        if self._half:
            sending.start()
        piece = b"first"
        while piece:
            piece = b""
            with contextlib.suppress(OSError):
                piece = source.recv(_PIECE)
            if counted:
                self.received += len(piece)
            if self._half:
                pieces.put((time.monotonic() + self._half, piece))
            else:
                _send_on(piece, target)
        if self._half:
            sending.join()


def _send(pieces: queue.SimpleQueue[tuple[float, bytes]], target: socket.socket) -> None:
    """Send pieces, each at its moment."""
    piece = b"first"
    while piece:
        moment, piece = pieces.get()
        time.sleep(max(0, moment - time.monotonic()))
        _send_on(piece, target)


def _send_on(piece: bytes, target: socket.socket) -> None:
    """Send a piece; an empty one is the end."""
    with contextlib.suppress(OSError):
        if piece:
            target.sendall(piece)
        else:
            target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relayed(address: str, delay: float = 0) -> Iterator[Relay]:
    """Relay before the server at `address`, for the length of a `with`."""
    relay = Relay(address, delay)
    try:
        yield relay
    finally:
        relay.close()
