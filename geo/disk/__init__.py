"""Locks between processes, folders that are gone afterwards, and files that are written whole."""

from __future__ import annotations

from geo.disk.lock import locked, scratch_prefix
from geo.disk.scratch import claim, private_folder, spill_folder, sweep
from geo.disk.shipped import check_shipped
from geo.disk.target import target, write_whole

__all__ = [
    "check_shipped",
    "claim",
    "locked",
    "private_folder",
    "scratch_prefix",
    "spill_folder",
    "sweep",
    "target",
    "write_whole",
]
