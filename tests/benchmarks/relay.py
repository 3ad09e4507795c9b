"""A relay before a server that counts what it sends, as it goes over the wire."""

from __future__ import annotations

import contextlib
import socket
import threading
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

    Attributes
    ----------
    received : int
        Bytes that the server has sent so far, with headers and as they are packed.
    address : str
        Where the relay answers.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.received = 0
        self._target = (parts.hostname or "localhost", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                for one, other in ((browser, server), (server, browser)):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(
                        target=self._pass_on, args=(one, other, one is server), daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, counted: bool) -> None:  # noqa: FBT001
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                if counted:
                    self.received += len(piece)
                target.sendall(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextlib.contextmanager
def relayed(address: str) -> Iterator[Relay]:
    """Relay before the server at `address`, for the length of a `with`."""
    relay = Relay(address)
    try:
        yield relay
    finally:
        relay.close()
