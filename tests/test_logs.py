"""What is logged is one line an event, and holds nothing that a stranger wrote as they wrote it."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from geo import logs
from geo.__main__ import app
from geo.errors import InputError
from geo.regions import DATA


@pytest.fixture(autouse=True)
def quiet_after():
    yield
    logs.set_up("off")


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_json_object(capsys):
    logs.set_up("json")
    logs.event("store opened", version="abc", rows=3)
    (line,) = lines(capsys)
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "event": "store opened", "version": "abc", "rows": 3}


def test_text_is_for_people(capsys):
    logs.set_up("text")
    logs.event("store opened", version="a b")
    assert capsys.readouterr().err.endswith(' info store opened version="a b"\n')


def test_off_is_silent(capsys):
    logs.set_up("off")
    logs.event("store opened")
    logs.failure("store refused", ValueError("x"))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["json", "text"])
@given(text=st.text())
def test_a_text_stays_on_its_line_and_is_plain_ascii(form, text):
    record = logging.makeLogRecord({"msg": "x", "atlas_fields": {"event": "x", "file": text}})
    line = logs.LineFormatter(form).format(record)
    assert line.isascii()
    assert all(sign >= " " for sign in line)


def test_a_failure_is_named_without_its_text(capsys):
    logs.set_up("json")

    def work():
        with logs.timed("ingest", files=1) as told:
            told["rows"] = 2
            raise InputError("row 2: 'a secret cell' is not a type")

    with pytest.raises(InputError):
        work()
    (line,) = lines(capsys)
    assert line["error"] == "InputError"
    assert line["level"] == "error"
    assert line["rows"] == 2
    assert line["trace"][-1].startswith("tests/test_logs.py:")
    assert "secret" not in json.dumps(line)


def test_what_a_library_logs_with_an_error_loses_the_errors_text():
    try:
        raise ValueError("a secret cell")  # noqa: TRY301
    except ValueError as error:
        record = logging.LogRecord(
            "streamlit", 40, "f", 1, "%s", ("secret",), (ValueError, error, error.__traceback__)
        )
    line = logs.LineFormatter("json").format(record)
    assert "secret" not in line
    assert json.loads(line)["logger"] == "streamlit"


@pytest.mark.parametrize(("asked", "logged"), [(None, 0), ("json", 1)])
def test_an_ingest_is_logged_where_that_is_asked_for(tmp_path, monkeypatch, capsys, asked, logged):
    if asked:
        monkeypatch.setenv("ATLAS_LOG", asked)
    else:
        monkeypatch.delenv("ATLAS_LOG", raising=False)
    rows = (DATA / "incidents.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    source = tmp_path / "secret name.csv"
    source.write_text("".join(rows[:5]), encoding="utf-8")
    command = ["ingest", str(source), "--store", str(tmp_path / "a.duckdb")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    found = [
        json.loads(line)
        for line in (result.stderr + capsys.readouterr().err).splitlines()
        if line.startswith("{")
    ]
    assert len(found) == logged
    for line in found:
        assert line["event"] == "ingest"
        assert line["rows"] == 4
        assert "secret" not in json.dumps(line)
