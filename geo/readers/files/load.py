"""Any file as a `Sheet`, told apart by its content: a name or an ending proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, DEFAULT_LIMITS, ReadOptions, Sheet
from geo.readers.files.archive import member_names, open_archive, read_member
from geo.readers.files.delimited import read_delimited
from geo.readers.files.gis import read_geojson, read_geopackage, read_shapefile
from geo.readers.files.json_records import load_json, sheet_of_json
from geo.readers.files.parquet import read_parquet
from geo.readers.files.workbook import read_xlsx

if TYPE_CHECKING:
    import zipfile

    from geo.readers.base import Limits

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_SQLITE = b"SQLite format 3\x00"
_PARQUET = b"PAR1"
#: Files that people take for tables, by their first bytes.
_OTHER: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"7z\xbc\xaf": "a 7-Zip archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word document; save it as XLSX or CSV",
    b"\x80\x04": "a Python pickle, which is never opened",
    b"\x80\x05": "a Python pickle, which is never opened",
    b"<!DOCTYPE": "a web page; fetch the file itself",
    b"<html": "a web page; fetch the file itself",
    b"<?xml": "an XML document",
}
_VALUES_OF_A_ROW = 40
_EXPECTED = "expected CSV, TSV, XLSX, Parquet, JSON, GeoJSON, GeoPackage or a zipped shapefile"
_TABLES: Final = (".csv", ".tsv", ".txt", ".json", ".geojson", ".xlsx", ".parquet", ".gpkg")


def load(
    content: bytes,
    *,
    file: str,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = AS_FOUND,
) -> Sheet:
    """Read all cells of a file.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name, for messages; its ending plays no part.
    limits : Limits
        What is refused.
    options : ReadOptions
        What is said about the file instead of found.

    Returns
    -------
    Sheet
        At least one column; perhaps no row.

    Raises
    ------
    InputError
        In one sentence, if the file is empty, damaged, too large, or no table.
    """
    limits.check_bytes(len(content), file=file)
    if not content or content.isspace():
        raise InputError(
            "the file is empty; expected a header row and one row per record", file=file
        )
    if content.startswith(_ZIP):
        return _load_zip(content, file, limits)
    if content.startswith(_SQLITE):
        return read_geopackage(content, file=file, limits=limits)
    if content.startswith(_PARQUET):
        return read_parquet(content, file=file, limits=limits)
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _OTHER.items():
        if start.startswith(magic):
            raise InputError(f"the file is {what}; {_EXPECTED}", file=file)
    if start[:1] in (b"{", b"["):
        return _load_json(content, file, limits)
    return read_delimited(content, file=file, limits=limits)


def _load_json(content: bytes, file: str, limits: Limits) -> Sheet:
    if sum(map(content.count, (b"{", b"["))) > _VALUES_OF_A_ROW * limits.rows:
        # Two signs of text become an object of 64 bytes and more.
        raise InputError("the JSON holds far more objects and lists than a table", file=file)
    document = load_json(content, file=file)
    if isinstance(document, dict):
        return read_geojson(document, file=file, limits=limits)
    return sheet_of_json(document, file=file, limits=limits)


def _load_zip(content: bytes, file: str, limits: Limits) -> Sheet:
    """An XLSX, a zipped shapefile, or the one table that a ZIP holds."""
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    if "[Content_Types].xml" in names:
        return read_xlsx(content, file=file, limits=limits)
    if any(name.lower().endswith(".shp") for name in names):
        return read_shapefile(content, file=file, limits=limits)
    return _load_member(archive, names, file, limits)


def _load_member(archive: zipfile.ZipFile, names: list[str], file: str, limits: Limits) -> Sheet:
    # A download of ours has its manifest beside it.
    tables = [n for n in names if n.lower().endswith(_TABLES) and n != "manifest.json"]
    if len(tables) > 1:  # a table may have its description beside it
        tables = [name for name in tables if name.lower().endswith(_TABLES[:2])] or tables
    if len(tables) != 1:
        listed = ", ".join(name.rsplit("/", 1)[-1] for name in names)[:200] or "nothing"
        raise InputError(
            f"the ZIP holds {len(tables)} tables; expected one table or one shapefile, and it"
            f" holds {listed}",
            file=file,
        )
    inner = read_member(archive, tables[0], file=file)
    if inner.startswith(_ZIP):
        raise InputError("the ZIP holds another archive; unpack it first", file=file)
    limits.check_bytes(len(inner), file=file)
    sheet = load(inner, file=file, limits=limits)
    note = f"read {tables[0].rsplit('/', 1)[-1][:60]!r} of the archive"
    return Sheet(
        sheet.table, sheet.lines, sheet.kind, sheet.faults, (note, *sheet.notes), sheet.geometry
    )
