"""The ledger of nights: what either side's attacks launched and lost, as the reports of it say.

An attack is reported by whom it was flown against, so that the two sides of a night are two
reporters.  A night has the name of the day on which it begins; what is reported of a single day is
under that day, and what is reported of more than two days together is in no night.  Figures are
counted as all others (`geo.query.figures`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.query.counting import counting
from geo.query.figures import chosen_incidents
from geo.query.results import Figure
from geo.query.sums import figures_of, summed_sql
from geo.schema import COUNTRIES

if TYPE_CHECKING:
    import datetime as dt

    import duckdb

    from geo.query.counting import Counting
    from geo.query.filters import Filters
    from geo.store import Store

#: The two sides, and what the name of an actor of each has in it.
SIDES: Final[dict[str, str]] = {name: name.lower()[:6] for name in COUNTRIES.values()}
_FIGURES: Final = ("launched", "downed")
#: A night is two days at most.
_MOST_DAYS: Final = 2
_UNKNOWN: Final = Figure()


@dataclass(frozen=True)
class Attack:
    """What is reported of one side's attacks.

    Attributes
    ----------
    incidents : int
    launched, downed : Figure
    lost : int or None
        Gone from the defenders' screens, as they say; None if nobody says so.
    regions : tuple of str
        Where: ISO 3166-2 codes of the regions that are named, sorted.
    """

    incidents: int = 0
    launched: Figure = _UNKNOWN
    downed: Figure = _UNKNOWN
    lost: int | None = None
    regions: tuple[str, ...] = ()

    @property
    def contradictions(self) -> tuple[str, ...]:
        """What does not fit together: `more_downed`, `only_downed`, `differ`."""
        launched, downed = self.launched.value, self.downed.value
        found = []
        if launched is not None and (downed or 0) + (self.lost or 0) > launched:
            found.append("more_downed")
        if launched is None and downed is not None:
            found.append("only_downed")
        if self.launched.ends or self.downed.ends:
            found.append("differ")
        return tuple(found)


@dataclass(frozen=True)
class Night:
    """One night: the day on which it begins, and either side's attacks, by the side's name."""

    first: dt.date
    attacks: dict[str, Attack] = field(default_factory=dict)

    @property
    def silent(self) -> tuple[str, ...]:
        """Sides of whose attacks nothing is reported."""
        return tuple(side for side in SIDES if side not in self.attacks)


@dataclass(frozen=True)
class Ledger:
    """The nights of a selection, the newest first, and each side's attacks summed over them.

    `longer` is how many incidents are reported of more days than a night has.
    """

    nights: tuple[Night, ...] = ()
    totals: dict[str, Attack] = field(default_factory=dict)
    longer: int = 0


def nights(store: Store, filters: Filters) -> Ledger:
    """Return the ledger of a selection."""
    how = counting(store, filters)
    incidents, parameters = chosen_incidents(how, filters)
    told = f"""SELECT *, date_start AS night, CASE {_sides()} END AS side FROM ({incidents})
        WHERE lost IS NOT NULL OR {" OR ".join(f"{n} IS NOT NULL OR {n}_known IS NOT NULL"
                                                for n in _FIGURES)}"""  # fmt: skip
    with store.cursor() as cursor:
        # All incidents are looked through once.
        cursor.execute(
            f"CREATE TEMP TABLE told AS FROM ({told}) WHERE side IS NOT NULL", parameters
        )
        by_night = _attacks(store, cursor, how, "night")
        totals = _attacks(store, cursor, how, "NULL")
        ((longer,),) = cursor.execute(
            f"SELECT count(*) FROM told WHERE {_days()} > {_MOST_DAYS}"
        ).fetchall()
    found: dict[dt.date, dict[str, Attack]] = {}
    for (night, side), attack in by_night.items():
        found.setdefault(night, {})[side] = attack
    ordered = tuple(Night(night, found[night]) for night in sorted(found, reverse=True))
    return Ledger(ordered, {side: attack for (_, side), attack in totals.items()}, longer)


def _days() -> str:
    return "date_end - date_start + 1"


def _sides() -> str:
    """Return SQL for the side whose attack it was; nothing where an actor's name has both."""
    other = dict(zip(SIDES.values(), reversed(SIDES.values()), strict=True))
    return " ".join(
        f"WHEN contains(lower(actor), '{mark}') AND NOT contains(lower(actor), '{other[mark]}')"
        f" THEN '{side}'"
        for side, mark in SIDES.items()
    )


def _attacks(
    store: Store, cursor: duckdb.DuckDBPyConnection, how: Counting, night: str
) -> dict[tuple[Any, str], Attack]:
    """Return the attacks of table `told` by night and side; by side alone where `night` is NULL."""
    source = f"SELECT * REPLACE ({night} AS night) FROM told WHERE {_days()} <= {_MOST_DAYS}"
    asked = (
        summed_sql(store, how, source, "night", "side", names=_FIGURES),
        f"""SELECT night, side, CAST(sum(lost) AS BIGINT) FROM (
            SELECT night, side, {how.key}, max(lost) AS lost FROM ({source}) i GROUP BY ALL
        ) GROUP BY ALL""",
        f"""SELECT night, side, list_sort(list(DISTINCT area)) FROM ({source}) s
            JOIN touches t ON t.incident_id = s.incident_id
        WHERE regexp_matches(area, '^(UA|RU)-') GROUP BY ALL""",
    )
    summed, lost, where = (cursor.execute(sql).fetchall() for sql in asked)
    gone = {(first, side): number for first, side, number in lost}
    regions = {(first, side): tuple(codes) for first, side, codes in where}
    return {
        (first, side): Attack(
            **figures_of(row, _FIGURES),
            lost=gone.get((first, side)),
            regions=regions.get((first, side), ()),
        )
        for first, side, *row in summed
    }
