"""Datasets beside each other in one store: what replaces what, and what stays apart."""

from __future__ import annotations

import json

import duckdb
import pytest
from typer.testing import CliRunner

from geo import __main__, export, ingest, query
from geo.errors import AtlasError, InputError, StoreError
from geo.ingest import Choices
from geo.query import Filters
from geo.store import Store

pytestmark = pytest.mark.slow

HEADER = "incident_id,date_start,sub_event_type,location,admin1,fatalities,own"


def row(  # noqa: PLR0913, PLR0917
    name, place="Odesa region", admin1="UA-51", killed="1", own="x", day="2024-10-20"
):
    return f"{name},{day},Air/drone strike,{place},{admin1},{killed},{own}"


def write(folder, name, *rows):
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def ids(path):
    with duckdb.connect(path, read_only=True) as connection:
        return dict(connection.execute("SELECT incident_id, dataset FROM incidents").fetchall())


def test_a_dataset_is_replaced_and_the_revision_says_how(tmp_path):
    path = tmp_path / "a.duckdb"
    ingest.ingest([write(tmp_path, "other.csv", row("Z"))], path)
    mine = write(tmp_path, "mine.csv", row("A"), row("B"), row("C"), row("D"))
    assert ingest.ingest([mine], path).revision.added == ("A", "B", "C", "D")
    mine = write(
        tmp_path,
        "mine.csv",
        row("B", killed="2", day="2024-10-21"),
        row("C", own="y"),
        row("D", place="Kherson region", admin1="UA-65"),
        row("E"),
    )
    report = ingest.ingest([mine], path)
    assert report.revision.added == ("E",)
    assert report.revision.gone == ("A",)
    assert [change[:2] for change in report.revision.changed] == [
        ("B", "date_end"),
        ("B", "date_start"),
        ("B", "fatalities"),
        ("C", "own columns"),
        ("D", "places"),
    ]
    assert ("B", "fatalities", "1", "2") in report.revision.changed
    assert "Revision: 1 incidents added, 3 changed, 1 gone." in report.lines()
    assert ids(path) == {"Z": "other", "B": "mine", "C": "mine", "D": "mine", "E": "mine"}


def test_rejected_rows_of_other_datasets_stay(tmp_path):
    path = tmp_path / "a.duckdb"
    table = tmp_path / "table.csv"
    table.write_text("date,place\n2024-10-20,Kharkiv\nsome day,Sumy\n")
    assert ingest.ingest([table], path).rejected == 1
    ingest.ingest([write(tmp_path, "mine.csv", row("A"))], path)
    assert query.facets(Store(path)).rejected == 1


def test_ids_that_two_datasets_have_stay_apart(tmp_path):
    path = tmp_path / "a.duckdb"
    first, second = (
        write(tmp_path, "one.csv", row("A"), row("B")),
        write(tmp_path, "two.csv", row("A")),
    )
    ingest.ingest([first], path)
    ingest.ingest([second], path)
    assert ids(path) == {"A": "one", "B": "one", "two:A": "two"}
    # The same files again, in any order, and the second one even without the first: no change.
    for files in ([second], [first], [second, first], [first, second]):
        change = ingest.ingest(files, path).revision
        assert (change.added, change.changed, change.gone) == ((), (), ())
    report = ingest.ingest([write(tmp_path, "one.csv", row("B")), second], path)
    assert report.revision.gone == ("A",)
    assert ids(path) == {"B": "one", "two:A": "two"}
    together = tmp_path / "b.duckdb"
    ingest.ingest([write(tmp_path, "one.csv", row("A"), row("B")), second], together)
    assert ids(together) == {"A": "one", "B": "one", "two:A": "two"}


def test_a_download_of_two_datasets_comes_back_as_two(tmp_path):
    path, download = tmp_path / "a.duckdb", tmp_path / "download.csv"
    files = [write(tmp_path, f"{name}.csv", row("A"), row(name)) for name in ("one", "two")]
    ingest.ingest(files, path)
    before = ids(path)
    download.write_bytes(b"".join(export.stream(Store(path), Filters(), "csv")))
    change = ingest.ingest([download], path).revision
    assert (change.added, change.changed, change.gone) == ((), (), ())
    assert ids(path) == before


def test_records_of_two_datasets_are_no_duplicates_and_nothing_is_merged(tmp_path):
    path = tmp_path / "a.duckdb"
    ingest.ingest([write(tmp_path, "one.csv", row("A", killed="7"))], path)
    ingest.ingest([write(tmp_path, "two.csv", row("B", killed="7"))], path)
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("FROM duplicates").fetchall() == []
    assert len(ids(path)) == 2


