"""From one name to rows of the gazetteer: exactly, by its lemma, by its sound, by a typing error.

Every step is a dictionary lookup; no list of names is ever scanned.  A typing error is looked for
among the spellings one edit away, and only then among names whose sound is one edit away (see
`oneedit`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from geo.gazetteer import fold, is_cyrillic, key, latin, sounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pymorphy3

    from geo.gazetteer import Gazetteer

#: Letters and endings that Russian does not have.
UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]|[сц]ьк")
#: What only the romanization of Ukrainian has: и as y, я and ю after a consonant as ia and iu.
_ROMANIZED: Final = re.compile(
    "[bdfghklmnprstvz]y(?=[bdfghklmnprstvz])|[bdfghklmnprstvz]i(?:a(?!$)|u)"
)
_VOWEL: Final = "a"
#: Endings of cases of nouns, and the nominative's: "біля Покровська" is no adjective, "в Охтирці".
_NOUNS: Final = {"ska": "sk", "sku": "sk", "ske": "sk", "rtsi": "rka", "ntsi": "nka", "vtsi": "vka"}
#: Sounds of the case endings of nouns, longest first.
_ENDINGS: Final = ("ama", "am", "ah", "ava", "a")
SHORTEST_SOUND: Final = 4  # of a name that may have a typing error
SHORTEST_KEY: Final = 5  # of the same
MOST_FORMS: Final = 5  # of a word in a dictionary
MOST_WORDS: Final = 3  # of a name that may be misspelt; more are a sentence
SURE_SPELLING: Final = 0.8  # similarity from which a spelling needs no alternative
UNUSUAL: Final = 0.15  # odds of a spelling that is another place's usual one
FORMER: Final = 0.15  # odds of a name that a place had before
NOT_FORMER: Final = 10_000  # people of a place whose name means no village that had it before
LIKE_LARGE: Final = 10  # times as large it has to be as a town that had the name
WELL_KNOWN: Final = 100_000  # people of a city that is known by its name of today
SELDOM: Final = 0.15  # odds of an error in the first letter, against one elsewhere
CUT_OFF: Final = 0.9  # similarity of a name that lacks its -sk
ALIKE: Final = 0.6  # similarity of sounds worth suggesting
BEGINNING: Final = 3  # sounds that a suggestion begins with alike
ODDS: Final = 10.0**6  # of a spelling that is the same, against one that has nothing alike
MANY: Final = 30  # namesakes compared; the rest are smaller
LIKE_TYPO: Final = 0.72  # similarity of a name whose sound has an error


class Match(NamedTuple):
    """Rows that a name may stand for, how they were found and how well the spelling fits."""

    rows: list[int]
    how: str
    quality: float
    odds: dict[int, float] | None = None


def stages(
    gazetteer: Gazetteer, folded: str, raw: str, *, inflected: bool = False
) -> Iterator[Match]:
    """Yield matches from the surest to the loosest; later ones cost more.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    folded : str
        The name, folded.
    raw : str
        The name as written; its lemmas are tried where it is Cyrillic.
    inflected : bool
        It is certainly not in the nominative: lemmas come before the name as it stands.
    """
    own = key(folded)
    cyrillic = is_cyrillic(raw)
    if inflected and cyrillic:
        yield from _by_rule(gazetteer, own)
        yield from _by_lemma(gazetteer, own, raw)
        yield from _by_ending(gazetteer, own, sounds(folded)[0])
    exact = gazetteer.names.get(own)
    if inflected and not cyrillic and not _usual(gazetteer, own, exact or []):
        yield from _by_ending(gazetteer, own, sounds(folded)[0])
    if exact:
        yield as_official(gazetteer, own, raw, by_name_as_written(gazetteer, own, exact))
    former = gazetteer.others.get(own)
    if former:
        yield Match(former, "other name", 0.97)
    if cyrillic and not inflected:
        yield from _by_lemma(gazetteer, own, raw)
    if folded.count(" ") < MOST_WORDS:
        yield from _loose(gazetteer, own, sounds(folded), cyrillic=cyrillic or inflected)


def by_name_as_written(gazetteer: Gazetteer, own: str, rows: list[int]) -> Match:
    """Return the places of a name, and with lower odds those that had it before."""
    odds = spelled(gazetteer, own, rows)
    people = gazetteer.populations
    largest = max(people[row] for row in rows)
    former = [
        row
        for row in gazetteer.others.get(own, ())
        if row not in rows
        and (largest < NOT_FORMER or largest <= LIKE_LARGE * people[row] < LIKE_LARGE * WELL_KNOWN)
    ]
    if largest >= WELL_KNOWN:
        former = []
    if former:
        odds = (odds or dict.fromkeys(rows, 1.0)) | dict.fromkeys(former, FORMER)
        rows = [*rows, *former]
    return Match(rows, "name", 1.0, odds)


def as_official(gazetteer: Gazetteer, own: str, raw: str, match: Match) -> Match:
    """Lower the odds of places whose name is another, where one of Ukraine is spelt just so.

    Хотин is not Хотінь, which are one word in Russian; Cherniatka is not Chernyatka in Russia.  In
    Latin letters places of Ukraine are told apart where there is a y, which is и.
    """
    if len(match.rows) == 1 or not (raw.isascii() or UKRAINIAN.search(raw)):
        return match
    name = raw.lower().replace("'", "") if raw.isascii() else latin(raw).lower()
    names, countries = gazetteer.columns["name"], gazetteer.countries
    called = {row: names[row].lower() for row in match.rows}
    match = _as_romanized(gazetteer, name, called, match)
    if set(called.values()) == {name}:
        return match
    codes = gazetteer.columns["katottg"]
    if not any(called[row] == name and codes[row] for row in match.rows):
        return match
    odds = match.odds or dict.fromkeys(match.rows, 1.0)
    told = "y" in name[1:] or not raw.isascii()
    other = [
        row
        for row in match.rows
        if called[row] != name and (told or countries[row] == "RU") and key(fold(names[row])) == own
    ]
    lower = {row: UNUSUAL * odds[row] for row in other}
    return match._replace(odds=odds | lower) if lower else match


def _as_romanized(gazetteer: Gazetteer, name: str, called: dict[int, str], match: Match) -> Match:
    """Lower the odds of Russia's places where a name is written as Ukraine romanizes it.

    It may be so in part: Mykhailovka is not Mikhaylovka, nor Dubianka Dubyanka.
    """
    marks = _ROMANIZED.findall(name)
    if not marks:
        return match
    odds = match.odds or dict.fromkeys(match.rows, 1.0)
    other = [
        row
        for row, own in called.items()
        if gazetteer.countries[row] == "RU"
        and odds[row] > UNUSUAL
        and any(mark not in own for mark in marks)
    ]
    return match._replace(odds=odds | dict.fromkeys(other, UNUSUAL)) if other else match


def spelled(gazetteer: Gazetteer, own: str, rows: list[int]) -> dict[int, float] | None:
    """Return lower odds for places whose usual name is spelt otherwise: Vladimir for Volodymyr."""
    if len(rows) == 1:
        return None
    usual = _usual(gazetteer, own, rows)
    if not usual or len(usual) == len(rows):
        return None
    return dict.fromkeys(rows, UNUSUAL) | dict.fromkeys(usual, 1.0)


def _usual(gazetteer: Gazetteer, own: str, rows: list[int]) -> list[int]:
    """Return the rows of which the text is the usual name, not merely one spelling."""
    return [row for row in rows if key(fold(gazetteer.columns["name"][row])) == own]


def _by_rule(gazetteer: Gazetteer, own: str) -> Iterator[Match]:
    """Yield the town of a noun's case that a dictionary takes for an adjective, or has not."""
    for ending, nominative in _NOUNS.items():
        name = own.removesuffix(ending) + nominative
        rows = gazetteer.names.get(name) if own.endswith(ending) else None
        if rows:
            found = by_name_as_written(gazetteer, name, rows)
            yield found._replace(how="case ending", quality=0.97)


