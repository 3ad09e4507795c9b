"""Rows in = rows located + rows rejected, whatever a table looks like."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import ingest, readers
from geo.errors import InputError
from geo.readers import Origin
from geo.readers.base import ReadOptions
from geo.readers.files import delimited as text_module
from geo.readers.files.delimited_fast import read_fast
from geo.schema import REVIEW_STATUSES, STATUSES
from tests.readers import samples

pytestmark = pytest.mark.slow

CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85\ufeff"),
    max_size=12,
)
NAMES = st.text("abcdefghijklmnopяюєї _", min_size=1, max_size=8).map(lambda name: f"zz {name}")
VALUES = {
    "date": st.sampled_from(["2024-10-21", "20-21 October 2024", "03/04/2024", "13/04/2024", "?"]),
    "place": st.sampled_from(["Київ", "Kursk, Russia", 'a "b"', "two\nlines", ""]),
    "killed": st.sampled_from(["", "0", "3", "-1", "many", "unknown"]),
    "lat": st.sampled_from(["", "50.45", "0", "95", "x", "30.52"]),
    "lon": st.sampled_from(["", "30.52", "0", "190", "50.45"]),
    "type": st.sampled_from(["", "shelling", "дрон", "zzz"]),
}
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def tables(draw) -> tuple[list[str], list[list[str]]]:
    """A header in any order with junk columns, and rows, some of them blank."""
    junk = draw(st.lists(NAMES, unique_by=str.strip, max_size=3))
    header = draw(st.permutations([*VALUES, *{name.strip() for name in junk}]))
    row = st.tuples(*(VALUES.get(name, CELLS) for name in header)).map(list)
    blank = st.just([""] * len(header)) | st.just([])
    return header, draw(st.lists(row | blank, min_size=1, max_size=12))


def write(rows: list[list[str]], delimiter: str, breaks: list[str]) -> str:
    """A CSV whose line breaks are mixed."""
    out = []
    for row, end in zip(rows, breaks, strict=True):
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow(row)
        out.append(line.getvalue().removesuffix("\r\n") + end)
    return "".join(out)


def numbered(content: str, delimiter: str) -> list[int]:
    """The lines on which the rows that are not blank begin, counted by hand."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    begun, lines = 0, []
    for row in reader:
        if any(cell.strip() for cell in row):
            lines.append(begun + 1)
        begun = reader.line_num
    return lines[1:]


def accounted(records: readers.Records) -> list[int]:
    good = records.locations["source_row"].tolist()
    return sorted([*good, *(int(row) for row in records.rejected["source_row"])])


@given(
    tables(),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.data(),
)
def test_no_row_of_a_table_is_lost(table, delimiter, encoding, data) -> None:
    header, rows = table
    breaks = data.draw(st.lists(BREAKS, min_size=len(rows) + 1, max_size=len(rows) + 1))
    content = write([header, *rows], delimiter, breaks)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        with pytest.raises(InputError, match="no records"):
            readers.read(content.encode(encoding), file="x", dataset="x", format="table")
        return
    records = readers.read(content.encode(encoding), file="x", dataset="x", format="table")
    assert accounted(records) == numbered(content, delimiter)
    assert len(records.locations) + len(records.rejected) == len(filled)
    assert set(records.locations["incident_id"]) == set(records.incidents["incident_id"])
    for row, problem in zip(records.rejected["row"], records.rejected["problem"], strict=True):
        assert isinstance(json.loads(row), dict)
        assert problem
        assert "\n" not in problem
    junk = [name for name in header if name not in VALUES]
    by_line = dict(zip(numbered(content, delimiter), filled, strict=True))
    for line, extra in zip(
        records.locations["source_row"], records.locations["extra"], strict=True
    ):
        kept = {} if pd.isna(extra) else json.loads(extra)
        cells = dict(zip(header, by_line[line], strict=False))
        for name in junk:
            assert kept.get(name, "") == cells[name].strip()


