"""What a text is made into: drafts of incidents, each field with the words that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import date

#: Figures of people, and of weapons.
PEOPLE: Final = ("killed", "injured")
ARMS: Final = ("launched", "downed", "lost")
#: Figures of a draft, in the order of the records.
FIGURES: Final = (*PEOPLE, *ARMS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the text: `text` is exactly what stands from `start` to `end`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """A value that was read, the words it was read from, how sure it is (0 to 1), and why."""

    value: Any
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.8
    note: str = ""


@dataclass(slots=True)
class Place:
    """A place as the text names it.

    Attributes
    ----------
    name, start, end : str, int, int
        The name exactly as written, and where it stands.
    asked : str
        What the geocoder was asked: the name with the region and district beside it.
    known_as : str
        The place's name by the gazetteer, by which two spellings are told to be one place.
    region : str or None
        ISO 3166-2 code, "UA" or "RU" for a country as a whole, None at sea or where it is open.
    precision : str
        settlement, district, region, country, outside or none.
    downed_here : Field or None
        How many were shot down there.
    """

    name: str
    start: int
    end: int
    asked: str
    region: str | None
    precision: str
    confidence: float = 0.8
    note: str = ""
    known_as: str = ""
    downed_here: Field | None = None

    @property
    def evidence(self) -> Evidence:
        """Return the name as evidence."""
        return Evidence(self.name, self.start, self.end)


@dataclass(slots=True)
class Draft:
    """A draft of one incident.

    Attributes
    ----------
    date_start, date_end : Field
        The first and the last day, or None.
    sub_event_type, actor : Field
        Type by the atlas's vocabulary, and the side that attacked ("Russia", "Ukraine" or None).
    figures : dict of str to Field
        Those of `FIGURES` that the text says.
    places : list of Place
        Its places.
    sentences : list of Evidence
        The sentences that tell of it.
    """

    date_start: Field
    date_end: Field
    sub_event_type: Field
    actor: Field
    places: list[Place]
    figures: dict[str, Field] = field(default_factory=dict)
    sentences: list[Evidence] = field(default_factory=list)

    def days(self) -> tuple[date, date] | None:
        """Return its first and last day."""
        if self.date_start.value is None or self.date_end.value is None:
            return None
        return self.date_start.value, self.date_end.value
