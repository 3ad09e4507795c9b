"""What sentences tell, put together: several tellings of one incident become one draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.drafts.dates import When, covers, overlap
from geo.drafts.model import ARMS, PEOPLE
from geo.drafts.splitting import split
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    from datetime import date

    from geo.drafts.events import Told
    from geo.drafts.figures import Figure
    from geo.drafts.model import Place
    from geo.drafts.sentences import Sentence

#: Paragraphs after which "three people were injured" is no longer of the attack before.
_NEAR: Final = 4
#: Paragraphs that go on with a day long ago.
_PAST: Final = 3
#: So many weapons may be of one strike on one place.
_FEW: Final = 12
#: Regions that Russia holds: who attacks there is Ukraine.
_HELD: Final = frozenset(["UA-43", "UA-40"])


@dataclass(slots=True)
class Reported:
    """A figure, where it was said, and of which places."""

    figure: Figure
    sentence: Sentence
    scope: tuple[Place, ...]


@dataclass(slots=True)
class Event:
    """An incident as it is put together.

    Attributes
    ----------
    kind : str
        tally or strike.
    places : list of Place
        Its places, each once.
    reported : list of Reported
        All figures that were said of it.
    when : When or None
        Its days.
    """

    kind: str
    places: list[Place] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    when: When | None = None
    actor: str | None = None
    weapons: set[str] = field(default_factory=set)
    wave: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    sentences: list[Sentence] = field(default_factory=list)
    dated: Sentence | None = None
    scope: tuple[Place, ...] = ()
    frame: str | None = None
    claims: set[str] = field(default_factory=set)

    @property
    def regions(self) -> set[str]:
        """Return the codes of its regions, without countries as a whole."""
        return regions_of(self.places)

    @property
    def paragraph(self) -> int:
        """Return the paragraph where it was last told of."""
        return self.sentences[-1].paragraph if self.sentences else -_NEAR

    def has(self, *roles: str) -> bool:
        """Return whether one of these figures was said."""
        return any(r.figure.role in roles for r in self.reported)


def regions_of(places: list[Place]) -> set[str]:
    """Return the codes of the regions of some places, without countries as a whole."""
    return {p.region for p in places if p.region} - COUNTRIES.keys()


def holder_of(region: str | None) -> str | None:
    """Return the side that holds a region."""
    if not region:
        return None
    return "Russia" if region.startswith("RU") or region in _HELD else "Ukraine"


def attacker_of(places: list[Place]) -> str | None:
    """Return the side opposite to the one that holds the places."""
    sides = {holder_of(p.region) for p in places if p.region}
    if len(sides) != 1:
        return None
    return "Ukraine" if sides == {"Russia"} else "Russia"


class Merger:
    """Takes what sentences tell, in order, and puts incidents together."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.events: list[Event] = []
        self.current: Event | None = None
        self.last: Event | None = None
        self.armed = False
        self.pending: list[Told] = []
        self.contexts: dict[str | None, When] = {}
        self.waves: dict[str | None, set[str]] = {}
        self.past: tuple[int, When] | None = None

    def take(self, told: Told) -> None:
        """Take what a sentence tells."""
        struck = told.kind != "detail" or bool(told.marks & {"attack", "blast"})
        self.armed |= struck or bool(told.weapons)
        for part in split(told):
            if part.kind == "detail":
                self._detail(part)
            elif part.kind == "tally":
                self._tally(part)
            else:
                self._strike(part)
            places = _places(part)
            side = attacker_of(places) or part.actor
            if part.weapons and not {p.region for p in places} - COUNTRIES.keys():
                self.waves[side] = part.weapons
            if part.when is not None:
                self.contexts[side] = part.when

    def background(self, paragraph: int, when: When) -> None:
        """Take a day long ago: what follows without a day of its own was then too."""
        self.past = (paragraph, when)

    def heading(self, when: When | None) -> None:
        """Take the day that a heading says, or that it begins anew."""
        self.contexts = {} if when is None else {None: when}

    def next_piece(self) -> None:
        """Begin a line of a list: of the days before only a heading's holds."""
        self.contexts = {None: self.contexts[None]} if None in self.contexts else {}

    def _detail(self, told: Told) -> None:
        places = _places(told)
        if not places:
            before = self._before(told)
            if before is not None:
                self._add(before, told)
            elif told.frame:
                self._new(told)
            else:
                self.pending.append(told)
            return
        same = self._same(told, places, "strike")
        if (
            same is None
            and self.last is not None
            and self.last.regions & {p.region for p in places}
        ):
            same = self.last
        if same is None and not told.figures and not self.armed:
            return
        if same is None and all(p.region in COUNTRIES for p in places) and not self.events:
            self.pending.append(told)
            return
        self._add(same or self._new(told), told)

    def _before(self, told: Told) -> Event | None:
        """Return the incident that a sentence without a place goes on with."""
        for event in (self.last, self.current):
            if event is None or (told.actor and event.actor not in {None, told.actor}):
                continue
            near = told.sentence.paragraph - event.paragraph <= _NEAR
            other = told.kind == "strike" and told.weapons and event.weapons
            if other and told.weapons.isdisjoint(event.weapons) and not told.figures:
                continue
            if near and overlap(told.when, event.when):
                return event
        return None

    def _strike(self, told: Told) -> None:
        places = _places(told)
        regions = regions_of(places)
        if not regions and not any(p.region is None for p in places):
            self._strike_without_place(told, places)
            return
        same = self._same(told, places, "strike")
        known = [e.regions for e in self.events if e.kind == "strike"]
        if (
            len(regions) > 1
            and not told.figures
            and all(any(r in k for k in known) for r in regions)
        ):
            return  # "the strikes on A and B", both told before
        self._add(same or self._new(told), told)

    def _strike_without_place(self, told: Told, places: list[Place]) -> None:
        again = self._told_again(told)
        if again is not None:
            self._add(again, told)
        elif not places and (before := self._before(told)) is not None:
            self._add(before, told)
        elif told.frame and told.figures:
            self._add(self._same(told, [], "strike") or self._new(told), told)
        elif places and told.figures:
            self._add(self._same(told, places, "strike") or self._new(told), told)
        else:
            self.pending.append(told)

    def _told_again(self, told: Told) -> Event | None:
        """Return the incident that has these very figures already."""
        people = {(f.role, f.value) for f in told.figures if f.role in PEOPLE}
        for event in self.events:
            known = {(r.figure.role, r.figure.value) for r in event.reported}
            if people and people <= known and told.actor in {None, event.actor}:
                return event
        return None

    def _tally(self, told: Told) -> None:
        places = _places(told)
        if not told.figures and not {p.region for p in places} - COUNTRIES.keys():
            return
        if told.actor is None and not places and self.last is not None and self._is_near(told):
            told.actor = self.last.actor
        self._take_over(told, places)
        same = self._same(told, places, "tally")
        last = self.last
        if same is None and not places and last is not None and self._goes_on(last, told):
            last.kind, same = "tally", last
        if same is None and not places and last is not None and _is_its_own(last, told):
            same = last
        self._add(same or self._new(told), told)

    def _take_over(self, told: Told, places: list[Place]) -> None:
        """Let a tally without an actor or a day be of the attack that the sentences before tell.

        "Russia attacked Ukraine overnight. In all, 76 missiles were detected."
        """
        before = self.pending[-1] if self.pending else None
        if before is None or before.kind != "strike" or before.actor is None or places:
            return
        if told.sentence.paragraph - before.sentence.paragraph > _NEAR or told.actor not in {
            None, before.actor,
        }:  # fmt: skip
            return
        told.actor = before.actor
        told.when = told.when or before.when

    def _is_near(self, told: Told) -> bool:
        return self.last is not None and told.sentence.paragraph - self.last.paragraph <= _NEAR // 2

    def _goes_on(self, event: Event, told: Told) -> bool:
        """Tell "the enemy attacked Kyiv region. 35 drones were used": a strike's own tally."""
        return (
            event.kind == "strike"
            and told.sentence.paragraph - event.paragraph <= 1
            and not event.has(*PEOPLE)
            and "damage" not in event.marks
            and (not event.weapons or "drone" in event.weapons)
            and (told.actor is None or event.actor in {None, told.actor})
        )

    def _same(self, told: Told, places: list[Place], kind: str) -> Event | None:
        """Return the incident that is told of again."""
        actor = attacker_of(places) or told.actor
        regions = regions_of(places)
        for event in reversed(self.events):
            if event.kind != kind or (actor and event.actor and actor != event.actor):
                continue
            if not overlap(told.when, event.when):
                continue
            if self._is_another_day(event, told, places):
                continue
            if kind == "tally":
                if _agree(event, told) and not is_elsewhere(event, regions):
                    return event
                continue
            if regions & event.regions and not _is_list(event, regions, told):
                return event
            if not regions and places and not event.regions and event.places:
                return event
        return None

    def _is_another_day(self, event: Event, told: Told, places: list[Place]) -> bool:
        """Tell an incident without a day from one elsewhere in its region on a day before."""
        if told.when is None or event.when is not None or self.published is None:
            return False
        elsewhere = {p.known_as for p in places}.isdisjoint(p.known_as for p in event.places)
        return bool(places and event.places) and elsewhere and told.when.last < self.published

    def _new(self, told: Told) -> Event:
        actor = attacker_of(_places(told)) or told.actor
        kind = "tally" if told.kind == "tally" else "strike"
        event = Event(kind, actor=actor, frame=told.frame)
        event.wave = self.waves.get(actor) or set()
        context = self.contexts.get(actor) or self.contexts.get(None)
        if self.past is not None and told.sentence.paragraph - self.past[0] <= _PAST:
            context = self.past[1]
        if told.when is None and context is not None:
            note = "the day said before"
            event.when = When(context.first, context.last, context.start, context.end, note)
        self.events.append(event)
        kept = []
        for earlier in self.pending:
            if (
                told.sentence.paragraph - earlier.sentence.paragraph > _NEAR
                or earlier.kind != "detail"
            ):
                kept.append(earlier)
            elif event.kind == "strike" and not _places(earlier):
                self._add(event, earlier)
        self.pending = kept
        return event

    def _add(self, event: Event, told: Told) -> None:
        places = _places(told)
        for place in places:
            add_place(event, place)
        scope = tuple(places) or event.scope
        event.scope = scope if len(scope) == 1 else ()
        bare = not event.reported
        event.reported += [Reported(f, told.sentence, scope) for f in told.figures]
        longer = told.kind == "tally" and event.when and told.when and covers(told.when, event.when)
        same = told.sentence.paragraph == event.paragraph and len(event.sentences) <= 1
        first = event.when is None and told.when is not None and not told.when.note
        first = first and len(event.sentences) <= 1 >= told.sentence.paragraph - event.paragraph
        near = bool(places) or told.kind == "tally" or same or first
        exact = (
            bare and event.when and told.when
            and told.kind == "strike" and covers(event.when, told.when)
        )  # fmt: skip
        if told.when is not None and ((event.dated is None and near) or longer or exact):
            event.when, event.dated = told.when, told.sentence
        event.actor = event.actor or attacker_of(places) or told.actor
        event.claims |= {told.actor} if told.actor and told.kind == "strike" else set()
        event.weapons |= told.weapons
        event.marks |= told.marks
        event.frame = event.frame or told.frame
        event.sentences.append(told.sentence)
        self.last = event
        if event.kind == "strike":
            self.current = event


