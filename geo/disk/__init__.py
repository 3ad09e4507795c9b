"""Locks between processes, and folders that are gone afterwards."""

from __future__ import annotations

from geo.disk.lock import locked, scratch_prefix
from geo.disk.scratch import claim, private_folder, spill_folder, sweep
from geo.disk.shipped import check_shipped
from geo.disk.target import target

__all__ = [
    "check_shipped",
    "claim",
    "locked",
    "private_folder",
    "scratch_prefix",
    "spill_folder",
    "sweep",
    "target",
]
