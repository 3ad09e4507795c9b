"""Tables as the programs that people open them with save them again.

Each function takes the cells of a table, the headings first, and gives the file that the program
writes.  `opened` makes those cells out of a file as such a program does: what looks like a number,
a day, a time or a truth value becomes one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas
import openpyxl
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
Rows = list[list[Cell]]

_EXCEL_DAY_0 = dt.date(1899, 12, 30)
_DIGITS = 11
_LONGEST_NUMBER = 10**_DIGITS
_MIDNIGHT = dt.time()


def opened(content: bytes) -> Rows:
    """Cells of a CSV, ZIP of one, workbook or Parquet file, as a program understands them."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "[Content_Types].xml" not in archive.namelist():
                return opened(archive.read(archive.namelist()[0]))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    if content.startswith(b"PAR1"):
        return _of_frame(pd.read_parquet(io.BytesIO(content)))
    text = _decoded(content)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return [list(rows[0]), *([understood(cell) for cell in row] for row in rows[1:])]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    if b"\x00" in content:
        return content.decode("utf-16-le")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251")


def _of_frame(frame: pd.DataFrame) -> Rows:
    cells = frame.astype(object).where(frame.notna(), None)
    return [list(map(str, frame.columns)), *map(list, cells.itertuples(index=False, name=None))]


def understood(text: str) -> Cell:
    """Return a cell as a spreadsheet takes it when a CSV is opened.

    >>> understood("007"), understood("2024-10-21"), understood("true"), understood("4+")
    (7, datetime.date(2024, 10, 21), True, '4+')
    """
    if re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return dt.date.fromisoformat(text)
    if re.fullmatch(r"\d\d?:\d\d", text):
        return dt.time.fromisoformat(text.zfill(5))
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text or None


def _text(cell: Cell, day: str, decimal: str) -> str:
    """Return a cell as it is shown, days by a pattern of `strftime` ({d} and {m} without zeros)."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).upper()
    if isinstance(cell, dt.date):
        shown = cell.strftime(day).format(d=cell.day, m=cell.month)
        late = isinstance(cell, dt.datetime) and cell.time() != _MIDNIGHT
        return f"{shown} {cell.hour}:{cell.minute:02}" if late else shown
    if isinstance(cell, dt.time):
        return f"{cell.hour}:{cell.minute:02}"
    if isinstance(cell, int):
        return f"{cell:.5E}" if abs(cell) >= _LONGEST_NUMBER else str(cell)
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", decimal)
    return cell


def _csv(  # noqa: PLR0913 - each is a setting of a program
    rows: Rows,
    *,
    day: str,
    decimal: str = ".",
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\r\n",
    beyond: tuple[int, int] = (0, 0),
) -> bytes:
    """Return a CSV with `beyond` empty rows and columns after the last ones."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    empty: list[str] = [""] * beyond[1]
    for row in rows:
        writer.writerow([*(_text(cell, day, decimal) for cell in row), *empty])
    writer.writerows([[""] * (len(rows[0]) + beyond[1])] * beyond[0])
    return out.getvalue().encode(encoding, "replace")


def excel_us(rows: Rows) -> bytes:
    """Excel in the USA, "CSV UTF-8": 10/21/2024, with cells beyond the table that were touched."""
    return _csv(rows, day="{m}/{d}/%Y", encoding="utf-8-sig", beyond=(3, 2))


def excel_us_1252(rows: Rows) -> bytes:
    """Excel in the USA, "CSV": letters that Windows-1252 has not become question marks."""
    return _csv(rows, day="{m}/{d}/%Y", encoding="cp1252")


def excel_british(rows: Rows) -> bytes:
    """Excel in Britain: 21/10/2024."""
    return _csv(rows, day="%d/%m/%Y", encoding="utf-8-sig")


def excel_named_months(rows: Rows) -> bytes:
    """Excel in English where a day was typed with its month's name: 21-Oct-24."""
    return _csv(rows, day="{d}-%b-%y", encoding="utf-8-sig")


def excel_german(rows: Rows) -> bytes:
    """Excel in Germany, "CSV UTF-8": semicolons, 21.10.2024 and 47,24."""
    return _csv(rows, day="%d.%m.%Y", decimal=",", delimiter=";", encoding="utf-8-sig")


def excel_german_1252(rows: Rows) -> bytes:
    """Excel in Germany, "CSV": in Windows-1252."""
    return _csv(rows, day="%d.%m.%Y", decimal=",", delimiter=";", encoding="cp1252")


