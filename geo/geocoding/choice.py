"""Choosing among settlements of one name, by people and nearness to the front.

What cannot be decided is called ambiguous; what is decided says how surely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.gazetteer import AROUND, CITY, SETTLEMENT, fold, is_cyrillic, key
from geo.geocoding.answer import Answer, Candidate
from geo.geocoding.circles import circle_of, same_spot
from geo.geocoding.likelihood import weights_of
from geo.geocoding.match import UKRAINIAN
from geo.geocoding.units import membership, renamed

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer, RegionNames
    from geo.geocoding.match import Match
    from geo.geocoding.parse import Phrase
    from geo.geocoding.scope import Hints, Scope

#: A town that a name means where nothing else is said; also the least that takes in its region.
BIG: Final = 50_000
#: A namesake of a town has to be this many times less likely for the town to be meant.
DOMINATES: Final = 4
#: A town that is so many times likelier than its namesakes is as sure as one without any.
CERTAINLY: Final = 40
#: A village has to be so many times likelier than all its namesakes together, in other regions.
OVERWHELMS: Final = 4
#: The same where the country is known: how the two countries compare is the least certain.
OVERWHELMS_AT_HOME: Final = 3
#: The same where a namesake is so near to the front, in km: how many people it has is not known.
OVERWHELMS_BY_FRONT: Final = 10
BY_FRONT_KM: Final = 30
TOWN: Final = 10_000
TOWNLET: Final = 3_000
#: Score at most of a village that is chosen among namesakes.
AS_A_VILLAGE: Final = 0.75
#: A town of so many people, and so many times its largest namesake, is meant by its bare name.
ONE_TOWN: Final = 15_000
ONLY_TOWN: Final = 10
#: The same of a city as large as a region's capital: Kirov, Bryansk.
CAPITAL: Final = 400_000
ONLY_CITY: Final = 8
#: How much seldomer a place is named without more, where a large town has the name.
SAID_WITH_MORE: Final = 0.15
#: People of a village that is known for being at the front, which is so near, in km.
VILLAGE_KNOWN: Final = 1_000
AT_FRONT_KM: Final = 10
AS_WELL_KNOWN: Final = 2
#: Regions that have a name which is not one of the commonest.
FEW: Final = 5
#: People of a village, where the gazetteer states none.
VILLAGE: Final = 250
#: Farther than this, in km, a place is not "near" a town.
NEAR_KM: Final = 90.0
FAMOUS: Final = 100_000
#: A town of so many people is meant where its name is used without more.
KNOWN: Final = 20_000
#: Score of what is likely and no more.
LIKELY: Final = 0.79
#: Score of a town by a name that is not its usual one, where others have that name.
BYNAME: Final = 0.79
#: Farther from the front, in km, few of Russia's small places are reported from.
REMOTE_KM: Final = 400
#: Fewer people than a place so far away needs to be meant by its bare name.
REMOTE_LEAST: Final = 600
#: Score of a bare "Kyiv" or "Moscow": the name is often used for the region around the city.
PERHAPS_AROUND: Final = 0.88
#: Score of a rare spelling of a name that other regions have too: Rubizne for Rubizhne.
SHARED: Final = 0.85
#: Quality of a match by the name as written.
EXACT: Final = 0.97


@dataclass(frozen=True, slots=True)
class Question:
    """One name, its scope, and where to look it up."""

    phrase: Phrase
    scope: Scope
    hints: Hints
    gazetteer: Gazetteer
    names: RegionNames


def fits(q: Question, row: int) -> bool:
    """Tell whether the scope allows a row."""
    if q.scope.country and q.gazetteer.countries[row] != q.scope.country:
        return False
    return not q.scope.regions or q.gazetteer.regions[row] in q.scope.regions


def choose(q: Question, match: Match) -> Answer:
    """Choose among settlements of one name, or say that nothing decides."""
    weigh = weights_of(q.gazetteer)
    if _only_remote(q, match.rows):
        return _perhaps_remote(q, match.rows)
    if len(match.rows) == 1:
        return _located(q, match.rows[0], match.rows, match, _single_score(q, match.rows[0]), "")
    odds = match.odds or {}
    weights = {row: weigh[row] * odds.get(row, 1.0) for row in match.rows}
    bare = _beside_a_town(q, weights)
    rows = sorted(bare, key=lambda row: (-bare[row], row))
    sums = _by_region(q, bare)
    top: dict[str, int] = {}
    for row in rows:
        top.setdefault(str(q.gazetteer.regions[row]), row)
    ranked = [top[region] for region in sorted(sums, key=lambda region: -sums[region])]
    best = ranked[0]
    if len(ranked) == 1:
        return _located(q, best, rows, match, _single_score(q, best), "")
    at_large = sums if bare is weights else _by_region(q, weights)
    decided = _by_size(q, ranked, sums, at_large)
    siblings = [r for r in ranked if q.gazetteer.regions[r] in q.hints.siblings]
    if decided is None and len(siblings) == 1:
        note = "Chosen among namesakes, because the incident's other places are in this region."
        return _located(q, siblings[0], rows, match, 0.75, note)
    russian = q.gazetteer.countries[best] == "RU" and not q.scope.country
    loose = match.how == "typing error" or (match.how == "spelling" and russian)
    if loose and decided is not None and decided[0] <= AS_A_VILLAGE:
        decided = None  # a village, and misspelt, of which there are several
    town = _one_town(q, ranked) if decided is None else None
    best = best if town is None else town
    decided = decided if town is None else (0.8, "The only town of that name.")
    doubtful = match.quality < EXACT or _second_town(q, ranked) or _rather_another(match, ranked)
    if decided is not None and doubtful:
        decided = min(decided[0], LIKELY), decided[1]
    elif decided is not None and _is_byname(q, best):
        decided = min(decided[0], BYNAME), decided[1]
    byname = match.how == "other name" or (match.how == "name" and odds.get(best, 1.0) < 1)
    ukrainian = UKRAINIAN.search(q.phrase.raw) is not None
    byname = byname and _has_city(q, ranked[1:], at_home=ukrainian)
    byname = byname or _named_so_at_home(q, match, ranked)
    byname = byname or (bare is not weights and _known_from_front(q, best, weights))
    before = _had_by_another(q, match, ranked)
    if decided is not None and not (byname or before):
        return _located(q, best, rows, match, *decided)
    named = [candidate_of(q, row, "a settlement of that name") for row in ranked[:8]]
    named += [candidate_of(q, row, "had the name before") for row in before if row not in ranked]
    return ambiguous(tuple(named[:8]))


def _second_town(q: Question, ranked: list[int]) -> bool:
    """Tell whether another region has a town of the name that is not much smaller: Pervomaisk."""
    people = q.gazetteer.populations
    second = max(people[row] for row in ranked[1:])
    return second >= KNOWN and people[ranked[0]] < ONLY_TOWN * second


def _is_remote(q: Question, row: int) -> bool:
    """Tell a place in Russia's interior, where the country is not known."""
    away = q.gazetteer.columns["front_km"][row] or 0
    return not q.scope.country and q.gazetteer.countries[row] == "RU" and away > REMOTE_KM


