"""Locks between processes, and folders that are gone afterwards."""

from __future__ import annotations

from geo.disk.lock import locked, scratch_prefix
from geo.disk.scratch import private_folder

__all__ = ["locked", "private_folder", "scratch_prefix"]
