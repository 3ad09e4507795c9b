"""Whatever the server meets with, its log is one JSON object a line, without strangers' texts."""

from __future__ import annotations

import contextlib
import json
import socket
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException

from tests.web.server.running import drawn, run_page, running, session, status

pytestmark = pytest.mark.slow

QUOTED = "asecretsearch"


def raw(address: str, content: bytes) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as line:
        line.sendall(content)
        with contextlib.suppress(OSError):
            line.recv(1000)


def lie_about_widgets(line) -> None:
    """Say of every control of the page that it holds what it cannot hold."""
    message, ids = BackMsg(), set()
    message.rerun_script.query_string = ""
    for told in drawn(line, message):
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        if told.WhichOneof("type") == "delta" and kind:
            ids.add(getattr(getattr(element, kind), "id", ""))
    assert any(ids)
    for field, value in (
        ("json_value", "{" + QUOTED),
        ("string_value", QUOTED),
        ("int_value", 10**9),
        ("bytes_value", QUOTED.encode()),
        ("json_value", f'{{"{QUOTED}": [["{QUOTED}"]]}}'),
    ):
        lie = BackMsg()
        lie.rerun_script.query_string = ""
        for name in filter(None, ids):
            state = lie.rerun_script.widget_states.widgets.add()
            state.id = name
            setattr(state, field, value)
        for _told in drawn(line, lie):
            pass


def test_every_line_is_an_object_and_quotes_nobody(tmp_path):
    with running(tmp_path) as address:
        for path in (
            f"api/points.json?text={QUOTED}",
            f"api/{QUOTED}",
            f"api/cell.json?cell={QUOTED}",
        ):
            status(f"{address}/{path}")
        status(f"{address}/_stcore/upload_file/{QUOTED}/{QUOTED}")
        status(f"{address}/media/{QUOTED}.png")
        status(f"{address}/component/{QUOTED}/x")
        for content in (
            b"\x16\x03\x01\x00 no http " + QUOTED.encode() + b"\r\n\r\n",
            b"GET /" + b"a" * 100_000 + QUOTED.encode() + b" HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        ):
            raw(address, content)
        with contextlib.suppress(WebSocketException), session(address) as line:
            line.send(b"\xff\xff not protobuf " + QUOTED.encode())
            line.send(QUOTED)
            with contextlib.suppress(TimeoutError):
                line.recv(5)
        with contextlib.suppress(WebSocketException), session(address) as line:
            run_page(line, f"text={QUOTED}&metric={QUOTED}")
            run_page(line, f"region={QUOTED}", QUOTED)
        with session(address) as line:
            lie_about_widgets(line)
        with contextlib.suppress(WebSocketException), session(address, origin=f"https://{QUOTED}"):
            pass
    lines = (tmp_path / "server.log").read_text(encoding="utf-8").splitlines()
    greeting, *told = lines if lines[0].startswith("The incident atlas is at ") else ("", *lines)
    others = [line for line in told if line != greeting and not line.startswith("The incident")]
    objects = [json.loads(line) for line in others]
    assert objects
    assert all({"time", "level", "event"} <= set(found) for found in objects)
    assert QUOTED not in "\n".join(lines)