def told_twice(folder, *rows):
    """The likely duplicates of one file."""
    header = "incident_id,date_start,sub_event_type,location,downed,downed_here,same_as"
    path = folder / "a.duckdb"
    file = folder / "one.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    ingest.ingest([file], path)
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute("SELECT * FROM duplicates ORDER BY ALL").fetchall()


def test_two_records_of_a_dataset_with_the_same_figure_are_likely_the_same(tmp_path):
    assert told_twice(
        tmp_path,
        "N,2024-10-20,Disrupted weapons use,Lipetsk Oblast,110,27,",
        "N,2024-10-20,Disrupted weapons use,Kursk Oblast,110,43,",
        "S,2024-10-20,Air/drone strike,Lipetsk Oblast,27,,",
        "T,2024-10-21,Air/drone strike,Lipetsk Oblast,27,,",  # another day
        "U,2024-10-20,Air/drone strike,Kursk Oblast,1,,",
        "V,2024-10-20,Air/drone strike,Kursk Oblast,1,,",  # a 1 says little
    ) == [("N", "S", None, False, "downed", 27)]


def test_a_person_decides_that_two_records_of_a_dataset_are_the_same(tmp_path):
    rows = [f"{name},2024-10-20,Attack,Kursk Oblast,27,," for name in "AB"]
    assert len(told_twice(tmp_path, *rows)) == 1
    opened = Store(tmp_path / "a.duckdb")
    assert query.doubtful_count(opened) == 1
    opened.close()
    decided = tmp_path / "links.csv"
    decided.write_text("dataset_a,id_a,dataset_b,id_b,label\none,B,one,A,same\n")
    ingest.ingest([tmp_path / "one.csv"], tmp_path / "a.duckdb", decisions=decided)
    opened = Store(tmp_path / "a.duckdb")
    assert query.doubtful_count(opened) == 0
    once = query.headline(opened, Filters(count="once"))
    assert (once.incidents, once.downed.value) == (1, 27)


def test_a_figure_that_three_have_says_nothing(tmp_path):
    rows = [f"{name},2024-10-20,Attack,Kursk Oblast,10,," for name in "ABC"]
    assert told_twice(tmp_path, *rows) == []


def test_what_the_data_marks_is_a_pair_once_and_counted_twice(tmp_path):
    found = told_twice(
        tmp_path,
        "A,2024-10-20,Attack,Kursk Oblast,10,,B",
        "B,2024-10-20,Attack,Kursk Oblast,10,,A",
        "C,2024-10-20,Attack,Kyiv,,,D",
        "D,2024-10-25,Attack,Lviv,,,",
        "E,2024-10-25,Attack,Lviv,,,nowhere",
    )
    assert found == [("A", "B", None, True, "downed", 10), ("C", "D", None, True, None, None)]
    assert query.headline(Store(tmp_path / "a.duckdb"), Filters()).downed.value == 20


def test_a_mark_follows_ids_that_get_another_name(tmp_path):
    path = tmp_path / "a.duckdb"
    text = "incident_id,date_start,sub_event_type,location,same_as\nA,2024-10-20,Attack,Kyiv,B\n"
    for name in ("one.csv", "two.csv"):
        write(tmp_path, name, row("A"))
        (tmp_path / name).write_text(text + "B,2024-10-20,Attack,Lviv,\n", encoding="utf-8")
        ingest.ingest([tmp_path / name], path)
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute(
            "SELECT incident_id, other_id FROM duplicates WHERE marked ORDER BY ALL"
        ).fetchall()
    assert found == [("A", "B"), ("two:A", "two:B")]


def test_revisions_are_kept_where_told_to(tmp_path):
    path = tmp_path / "a.duckdb"
    ingest.ingest([write(tmp_path, "mine.csv", row("A"))], path)
    changed = write(tmp_path, "mine.csv", row("A", killed="2"))
    ingest.ingest([changed], path, keep_revisions=True)
    ingest.ingest([write(tmp_path, "mine.csv", row("B"))], path)
    kept = Store(path).revisions()
    assert [entry[2:] for entry in kept] == [("A", "changed", "fatalities", "1", "2")]