def _by_lemma(gazetteer: Gazetteer, own: str, raw: str) -> Iterator[Match]:
    """Yield names of which this is another case, by the dictionary."""
    odds: dict[int, float] = {}
    for form in dict.fromkeys(key(lemma) for lemma in lemmas(raw)):
        if form != own:
            rows = gazetteer.names.get(form) or gazetteer.others.get(form) or []
            likely = spelled(gazetteer, form, rows) or {}
            for row in rows:
                odds[row] = max(odds.get(row, 0.0), likely.get(row, 1.0))
    if odds:
        yield Match(list(odds), "case ending", 0.97, odds)


def _similarities(gazetteer: Gazetteer, own: str, rows: list[int]) -> dict[int, float]:
    """Return how similar the text is to each row's most similar spelling."""
    spellings, like = gazetteer.spellings, _Likeness(own).__getitem__
    return {row: max(map(like, spellings(row)), default=0.0) for row in rows}


def _as_spelt(gazetteer: Gazetteer, own: str, kept: dict[int, float]) -> Match:
    """Return the places whose name is the most similar one, and others whose name is alike.

    All villages of that name count, also those that were too many to be compared.  Places that
    only had a similar name once count where no place has one.
    """
    like, names = _Likeness(own), gazetteer.columns["name"]
    called = {row: key(fold(names[row])) for row in kept}
    alike = [row for row in kept if like[called[row]] >= LIKE_TYPO]
    if not alike:
        return Match(list(kept), "spelling", 1.0)
    spelling = called[max(alike, key=lambda row: like[called[row]])]
    named = by_name_as_written(gazetteer, spelling, gazetteer.names.get(spelling) or alike)
    odds = dict.fromkeys(alike, FORMER) | dict.fromkeys(named.rows, 1.0) | (named.odds or {})
    return Match(list(odds), "spelling", 1.0, odds)


