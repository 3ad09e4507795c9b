"""Figures from a store's summary: the same answers as SQL gives, at once.

See `geo.query.figures` for the counting rules and `geo.query.memory.summary` for the terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.query.memory.summary import GROUPED, TOUCH_MEASURES
from geo.query.results import FIGURES, Figure, Figures, Headline, Placement
from geo.regions import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from geo.query.counting import Counting
    from geo.query.filters import Filters
    from geo.query.memory.chosen import Chosen, Numbers
    from geo.query.memory.forest import Sums
    from geo.query.memory.summary import Summary

    #: The least and the most of a figure.
    Ends = Sequence[int]

#: The measures of a touch that are figures: their own, then what is shared.
_COUNTED: Final = 2 * len(FIGURES)
_PLACES: Final = TOUCH_MEASURES.index("places")
_DRAWN: Final = TOUCH_MEASURES.index("drawn")
_UNDRAWN: Final = TOUCH_MEASURES.index("undrawn")
#: The first measure of a touch that is a figure's least.
_ENDS: Final = len(TOUCH_MEASURES)
#: Periods that are counted together.
_AT_ONCE: Final = 256


def _figures(
    sums: Sequence[int], said: Sequence[int], known: Sequence[int], ends: Mapping[str, Ends]
) -> dict[str, Figure]:
    """Make figures of their sums, of the rows and incidents that say them, and of their ends.

    Of each the own ones stand first, then the shared ones.
    """
    more, found = len(FIGURES), {}
    for at, name in enumerate(FIGURES):
        value = sums[at] if said[at] else None
        shared = sums[at + more] if said[at + more] else None
        low = high = None
        if value is not None and name in ends:
            low, high = (None if end == value else end for end in ends[name])
        found[name] = Figure(value, shared, known[at], known[at + more], low, high)
    return found


def region_figures(summary: Summary, chosen: Chosen) -> dict[str, Figures]:
    """Return the figures of every region that the selection touches, by ISO 3166-2 code."""
    counts = summary.region_counts(chosen)
    numbers = summary.touches.sums(chosen.first, chosen.last)
    sums, said, known = (summary.by_area(part[:_COUNTED] * chosen.columns) for part in numbers)
    both = summary.by_area(_ends(summary, numbers[0], _ENDS) * chosen.columns)
    ends = {name: both[2 * at : 2 * at + 2] for at, name in enumerate(summary.ranged)}
    touched = counts
    if summary.events is not None:
        touched = summary.by_area(numbers[0][_PLACES] * chosen.columns)
    if chosen.once is not None:
        ends = _changed(sums, known, ends, chosen.once.area_sums(chosen))
    at = np.flatnonzero(touched[: len(catalogue())])
    columns = _columns(
        sums[:, at], said[:, at] > 0, known[:, at], {n: e[:, at] for n, e in ends.items()}
    )
    found = map(Figures, counts[at].tolist(), *columns)
    codes = tuple(catalogue())
    return dict(sorted(zip([codes[n] for n in at], found, strict=True)))


def _columns(
    sums: Numbers, said: Numbers, known: Numbers, ends: Mapping[str, Numbers]
) -> list[list[Figure]]:
    """Return each figure of every area; the arguments are those of `_figures`, by area."""
    more, found = len(FIGURES), []
    for at, name in enumerate(FIGURES):
        fields = [_told(sums[row], said[row]) for row in (at, at + more)]
        fields += [known[row].tolist() for row in (at, at + more)]
        if name in ends:
            fields += [_told(end, said[at] & (end != sums[at])) for end in ends[name]]
        found.append(list(map(Figure, *fields)))
    return found


def _told(values: Numbers, there: Numbers) -> list[int | None]:
    """Return values, None where there is none."""
    pairs = zip(values.tolist(), there.tolist(), strict=True)
    return [value if known else None for value, known in pairs]


def _ends(summary: Summary, sums: Numbers, first: int) -> Numbers:
    """Return the sums of the least and the most, which begin with measure `first`."""
    found: Numbers = sums[first : first + 2 * len(summary.ranged)]
    return found


def _changed(
    sums: Numbers, known: Numbers, ends: Mapping[str, Numbers], further: Mapping[str, Sums]
) -> dict[str, Numbers]:
    """Add what counting once changes, by area; return the ends of all figures.

    What is known at all stays so.
    """
    found = {}
    for at, (name, more) in enumerate(further.items()):
        shared = at + len(FIGURES)
        found[name] = ends.get(name, sums[[at, at]]) + np.stack([more.low, more.high])
        sums[at] += more.value
        sums[shared] += more.shared
        known[at] += more.known_for
        known[shared] += more.shared_for
    return found


def headline(summary: Summary, chosen: Chosen) -> Headline:
    """Return the figures of the selection as a whole, each incident counted once."""
    by_region = summary.region_counts(chosen)
    total = figures(summary, chosen)
    rows, events = _grouped(summary, chosen)
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


def count(summary: Summary, chosen: Chosen) -> int:
    """Count the incidents of the selection."""
    return _count_each(summary, chosen) + (chosen.once.count(chosen) if chosen.once else 0)


def counts(summary: Summary, chosen: Chosen, ways: Sequence[Counting]) -> list[int]:
    """Count the incidents of the selection in ways of their own."""
    each = _count_each(summary, chosen)
    found = [summary.once(how) for how in ways]
    return [each + (once.count(chosen) if once else 0) for once in found]


def _count_each(summary: Summary, chosen: Chosen) -> int:
    """Count the incidents of each dataset by itself."""
    if chosen.areas is None:
        found = summary.incidents.counts(chosen.first, chosen.last)[chosen.combos].sum()
    else:
        found = summary.touches.counts(chosen.first, chosen.last)[chosen.columns].sum()
        rows = summary.shared.overlapping(chosen)
        found -= summary.shared.surplus(rows, chosen.areas).sum()
    return int(found)


def figures(summary: Summary, chosen: Chosen) -> Figures:
    """Return the figures of the selection as a whole, each incident counted once."""
    found = (_of_all if chosen.areas is None else _of_areas)(summary, chosen)
    if chosen.once is not None:
        found = {
            name: _with(figure, further)
            for (name, further), figure in zip(
                chosen.once.sums(chosen).items(), found.values(), strict=True
            )
        }
    return Figures(count(summary, chosen), **found)


def _with(figure: Figure, more: Sums) -> Figure:
    """Return a figure with what counting once changes, of the only group."""
    ends = figure.ends or (figure.value, figure.value)
    value, shared, low, high = (
        None if number is None else number + int(change[0])
        for number, change in (
            *((figure.value, more.value), (figure.shared, more.shared)),
            *((ends[0], more.low), (ends[1], more.high)),
        )
    )
    known_for = figure.known_for + int(more.known_for[0])
    shared_for = figure.shared_for + int(more.shared_for[0])
    return Figure.of((value, shared, known_for, shared_for, low, high))


def _of_all(summary: Summary, chosen: Chosen) -> dict[str, Figure]:
    numbers = summary.incidents.sums(chosen.first, chosen.last)
    sums, said, known = (
        part[: len(FIGURES), chosen.combos].sum(axis=1).tolist() + [0] * len(FIGURES)
        for part in numbers
    )
    ends = _ends(summary, numbers[0], len(FIGURES))[:, chosen.combos].sum(axis=1).tolist()
    return _figures(sums, said, known, _paired(summary, ends))


def _of_areas(summary: Summary, chosen: Chosen) -> dict[str, Figure]:
    """Sum what lies in one area by its columns, and what touches several one by one."""
    assert chosen.areas is not None  # noqa: S101
    let = chosen.columns & summary.column_simple
    numbers = summary.touches.sums(chosen.first, chosen.last)
    sums, said, known = (part[:_COUNTED, let].sum(axis=1).tolist() for part in numbers)
    ends = _ends(summary, numbers[0], _ENDS)[:, let].sum(axis=1).tolist()
    alone = _figures(sums, said, known, _paired(summary, ends))
    rows = summary.shared.overlapping(chosen)
    others = summary.shared.figures(rows, chosen.areas, countries=chosen.countries)
    return {name: one.plus(others[name]) for name, one in alone.items()}


def _paired(summary: Summary, ends: Sequence[int]) -> dict[str, Ends]:
    """Return the least and the most by the figure's name."""
    return dict(zip(summary.ranged, zip(ends[::2], ends[1::2], strict=True), strict=True))


