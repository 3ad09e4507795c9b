"""The encoding of text, by its bytes: marks, zeros, valid UTF-8, or else what reads like words.

A single-byte encoding cannot be told from another by rules, only by what comes out: letters that
are frequent in Ukrainian, Russian and English, words in one script, capitals where words begin.
Where most of a text is UTF-8, a byte that is not costs its own sign only.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.errors import InputError

#: Encodings by what Python calls them, and by what people do; the likelier first.
_SINGLE_BYTE: Final = {
    "cp1251": "Windows-1251",
    "cp866": "CP866",
    "cp1125": "CP1125",
    "koi8_u": "KOI8-U",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "iso8859_5": "ISO 8859-5",
    "mac_cyrillic": "MacCyrillic",
}
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Letters of Ukrainian and Russian text, the most frequent first.
_FREQUENT: Final = "оаинетсврлкдмупіязьгбычйхжшцюєїщфэъёґ"
_UNUSUAL: Final = -4.0
_ACCENTED: Final = 0.5
_TYPOGRAPHIC: Final = frozenset("«»“”„‘’‚–—…№°•·§©®™€£±×½¼¾²³\u00a0\u00ad′″")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[^\x00-\x7f]")
#: Signs with which no word begins or goes on: in Windows-1250 they are Polish letters.
_SIGN_IN_WORD = re.compile(r"[£¥¿¹³][^\W\d_]")
_SAMPLE: Final = 40_000
_HEAD: Final = 65_536
_FEWEST_ZEROS: Final = 3
_BAD: Final = "\ufffd"
_MOST_SHOWN: Final = 5
#: More control characters than one in so many signs, and a file is no text.
_CONTROLS_IN: Final = 200
#: So many are no sign of it in a short file.
_FEW_CONTROLS: Final = 3
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SPACE, _TAB, _DELETE = (np.uint8(sign) for sign in b" \t\x7f")
_BREAKS: Final = 4
_PIECE: Final = 2**18
_SAYING = re.compile(r"[^\ufeff \t\r\n\x00\x1a]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_FEW_TWICE: Final = 4
#: What letters become whose UTF-8 was taken for Windows-1252, or for Windows-1251.
_TWICE = re.compile(
    r"[ÐÑÃÂ][\u0080-\u00ff\u0152-\u2122]"
    r"|[РС][\u0098\u00a0\u00a4-\u00b7\u00bb\u0401-\u040f\u0451-\u045f\u0490\u0491\u2013-\u2122]"
)
NOT_TEXT: Final = "the file is not text; expected a table such as CSV with a header row"


@dataclass(frozen=True)
class Decoded:
    """The text of a file.

    Attributes
    ----------
    text : str
        With its own line breaks; a byte that means nothing is U+FFFD.
    encoding : str
        As people call it.
    codec : str
        As Python calls it.
    notes : tuple of str
        What was mended.
    """

    text: str
    encoding: str
    codec: str
    notes: tuple[str, ...] = ()


#: What a file is that needs no decoding.
PLAIN: Final = Decoded("", "UTF-8", "utf-8")


def is_plain(content: bytes) -> bool:
    """Return whether a large file seems to be UTF-8 in which nothing is to be mended.

    Whether every byte is good is left to whoever reads it.
    """
    if _may_have_controls(content) or content.isspace():
        return False
    if content.isascii():
        return True
    strange = _BEYOND_ASCII.search(content)
    at = strange.start() if strange else 0
    sample = content[at : at + _HEAD].decode("utf-8", errors="ignore")
    beyond = len(sample) - len(sample.encode("ascii", errors="ignore"))
    return _FEW_TWICE * len(_TWICE.findall(sample)) < beyond


def decode(content: bytes, *, file: str, encoding: str | None = None) -> Decoded:
    """Return the text of `content`.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages.
    encoding : str, optional
        The encoding, where a person has said it.

    Raises
    ------
    InputError
        If the file is empty or is not text at all, or there is no such encoding.
    """
    found = _named(content, encoding, file) if encoding else _found(content)
    if not _SAYING.search(found.text):
        raise InputError(
            "the file is empty; expected a header row and one row per record", file=file
        )
    return _without_controls(found, content, file)


def _named(content: bytes, encoding: str, file: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
        text = content.decode(codec.name, errors="replace")
    except (LookupError, UnicodeError, ValueError):
        raise InputError(f"no encoding of text is called {encoding[:40]!r}", file=file) from None
    return Decoded(text.removeprefix("\ufeff"), codec.name, codec.name, _say_bad(text))


def _found(content: bytes) -> Decoded:
    wide = _wide(content)
    if wide is not None:
        whole = len(content) - len(content) % (4 if wide == "utf-32" else 2)
        text = content[:whole].decode(wide, errors="replace")
        cut = () if whole == len(content) else ("the file is cut off in its last character",)
        return Decoded(text, wide.upper()[:6], wide, (*cut, *_say_bad(text)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _damaged_utf8(content) or _single_byte(content)
    again = _encoded_twice(text)
    if again is not None:
        return Decoded(
            again, "UTF-8", "utf-8", ("its letters were encoded twice and are read once more",)
        )
    return Decoded(text, "UTF-8", "utf-8")


def _wide(content: bytes) -> str | None:
    """Return the UTF-16 or 32 codec of `content`, by its mark or by zeros in every second place."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    head = content[: _HEAD & ~1]
    even, odd = head[::2].count(0), head[1::2].count(0)
    # Separators, digits and Latin letters are never this rare in a table.
    few = max(len(head) // 20, _FEWEST_ZEROS)
    if odd > few and not even:
        return "utf-16-le"
    if even > few and not odd:
        return "utf-16-be"
    return None


def _damaged_utf8(content: bytes) -> Decoded | None:
    """Read text in UTF-8 with some bytes that are not; None if it is in another encoding."""
    text = content.decode("utf-8-sig", errors="replace")
    bad = text.count(_BAD)
    good = len(text) - len(text.encode("ascii", errors="ignore")) - bad
    if good <= bad:
        return None
    if bad == 1 and text.endswith(_BAD):
        return Decoded(text, "UTF-8", "utf-8", ("the file is cut off in its last character",))
    return Decoded(text, "UTF-8", "utf-8", _say_bad(text))


def _say_bad(text: str) -> tuple[str, ...]:
    """Name the rows with signs that could not be read."""
    number = text.count(_BAD)
    if not number:
        return ()
    rows = list[int]()
    at, line = 0, 1
    while len(rows) <= _MOST_SHOWN:
        found = text.find(_BAD, at)
        if found < 0:
            break
        line += text.count("\n", at, found)
        at = found + 1
        if not rows or rows[-1] != line:
            rows.append(line)
    shown = ", ".join(f"{row:,}" for row in rows[:_MOST_SHOWN])
    more = " and others" if len(rows) > _MOST_SHOWN else ""
    return (f"{number:,} signs are damaged and shown as {_BAD}, in row {shown}{more}",)


def _single_byte(content: bytes) -> Decoded:
    """Read text in the single-byte encoding in which it reads most like words."""
    sample = b"\n".join(
        line[:1000] for line in content[: 40 * _SAMPLE].splitlines() if not line.isascii()
    )[:_SAMPLE]
    codec = likeliest_encoding(sample)
    text = content.decode(codec, errors="replace")
    return Decoded(text, _SINGLE_BYTE[codec], codec, _say_bad(text))


def likeliest_encoding(sample: bytes) -> str:
    """Return the single-byte encoding in which bytes read most like words.

    >>> likeliest_encoding("Суми, Харків".encode("koi8_u"))
    'koi8_u'
    """
    text = sample[:_SAMPLE]
    return max(_SINGLE_BYTE, key=lambda name: _likeness(text.decode(name, errors="replace")))


def _likeness(text: str) -> float:
    """Return how much words beyond ASCII read like Ukrainian, Russian or accented Latin.

    >>> _likeness("Суми") > _likeness("Суми".encode("cp1251").decode("koi8_u"))
    True
    """
    words = sum(_word_likeness(word) for word in _WORD.findall(text) if not word.isascii())
    return words + _UNUSUAL * len(_SIGN_IN_WORD.findall(text))


def _word_likeness(word: str) -> float:
    letters = [sign for sign in word if sign.isalpha()]
    if not letters:
        return 0.0 if word in _TYPOGRAPHIC else 2 * _UNUSUAL
    cyrillic = sum("\u0400" <= sign <= "\u04ff" for sign in letters)
    accented = sum(not sign.isascii() for sign in letters) - cyrillic
    if cyrillic and cyrillic < len(letters):
        return _UNUSUAL * len(letters)  # two scripts in one word
    if not cyrillic:
        share = accented / len(letters)
        return _UNUSUAL * len(letters) if share > _ACCENTED else -2.0 * accented
    plain = "".join(letters)
    odd_case = not (plain.islower() or plain.isupper() or plain.istitle())
    return sum(map(_letter_likeness, plain.casefold())) - 3 * len(plain) * odd_case


def _letter_likeness(letter: str) -> float:
    """Return a letter's frequency against an average one; each is a tenth rarer than the last."""
    rank = _FREQUENT.find(letter)
    return _UNUSUAL if rank < 0 else 1.2 - 0.1 * rank


def _encoded_twice(text: str) -> str | None:
    """Mend text of which the bytes of UTF-8 were taken for Windows' and encoded once more."""
    if text.isascii():
        return None
    beyond = len(text) - len(text.encode("ascii", errors="ignore"))
    if 2 * len(_TWICE.findall(text)) < beyond - beyond // 10:
        return None
    for signs in _WINDOWS:
        with suppress(KeyError, UnicodeDecodeError):
            return bytes(signs[sign] for sign in text).decode("utf-8")
    return None


def _signs_of(codec: str) -> dict[str, int]:
    """Return the signs of Latin-1, before them those of another encoding, with their bytes."""
    latin = {chr(byte): byte for byte in range(256)}
    return latin | {
        sign: byte for byte in latin.values() if (sign := bytes([byte]).decode(codec, "ignore"))
    }


_WINDOWS: Final = (_signs_of("cp1252"), _signs_of("cp1251"))


def _may_have_controls(content: bytes) -> bool:
    """Return whether bytes hold control characters; always so for UTF-16 and 32."""
    signs = np.frombuffer(content, dtype=np.uint8)
    for at in range(0, len(signs), _PIECE):
        piece = signs[at : at + _PIECE]
        # Tabs, line breaks and form feeds are 9 to 13; what is below wraps to numbers above.
        if (((piece < _SPACE) & (piece - _TAB > _BREAKS)) | (piece == _DELETE)).any():
            return True
    return False


def _without_controls(found: Decoded, content: bytes, file: str) -> Decoded:
    """Replace the few control characters that a text may hold, and refuse what is no text."""
    text = found.text
    if not (_may_have_controls(content) and _CONTROL.search(text)):
        return found
    bare = text.rstrip("\x00\x1a")  # what old programs and damaged disks end a file with
    number = len(_CONTROL.findall(bare))
    if number * _CONTROLS_IN > len(bare) + _FEW_CONTROLS * _CONTROLS_IN:
        raise InputError(NOT_TEXT, file=file)
    notes = found.notes
    if number:
        notes = (*notes, f"{number:,} control characters are left out")
        # A zero stands inside words as often as between them; others stand where a blank should.
        bare = _CONTROL.sub(" ", bare.replace("\x00", ""))
    return Decoded(bare, found.encoding, found.codec, notes)
