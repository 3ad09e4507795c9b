"""Any file as a `Sheet`, told apart by its content: a name or an ending proves nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, DEFAULT_LIMITS, Origin, ReadOptions, Sheet
from geo.readers.files.archive import member_names, open_archive, read_member
from geo.readers.files.arrow import ARROW, read_arrow
from geo.readers.files.calamine import is_old, read_xls
from geo.readers.files.delimited import read_delimited
from geo.readers.files.gis import (
    is_geodatabase,
    read_dbf,
    read_flatgeobuf,
    read_geodatabase,
    read_geopackage,
    read_shapefile,
)
from geo.readers.files.html import MESSAGE, PAGE, read_html, read_message
from geo.readers.files.json_records import read_json, without_script
from geo.readers.files.kml import is_kmz, read_kmz
from geo.readers.files.opendocument import read_ods
from geo.readers.files.packed import is_tar, packed_with, tar_as_zip, unpack
from geo.readers.files.parquet import read_parquet
from geo.readers.files.sections import with_days_of_sections, with_regions_of_sections
from geo.readers.files.shapefile import LONE_SHP, SHAPES, is_dbf
from geo.readers.files.shapes_in_cells import with_shapes
from geo.readers.files.stata import is_stata, read_stata
from geo.readers.files.tables import sheet_of_tables
from geo.readers.files.word import TEXT, read_docx
from geo.readers.files.workbook import read_xlsx
from geo.readers.files.xml_records import read_xml
from geo.readers.files.yaml_records import YAML, read_yaml

if TYPE_CHECKING:
    import zipfile

    from geo.readers.base import Limits

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DATABASE: Final = b"SQLite format 3\x00"
_BINARY: Final = (
    (re.compile(b"PAR1").match, read_parquet),
    (re.compile(b"fgb\x03fgb").match, read_flatgeobuf),
    (ARROW.match, read_arrow),
    (is_dbf, read_dbf),
    (is_stata, read_stata),
)
#: Files that people take for tables, by their first bytes.
_OTHER: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"7z\xbc\xaf": "a 7-Zip archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"{\\rtf": "an RTF document; save it as DOCX",
    b"$FL2": "an SPSS file; save it as CSV",
    b"\x80\x04": "a Python pickle, which is never opened",
    b"\x80\x05": "a Python pickle, which is never opened",
}
_MOST_TABLES: Final = 100
_XML = re.compile(rb"<(?:\?xml|!--|(?:\w+:)?(?:kml|gpx|rss|feed|Workbook))\b")
_ELEMENT: Final = re.compile(rb"<[A-Za-z_][\w:.-]*[\s/>]")
#: Texts that are no tables, by how they begin: a dump of a database, a table as wikis write it.
_REFUSED: Final = (
    (
        re.compile(
            rb"(?:\s|--[^\n]*\n|/\*.{0,2000}?\*/;?)*(?:create\s+(?:table|database)|insert\s+into"
            rb"|drop\s+table|set\s+\w+\s*=|use\s+[`\w]+;|begin;|pragma\s)",
            re.IGNORECASE | re.DOTALL,
        ),
        "the file is a dump of a database; export its table as CSV",
    ),
    (
        re.compile(rb"(?:=+[^=\n]+=+\s+)?\{\|[ \t\r\n]*(?:class|style|border|\|\+|!|\|)"),
        "the file is a table as wikis write it; open the page in a browser and save it as HTML",
    ),
    (
        re.compile(rb"version https://git-lfs\.github\.com/"),
        "the file is a pointer of Git LFS; fetch the file itself",
    ),
)
#: Pages, e-mails and lists, by how they begin.
_TEXTS: Final = ((PAGE, read_html), (MESSAGE, read_message))
_END: Final = 64
_VALUES_OF_A_ROW = 40
_EXPECTED = (
    "expected CSV, XLSX, XLS, ODS, Parquet, JSON, GeoJSON, KML, GeoPackage or a zipped shapefile"
)
_TABLES: Final = (
    *(".csv", ".tsv", ".txt", ".json", ".geojson", ".ndjson", ".jsonl", ".xlsx", ".xls", ".ods"),
    *(".parquet", ".gpkg", ".kml", ".html", ".htm", ".xml", ".feather", ".arrow", ".topojson"),
    *(".dbf", ".dta", ".sqlite", ".yaml", ".yml", ".fgb"),
)
_DESCRIPTIONS: Final = (".html", ".htm", ".xml")
_PACKED: Final = (".gz", ".bz2", ".xz", ".zst")


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
    how = packed_with(content)
    if how is None:
        sheet = _load(content, file, limits, options)
        if options.every_row:
            return sheet
        sheet = with_regions_of_sections(with_days_of_sections(sheet))
        return with_shapes(sheet, file=file, limits=limits)
    inner, notes = unpack(content, how, file=file, limits=limits)
    if packed_with(inner):
        raise InputError("the archive holds another archive; unpack it first", file=file)
    sheet = load(inner, file=file, limits=limits, options=options)
    return replace(sheet, notes=(*notes, *sheet.notes))


def _load(content: bytes, file: str, limits: Limits, options: ReadOptions) -> Sheet:
    if is_tar(content):
        packed = tar_as_zip(content, file=file, limits=limits)
        return _load_zip(packed, file, limits, options)
    if content.startswith(_ZIP):
        return _load_zip(content, file, limits, options)
    if is_old(content):
        return read_xls(content, file=file, limits=limits, options=options)
    if content.startswith(_DATABASE):
        return read_geopackage(content, file=file, limits=limits, options=options)
    read = next((read for fits, read in _BINARY if fits(content)), None)
    if read is not None:
        return read(content, file=file, limits=limits)
    if content.startswith(SHAPES):
        raise InputError(LONE_SHP, file=file)
    return _load_text(content, file, limits, options)


def _load_text(content: bytes, file: str, limits: Limits, options: ReadOptions) -> Sheet:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, what in _OTHER.items():
        if start.startswith(magic):
            raise InputError(f"the file is {what}; {_EXPECTED}", file=file)
    for pattern, problem in _REFUSED:
        if pattern.match(start):
            raise InputError(problem, file=file)
    for pattern, read in _TEXTS:
        if pattern.match(start):
            return read(content, file=file, limits=limits, options=options)
    if _XML.match(start) or (_ELEMENT.match(start) and content[-_END:].rstrip().endswith(b">")):
        return read_xml(content, file=file, limits=limits, options=options)
    bare = without_script(content)
    if bare is not content or start[:1] in (b"{", b"[", b"\x1e"):
        return _load_json(bare, file, limits)
    if YAML.match(start):
        return read_yaml(content, file=file, limits=limits)
    return read_delimited(content, file=file, limits=limits, options=options)


def _load_json(content: bytes, file: str, limits: Limits) -> Sheet:
    if sum(map(content.count, (b"{", b"["))) > _VALUES_OF_A_ROW * limits.rows:
        # Two signs of text become an object of 64 bytes and more.
        raise InputError("the JSON holds far more objects and lists than a table", file=file)
    return read_json(content, file=file, limits=limits)


def _load_zip(content: bytes, file: str, limits: Limits, options: ReadOptions) -> Sheet:
    """Load a workbook, a KMZ, a zipped shapefile, or the one table that a ZIP holds."""
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    if "[Content_Types].xml" in names:
        read = read_docx if TEXT in names else read_xlsx
        return read(content, file=file, limits=limits, options=options)
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return read_ods(content, file=file, limits=limits, options=options)
    if any(name.lower().endswith(".shp") for name in names):
        return read_shapefile(content, file=file, limits=limits, options=options)
    if is_geodatabase(names):
        return read_geodatabase(archive, Origin(file, "gdb", limits), options)
    if is_kmz(names) and not any(name.lower().endswith(_TABLES[:3]) for name in names):
        return read_kmz(archive, file=file, limits=limits)
    return _load_member(archive, names, Origin(file, "zip", limits), options)


def _load_member(
    archive: zipfile.ZipFile, names: list[str], origin: Origin, options: ReadOptions
) -> Sheet:
    file, limits = origin.file, origin.limits
    # A download of ours has its manifest beside it.
    tables = [n for n in names if _ends_with(n, _TABLES) and n != "manifest.json"]
    if len(tables) > 1:  # a table may have its description beside it
        tables = [name for name in tables if not _ends_with(name, _DESCRIPTIONS)] or tables
        tables = [name for name in tables if _ends_with(name, _TABLES[:2])] or tables
    if not 1 <= len(tables) <= _MOST_TABLES:
        listed = ", ".join(map(_base, names))[:200] or "nothing"
        raise InputError(
            f"the ZIP holds {len(tables)} tables; expected one to {_MOST_TABLES} tables or a"
            f" shapefile, and it holds {listed}",
            file=file,
        )

    def read(name: str, how: ReadOptions) -> Sheet:
        inner = read_member(archive, name, file=file)
        if (is_tar(inner) or inner.startswith(_ZIP)) and not name.lower().endswith(
            (".xlsx", ".ods")
        ):
            raise InputError("the ZIP holds another archive; unpack it first", file=file)
        limits.check_bytes(len(inner), file=file)
        return load(inner, file=file, limits=limits, options=how)

    if len(tables) > 1:
        short = len(set(map(_base, tables))) == len(tables)
        named = {_base(name) if short else name: name for name in sorted(tables)}
        said = named.get(options.sheet or "")
        if said is None:
            bare = replace(options, sheet=None)
            return sheet_of_tables({n: partial(read, named[n], bare) for n in named}, origin)
        sheet = read(said, replace(options, sheet=None))
        return replace(sheet, sheets=tuple(named), found=replace(sheet.found, sheet=options.sheet))
    sheet = read(tables[0], options)
    note = f"read {_base(tables[0])[:60]!r} of the archive"
    return replace(sheet, notes=(note, *sheet.notes))


def _ends_with(name: str, endings: tuple[str, ...]) -> bool:
    """Return whether a name has one of these endings, packed or not."""
    bare = name.lower()
    packed = next((one for one in _PACKED if bare.endswith(one)), "")
    return bare.removesuffix(packed).endswith(endings)


def _base(name: str) -> str:
    return name.rsplit("/", 1)[-1]
