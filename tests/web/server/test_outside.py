"""The server asks nothing of another machine: at its start, in use, and of whom it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit
from websockets.exceptions import InvalidStatus

from geo.web.server import outside
from tests.web.server.running import run_page, running, session, status

pytestmark = pytest.mark.slow

#: Where a socket of the server may lead: to this machine, or nowhere.
HERE = ("127.0.0.1", "localhost", "::1", "0.0.0.0")  # noqa: S104


def left(folder) -> list[str]:
    """What the server asked of the network beyond this machine."""
    asked = (folder / "asked").read_text().splitlines()
    return [line for line in asked if not any(name in line for name in HERE)]


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", pytest.param("localhost", marks=pytest.mark.long)],  # noqa: S104
)
def test_nothing_leaves(tmp_path, address):
    with running(tmp_path, "--server.address", address) as found:
        for origin in ("https://elsewhere.example", "http://192.0.2.1:8501", "null"):
            with pytest.raises(InvalidStatus), session(found, origin=origin):
                pass
        with session(found) as line:
            run_page(line)
            run_page(line, "region=UA-63", "add")
        for path in ("", "embed", "api/regions.csv", "api/nothing", "api/points.json?zoom=x"):
            assert status(f"{found}/{path}") in (200, 400, 404)
        assert left(tmp_path) == []
    assert left(tmp_path) == []


def test_streamlit_has_no_further_module_that_asks():
    """Of those that can, the server runs none but `net_util`; a new one has to be looked at."""
    folder = Path(streamlit.__file__).parent
    asking = re.compile(r"^\s*(import|from) (requests|urllib\.request)\b", re.MULTILINE)
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if asking.search(path.read_text(encoding="utf-8"))
    }
    # The settings' browser and credentials are asked by commands, where a person sits before them.
    assert found == {"config_util.py", "net_util.py", "runtime/credentials.py", "web/cli.py"}
    outside.keep_inside()
    assert streamlit.net_util.get_external_ip() is None
    assert streamlit.net_util.get_internal_ip() is None