def is_elsewhere(event: Event, regions: set[str]) -> bool:
    """Return whether a tally is of one region alone, all of its weapons, and these are others."""
    if len(event.regions) != 1 or not regions or regions & event.regions:
        return False
    here = [p.downed_here.value for p in event.places if p.downed_here is not None]
    most = max((r.figure.value for r in event.reported if r.figure.role == "downed"), default=-1)
    return most in here


def _is_its_own(event: Event, told: Told) -> bool:
    """Tell "a strike on Sevastopol killed four. Four of five missiles were shot down"."""
    few = all(f.value <= _FEW for f in told.figures)
    near = told.sentence.paragraph == event.paragraph or told.frame in event.regions
    same = event.kind == "strike" and near
    alone = len(event.regions) == 1 and overlap(told.when, event.when)
    mine = told.actor is None or event.actor in {None, told.actor}
    return few and same and alone and mine and not told.sentence.has("national", "country_ua")


def _places(told: Told) -> list[Place]:
    return [m.place for m in told.mentions if m.place is not None]


def _is_list(event: Event, regions: set[str], told: Told) -> bool:
    """Return whether an incident is a list of regions, of which one is now told by itself.

    That region is then taken out of the list, and what was said of all together is not kept.
    """
    people = any(f.role in PEOPLE for f in told.figures)
    own = people if event.reported else bool(told.figures) or "damage" in told.marks
    if not own or not len(regions) == 1 < len(event.regions):
        return False
    if any(len(r.scope) <= 1 for r in event.reported):
        return False
    event.places = [p for p in event.places if p.region not in regions]
    event.reported = [r for r in event.reported if r.figure.role not in PEOPLE]
    return True


def _agree(event: Event, told: Told) -> bool:
    """Return whether a tally may be the one told before: its figures are the same or parts."""
    for figure in told.figures:
        values = [
            r.figure.value for r in event.reported
            if (r.figure.role, r.figure.of) == (figure.role, figure.of)
        ]  # fmt: skip
        if figure.role in ARMS and values and figure.value > max(values):
            return not _places(told) or figure.rose
    return True


def add_place(event: Event, place: Place) -> None:
    """Take a place into an incident, once."""
    for known in event.places:
        if known.region == place.region and known.precision == place.precision and (
            (place.region is not None and place.precision in {"region", "country"})
            or known.known_as == place.known_as
            or _alike(known.name, place.name)
        ):  # fmt: skip
            known.downed_here = known.downed_here or place.downed_here
            return
    event.places.append(place)


def _alike(first: str, second: str) -> bool:
    """Return whether two names are forms of one: "Киеве" and "Киев"."""
    a, b = first.lower(), second.lower()
    size = max(3, min(len(a), len(b)) - 3)
    return a[:size] == b[:size]
