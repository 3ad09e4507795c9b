"""Under which licence each dataset of a store stands, as far as anybody said."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final

from geo.config import own_store
from geo.i18n import _
from geo.ownstore import SHIPPED_DATASET

if TYPE_CHECKING:
    from geo.store import Store

#: Of the incidents that ship with the project; data/README.md says the same.
_SHIPPED: Final = "CC BY 4.0"


def shipped(store: Store) -> bool:
    """Whether a store is the one that the page builds from the shipped incidents."""
    own = store.stamp.path == own_store().resolve()
    return own and not os.environ.get("ATLAS_INCIDENTS")


def licence_of(store: Store, dataset: str) -> str:
    """Licence of a dataset: what the store's `meta` states, or that nothing is stated."""
    stated = json.loads(store.meta.get("terms", "{}")).get(dataset, {}).get("licence")
    if not stated and dataset == SHIPPED_DATASET and shipped(store):
        stated = _SHIPPED
    return stated or _("not stated")