def _is_byname(q: Question, row: int) -> bool:
    """Tell whether a lesser place is usually called otherwise, in spelling too: Konstantinovka."""
    if q.gazetteer.populations[row] >= FAMOUS:
        return False
    return key(fold(q.gazetteer.columns["name"][row])) != key(q.phrase.core)


def _had_by_another(q: Question, match: Match, ranked: list[int]) -> list[int]:
    """Return what elsewhere had a small place's name before, in Ukrainian: Гвардійське."""
    gazetteer, best = q.gazetteer, ranked[0]
    if match.how != "name" or gazetteer.populations[best] >= KNOWN:
        return []
    others = gazetteer.others.get(key(q.phrase.core), ())
    if UKRAINIAN.search(q.phrase.raw) and any(row in others for row in ranked[1:]):
        return [row for row in others if row in ranked[1:]]
    if gazetteer.countries[best] != "UA" or not is_cyrillic(q.phrase.raw):
        return []
    codes, regions = gazetteer.columns["katottg"], gazetteer.regions
    elsewhere = [row for row in others if fits(q, row) and regions[row] != regions[best]]
    return [row for row in elsewhere if codes[row] in renamed()]


def _rather_another(match: Match, ranked: list[int]) -> bool:
    """Tell a byname of a town that is the usual name of a place elsewhere: Donetske."""
    odds = match.odds or {}
    if odds.get(ranked[0], 1.0) >= 1:
        return False
    return any(odds.get(row, 1.0) >= 1 for row in ranked[1:])


