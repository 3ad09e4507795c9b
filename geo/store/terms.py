"""Licence and citation of each dataset, and whether it may be republished, kept in the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from geo.config import data_folder, own_store, shipped_incidents
from geo.errors import InputError
from geo.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.store.opened import Store

#: Key of the store's table `meta`.
TERMS: Final = "terms"
#: What stands where nobody said anything.
NOT_STATED: Final = N_("not stated")
#: What a dataset's terms may say of showing it to everybody, besides nothing.
FREE, FORBIDDEN, AGGREGATED = N_("yes"), N_("no"), N_("aggregated only")
REPUBLISH: Final = (FREE, FORBIDDEN, AGGREGATED)
#: Key of the store's table `meta`: in a copy for the public, what is not shown as it is, and why.
WITHHELD: Final = "withheld"
#: Name of the dataset that ships with the project.
SHIPPED_DATASET: Final = "curated"


@dataclass(frozen=True)
class Terms:
    """What may be done with a dataset, and how to name it.

    Attributes
    ----------
    licence, citation : str
        Free text.
    republish : str
        Whether its records may be shown to everybody: one of `REPUBLISH`, or not stated.
    """

    licence: str = NOT_STATED
    citation: str = NOT_STATED
    republish: str = NOT_STATED


#: Where nobody said anything.
UNSTATED: Final = Terms()
#: Terms of the incidents that ship with the project; data/README.md says the same.
SHIPPED: Final = Terms(
    "CC BY 4.0",
    "Incident atlas, data/incidents.csv: facts read from published news pages, each named in"
    " columns source and source_url.",
    FREE,
)


def stated_terms(licence: str | None, citation: str | None, republish: str | None) -> Terms:
    """Return terms as a person states them; None for nothing.

    Raises
    ------
    InputError
        If `republish` is none of `REPUBLISH`.
    """
    if republish is not None and republish not in REPUBLISH:
        raise InputError(f"republish is {republish[:40]!r}; expected {', '.join(REPUBLISH)}")
    return Terms(*(text or NOT_STATED for text in (licence, citation, republish)))


def terms_of(store: Store) -> dict[str, Terms]:
    """Return the terms of every dataset of a store, by its name."""
    stated = _stated(store)
    return {name: stated.get(name, UNSTATED) for name in store.datasets()}


def as_meta(earlier: Store | None, datasets: Mapping[str, Terms], given: Terms) -> dict[str, str]:
    """Return the entry for the store's table `meta`.

    Parameters
    ----------
    earlier : Store or None
        The store before; what it says of a dataset stays unless something new is given.
    datasets : mapping of str to Terms
        Terms of each dataset that is ingested now, as its source gives them.  They count where
        nobody has said anything.
    given : Terms
        What was said about them.
    """
    stated = _stated(earlier) if earlier else {}
    for name, own in datasets.items():
        told = (given, stated.get(name, UNSTATED), own)
        stated[name] = Terms(
            *(_said(getattr(terms, field.name) for terms in told) for field in fields(Terms))
        )
    known = {name: asdict(terms) for name, terms in stated.items() if terms != UNSTATED}
    return {TERMS: json.dumps(known, ensure_ascii=False)} if known else {}


def _said(texts: Iterable[str]) -> str:
    return next((text for text in texts if text not in ("", NOT_STATED)), NOT_STATED)


def _stated(store: Store) -> dict[str, Terms]:
    found = json.loads(store.meta.get(TERMS, "{}"))
    return {name: Terms(**terms) for name, terms in found.items()}


def shipped(store: Store) -> bool:
    """Return whether a store is the one that the page builds from the shipped incidents."""
    own = store.stamp.path == own_store().resolve()
    return own and shipped_incidents() == data_folder() / "incidents.csv"


def licence_of(store: Store, dataset: str) -> str:
    """Return a dataset's licence as the page shows it: as stated, or that nothing is stated."""
    return _(_stated(store).get(dataset, UNSTATED).licence)


def withheld(store: Store) -> dict[str, str]:
    """Return the datasets that are not shown as they are here, each with what its terms say."""
    found: dict[str, str] = json.loads(store.meta.get(WITHHELD, "{}"))
    return found
