"""Memory that is free again, given back to the machine before the next large step needs its own."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give back what the libraries hold without need: some hundred megabytes after a large file.

    Arrow and the C library keep what was freed, each for itself; what one keeps the other cannot
    use.
    """
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # glibc has it, musl does not
            trim(0)