def _by_own_name(gazetteer: Gazetteer, own: str, row: int) -> bool:
    """Tell whether a text is like a place's name of today, not one that it had or has beside it."""
    name = key(fold(gazetteer.columns["name"][row]))
    return float(Levenshtein.normalized_similarity(own, name)) >= LIKE_TYPO


class _Likeness(dict[str, float]):
    """How similar a text is to each spelling, found out once: many villages have one name."""

    def __init__(self, own: str) -> None:
        self._own = own

    def __missing__(self, spelled: str) -> float:
        like = self[spelled] = Levenshtein.normalized_similarity(self._own, spelled)
        return like


def _loose(gazetteer: Gazetteer, own: str, heard: list[str], *, cyrillic: bool) -> Iterator[Match]:
    """Yield settlements that sound the same, or almost, the likelier ones with better odds."""
    same: list[int] = []
    for sound in heard:
        if len(sound) > 2:  # noqa: PLR2004
            same += gazetteer.sounding(sound)
    close = _scored(gazetteer, own, same, 0.5 if len(heard[0]) > 4 else 0.65)  # noqa: PLR2004
    best = max(close.values(), default=0.0)
    if best >= SURE_SPELLING:
        kept = {row: like for row, like in close.items() if like >= best - 0.1}
        yield _as_spelt(gazetteer, own, kept)._replace(quality=0.75 + 0.2 * best)
    if cyrillic:
        yield from _by_ending(gazetteer, own, heard[0])
    if best >= SURE_SPELLING:
        close = {}
    mistyped = len(heard[0]) >= SHORTEST_SOUND and len(own) >= SHORTEST_KEY
    best, odds = _one_edit(gazetteer, own) if mistyped else (0.0, {})
    if odds:
        yield _with_error(gazetteer, own, close, odds, best)
    rows = gazetteer.sounding_like(heard[0]) if mistyped else []
    far = _scored(gazetteer, own, rows, LIKE_TYPO)
    if far or (close and not odds):
        best = max([best, *far.values()])
        odds = {row: _odds(gazetteer, own, row, like) for row, like in far.items()} | odds
        yield _with_error(gazetteer, own, close, odds, best)


def _with_error(
    gazetteer: Gazetteer, own: str, close: dict[int, float], typos: dict[int, float], best: float
) -> Match:
    """Return settlements with a typing error, by odds, and such that sound alike, by likeness."""
    odds = typos
    if close:
        odds = odds | {row: 3 * _odds(gazetteer, own, row, like) for row, like in close.items()}
        best = max(best, *close.values())
    return Match(list(odds), "typing error" if typos else "spelling", 0.55 + 0.3 * best, odds)


def _odds(gazetteer: Gazetteer, own: str, row: int, like: float) -> float:
    """Return how likely this place's name is written so; the first letter is seldom wrong."""
    first = any(spelled[:1] == own[:1] for spelled in gazetteer.spellings(row))
    return float(ODDS ** (like - 1) * (1 if first else SELDOM))


def _scored(gazetteer: Gazetteer, own: str, rows: list[int], least: float) -> dict[int, float]:
    """Return the rows whose spelling is similar enough, and how similar it is."""
    if not rows:
        return {}
    if len(rows) > MANY:
        rows = sorted(rows, key=gazetteer.populations.__getitem__, reverse=True)[:MANY]
    alike = _similarities(gazetteer, own, rows)
    return {row: like for row, like in alike.items() if like >= least}


