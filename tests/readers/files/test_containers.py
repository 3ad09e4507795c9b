"""Whatever a table is kept in, its rows and columns are the same."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import pytest
from shapely import Point

from geo import readers
from geo.errors import InputError
from geo.readers.base import ReadOptions
from geo.readers.files import calamine
from geo.readers.files import workbook as workbook_module
from geo.readers.files.load import load
from geo.readers.files.values import as_text

ROWS = [
    {"date": "2024-10-20", "place": "Харків", "killed": "1"},
    {"date": "2024-10-21", "place": "Суми", "killed": "0"},
]
NAMES = list(ROWS[0])
CSV = "date,place,killed\n2024-10-20,Харків,1\n2024-10-21,Суми,0\n".encode()


def rows_of(content, **options) -> list[dict[str, str]]:
    sheet = load(content, file="x", options=ReadOptions(**options))
    return sheet.table[NAMES].to_dict("records")


def as_json(document) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def lines_of(rows) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def ods(*rows, before="") -> bytes:
    """A minimal spreadsheet of LibreOffice's kind."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    text = (
        f'<office:document-content xmlns:office="{names}:office:1.0"'
        f' xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body>'
        f'<office:spreadsheet>{before}<table:table table:name="S1">{cells}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", text)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def workbook(**sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TABLE = [NAMES, *(list(row.values()) for row in ROWS)]
