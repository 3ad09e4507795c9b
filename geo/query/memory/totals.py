"""Figures from a store's summary: the same answers as SQL gives, at once.

See `geo.query.figures` for the counting rules and `geo.query.memory.summary` for the terms.  All
that is worked out here is sums over incidents, so that what stands beside a store is answered for
by the summaries of its parts: each question is asked of every part, and what they say is added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.memory.arrays import area_names
from geo.query.memory.shared_incidents import TALLY
from geo.query.memory.summary import GROUPED, TOUCH_MEASURES
from geo.query.results import FIGURES, Figure, Figures, Headline, Placement
from geo.regions import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from geo.query.counting import Counting
    from geo.query.filters import Filters
    from geo.query.memory.chosen import Chosen, Numbers
    from geo.query.memory.forest import Sums
    from geo.query.memory.summary import Selection, Summary

#: The measures of a touch that are figures: their own, then what is shared.
_COUNTED: Final = 2 * len(FIGURES)
_PLACES: Final = TOUCH_MEASURES.index("places")
_DRAWN: Final = TOUCH_MEASURES.index("drawn")
_UNDRAWN: Final = TOUCH_MEASURES.index("undrawn")
#: The first measure of a touch that is a figure's least.
_ENDS: Final = len(TOUCH_MEASURES)
#: Periods that are counted together.
_AT_ONCE: Final = 256
_NAMES: Final = tuple(FIGURES)
_LOW, _HIGH = TALLY.index("low"), TALLY.index("high")


def _added(
    parts: Selection, of: Callable[..., Sequence[Any]], *given: Any, **named: Any
) -> list[Any]:
    """Add up what a question comes to for each part; `of` gives numbers or arrays of them."""
    answers = [of(part.summary, part.chosen, *given, **named) for part in parts]
    if len(parts) == 1:
        return list(answers[0])
    signs = [part.sign for part in parts]
    return [
        sum(sign * number for sign, number in zip(signs, numbers, strict=True))
        for numbers in zip(*answers, strict=True)
    ]


def region_figures(parts: Selection) -> dict[str, Figures]:
    """Return the figures of every region that the selection touches, by ISO 3166-2 code."""
    counts, places, tally = _added(parts, _of_regions)
    at = np.flatnonzero(places)
    columns = _columns(tally[..., at])
    found = map(Figures, counts[at].tolist(), *columns)
    codes = tuple(catalogue())
    return dict(sorted(zip([codes[n] for n in at], found, strict=True)))


def _of_regions(summary: Summary, chosen: Chosen) -> tuple[Numbers, Numbers, Numbers]:
    """Return of each region the incidents, the places, and the figures as a tally."""
    regions = len(catalogue())
    numbers = summary.touches.sums(chosen.first, chosen.last)
    kept = (*range(_COUNTED), _PLACES, *range(_ENDS, _ENDS + 2 * len(summary.ranged)))
    sums, said, known = (
        summary.by_area(part[list(rows)] * chosen.columns)[:, :regions]
        for part, rows in zip(numbers, (kept, kept[:_COUNTED], kept[:_COUNTED]), strict=True)
    )
    places, ends = sums[_COUNTED], sums[_COUNTED + 1 :]
    tally = _tally(summary, sums[:_COUNTED], said, known, ends)
    if chosen.once is not None:
        _count_once(tally, chosen.once.area_sums(chosen))
    return summary.region_counts(chosen), places, tally


def _tally(
    summary: Summary, sums: Numbers, said: Numbers, known: Numbers, ends: Numbers
) -> Numbers:
    """Return figures of groups by field (`TALLY`), figure and group.

    Parameters
    ----------
    summary : Summary
    sums, said, known : array
        By measure and group: sums, how many rows say a number, and as how many these count; the own
        figures, then what is shared if there is anything.
    ends : array
        The least and the most of each of `summary.ranged`.
    """
    more, told = len(FIGURES), np.zeros((len(TALLY), len(FIGURES), sums.shape[-1]), dtype=np.int64)
    for first, part in ((0, (sums, said, known)), (3, (sums[more:], said[more:], known[more:]))):
        for at, values in enumerate(part):
            told[first + at, : len(values)] = values[:more]
    told[_LOW] = told[_HIGH] = told[0]
    for at, name in enumerate(summary.ranged):
        told[[_LOW, _HIGH], _NAMES.index(name)] = ends[2 * at : 2 * at + 2]
    return told


def _count_once(tally: Numbers, further: Mapping[str, Sums]) -> None:
    """Add what counting once changes to a tally.  What is known at all stays so."""
    for at, more in enumerate(further.values()):
        for field, change in zip(more._fields, more, strict=True):
            tally[TALLY.index(field), at, : tally.shape[-1]] += change[: tally.shape[-1]]


def _columns(tally: Numbers) -> list[list[Figure]]:
    """Return each figure of every group."""
    found = []
    for value, said, known_for, shared, shared_said, shared_for, *ends in tally.swapaxes(0, 1):
        fields = [_told(value, said > 0), _told(shared, shared_said > 0)]
        fields += [known_for.tolist(), shared_for.tolist()]
        fields += [_told(end, (said > 0) & (end != value)) for end in ends]
        found.append(list(map(Figure, *fields)))
    return found


def _told(values: Numbers, there: Numbers) -> list[int | None]:
    """Return values, None where there is none."""
    pairs = zip(values.tolist(), there.tolist(), strict=True)
    return [value if known else None for value, known in pairs]


def headline(parts: Selection) -> Headline:
    """Return the figures of the selection as a whole, each incident counted once."""
    (by_region,) = _added(parts, lambda summary, chosen: (summary.region_counts(chosen),))
    total = figures(parts)
    rows, events = _added(parts, _grouped)
    return Headline(
        total.incidents,
        **{name: getattr(total, name) for name in FIGURES},
        regions=int(np.count_nonzero(by_region)),
        region_incidents=int(by_region.sum()),
        grouped_rows=rows,
        grouped_events=events,
    )


def _grouped(summary: Summary, chosen: Chosen) -> tuple[int, int]:
    """Count rows that stand for another number of events than one, and these events."""
    if summary.events is None:
        return 0, 0
    in_areas = chosen.areas is not None
    of, let = (summary.touches, chosen.columns) if in_areas else (summary.incidents, chosen.combos)
    events, rows, _ = (
        int(numbers[GROUPED, let].sum()) for numbers in of.sums(chosen.first, chosen.last)
    )
    if chosen.areas is None:
        return rows, events
    several = summary.shared
    too_many = several.grouped_surplus(several.overlapping(chosen), chosen.areas)
    return rows - too_many[0], events - too_many[1]


def count(parts: Selection) -> int:
    """Count the incidents of the selection."""
    return _each(parts) + _changed_by_once(parts)


def counts(parts: Selection, ways: Sequence[Counting]) -> list[int]:
    """Count the incidents of the selection in ways of their own."""
    each = _each(parts)
    return [
        each
        + _changed_by_once(
            [part._replace(chosen=part.chosen.counted(part.summary.once(how))) for part in parts]
        )
        for how in ways
    ]


def _each(parts: Selection) -> int:
    """Count the incidents of each dataset by itself."""
    (found,) = _added(parts, _counts)
    return int(found)


def _changed_by_once(parts: Selection) -> int:
    """Return what counting once changes in a count."""
    return sum(sign * chosen.once.count(chosen) for sign, _summary, chosen in parts if chosen.once)


def _counts(summary: Summary, chosen: Chosen) -> tuple[int]:
    if chosen.areas is None:
        found = summary.incidents.counts(chosen.first, chosen.last)[chosen.combos].sum()
    else:
        found = summary.touches.counts(chosen.first, chosen.last)[chosen.columns].sum()
        rows = summary.shared.overlapping(chosen)
        found -= summary.shared.surplus(rows, chosen.areas).sum()
    return (int(found),)


def figures(parts: Selection) -> Figures:
    """Return the figures of the selection as a whole, each incident counted once."""
    (tally,) = _added(parts, _whole_tally)
    return Figures(count(parts), *(one for (one,) in _columns(tally)))


def _whole_tally(summary: Summary, chosen: Chosen) -> tuple[Numbers]:
    """Return the figures of the selection as a whole, as a tally of one group."""
    found = (_of_all if chosen.areas is None else _of_areas)(summary, chosen)
    if chosen.once is not None:
        _count_once(found, chosen.once.sums(chosen))
    return (found,)


def _of_all(summary: Summary, chosen: Chosen) -> Numbers:
    sums, said, known = (
        part[:, chosen.combos].sum(axis=1, keepdims=True)
        for part in summary.incidents.sums(chosen.first, chosen.last)
    )
    first = len(FIGURES)
    return _tally(summary, sums[:first], said[:first], known[:first], sums[first:])


def _of_areas(summary: Summary, chosen: Chosen) -> Numbers:
    """Sum what lies in one area by its columns, and what touches several one by one."""
    assert chosen.areas is not None  # noqa: S101
    let = chosen.columns & summary.column_simple
    sums, said, known = (
        part[:, let].sum(axis=1, keepdims=True)
        for part in summary.touches.sums(chosen.first, chosen.last)
    )
    first = _COUNTED
    alone = _tally(summary, sums[:first], said[:first], known[:first], sums[_ENDS:])
    rows = summary.shared.overlapping(chosen)
    others = summary.shared.tally(rows, chosen.areas, countries=chosen.countries)
    return alone + others[..., None]


def placement(parts: Selection) -> Placement:
    """Count the records that are drawn as points, that shade a region, and that are elsewhere."""
    (by_area,) = _added(parts, _places)
    places, drawn = by_area.tolist()
    regions = len(catalogue())
    of = dict(zip(area_names(), places, strict=True))
    return Placement(
        all=sum(places),
        points=sum(drawn),
        region_only=sum(places[:regions]) - sum(drawn[:regions]),
        country=of["UA"] + of["RU"],
        outside=of["outside"],
        review=of["review"],
    )


def _places(summary: Summary, chosen: Chosen) -> tuple[Numbers]:
    sums = summary.touches.sums(chosen.first, chosen.last)[0]
    return (summary.by_area(sums[[_PLACES, _DRAWN]] * chosen.columns),)


def badges(parts: Selection) -> dict[str, int]:
    """Count incidents with a place that has no point, by the region that this place is in."""
    (counts,) = _added(parts, _undrawn)
    found = zip(catalogue(), counts.tolist(), strict=False)
    return {code: count for code, count in sorted(found) if count}


def _undrawn(summary: Summary, chosen: Chosen) -> tuple[Numbers]:
    sums = summary.touches.sums(chosen.first, chosen.last)[0]
    counts = summary.by_area(sums[_UNDRAWN] * chosen.columns)
    if chosen.once is not None:
        counts += chosen.once.area_counts(chosen, undrawn=True)
    return (counts,)


def region_bars(parts: Selection, edges: Numbers) -> dict[str, list[int]]:
    """Count the incidents that touch each region and overlap each step.

    Parameters
    ----------
    parts : Selection
        Its days have no part in it.
    edges : array
        First day of each step, and the day after the last, as days since 1970.
    """
    (by_region,) = _added(parts, _bars, edges)
    found = zip(catalogue(), by_region.tolist(), strict=True)
    return {code: line for code, line in found if any(line)}


def _bars(summary: Summary, chosen: Chosen, edges: Numbers) -> tuple[Numbers]:
    first, last = (np.searchsorted(summary.days, ends, "left") for ends in (edges[:-1], edges[1:]))
    counts = summary.touches.counts(first, np.maximum(first, last)) * chosen.columns
    by_area = summary.by_area(counts).T
    if chosen.once is not None:
        by_area += chosen.once.bars(chosen, first, np.maximum(first, last))
    return (by_area[: len(catalogue())],)


def timeline(parts: Selection, filters: Filters, step: str) -> pd.DataFrame:
    """Count incidents per day, week or month and type; columns period, type, incidents."""
    import pandas as pd

    begins, first, last = _periods([part.summary.days for part in parts], filters, step)
    types = sorted({kind for part in parts for kind in part.summary.types})
    (counts,) = _added(parts, _per_period, types, first, last)
    period, kind = np.nonzero(counts)
    return pd.DataFrame(
        {
            "period": begins[period].astype("datetime64[us]"),
            "type": pd.array(np.array(types, dtype=object)[kind], dtype="str"),
            "incidents": counts[period, kind],
        }
    )


def _per_period(
    summary: Summary, chosen: Chosen, types: Sequence[str], starts: Numbers, ends: Numbers
) -> tuple[Numbers]:
    """Count by period, of which the first and the last day are given, and type."""
    first = np.searchsorted(summary.days, starts, "left")
    last = np.searchsorted(summary.days, ends, "right")
    counts = np.zeros((len(first), len(summary.types)), dtype=np.int64)
    for part in _parts(len(first)):
        counts[part] = _by_type(summary, chosen, first[part], last[part])
    if chosen.areas is not None:
        counts -= _surplus(summary, chosen, first, last)
    if chosen.once is not None:
        counts += chosen.once.periods(chosen, summary.type_of, first, last).T
    found = np.zeros((len(first), len(types)), dtype=np.int64)
    found[:, [types.index(kind) for kind in summary.types]] = counts
    return (found,)


def _periods(
    days: Sequence[Numbers], filters: Filters, step: str
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the beginning of each period, and its first and last day within the filter."""
    nothing = np.empty(0, dtype=int)
    some = [part for part in days if len(part)]
    if not some:
        return nothing.astype("datetime64[D]"), nothing, nothing
    lowest = min(int(part[0]) for part in some)
    highest = max(int(part[-1]) for part in some)
    if filters.date_from:
        lowest = max(lowest, _number(filters.date_from))
    if filters.date_to:
        highest = min(highest, _number(filters.date_to))
    begins = _begins(lowest, highest, step)
    first, last = np.maximum(begins[:-1], lowest), np.minimum(begins[1:] - 1, highest)
    return begins[:-1].astype("datetime64[D]"), first, last