def _by_ending(gazetteer: Gazetteer, own: str, heard: str) -> Iterator[Match]:
    """Yield names of which this may be another case."""
    tries: dict[str, None] = {}
    for ending in _ENDINGS:
        if heard.endswith(ending) and len(heard) - len(ending) > 2:  # noqa: PLR2004
            stem = heard.removesuffix(ending)
            tries |= dict.fromkeys((stem, stem + _VOWEL))
    tries[heard + _VOWEL] = None
    rows = [row for sound in tries if sound != heard for row in gazetteer.sounding(sound)]
    close = _scored(gazetteer, own, rows, 0.65)
    if close:
        best = max(close.values())
        kept = [row for row, like in close.items() if like >= best - 0.15]
        yield Match(kept, "case ending", 0.7 + 0.2 * best)


def _one_edit(gazetteer: Gazetteer, own: str) -> tuple[float, dict[int, float]]:
    """Return settlements with a spelling one edit away, or one with -sk more, by their odds.

    First comes the greatest similarity.
    """
    found: dict[int, float] = {}
    best = 0.0
    for spelled, rows in gazetteer.spelled_like(own):
        like = 1 - 1 / max(len(own), len(spelled))
        odds = ODDS ** (like - 1)
        if spelled[0] != own[0]:
            odds *= SELDOM
        best = max(best, like)
        own_names = gazetteer.names.get(spelled, ())
        for row in rows:
            same = row in own_names or _by_own_name(gazetteer, own, row)
            likely = odds if same else FORMER * odds
            if likely > found.get(row, 0.0):
                found[row] = likely
    cut_off = gazetteer.names.get(own + "sk")  # Zelenodol for Zelenodolsk
    if cut_off:
        best = max(best, CUT_OFF)
        found |= dict.fromkeys(cut_off, ODDS ** (CUT_OFF - 1))
    return best, found


@cache
def analyser(language: str) -> pymorphy3.MorphAnalyzer:
    """Return the dictionary of a language's forms of words, "uk" or "ru"; loaded once."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang=language)


@lru_cache(maxsize=20_000)
def _word_lemmas(word: str) -> tuple[str, ...]:
    """Return the folded nominatives of a word: in its number and gender, and as in a dictionary."""
    forms: dict[str, None] = {}
    for language in ("uk", "ru"):
        for parse in analyser(language).parse(word)[:4]:
            adjective = "ADJF" in parse.tag
            if adjective or "NOUN" in parse.tag:
                own = parse.inflect({"nomn"})
                if own is not None and (parse.is_known or adjective or "plur" in parse.tag):
                    forms.setdefault(fold(own.word))
                if parse.is_known or adjective:
                    forms.setdefault(fold(parse.normal_form))
    forms.setdefault(fold(word))
    return tuple(forms)[:MOST_FORMS]


@lru_cache(maxsize=20_000)
def lemmas(raw: str) -> tuple[str, ...]:
    """Return folded dictionary forms of a Cyrillic name of up to three words.

    >>> "nizhin" in lemmas("Ніжині")
    True
    """
    words = raw.replace("-", " ").split()
    mixed = any(char.isascii() and char.isalpha() for char in raw)
    if not words or mixed or len(words) > 3 or len(raw) > 60:  # noqa: PLR2004
        return ()
    return tuple(" ".join(forms) for forms in product(*(_word_lemmas(w.lower()) for w in words)))


def suggestions(gazetteer: Gazetteer, folded: str, heard: str, limit: int = 3) -> list[int]:
    """Return rows of the nearest spellings among those that begin alike."""
    own = key(folded)
    buckets = _buckets(str(gazetteer.path), gazetteer.version, gazetteer)
    near = buckets.get((heard[:BEGINNING], len(heard)), ())
    found = process.extract(
        heard, near, scorer=Levenshtein.normalized_similarity, score_cutoff=ALIKE, limit=limit + 1
    )
    people = gazetteer.populations
    rows = [max(gazetteer.sounds[like], key=people.__getitem__) for like, _, _ in found]
    alike = _similarities(gazetteer, own, rows)
    return sorted(alike, key=lambda row: -alike[row])[:limit]


_BUCKETS: dict[tuple[str, str], dict[tuple[str, int], list[str]]] = {}


def _buckets(path: str, version: str, gazetteer: Gazetteer) -> dict[tuple[str, int], list[str]]:
    """Return the sounds by their beginning and, give or take a letter, by their length."""
    if (path, version) not in _BUCKETS:
        made: dict[tuple[str, int], list[str]] = {}
        for heard in gazetteer.sounds:
            for size in range(len(heard) - 1, len(heard) + 2):
                made.setdefault((heard[:BEGINNING], size), []).append(heard)
        _BUCKETS.clear()
        _BUCKETS[path, version] = made
    return _BUCKETS[path, version]
