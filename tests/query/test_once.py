"""Counted once: every figure equals a plain count over the clusters, and the promises hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import query
from geo.query import Figure, Filters
from geo.schema import STRICTNESS
from tests.examples import examples
from tests.factory import POINTS, Clusters, Incident, Place, build
from tests.query.test_counting import COUNTS, DAY, chosen, events, fits, incidents, parts

DATASETS = ("A", "B", "C")


@dataclass
class World:
    """Incidents of several datasets, with what they are clusters of."""

    incidents: list[Incident]
    clusters: Clusters

    def named(self, number: int, strictness: str) -> str:
        """Name of an incident's cluster; a row of several events is alone in its own."""
        cluster = self.clusters[strictness][number][0]
        return cluster if events(self.incidents[number]) == 1 else f"row {number}"

    def parents(self, strictness: str) -> dict[str, str]:
        """The whole of each cluster that is a part: the cluster that one event of it has."""
        told = self.clusters[strictness]
        single = {name for at, (name, _) in enumerate(told) if events(self.incidents[at]) == 1}
        rows = {name: f"row {at}" for at, (name, _) in reversed(list(enumerate(told)))}
        return {
            self.named(at, strictness): parent if parent in single else rows[parent]
            for at, (_, parent) in enumerate(told)
            if parent is not None and parent in rows
        }

    def tells_twice(self, dataset: str, strictness: str) -> bool:
        """Whether several records of a dataset are linked."""
        named = [
            self.named(at, strictness)
            for at, incident in enumerate(self.incidents)
            if incident.text["dataset"] == dataset
        ]
        parents = self.parents(strictness)
        return len(set(named)) < len(named) or any(name in parents for name in named)


