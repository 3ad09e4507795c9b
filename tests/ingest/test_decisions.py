"""Decisions go out as corrections.csv, and what takes that file takes them."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from geo import ingest
from geo.__main__ import app
from geo.errors import InputError
from geo.geocoding import Candidate, corrections_of
from geo.ingest import Decision, at_point, decisions_csv, read_decisions
from geo.store import Store
from geo.web.review import decide
from tests.factory import build
from tests.web.files import MIXED

KEY = ("Золочів", "", "mine")


@pytest.mark.slow
def test_the_command_line_takes_the_file_and_places_alike(tmp_path):
    from geo.web.visitor.own_data import Visitor

    base, visitor = build(tmp_path / "base.duckdb", []), Visitor()
    visitor.add(base, "mine", ingest.prepare([("mine.csv", MIXED)], ingest.Choices("mine")))
    visitor.decide(
        base,
        at_point(KEY, 50.27, 35.98, why="the front", date="2024-11-01"),
        Decision("Кваквакове", "", "mine", "UA-59"),
        Decision("Харків", "", "mine", status="outside"),
    )
    source, fixed, path = (tmp_path / name for name in ("mine.csv", "corrections.csv", "a.duckdb"))
    source.write_bytes(MIXED)
    fixed.write_bytes(b"\xef\xbb\xbf" + decisions_csv(visitor.wishes.decisions.values()).encode())
    done = CliRunner().invoke(
        app, ["ingest", str(source), "--store", str(path), "--corrections", str(fixed)]
    )
    assert done.exit_code == 0, done.output
    asked = "SELECT place, region, lat, lon, precision, status, note FROM locations ORDER BY ALL"
    with Store(path).cursor() as one, visitor.current(base).cursor() as other:
        theirs, ours = one.execute(asked).fetchall(), other.execute(asked).fetchall()
    assert theirs == ours
    assert ("Золочів", "UA-63", 50.27, 35.98, "settlement", "located") in [r[:6] for r in theirs]


def test_a_point_has_the_region_that_it_lies_in():
    made = at_point(KEY, 49.81, 24.9, why="", date="")
    assert (made.region, made.lat, made.lon) == ("UA-46", "49.81000", "24.90000")
    with pytest.raises(InputError, match="at sea or abroad"):
        at_point(KEY, 52.2, 21.0, why="", date="")


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (Candidate("UA-63", "Z", 50.1, 35.9, "settlement", ""), ("UA-63", "50.10000", "")),
        (Candidate("UA-63", "Z", 50.1, 35.9, "district", ""), ("UA-63", "", "")),
        (Candidate("UA-63", "Z", None, None, "region", ""), ("UA-63", "", "")),
        (Candidate("", "Warsaw", 52.2, 21.0, "settlement", ""), ("", "", "outside")),
    ],
)
def test_a_candidate_becomes_a_point_only_where_it_is_one(candidate, expected):
    made = decide.of_candidate(KEY, candidate, why="", date="")
    assert (made.region, made.lat, made.status) == expected


_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=20
)


@given(place=_TEXT, dataset=_TEXT, why=_TEXT)
def test_decisions_survive_the_file(place, dataset, why):
    made = Decision(place, "UA", dataset, "UA-63", "-1.5", "30.25", why=why)
    assert read_decisions(decisions_csv([made]).encode()) == [made]


def test_cells_that_a_spreadsheet_would_run_are_inert_and_still_match():
    made = Decision("=HYPERLINK(1)", "", "-mine", "UA-63")
    text = decisions_csv([made])
    assert "'=HYPERLINK" in text
    decided = [asdict(row) for row in read_decisions(text.encode())]
    assert corrections_of(decided).find("=HYPERLINK(1)", "", "-mine") is not None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"place,lat\nSumy,1\n", "needs the column region"),
        (b"place,region\nSumy,UA-99\n", "'UA-99' is not the ISO|UA-99 is not the ISO"),
        (b"place,region\n,UA-59\n", "row 2, column place: a correction needs a place"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"place,region\nSumy\0,UA-59\n", "not text"),
        (b"", "needs the column place"),
        (b"PK\x03\x04", "needs the column place"),
    ],
)
def test_a_wrong_file_gets_one_sentence(content, sentence):
    with pytest.raises(InputError, match=sentence):
        read_decisions(content)
