"""Incidents that were put together become drafts: what belongs to what, types, days, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.drafts.dates import overlap
from geo.drafts.events import NEWS
from geo.drafts.merging import Event, add_place, attacker_of, is_elsewhere
from geo.drafts.model import ARMS, FIGURES, PEOPLE, Draft, Evidence, Field, Place
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    from datetime import date

    from geo.drafts.merging import Reported
    from geo.drafts.sentences import Sentence

#: Regions of Ukraine of which Russia holds a part.
_FOUGHT_FOR: Final = frozenset(["UA-09", "UA-14", "UA-23", "UA-65", "UA-43", "UA-40"])


def settled(events: list[Event], published: date | None) -> list[Event]:
    """Return the incidents of these days, after those have been joined that are one."""
    if published is not None:
        events = [e for e in events if e.when is None or published - e.when.last <= NEWS]
    events = _tallies_joined(events)
    events = _lists_joined(_countries_joined(events))
    made = []
    for event in events:
        event.places = _exact(event)
        if _is_incident(event):
            made.append(event)
    return made


def _is_incident(event: Event) -> bool:
    if event.regions or any(p.region is None for p in event.places):
        return True
    if event.kind == "tally":
        # A sum without a place, of which nothing says when, may be of any length of time.
        return event.has("launched") or (event.has("downed") and bool(event.places or event.when))
    return bool(event.reported) and (bool(event.places) or bool(event.frame))


def _tallies_joined(events: list[Event]) -> list[Event]:
    """Let a tally of one region be part of the strike there, or of the tally of the night."""
    made = list(events)
    for event in events:
        if event.kind != "tally" or len(event.regions) != 1:
            continue
        for other in made:
            if other is event or other.actor != event.actor or not overlap(event.when, other.when):
                continue
            larger = other.kind == "tally" and _most(other, "downed") > _most(event, "downed")
            larger = larger and not is_elsewhere(other, event.regions)
            if larger or (other.kind == "strike" and other.regions == event.regions):
                _join(other, event, parts=larger)
                made.remove(event)
                break
    return made


def _most(event: Event, role: str) -> int:
    return max((r.figure.value for r in event.reported if r.figure.role == role), default=-1)


def _join(event: Event, other: Event, *, parts: bool) -> None:
    for place in other.places:
        if parts and place.downed_here is None:
            said = [r for r in other.reported if r.figure.role == "downed"]
            if said:
                place.downed_here = Field(said[-1].figure.value, (), 0.7)
        add_place(event, place)
    if not parts:
        event.reported += other.reported
    if event.dated is None and other.dated is not None:
        event.when, event.dated = other.when, other.dated
    event.marks |= other.marks
    event.weapons |= other.weapons
    event.sentences += other.sentences


def _countries_joined(events: list[Event]) -> list[Event]:
    """Leave out a country's sum where its parts are told, or give it to the list of its places."""
    made = list(events)
    for event in events:
        countries = {p.region for p in event.places} & COUNTRIES.keys()
        if event.kind != "strike" or event.regions or not countries:
            continue
        country = next(iter(countries)) or ""
        within = [
            e for e in made
            if e is not event and e.kind == "strike" and e.actor == event.actor
            and overlap(e.when, event.when) and any(r.startswith(country) for r in e.regions)
        ]  # fmt: skip
        waves = [
            e for e in made
            if e.kind == "tally" and e.actor == event.actor and not e.regions
            and overlap(e.when, event.when) and {p.region for p in e.places} <= {country}
        ]  # fmt: skip
        if not within and waves:
            waves[0].reported += event.reported
            waves[0].marks |= event.marks
            made.remove(event)
            continue
        told = any(e.has(*PEOPLE) for e in within)
        if not within or (
            event.has(*PEOPLE) and not told and all(len(e.regions) == 1 for e in within)
        ):
            continue
        made.remove(event)
        lists = [e for e in within if len(e.regions) > 1]
        if lists and not told:
            lists[0].reported += event.reported
    return made


def _lists_joined(events: list[Event]) -> list[Event]:
    """Leave out a bare list of regions that a tally of the night has, or is told without."""
    tallies = [e for e in events if e.kind == "tally"]
    for tally in [t for t in tallies if not t.regions and t.has(*ARMS)]:
        for event in [e for e in events if _is_bare(e) and len(e.regions) > 1]:
            near = abs(event.paragraph - tally.paragraph) <= 1 and "suffered" in event.marks
            if near and event.actor == tally.actor and overlap(event.when, tally.when):
                for place in event.places:
                    add_place(tally, place)
    return [
        event for event in events
        if not (
            _is_bare(event)
            and any(event.regions <= t.regions and t.actor == event.actor for t in tallies)
        )
    ]  # fmt: skip


def _is_bare(event: Event) -> bool:
    """Return whether an incident is regions and no more."""
    return (
        event.kind == "strike" and not event.reported and "damage" not in event.marks
        and all(p.precision == "region" for p in event.places) and bool(event.places)
    )  # fmt: skip