CONTAINERS = {
    "csv": CSV,
    "semicolons": CSV.replace(b",", b";"),
    "tabs": CSV.replace(b",", b"\t"),
    "bars": CSV.replace(b",", b"|"),
    "markdown": b"|date|place|killed|\n|---|:--|--:|\n"
    + b"".join(b"|" + line.replace(b",", b"|") + b"|\n" for line in CSV.splitlines()[1:]),
    "a sign that is named": b"sep=^\n" + CSV.replace(b",", b"^"),
    "gzip": gzip.compress(CSV),
    "bzip2": bz2.compress(CSV),
    "xz": lzma.compress(CSV),
    "a title above": b"Shelling in October\n\n" + CSV,
    "a cover above": b"Dataset,Shelling\nUpdated,2024-11-01\n\n" + CSV,
    "a total below": CSV + "Разом,,1\n".encode(),
    "list": as_json(ROWS),
    "data": as_json({"status": 200, "count": 2, "messages": [], "data": ROWS}),
    "Result": as_json({"TotalCount": 2, "NextPageUrl": "", "Result": ROWS}),
    "items": as_json({"count": 2, "items": ROWS}),
    "another name": as_json({"meta": {"a": 1}, "attacks": ROWS}),
    "two envelopes": as_json({"success": True, "result": {"records": ROWS, "fields": [{"id": 1}]}}),
    "by columns": as_json({name: {str(n): r[name] for n, r in enumerate(ROWS)} for name in NAMES}),
    "by key": as_json({"a": ROWS[0], "b": ROWS[1]}),
    "split": as_json({"columns": NAMES, "index": [0, 1], "data": [[*r.values()] for r in ROWS]}),
    "rows": as_json(TABLE),
    "lines": lines_of(ROWS),
    "lines with marks": b"".join(b"\x1e" + json.dumps(row).encode() + b"\n" for row in ROWS),
    "ods": ods(*TABLE),
    "xlsx": workbook(Sheet1=TABLE),
    "a cover sheet": workbook(Readme=[["Shelling"], ["Contact", "a@example.org"]], Data=TABLE),
    "a list of columns": workbook(
        Columns=[["column", "meaning", "type"], *[[f"c{n}", "x", "text"] for n in range(30)]],
        Data=TABLE,
    ),
    "a title in the sheet": workbook(Data=[["Обстріли"], [], *TABLE, ["Всього", None, 1]]),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_table_is_read_out_of(name) -> None:
    assert rows_of(CONTAINERS[name]) == ROWS


def test_a_broken_line_costs_its_row() -> None:
    sheet = load(lines_of(ROWS) + b'\n{"date": "2024-10-22", "pla', file="x.ndjson")
    assert len(sheet.table) == 3
    assert list(sheet.faults) == [2]
    assert sheet.lines.tolist() == [1, 2, 3]


def test_an_open_quote_costs_its_row() -> None:
    text = 'date,place,killed\n2024-10-20,"Харків,1\n2024-10-21,Суми,0\n2024-10-22,"a, b",2\n'
    sheet = load(text.encode(), file="x")
    assert sheet.table["place"].tolist() == ['"Харків', "Суми", "a, b"]
    assert "quotes that do not match" in sheet.notes[-1]
    text = 'date,place,killed\n2024-10-20,"Харків, місто,1\n2024-10-21,Суми,0\n'
    sheet = load(text.encode(), file="x")
    assert list(sheet.faults) == [0]
    assert sheet.table["place"].iloc[1] == "Суми"


def test_sheets_of_the_same_columns_are_read_together() -> None:
    months = {"October": TABLE, "November": [NAMES, ["2024-11-01", "Київ", "0"]], "Notes": [["a"]]}
    sheet = load(workbook(**months), file="x")
    assert sheet.table["place"].tolist() == ["Харків", "Суми", "Київ"]
    assert sheet.lines.tolist() == [2, 3, 5]
    assert sheet.sheets == ("October", "November", "Notes")
    assert any("'November' from row 4" in note for note in sheet.notes)
    assert rows_of(workbook(**months), sheet="November")[0]["place"] == "Київ"
    with pytest.raises(InputError, match="no sheet 'May'; the file has October, November, Notes"):
        rows_of(workbook(**months), sheet="May")


def test_two_rows_of_names_are_joined() -> None:
    sheet = load(
        workbook(
            Data=[
                ["№", "Дата", "Місце", None, "Постраждалі", None],
                [None, None, "Область", "Місто", "Загинуло", "Поранено"],
                [1, dt.datetime(2024, 10, 20), "Харківська", "Подоли", 1, 2],  # noqa: DTZ001
            ]
        ),
        file="x",
    )
    assert list(sheet.table) == [
        *("№", "Дата", "Місце / Область", "Місце / Місто"),
        *("Постраждалі / Загинуло", "Постраждалі / Поранено"),
    ]
    assert sheet.table.iloc[0].tolist() == ["1", "2024-10-20", "Харківська", "Подоли", "1", "2"]


def test_repeated_names_are_numbered_and_tags_say_what_they_are() -> None:
    text = "Date,Killed,Killed\n#date,#affected+killed,\n2024-10-20,1,2\n"
    sheet = load(text.encode(), file="x")
    assert list(sheet.table) == ["Date", "Killed", "Killed 2"]
    assert sheet.tags == {"Date": "#date", "Killed": "#affected+killed"}
    assert sheet.lines.tolist() == [3]


def test_tags_are_known_behind_the_numbers_that_a_program_gives_to_rows() -> None:
    sheet = load(b",Day,Where\n0,#date,#loc\n1,2024-10-20,Sumy\n", file="x.csv")
    assert sheet.tags == {"Day": "#date", "Where": "#loc"}
    assert len(sheet.table) == 1


def test_a_flatgeobuf_is_read_and_a_cut_one_refused(tmp_path) -> None:
    points = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[Point(36.25, 49.98)], crs=4326)
    points.to_file(tmp_path / "x.fgb")
    content = (tmp_path / "x.fgb").read_bytes()
    assert load(content, file="x").table.iloc[0].tolist() == ["a", "49.98", "36.25"]
    with pytest.raises(InputError, match="FlatGeobuf is damaged"):
        load(content[: len(content) // 2], file="x")


def test_a_table_without_names_keeps_its_first_row() -> None:
    sheet = load(b"2024-10-20,Kharkiv,1\n2024-10-21,Sumy,0\n", file="x")
    assert list(sheet.table) == ["column 1", "column 2", "column 3"]
    assert len(sheet.table) == 2
    assert "the columns have no names" in " ".join(sheet.notes)


def test_a_person_may_say_where_the_names_stand() -> None:
    content = b"a,b,c\n" + CSV
    assert rows_of(content, heading_row=2) == ROWS
    assert rows_of(CSV.replace(b",", b"!"), delimiter="!") == ROWS


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>All</name><Folder><name>2024</name>
<Folder><name>October</name><Placemark><name>Купʼянськ</name>
<description><![CDATA[a depot<br>hit]]></description>
<TimeSpan><begin>2024-10-01</begin><end>2024-10-02</end></TimeSpan>
<ExtendedData><Data name="killed"><value>3</value></Data>
<SchemaData><SimpleData name="type">drone</SimpleData></SchemaData></ExtendedData>
<MultiGeometry><Point><coordinates>37.6158,49.7100,0</coordinates></Point></MultiGeometry>
</Placemark></Folder></Folder>
<Placemark><name>front</name><LineString><coordinates>36,49.9 36.3,50.1</coordinates></LineString>
</Placemark><Placemark><name>border</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
36,49 40,49 40,55 36,49</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Document></kml>"""


def test_placemarks_are_rows() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("files/icon.png", b"\x89PNG")
        archive.writestr("doc.kml", KML)
    for content in (KML.encode(), packed.getvalue()):
        sheet = load(content, file="x")
        assert sheet.kind == "kml"
        first = sheet.table.iloc[0].dropna().to_dict()
        assert first == {
            "folder": "2024 / October",
            "name": "Купʼянськ",
            "description": "a depot<br>hit",
            "when": "2024-10-01",
            "end": "2024-10-02",
            "killed": "3",
            "type": "drone",
            "geometry latitude": "49.71",
            "geometry longitude": "37.6158",
        }
        # A line within a region stands for it; an area over several has no place at all.
        assert sheet.areas.tolist() == [False, True, False]
        assert sheet.table["geometry latitude"].isna().tolist() == [False, False, True]


def test_waypoints_are_rows() -> None:
    text = '<gpx><wpt lat="49.9" lon="36.2"><name>a</name><time>2024-10-01</time></wpt></gpx>'
    sheet = load(text.encode(), file="x")
    assert sheet.table.iloc[0].tolist() == ["a", "2024-10-01", "49.9", "36.2"]


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        ({"type": "MultiPoint", "coordinates": [[36.2, 49.9], [36.201, 49.901]]}, "36.2005"),
        (
            {"type": "LineString", "coordinates": [[36.2, 49.9], [36.201, 49.9]]},
            "36.2005",
        ),
        ({"type": "LineString", "coordinates": [[36.2, 49.9], [30.5, 50.4]]}, None),
        ({"type": "GeometryCollection", "geometries": []}, None),
    ],
)
def test_what_is_small_is_a_point(shape, place) -> None:
    feature = {"type": "Feature", "geometry": shape, "properties": {"name": "a"}}
    sheet = load(as_json({"type": "FeatureCollection", "features": [feature]}), file="x")
    value = sheet.table["geometry longitude"].iloc[0]
    assert (None if pd.isna(value) else value) == place


def test_the_answer_of_a_map_server_is_read() -> None:
    feature = {"attributes": {"name": "a"}, "geometry": {"x": 36.25, "y": 49.98}}
    sheet = load(as_json({"geometryType": "esriGeometryPoint", "features": [feature]}), file="x")
    assert sheet.table.iloc[0].tolist() == ["a", "49.98", "36.25"]


def test_an_old_workbook_is_read() -> None:
    """Its table begins in the second row and column, after a cover."""
    content = (Path(__file__).parent / "before_2007.xls").read_bytes()
    records = readers.read(content, file="before_2007.xls", dataset="x")
    assert records.locations["place"].tolist() == ["Суми", "Харків"]
    assert records.locations["source_row"].tolist() == [3, 4]
    assert records.incidents["date_start"].dt.day.tolist() == [21, 22]
    assert records.incidents["fatalities"].tolist() == [2, 0]
    assert records.incidents["time_start"].tolist()[:1] == ["04:30"]


def _as_texts(grids) -> list[tuple[str, list[list[str | None]]]]:
    return [(grid.name, [[as_text(cell) for cell in row] for row in grid.rows]) for grid in grids]


@pytest.mark.parametrize("from_1904", [False, True])
def test_large_workbooks_are_read_as_small_ones_are(from_1904) -> None:
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["date", None, "place", "n"])
    book.active.append([dt.date(2024, 10, 21), 1, " Суми ", 2.5])
    book.active.append([dt.datetime(2024, 10, 21, 4, 5, 6), True, "a\r\nb", 45586])  # noqa: DTZ001
    book.active.append([])
    book.active.append([dt.time(4, 30), None, "007", -1e-9])
    book.create_sheet("Скінчено")["C3"] = "один"
    out = io.BytesIO()
    book.save(out)
    content, limits = out.getvalue(), readers.DEFAULT_LIMITS
    small, epoch = workbook_module._load_workbook(content, "x.xlsx", limits)
    large = calamine.grids_of(content, file="x.xlsx", limits=limits)
    assert _as_texts(large) == _as_texts(small)
    assert workbook_module._epoch(content, "x.xlsx", limits) == epoch


@pytest.mark.parametrize("reference", ["XFD1048576", "AAAAAA1", "A999999999", "&#88;FD1048576"])
def test_a_cell_far_away_takes_no_memory(reference) -> None:
    """The parser of large workbooks makes room for the rectangle up to the last cell."""
    part = f'<row r="1"><c r="A1"/><c r="{reference}"><v>1</v></c></row>'.encode()
    assert not calamine.is_compact(part)
    assert calamine.is_compact(b'<c r="A1"/><c r="B1"/><c r="AC2"/>')


def _zipped(**tables: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"data/{name}.csv", text)
    return out.getvalue()


def test_tables_of_an_archive_that_have_the_same_columns_are_one() -> None:
    content = _zipped(
        **{
            "2023": "date,place,killed\n2023-10-20,Суми,1\n",
            "2024": "killed;place;date\n2;Харків;2024-10-21\n\n3;Одеса;2024-10-22\n",
            "codes": "code,meaning\n1,one\n2,two\n",
            "empty": "",
        }
    )
    sheet = load(content, file="x.zip")
    assert sheet.table["killed"].tolist() == ["1", "2", "3"]
    assert sheet.table["place"].tolist() == ["Суми", "Харків", "Одеса"]
    assert sheet.lines.tolist() == [2, 4, 6]
    notes = "; ".join(sheet.notes)
    assert "'2023.csv' from row 1, '2024.csv' from row 3" in notes
    assert "further tables are not read: codes.csv" in notes
    assert "empty.csv is not read: the file is empty" in notes
    assert sheet.sheets == ("2023.csv", "2024.csv", "codes.csv", "empty.csv")


def test_a_table_of_an_archive_is_chosen() -> None:
    content = _zipped(a="date,place\n2023-10-20,Суми\n", b="n,date,place\n1,2024-10-21,Одеса\n")
    assert load(content, file="x").table["place"].tolist() == ["Одеса"]
    sheet = load(content, file="x", options=ReadOptions(sheet="a.csv"))
    assert sheet.table["place"].tolist() == ["Суми"]
    assert sheet.found.sheet == "a.csv"


def test_a_workbook_in_an_archive_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.xlsx", workbook(Sheet=TABLE))
    assert load(out.getvalue(), file="x.zip").table["place"].tolist() == ["Харків", "Суми"]


def test_tables_of_one_name_in_two_folders_are_both_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for folder, place in (("2023", "Суми"), ("2024", "Одеса")):
            archive.writestr(f"{folder}/events.csv", f"date,place\n{folder}-10-21,{place}\n")
    sheet = load(out.getvalue(), file="x.zip")
    assert sheet.table["place"].tolist() == ["Суми", "Одеса"]
    assert sheet.sheets == ("2023/events.csv", "2024/events.csv")