def placement(summary: Summary, chosen: Chosen) -> Placement:
    """Count the records that are drawn as points, that shade a region, and that are elsewhere."""
    sums = summary.touches.sums(chosen.first, chosen.last)[0]
    by_area = summary.by_area(sums[[_PLACES, _DRAWN]] * chosen.columns)
    places, drawn = by_area.tolist()
    regions = len(catalogue())
    of = dict(zip(summary.areas, places, strict=True))
    return Placement(
        all=sum(places),
        points=sum(drawn),
        region_only=sum(places[:regions]) - sum(drawn[:regions]),
        country=of["UA"] + of["RU"],
        outside=of["outside"],
        review=of["review"],
    )


def badges(summary: Summary, chosen: Chosen) -> dict[str, int]:
    """Count incidents with a place that has no point, by the region that this place is in."""
    sums = summary.touches.sums(chosen.first, chosen.last)[0]
    counts = summary.by_area(sums[_UNDRAWN] * chosen.columns)
    if chosen.once is not None:
        counts += chosen.once.area_counts(chosen, undrawn=True)
    found = zip(catalogue(), counts.tolist(), strict=False)
    return {code: count for code, count in sorted(found) if count}


def region_bars(summary: Summary, chosen: Chosen, edges: Numbers) -> dict[str, list[int]]:
    """Count the incidents that touch each region and overlap each step.

    Parameters
    ----------
    summary, chosen
        The selection; its days have no part in it.
    edges : array
        First day of each step, and the day after the last, as days since 1970.
    """
    first, last = (np.searchsorted(summary.days, ends, "left") for ends in (edges[:-1], edges[1:]))
    counts = summary.touches.counts(first, np.maximum(first, last)) * chosen.columns
    by_area = summary.by_area(counts).T
    if chosen.once is not None:
        by_area += chosen.once.bars(chosen, first, np.maximum(first, last))
    by_region = by_area[: len(catalogue())]
    found = zip(catalogue(), by_region.tolist(), strict=True)
    return {code: line for code, line in found if any(line)}


