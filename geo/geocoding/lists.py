"""A text's segments become places: which of them is a place of its own, and which qualifies one.

"Izium, Kharkiv Oblast" is one place, "Sumy, Kharkiv and Chernihiv oblasts" are three regions,
"Odesa, Odesa Oblast, Mykolaiv Oblast" are a city and another region.  What a segment is known as
(`geo.geocoding.lexicon`) decides; a region's name or a large town among others is itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo.gazetteer import (
    AROUND,
    BETWEEN,
    CITY,
    CUES,
    DISTRICT,
    LINES,
    NEAR,
    ON_LAND_OF,
    REGION_CUES,
    SETTLEMENT,
    SIDE,
    SMALL,
    clean,
    fold,
    no_place,
)
from geo.geocoding.heads import in_order, with_head, with_heads
from geo.geocoding.lexicon import NAMESAKE
from geo.geocoding.parse import (
    SIMPLE,
    Reading,
    Segment,
    alternatives,
    asides,
    between,
    groups,
    names_something,
    phrase,
    segments,
)
from geo.geocoding.scan import names_in
from geo.geocoding.spelled import spelled_out

if TYPE_CHECKING:
    from geo.geocoding.lexicon import Lexicon
    from geo.geocoding.parse import Phrase

#: The case endings that Turkish sets off: Odesa'da, Kiev'den.
_TURKISH: Final = re.compile(r"(?<=[^\W\d_]{3})['’](?:[dt][ae]n?)\b")
#: Words before a colon.
_LABEL: Final = re.compile(r"[^\W\d_]+(?:[ '’/-][^\W\d_]+){0,4}")
#: The number of a house.
_HOUSE: Final = re.compile(
    r"(?:(?:буд|будинок|дом|д|мкр|микрорайон|мікрорайон|дача|корп|корпус|кв|оф|офис|офіс|стр|№"
    r"|селище)\b[. ]*)*"
    r"\d{1,4}\s?[а-яіa-z]?(?:/\d+)?\s?[а-яіa-z]?",
    re.IGNORECASE,
)
#: More names between strokes are not names of one place.
MOST_NAMES: Final = 2


@dataclass(slots=True)
class _Item:
    """A place of the text, and what qualifies it."""

    main: Phrase
    context: list[Phrase] = field(default_factory=list)
    joined: bool = False
    region: bool = False  # it is a region as a whole
    said: bool = False  # the text has said its region


def read(text: str, lexicon: Lexicon) -> Reading:
    """Take a place text apart.

    Parameters
    ----------
    text : str
        The place as reported, in one line.
    lexicon : Lexicon
        What words are known as.
    """
    text = clean(text)
    if len(text) == 1:
        return Reading("nothing", (), left=(text,))
    if (SIMPLE.fullmatch(text) and not _TURKISH.search(text)) or lexicon.is_name(fold(text)):
        return Reading("one", (phrase(text),))
    text = spelled_out(_unlabelled(_TURKISH.sub("", text), lexicon))
    found = groups(text) or [text]
    if len(found) > 1 and any(phrase(group).plural for group in found):
        found = [", ".join(found)]  # "Sumy; Kharkiv; Chernihiv oblasts" have one head
    readings = [_group(group, lexicon) for group in found]
    left = tuple(word for reading in readings for word in reading.left)
    named = [reading for reading in readings if reading.shape != "nothing"]
    if not named:
        return Reading("nothing", (), left=left)
    if len(named) == 1:
        return replace(named[0], left=left)
    parts = (part for reading in named for part in reading.parts or (reading,))
    return Reading("list", (), parts=tuple(parts), left=left)


def _unlabelled(text: str, lexicon: Lexicon) -> str:
    """Return a text without the words before its colon that name no place: "Armed clash: Lyman"."""
    label, colon, rest = text.partition(": ")
    asked = phrase(label)
    names = (
        not colon
        or not names_something(rest)
        or not _LABEL.fullmatch(label)
        or asked.cues
        or lexicon.is_name(asked.folded)
        or lexicon.stands_for_regions(asked)
        or lexicon.is_country(asked)
        or names_in(label, lexicon)
    )
    return text if names else rest


def _group(group: str, lexicon: Lexicon) -> Reading:
    """Read what stands between two certain separators."""
    ends, context = between(group, lexicon)
    if ends:
        return Reading("between", tuple(with_head(ends)), context)
    parts = alternatives(group)
    if len(parts) > MOST_NAMES:
        return read("; ".join(parts), lexicon)
    if parts and all(map(names_something, parts)):
        return _either(parts, asides(group), lexicon)
    found = with_heads(in_order(segments(group, lexicon), lexicon), lexicon)
    places = _Places(lexicon, found)
    return places.reading()


def _either(parts: list[str], context: tuple[Phrase, ...], lexicon: Lexicon) -> Reading:
    """Read "A/B": two names of one place, a place and what it belongs to, or a list."""
    *heads, last = parts
    final, *tail = segments(last, lexicon)
    phrases = [*map(phrase, heads), final.main]
    context += (*final.context, *(p for segment in tail for p in (segment.main, *segment.context)))
    if any(p.regional for p in phrases) and all(
        p.regional or lexicon.is_region(p.core) for p in phrases
    ):
        regions = lexicon.regions_of(final.main)
        if final.main.regional and not any(lexicon.is_around(p, regions) for p in phrases):
            phrases = with_head(phrases)
        return Reading("list", (), parts=tuple(Reading("one", (p,), context) for p in phrases))
    homes = [lexicon.home_of(p) for p in phrases]
    if all(homes) and all(not homes[0] & home for home in homes[1:]):
        return Reading("list", (), parts=tuple(Reading("one", (p,), context) for p in phrases))
    return Reading("either", tuple(phrases), context)


def _says_near(main: Phrase) -> bool:
    """Tell "near Chuhuiv", which is where the name before it is, from "Zolote area"."""
    first = next((word for word in main.folded.split() if CUES.get(word) != SMALL), "")
    return NEAR in main.cues and CUES.get(first) in {NEAR, SIDE, None} and first not in main.core


class _Places:
    """The places of one group, found from left to right."""

    def __init__(self, lexicon: Lexicon, found: list[Segment]) -> None:
        self.lexicon, self.segments = lexicon, found
        self.items: list[_Item] = []
        self.before: list[Phrase] = []  # a country or region that stands before its places
        self.left: list[str] = []
        self.heads = sum(lexicon.stands_for_regions(s.main) for s in found)
        for at, segment in enumerate(found):
            self._take(at, segment)

    def reading(self) -> Reading:
        """Return what the group is read as."""
        left, items = tuple(self.left), self.items
        if not items:
            if self.before:
                return Reading("one", (self.before[0],), tuple(self.before[1:]), left=left)
            return Reading("nothing", (), left=left)
        if len(items) == 2 and self._is_pair():  # noqa: PLR2004
            first, second = items
            if CITY in first.main.cues and SETTLEMENT in second.main.cues:
                first, second = second, first  # "г. Львов, с. Сокольники"
            context = (second.main, *first.context, *second.context)
            return Reading("pair", (first.main,), context, left=left)
        parts = tuple(Reading("one", (item.main,), tuple(item.context)) for item in items)
        if len(parts) == 1:
            return replace(parts[0], left=left)
        return Reading("list", (), parts=parts, left=left)

    def _is_pair(self) -> bool:
        """Tell two names by a comma, of which one may be a part of the other."""
        first, second = self.items
        if second.joined or first.region or second.region or first.said or second.said:
            return False
        if all(self.lexicon.is_adjective_of_region(item.main) for item in self.items):
            return False  # "Сумська, Хмельницька"
        if self._is_town_beside(first, second):
            return False
        return not self.lexicon.is_itself(first.main, second.main)

    def _is_town_beside(self, first: _Item, second: _Item) -> bool:
        """Tell "Horlivka, Zolote area" from "Irpin, Kyiv area", where the one is by the other."""
        if NEAR not in second.main.cues or _says_near(second.main):
            return False
        lexicon, home = self.lexicon, self._home(second)
        around = home | {AROUND[region] for region in home if region in AROUND}
        return lexicon.is_town(first.main) and not lexicon.lies_in(first.main, around)

    def _home(self, item: _Item) -> frozenset[str]:
        return self.lexicon.home_of(item.main)

    def _open(self) -> list[_Item]:
        """Return the last places whose region is not yet said."""
        found: list[_Item] = []
        for item in reversed(self.items):
            if item.said or item.region:
                break
            found.append(item)
        return found[::-1]

    def _take(self, at: int, segment: Segment) -> None:
        main, lexicon = segment.main, self.lexicon
        countries = no_place(segment.text)
        if not names_something(segment.text):
            self._take_words(segment)
        elif (countries is not None and not countries) or self._is_street(at):
            self.left.append(segment.text)
        elif lexicon.is_country(main) and not (self.heads and lexicon.is_home_name(main)):
            self._take_country(segment)
        elif lexicon.stands_for_regions(main) and not self._lies_in_next(at, main):
            self._take_region(at, segment)
        elif DISTRICT in main.cues and self._open() and not segment.joined:
            for item in self._open():
                item.context.append(main)
            self._say(segment.context)
        elif _says_near(main) and self._open() and not segment.joined and main.bare:
            self._open()[-1].context += [main, *segment.context]
        else:
            self._take_name(segment)

    def _is_street(self, at: int) -> bool:
        """Tell a street beside other names, by its word or the house's number after it."""
        rest = self.segments[at + 1 :]
        if at >= len(self.segments) or len(self.segments) == 1 or not self.segments[at].main.bare:
            return False
        segment = self.segments[at]
        if at and _HOUSE.fullmatch(segment.text.strip()):
            return True
        if at and not LINES.isdisjoint(fold(segment.text).split()):
            return not self.lexicon.is_name(segment.main.folded)
        numbered = at > 0 and len(rest) == 1 and _HOUSE.fullmatch(rest[0].text.strip())
        large = self.lexicon.home_of(segment.main)
        own = not large or self.lexicon.is_adjective_of_region(segment.main)
        return bool(numbered) and not segment.joined and own

    def _lies_in_next(self, at: int, main: Phrase) -> bool:
        """Tell a village with a region's byname: "Volyn, Ryazan Oblast"."""
        following = self.segments[at + 1 : at + 2]
        if main.regional or not following or following[0].joined:
            return False
        region = following[0].main
        regions = self.lexicon.regions_of(region) if region.regional else frozenset()
        own = self.lexicon.regions_of(main)
        return bool(regions - own) and self.lexicon.lies_in(main, regions - own)

    def _take_words(self, segment: Segment) -> None:
        """Take words of kind alone: "Київ і область", "Odesa region and city", "Kyiv, near"."""
        cues = {CUES.get(word) for word in fold(segment.text).split()}
        last = self.items[-1].main if self.items else None
        if last is not None and cues & REGION_CUES and not last.regional:
            given = {cue for cue in cues if cue in REGION_CUES}
            named = replace(last, cues=(last.cues - {CITY}) | given)
            self.items[-1].main = replace(last, cues=last.cues | {CITY})
            self.items.append(_Item(named, joined=True, region=True))
        elif last is not None and CITY in cues and last.regional:
            named = replace(last, cues=frozenset({CITY}), plural=False)
            self.items.append(_Item(named, joined=True))
        elif last is not None and NEAR in cues and BETWEEN not in cues and not segment.joined:
            self.items[-1].main = replace(last, cues=last.cues | {NEAR})
        elif fold(segment.text):
            self.left.append(segment.text)

    def _take_country(self, segment: Segment) -> None:
        if segment.context and not self.items:
            self.before.append(segment.main)  # "Ukraine (Kherson region)"
            first, *rest = segment.context
            self._take(len(self.segments), Segment(first.text, first, tuple(rest)))
        elif segment.joined and not self.before:
            self.items.append(_Item(segment.main, list(segment.context), joined=True, region=True))
        elif not self.items:
            self.before.append(segment.main)
        else:
            for item in self.items:
                if not any(map(self.lexicon.is_country, item.context)):
                    item.context.append(segment.main)
                    item.said = True

    def _take_region(self, at: int, segment: Segment) -> None:
        main, regions = segment.main, self.lexicon.regions_of(segment.main)
        if not segment.joined and self._was_a_raion(main, regions):
            return
        within = [item for item in self._open() if self._may_lie_in(item, main, regions)]
        units = sum(DISTRICT in s.main.cues for s in self.segments)
        countries = sum(map(self.lexicon.is_country, (s.main for s in self.segments)))
        named = len(self.segments) - units - countries
        alone = named == 2 and main.regional and not main.plural  # noqa: PLR2004
        if alone and not segment.joined and self._open():
            within = self._open()
        if segment.joined or main.plural or not within or self._is_beside(within, regions):
            following = self.segments[at + 1 : at + 2]
            if not segment.joined and not main.plural and following and self._leads(at, regions):
                self.before = [*(p for p in self.before if self.lexicon.is_country(p)), main]
                return
            item = _Item(main, list(segment.context), segment.joined, region=True)
            self.items.append(self._led(item, regions=True))
            return
        for item in within:
            item.context += [main, *segment.context]
            item.said = True

    def _was_a_raion(self, main: Phrase, regions: frozenset[str]) -> bool:
        """Read "Provallia, Sverdlovsk region, Luhansk region": the first is a raion of the second.

        Machines translate both words so; the place is not in the region of that name.
        """
        if not self.items or main.plural:
            return False
        place, lexicon = self.items[-1], self.lexicon
        if place.region and len(self.items) > 1:  # the place is known to be elsewhere
            place, before = self.items[-2], place.main
        else:
            before = place.context[-1] if place.context else place.main
        named = lexicon.regions_of(before) if before.regional else frozenset()
        if not named or named & regions or place.region or lexicon.lies_in(place.main, named):
            return False
        if not lexicon.has_unit(regions, before.core):
            return False
        if place is not self.items[-1] and not lexicon.lies_in(place.main, regions):
            return False
        self.items = self.items[: self.items.index(place) + 1]
        place.context = [p for p in place.context if p is not before]
        place.context += [replace(before, cues=frozenset({DISTRICT})), main]
        place.said = True
        return True

    def _may_lie_in(self, item: _Item, main: Phrase, regions: frozenset[str]) -> bool:
        """Tell whether a place before a region's name may be in that region."""
        lexicon, home = self.lexicon, self._home(item)
        if DISTRICT in item.main.cues or not regions:
            return not home
        if SETTLEMENT in item.main.cues and main.regional and not main.plural:
            return True  # "the village of Luhansk, Donetsk region"
        if lexicon.is_adjective_of_region(item.main):
            return main.regional and lexicon.lies_in(item.main, regions)
        if not home:
            # "Nizhnee Ozero, Adygea": many villages of Russia are not known
            village = len(self.segments) == 2 and not lexicon.is_town(item.main, usual=True)  # noqa: PLR2004
            unknown = not lexicon.is_known(item.main) or (village and lexicon.are_russian(regions))
            return unknown or lexicon.lies_in(item.main, regions)
        on_land = {city for city, land in ON_LAND_OF.items() if land in regions}
        if home & (regions | on_land) or lexicon.is_around(item.main, regions):
            return True
        named = main.regional or len(regions) == 1
        return lexicon.lies_in(item.main, regions, NAMESAKE if named else 10**9)

    def _is_beside(self, within: list[_Item], regions: frozenset[str]) -> bool:
        """Tell "Moscow, Moscow Oblast, Tula Oblast": the city and the region around it."""
        lone = len(within) == 1 and self.lexicon.is_around(within[0].main, regions)
        return lone and self.heads > 1 and not self._home(within[0]) & regions

    def _leads(self, at: int, regions: frozenset[str]) -> bool:
        """Tell whether the next name lies in this region: "Kharkiv Oblast, Izium"."""
        following = self.segments[at + 1]
        main = following.main
        if following.joined or self._open() or not names_something(following.text):
            return False
        if self.lexicon.is_country(main) or self.lexicon.stands_for_regions(main):
            return False
        if any(self.lexicon.stands_for_regions(p) for p in following.context):
            return False
        home = self.lexicon.home_of(main)
        if home and not any(map(self.lexicon.is_country, self.before)):
            least = 0 if CITY in main.cues else NAMESAKE
            here = self.lexicon.lies_in(main, regions, least)
            return here or self.lexicon.is_around(main, regions)
        return DISTRICT in main.cues or not self.lexicon.is_adjective_of_region(main)

    def _take_name(self, segment: Segment) -> None:
        item = _Item(segment.main, list(segment.context), segment.joined)
        open_before = self._open()
        self.items.append(self._led(item))
        said = [p for p in segment.context if self.lexicon.stands_for_regions(p)]
        item.said = item.said or bool(said)
        last = open_before[-1] if open_before else None
        if last is not None and DISTRICT in last.main.cues and not segment.joined:
            if SETTLEMENT in segment.main.cues:  # "Усть-Вымский район, с. Айкино"
                self.items.remove(last)
                item.context += [last.main, *last.context]
                return
            # "Kirov district, Donetsk": the district is a part of the city
            self.items.pop()
            last.context += [segment.main, *segment.context]
            last.said = bool(said)
        elif said and (segment.joined or not any(item.context for item in open_before)):
            self._pass_on(open_before, said)

    def _pass_on(self, items: list[_Item], said: list[Phrase]) -> None:
        """Let a region after the last name of a list hold for the names before it."""
        for item in items:
            for region in said:
                if self._may_lie_in(item, region, self.lexicon.regions_of(region)):
                    item.context.append(region)
                    item.said = True

    def _led(self, item: _Item, *, regions: bool = False) -> _Item:
        """Return the place with what stands before it: "Ukraine, Kharkiv", "Crimea, Kerch"."""
        for phrase_before in self.before:
            if regions and not self.lexicon.is_country(phrase_before):
                continue
            item.context.append(phrase_before)
            item.said = item.said or self.lexicon.stands_for_regions(phrase_before)
        return item

    def _say(self, context: tuple[Phrase, ...]) -> None:
        """Let what stands beside a district qualify the open places too."""
        said = [p for p in context if self.lexicon.stands_for_regions(p)]
        if said:
            self._pass_on(self._open(), said)