def _named_so_at_home(q: Question, match: Match, ranked: list[int]) -> bool:
    """Tell a byname of a town that is the very name of a place elsewhere: Donetske.

    Towns of Russia have in Ukrainian the names that places at home have: Klyntsi.
    """
    gazetteer, odds = q.gazetteer, match.odds or {}
    if not _rather_another(match, ranked) or gazetteer.countries[ranked[0]] != "UA":
        return False
    return any(gazetteer.countries[row] == "UA" and odds.get(row, 1.0) >= 1 for row in ranked[1:])


def _by_region(q: Question, weights: dict[int, float]) -> dict[str, float]:
    """Return the sum of the weights in each region."""
    sums: dict[str, float] = {}
    for row, weight in weights.items():
        region = str(q.gazetteer.regions[row])
        sums[region] = sums.get(region, 0.0) + weight
    return sums


def _by_size(
    q: Question, ranked: list[int], sums: dict[str, float], sums_at_large: dict[str, float]
) -> tuple[float, str] | None:
    """Return how surely the likeliest is meant, if its region outweighs the others, and why.

    `ranked` has the likeliest place of each region; the second sums are those for a name that
    something is said with, which the score, but not the choice, goes by.
    """
    best = ranked[0]
    people = q.gazetteer.populations[best]
    first, second, *others = sorted(sums.values(), reverse=True)
    rest = second + sum(others)
    small = people < TOWN and not (is_city(q.gazetteer, best) and not _is_byname(q, best))
    if small and _has_town(q, ranked[1:]):
        return None  # Zolochiv, a village by the front and a town
    if (
        small
        and first < OVERWHELMS_BY_FRONT * rest
        and first < _least(q, ranked, first / rest) * rest
    ):
        return None
    if not small and first < max(DOMINATES * second, 2 * rest):
        return None
    region = str(q.gazetteer.regions[best])
    first = sums_at_large[region]
    rest = sum(sums_at_large.values()) - first
    if first < DOMINATES * rest and _is_remote(q, best) and people < 2 * FAMOUS:
        return None  # Pushkino near Moscow, and villages by the front
    if small:
        note = "Chosen among namesakes for its size and nearness to the front."
        return min(AS_A_VILLAGE, 0.5 + first / rest / 100), note
    score = min(0.97, 0.75 + 0.22 * min(1.0, first / rest / CERTAINLY))
    if _perhaps_around(q, best) or people < ONE_TOWN:
        score = min(score, PERHAPS_AROUND)
    return score, "By far the largest of its namesakes."


def _least(q: Question, ranked: list[int], times: float) -> float:
    """Return how many times likelier than its namesakes a village has to be.

    `times` is how many it is; no more is looked at than that needs.
    """
    if q.scope.country:
        return OVERWHELMS_AT_HOME
    if times < OVERWHELMS or q.gazetteer.countries[ranked[0]] == "RU":
        return OVERWHELMS
    away = q.gazetteer.columns["front_km"]
    by_front = any((away[row] or 0) < BY_FRONT_KM for row in ranked[1:])
    return OVERWHELMS_BY_FRONT if by_front else OVERWHELMS


def is_city(gazetteer: Gazetteer, row: int) -> bool:
    """Tell a settlement that is a city in Ukraine's register, however small."""
    return gazetteer.kinds[row] != "community" and gazetteer.columns["seat"][row] == "city"