def timeline(summary: Summary, chosen: Chosen, filters: Filters, step: str) -> pd.DataFrame:
    """Count incidents per day, week or month and type; columns period, type, incidents."""
    import pandas as pd

    begins, first, last = _periods(summary, filters, step)
    counts = np.zeros((len(begins), len(summary.types)), dtype=np.int64)
    for part in _parts(len(begins)):
        counts[part] = _by_type(summary, chosen, first[part], last[part])
    if chosen.areas is not None:
        counts -= _surplus(summary, chosen, first, last)
    if chosen.once is not None:
        counts += chosen.once.periods(chosen, summary.type_of, first, last).T
    period, kind = np.nonzero(counts)
    return pd.DataFrame(
        {
            "period": begins[period].astype("datetime64[us]"),
            "type": pd.array(np.array(summary.types, dtype=object)[kind], dtype="str"),
            "incidents": counts[period, kind],
        }
    )


def _periods(summary: Summary, filters: Filters, step: str) -> tuple[Numbers, Numbers, Numbers]:
    """Return the beginning of each period, and its days within the filter as positions."""
    days = summary.days
    nothing = np.empty(0, dtype=int)
    if not len(days):
        return nothing.astype("datetime64[D]"), nothing, nothing
    lowest, highest = int(days[0]), int(days[-1])
    if filters.date_from:
        lowest = max(lowest, _number(filters.date_from))
    if filters.date_to:
        highest = min(highest, _number(filters.date_to))
    begins = _begins(lowest, highest, step)
    first = np.searchsorted(days, np.maximum(begins[:-1], lowest), "left")
    last = np.searchsorted(days, np.minimum(begins[1:] - 1, highest), "right")
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
