"""Servers on this machine that answer as those of the sources do; the shapes are made by hand."""

from __future__ import annotations

import gzip
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Asked:
    """A request."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class Reply:
    """An answer, with what may be wrong with it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    packed: bool = False
    #: Bytes after which the connection breaks.
    cut: int | None = None
    #: Seconds before each byte.
    drip: float = 0.0
    #: Said again and again before anything else, without end.
    endless: bytes = b""


def as_json(content: Any, status: int = 200, **more: Any) -> Reply:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Reply(body, status, {"Content-Type": "application/json"}, **more)


LOGIN = Reply(
    b"<!DOCTYPE html><html><body>Sign in</body></html>", headers={"Content-Type": "text/html"}
)


class Site:
    """A running server: what it was asked, and what goes wrong next."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        #: Answers instead of the proper ones, each once; None lets a proper one pass.
        self.next: list[Reply | None] = []
        self.answer: Callable[[Asked], Reply] = lambda _asked: Reply(b"", 404)
        self.address = ""

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def _handle(self, method: str) -> None:
        split = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        form = {k: v[-1] for k, v in parse_qs(body.decode("utf-8", "replace")).items()}
        params = {k: v[-1] for k, v in parse_qs(split.query).items()}
        headers = {k.lower(): v for k, v in self.headers.items()}
        asked = Asked(method, split.path, params, headers, form)
        self.site.asked.append(asked)
        forced = self.site.next.pop(0) if self.site.next else None
        self._send(forced or self.site.answer(asked))

    def _send(self, reply: Reply) -> None:
        while reply.endless:
            try:
                self.wfile.write(reply.endless)
            except OSError:
                return
            time.sleep(0.02)
        body = gzip.compress(reply.body) if reply.packed else reply.body
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.packed:
            self.send_header("Content-Encoding", "gzip")
        if reply.packed and reply.cut is not None:
            # The end of the connection is the end of the answer.
            self.send_header("Connection", "close")
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = self.close_connection or reply.cut is not None
        self._write(body[: reply.cut], reply.drip)

    def _write(self, body: bytes, drip: float) -> None:
        step = 1 if drip else len(body) or 1
        for at in range(0, len(body), step):
            time.sleep(drip)
            try:
                self.wfile.write(body[at : at + step])
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Site]:
    """Serve for the length of a `with`."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