@st.composite
def worlds(draw, **sizes):
    """Incidents in clusters, some of several datasets; what is a part has a whole before it."""
    made = draw(st.lists(incidents(grouped=draw(st.booleans())), min_size=1, **sizes))
    parent: dict[str, str | None] = {}
    loose = []
    for incident in made:
        dataset = draw(st.sampled_from(DATASETS))
        name = draw(st.sampled_from([*parent, f"c{len(parent)}"]))
        if name not in parent:
            parent[name] = draw(st.sampled_from([None, None, *parent]))
        incident.text["dataset"] = dataset
        if (killed := incident.counts["fatalities"]) is not None:
            incident.counts["fatalities_low"] = draw(st.sampled_from([None, killed, killed // 2]))
            incident.counts["fatalities_high"] = draw(st.sampled_from([None, killed, killed + 3]))
        loose.append(name)
    told = [(name, parent[name]) for name in loose]
    # Stricter links leave some of them apart, each part of nothing.
    strict = [
        (f"alone {at}", None) if draw(st.booleans()) else (name, None)
        for at, (name, _) in enumerate(told)
    ]
    return World(made, {"low": told, "usual": told, "high": strict})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("once")


def at_all(told):
    """The same clusters at every strictness."""
    return {strictness: list(told) for strictness in STRICTNESS}


def account_of(incident, inside, name, *, countries):
    """What the places inside an area have of one figure: own, least, most, and shared."""
    column, here = COUNTS[name]
    number, (known, vague) = incident.counts.get(column), parts(inside, here)
    part = sum(known) if known else None
    whole = len(inside) == len(incident.places)
    all_named = incident.text.get("more_places") in (None, "no")
    if number is not None and whole and (countries or (vague and all_named)):
        ends = [incident.counts.get(f"{column}_{end}") for end in ("low", "high")]
        low, high = (number if end is None else end for end in ends)
        return number, low, high, None
    if number is None or not vague:
        return part, part, part, None
    return part, part, part, number - sum(parts(incident.places, here)[0])


def add(numbers):
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def extreme(which, numbers):
    known = [number for number in numbers if number is not None]
    return which(known) if known else None


def together(accounts):
    """Several accounts of one and the same: from the lowest to the highest."""
    own, low, high, upper, shared = zip(*accounts, strict=True)
    least = extreme(min, low)
    return extreme(max, own), least, extreme(max, high), extreme(max, upper), any(shared)


def added(accounts):
    own, low, high, upper, shared = zip(*accounts, strict=True)
    return add(own), add(low), add(high), add(upper), any(shared)


def plain_figure(world, numbers, here, name, strictness, *, countries=False):  # noqa: PLR0913
    """A figure of an area, each cluster counted once, a part not added to its whole."""
    parents, told, sizes = world.parents(strictness), defaultdict(list), {}
    for at in numbers:
        incident = world.incidents[at]
        inside = [place for place in incident.places if here(place.region)]
        if not inside:
            continue
        own, low, high, shared = account_of(incident, inside, name, countries=countries)
        upper = None if own is None and shared is None else (own or 0) + (shared or 0)
        account = own, low, high, upper, shared is not None
        cluster = world.named(at, strictness)
        sizes[cluster] = events(incident)
        told[cluster].append((incident.text["dataset"], account))

    def of(accounts, dataset=None):
        return [account for name, account in accounts if dataset in (None, name)]

    def root(cluster):
        return root(parents[cluster]) if cluster in parents else cluster

    def tree(cluster):
        accounts = [together(of(told[cluster]))] if cluster in told else []
        below = [tree(part) for part, whole in parents.items() if whole == cluster]
        below = [account for account in below if account]
        return (
            together([*accounts, *([added(below)] if below else [])]) if accounts or below else ()
        )

    totals = []
    for family in {root(cluster) for cluster in told}:
        members = [accounts for cluster, accounts in told.items() if root(cluster) == family]
        own_of = [
            added([together(own) for accounts in members if (own := of(accounts, dataset))])
            for dataset in {dataset for accounts in members for dataset, _ in accounts}
        ]
        own = [(best, None, high, upper, shared) for best, _, high, upper, shared in own_of]
        best, low, high, upper, shared = together([tree(family), *own])
        rest = max((upper or 0) - (best or 0), 0) if shared else None
        totals.append((best, low, high, rest))
    counted = {cluster: together(of(accounts)) for cluster, accounts in told.items()}
    known = sum(sizes[cluster] for cluster, account in counted.items() if account[0] is not None)
    shared_for = sum(sizes[cluster] for cluster, account in counted.items() if account[4])
    best, low, high, rest = (
        (add(numbers) for numbers in zip(*totals, strict=True)) if totals else [None] * 4
    )
    return Figure.of((best, rest, known, shared_for, low, high)), sum(sizes.values())


def selected(world, filters):
    return [
        at
        for at, incident in enumerate(world.incidents)
        if fits(incident, filters)
        and (not filters.dataset or incident.text["dataset"] in filters.dataset)
    ]


@examples(20)
@given(worlds(max_size=9), chosen(), st.sampled_from(STRICTNESS))
def test_each_cluster_counts_once_whatever_is_chosen(folder, world, filters, strictness):
    store = build(folder / "a.duckdb", world.incidents, clusters=world.clusters)
    filters = replace(filters, count="once", strictness=strictness)
    numbers, areas = selected(world, filters), filters.areas()

    def allowed(region):
        return areas is None or region in areas

    found = query.region_figures(store, filters)
    for code in POINTS:
        for name in COUNTS:
            figure, size = plain_figure(
                world, numbers, lambda r, code=code: r == code and allowed(r), name, strictness
            )
            mine = found.get(code, query.Figures())
            assert getattr(mine, name) == figure
            assert mine.incidents == size
    total = query.headline(store, filters)
    assert total.region_incidents == sum(figures.incidents for figures in found.values())
    for name in COUNTS:
        countries = areas is None or not filters.region
        figure, size = plain_figure(world, numbers, allowed, name, strictness, countries=countries)
        assert getattr(total, name) == figure
        assert total.incidents == size
    assert total.fewest <= total.incidents <= total.most
    store.close()


def bounds(total):
    """What counting once must not lower: incidents, and each figure's best, most and all."""
    found = {"incidents": total.incidents}
    for name in COUNTS:
        figure = getattr(total, name)
        ends = figure.ends or (figure.value, figure.value)
        found |= {
            name: figure.value or 0,
            f"{name} high": ends[1] or 0,
            f"{name} all": figure.upper,
        }
    return found


def at_most(one, other):
    return all(one[name] <= other[name] for name in one)


@examples(20)
@given(worlds(max_size=9), chosen(), st.sampled_from(STRICTNESS), st.permutations(DATASETS))
def test_what_counting_once_promises(folder, world, filters, strictness, order):
    store = build(folder / "b.duckdb", world.incidents, clusters=world.clusters)
    once = replace(filters, count="once", strictness=strictness)

    def totals(filters):
        return [
            bounds(figures)
            for figures in (
                query.headline(store, filters),
                *(
                    query.region_figures(store, filters).get(code, query.Figures())
                    for code in POINTS
                ),
            )
        ]

    # Never more than all together, never less than any dataset alone.
    every, each = totals(once), totals(replace(filters, count="each"))
    assert all(map(at_most, every, each))
    for dataset in DATASETS:
        alone = replace(filters, dataset=(dataset,))
        own = totals(replace(alone, count="once", strictness=strictness))
        assert all(map(at_most, own, every))
        assert totals(alone) == totals(replace(alone, count="each"))
        if not world.tells_twice(dataset, strictness):
            assert own == totals(alone)
    # One dataset more never makes an upper bound lower.
    before = totals(replace(once, dataset=order[:1]))
    for count in (2, 3):
        after = totals(replace(once, dataset=order[:count]))
        assert all(map(at_most, before, after))
        before = after
    store.close()


def test_the_order_of_incidents_does_not_matter(folder):
    one = Incident([Place("UA-63", point=True)], counts={"fatalities": 3}, text={"dataset": "A"})
    two = Incident([Place("UA-63")], counts={"fatalities": 5}, text={"dataset": "B"})
    three = Incident([Place("UA-63")], counts={"fatalities": 2}, text={"dataset": "B"})
    told = [("x", None), ("x", None), ("y", "x")]
    made = list(zip([one, two, three], told, strict=True))
    found = []
    for order in (made, made[::-1]):
        clusters = at_all([cluster for _, cluster in order])
        store = build(folder / "c.duckdb", [one for one, _ in order], clusters=clusters)
        found.append(query.headline(store, Filters()))
    assert found[0] == found[1]
    # B tells both of the whole and of a part of it as two incidents: 5 and 2.
    assert found[0].killed == Figure(7, None, 2, 0, low=2)
    assert (found[0].incidents, found[0].fewest, found[0].most, found[0].datasets) == (2, 2, 2, 2)


def test_two_datasets_count_once_where_nothing_is_chosen_and_one_by_itself(folder):
    made = [
        Incident([Place("UA-63")], text={"dataset": "A"}),
        Incident([Place("UA-63")], text={"dataset": "B"}),
    ]
    clusters = at_all([("x", None), ("x", None)])
    store = build(folder / "d.duckdb", made, clusters=clusters)
    assert query.headline(store, Filters()).incidents == 1
    assert query.headline(store, Filters(count="each")).incidents == 2
    alone = query.headline(store, Filters(dataset=("A",)))
    assert (alone.incidents, alone.fewest) == (1, None)
    assert query.facets(store).datasets == ("A", "B")


def test_a_row_of_several_events_shares_no_cluster(folder):
    made = [
        Incident([Place("UA-63")], counts={"events": 41, "fatalities": 9}, text={"dataset": "A"}),
        Incident([Place("UA-63")], counts={"fatalities": 4}, text={"dataset": "B"}),
    ]
    for told in ([("x", None), ("x", None)], [("x", None), ("y", "x")]):
        clusters = at_all(told)
        total = query.headline(build(folder / "e.duckdb", made, clusters=clusters), Filters())
        assert total.incidents == 42
        part = told[1][1] is not None
        assert total.killed.value == (9 if part else 13)


def test_a_cluster_is_of_the_type_that_says_most(folder):
    day = dt.timedelta(days=1)
    made = [
        Incident([Place("UA-63")], DAY, type="Unspecified", text={"dataset": "A"}),
        Incident([Place("UA-63")], DAY + day, text={"dataset": "B", "time_start": "05:10"}),
    ]
    clusters = at_all([("x", None), ("x", None)])
    store = build(folder / "f.duckdb", made, clusters=clusters)
    daily = query.timeline(store, Filters(), "day")
    assert daily[["type", "incidents"]].to_numpy().tolist() == [["Air/drone strike", 1]] * 2
    monthly = query.timeline(store, Filters(), "month")
    assert monthly[["type", "incidents"]].to_numpy().tolist() == [["Air/drone strike", 1]]
    assert query.weekdays(store, Filters()).to_numpy().tolist() == [[7, "Air/drone strike", 1]]
    assert query.hours(store, Filters()).to_numpy().tolist() == [[5, "Air/drone strike", 1]]
    only = query.timeline(store, Filters(dataset=("A",)), "month")
    assert only[["type", "incidents"]].to_numpy().tolist() == [["Unspecified", 1]]


def test_a_figure_without_a_range_has_none():
    assert Figure.of((3, None, 1, 0, 3, 3)) == Figure(3, None, 1, 0)
    assert Figure.of((3, None, 1, 0, 2, 3)).ends == (2, 3)
    assert Figure(3, None, 1, 0).ends is None


def test_a_download_says_which_records_count_as_one(folder):
    made = [
        Incident([Place("UA-63"), Place("UA-51")], text={"dataset": "A"}),
        Incident([Place("UA-63")], text={"dataset": "B"}),
        Incident([Place("UA-51")], text={"dataset": "B"}),
    ]
    store = build(
        folder / "g.duckdb", made, clusters=at_all([("x", None), ("x", None), ("y", None)])
    )
    for filters, expected in (
        (Filters(), ["I0", "I0", "I0", "I2"]),
        (Filters(count="each"), [None] * 4),
        (Filters(dataset=("B",), count="once"), ["I0", "I2"]),
    ):
        (table,) = query.record_tables(store, filters)
        assert table["cluster"].to_pylist() == expected
        text = b"".join(query.csv_rows(store, filters)).decode()
        assert [row.rpartition(",")[2] for row in text.splitlines()] == [
            name or "" for name in expected
        ]
