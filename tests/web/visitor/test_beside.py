"""What stands beside a large store is read as if the store had been written anew with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo import query, store
from geo.ingest import Decision, links_of, links_with
from geo.layers import Layer, of_store, tables_of
from geo.links import LinkDecision
from geo.links.candidates import find
from geo.links.records import prepare
from geo.query import Filters
from geo.schema import (
    LINK_COLUMNS,
    REJECTED_COLUMNS,
    STRICTNESS,
    incidents_schema,
    locations_schema,
)
from geo.store import Store, Tables, beside
from geo.web.visitor import own_data
from geo.web.visitor.own_data import Visitor, Wishes
from tests.benchmarks.stores import tables as generated
from tests.examples import examples
from tests.factory import POINTS, Incident, Place, tables
from tests.query.test_counting import DAY, chosen, incidents

pytestmark = pytest.mark.slow

VIEW = (30.0, 44.0, 38.0, 52.0)
#: Filters that every pair of stores is asked with, besides those that are drawn.
ASKED = (Filters(), Filters(count="each"), Filters(text="kharkiv"), Filters(region=("UA-63",)))


def given_tables(made, datasets, rejected=()):
    """Tables whose incidents have these datasets, one after the other."""
    told, places = tables(made)
    told["dataset"] = pd.array([datasets[n % len(datasets)] for n in range(len(told))], "string")
    places["source_row"] = range(2, len(places) + 2)
    rows = [dict.fromkeys(REJECTED_COLUMNS, "x") | {"dataset": name} for name in rejected]
    return Tables(told, places, pd.DataFrame(rows, columns=REJECTED_COLUMNS, dtype="string"))


def prepared(*given, **further):
    return SimpleNamespace(tables=given_tables(*given, **further), digest="")


def plain(answer):
    """An answer that can be compared: tables as rows, and streams as what they give."""
    if isinstance(answer, pd.DataFrame):
        return answer.astype("string").fillna("").to_numpy().tolist()
    if type(answer) is tuple or hasattr(answer, "__next__"):
        return [plain(part) for part in answer]
    return answer.to_pylist() if hasattr(answer, "to_pylist") else answer


def squares(name, west, edge):
    """A layer of two areas, from a meridian to the next, and what lies east of it in none."""
    shapes = {"a": box(west, 40, edge, 60), "b": box(edge, 40, 36.2, 60)}
    return Layer(
        name, gpd.GeoDataFrame({"name": list(shapes)}, geometry=[*shapes.values()], crs=4326)
    )


def front(name, first):
    """A dated layer of two states, of which the later one holds on; blank before the first."""
    days = [(DAY + dt.timedelta(days=first + n)).isoformat() for n in (0, 1, 3, 4)]
    rows = [
        ("held", box(36, 40, 45, 60), days[0], days[1]),
        ("held", box(35, 40, 45, 60), days[2], days[3]),
        ("lost", box(20, 40, 36, 60), days[0], days[1]),
    ]
    columns = dict(
        zip(("name", "geometry", "day_from", "day_to"), zip(*rows, strict=True), strict=True)
    )
    return Layer(name, gpd.GeoDataFrame(columns | {"file": "f"}, crs=4326))


LAYERS = [squares("squares", 30, 35.5), front("front", 0)]
#: What a visitor may have: also layers in the place of the store's.
OWN_LAYERS = [
    squares("mine", 34, 36),
    squares("squares", 20, 33),
    front("it's \0 mine", 2),
    front("front", 4),
]


def shown_layers(one):
    """Every public question of `geo.query` about the layers themselves."""
    names = query.layer_names(one)
    yield "layers", (names, query.dated_layers(one), query.layer_columns(one))
    for name in names:
        yield "areas", query.layer_areas(one, name)
        for day in (DAY + dt.timedelta(days=n) for n in (1, 4)):
            yield "day", (query.layer_day(one, name, day), query.layer_geojson(one, name, day=day))


def of_layers(one, filters):
    """Every public question of `geo.query` about a selection in layers."""
    for name in query.layer_names(one):
        yield name, query.layer_figures(one, filters, name)
    for name in query.dated_layers(one)[-1:]:
        for of in ({"inside": (f"{name}/held",)}, {"outside": (name,)}, {"near": f"{name}/40"}):
            asked = replace(filters, **of)
            yield of, query.region_figures(one, asked)
            yield of, query.layer_figures(one, asked, name)
        yield "records", query.records(one, replace(filters, near=f"{name}/40"))


def near(symbols):
    return [
        (
            *(pytest.approx(s.lat), pytest.approx(s.lon)),
            replace(s, lat=0.0, lon=0.0, label=None if s.splits else s.label),
        )
        for s in symbols
    ]


def answers(one, filters):
    """Every public question of `geo.query` about a selection."""
    days = (filters.date_from or DAY, filters.date_to or DAY + dt.timedelta(days=20))
    own = query.own_keys(one, filters)
    page = query.feature_page(one, filters, limit=4)
    yield "page", page
    yield "next page", query.feature_page(one, filters, after=page.last or 1, limit=3)
    yield "in a box", query.feature_page(one, filters, box=VIEW)
    yield "csv", b"".join(query.csv_rows(one, filters, list(own.values())))
    yield "geojson", b"".join(query.geojson_features(one, filters, own))
    yield "tables", query.record_tables(one, filters, list(own.values()))
    for size, colour in zip(query.SIZES, query.COLOURS, strict=False):
        asked = {"zoom": 7, "bounds": VIEW, "colour": colour, "size": size}
        yield (size, colour), near(query.symbols(one, filters, **asked))
    for symbol in query.symbols(one, filters, zoom=4, bounds=VIEW)[:1]:
        yield "cell", query.cell_records(one, filters, "/".join(map(str, symbol.cell)))
    for step in query.STEPS:
        yield step, query.timeline(one, filters, step)
    for newest_first in (False, True):
        yield "records", query.records(one, filters, newest_first=newest_first)
        yield "first", query.records(one, filters, newest_first=newest_first, limit=3)
    if days[0] <= days[1]:
        yield "bars", query.region_bars(one, filters, days)
    for question in (
        *(query.region_figures, query.headline, query.placement, query.badges, query.by_actor),
        *(query.weekdays, query.hours, query.nights, query.raion_figures, query.record_count),
    ):
        yield question.__name__, question(one, filters)
    yield "circles", query.circles(one, filters, VIEW)
    yield "newest", query.newest(one, filters, 5)
    yield "badge", query.badge_records(one, filters, "UA-63")
    yield "part", query.part_records(one, filters, None, limit=5)


def of_all(one):
    """Every public question about a store as a whole."""
    yield "version", one.version
    yield "rejected", query.rejected_rows(one)
    yield "rejected first", query.rejected(one, limit=5)
    yield "pairs", query.pairs(one, "I0")
    yield "doubts", query.doubts(one, limit=50)
    for doubt in query.doubts(one, limit=3):
        yield doubt.place, query.doubt_rows(one, doubt, limit=5)
    for question in (
        *(query.facets, query.datasets, query.review_counts, query.doubtful_count),
        *(query.layer_names, Store.datasets, Store.revisions, Store.layer_shapes),
    ):
        yield question.__name__, question(one)
    yield "doubtful", query.doubtful_links(one, limit=50)
    for colour in query.COLOURS:
        yield colour, query.colour_values(one, colour)
    found = one.tables()
    yield "incidents", found.incidents
    yield "locations", found.locations
    for name in found.incidents["incident_id"][::3]:
        yield name, query.details(one, name)
    for name in found.incidents["incident_id"][1::3]:
        for strictness in STRICTNESS:
            yield (name, strictness), query.told(one, name, strictness)
    yield "features", [query.feature(one, n) for n in range(len(found.locations) + 2)[::4]]
    yield "links", sorted(map(repr, one.links().to_dict("records")))
    one.verify()


class Pair:
    """A store that something stands beside, and one that is written anew with it."""

    def __init__(self, folder, base, wishes, layers=()):
        for file in folder.glob("*.duckdb"):
            file.unlink()
        path = folder / "base.duckdb"
        shown = [tables_of(layer, base.points()) for layer in layers]
        meta = {"version": "base", "built": ""}
        store.write(path, base, meta=meta, link=links_of, layers=shown)
        guests = folder / "guests"
        guests.mkdir(exist_ok=True)
        self.base = Store(path, guests=guests)
        visitor = Visitor()
        if wishes.layers and wishes.added:  # in two steps, so that the layers are there already
            visitor.change(self.base, replace(wishes, added={}))
        visitor.change(self.base, wishes)
        self.beside = visitor.opened()
        assert isinstance(self.beside, store.Beside)
        joined = own_data.joined(self.base, wishes)
        meta = {**self.beside.meta, "version": self.beside.version}
        del meta["format"]
        links = self.beside.links()
        anew = folder / "anew.duckdb"
        kept = {layer.name: layer for layer in of_store(self.base)} | wishes.layers
        shown = [tables_of(layer, joined.points()) for layer in kept.values()]
        store.write(anew, joined, meta=meta, link=lambda _: links_with(links), layers=shown)
        self.anew = Store(anew, private=True)

    def same(self, asked, *filters):
        """Have both asked the same, and compare what they say."""
        both = asked(self.beside, *filters), asked(self.anew, *filters)
        for ours, theirs in zip(*both, strict=True):
            assert (ours[0], plain(ours[1])) == (theirs[0], plain(theirs[1])), filters

    def compare(self, selections):
        self.same(of_all)
        self.same(shown_layers)
        for filters in selections:
            self.same(answers, filters)
            self.same(of_layers, filters)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_data, "COPIED_BYTES", 0)
        patch.setattr(
            own_data.confined, "run", lambda *_, layer, points, **__: tables_of(layer, points)
        )
        yield tmp_path_factory.mktemp("beside")


DECISIONS = [
    Decision("Kharkiv", region="UA-46"),
    Decision("Odesa", "", "A", "UA-51", "46.4", "30.7"),
    Decision("review", "", "C", region="RU-KRS"),
    Decision("outside", status="outside"),
    Decision("nowhere", region="UA-63"),
]


@st.composite
def wishes(draw):
    """What a visitor may have added and decided: also datasets in the place of others."""
    added = {
        name: prepared(made, datasets, rejected=draw(st.sampled_from([(), (datasets[0],)])))
        for name, datasets in (("one", draw(st.sampled_from(["D", "B", "DE"]))), ("two", "C"))
        if (made := draw(st.lists(incidents(grouped=draw(st.booleans())), max_size=5)))
    }
    decided = draw(st.lists(st.sampled_from(DECISIONS), max_size=3, unique=True))
    ends = st.tuples(st.sampled_from("AB"), st.sampled_from(["I0", "I1", "I2", "I3"]))
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=2))
    links = [
        LinkDecision(*a, *b, draw(st.sampled_from(["same", "part_of", "different"])))
        for a, b in pairs
        if a != b
    ]
    layers = draw(st.lists(st.sampled_from(OWN_LAYERS), max_size=2, unique_by=id))
    return Wishes(
        added,
        {decision.key: decision for decision in decided},
        {layer.name: layer for layer in layers},
        {decision.key: decision for decision in links},
    )


@st.composite
def bases(draw):
    made = draw(st.lists(incidents(grouped=draw(st.booleans())), min_size=1, max_size=14))
    for incident in made:
        if draw(st.integers(0, 4)) == 0:
            incident.text["same_as"] = f"I{draw(st.integers(0, 5))}"
    return given_tables(made, draw(st.sampled_from(["A", "AB", "ABC"])), rejected=("A", "C"))


def incident(region, day, *, killed=None, **text):
    counts = {"fatalities": killed}
    return Incident(
        [Place(region, point=True)], DAY + dt.timedelta(days=day), counts=counts, text=text
    )


def week(one, filters):
    return query.timeline(one, filters, "week")


def dots(one, filters):
    return near(query.symbols(one, filters, zoom=5, bounds=VIEW))


def newest(one, filters):
    return query.records(one, filters, newest_first=True, limit=4)


def test_what_is_added_and_decided_is_read_as_if_written_anew(folder, monkeypatch):
    base = given_tables(
        [
            incident("UA-63", 0, killed=7),
            incident("UA-51", 0, same_as="I0"),
            incident("UA-63", 1),
            incident("RU-BEL", 2, killed=7),
            Incident([Place("review"), Place("UA-51", point=True)], DAY),
        ],
        "ABA",
        rejected=("A", "B"),
    )
    added = {
        "one": prepared([incident("UA-63", 0, killed=7), incident("RU-BEL", -3)], "D"),
        "two": prepared([incident("UA-51", 9)], "B", rejected=("B",)),
    }
    decided = [Decision("review", "", "A", region="UA-46"), Decision("Belgorod", region="RU-KRS")]
    wished = Wishes(added, {one.key: one for one in decided})
    pair = Pair(folder, base, wished)
    assert [sign for sign, _part in pair.beside.parts()] == [1, -1, 1]
    for question in (
        *(query.feature_page, query.region_figures, query.nights, query.records),
        *(query.headline, query.placement, query.badges, query.by_actor, week, dots, newest),
    ):
        ours, theirs = (plain(question(one, Filters())) for one in (pair.beside, pair.anew))
        assert ours == theirs
    # What is too much to be summed up apart is asked of the store.
    monkeypatch.setattr(beside, "MOST_CONCERNED", 1)
    pair = Pair(folder, base, wished)
    assert not pair.beside.parts()
    for question in (query.headline, dots, newest):
        ours, theirs = (plain(question(one, Filters())) for one in (pair.beside, pair.anew))
        assert ours == theirs
    for ours, theirs in zip(of_all(pair.beside), of_all(pair.anew), strict=True):
        assert (ours[0], plain(ours[1])) == (theirs[0], plain(theirs[1]))
        if ours[0] == "rejected first":
            break


def squeezed(count, dataset, seed):
    """Generated incidents of a fortnight, some of them of many days."""
    made = generated(count, seed)
    told, ids = made.incidents, dataset + made.incidents["incident_id"].astype(str)
    start = pd.Timestamp(DAY) + pd.to_timedelta(told.index.to_series() % 15, "D")
    length = pd.to_timedelta(told.index.to_series() * 7 % 11, "D")
    told = told.assign(incident_id=ids, dataset=dataset, date_start=start, date_end=start + length)
    places = made.locations.assign(incident_id=dataset + made.locations["incident_id"].astype(str))
    return Tables(
        incidents_schema().validate(told), locations_schema().validate(places), made.rejected
    )


def test_what_an_own_row_is_compared_with_is_near_it(folder):
    base, own = squeezed(1200, "A", 1), squeezed(60, "D", 2)
    joined = folder / "joined.duckdb"
    store.write(joined, base.joined(own), meta={"version": "joined"})
    with Store(joined).cursor() as cursor:
        prepare(cursor)
        find(cursor)
        pairs = cursor.execute(
            "SELECT x.id, y.id FROM compared_pairs p JOIN compared x ON x.rid = p.a"
            " JOIN compared y ON y.rid = p.b WHERE (x.dataset = 'D') <> (y.dataset = 'D')"
        ).fetchall()
    near = set()

    def seen(cursor, _several):
        near.update(
            name for (name,) in cursor.execute("SELECT incident_id FROM incidents").fetchall()
        )
        return pd.DataFrame(columns=list(LINK_COLUMNS), dtype="string")

    store.write(folder / "base.duckdb", base, meta={"version": "base"})
    guests = folder / "guests"
    guests.mkdir(exist_ok=True)
    linking = store.Linking(seen, lambda links: links, links_with, "decided")
    store.Beside(
        *(Store(folder / "base.duckdb", guests=guests), guests / "near.duckdb"),
        *(store.Own(own, frozenset("D"), frozenset()), linking),
        meta={"version": "own"},
    )
    assert len(pairs) > 100
    assert {name for pair in pairs for name in pair} <= near
    assert len(near) < 700  # and not simply everything


@pytest.mark.long
def test_what_layers_say_is_as_if_written_anew(folder):
    base = given_tables(
        [
            *(incident("UA-63", day, killed=day) for day in (0, 2, 5)),
            *(incident(region, 3) for region in ("UA-51", "RU-BEL", "UA-23")),
            Incident([Place("review"), *(Place(region, point=True) for region in POINTS)], DAY),
        ],
        "AB",
    )
    added = {
        "one": prepared([incident("UA-63", 0), incident("RU-KRS", 4), incident("UA-23", 9)], "D")
    }
    decided = [Decision("Odesa", "", "A", "UA-51", "46.4", "36.1")]
    own = {layer.name: layer for layer in (OWN_LAYERS[0], OWN_LAYERS[2])}
    there = [*LAYERS, squares("mine", 25, 30)]
    pair = Pair(folder, base, Wishes(added, {one.key: one for one in decided}, own), there)
    pair.same(shown_layers)
    pair.same(of_layers, Filters())


@pytest.mark.long
@pytest.mark.parametrize("count", ["once", "each"])
def test_every_answer_is_that_of_a_store_written_anew_at_length(folder, count):
    @examples(400)
    @given(
        *(bases(), wishes().filter(bool), st.lists(chosen(), max_size=3)),
        st.lists(st.sampled_from(LAYERS), unique_by=id),
    )
    def compared(base, wished, selections, layers):
        asked = [replace(filters, count=count) for filters in (*ASKED, *selections)]
        Pair(folder, base, wished, layers).compare(asked)

    compared()