def _one_town(q: Question, ranked: list[int]) -> int | None:
    """Return the only town among few namesakes that are far smaller.

    In Ukraine it is a city; a town of Russia has none of them in Ukraine.
    """
    people, countries = q.gazetteer.populations, q.gazetteer.countries
    first, *rest = sorted(ranked, key=lambda row: -people[row])
    largest = max(VILLAGE, *(people[row] for row in rest))
    alone = q.gazetteer.regions[first] in q.names.exact.get(key(q.phrase.core), ()) or (
        q.gazetteer.regions[first] not in AROUND
        and not any(people[row] >= VILLAGE_KNOWN and countries[row] == "UA" for row in rest)
    )
    if people[first] >= max(FAMOUS if alone else CAPITAL, ONLY_CITY * largest):
        return first
    least = largest * ONLY_TOWN
    town = is_city(q.gazetteer, first) or all(countries[row] == "RU" for row in ranked)
    return first if town and len(ranked) <= FEW and people[first] >= max(ONE_TOWN, least) else None


def _beside_a_town(q: Question, weights: dict[int, float]) -> dict[int, float]:
    """Lower the weights of villages that have a large town's name: who means them says more."""
    people, regions = q.gazetteer.populations, q.gazetteer.regions
    largest = max(
        (people[row] for row in weights if q.names.kinds.get(str(regions[row])) != "city"),
        default=0,
    )
    if largest < BIG:
        return weights
    return {
        row: weight * (SAID_WITH_MORE if people[row] * ONLY_TOWN < largest else 1.0)
        for row, weight in weights.items()
    }


def _known_from_front(q: Question, best: int, weights: dict[int, float]) -> bool:
    """Tell whether a village elsewhere is as well known, for being at the front: Kamianske."""
    people, away = q.gazetteer.populations, q.gazetteer.columns["front_km"]
    regions = q.gazetteer.regions
    return any(
        people[row] >= VILLAGE_KNOWN
        and (away[row] or 0) < AT_FRONT_KM
        and regions[row] != regions[best]
        and weight * AS_WELL_KNOWN >= weights[best]
        for row, weight in weights.items()
    )


def _has_town(q: Question, rows: list[int]) -> bool:
    """Tell whether a town of Ukraine is among these places."""
    people, countries = q.gazetteer.populations, q.gazetteer.countries
    return any(people[row] >= KNOWN and countries[row] == "UA" for row in rows)


def _has_city(q: Question, rows: list[int], *, at_home: bool) -> bool:
    """Tell whether a city is among these places, in Ukraine where the text is in Ukrainian."""
    people, countries = q.gazetteer.populations, q.gazetteer.countries
    return any(people[row] >= BIG and (countries[row] == "UA" or not at_home) for row in rows)


def _single_score(q: Question, row: int) -> float:
    """Return how sure a name is that only one region of the gazetteer has."""
    people = q.gazetteer.populations[row]
    if _perhaps_around(q, row):
        return PERHAPS_AROUND
    steps = ((FAMOUS, 0.98), (30_000, 0.97), (10_000, 0.95), (3_000, 0.9), (1, 0.8))
    base = next((score for least, score in steps if people >= least), 0.75)
    if q.scope.regions:
        if q.scope.loose and not q.scope.explicit:
            return min(base, LIKELY)
        return max(base, 0.97 if q.scope.explicit else 0.92)
    if q.scope.country:
        return min(0.98, base + 0.03)
    return min(base, _most_alone(q, row))


def _only_remote(q: Question, rows: list[int]) -> bool:
    """Tell a name that nothing but hamlets in Russia's far interior have: Energiya."""
    if q.gazetteer.kinds[rows[0]] != "village":
        return False
    if q.scope.country or q.scope.regions or q.hints.siblings:
        return False
    away, people = q.gazetteer.columns["front_km"], q.gazetteer.populations
    return all(
        q.gazetteer.kinds[row] == "village"
        and people[row] < REMOTE_LEAST
        and (away[row] or 0) > REMOTE_KM
        for row in rows
    )


def _perhaps_remote(q: Question, rows: list[int]) -> Answer:
    """Leave a hamlet far away open: rather it is a place that is not known."""
    note = "Only a hamlet in Russia's interior is known by this name."
    return ambiguous(tuple(candidate_of(q, row, "a hamlet of that name") for row in rows[:8]), note)


def _most_alone(q: Question, row: int) -> float:
    """Return how sure the only place of a name is at most, where nothing else is said."""
    people = q.gazetteer.populations[row]
    remote = (q.gazetteer.columns["front_km"][row] or 0) > REMOTE_KM
    if remote and people < KNOWN and q.gazetteer.countries[row] == "RU":
        return LIKELY
    if not _is_byname(q, row):
        return 1.0
    former = people < TOWN and key(q.phrase.core) in q.gazetteer.others
    return SHARED if _is_shared(q, row) else PERHAPS_AROUND if former else 1.0


