"""Texts of a place column that name no place: nan, various, front line, різні області, тил.

They are `data/no_place.csv`.  They are compared as they are written, but for case, spaces and the
marks around them, and not by their key: the key of ООС, a theatre of war, is that of the town Osa.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import lru_cache
from typing import Final

from geo.regions import shipped

#: Marks that change nothing around a text or at its end.
_AROUND: Final = " \t\"'«»“”„‘’`()[]{}<>-–—•*.,:;?!"
_SAME: Final = str.maketrans({"’": "'", "ʼ": "'", "ё": "е", "ı": "i"})


def no_place(text: str) -> frozenset[str] | None:
    """Return the countries that a text names which names no place; None if it may name a place.

    An empty set says that nothing is known, not even the country.

    Parameters
    ----------
    text : str
        A whole cell.

    >>> no_place("Various"), no_place("«Юг России»"), no_place("Kyiv")
    (frozenset(), frozenset({'RU'}), None)
    """
    plain = unicodedata.normalize("NFC", text).casefold().translate(_SAME)
    plain = " ".join(plain.split())
    known = _texts()
    found = known.get(plain)
    return known.get(plain.strip(_AROUND)) if found is None else found


@lru_cache(maxsize=1)
def _texts() -> dict[str, frozenset[str]]:
    with shipped("no_place.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["country"]) for row in csv.DictReader(file)]
    countries = {named: frozenset(named.split(";")) - {""} for _, named in rows}
    return {text: countries[named] for text, named in rows}
