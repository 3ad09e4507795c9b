"""Raion, hromada and their codes: told where they are certain, and nowhere else."""

from __future__ import annotations

import pytest

from geo import query
from geo.ingest import Choices, ingest
from geo.query import FilterError, Filters
from geo.store import Store

ALL = Filters()
HEAD = "incident_id,date_start,sub_event_type,location,country,admin1,admin2,latitude,longitude"
#: KATOTTG's codes of Kharkiv Oblast: Kupiansk is in UA6308009, in raion UA6308.
ROWS = {
    "A": "Купʼянськ,Ukraine,,,,",
    "B": "near Kupiansk,Ukraine,,,,",
    "C": "Kharkiv Oblast,Ukraine,,,,",
    "D": "Kharkiv Oblast,Ukraine,,Kupianskyi,,",
    "E": "Kharkiv Oblast,Ukraine,,UA6308,,",
    "F": "Kupiansk,Ukraine,Kharkiv Oblast,,49.71,37.62",
    "G": "Kupiansk,Ukraine,Kharkiv Oblast,,49.99,36.23",
    "H": "Kyiv,Ukraine,,,,",
    "I": "Belgorod,Russia,,,,",
    "J": ",Ukraine,Kharkiv Oblast,Kupianskyi raion,49.71,37.62",
    "K": "Kharkiv Oblast,Ukraine,,Sumskyi,,",
}
CODES = ("region_code", "region_p_code", "raion_p_code", "hromada_p_code", "place_code")
KHARKIV = "UA63000000000041885"
KYIV = "UA80000000000093317"
KUPIANSK = "UA63080090010026457"
EXPECTED = {
    "A": (KHARKIV, "UA63", "UA6308", "UA6308009", KUPIANSK),
    "B": (KHARKIV, "UA63", None, None, None),
    "C": (KHARKIV, "UA63", None, None, None),
    "D": (KHARKIV, "UA63", "UA6308", None, None),
    "E": (KHARKIV, "UA63", "UA6308", None, None),
    "F": (KHARKIV, "UA63", "UA6308", "UA6308009", KUPIANSK),
    "G": (KHARKIV, "UA63", None, None, None),  # its point is in Kharkiv, 100 km away
    "H": (KYIV, "UA80", "UA8000", "UA8000000", KYIV),
    "I": (None, None, None, None, None),
    "J": (KHARKIV, "UA63", "UA6308", None, None),
    "K": (None, None, None, None, None),  # in review: a raion of another oblast
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    lines = [
        f"{name},2024-10-0{1 + at % 9},Attack,{row}" for at, (name, row) in enumerate(ROWS.items())
    ]
    file = folder / "rows.csv"
    file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    ingest([file], folder / "a.duckdb", choices=Choices())
    return Store(folder / "a.duckdb")


def _records(store, filters=ALL):
    table = query.records(store, filters).set_index("incident_id")
    return table.astype(object).where(table.notna(), None)


@pytest.mark.parametrize("name", ROWS)
def test_the_codes_of_a_record(store, name):
    assert tuple(_records(store).loc[name, list(CODES)]) == EXPECTED[name]


def test_names_stand_beside_the_codes(store):
    found = _records(store).loc["A"]
    assert (found["raion"], found["hromada"]) == ("Kupianskyi", "Kupianska")
    assert found["raion_code"].startswith("UA6308")
    assert len(found["raion_code"]) == 19


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("UA6308", "ADEFJ"), ("ua6308009", "AF"), (KUPIANSK, "AF"), ("UA8000", "H"), ("UA1202", "")],
)
def test_a_raion_or_hromada_is_a_filter(store, unit, expected):
    filters = Filters.from_params({"unit": [unit]})
    assert "".join(sorted(_records(store, filters).index)) == expected
    assert query.headline(store, filters).incidents == len(expected)
    assert sum(f.incidents for f in query.region_figures(store, filters).values()) == len(expected)
    assert Filters.from_params(filters.to_params()) == filters


@pytest.mark.parametrize("code", ["UA63", KHARKIV, "UA-63", "UA.KK"])
def test_a_region_is_known_by_other_lists_codes(code):
    assert Filters.from_params({"region": [code]}).region == ("UA-63",)


@pytest.mark.parametrize(
    ("name", "value"), [("unit", "UA63"), ("unit", "UA6399"), ("region", "63")]
)
def test_a_code_that_is_none_is_refused(name, value):
    with pytest.raises(FilterError, match=f"^{name}='{value}' is not known; expected "):
        Filters.from_params({name: [value]})


def test_a_hromada_alone_chooses_between_namesakes(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "date,location,admin1,admin3\n"
        "2024-10-20,Новоселівка,Донецька область,Лиманська міська територіальна громада\n"
        "2024-10-20,Новоселівка,Донецька область,\n",
        encoding="utf-8",
    )
    ingest([file], tmp_path / "a.duckdb")
    found = _by_row(Store(tmp_path / "a.duckdb"))
    assert found[2] == ("UA-14", "settlement", True)
    assert found[3] == ("UA-14", "district", False)


def _by_row(store):
    """Region, precision and whether there is a point, by the row of the file."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            "SELECT source_row, region, precision, lat IS NOT NULL FROM locations"
        ).fetchall()
    store.close()
    return {row: tuple(rest) for row, *rest in rows}