@given(tables(), st.sampled_from([",", ";", "\t"]))
def test_the_order_of_columns_does_not_matter(table, delimiter) -> None:
    header, rows = table
    order = sorted(range(len(header)), key=lambda i: header[i])
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return
    one, two = (
        readers.read(
            write(shape, delimiter, ["\n"] * len(shape)).encode(),
            file="x",
            dataset="x",
            format="table",
        )
        for shape in (
            [header, *filled],
            [[header[i] for i in order], *([row[i] for i in order] for row in filled)],
        )
    )
    pd.testing.assert_frame_equal(one.incidents, two.incidents)
    pd.testing.assert_frame_equal(
        one.locations.drop(columns="extra"), two.locations.drop(columns="extra")
    )
    assert one.rejected["source_row"].tolist() == two.rejected["source_row"].tolist()


@given(tables(), st.sampled_from([",", ";", "\t"]))
def test_the_fast_way_reads_what_the_strict_way_reads(table, delimiter) -> None:
    header, rows = table
    content = write([header, *rows], delimiter, ["\n"] * (len(rows) + 1))
    options = ReadOptions(delimiter=delimiter, heading_row=1)
    origin = Origin("x", "csv", readers.DEFAULT_LIMITS)
    layout = text_module.find_layout(content, origin, options)
    fast = read_fast(content.encode(), layout, origin)
    strict = text_module.read_slowly(content, layout, origin)
    if fast is not None:
        pd.testing.assert_frame_equal(fast.table, strict.table)
        assert fast.lines.tolist() == strict.lines.tolist()


def test_every_row_of_every_sample_is_somewhere(sample) -> None:
    """Rows in = located + in review + turned down with a sentence + a total that is told."""
    sheet = readers.load(sample.content, file=sample.name)
    prepared = ingest.prepare([(sample.name, sample.content)], ingest.Choices("x"))
    tables = prepared.tables
    told = {*tables.locations["source_row"].tolist(), *map(int, tables.rejected["source_row"])}
    assert told == set(sheet.lines.tolist())
    assert prepared.rows >= len(sheet.table)
    assert tables.rejected["problem"].str.len().gt(10).all()
    review = tables.locations[tables.locations["status"].isin(REVIEW_STATUSES)]
    assert review["note"].notna().all()
    assert tables.locations["status"].isin(STATUSES).all()


def _damage(content: bytes, at: int, by: bytes) -> bytes:
    at = at % (len(content) + 1)
    return content[:at] + by + content[at + len(by) :]


@given(
    st.sampled_from(
        [samples.acled, samples.ucdp, samples.viina_1pd, samples.bellingcat_csv, samples.osint]
    ),
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=6),
)
def test_damage_is_read_or_told_in_one_sentence(make, at, by) -> None:
    try:
        records = readers.read(_damage(make(), at, by), file="x.csv", dataset="x")
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most damage is no error at all
    else:
        assert len(set(accounted(records))) == len(accounted(records))


@given(st.sampled_from([samples.table_xlsx, samples.table_parquet]), st.integers(0, 10_000))
def test_a_damaged_container_is_read_or_told(make, at) -> None:
    content = make()
    for damaged in (_damage(content, at, b"\xff\x00"), content[: at % len(content)]):
        try:
            readers.read(damaged, file="x", dataset="x")
        except InputError as error:
            assert "\n" not in str(error)  # noqa: PT017 - as above


def test_long_files_keep_their_lines() -> None:
    """Beyond a megabyte the fast way is taken; its lines are true too."""
    rows = [[f"2024-10-{1 + n % 28:02}", f"place {n}", "x" * 40 + "\ny"] for n in range(30_000)]
    content = samples.as_csv(["date", "place", "notes"], rows)
    assert len(content) > 2**20
    records = readers.read(content, file="x.csv", dataset="x")
    assert records.locations["source_row"].tolist() == list(range(2, 60_002, 2))
    broken = content + b"2024-10-21,\n\n,,\n2024-10-21,last,z\n"
    records = readers.read(broken, file="x.csv", dataset="x")
    assert records.rejected["source_row"].tolist() == ["60002"]
    assert records.locations["source_row"].iloc[-1] == 60_005