@pytest.mark.parametrize("content", [b"", b"not a store", b"SQLite format 3\x00" + b"\x00" * 99])
def test_a_foreign_file_at_the_store_is_left_alone(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        ingest.ingest([write(tmp_path, "mine.csv", row("A"))], path)
    assert path.read_bytes() == content


def test_another_database_is_left_alone(tmp_path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
    before = path.read_bytes()
    with pytest.raises(StoreError):
        ingest.ingest([write(tmp_path, "mine.csv", row("A"))], path)
    assert path.read_bytes() == before


def run(*words):
    """Run the command line as a shell would: exit code, standard output, standard error."""
    result = CliRunner().invoke(__main__.app, ["ingest", *map(str, words)])
    if isinstance(result.exception, AtlasError):  # `main` prints it and exits with 2
        return 2, result.stdout, str(result.exception)
    return result.exit_code, result.stdout, result.stderr


def test_rows_in_review_are_no_failure(tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text("date,place\n2024-10-20,Nowhere at all\nsome day,Sumy\n")
    code, out, err = run(source, "--store", tmp_path / "a.duckdb")
    assert (code, err) == (0, "")
    assert "1 rows are no incident as they stand" in out


def test_nothing_read_is_a_failure_and_empties_nothing(tmp_path):
    path = tmp_path / "a.duckdb"
    good = write(tmp_path, "mine.csv", row("A"))
    assert run(good, "--store", path)[0] == 0
    before = path.read_bytes()
    bad = tmp_path / "bad.csv"
    bad.write_text("date,place\nsome day,Sumy\n")
    code, _, err = run(bad, "--store", path, "--dataset", "mine")
    assert code == 2
    assert err.startswith("bad.csv, row 2: none of 1 rows is an incident as it stands; the first:")
    assert path.read_bytes() == before
    assert run(tmp_path / "none.csv", "--store", path)[0] == 2


def test_the_options(tmp_path):
    source, path = tmp_path / "mine.csv", tmp_path / "a.duckdb"
    source.write_text("when,where=,dead\n03/04/2024,Kharkiv,1\n")
    words = ["--map", "date=when", "--map", "place=where=", "--map", "killed=dead"]
    report = tmp_path / "report.json"
    words += ["--store", path, "--dataset", "theirs", "--format", "table", "--report", report]
    assert run(source, *words, "--date-order", "month")[0] == 0
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute("SELECT dataset, date_start, fatalities FROM incidents")
        ((dataset, day, killed),) = found.fetchall()
    assert (dataset, str(day), killed) == ("theirs", "2024-03-04", 1)
    code, out, _ = run(source, *words, "--date-order", "day", "--keep-revisions")
    assert code == 0
    assert "Revision: " in out
    assert json.loads(report.read_text())["revision"] is not None
    assert Store(path).revisions()
    with pytest.raises(InputError, match="--map 'date' is not of the form"):
        raise (
            CliRunner()
            .invoke(__main__.app, ["ingest", str(source), "--store", str(path), "--map", "date"])
            .exception
        )


def test_boundaries_are_named_with_their_column(tmp_path):
    layer = tmp_path / "raions.geojson"
    square = [[[30, 46], [31, 46], [31, 47], [30, 47], [30, 46]]]
    shape = {"type": "Polygon", "coordinates": square}
    one = {"type": "Feature", "properties": {"a": "Odesa", "b": "O"}, "geometry": shape}
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}))
    source, path = write(tmp_path, "mine.csv", row("A")), tmp_path / "a.duckdb"
    assert run(source, "--store", path, "--boundaries", f"{layer}:a")[0] == 0
    assert '"name": "Odesa"' in query.layer_geojson(Store(path), "raions")
    odd = tmp_path / "odd:name.geojson"
    two = {"type": "Feature", "properties": {"a": "Mykolaiv", "b": "M"}, "geometry": shape}
    odd.write_text(json.dumps({"type": "FeatureCollection", "features": [one, two]}))
    code, _, err = run(source, "--store", path, "--boundaries", odd)
    assert code == 2
    assert "name one of a, b" in err


def test_a_bar_tells_how_far_the_work_has_come(tmp_path):
    told = []
    source = write(tmp_path, "mine.csv", row("A"))
    ingest.ingest(
        [source], tmp_path / "a.duckdb", choices=Choices(), tell=lambda *what: told.append(what)
    )
    assert told == [
        ("reading", 0, 1),
        ("reading", 1, 1),
        ("geocoding", 0, 1),
        ("geocoding", 1, 1),
        ("writing", 0, 1),
        ("writing", 1, 1),
    ]
