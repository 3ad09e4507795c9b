"""Memory of the server at a million incidents, and what each further open page adds to it."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.load import days_of, memory, server_of
from tests.benchmarks.measure import Row
from tests.benchmarks.stores import path_of
from tests.benchmarks.visitor import Result, Visitor, opened
from tests.browser.conftest import serving

if TYPE_CHECKING:
    import psutil

COUNT, FIRST, VISITORS, SETTLING, MOST_MB = 1_000_000, 2, 8, 2.0, 15.0
NAMES: Final = ("server at 1 M incidents, first pages open", "each further visitor at 1 M")


async def held(address: str, server: psutil.Process) -> tuple[float, float]:
    """Megabytes with the first pages open, and with so many more, each with filters chosen.

    Pages come one after the other and stay open: what a page holds is measured, not what many
    answers at one time need for a moment (`load` measures that).
    """
    result, days, sizes = Result(), days_of(address), []
    async with AsyncExitStack() as pages:
        for number in range(FIRST + VISITORS):
            page = await pages.enter_async_context(opened(address))
            visitor = Visitor(address, number, days, result)
            for query, counts in (("", False), (visitor.choose(), True)):
                await visitor._change(page, query, counts=counts)
            if number + 1 in {FIRST, FIRST + VISITORS}:
                await asyncio.sleep(SETTLING)
                sizes.append(memory(server))
    assert not [*result.errors, *result.strays]
    return sizes[0], sizes[1]


def main() -> list[Row]:
    """Open a few pages, then `VISITORS` more; all speak the page's own protocol (see `load`)."""
    path = path_of(COUNT)
    size = path.stat().st_size / 2**20
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), ATLAS_STORE=str(path.resolve())) as address,
    ):
        first, all_open = asyncio.run(held(address, server_of(address)))
    each = (all_open - first) / VISITORS
    return [
        Row(NAMES[0], first, size, "MB", None, "size of the store", 1),
        Row(NAMES[1], each, MOST_MB, "MB", 1, "15 MB", 1),
    ]
