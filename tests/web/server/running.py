"""A server as a process of its own, and a visitor who speaks the page's protocol with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.conftest import free_port
from tests.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

#: Longest that anything is waited for, in seconds; the machine may be shared and slow.
PATIENCE = 120.0
#: Runs a command of Streamlit's, and writes down whatever Python asks of the network.
_WATCHED = """
import sys
out = open(sys.argv.pop(1), "a", buffering=1)
def hear(event, arguments):
    if event.startswith("socket.") and event.split(".")[1] not in ("__new__", "bind"):
        out.write(f"{event} {arguments[-1] if event == 'socket.connect' else arguments!r}\\n")
sys.addaudithook(hear)
from streamlit.web.cli import main
main(prog_name="streamlit")
"""


@contextlib.contextmanager
def running(folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """Start the server; give its address.  What it asks of the network stands in `asked`."""
    port = free_port()
    command = [sys.executable, "-c", _WATCHED, str(folder / "asked"), "run", "dashboard.py"]
    command += ["--server.port", str(port), *options]
    env = os.environ | {"ATLAS_STATE": str(folder), "PYTHONPATH": str(ROOT)} | environment
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE
        while status(f"{address}/api/health") != 200:
            assert process.poll() is None, (folder / "server.log").read_text(errors="replace")
            assert time.monotonic() < until, "the server is not ready"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def status(address: str, **headers: str) -> int:
    """The status of an answer; 0 if there is none."""
    try:
        asked = urllib.request.Request(address, headers=headers)  # noqa: S310
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        with contextlib.closing(error):
            return error.code
    except OSError:
        return 0


def session(address: str, **options) -> ClientConnection:
    """Open the websocket of a page."""
    return connect(
        f"ws://{urlsplit(address).netloc}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=2**26,
        open_timeout=PATIENCE,
        **{"origin": address, **options},
    )


def run_page(line: ClientConnection, query: str = "", page: str = "") -> str:
    """Have the page drawn; give the name of its session."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    name = ""
    for told in drawn(line, message):
        if told.WhichOneof("type") == "new_session":
            name = told.new_session.initialize.session_id
    return name


def drawn(line: ClientConnection, message: BackMsg) -> Iterator[ForwardMsg]:
    """Send the page a message; what it answers, until it has run."""
    line.send(message.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(line.recv(PATIENCE))
        yield told
        if told.WhichOneof("type") == "script_finished":
            return
