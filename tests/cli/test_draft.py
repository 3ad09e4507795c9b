"""`atlas draft`: texts in, drafts out, for review."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from geo.__main__ import app
from geo.errors import InputError
from geo.readers import read

TEXT = "У ніч на 12 березня 2025 року ворог обстріляв Суми: двоє загиблих, п'ятеро поранених."


def run(*args, **options):
    """Run the command and return what it says."""
    return CliRunner().invoke(app, ["draft", *map(str, args)], catch_exceptions=False, **options)


def test_a_text_becomes_the_long_form_that_ingest_takes(tmp_path):
    file = tmp_path / "post.txt"
    file.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "drafts.csv"
    said = run(file, "--out", out)
    assert "1 drafts of 1 texts, for review." in said.output
    (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))
    assert (row["location"], row["admin1"], row["fatalities"], row["injuries"]) == (
        "Суми", "UA-59", "2", "5",
    )  # fmt: skip
    assert row["notes"].startswith("coded from a text, not reviewed: ")
    proof = json.loads(row["evidence"])["killed"]
    start, end = proof["spans"][0]
    assert TEXT[start:end] == proof["text"] == "двоє загиблих"
    taken = read(out.read_bytes(), file="drafts.csv", dataset="drafts")
    assert taken.incidents["fatalities"].tolist() == [2]


def test_many_texts_become_a_line_each(tmp_path):
    file = tmp_path / "texts.jsonl"
    lines = [
        {"text_id": "a", "published": "2025-03-12", "text": "A missile hit a school in Sumy."},
        {"text_id": "b", "published": None, "text": "   "},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "drafts.jsonl"
    run(file, "--out", out)
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    (record,) = first["records"]
    assert (record["date_start"], record["places"][0]["region"]) == ("2025-03-12", "UA-59")
    assert second == {"text_id": "b", "records": [], "problem": "there is no text to read."}


def test_what_is_typed():
    said = run("-", "--published", "2025-03-12", "--format", "jsonl", input=TEXT)
    assert json.loads(said.stdout)["records"][0]["date_start"] == "2025-03-11"


def test_a_text_without_a_day_says_so():
    said = run("-", input="A missile hit a school in Sumy.")
    assert "1 without a day (date?)" in said.output
    (row,) = csv.DictReader(io.StringIO(said.stdout))
    assert row["date_start"] == ""
    assert "date?" in row["notes"]


def test_formulas_are_inert():
    said = run("-", "--published", "2025-03-12", input="=A missile hit a school in Sumy.")
    assert "coded from a text" in said.stdout
    assert not any(line.startswith("=") for line in said.stdout.splitlines())


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{}", "text_id, published"), ("[1", "text_id, published"), ('{"text_id": 1}', "row 1")],
)
def test_a_line_that_is_no_text(tmp_path, content, problem):
    file = tmp_path / "texts.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        run(file)


def test_a_day_that_is_none():
    with pytest.raises(InputError, match="--published must be a day"):
        run("-", "--published", "yesterday", input=TEXT)


def test_an_endpoint_without_its_model():
    with pytest.raises(InputError, match="--endpoint and --model belong together"):
        run("-", "--endpoint", "http://127.0.0.1:9/v1", input=TEXT)