def _is_shared(q: Question, row: int) -> bool:
    """Tell a rare spelling of a name that other regions have too, and not for villages only."""
    gazetteer, weigh = q.gazetteer, weights_of(q.gazetteer)
    if row not in gazetteer.names.get(key(q.phrase.core), ()):
        return False
    usual = gazetteer.names.get(key(fold(gazetteer.columns["name"][row])), ())
    elsewhere = sum(weigh[r] for r in usual if gazetteer.regions[r] != gazetteer.regions[row])
    doubtful = gazetteer.populations[row] < ONE_TOWN or weigh[row] < CERTAINLY * elsewhere
    return elsewhere > 0 and doubtful


def _perhaps_around(q: Question, row: int) -> bool:
    """Tell a city whose name another region has, where neither text nor record say city."""
    region = q.gazetteer.regions[row]
    if region not in q.names.shared or region not in q.names.exact.get(key(q.phrase.core), ()):
        return False
    decided = q.scope.explicit and q.scope.regions
    return not decided and not q.phrase.cues & {CITY, SETTLEMENT}


def _located(  # noqa: PLR0913, PLR0917
    q: Question, row: int, rows: list[int], match: Match, score: float, note: str
) -> Answer:
    """Return the settlement; without a pin where its region has several of that name."""
    columns = q.gazetteer.columns
    region, lat, lon = (columns[column][row] for column in ("region", "lat", "lon"))
    score *= 1.0 if match.quality >= EXACT else match.quality
    others = _others(q, row, rows) if len(rows) > 1 else []
    rivals = [r for r in others if _rivals(q, r, row)]
    gazetteer = q.gazetteer
    belongs = membership(gazetteer, [row, *rivals])
    precision, radius = "settlement", None
    circle = circle_of(q.gazetteer, row, rivals, others)
    if circle is not None:
        precision, (lat, lon, radius) = "hromada", circle
        note = note or (
            f"{len(rivals) + 1} settlements have the name, all of them within {radius:.0f} km."
            if rivals
            else f"Its point is not known; its hromada is within {radius:.0f} km."
        )
    elif lat is None or rivals:
        precision, lat, lon = "district", None, None
        many = f"{len(rivals) + 1} settlements of that region have the name."
        note = note or (
            many if rivals else "Known from the official register, which has no coordinates."
        )
    return Answer(
        region, columns["name"][row], lat, lon, precision, match.how, round(score, 3), "located",
        note=note, radius_km=radius, place_code="" if rivals else gazetteer.code(row), **belongs,
    )  # fmt: skip


def _others(q: Question, row: int, rows: list[int]) -> list[int]:
    """Return the other settlements of the name in a row's region."""
    regions = q.gazetteer.regions
    here = (r for r in rows if r != row and regions[r] == regions[row])
    return [r for r in here if not same_spot(q.gazetteer, r, row)]


def _rivals(q: Question, other: int, row: int) -> bool:
    """Tell whether another settlement of the name and region may be meant, too."""
    weigh, people = weights_of(q.gazetteer), q.gazetteer.populations
    if not (people[other] or people[row]):
        return True
    small = 0 < people[other] * ONLY_TOWN < people[row]
    return weigh[other] * DOMINATES > weigh[row] and not small


def candidate_of(q: Question, row: int, why: str) -> Candidate:
    """Return a settlement as a candidate."""
    columns = q.gazetteer.columns
    lat = columns["lat"][row]
    precision = "district" if lat is None else "settlement"
    region = columns["region"][row] or ""
    return Candidate(region, columns["name"][row], lat, columns["lon"][row], precision, why)


def ambiguous(candidates: tuple[Candidate, ...], note: str = "") -> Answer:
    """Return the answer for a name that nothing decides."""
    regions = list(dict.fromkeys(c.region for c in candidates))
    note = note or f"{len(regions)} regions have a place of this name, and nothing decides."
    return Answer(None, None, None, None, "none", "none", 0.0, "ambiguous", candidates, note=note)
