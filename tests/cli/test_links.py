"""Pairs and clusters of a store on the command line, and decisions about them."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from geo.__main__ import app
from geo.errors import InputError
from geo.links import LinkDecision, links_csv, read_links

pytestmark = pytest.mark.slow

HEAD = "incident_id,date_start,sub_event_type,location,latitude,longitude,fatalities,notes\n"
ONE = HEAD + (
    "E1,2024-10-20,Shelling/artillery/missile attack,Kharkiv,49.98,36.25,3,"
    "Russian forces shelled a hospital in Kharkiv. 3 people were killed.\n"
    "E2,2024-10-21,Armed clash,Kharkiv,49.98,36.25,0,Armed clash near Kharkiv.\n"
)
OTHER = HEAD + (
    "O1,2024-10-20,Attack,Kharkiv,49.99,36.26,3,=Обстріл лікарні у Харкові: 3 загиблих\n"
    "O2,2024-10-25,Attack,Kharkiv,49.99,36.26,,Протест\n"
)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def store(tmp_path):
    for name, text in (("one", ONE), ("other", OTHER)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    made = run("ingest", tmp_path / "one.csv", tmp_path / "other.csv", "--store", tmp_path / "s")
    assert made.exit_code == 0, made.output
    return tmp_path / "s"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clusters(store, *more):
    pairs, found = store.with_name("pairs.csv"), store.with_name("clusters.csv")
    done = run("links", "--store", store, "--out", pairs, "--clusters", found, *more)
    assert done.exit_code == 0, done.output
    return rows(pairs), {row["id"]: row["cluster"] for row in rows(found)}


def test_pairs_and_clusters_are_written(store):
    pairs, of = clusters(store)
    (pair,) = pairs
    assert (pair["dataset_a"], pair["id_a"], pair["dataset_b"], pair["id_b"]) == (
        "one", "E1", "other", "O1",
    )  # fmt: skip
    assert pair["label"] == "same"
    assert 0.5 <= float(pair["score"]) <= 1
    assert "the same toll" in pair["reasons"]
    assert of == {"E1": "one/E1", "O1": "one/E1", "E2": "one/E2", "O2": "other/O2"}


def decision(label):
    return LinkDecision("other", "O1", "one", "E1", label, why="another hospital")


def test_decisions_win(store, tmp_path):
    file = tmp_path / "decisions.csv"
    file.write_text(links_csv([decision("same"), decision("different")]), encoding="utf-8")
    pairs, of = clusters(store, "--decisions", file)
    assert pairs == []
    assert of["E1"] != of["O1"]


def test_decisions_given_at_an_ingest_hold_at_the_next_one(store, tmp_path):
    file = tmp_path / "decisions.csv"
    file.write_text(links_csv([decision("different")]), encoding="utf-8")
    one = tmp_path / "one.csv"
    for more in (("--decisions", file), ()):
        made = run("ingest", one, "--store", store, "--dataset", "one", *more)
        assert made.exit_code == 0, made.output
        _, of = clusters(store)
        assert of["E1"] != of["O1"]
    file.write_text(links_csv([]), encoding="utf-8")
    assert run("ingest", one, "--store", store, "--decisions", file).exit_code == 0
    _, of = clusters(store)
    assert of["E1"] == of["O1"]


def test_a_file_of_decisions_comes_back_as_it_was():
    made = [LinkDecision("=a", "-1", "b", "2", "part_of", "me", "so\nit is", "2024-10-20")]
    assert read_links(links_csv(made).encode(), file="d.csv") == made


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"dataset_a,id_a\0", "not text"),
        (b"a,b\n1,2\n", "column dataset_a is missing"),
        (b"dataset_a,id_a,dataset_b,id_b,label\na,1,b,2,alike\n", "row 2, column label: 'alike'"),
        (b"dataset_a,id_a,dataset_b,id_b,label\na,1,b,,same\n", "row 2, column id_b"),
        (b"dataset_a,id_a,dataset_b,id_b,label\na,1,a,1,same\n", "the same one"),
    ],
)
def test_a_bad_file_of_decisions_is_named(content, said):
    with pytest.raises(InputError, match=said):
        read_links(content, file="d.csv")


def test_a_strictness_that_is_none_is_refused(store, tmp_path):
    done = run("links", "--store", store, "--out", tmp_path / "p.csv", "--strictness", "most")
    assert isinstance(done.exception, InputError)
    assert "low, usual, high" in str(done.exception)
