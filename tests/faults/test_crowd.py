"""Visitors go on while others bring hostile files and ask too much, all in little memory."""

from __future__ import annotations

import asyncio

import pytest

from tests.benchmarks.load import Crowd, crowd, server_of
from tests.hostile import large
from tests.web.server.running import running

pytestmark = [pytest.mark.slow, pytest.mark.long]

#: Megabytes of the server and its children together.
MOST_MB = 2_000
KINDS = len(large.WORKBOOKS) + len(large.OTHERS)


def test_nobody_else_meets_with_an_error(tmp_path):
    with running(tmp_path) as address:
        who = Crowd(visitors=4, own=1, bad_every=4, abusers=40)
        met = asyncio.run(crowd(address, who, 4.0 * KINDS + 10, server_of(address)))
    assert met["errors"] == {}, met["first_errors"]
    assert met["strays"] == 0, met["first_strays"]
    assert met["own_data"]["added"] >= 1
    strangers = met["strangers"]
    assert strangers["errors"] == 0, strangers["first_errors"]
    assert strangers["bad_files"]["answered"] >= KINDS
    assert met["peak_mb"] < MOST_MB, met["peak_of"]
