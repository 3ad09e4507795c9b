"""The words of a text and their meanings, by lexicons that can be edited without programming.

A lexicon is a file `lexicon/LANGUAGE.toml` of lists; the name of a list is a *tag*, and every word
of a text carries the tags of the lists that it is in.  An entry is a word, a beginning with `*`, or
several of these in a row.  Of numbers and of people a Ukrainian or Russian lexicon has the
dictionary form; the other forms are those of pymorphy3's dictionaries.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from geo.geocoding import analyser

#: Languages that are read; the first three in full.
LANGUAGES: Final = ("en", "uk", "ru", "de", "es", "pl", "fr")
CYRILLIC: Final = ("uk", "ru")
#: Tags of phrases whose words mean nothing else.
_WHOLE: Final = frozenset(["no_place", "cyber", "nobody", "no_dead", "shot_or_lost"])
_TOKEN: Final = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)"
    r"|\d{1,2}:\d{2}(?!\d)|\d{1,2}\.\d{2}(?![\d%.])(?!\.\d)"
    r"|\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?![\d-])"
    r"|\d+(?:[.,]\d+)?(?:[-–]?[^\W\d_]+(?:-[^\W\d_]+)*)?"
    r"|[^\W\d_]+(?:['’ʼ`-][^\W_]+)*|\S"
)
#: Words whose meanings are kept.
_REMEMBERED: Final = 50_000
_SAME: Final = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "ё": "е", "–": "-"})


@dataclass(slots=True)
class Token:
    """A word, a number or a sign of a text.

    Attributes
    ----------
    start, end : int
        Where it stands in the text.
    text, lower : str
        As written, and as the lexicons are asked.
    tags : set of str
        Its meanings; of a phrase, the first word has them.
    till : int
        Where the longest phrase ends that begins here.
    value : int or None
        The number that it is.
    """

    start: int
    end: int
    text: str
    lower: str
    tags: set[str] = field(default_factory=set)
    till: int = 0
    value: int | None = None

    @property
    def is_word(self) -> bool:
        """Return whether it is a word."""
        return self.text[:1].isalpha()

    @property
    def is_name(self) -> bool:
        """Return whether it is written as a name is."""
        return self.text[:1].isupper()

    @property
    def month(self) -> int | None:
        """Return the month that it names, from 1."""
        return next((int(tag[6:]) + 1 for tag in self.tags if tag.startswith("month:")), None)

    @property
    def weekday(self) -> int | None:
        """Return the weekday that it names, Monday is 0."""
        return next((int(tag[8:]) for tag in self.tags if tag.startswith("weekday:")), None)

    def has(self, *tags: str) -> bool:
        """Return whether it has one of these tags."""
        return not self.tags.isdisjoint(tags)


def token_at(words: list[Token], at: int) -> Token | None:
    """Return the token at a position, None before the first and behind the last."""
    return words[at] if 0 <= at < len(words) else None


def end_of_phrase(words: list[Token], at: int) -> int:
    """Return the position of the last token of the longest phrase that begins at a position."""
    return max(i for i in range(at, len(words)) if words[i].end <= words[at].till)


def plain(text: str) -> str:
    """Return a text as lexicons are asked: small letters, one apostrophe, е for ё."""
    return text.lower().translate(_SAME)


@dataclass(slots=True)
class Lexicon:
    """The meanings of words in one or two languages."""

    exact: dict[str, set[str]] = field(default_factory=dict)
    beginnings: dict[str, set[str]] = field(default_factory=dict)
    within: dict[str, set[str]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    begun: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    def add(self, entry: str, tag: str) -> None:
        """Give an entry a tag."""
        parts = tuple(plain(entry).split())
        if len(parts) > 1:
            self.phrases.setdefault(parts[0].rstrip("*")[:3], []).append((parts, tag))
        elif parts[0].startswith("*"):
            self.within.setdefault(parts[0].strip("*"), set()).add(tag)
        elif parts[0].endswith("*"):
            self.beginnings.setdefault(parts[0][:-1], set()).add(tag)
        else:
            self.exact.setdefault(parts[0], set()).add(tag)

    def tags(self, lower: str) -> frozenset[str]:
        """Return the tags of a word."""
        found = self.known.get(lower)
        if found is None:
            tags = set(self.exact.get(lower, ()))
            for size in range(1, len(lower) + 1):
                tags |= self.beginnings.get(lower[:size], set())
            for part, more in self.within.items():
                if part in lower:
                    tags |= more
            found = frozenset(tags)
            if len(self.known) < _REMEMBERED:
                self.known[lower] = found
        return found

    def starting(self, lower: str) -> list[tuple[tuple[str, ...], str]]:
        """Return the phrases that may begin with a word."""
        found = self.begun.get(lower)
        if found is None:
            keys = {lower[:size] for size in (1, 2, 3)}
            every = (phrase for key in keys for phrase in self.phrases.get(key, ()))
            found = [phrase for phrase in every if _is_form(lower, phrase[0][0])]
            if len(self.begun) < _REMEMBERED:
                self.begun[lower] = found
        return found


@cache
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """Return the lexicon of some languages together."""
    made = Lexicon()
    for language in languages:
        lists = _file(language)
        for word, value in lists["number"].items():
            made.numbers |= {plain(form): value for form in _forms(language, word)}
        made.numbers |= {plain(word): 1 for word in lists["one"]}
        for tag, entries in lists.items():
            for entry, name in _entries(language, tag, entries):
                made.add(entry, name)
    return made


def _entries(language: str, tag: str, entries: Any) -> list[tuple[str, str]]:
    """Return the entries of a list, each with its tag."""
    if tag == "number":
        return []
    if tag in {"weekday", "month"}:
        return [(word, f"{tag}:{at}") for at, words in enumerate(entries) for word in words]
    if tag == "one_person":
        return [pair for word in entries for pair in _persons(language, word)]
    return [(entry, tag) for entry in entries]


@cache
def _file(language: str) -> dict[str, Any]:
    text = files("geo.drafts").joinpath("lexicon", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _forms(language: str, word: str) -> set[str]:
    """Return all forms of a numeral."""
    if language not in CYRILLIC:
        return {word}
    parses = [p for p in analyser(language).parse(word) if p.normal_form == word]
    numerals = [p for p in parses if "NUMR" in p.tag] or parses[:1]
    return {word, *(form.word for p in numerals for form in p.lexeme)}


def _persons(language: str, word: str) -> list[tuple[str, str]]:
    """Return the forms of a person: one as the subject or object of a sentence, or any number."""
    if language not in CYRILLIC:
        return [(word, "one_person")]
    parses = [p for p in analyser(language).parse(word) if p.normal_form == word]
    parses.sort(key=lambda p: "NOUN" not in p.tag)
    forms = parses[0].lexeme if parses else []
    cases = ("nomn", "accs")
    one = {word} | {
        form.word for form in forms
        if "plur" not in form.tag and any(case in form.tag for case in cases)
    }  # fmt: skip
    several = {form.word for form in forms} - one
    return [*((form, "one_person") for form in one), *((form, "person") for form in several)]


@lru_cache(maxsize=20_000)
def dictionary_forms(name: str) -> tuple[str, ...]:
    """Return the nominatives that a name of one Cyrillic word may be another case of.

    >>> "Херсон" in dictionary_forms("Херсоні")
    True
    """
    found: dict[str, None] = {}
    for language in CYRILLIC:
        for parse in analyser(language).parse(name.lower())[:6]:
            if "NOUN" in parse.tag and parse.normal_form != name.lower():
                found.setdefault("-".join(w.capitalize() for w in parse.normal_form.split("-")))
    if name.lower().endswith(("ська", "ську", "цька", "цьку")):
        found.setdefault(name[:-1])
    return tuple(found)


def tokens(text: str, known: Lexicon) -> list[Token]:
    """Return the tokens of a text with their tags and numbers."""
    found = [Token(m.start(), m.end(), m.group(), plain(m.group())) for m in _TOKEN.finditer(text)]
    for token in found:
        token.till = token.end
        if token.is_word:
            token.tags |= known.tags(token.lower)
            if not token.tags and "-" in token.lower:  # "мужчина-водитель"
                first = known.tags(token.lower.partition("-")[0])
                token.tags |= first & {"one_person", "person"}
            if token.lower.endswith("'s"):
                token.tags |= {t for t in known.tags(token.lower[:-2]) if "day:" in t}
            token.value = known.numbers.get(token.lower)
        elif token.text[0].isdecimal():
            token.tags |= known.tags(token.lower) if not token.text.isdecimal() else frozenset()
    for at, token in enumerate(found):
        if not token.is_word and not token.text[0].isdecimal():
            continue
        for parts, tag in known.starting(token.lower):
            if _matches(found, at, parts):
                _tag_phrase(found[at : at + len(parts)], tag)
    return found


def _matches(found: list[Token], at: int, parts: tuple[str, ...]) -> bool:
    if at + len(parts) > len(found):
        return False
    return all(_is_form(found[at + n].lower, parts[n]) for n in range(1, len(parts)))


def _is_form(lower: str, part: str) -> bool:
    """Return whether a word is what a part of an entry stands for."""
    if part.endswith("*"):
        return lower.startswith(part[:-1])
    return lower == part or lower.removesuffix("'s") == part


def _tag_phrase(phrase: list[Token], tag: str) -> None:
    if tag in _WHOLE:
        for token in phrase:
            token.tags.clear()
            token.tags.add(f"+{tag}")
            token.value = None
    phrase[0].tags.add(tag)
    if tag == "shot_or_lost":
        phrase[0].tags.add("shot")
    phrase[0].till = max(phrase[0].till, phrase[-1].end)


#: Letters that only one of the two languages has.
_UK: Final = re.compile("[іїєґІЇЄҐ]")
_RU: Final = re.compile("[ыэъёЫЭЪЁ]")


def language_of(text: str) -> str:
    """Return the language that a text is written in, or "" for one that is not read.

    >>> language_of("У Харкові пролунали вибухи"), language_of("The drone hit a house in Sumy")
    ('uk', 'en')
    """
    sample = text[:20_000]
    letters = sum(char.isalpha() for char in sample)
    cyrillic = sum("\u0400" <= char <= "\u04ff" for char in sample)
    latin = sum(char.isalpha() and char < "\u0250" for char in sample)
    if not letters or cyrillic + latin < letters / 2:
        return ""
    if cyrillic > latin:
        return "uk" if len(_UK.findall(sample)) >= len(_RU.findall(sample)) else "ru"
    return _latin(tuple(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", sample.lower())[:400]))


@lru_cache(maxsize=64)
def _latin(words: tuple[str, ...]) -> str:
    """Return which language's little words are the most, of a text in Latin letters."""
    little = {
        language: frozenset(_file(language)["function"])
        for language in LANGUAGES
        if language not in CYRILLIC
    }
    scores = {language: sum(word in known for word in words) for language, known in little.items()}
    first, second = sorted(scores.values(), reverse=True)[:2]
    if second * 3 >= first * 2:  # alike: all the words that they know decide
        for language in scores:
            known = lexicon((language,))
            scores[language] += sum(bool(known.tags(word)) for word in words)
    best = max(scores, key=scores.__getitem__)
    if scores[best] * 12 < len(words) and len(words) > 30:  # noqa: PLR2004
        return ""
    return best
