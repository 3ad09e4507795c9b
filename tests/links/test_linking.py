"""Links between records of small stores, by what their texts, places and days say."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.links import LinkDecision, clusters, link
from geo.schema import EVENT_TYPE_OF, LINK_COLUMNS
from tests.factory import Incident, Place, tables

pytestmark = pytest.mark.slow

DAY = dt.date(2024, 10, 20)
KYIV = (50.45, 30.52)


@dataclass(frozen=True)
class Told:
    """One record: its dataset, day, point (or regions) and text."""

    dataset: str
    text: str
    point: tuple[float, float] | None = KYIV
    day: int = 0
    type: str = "Shelling/artillery/missile attack"
    place: str = "Kyiv"
    regions: tuple[str, ...] = ("UA-30",)
    killed: int | None = None
    launched: int | None = None
    downed: int | None = None
    url: str | None = None
    days: int = 0
    same_as: str | None = None


def links(told: list[Told], decisions=(), order=None, names=None):
    """The links and clusters of records with ids 0, 1, ...; each dataset's of one kind."""
    order = order or list(range(len(told)))
    names = names or [str(number) for number in range(len(told))]
    made = [
        Incident(
            [Place(region, point=one.point is not None) for region in one.regions],
            DAY + dt.timedelta(days=one.day),
            DAY + dt.timedelta(days=one.day + one.days),
            one.type if one.type in EVENT_TYPE_OF else "Unspecified",
            None,
            {"fatalities": one.killed, "launched": one.launched, "downed": one.downed},
            {"notes": one.text, "source_url": one.url, "same_as": one.same_as},
        )
        for one in (told[n] for n in order)
    ]
    incidents, places = tables(made)
    incidents["dataset"] = pd.array([told[n].dataset for n in order], dtype="string")
    ids = {f"I{row}": names[n] for row, n in enumerate(order)}
    incidents["incident_id"] = incidents["incident_id"].map(ids).astype("string")
    owner = places["incident_id"].str[1:].astype(int).map(lambda row: order[row])
    places["incident_id"] = places["incident_id"].map(ids).astype("string")
    for name, which in (("lat", 0), ("lon", 1)):
        places[name] = [told[n].point[which] if told[n].point else None for n in owner]
    places["precision"] = pd.array(
        ["exact" if told[n].point else "region" for n in owner], dtype="string"
    )
    for name in ("place", "place_name"):
        places[name] = pd.array([told[n].place for n in owner], dtype="string")
    places["lat"], places["lon"] = places["lat"].astype(float), places["lon"].astype(float)
    places["x"] = places["lon"]
    connection = duckdb.connect()
    connection.register("made", incidents)
    connection.execute(
        "CREATE TABLE incidents AS SELECT * REPLACE"
        " (date_start::DATE AS date_start, date_end::DATE AS date_end) FROM made"
    )
    connection.register("locations", places)
    pairs = link(connection, decisions=decisions)
    connection.close()
    return pairs, clusters(incidents, pairs, "usual")


def label(told: list[Told], decisions=()):
    """What is said of the first two records: label and, of a part, which is the part."""
    pairs, _ = links(told, decisions)
    for row in pairs[pairs["score"] >= 0.5].itertuples():
        if {row.id_a, row.id_b} == {"0", "1"}:
            return "part_of" + row.id_a if row.label == "part_of" else row.label
    return "different"


def near(kilometres: float) -> tuple[float, float]:
    return (KYIV[0] + kilometres / 111.2, KYIV[1])


#: Records that tell which dataset has points of its own, and which those of towns; on other days.
CENTRES = [
    Told("events", "Armed clash.", (49.0, 31.0), day, "Armed clash", "Town", ("UA-71",), 0)
    for day in (40, 43, 46)
]
POSTS = [
    Told("posts", "Smoke.", (49.0 + n / 50, 31.0), 60 + 3 * n, "Unspecified", "Town", ("UA-71",))
    for n in range(4)
]


def test_the_same_hospital_hit_on_the_same_day_is_the_same():
    event = Told("events", "Russian forces shelled a hospital in Kyiv, 3 were killed.", killed=3)
    post = Told("posts", "Лікарня після удару, 3 загиблих", near(5), type="Unspecified")
    assert label([event, post, *CENTRES, *POSTS]) == "same"


def test_another_kind_of_object_is_another_incident():
    event = Told("events", "Russian forces shelled a hospital in Kyiv.", killed=0)
    post = Told("posts", "A burnt railway station", near(5), type="Unspecified")
    assert label([event, post, *CENTRES, *POSTS]) == "different"


def test_a_picture_of_the_day_before_does_not_show_the_attack():
    event = Told("events", "Russian forces shelled Kyiv.", day=1, killed=0)
    post = Told("posts", "A destroyed house", near(1), type="Unspecified")
    assert label([event, post, *CENTRES, *POSTS]) == "different"


def test_a_house_is_part_of_a_days_shelling_of_its_town():
    event = Told("events", "Russian forces shelled Kyiv. Casualties unknown.", killed=0)
    post = Told("posts", "A destroyed house", near(3), type="Unspecified")
    assert label([event, post, *CENTRES, *POSTS]) == "part_of1"
    assert label([post, event, *CENTRES, *POSTS]) == "part_of0"


def test_posts_of_one_spot_are_one_incident_and_far_ones_are_not():
    posts = [
        Told("posts", "A fire", near(km), type="Unspecified", place=f"Kyiv {km}")
        for km in (0.0, 0.1, 0.25, 9.0)
    ]
    _, found = links([*posts, *POSTS])
    of = dict(zip(found["id"], found["cluster"], strict=True))
    assert of["0"] == of["1"] == of["2"] != of["3"]


