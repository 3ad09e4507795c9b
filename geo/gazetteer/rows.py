"""Rows of a gazetteer file: made by `data/build_gazetteer.py` and by `gazetteer_extend`.

`keys` are folded spellings of a place's own name, `other_keys` those of its other, mostly former
names, `sounds` the phonetic keys of all; see `placetext`.  `front_km` is a settlement's distance to
the front (`geo.gazetteer.front`); small settlements are reported from near it.  `seat` says what a
settlement of Ukraine, or a hromada's seat, is in the register: city, settlement or village.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz.distance import Levenshtein

from geo.gazetteer.folding import fold, is_cyrillic, key, sound
from geo.gazetteer.front import add_front_distances

if TYPE_CHECKING:
    from pathlib import Path

#: Alternates at least this similar to the name are spellings of it; the rest are other names.
SAME_NAME: Final = 0.62
#: A Ukrainian spelling at least this similar to the Latin name is of the same name.
SURELY_SAME: Final = 0.85
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN: Final = re.compile("[ыэёъЫЭЁЪ]")
_UKRAINIAN_NAME: Final = re.compile(r"[а-щьюяґєії'’ʼ \-]+", re.IGNORECASE)
_LATIN_NAME: Final = re.compile(r"^[A-ZÀ-ÖØ-ÞĀ-ſȘȚʼ'’].*[a-zà-öø-ÿ]", re.DOTALL)

Row = dict[str, Any]


def blank(**values: Any) -> Row:
    """Return a row with every column."""
    row: Row = {
        "id": 0, "kind": "", "name": "", "name_uk": None, "name_ru": None, "country": "",
        "region": None,
        "lat": None, "lon": None, "population": 0, "katottg": 0, "radius_km": None,
        "source": "", "alternates": [], "front_km": None, "seat": None,
        "keys": set(), "other_keys": set(),
    }  # fmt: skip
    return row | values


def readable(name: str) -> bool:
    """Return whether a spelling is in Latin or Cyrillic, and no code or machine romanisation."""
    return is_cyrillic(name) or bool(_LATIN_NAME.match(name))


def split_keys(name: str, alternates: list[str]) -> tuple[set[str], set[str]]:
    """Return the folded spellings of the name, and those of its other names."""
    own = fold(name)
    same: set[str] = {own}
    other: set[str] = set()
    for alternate in filter(readable, alternates):
        spelled = fold(alternate)
        if len(spelled) < 2 or spelled in same:  # noqa: PLR2004
            continue
        alike = max(
            Levenshtein.normalized_similarity(own, spelled),
            Levenshtein.normalized_similarity(sound(own), sound(spelled)),
        )
        (same if alike >= SAME_NAME else other).add(spelled)
    return same, other


def cyrillic_names(name: str, alternates: list[str]) -> tuple[str | None, str | None]:
    """Return the likeliest Ukrainian and Russian spelling among the alternates."""
    spelled = [a for a in alternates if is_cyrillic(a) and not re.search("[ўјљњћђ]", a)]
    spelled.sort(key=lambda a: (-Levenshtein.normalized_similarity(fold(a), fold(name)), a))
    ukrainian = next((a for a in spelled if not _RUSSIAN.search(a)), None)
    russian = next((a for a in spelled if not _UKRAINIAN.search(a)), None)
    return ukrainian, russian


_OFFICIAL: Final = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
_AT_START: Final = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
#: The English spelling that GeoNames has, as the official one would be, but for y that is и.
_RESPELLED: Final = (
    (r"(?<=[^\W_])y(?=[aeu])", "i"),
    (r"(?<=[aeiou])yi", "i"),
    (r"yy\b", "yi"),
    (r"iy\b", "ii"),
    (r"(?<=[aeou])y\b", "i"),
)

_RUSSIAN_FORM: Final = re.compile("g|yo|(oye|iye|iy|oy|aya)\\b")


def latin(name: str) -> str:
    """Return a Ukrainian name in official Latin letters (Cabinet of Ministers, No. 55 of 2010).

    >>> latin("Куп'янськ"), latin("Згурівка"), latin("Біла Церква"), latin("Юр'ївка")
    ('Kupiansk', 'Zghurivka', 'Bila Tserkva', 'Yurivka')
    """
    words = []
    for word in re.split(r"([\s-]+)", name.lower().replace("зг", "з\u0001")):
        head = _AT_START.get(word[:1], _OFFICIAL.get(word[:1], word[:1]))
        body = "".join("gh" if char == "\u0001" else _OFFICIAL.get(char, char) for char in word[1:])
        words.append((head + body).capitalize())
    return "".join(words)


def official_name(name: str, alternates: list[str]) -> tuple[str, str | None]:
    """Return a Ukrainian place's name in official Latin letters, and the Ukrainian name.

    Parameters
    ----------
    name : str
        Its name in Latin letters, in an older spelling.
    alternates : list of str
        Its other names; the Ukrainian one is that which comes closest in official letters.

    >>> official_name("Kupyansk", ["Купянск", "Куп'янськ", "Kupjansk"])
    ('Kupiansk', "Куп'янськ")
    """
    plain = re.sub("[’ʼ'`]", "", name)
    if _RUSSIAN_FORM.search(plain):
        respelled: tuple[tuple[str, str], ...] = ()  # no rule makes a Ukrainian name of it
    else:
        respelled = _RESPELLED
    for pattern, letter in respelled:
        plain = re.sub(pattern, letter, plain)
    best, known = 0.0, None
    for spelled in sorted(filter(_UKRAINIAN_NAME.fullmatch, alternates)):
        alike = Levenshtein.normalized_similarity(latin(spelled).lower(), plain.lower())
        if alike > best:
            best, known = alike, spelled
    if known is None or best < SURELY_SAME:
        return plain, None
    return latin(known), known


def write(rows: list[Row], out: Path, version: str, *, level: int = 19) -> None:
    """Write the rows, sorted and with sounds, without timestamps."""
    add_front_distances(rows)
    rows.sort(key=lambda row: (row["kind"], row["country"], row["katottg"], row["id"]))
    for row in rows:
        row["other_keys"] = set(row["other_keys"]) - set(row["keys"])
        both = set(row["keys"]) | row["other_keys"]
        row["sounds"] = sorted({s for s in map(sound, both) if len(s) > 1})
        for column in ("keys", "other_keys"):
            row[column] = sorted({key(spelled) for spelled in row[column] if spelled})
        row["other_keys"] = [k for k in row["other_keys"] if k not in row["keys"]]
    texts = pa.list_(pa.string())
    types = {
        "id": pa.int64(), "lat": pa.float64(), "lon": pa.float64(), "population": pa.int64(),
        "front_km": pa.int32(), "katottg": pa.int64(), "radius_km": pa.float32(),
        "alternates": texts, "keys": texts, "other_keys": texts,
        "sounds": texts,
    }  # fmt: skip
    schema = pa.schema(
        [(column, types.get(column, pa.string())) for column in (*blank(), "sounds")],
        metadata={"version": version},
    )
    table = pa.Table.from_pylist(rows, schema=schema)
    # sorted numbers, of which the differences are small
    numbers = dict.fromkeys(("id", "katottg"), "DELTA_BINARY_PACKED")
    texts_of = [name for name in schema.names if name not in numbers]
    pq.write_table(
        table, out, compression="zstd", compression_level=level, use_dictionary=texts_of,
        column_encoding=numbers,
    )  # fmt: skip
