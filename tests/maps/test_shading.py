"""What the map is shaded by: arithmetic, unknowns, periods and levels, on small stores."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from geo import i18n, layers, query, store
from geo.maps import CHANGE, MEASURES, METRICS, Period, View, number, shading
from geo.maps.metrics import COUNT, HOT, PER_DAY, PER_PEOPLE, signed
from geo.maps.periods import selected
from geo.maps.shading import HAS_SHARED
from geo.query import Filters
from geo.regions import catalogue, population
from tests.factory import Incident, Place, build
from tests.layers import dated
from tests.layers.test_layer import NAMES, areas, geojson

pytestmark = pytest.mark.slow

FIRST = dt.date(2024, 10, 1)
FIRST_FILE = "front, 1 November 2024, file front_2024-11-01.geojson"


def day(number):
    return FIRST + dt.timedelta(days=number - 1)


def incident(region, number, **counts):
    return Incident([Place(region, point=True)], day(number), counts=counts)


#: Ten days: Kharkiv falls, Odesa rises, Zaporizhzhia's dead are not known in the earlier half.
INCIDENTS = [
    incident("UA-63", 1, fatalities=4),
    incident("UA-63", 2, fatalities=2),
    incident("UA-63", 6, fatalities=1),
    incident("UA-51", 3, fatalities=0),
    incident("UA-51", 7, fatalities=3),
    incident("UA-51", 10, fatalities=0),
    incident("UA-23", 4),
    incident("UA-23", 8, fatalities=5),
    incident("RU-KRS", 9),
    Incident(
        [Place("UA-63", point=True), Place("RU-BEL")],
        day(8),
        counts={"fatalities": 7, "downed": 6},
    ),
]
SECOND_HALF = Filters(date_from=day(6))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = tmp_path_factory.mktemp("shading") / "a.duckdb"
    build(path, INCIDENTS).close()
    known = store.Store(path).tables()
    layer = layers.read_layer(geojson(areas()), file="raions.geojson")
    made = layers.tables_of(layer, known.points())
    store.write(path, known, meta={"version": "t"}, layers=[made])
    return store.Store(path)


def view(metric="incidents", measure=COUNT, filters=Filters(), **more):  # noqa: B008 - frozen
    return View(filters, METRICS[metric], measure, **more)


def shaded(found, *args, **more):
    return shading(found, view(*args, **more), query.facets(found))


def lines(shade, area):
    return shade.regions[area][1]


def test_counts(found):
    shade = shaded(found)
    assert len(shade.regions) == 110
    assert shade.regions["UA-63"] == [
        "c3",
        [
            "Kharkiv Oblast",
            "Incidents: 4",
            "People killed: 7 (+7 shared), known for 3",
            "People injured: not reported",
            "Drones downed: 0 to 6",
        ],
        [],
    ]
    assert shade.regions["UA-74"] == ["empty", ["Chernihiv Oblast", "no incident reported"], []]
    assert shade.legend["title"] == "Incidents"
    assert [item[0] for item in shade.legend["items"]] == ["c0", "c1", "c2", "c3", "empty"]
    assert (shade.layer, shade.notes) == ("", ())


def test_own_figures_with_shared_ones_besides_are_marked(found):
    shade = shaded(found, "killed")
    assert shade.regions["UA-63"][2] == [HAS_SHARED]
    assert shade.regions["UA-51"][2] == []
    assert shade.regions["RU-BEL"][0] == "shared"
    assert shade.regions["RU-BEL"][2] == []
    assert shade.legend["items"][-1][0] == "has-shared"
    assert "has-shared" not in dict(shaded(found).legend["items"])


def test_per_day_of_the_selected_period(found):
    shade = shaded(found, measure=PER_DAY)
    assert lines(shade, "UA-63")[1:3] == ["Incidents per day: 0.4", "Incidents: 4"]
    half = shaded(found, measure=PER_DAY, filters=SECOND_HALF)
    assert lines(half, "UA-63")[1:3] == ["Incidents per day: 0.4", "Incidents: 2"]
    assert half.legend["title"] == "Incidents per day"
    assert half.legend["items"][0] == ("c0", "0.2")


def test_per_inhabitant(found):
    shade = shaded(found, "killed", PER_PEOPLE)
    people = population()["UA-51"].people
    assert people == 2_357_100
    assert lines(shade, "UA-51")[1] == "People killed per 100,000 inhabitants: 0.13"
    assert lines(shade, "UA-51")[-1] == "2,357,100 inhabitants on 1 January 2021"
    assert shade.regions["RU-KRS"][0] == "none"
    assert lines(shade, "RU-KRS")[1] == "People killed per 100,000 inhabitants: not reported"
    assert "displaced since" in shade.notes[0]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("measure", [PER_DAY, PER_PEOPLE], ids=lambda m: m.name)
def test_a_measure_is_the_count_times_its_factor(found, metric, measure):
    shade, title = shaded(found, metric, measure), METRICS[metric].label
    for area, figures in query.region_figures(found, Filters()).items():
        figure = METRICS[metric].of(figures)
        by = 1 / 10 if measure is PER_DAY else 100_000 / population()[area].people
        if figure.value and not figure.shared:
            name = measure.pattern.format(figure=title)
            assert f"{name}: {number(figure.value * by)}" in lines(shade, area)


def test_change_against_the_period_before(found):
    shade = shaded(found, measure=CHANGE, filters=SECOND_HALF)
    assert lines(shade, "UA-63")[:4] == [
        "Kharkiv Oblast",
        "Incidents (6 Oct 2024 to 10 Oct 2024): 2",
        "Incidents (1 Oct 2024 to 5 Oct 2024): 2",
        "Change: 0",
    ]
    assert shade.regions["UA-63"][0] == "z"
    assert lines(shade, "UA-51")[3] == "Change: +1"
    assert shade.regions["UA-51"][0] == "p1"
    # No incident is 0 incidents, and a region without any in either period says that.
    assert lines(shade, "RU-KRS")[2:4] == [
        "Incidents (1 Oct 2024 to 5 Oct 2024): no incident reported",
        "Change: +1",
    ]
    assert lines(shade, "UA-74") == ["Chernihiv Oblast", "no incident in either period"]
    assert shade.legend["unit"] == (
        "reported incidents, 6 Oct 2024 to 10 Oct 2024 against 1 Oct 2024 to 5 Oct 2024"
    )
    assert shade.notes == ()


def test_an_unknown_figure_makes_no_change(found):
    shade = shaded(found, "killed", CHANGE, SECOND_HALF)
    kinds = {area: shade.regions[area][0] for area in ("UA-63", "UA-51", "UA-23", "RU-BEL")}
    assert kinds == {"UA-63": "m2", "UA-51": "p1", "UA-23": "none", "RU-BEL": "shared"}
    assert lines(shade, "UA-63")[1:4] == [
        "People killed (6 Oct 2024 to 10 Oct 2024): 1 (+7 shared)",
        "People killed (1 Oct 2024 to 5 Oct 2024): 6",
        "Change: −5",
    ]
    assert shade.regions["UA-63"][2] == [HAS_SHARED]
    assert lines(shade, "UA-23")[1:4] == [
        "People killed (6 Oct 2024 to 10 Oct 2024): 5",
        "People killed (1 Oct 2024 to 5 Oct 2024): not reported",
        "Change: not known",
    ]


@pytest.mark.parametrize(
    ("filters", "compare", "period"),
    [
        (Filters(), None, "21 Sept 2024 to 30 Sept 2024"),
        (Filters(date_from=day(5)), None, "29 Sept 2024 to 4 Oct 2024"),
        (SECOND_HALF, Period(day(9), day(40)), "9 Oct 2024 to 9 Nov 2024"),
    ],
)
def test_days_that_the_data_has_not_make_no_change(found, filters, compare, period):
    shade = shaded(found, measure=CHANGE, filters=filters, compare=compare)
    assert {entry[0] for entry in shade.regions.values()} == {"plain", "empty"}
    assert lines(shade, "UA-63")[1].startswith("Incidents: ")
    (note,) = shade.notes
    assert note == (
        f"No change is shown: the period to compare with, {period}, is not within the days of the"
        " data, 1 Oct 2024 to 10 Oct 2024."
    )


def test_periods_of_different_length_are_compared_per_day(found):
    compare = Period(day(1), day(2))
    shade = shaded(found, measure=CHANGE, filters=SECOND_HALF, compare=compare)
    assert lines(shade, "UA-63")[1:4] == [
        "Incidents (6 Oct 2024 to 10 Oct 2024): 2, 0.4 per day",
        "Incidents (1 Oct 2024 to 2 Oct 2024): 2, 1 per day",
        "Change per day: −0.6",
    ]
    assert "figures per day are compared" in shade.notes[0]
    assert shade.legend["title"] == "Incidents: change per day"


@pytest.mark.parametrize("seed", range(6))
def test_change_is_the_figure_now_less_the_figure_then(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311
    regions = ["UA-63", "UA-51", "RU-BEL", "RU-KRS"]
    made = [
        Incident(
            [Place(region) for region in chance.sample(regions, chance.choice([1, 1, 2]))],
            start := day(chance.randint(1, 30)),
            start + dt.timedelta(days=chance.choice([0, 0, 3])),
            counts={"fatalities": chance.choice([None, 0, 1, 5])},
        )
        for _ in range(80)
    ]
    found = build(tmp_path / "a.duckdb", made)
    now = Period(day(16), day(16 + chance.randint(0, 14)))
    then = now.before() if seed % 2 else Period(day(1), day(chance.randint(2, 15)))
    compare = None if seed % 2 else then
    for name, metric in METRICS.items():
        shade = shaded(found, name, CHANGE, now.of(Filters()), compare=compare)
        after, before = (query.region_figures(found, p.of(Filters())) for p in (now, then))
        for area in catalogue():
            pair = [metric.of(figures.get(area, query.Figures())) for figures in (after, before)]
            kind, told, _ = shade.regions[area]
            if area not in after and area not in before:
                assert kind == "empty"
            elif any(figure.value is None for figure in pair) or "shared" in {f.kind for f in pair}:
                assert kind in ("none", "shared")
                assert told[3].endswith(": not known")
            else:
                rates = [pair[0].value, pair[1].value]
                if now.days != then.days:
                    rates = [rates[0] / now.days, rates[1] / then.days]
                change = rates[0] - rates[1] if abs(rates[0] - rates[1]) > 1e-12 else 0
                assert told[3].endswith(f": {signed(change)}")
                assert kind[0] == ("p" if change > 0 else "m" if change < 0 else "z")


def test_a_layer_is_a_level(found):
    shade = shaded(found, "killed", level="raions")
    assert set(shade.regions) == set(NAMES)
    figures = query.layer_figures(found, Filters(), "raions")
    killed = "People killed: 7 (+7 shared), known for 3"
    assert lines(shade, NAMES[0])[:3] == [NAMES[0], "Incidents: 4", killed]
    assert figures.areas[NAMES[0]].incidents == 4
    assert shade.regions[NAMES[3]] == ["empty", [NAMES[3], "no incident reported"], []]
    assert shade.layer == "raions"
    counts = (figures.inside, figures.elsewhere, figures.not_located)
    assert counts == (9, 1, 1)
    assert "9 records lie in an area; 1 at a point in none and 1 without a point" in shade.notes[0]


def test_a_layer_has_no_inhabitants_but_a_change(found):
    shade = shaded(found, measure=PER_PEOPLE, level="raions")
    assert shade.notes[1].endswith("is not known: counts are shown.")
    assert shade.regions[NAMES[0]] == shaded(found, level="raions").regions[NAMES[0]]
    change = shaded(found, measure=CHANGE, filters=SECOND_HALF, level="raions")
    assert lines(change, NAMES[1])[3] == "Change: +1"
    assert change.regions[NAMES[1]][0] == "p1"


def test_a_rate_has_its_interval_and_is_paler_where_it_is_the_country_s(found):
    plain, sure = (shaded(found, measure=PER_PEOPLE, chance=on) for on in (False, True))
    assert not any("-pale" in entry[0] for entry in plain.regions.values())
    # Kharkiv has 4 of the 8 of all of Ukraine, whose inhabitants are 16 times as many.
    assert sure.regions["UA-63"][0] == plain.regions["UA-63"][0]
    low, high = (end * 100_000 / population()["UA-63"].people for end in (1.0899, 10.2416))
    assert lines(sure, "UA-63")[2] == f"95% interval: {number(low)} to {number(high)}"
    assert [line for line in lines(sure, "UA-63") if "interval" not in line] == lines(
        plain, "UA-63"
    )
    # One incident in Kursk: the rate of all of Russia is far below its interval's least.
    assert not sure.regions["RU-KRS"][0].endswith("-pale")
    # Shown alone, a region is compared with the whole country all the same.
    alone = shaded(found, measure=PER_PEOPLE, chance=True, filters=Filters(region=("UA-63",)))
    assert alone.regions["UA-63"][0] == "c0"
    assert "rate of the whole country" in sure.notes[-1]


def test_a_change_is_paler_where_the_periods_may_have_been_alike(found):
    sure = shaded(found, measure=CHANGE, filters=SECOND_HALF, chance=True)
    assert sure.regions["UA-51"][0] == "p1-pale"  # two after one
    assert "Times as frequent, 95% interval: 0.1 to 118" in lines(sure, "UA-51")
    assert ("p2-pale", "within what chance alone would give") in sure.legend["items"]
    # A new region is infinitely more frequent than before at most.
    assert "Times as frequent, 95% interval: 0.026 and more" in lines(sure, "RU-KRS")
    killed = shaded(found, "killed", CHANGE, SECOND_HALF, chance=True)
    assert killed == shaded(found, "killed", CHANGE, SECOND_HALF)


def test_hot_spots_need_weeks_and_regions(found):
    short = shaded(found, measure=HOT)
    assert short.notes == ("No hot spots are shown: these need at least 8 weeks.",)
    assert short.regions["UA-63"][:2] == ["plain", lines(shaded(found), "UA-63")]
    layer = shaded(found, measure=HOT, level="raions")
    assert layer.notes[-1].startswith("Hot spots are known of regions only")


def test_a_hot_spot_has_its_class_and_says_how_often_it_was_hot(tmp_path):
    last = day(80)
    made = [Incident([Place("UA-40")], last)] * 9
    made += [Incident([Place("UA-05")], day(at)) for at in range(1, 80, 5)]
    hot_now = build(tmp_path / "h.duckdb", made)
    shade = shaded(hot_now, measure=HOT)
    assert shade.regions["UA-40"][0] == "hot"
    assert lines(shade, "UA-40")[1] == "Hot spot: new; hot in 1 of 11 steps"
    assert lines(shade, "UA-43")[1:] == [lines(shade, "UA-40")[1], "no incident reported"]
    assert ("hot", "new") in shade.legend["items"]
    assert shade.legend["unit"] == "by week, 4 Oct 2024 to 19 Dec 2024"
    assert {entry[0] for entry in shade.regions.values()} <= set(dict(shade.legend["items"]))
    outside = shaded(hot_now, measure=HOT, filters=Filters(region=("UA-05",)))
    assert outside.regions["UA-40"] == ["filtered", ["Sevastopol", "outside the filter"], []]


def test_outside_the_filter_is_said(found):
    for measure in MEASURES.values():
        shade = shaded(found, measure=measure, filters=replace(SECOND_HALF, region=("UA-63",)))
        assert shade.regions["UA-51"] == ["filtered", ["Odesa Oblast", "outside the filter"], []]
        assert ("filtered", "outside the filter") in shade.legend["items"]


def test_without_the_choropleth_regions_keep_their_figures(found):
    for measure in MEASURES.values():
        plain = shading(
            found,
            replace(view(measure=measure, filters=SECOND_HALF), layers=()),
            query.facets(found),
        )
        assert plain.regions["UA-63"][0] == "plain"
        assert lines(plain, "UA-63") == lines(
            shaded(found, measure=measure, filters=SECOND_HALF), "UA-63"
        )
        assert plain.legend["items"] == []


def test_an_empty_store_has_no_shade(tmp_path):
    empty = build(tmp_path / "e.duckdb", [])
    for measure in MEASURES.values():
        shade = shaded(empty, measure=measure)
        assert {entry[0] for entry in shade.regions.values()} == {"empty"}


def test_names_and_numbers_are_in_the_language_spoken(found):
    with i18n.speaking("uk"):
        shade = shaded(found, "killed", PER_PEOPLE)
    assert lines(shade, "UA-51")[0] == "Одеська область"
    assert "0,13" in lines(shade, "UA-51")[1]


def test_the_days_of_a_selection(found):
    assert selected(Filters(), query.facets(found)).days == 10


@pytest.mark.parametrize(
    ("last", "source"),
    [
        ("2024-11-05", "front, 5 November 2024, file front_2024-11-05.geojson"),
        (
            "2024-11-02",
            f"{FIRST_FILE} (nothing of 2 November 2024; shown is 1 November 2024)",
        ),
        ("2024-10-31", "front: nothing before 1 November 2024"),
    ],
)
def test_a_dated_layer_says_of_which_day_it_is_and_whose(tmp_path, last, source):
    store = dated.made(tmp_path / "a.duckdb")
    view = View(Filters(date_to=dt.date.fromisoformat(last)), level="front")
    found = shading(store, view, query.facets(store))
    assert found.legend["source"] == source
    shown = last != "2024-10-31"
    assert set(found.regions) == ({"held", "lost"} if shown else set())
    assert (found.day is not None) == shown
