"""Text search: what is searched, and how a text is folded so that spelling matters less.

Words used here
---------------
folded text
    Lower-case letters and digits in words with single spaces between.  Diacritics are gone (ё is
    е, й is и, ї is і, ż is z), apostrophes and soft signs leave no trace, ґ is г, and Cyrillic is
    written in Latin letters, in which y and j are i: Київ and Kyiv are both ``kiiv``.  Every
    character is folded by itself, so that the beginning of a word folds to the beginning of the
    folded word.  Letters of other alphabets stay as they are.
search text of an incident
    Its actor, notes and source, and its places as reported, folded.
spellings of a place
    Every name that the gazetteer has of it, and the names of its region in the three languages,
    folded.

A search finds the incidents in which every word of it begins a word of the incident's search text
or of the spellings of one of its places as understood.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.regions import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

#: Most characters of a search.
LONGEST: Final = 100
#: Most words of a search: each is looked for in all texts.
MOST_WORDS: Final = 12

_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_LATIN: Final = {"y": "i", "j": "i", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"}
#: Signs inside a word that leave no trace.
_SILENT: Final = "'`´ʹʺʻʼʽ’‘‛′\u00ad\u200b\u200c\u200d\u2060\ufeff"


class _Folding(dict[int, str]):
    """What each character folds to, found out when it first occurs."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        folded = "" if kind == "Mn" else char if kind[0] in "LN" else " "
        self[code] = folded
        return folded


_FOLDING: Final = _Folding(
    {ord(char): folded for char, folded in (_CYRILLIC | _LATIN).items()}
    | dict.fromkeys(map(ord, _SILENT), "")
)


def fold(text: str) -> str:
    """Return the folded text (see the module's introduction); empty where nothing is left.

    >>> fold("Куп'янськ"), fold("Kup’yans'k"), fold("  ЁЛКА – Їжак 2024! ")
    ('kupiansk', 'kupiansk', 'elka izhak 2024')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return " ".join(text.lower().translate(_FOLDING).split())


def words(text: str) -> list[str]:
    """Return the folded words of a search, without those that begin another one.

    >>> words("Удар, удары: Харьков")
    ['kharkov', 'udari']
    """
    found = sorted(set(fold(text).split()))
    # Sorted, a word that begins others stands right before one of them.
    longer = [*found, ""][1:]
    return [word for word, after in zip(found, longer, strict=True) if not after.startswith(word)]


def within(text: str) -> str:
    """Return a search without what is beyond its first `MOST_WORDS` words.

    >>> within("fuel depot"), within("a b c d e f g h k l m n o p")
    ('fuel depot', 'a b c d e f g h k l m n')
    """
    while len(words(text)) > MOST_WORDS:
        text = text[:-1].rstrip()
    return text


def spellings(pairs: Iterable[tuple[str | None, str | None]]) -> pd.DataFrame:
    """Return the spellings of places.

    Parameters
    ----------
    pairs : iterable of (region, place_name)
        Places as understood.

    Returns
    -------
    DataFrame
        region, place_name, search; a missing value is empty, and each word of `search` has a space
        before it.
    """
    import pandas as pd

    from geo.gazetteer import path_in_use

    path = path_in_use()
    names = _names(path, path.stat().st_mtime_ns)
    rows, regions = [], catalogue()
    for region, place in dict.fromkeys((region or "", place or "") for region, place in pairs):
        known = regions.get(region)
        own = {known.name_en, known.name_uk, known.name_ru} if known else set()
        texts = {place, *own, *names.get((region, place), ())}
        found = {word for text in texts for word in fold(text).split()}
        rows.append((region, place, "".join(f" {word}" for word in sorted(found))))
    return pd.DataFrame(rows, columns=["region", "place_name", "search"], dtype="string")


@lru_cache(maxsize=2)
def _names(path: Path, _changed: int) -> dict[tuple[str, str], set[str]]:
    """Return every name that a gazetteer file has, by region and name in Latin letters."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        table = file.read(columns=["region", "name", "name_uk", "name_ru", "alternates"])
    found: dict[tuple[str, str], set[str]] = {}
    for row in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
        region, name, name_uk, name_ru, alternates = row
        names = found.setdefault((region or "", name), set())
        names.update(text for text in (name_uk, name_ru, *(alternates or ())) if text)
    return found