def test_records_of_a_dataset_with_figures_never_join():
    events = [
        Told("events", "Russian forces shelled a hospital, 3 were killed.", killed=3)
        for _ in range(3)
    ]
    one = Told("other", "Russian forces shelled a hospital, 3 were killed.", killed=3)
    _, found = links([*events, one])
    assert found.groupby(["cluster", "dataset"]).size().max() == 1


def test_what_the_data_marks_as_the_same_is_the_same():
    one = Told("events", "A drone fell in Kyiv.", killed=0)
    again = Told("events", "Debris in Kyiv region.", near(5), killed=0, same_as="0")
    assert label([one, again]) == "same"


WAVE = Told(
    "nightly", "40 x Shahed, 31 downed", None, 0, "Air/drone strike", "Ukraine",
    ("UA-30", "UA-32", "UA-59"), launched=40, downed=31,
)  # fmt: skip


def test_two_reports_of_a_night_with_the_same_numbers_are_the_same():
    own = Told(
        "own", "Drones over three regions", None, -1, "Disrupted weapons use", "Kyiv region",
        ("UA-32", "UA-59", "UA-74"), launched=40, downed=30, days=1,
    )  # fmt: skip
    assert label([WAVE, own]) == "same"


def test_a_strike_of_the_night_is_part_of_its_wave_and_one_at_noon_is_not():
    night = Told("own", "Night drone attack", KYIV, 0, "Air/drone strike", killed=1)
    noon = Told("own", "Afternoon drone attack", KYIV, 0, "Air/drone strike", killed=1)
    assert label([night, WAVE]) == "part_of0"
    assert label([noon, WAVE]) == "different"


def test_a_decision_wins_over_the_model():
    event = Told("events", "Russian forces shelled a hospital in Kyiv, 3 were killed.", killed=3)
    post = Told("posts", "Лікарня після удару, 3 загиблих", near(5), type="Unspecified")
    apart = LinkDecision("posts", "1", "events", "0", "different")
    pairs, found = links([event, post, *CENTRES, *POSTS], [apart])
    assert found["cluster"][0] != found["cluster"][1]
    assert ((pairs["label"] == "different") & (pairs["score"] == 1)).sum() == 1
    whole = LinkDecision("events", "0", "posts", "1", "part_of")
    _, found = links([event, post, *CENTRES, *POSTS], [whole])
    assert found["parent"][0] == found["cluster"][1]


@pytest.mark.parametrize("told", [[], [Told("a", "", None, regions=())], CENTRES[:1]])
def test_a_store_of_nothing_or_one_has_no_links(told):
    pairs, found = links(told)
    assert pairs.empty
    assert len(found) == len(told)
    assert list(pairs) == list(LINK_COLUMNS)


def test_texts_that_a_query_would_trip_over_are_only_texts():
    event = Told("events", "'; DROP TABLE incidents; -- 99999999999999 killed \\ %s", killed=0)
    post = Told("posts", "\x00\u202e[(*'" + "a" * 100_000, near(1), type="Unspecified")
    assert label([event, post, *CENTRES, *POSTS]) in ("same", "part_of1", "different")


TEXTS = st.sampled_from(
    ["Shelling of a school", "Fire at an oil depot, 2 killed", "Обстріл, пожежа", "Удар по школе",
     "Russian forces shelled the town throughout the day", "Ukrainian drone shot down", ""]
)  # fmt: skip
RECORDS = st.lists(
    st.builds(
        Told,
        dataset=st.sampled_from(["a", "b", "c"]),
        text=TEXTS,
        point=st.sampled_from([KYIV, near(0.2), near(4), None]),
        day=st.integers(0, 2),
        type=st.sampled_from(["Unspecified", "Air/drone strike"]),
        place=st.sampled_from(["Kyiv", "Irpin", ""]),
        regions=st.sampled_from([("UA-30",), ("UA-30", "UA-32", "UA-74")]),
        killed=st.sampled_from([None, None, 2]),
        downed=st.sampled_from([None, None, 20]),
        url=st.sampled_from([None, "https://t.me/some/1234"]),
    ),
    min_size=2,
    max_size=8,
)


def said(told, order=None, names=None):
    pairs, _ = links(told, order=order, names=names)
    return {
        (*((row.dataset_a, row.id_a), (row.dataset_b, row.id_b)), row.label, round(row.score, 9))
        for row in pairs.itertuples()
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(told, random):
    order = list(range(len(told)))
    random.shuffle(order)
    assert said(told) == said(told, order)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS)
def test_links_are_symmetric_and_well_formed(told):
    """Which dataset's name comes first does not matter for what is the same or a part."""
    turned = [{"a": "c", "b": "b", "c": "a"}[one.dataset] for one in told]
    pairs, found = links(told)
    other, _ = links([Told(**{**one.__dict__, "dataset": name}) for one, name in
                      zip(told, turned, strict=True)])  # fmt: skip

    def seen(table):
        return {
            (row.label, (row.id_a, row.id_b) if row.label == "part_of"
             else frozenset((row.id_a, row.id_b))): round(row.score, 6)
            for row in table.itertuples()
        }  # fmt: skip

    assert seen(pairs) == seen(other)
    assert pairs["score"].between(0, 1).all()
    assert found["id"].is_unique
    assert len(found) == len(told)
    for (_, dataset), rows in found.groupby(["cluster", "dataset"]):
        joined = pairs[(pairs["dataset_a"] == dataset) & (pairs["dataset_b"] == dataset)]
        assert len(rows) == 1 or len(joined) >= len(rows) - 1
    assert not any(
        row.id_a == row.id_b for row in itertools.chain(pairs.itertuples(), other.itertuples())
    )
