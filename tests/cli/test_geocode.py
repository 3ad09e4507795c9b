"""`python -m geo geocode` and `gazetteer`, as a person types them."""

from __future__ import annotations

import csv
import subprocess
import sys
from typing import NamedTuple

import pytest

from geo.__main__ import main

ADDED = [
    "region", "region_name", "place_name", "latitude", "longitude", "precision", "method", "score",
    "status", "candidates", "raion", "raion_code", "hromada", "hromada_code", "p_code",
    "place_code",
    "radius_km",
]  # fmt: skip


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process, as `python -m geo` would."""

    def command(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["geo", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return command


def geocoded(run, path, content: bytes, *options: str) -> list[dict[str, str]]:
    path.write_bytes(content)
    out = path.with_name("out.csv")
    done = run("geocode", path, "--place", "place", *options, "--out", out)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_files_of_all_forms(run, tmp_path, separator, end, mark):
    lines = [["id", "place", "note"], ["007", "Харків", ""], ["2", "Kyiv region", "NA"]]
    text = mark + end.join(separator.join(line) for line in lines) + end
    rows = geocoded(run, tmp_path / "in.csv", text.encode())
    assert list(rows[0]) == ["id", "place", "note", *ADDED]
    assert [row["id"] for row in rows] == ["007", "2"]
    assert rows[1]["note"] == "NA"
    assert [row["region"] for row in rows] == ["UA-63", "UA-32"]
    assert rows[1]["latitude"] == ""


def test_the_column_that_is_named_says_which_row_is_the_heading(run, tmp_path):
    """Texts of one column hold signs that might part columns."""
    texts = [
        "Kyiv",
        "Sumy; north | east",
        "near Kharkiv; south | west",
        "Odesa; a | b",
        "Lviv; x | y",
    ]
    text = "place\n" + "".join(f"{line}\n" for line in texts)
    rows = geocoded(run, tmp_path / "in.csv", text.encode())
    assert [row["place"] for row in rows] == texts
    assert rows[0]["region"] == "UA-30"


def test_columns_of_the_same_name_stay(run, tmp_path):
    text = "place,region,latitude\nKyiv,mine,50.45\n"
    rows = geocoded(run, tmp_path / "in.csv", text.encode())
    assert rows[0]["region"] == "mine"
    assert rows[0]["region_geocoded"] == "UA-30"
    assert rows[0]["latitude"] == "50.45"
    assert float(rows[0]["latitude_geocoded"]) == pytest.approx(50.45, abs=0.1)


def test_context_columns(run, tmp_path):
    text = "place,c,a,y,x\nZolochiv,UA,Kharkiv,,\nKharkiv,,,49.99,36.23\n"
    options = ["--country", "c", "--admin1", "a", "--lat", "y", "--lon", "x"]
    rows = geocoded(run, tmp_path / "in.csv", text.encode(), *options)
    assert [(row["region"], row["precision"]) for row in rows] == [
        ("UA-63", "settlement"),
        ("UA-63", "exact"),
    ]


def test_quoted_line_breaks_and_empty_rows(run, tmp_path):
    rows = geocoded(run, tmp_path / "in.csv", b'place,note\nKyiv,"a\nb"\n\nLviv,\n')
    assert [(row["place"], row["note"]) for row in rows] == [("Kyiv", "a\nb"), ("Lviv", "")]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"where,b\nKyiv,1\n", [], "there is no column place; the columns are where, b"),
        (b"", [], "the file is empty"),
        (b"\x89PNG\0\0\0", [], "a PNG picture"),
        (b"place,y\nKyiv,1\n", ["--lat", "y"], "belong together"),
    ],
)
def test_bad_files_are_one_sentence(run, tmp_path, content, options, message):
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    done = run("geocode", path, "--place", "place", *options, "--out", tmp_path / "out.csv")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_missing_file_is_not_a_place(run, tmp_path):
    done = run("geocode", tmp_path / "none.csv")
    assert (done.returncode, done.stderr) == (2, "none.csv: there is no such file.\n")


def test_a_file_needs_its_column(run, tmp_path):
    (tmp_path / "in.csv").write_text("place\nKyiv\n", encoding="utf-8")
    assert "add --out OUT.csv" in run("geocode", tmp_path / "in.csv").stderr
    (tmp_path / "in.csv").write_text("a,b\nKyiv,1\n", encoding="utf-8")
    done = run("geocode", tmp_path / "in.csv", "--out", tmp_path / "out.csv")
    assert "add --place COLUMN, the columns are a, b" in done.stderr


def test_columns_are_found_by_their_names(run, tmp_path):
    text = "Місто;Область;нотатка\nЗолочів;Харківська;a\u2028b\n"
    (tmp_path / "in.csv").write_bytes(text.encode("cp1251", "replace").replace(b"?", b"."))
    done = run("geocode", tmp_path / "in.csv", "--out", tmp_path / "out.csv")
    assert done.returncode == 0
    assert "place is Місто, admin1 is Область" in done.stderr
    assert ",UA-63," in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_a_line_separator_inside_a_cell_cuts_no_row(run, tmp_path):
    rows = geocoded(run, tmp_path / "in.csv", "place,note\nKyiv,a\u2028b\nLviv,c\n".encode())
    assert [(row["place"], row["note"]) for row in rows] == [("Kyiv", "a\u2028b"), ("Lviv", "c")]


def test_a_row_that_is_too_wide_is_kept_and_told(run, tmp_path):
    (tmp_path / "in.csv").write_text("place,b\nKyiv,1\nLviv,1,2\n", encoding="utf-8")
    done = run("geocode", tmp_path / "in.csv", "--out", tmp_path / "out.csv")
    assert done.returncode == 0
    assert "row 3: 3 cells where the header has 2" in done.stderr
    assert "2 rows" in done.stdout


def test_a_workbook_is_geocoded_too(run, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["place", "note"])
    book.active.append(["Kyiv", "=1+1"])
    book.save(tmp_path / "in.xlsx")
    done = run("geocode", tmp_path / "in.xlsx", "--out", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    assert ",UA-30," in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_one_place_is_explained(run):
    done = run("geocode", "Zolochiv, Kharkiv Oblast")
    assert done.returncode == 0
    told = " ".join(done.stdout.split())
    assert "“Zolochiv, Kharkiv Oblast” is Zolochiv in Kharkiv Oblast (UA-63)" in told
    assert "Words used: Zolochiv, Kharkiv, Oblast." in told


def test_words_that_are_not_used_are_said(run):
    told = " ".join(run("geocode", "Sumy, Kharkiv and Chernihiv oblasts").stdout.split())
    assert "names 3 places: Sumy Oblast (UA-59); Kharkiv Oblast (UA-63);" in told
    assert "Words left: and." in told
    told = " ".join(run("geocode", "front line").stdout.split())
    assert "“front line” is no place that is known: it is in review." in told


def test_one_ambiguous_place_shows_candidates(run):
    done = run("geocode", "Zolochiv")
    assert "ambiguous" in done.stdout
    assert "UA-63" in done.stdout
    assert "UA-46" in done.stdout


def test_gazetteer_commands(run, tmp_path):
    assert "settlements" in run("gazetteer", "show").stdout
    done = run("gazetteer", "extend", tmp_path / "none.zip")
    assert done.returncode == 2
    assert "no such file" in done.stderr
    assert run("gazetteer", "extend").returncode == 2


def test_the_module_can_be_run():
    words = [sys.executable, "-m", "geo", "geocode", "none.csv"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "none.csv: there is no such file.\n")