def _begins(lowest: int, highest: int, step: str) -> Numbers:
    """Return first days of the periods from that of `lowest` to the one after that of `highest`."""
    if step == "month":
        months = np.array([lowest, highest]).astype("datetime64[D]").astype("datetime64[M]")
        starts = np.arange(months[0], months[1] + 2)
        return starts.astype("datetime64[D]").astype(int)
    width = 7 if step == "week" else 1
    # Day 0, 1 January 1970, was a Thursday.
    begin = lowest - (lowest + 3) % 7 if step == "week" else lowest
    stop = begin + ((highest - begin) // width + 1) * width
    return np.arange(begin, stop + 1, width)


def _number(day: Any) -> int:
    return int(np.datetime64(day, "D").astype(int))


def _parts(count: int) -> Iterator[slice]:
    for start in range(0, count, _AT_ONCE):
        yield slice(start, start + _AT_ONCE)


def _by_type(summary: Summary, chosen: Chosen, first: Numbers, last: Numbers) -> Numbers:
    """Count per period and type; with areas, an incident counts in each that it touches."""
    if chosen.areas is None:
        counts, let = summary.incidents.counts(first, last), chosen.combos
        types = summary.type_of
    else:
        counts, let = summary.touches.counts(first, last), chosen.columns
        types = summary.column_type
    found = [counts[:, let & (types == kind)].sum(axis=1) for kind in range(len(summary.types))]
    return np.stack(found, axis=1)


def _surplus(summary: Summary, chosen: Chosen, first: Numbers, last: Numbers) -> Numbers:
    """Return what `_by_type` counts too often, per period and type."""
    assert chosen.areas is not None  # noqa: S101
    several, shape = summary.shared, (len(first) + 1, len(summary.types))
    rows = several.overlapping(chosen)
    times = several.surplus(rows, chosen.areas)
    rows, times = rows[times > 0], times[times > 0]
    kind = summary.type_of[several.combo(rows)]
    out = np.zeros(shape, dtype=np.int64)
    np.add.at(out, (np.searchsorted(last, several.start[rows], "right"), kind), times)
    np.subtract.at(out, (np.searchsorted(first, several.end[rows], "right"), kind), times)
    found: Numbers = out.cumsum(axis=0)[:-1]
    return found
