"""Tables in the store's order, and search texts, against the plain way."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import store
from geo.schema import INCIDENT_COLUMNS, LOCATION_COLUMNS, PLACE_COUNTS, REJECTED_COLUMNS
from geo.store import Tables
from geo.store.order import incidents_in_order, locations_in_order
from geo.store.search_text import fold

pytestmark = pytest.mark.slow

TEXTS = st.none() | st.sampled_from(["", "Kyiv", "it's", "a - b", "Харків`s", "  ", "é\nø", "x_y"])
TEXTS |= st.text(max_size=6)
DAYS = st.sampled_from(["2024-10-20", "2024-10-21", "2024-10-22"])
INCIDENTS = st.lists(st.tuples(DAYS, st.sampled_from("ab"), TEXTS, TEXTS, TEXTS), max_size=6)
PLACES = st.tuples(
    st.integers(0, 6), TEXTS, TEXTS, st.sampled_from(["UA-63", "RU-BEL", None]),
    st.sampled_from([None, 0, 3]), st.integers(1, 4),
)  # fmt: skip


@st.composite
def given_tables(draw):
    """Incidents in any order, each with no place, one or several, some places of none."""
    made = draw(INCIDENTS)
    names = draw(st.permutations([f"I{n}" for n in range(len(made))]))
    incidents = pd.DataFrame(dict.fromkeys(INCIDENT_COLUMNS), index=range(len(made)))
    incidents["incident_id"] = pd.Series(names, dtype="string")
    for name, column in zip(("date_start", "dataset", "actor", "notes", "source"), range(5)):  # noqa: B905
        incidents[name] = pd.Series([row[column] for row in made], dtype="string")
    incidents["date_start"] = incidents["date_start"].astype("datetime64[s]")
    incidents["date_end"] = incidents["date_start"]
    simple = [(n, *draw(PLACES)[1:]) for n in range(len(made))]
    rows = simple if draw(st.booleans()) else draw(st.lists(PLACES, max_size=12))
    places = pd.DataFrame(dict.fromkeys(LOCATION_COLUMNS), index=range(len(rows)))
    places["incident_id"] = pd.Series(
        [names[row[0]] if row[0] < len(names) else "stray" for row in rows], dtype="string"
    )
    for column, name in enumerate(("place", "admin1", "region", "downed_here", "source_row"), 1):
        kind = "Int64" if column > 3 else "string"
        places[name] = pd.Series([row[column] for row in rows], dtype=kind)
    places["status"] = "located"
    places["precision"] = "region"
    rejected = pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})
    return Tables(incidents, places, rejected)


def ordered(tables):
    """Incidents and locations as a store has them."""
    reader, order = incidents_in_order(tables.incidents, tables.locations)
    return reader.read_all(), locations_in_order(tables.locations, order).read_all()


def blank(value):
    return None if pd.isna(value) else value


@given(given_tables())
def test_order_and_search_are_those_of_the_plain_way(tables):
    incidents, locations = ordered(tables)
    rows = sorted(
        tables.incidents.to_dict("records"),
        key=lambda row: (row["date_start"], row["dataset"], row["incident_id"]),
    )
    assert incidents["incident_id"].to_pylist() == [row["incident_id"] for row in rows]
    rank = {row["incident_id"]: n for n, row in enumerate(rows)}
    places = [row for row in tables.locations.to_dict("records") if row["incident_id"] in rank]
    places.sort(key=lambda row: (rank[row["incident_id"]], row["source_row"]))
    own = {name: [row for row in places if row["incident_id"] == name] for name in rank}
    found = zip(
        *(locations[name].to_pylist() for name in ("incident_id", "place", "region", "alone")),
        strict=True,
    )
    assert list(found) == [
        (
            row["incident_id"],
            blank(row["place"]),
            blank(row["region"]),
            len(own[row["incident_id"]]) == 1,
        )
        for row in places
    ]
    for row, search in zip(rows, incidents["search"].to_pylist(), strict=True):
        given_places = [
            (blank(place["place"]), blank(place["admin1"]))
            for place in tables.locations.to_dict("records")
            if place["incident_id"] == row["incident_id"]
        ]
        texts = [blank(row[name]) for name in ("actor", "notes", "source")]
        texts += [text for pair in dict.fromkeys(given_places) for text in pair]
        folded = [fold(text) for text in texts if text]
        assert search == "".join(f" {text}" for text in folded if text)


#: What `touches` says of each part of a figure.
PART = (
    "CAST(sum({0}) AS BIGINT), count(*) FILTER ({0} IS NULL),"
    " CAST(sum(sum({0})) OVER incident AS BIGINT)"
)


@given(given_tables())
def test_touches_are_those_of_the_plain_definition(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("touches") / "a.duckdb"
    store.write(path, tables, meta={"version": "x"})
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute("SELECT * FROM touches ORDER BY incident_id, area").fetchall()
        expected = connection.execute(
            f"""
            SELECT incident_id, area, count(*), count(*) = sum(count(*)) OVER incident,
                {", ".join(PART.format(here) for here in PLACE_COUNTS)}
            FROM locations GROUP BY incident_id, area
            WINDOW incident AS (PARTITION BY incident_id) ORDER BY incident_id, area
            """  # noqa: S608
        ).fetchall()
        types = connection.execute("DESCRIBE touches").fetchall()
    assert found == expected
    figures = ["BIGINT"] * 3 * len(PLACE_COUNTS)
    assert [row[1] for row in types] == ["VARCHAR", "VARCHAR", "BIGINT", "BOOLEAN", *figures]


@pytest.mark.long
def test_a_large_table_keeps_its_order(tmp_path):
    """More rows than DuckDB writes in one piece."""
    from tests.benchmarks.stores import tables as generated

    made = generated(200_000)
    store.write(tmp_path / "a.duckdb", made, meta={"version": "x"})
    incidents, locations = ordered(made)
    with duckdb.connect(tmp_path / "a.duckdb", read_only=True) as connection:
        for name, expected in (("incidents", incidents), ("locations", locations)):
            column = connection.table(name).select("incident_id").to_arrow_table()
            assert column["incident_id"].cast(pa.large_string()).equals(expected["incident_id"])