def excel_ukrainian(rows: Rows) -> bytes:
    """Excel in Ukraine, "CSV": Windows-1251, with cells beyond the table that were touched."""
    return _csv(rows, day="%d.%m.%Y", decimal=",", delimiter=";", encoding="cp1251", beyond=(2, 3))


def libreoffice(rows: Rows) -> bytes:
    """LibreOffice: UTF-8 without a mark, days as they were typed."""
    return _csv(rows, day="%Y-%m-%d", end="\n")


def libreoffice_us(rows: Rows) -> bytes:
    """LibreOffice in the USA after "format as date": 10/21/24."""
    return _csv(rows, day="%m/%d/%y", end="\n")


def libreoffice_german(rows: Rows) -> bytes:
    """LibreOffice in Germany after "format as date": 21.10.24."""
    return _csv(rows, day="%d.%m.%y", decimal=",", delimiter=";", end="\n")


def google_sheets(rows: Rows) -> bytes:
    """Google Sheets: UTF-8 without a mark, CRLF but none at the end, 10/21/2024."""
    return _csv(rows, day="{m}/{d}/%Y").removesuffix(b"\r\n")


def excel_workbook(rows: Rows) -> bytes:
    """Return a workbook with cells of their own kinds, and styled ones beyond the table."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    bold = openpyxl.styles.Font(bold=True)
    for at in (len(rows) + 4, len(rows) + 30):
        book.active.cell(at, len(rows[0]) + 3).font = bold
    return _saved(book)


def excel_serials(rows: Rows) -> bytes:
    """Return a workbook whose days were given the format "General" and are numbers."""
    return excel_workbook(
        [
            [
                (cell - _EXCEL_DAY_0).days
                if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime)
                else cell
                for cell in row
            ]
            for row in rows
        ]
    )


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _frame(rows: Rows) -> pd.DataFrame:
    """Return a table as pandas reads it: whole numbers with blanks among them become floats."""
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    for name in frame:
        column = frame[name]
        kinds = {type(cell) for cell in column if cell is not None}
        if kinds and kinds <= {int, float}:
            frame[name] = column.astype("float64" if column.isna().any() else object)
        elif kinds and kinds <= {dt.date, dt.datetime, pd.Timestamp}:
            frame[name] = pd.to_datetime(column)
    return frame


def pandas_csv(rows: Rows) -> bytes:
    """Pandas: a column of row numbers first, 2024-10-21, and whole numbers as 2.0."""
    return _frame(rows).to_csv().encode()


def pandas_nan(rows: Rows) -> bytes:
    """Pandas with days and times, and "nan" where nothing is known."""
    stamped = "%Y-%m-%d %H:%M:%S"
    return _frame(rows).to_csv(index=False, na_rep="nan", date_format=stamped).encode()


def pandas_floats(rows: Rows) -> bytes:
    """Pandas with all whole numbers as floats, and "NaN" where nothing is known."""
    floats = [
        [float(c) if isinstance(c, int) and not isinstance(c, bool) else c for c in row]
        for row in rows
    ]
    return _frame(floats).to_csv(index=False, na_rep="NaN").encode()


def pandas_workbook(rows: Rows) -> bytes:
    """Pandas as a workbook, with a column of row numbers."""
    out = io.BytesIO()
    _frame(rows).to_excel(out)
    return out.getvalue()


#: Every program that saves a table, by name.
PROGRAMS: Final[dict[str, Callable[[Rows], bytes]]] = {
    program.__name__: program
    for program in (
        *(excel_us, excel_british, excel_german, excel_ukrainian, excel_workbook, excel_serials),
        *(excel_named_months,),
        *(libreoffice, libreoffice_us, libreoffice_german, google_sheets),
        *(pandas_csv, pandas_nan, pandas_floats, pandas_workbook),
    )
}
#: Those whose encoding has no Cyrillic letters.
LATIN_PROGRAMS: Final = {
    program.__name__: program for program in (excel_us_1252, excel_german_1252)
}


def qgis(content: bytes, driver: str, layer: str | None = None) -> bytes:
    """Return a layer saved again by a GIS ("GeoJSON", "GPKG")."""
    with tempfile.TemporaryDirectory() as folder:
        kind = "gpkg" if content.startswith(b"SQLite") else "geojson"
        source, target = Path(folder, f"source.{kind}"), Path(folder, f"target.{driver.lower()}")
        source.write_bytes(content)
        frame = geopandas.read_file(source, **({"layer": layer} if layer else {})).to_crs(4326)
        frame.to_file(target, driver=driver)
        return target.read_bytes()
