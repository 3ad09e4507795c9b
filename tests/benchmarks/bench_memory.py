"""Memory of the server at a million incidents, and what each further visitor adds to it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.load import crowd, memory, server_of, with_peak
from tests.benchmarks.measure import Row
from tests.benchmarks.stores import path_of
from tests.browser.conftest import serving

COUNT, VISITORS, SECONDS, MOST_MB = 1_000_000, 12, 30.0, 15.0
NAMES: Final = ("server at 1 M incidents, one visitor", "each further visitor at 1 M")


def main() -> list[Row]:
    """One visitor, then a dozen, who speak the page's own protocol (see `load`)."""
    path = path_of(COUNT)
    size = path.stat().st_size / 2**20
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), ATLAS_STORE=str(path.resolve())) as address,
    ):
        server = server_of(address)
        met = asyncio.run(crowd(address, 1, 20))
        one = memory(server)
        many, peak = asyncio.run(with_peak(server, crowd(address, VISITORS, SECONDS)))
    assert not [*met.errors, *many.errors, *met.strays, *many.strays]
    return [
        Row(NAMES[0], one, size, "MB", None, "size of the store", 1),
        Row(NAMES[1], (peak - one) / (VISITORS - 1), MOST_MB, "MB", 1, "15 MB", 1),
    ]
