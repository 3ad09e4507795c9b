"""Licence and citation of each dataset, as stated when it was ingested and kept in the store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from geo.config import own_store
from geo.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.store.opened import Store

#: Key of the store's table `meta`.
TERMS: Final = "terms"
#: What stands where nobody said anything.
NOT_STATED: Final = N_("not stated")
#: Name of the dataset that ships with the project.
SHIPPED_DATASET: Final = "curated"


@dataclass(frozen=True)
class Terms:
    """What may be done with a dataset, and how to name it; free text."""

    licence: str = NOT_STATED
    citation: str = NOT_STATED


#: Where nobody said anything.
UNSTATED: Final = Terms()
#: Terms of the incidents that ship with the project; data/README.md says the same.
SHIPPED: Final = Terms(
    "CC BY 4.0",
    "Incident atlas, data/incidents.csv: facts read from published news pages, each named in"
    " columns source and source_url.",
)


def terms_of(store: Store) -> dict[str, Terms]:
    """Return the terms of every dataset of a store, by its name."""
    stated = _stated(store)
    return {name: stated.get(name, UNSTATED) for name in store.datasets()}


def as_meta(earlier: Store | None, datasets: Mapping[str, str], given: Terms) -> dict[str, str]:
    """Return the entry for the store's table `meta`.

    Parameters
    ----------
    earlier : Store or None
        The store before; what it says of a dataset stays unless something new is given.
    datasets : mapping of str to str
        Licence of each dataset that is ingested now, as its source gives it; blank if not known.
        It counts where nobody has said anything.
    given : Terms
        What was said about them.
    """
    stated = _stated(earlier) if earlier else {}
    for name, licence in datasets.items():
        before = stated.get(name, UNSTATED)
        said = next((s for s in (given.licence, before.licence) if s != NOT_STATED), licence)
        stated[name] = Terms(
            said or NOT_STATED,
            before.citation if given.citation == NOT_STATED else given.citation,
        )
    known = {name: asdict(terms) for name, terms in stated.items() if terms != UNSTATED}
    return {TERMS: json.dumps(known, ensure_ascii=False)} if known else {}


def _stated(store: Store) -> dict[str, Terms]:
    found = json.loads(store.meta.get(TERMS, "{}"))
    return {name: Terms(**terms) for name, terms in found.items()}


def shipped(store: Store) -> bool:
    """Return whether a store is the one that the page builds from the shipped incidents."""
    own = store.stamp.path == own_store().resolve()
    return own and not os.environ.get("ATLAS_INCIDENTS")


def licence_of(store: Store, dataset: str) -> str:
    """Return a dataset's licence as the page shows it: as stated, or that nothing is stated."""
    return _(_stated(store).get(dataset, UNSTATED).licence)
