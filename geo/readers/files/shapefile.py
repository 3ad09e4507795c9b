"""A zipped shapefile: its parts under names of ours, and the encoding of its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.files.archive import member_names, open_archive, read_member
from geo.readers.files.encoding import likeliest_encoding

if TYPE_CHECKING:
    from pathlib import Path

    from geo.readers.base import Limits

_SIDE_FILES: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: How a .shp begins.
SHAPES: Final = b"\x00\x00\x27\x0a"
LONE_SHP: Final = "the file is a .shp alone; zip it with its .shx, .dbf and .prj and bring the ZIP"
_DBF_LANGUAGE = 29
_DBF_KINDS: Final = b"\x03\x30\x31\x83\x8b\xf5"
_DBF_HEADER: Final = 32


def is_dbf(content: bytes) -> bool:
    """Return whether a file is a table of dBase, by its kind, day and columns."""
    if len(content) <= _DBF_HEADER or content[0] not in _DBF_KINDS:
        return False
    end = int.from_bytes(content[8:10], "little")
    month_and_day = 1 <= content[2] <= 12 and 1 <= content[3] <= 31  # noqa: PLR2004
    return month_and_day and b"\r" in content[max(end - 2, _DBF_HEADER) : end]


def names_of_shapefiles(content: bytes, *, file: str, limits: Limits) -> list[str]:
    """Return the names of a ZIP's shapefiles, each with its path and ending."""
    names = member_names(open_archive(content, file=file, limits=limits))
    return [name for name in names if name.lower().endswith(".shp")]


def unpack_shapefile(
    content: bytes, folder: Path, *, file: str, limits: Limits, name: str | None = None
) -> tuple[Path, str | None]:
    """Write the one shapefile of a ZIP into `folder`, or that of a name, under a name of ours.

    Returns
    -------
    path : Path
        The .shp.
    encoding : str or None
        Encoding of its attributes where the file does not name it itself.

    Raises
    ------
    InputError
        If the ZIP holds no shapefile or several, or the shapefile lacks a part.
    """
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    shapes = [name] if name else [one for one in names if one.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise InputError(f"the ZIP holds {len(shapes)} shapefiles; expected one", file=file)
    stem = shapes[0][: -len(".shp")].casefold()
    parts = {
        suffix: read_member(archive, one, file=file)
        for one in names
        for suffix in _SIDE_FILES
        if one.casefold() == stem + suffix
    }
    if not parts[".shp"].startswith(SHAPES):
        # GDAL goes by content: it would read another format that names further files.
        raise InputError("the shapefile is damaged; open it in a GIS and save it again", file=file)
    missing = [suffix for suffix in (".shx", ".dbf", ".prj") if suffix not in parts]
    if missing:
        raise InputError(
            f"the shapefile has no {' and no '.join(missing)}; add what is missing to the ZIP"
            " beside the .shp",
            file=file,
        )
    for suffix, part in parts.items():
        (folder / f"layer{suffix}").write_bytes(part)
    return folder / "layer.shp", attributes_encoding(parts[".dbf"], parts.get(".cpg"))


def attributes_encoding(table: bytes, said: bytes | None) -> str | None:
    """Return the attributes' encoding; None where the file's own word for it fits its bytes.

    UTF-8 cannot be mistaken for anything else.  Attributes that are not UTF-8, and of which nothing
    is said or that are said to be UTF-8, are in whatever encoding reads most like words.
    """
    records = table[int.from_bytes(table[8:10], "little") :]
    if records.isascii():
        return None
    text = records.decode("utf-8", errors="replace")  # a value may be cut within a letter
    damaged = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", errors="ignore")) > 2 * damaged:
        return "UTF-8"
    silent = table[_DBF_LANGUAGE : _DBF_LANGUAGE + 1] in (b"", b"\x00", b"\x57")
    claims = (said or b"").strip().upper().replace(b"-", b"")
    trusted = claims not in (b"", b"UTF8") or (said is None and not silent)
    return None if trusted else likeliest_encoding(records)
