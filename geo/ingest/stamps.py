"""What a store remembers of how it came about: what made each dataset, and its versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from geo.errors import AtlasError
from geo.store import HISTORY, Store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Tables

#: Key of the store's table `meta`: dataset -> what it was made of, where that was said.
_STAMPS: Final = "stamps"


def stamps(earlier: Store | None, fresh: Tables, stamp: str) -> dict[str, str]:
    """Return the entry for `meta`: the datasets in `fresh` get `stamp`, or none if it is blank."""
    known = json.loads(earlier.meta.get(_STAMPS, "{}")) if earlier else {}
    for table in (fresh.incidents, fresh.rejected):
        for name in table["dataset"].unique():
            known.pop(str(name), None)
            if stamp:
                known[str(name)] = stamp
    return {_STAMPS: json.dumps(known, ensure_ascii=False)} if known else {}


def stamp_of(path: Path, dataset: str) -> str | None:
    """Return the stamp of a dataset of the store at `path`, or None if there is none."""
    try:
        opened = Store(path)
    except AtlasError:
        return None
    found = json.loads(opened.meta.get(_STAMPS, "{}")).get(dataset)
    opened.close()
    return None if found is None else str(found)


def history(earlier: Store | None, version: str, built: str, *, kept: bool) -> dict[str, str]:
    """Return the entry for `meta`: all versions, the oldest first.

    Each is a list of the version, when it was built, and whether what it changed was kept.
    """
    before = json.loads(earlier.meta.get(HISTORY, "[]")) if earlier else []
    if earlier and not before:
        before = [[earlier.version, earlier.meta.get("built", ""), False]]
    return {HISTORY: json.dumps([*before, [version, built, kept or earlier is None]])}
