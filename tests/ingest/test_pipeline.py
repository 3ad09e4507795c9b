"""From a file to a store: nothing lost on the way, and bad input changes nothing."""

from __future__ import annotations

import json
import shutil
from contextlib import closing

import duckdb
import geopandas as gpd
import pytest
from typer.testing import CliRunner

from geo import config, ingest, query, readers, regions, store
from geo.__main__ import app
from geo.errors import AtlasError, InputError
from geo.ingest import own_store, pipeline
from geo.query import Figure, Filters
from geo.store import Store
from tests.readers import samples

SHIPPED = regions.DATA / "incidents.csv"
HEADER = (
    "incident_id,date_start,date_end,sub_event_type,actor,location,country,admin1,launched,downed,"
    "lost,downed_here,fatalities,injuries,source,source_url,notes"
)
ROW = (
    "A-1,2024-10-20,2024-10-21,Air/drone strike,Russia,Odesa region,UA,UA-51,9,5,,,1,2,Daily,,note"
)
OTHER = ROW.replace("Odesa", "Kherson").replace("-51", "-65")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    path = tmp_path_factory.mktemp("shipped") / "atlas.duckdb"
    report = ingest.ingest([SHIPPED], path, choices=ingest.Choices("curated", "long"))
    return report, Store(path)


