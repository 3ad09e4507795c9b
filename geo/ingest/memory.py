"""Memory that is free again, given back to the machine before the next large step needs its own."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


#: In glibc's `mallopt`: from how many bytes on memory is the machine's again as soon as it is free.
_M_MMAP_THRESHOLD: Final = -3
_LARGE: Final = 2**20


def share() -> None:
    """Have Arrow take its memory where all else does, so that what is free serves both.

    Its own allocator keeps half as much again as it has in use.
    """
    import pyarrow as pa

    trade = _c_library("mallopt")
    if trade is not None:
        pa.set_memory_pool(pa.system_memory_pool())
        trade(_M_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Give back what the libraries hold without need: some hundred megabytes after a large file.

    Arrow and the C library keep what was freed, each for itself; what one keeps the other cannot
    use.
    """
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    trim = _c_library("malloc_trim")
    if trim is not None:
        trim(0)


def _c_library(name: str) -> Callable[..., int] | None:
    """Return a function that glibc has, and musl and other systems do not."""
    if sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"):
        return None
    found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    return found
