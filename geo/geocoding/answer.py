"""What the geocoder answers: one place text becomes one `Answer`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.geocoding.parse import Reading


#: Fields of an answer that say to what in Ukraine a place belongs.
UNITS: Final = ("raion", "raion_code", "hromada", "hromada_code", "p_code", "place_code")

#: What an answer that is vaguer than the place that it is made from says of them.
NO_UNITS: Final = dict.fromkeys(UNITS, "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that the text may mean, or a near spelling.

    Parameters
    ----------
    region : str
        ISO 3166-2 code; empty abroad.
    place_name : str
        Name in Latin letters.
    lat, lon : float or None
        Degrees, EPSG:4326.
    precision : str
        See `schema.PRECISIONS`.
    why : str
        One plain phrase.
    """

    region: str
    place_name: str
    lat: float | None
    lon: float | None
    precision: str
    why: str

    def __str__(self) -> str:
        """Return the compact form that tables show."""
        return f"{self.region or 'abroad'} {self.place_name}".strip()


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one place text.

    Parameters
    ----------
    region : str or None
        ISO 3166-2 code; for a list the codes joined by ";".
    place_name : str or None
        What it was understood as.
    lat, lon : float or None
        Only where the place is a point, or with a radius; never for a region.
    precision : str
        See `schema.PRECISIONS`; also "hromada": within `radius_km` of a point that stands for a
        settlement's hromada, as the settlement's own point is not known or the hromada has
        several settlements of the name, or around settlements of the name that are near each
        other.
    method : str
        How it was found: coordinates, name, other name, spelling, typing error, region name,
        alias, qualifier, district, words, list, country, outside, correction, none.
    score : float
        Share of such answers that are right; 0 where there is no region.
    status : str
        See `schema.STATUSES`.
    candidates : tuple of Candidate
        What it may be, where that is open.
    parts : tuple of Answer
        One answer per place of a list, else empty.
    note : str
        The reason in one sentence.
    raion, raion_code, hromada, hromada_code, p_code : str
        Ukraine's raion and hromada of the place with their codes in the register (KATOTTG), and
        the p-code of the smaller one; empty where they are not known.
    place_code : str
        The code in the register of the settlement, raion or hromada itself; empty where it is not
        known, or several have the name.
    radius_km : float or None
        With precision "hromada": how far from `lat`, `lon` the place probably is at most.
    reading : Reading or None
        How the text was taken apart, where one place was asked for; it explains the answer and is
        not compared.
    """

    region: str | None
    place_name: str | None
    lat: float | None
    lon: float | None
    precision: str
    method: str
    score: float
    status: str
    candidates: tuple[Candidate, ...] = ()
    parts: tuple[Answer, ...] = ()
    note: str = ""
    raion: str = ""
    raion_code: str = ""
    hromada: str = ""
    hromada_code: str = ""
    p_code: str = ""
    place_code: str = ""
    radius_km: float | None = None
    reading: Reading | None = field(default=None, compare=False, repr=False)

    def with_(self, **changes: object) -> Answer:
        """Return a copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def unmatched(note: str, candidates: tuple[Candidate, ...] = ()) -> Answer:
    """Return the answer for a text that names nothing known."""
    return Answer(None, None, None, None, "none", "none", 0.0, "unmatched", candidates, note=note)


def outside(name: str, note: str, score: float = 0.95) -> Answer:
    """Return the answer for a place abroad or at sea."""
    return Answer(None, name, None, None, "outside", "outside", score, "outside", note=note)


def combine(parts: tuple[Answer, ...], note: str = "") -> Answer:
    """Return the answer for a list: codes joined, the lowest score, the worst status.

    A region that is named twice as a whole is one part.  Where one place is undecided, the list
    has no region: its parts have theirs.
    """
    parts = _once(parts)
    if len(parts) == 1:
        return parts[0]
    decided = all(p.status in {"located", "outside"} for p in parts)
    codes = list(dict.fromkeys(p.region for p in parts if p.region)) if decided else []
    names = list(dict.fromkeys(p.place_name for p in parts if p.place_name))
    order: Final = ("located", "outside", "ambiguous", "disagreeing", "unmatched")
    status = max((p.status for p in parts), key=order.index)
    if codes and status == "outside":
        status = "located"
    return Answer(
        ";".join(codes) or None,
        "; ".join(names) or None,
        None,
        None,
        "region" if codes else "outside" if status == "outside" else "none",
        "list",
        min(p.score for p in parts) if decided else 0.0,
        status,
        tuple(c for p in parts for c in p.candidates),
        parts,
        note or f"A list of {len(parts)} places.",
    )


def _once(parts: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """Return the parts, each place and each region as a whole once."""
    found: dict[object, Answer] = {}
    for number, part in enumerate(parts):
        same = (part.region, part.place_name, part.precision) if part.region else number
        if same not in found or part.score > found[same].score:
            found[same] = part
    return tuple(found.values())


def expand(answer: Answer) -> tuple[Answer, ...]:
    """Return the answers of a list's places, or the answer itself."""
    return answer.parts or (answer,)