def _exact(event: Event) -> list[Place]:
    """Return the places without regions whose places are named, and without countries."""
    places = event.places
    if event.regions:
        places = [p for p in places if p.region not in COUNTRIES]
    fine = {p.region for p in places if p.precision in {"settlement", "district"}}
    return [
        p for p in places
        if p.precision != "region" or p.region not in fine or p.downed_here is not None
    ]  # fmt: skip


def draft_of(event: Event, text: str, published: date | None, language: str) -> Draft:
    """Return the draft of an incident."""
    actor = _actor(event, language)
    first, last = _days(event, text, published)
    made = Draft(first, last, _type(event), actor, event.places)
    for role in FIGURES:
        said = _figure([r for r in event.reported if r.figure.role == role], event)
        if said is not None:
            made.figures[role] = said.figure.field(said.sentence, text)
    _settle_arms(made, event)
    made.sentences = [_evidence(s, text) for s in event.sentences]
    return made


def _settle_arms(made: Draft, event: Event) -> None:
    """Take what was only suppressed as downed, and what was downed over one place as downed there.

    "Силами ПВО и РЭБ подавлены три БПЛА" tells both in one word.
    """
    if "lost" in made.figures and not made.figures.keys() & {"downed", "launched"}:
        made.figures["downed"] = made.figures.pop("lost")
    places = [p for p in made.places if p.region not in COUNTRIES]
    if event.kind == "tally" and len(places) == 1 == len(made.places) and "downed" in made.figures:
        places[0].downed_here = places[0].downed_here or made.figures["downed"]


def _evidence(sentence: Sentence, text: str) -> Evidence:
    return Evidence(text[sentence.start : sentence.end], sentence.start, sentence.end)


def _figure(said: list[Reported], event: Event) -> Reported | None:
    """Return the figure that holds: of the whole incident, and the latest or the highest.

    Parts of several places, without a figure of all, are not added up.
    """
    if not said:
        return None
    if said[0].figure.role in ARMS:
        said = _of_drones(said, event)
        if not said:
            return None
    settlements = {p.name for p in event.places if p.precision == "settlement"}
    parts = [r for r in said if len(r.scope) == 1 and r.scope[0].precision == "settlement"]
    scopes = {r.scope[0].name[:4] for r in parts}
    most = max(said, key=lambda r: r.figure.value)
    if len(settlements) > 1 and len(scopes) > 1 and most in parts:
        return None
    rose = [r for r in said if r.figure.rose]
    return rose[-1] if rose else most


def _of_drones(said: list[Reported], event: Event) -> list[Reported]:
    """Return figures of drones where the incident has such, without those of missiles alone."""
    drones = [r for r in said if r.figure.of == "drone"]
    told = any(
        r.figure.of == "drone" and r.figure.role in ARMS
        and r.figure.quantity is not None and r.figure.quantity.unit == "drone"
        for r in event.reported
    )  # fmt: skip
    return drones or [r for r in said if not told or r.figure.of != "missile"]


def _actor(event: Event, language: str) -> Field:
    by_place = attacker_of([p for p in event.places if p.region])
    silent = event.actor is None and event.marks <= {"blast", "damage"} and not event.weapons
    if silent or "open" in event.marks:
        return Field(None, (), 0.6, "the cause is open")
    if event.claims == {"Ukraine"} and event.regions <= _FOUGHT_FOR:
        return Field("Ukraine", (), 0.7, "as the text says, of a place that both may hold")
    if by_place is not None and event.claims != {by_place}:
        return Field(by_place, (), 0.7, "the side opposite to the one that holds the place")
    if event.actor is not None:
        return Field(event.actor, (), 0.9, "as the text says")
    side = {"uk": "Russia", "ru": "Ukraine"}.get(language) if event.kind == "tally" else None
    return Field(side, (), 0.5, "by the language of the report" if side else "")


def _days(event: Event, text: str, published: date | None) -> tuple[Field, Field]:
    when = event.when
    if when is not None:
        words = Evidence(text[when.start : when.end], when.start, when.end)
        sure = 0.9 if event.dated is not None else 0.7
        return (
            Field(when.first, (words,), sure, when.note),
            Field(when.last, (words,), sure, when.note),
        )
    if published is None:
        return Field(None, (), 0.0, "date?"), Field(None, (), 0.0, "date?")
    note = "no day is said: the day of publication"
    return Field(published, (), 0.6, note), Field(published, (), 0.6, note)


def _type(event: Event) -> Field:
    if "open" in event.marks:
        return Field("Unspecified", (), 0.6, "the cause is open")
    weapons = event.weapons or (event.wave if event.dated is None else set())
    air = weapons & {"drone", "bomb"}
    harmed = any(r.figure.value for r in event.reported if r.figure.role in PEOPLE)
    hit = harmed or "damage" in event.marks
    if event.kind == "tally" and not hit:
        return Field(
            "Disrupted weapons use", (), 0.85, "weapons launched or shot down, no harm said"
        )
    if air:
        return Field("Air/drone strike", (), 0.85, "by " + ", ".join(sorted(weapons)))
    if weapons:
        name = "Shelling/artillery/missile attack"
        return Field(name, (), 0.85, "by " + ", ".join(sorted(weapons)))
    return Field("Unspecified", (), 0.6, "the weapon is not said")
