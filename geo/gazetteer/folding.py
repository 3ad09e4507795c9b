"""Place texts as keys: the same name in any alphabet, spelling or case becomes the same key.

Words used here
---------------
folded text
    Lower-case ASCII letters, digits and single spaces; Cyrillic transliterated letter by letter,
    diacritics resolved (š is sh), apostrophes and soft signs gone, hyphens as spaces.
key
    A folded text in which the commonest differences of transliteration are gone: y and j are i,
    doubled letters single, -oye is -oe, yo is e.  Oktyabrsky, Oktyabr'skiy and Октябрьский have
    one key.  Keys are what the gazetteer's dictionaries hold.
sound
    A coarse phonetic key of a folded text.  What differs between the usual transliterations
    (Ukrainian, Russian, English, German, Polish, French, scholarly, careless) is merged: every run
    of vowels and glides is ``a``, every sibilant ``s``; g, h and kh are ``h``, v, w and f ``v``.
    Zaporizhzhia, Zaporozhye and Saporischschja sound alike.  Sounds find candidates; they prove
    nothing and are always followed by a comparison of the spellings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Longer texts are not place names; what follows is not looked at.
MAX_LENGTH: Final = 300

_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "ј": "i", "љ": "l", "њ": "n", "ѓ": "g", "ќ": "k", "џ": "dzh", "ђ": "d",
    "ћ": "ch", "ѕ": "z", "ѣ": "e", "ѵ": "i", "ѳ": "f",
}  # fmt: skip
_LATIN: Final = {
    "š": "sh", "ş": "sh", "ș": "sh", "ś": "sh", "ŝ": "sh", "ž": "zh", "ż": "zh", "ź": "zh",
    "č": "ch", "ć": "ch", "ç": "ch", "ĉ": "ch", "ł": "l", "đ": "d", "ß": "ss", "æ": "e", "ø": "o",
    "œ": "e", "ı": "i", "þ": "th", "ð": "d", "ğ": "g", "ț": "ts", "ţ": "ts", "ŭ": "u",
}  # fmt: skip
#: Signs inside a word that leave no trace: apostrophes, primes, soft signs, combining marks.
_SILENT: Final = "'`´ʹʺʻʼʽ’‘‛′″ˈ\"“”„«»ʿʾ­\u200b‌‍⁠﻿"
_TABLE: Final = str.maketrans(
    {**_CYRILLIC, **_LATIN, **dict.fromkeys(_SILENT, "")},
)
_ASCII_TABLE: Final = str.maketrans(
    {
        **{chr(code): " " for code in range(128) if not chr(code).isalnum()},
        "'": "",
        "`": "",
        '"': "",
    }
)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_CYRILLIC_LETTER: Final = re.compile(r"[Ѐ-ӿ]")

_SOUND_UNITS: Final = {
    **dict.fromkeys(
        (
            "shchsh", "schtsch", "shtsh", "szcz", "stsch", "chtch", "shch", "tsch", "dsch", "sch",
            "tch", "tsh", "sh", "sz", "cz", "zh", "ts", "tz", "cs", "ch", "s", "z",
        ),
        "s",
    ),
    **dict.fromkeys(("ce", "ci", "cy", "cj"), "sa"), "ck": "k", "c": "k", "q": "k", "x": "ks",
    "kh": "h", "gh": "h", "g": "h", "h": "h", "ph": "v", "w": "v", "f": "v", "v": "v",
    **dict.fromkeys("aeiouyj", "a"),
    " ": "", **dict.fromkeys("0123456789", ""),
}  # fmt: skip
#: Groups of letters go first; what they sound like are letters that stay as they are.
_SOUND_LETTERS: Final = str.maketrans(
    {unit: heard for unit, heard in _SOUND_UNITS.items() if len(unit) == 1}
)
_SOUND_GROUPS: Final = re.compile(
    "|".join(sorted((unit for unit in _SOUND_UNITS if len(unit) > 1), key=len, reverse=True))
)
#: A letter before the same letter.
_REPEATED: Final = re.compile(r"(.)(?=\1)")
#: ch is a sibilant in English, kh in German and Polish; j a glide, in French zh, in Spanish kh.
_HARD_CH: Final = re.compile(r"(?<![ts])ch")

#: Letters of the one alphabet that look like the other's; words that mix both are mended.
_LATIN_LIKE: Final = "aceiopxyABCEHIKMOPTXYáéóïë"
_CYRILLIC_LIKE: Final = "асеіорхуАВСЕНІКМОРТХУаеоїё"
_TO_CYRILLIC: Final = str.maketrans(_LATIN_LIKE, _CYRILLIC_LIKE)
_TO_LATIN: Final = str.maketrans(_CYRILLIC_LIKE[:-5], _LATIN_LIKE[:-5])
_MIXED: Final = re.compile(r"[^\W\d_]*(?:[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z])[^\W\d_]*")

_ADJECTIVE: Final = re.compile(
    r"(?<=[a-z]{2})([stzc]h?k)"
    r"(?:yi|yy|iy|ij|yj|ii|oi|oy|oj|oe|oye|oie|oje|ie|ye|ogo|oho|oho|ohoi|omu|omy|om|oiu|oyu|oju|ou|im|ym|"
    r"ikh|ykh|ich|ych|ih|yh|imi|ymy|iego|iemu|iej|aia|aya|aja|uiu|uyu|a|e|i|y|u|o)?$"
)
#: The abstract noun of a region: Kyivshchyna, Черниговщина, Донеччина, Prykarpatschyna.
_SHCHYNA: Final = re.compile(
    r"(?:shch|sch|shtch|chch|cch|ch|szcz|scz|schtsch|zhch)[yi]n[aiyueo](?:iu|yu|ju)?$"
)


def clean(text: str) -> str:
    r"""Return the text in one line, without control characters, cut to `MAX_LENGTH`.

    Words that mix letters of two alphabets that look alike are in one alphabet.

    >>> clean("  Kyiv\x00\n region "), clean("Xapкiв"), clean("Кyiv")
    ('Kyiv region', 'Харків', 'Kyiv')
    """
    text = text[: MAX_LENGTH * 4]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:MAX_LENGTH].strip()
    text = _MIXED.sub(_of_one_alphabet, unicodedata.normalize("NFC", text))
    kept = "".join(
        " " if char.isspace() or char < " " else char
        for char in text
        if char.isspace() or unicodedata.category(char)[0] != "C" or char < " "
    )
    return " ".join(kept.split())[:MAX_LENGTH].strip()


def _of_one_alphabet(match: re.Match[str]) -> str:
    """Return a word in the alphabet of its letters that look like none of the other's."""
    word = match[0]
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    if not re.search("[A-Za-z]", cyrillic):
        return cyrillic
    return word if is_cyrillic(latin) else latin


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return the folded text (see the module's introduction); empty where nothing is left.

    >>> fold("Куп'янськ"), fold("Żytomierz"), fold("Ivano-Frankivs’k")
    ('kupiansk', 'zhytomierz', 'ivano frankivsk')
    """
    text = text[: MAX_LENGTH * 4].lower()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_TABLE)
        text = unicodedata.normalize("NFKD", text).casefold().translate(_TABLE)
        text = unicodedata.normalize("NFKD", text)
        marks_gone = "".join(char for char in text if not unicodedata.combining(char))
        text = _NOT_ASCII.sub(" ", marks_gone).lower()
    return " ".join(text.translate(_ASCII_TABLE).split())


_TO_I: Final = str.maketrans("yj", "ii")
_TIGHT: Final = {
    "shch": "sch",
    "sch": "sch",
    "oie": "oe",
    "aie": "ae",
    "eie": "ee",
    "uie": "ue",
    "x": "ks",
}
_TIGHT_PATTERN: Final = re.compile(
    r"shch|sch|[oaeu]ie|x|(?<=[bcdfghklmnprstvxz])io(?=[bcdfghklmnprstvxz])|\bie"
)
#: Something of each of these; to look for it takes less time.
_MAY_BE_TIGHT: Final = re.compile("sh?ch|i[eo]|x")


@lru_cache(maxsize=200_000)
def key(folded: str) -> str:
    """Return the lookup key of a folded text.

    >>> key(fold("Oktyabrsky")) == key(fold("Октябрьский")) == key(fold("Oktyabr'skiy"))
    True
    """
    text = _REPEATED.sub("", folded.translate(_TO_I))
    if _MAY_BE_TIGHT.search(text):
        return _REPEATED.sub("", _TIGHT_PATTERN.sub(_tight, text))
    return text


def _tight(match: re.Match[str]) -> str:
    return _TIGHT.get(match[0], "e")


@lru_cache(maxsize=200_000)
def sound(folded: str) -> str:
    """Return the coarse phonetic key of a folded text.

    >>> sound(fold("Запорожье")) == sound(fold("Zaporizhzhia")) == sound(fold("Saporischschja"))
    True
    """
    text = _SOUND_GROUPS.sub(_unit, _REPEATED.sub("", folded))
    return _REPEATED.sub("", text.translate(_SOUND_LETTERS))


def _unit(match: re.Match[str]) -> str:
    return _SOUND_UNITS[match[0]]


def sounds(folded: str) -> list[str]:
    """Return every sound that a Latin spelling may stand for, the likeliest first.

    >>> sounds("charkiw"), sounds("jarkov")
    (['sarkav', 'harkav'], ['arkav', 'sarkav', 'harkav'])
    """
    readings = [folded]
    if "ch" in folded and _HARD_CH.search(folded):
        readings.append(_HARD_CH.sub("kh", folded))
    if "j" in folded:
        readings += [reading.replace("j", letter) for reading in readings for letter in ("s", "h")]
    if len(readings) == 1:
        return [sound(folded)]
    return list(dict.fromkeys(sound(reading) for reading in readings))


def is_cyrillic(text: str) -> bool:
    """Return whether any letter is Cyrillic."""
    return _CYRILLIC_LETTER.search(text) is not None


@lru_cache(maxsize=100_000)
def adjective_stem(folded: str) -> str | None:
    """Return the stem of a Slavic -sk adjective in any case and gender, or None.

    >>> adjective_stem("kharkovskoi"), adjective_stem("czerkaskiego"), adjective_stem("odesa")
    ('kharkovsk', 'czerkask', None)
    """
    found = _ADJECTIVE.search(folded)
    return folded[: found.end(1)] if found else None


def shchyna_stem(folded: str) -> str | None:
    """Return what stands before -shchyna in a region's abstract noun, or None.

    >>> shchyna_stem("kyivshchyna"), shchyna_stem("khersonshchini"), shchyna_stem("kyiv")
    ('kyiv', 'kherson', None)
    """
    found = _SHCHYNA.search(folded)
    return folded[: found.start()] if found and found.start() >= 3 else None  # noqa: PLR2004