def write(folder, text, name="incidents.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_incident_gets_its_regions(shipped):
    report, store = shipped
    assert (report.rows, report.incidents, report.locations) == (1109, 437, 1109)
    assert sum(report.statuses.values()) == report.locations
    assert report.rejected == 0
    with store.cursor() as cursor:
        unlike = cursor.execute(
            """SELECT incident_id, place, admin1, region, status FROM locations
            WHERE admin1 IS NOT NULL AND admin1 IS DISTINCT FROM region"""
        ).fetchall()
        at_sea = cursor.execute(
            "SELECT DISTINCT status, area FROM locations "
            "WHERE admin1 IS NULL AND place <> 'Ukraine'"
        ).fetchall()
    assert unlike == []
    assert at_sea == [("outside", "outside")]


def test_the_store_holds_every_row_of_the_file(shipped):
    _, store = shipped
    placement = query.placement(store, Filters())
    assert placement.all == 1109
    assert placement.review == 0
    assert placement.outside == 15
    assert placement.country == 1


def test_no_point_where_only_a_region_is_known(shipped):
    _, store = shipped
    with store.cursor() as cursor:
        pins = cursor.execute(
            "SELECT count(*) FROM locations WHERE x IS NOT NULL AND precision NOT IN "
            "('exact', 'settlement')"
        ).fetchone()
        regions_drawn = cursor.execute(
            "SELECT count(*) FROM locations WHERE place ILIKE '% region' AND x IS NOT NULL"
        ).fetchone()
    assert pins == (0,)
    assert regions_drawn == (0,)


def test_points_lie_in_their_own_region(shipped):
    """The join with the boundaries agrees with the names."""
    _, store = shipped
    with store.cursor() as cursor:
        table = cursor.execute(
            "SELECT place, region, lat, lon FROM locations WHERE x IS NOT NULL"
        ).df()
    joined = regions.locate(table["lon"], table["lat"])
    differing = table[(joined["region"] != table["region"]).to_numpy()]
    # The line is generalised: a village right at the border may lie some metres across it.
    metres = "EPSG:32637"
    shapes = regions.boundaries().set_index("region").to_crs(metres)
    points = gpd.GeoSeries.from_xy(differing["lon"], differing["lat"], crs="EPSG:4326")
    own = shapes.geometry.reindex(differing["region"])
    away = points.to_crs(metres).reset_index(drop=True).distance(own.reset_index(drop=True))
    assert (away < 100).all(), differing
    assert len(differing) <= 2


def test_seed_night_alone(tmp_path):
    """The night of 20 to 21 October 2024, as the shipped file's own records have it."""
    lines = SHIPPED.read_text(encoding="utf-8-sig").splitlines()
    seed = [lines[0], *(line for line in lines if line.startswith("SEED-"))]
    path = tmp_path / "s.duckdb"
    ingest.ingest([write(tmp_path, "\n".join(seed))], path)
    store = Store(path)
    figures = query.region_figures(store, Filters())
    total = query.headline(store, Filters())
    assert (total.incidents, total.regions) == (3, 17)
    assert total.launched == Figure(116, None, 1, 0)
    assert figures["RU-ROS"].downed == Figure(11, None, 1, 0)
    for code in ("RU-BRY", "RU-KRS", "RU-ORL"):
        assert figures[code].downed == Figure(None, 7, 0, 1)
    assert (figures["UA-23"].killed, figures["UA-23"].injured) == (
        Figure(2, None, 1),
        Figure(15, None, 1),
    )
    russian = query.headline(store, Filters(country=("RU",)))
    assert russian.downed == Figure(18, None, 1, 0)


#: What is wrong with a file, and the sentence that says so.
BAD = {
    "missing column": (
        f"{HEADER.replace('sub_event_type', 'kind')}\n{ROW}\n",
        "bad.csv, row 1: column 'sub_event_type' is missing",
    ),
    "empty file": ("", "bad.csv: the file is empty"),
    "header only": (f"{HEADER}\n", "bad.csv: "),
}


#: A cell or a row that cannot be read, what is said of it, and what the incident has then.
LOST = {
    "impossible date": (
        f"{HEADER}\n{ROW.replace('2024-10-21', '2024-02-30')}\n",
        "left unknown, kept as reported; in row 2: '2024-02-30' is not a date",
        {"date_start": "2024-10-20", "date_end": "2024-10-20"},
    ),
    "end before start": (
        f"{HEADER}\n{ROW.replace('2024-10-21', '2024-10-01')}\n",
        "in row 2: the last day is before the first",
        {"date_start": "2024-10-20", "date_end": "2024-10-20"},
    ),
    "negative count": (
        f"{HEADER}\n{ROW.replace(',1,2,Daily', ',-1,2,Daily')}\n",
        "column fatalities: 1 cell was not read and left unknown, kept as reported; in row 2: '-1'",
        {"fatalities": "<NA>", "injuries": "2"},
    ),
    "broken count": (
        f"{HEADER}\n{ROW.replace(',1,2,Daily', ',1,2.5,Daily')}\n",
        "column injuries: 1 cell was not read and left unknown, kept as reported; in row 2: '2.5'",
        {"fatalities": "1", "injuries": "<NA>"},
    ),
    "duplicate incident and place": (
        f"{HEADER}\n{ROW}\n{ROW}\n",
        "'A-1' stands already in row 2; this is an identical row",
        {"fatalities": "1"},
    ),
    "rows of one incident disagree": (
        f"{HEADER}\n{ROW}\n{OTHER.replace(',9,', ',8,')}\n",
        "'A-1' stands already in row 2; this is another row",
        {"launched": "9"},
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_a_bad_cell_costs_that_cell_and_a_bad_row_that_row(tmp_path, case):
    text, sentence, has = LOST[case]
    path = tmp_path / "a.duckdb"
    report = ingest.ingest([write(tmp_path, text, "mine.csv")], path)
    store = Store(path)
    with store.cursor() as cursor:
        incidents = cursor.execute("SELECT * FROM incidents").df()
    assert len(incidents) == 1
    assert {name: str(incidents[name].iloc[0])[: len(value)] for name, value in has.items()} == has
    told = [*report.remarks, *(str(row) for row in query.rejected_rows(store))]
    assert any(sentence in line for line in told), told
    assert report.rows == report.locations + report.rejected


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_sentence_and_changes_nothing(tmp_path, case):
    text, sentence = BAD[case]
    path = tmp_path / "a.duckdb"
    good = write(tmp_path, f"{HEADER}\n{ROW}\n", "good.csv")
    ingest.ingest([good], path)
    before = path.read_bytes()
    with pytest.raises(InputError) as caught:
        ingest.ingest([write(tmp_path, text, "bad.csv")], path)
    message = str(caught.value)
    assert message.startswith(sentence)
    assert message.endswith(".")
    assert "\n" not in message
    assert path.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.duckdb", "good.csv", "bad.csv"}


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, bytes(range(256)) * 9])
def test_a_binary_file_gets_one_sentence(tmp_path, content):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    with pytest.raises(InputError, match=r"^bad\.csv: .*\.$"):
        ingest.ingest([bad], tmp_path / "a.duckdb")
    assert not (tmp_path / "a.duckdb").exists()


def test_one_id_in_two_files_is_refused(tmp_path):
    files = [write(tmp_path, f"{HEADER}\n{ROW}\n", name) for name in ("a.csv", "b.csv")]
    with pytest.raises(InputError, match="'A-1' stands in more than one file"):
        ingest.ingest(files, tmp_path / "a.duckdb", choices=ingest.Choices(dataset="one"))


def test_report_as_lines_and_json(shipped):
    report, _ = shipped
    lines = report.lines()
    assert lines[0] == "Read 1,109 rows of incidents.csv: 437 incidents at 1,109 places."
    assert "15 outside" in lines[1]
    assert json.loads(report.as_json())["statuses"] == report.statuses


def test_command_line(tmp_path):
    store, report = tmp_path / "a.duckdb", tmp_path / "report.json"
    good = write(tmp_path, f"{HEADER}\n{ROW}\n")
    run = CliRunner().invoke(
        app, ["ingest", str(good), "--store", str(store), "--report", str(report)]
    )
    assert run.exit_code == 0, run.output
    assert "1 incidents at 1 places" in run.output
    assert json.loads(report.read_text())["rows"] == 1
    assert Store(store).version == json.loads(report.read_text())["version"]


def test_a_correction_wins(tmp_path):
    corrections = write(
        tmp_path,
        "place,country,dataset,region,lat,lon,status,who,why,date\n"
        "Odesa region,,,UA-48,,,,me,test,2024-12-01\n",
        "corrections.csv",
    )
    path = tmp_path / "a.duckdb"
    report = ingest.ingest([write(tmp_path, f"{HEADER}\n{ROW}\n")], path, corrections=corrections)
    assert report.corrections == {"Odesa region": 1}
    assert list(query.region_figures(Store(path), Filters())) == ["UA-48"]


def test_own_store_is_built_reused_and_rebuilt(tmp_path, monkeypatch):
    source = tmp_path / "incidents.csv"
    shutil.copyfile(SHIPPED, source)
    monkeypatch.setenv("ATLAS_INCIDENTS", str(source))
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("ATLAS_STORE", raising=False)
    path = own_store.ensure_store()
    assert path == config.own_store()
    first = path.stat()
    assert own_store.ensure_store().stat().st_ino == first.st_ino
    source.write_text(f"{HEADER}\n{ROW}\n")
    own_store.ensure_store()
    assert query.headline(Store(path), Filters()).incidents == 1
    source.write_text("nothing\n")
    with pytest.raises(AtlasError):
        own_store.ensure_store()
    assert query.headline(Store(path), Filters()).incidents == 1


def test_a_store_that_is_no_store_is_built_again(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_INCIDENTS", str(write(tmp_path, f"{HEADER}\n{ROW}\n")))
    monkeypatch.setenv("ATLAS_STATE", str(tmp_path))
    (tmp_path / "atlas.duckdb").write_bytes(b"half")
    assert Store(own_store.ensure_store()).meta["rows"] == "1"


def test_a_place_that_names_several_regions_gives_a_row_each(tmp_path):
    row = ROW.replace("Odesa region,UA,UA-51", '"Bryansk, Kursk and Oryol regions",RU,').replace(
        ",9,5,,,", ",9,5,,4,"
    )
    path = tmp_path / "a.duckdb"
    report = ingest.ingest([write(tmp_path, f"{HEADER}\n{row}\n")], path)
    assert (report.rows, report.locations) == (1, 3)
    store = Store(path)
    assert set(query.region_figures(store, Filters())) == {"RU-BRY", "RU-KRS", "RU-ORL"}
    with store.cursor() as cursor:
        assert cursor.execute("SELECT count(downed_here) FROM locations").fetchone() == (0,)


def test_hostile_text_is_only_text(tmp_path):
    row = ROW.replace("note", "'); DROP TABLE incidents; --")
    path = tmp_path / "a.duckdb"
    ingest.ingest([write(tmp_path, f"{HEADER}\n{row}\n")], path)
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("SELECT notes FROM incidents").fetchone() == (
            "'); DROP TABLE incidents; --",
        )


def test_a_store_is_the_same_whether_its_incidents_were_begun_early_or_not(shipped, tmp_path):
    _, early = shipped
    prepared = ingest.prepare(
        [(SHIPPED.name, SHIPPED.read_bytes())], ingest.Choices("curated", "long")
    )
    store.write(tmp_path / "late.duckdb", prepared.tables, meta={"version": "late"})
    late = Store(tmp_path / "late.duckdb")
    for table in ("incidents", "locations", "touches", "spellings", "rejected", "duplicates"):
        rows = []
        for opened in (early, late):
            with opened.cursor() as cursor:
                rows.append(sorted(cursor.table(table).fetchall(), key=repr))
        assert rows[0] == rows[1]
    late.close()


def test_what_fails_after_the_incidents_were_begun_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "a.duckdb"
    ingest.ingest([write(tmp_path, f"{HEADER}\n{ROW}\n")], path)
    before, there = path.read_bytes(), sorted(tmp_path.iterdir())

    def fail(*_args, **_options):
        raise AtlasError("no gazetteer")

    monkeypatch.setattr(pipeline, "place", fail)
    with pytest.raises(AtlasError, match="no gazetteer"):
        ingest.ingest([tmp_path / "incidents.csv"], path, fresh=True)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == there


def test_the_licence_of_a_source_is_kept_where_nobody_states_one(tmp_path):
    path = tmp_path / "x.duckdb"
    for name, make in (
        ("acled", samples.acled),
        ("ucdp", samples.ucdp),
        ("own", samples.table_csv),
    ):
        (tmp_path / f"{name}.csv").write_bytes(make())
        ingest.ingest([tmp_path / f"{name}.csv"], path)
    with closing(Store(path)) as opened:
        found = store.terms_of(opened)
    assert found["acled"].licence == readers.READERS["acled"].licence
    assert found["ucdp"].licence == readers.READERS["ucdp"].licence
    assert found["own"] == store.UNSTATED
    ingest.ingest([tmp_path / "acled.csv"], path, terms=store.Terms("agreed"))
    ingest.ingest([tmp_path / "acled.csv"], path)
    with closing(Store(path)) as opened:
        assert store.terms_of(opened)["acled"].licence == "agreed"


@pytest.mark.parametrize(
    ("place", "notes", "region", "status"),
    [
        ("Золочів", "Обстріл Золочева на Харківщині", "UA-63", "located"),
        ("Золочів", "Обстріл громади", None, "ambiguous"),
        ("Золочів", None, None, "ambiguous"),
        # What is clear by itself stays as it is, whatever else the notes name.
        (
            "Суми",
            "Ракети запущено з Курської області, влучання і на Харківщині",
            "UA-59",
            "located",
        ),
    ],
)
def test_notes_decide_what_a_place_leaves_open(tmp_path, place, notes, region, status) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f'date,place,notes\n2024-10-21,{place},"{notes or ""}"\n', encoding="utf-8")
    located = ingest.prepare([(file.name, file)]).tables.locations
    assert located["status"].item() == status
    assert located["region"].fillna("").item() == (region or "")
