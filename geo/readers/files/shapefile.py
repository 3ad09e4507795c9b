"""A zipped shapefile: its parts under names of ours, and the encoding of its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.files.archive import member_names, open_archive, read_member

if TYPE_CHECKING:
    from pathlib import Path

    from geo.readers.base import Limits

_SIDE_FILES: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SHP_MAGIC: Final = b"\x00\x00\x27\x0a"
_DBF_LANGUAGE = 29


def unpack_shapefile(
    content: bytes, folder: Path, *, file: str, limits: Limits
) -> tuple[Path, str | None]:
    """Write the one shapefile of a ZIP into `folder`, under a name of ours.

    Returns
    -------
    path : Path
        The .shp.
    encoding : str or None
        Encoding of its attributes where the file does not name it itself.

    Raises
    ------
    InputError
        If the ZIP holds no shapefile or several, or the shapefile has no .dbf or .prj.
    """
    archive = open_archive(content, file=file, limits=limits)
    names = member_names(archive)
    shapes = [name for name in names if name.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise InputError(f"the ZIP holds {len(shapes)} shapefiles; expected one", file=file)
    stem = shapes[0][: -len(".shp")].casefold()
    parts = {
        suffix: read_member(archive, name, file=file)
        for name in names
        for suffix in _SIDE_FILES
        if name.casefold() == stem + suffix
    }
    for suffix in (".dbf", ".prj"):
        if suffix not in parts:
            raise InputError(
                f"the shapefile has no {suffix}; add it to the ZIP beside the .shp", file=file
            )
    if not parts[".shp"].startswith(_SHP_MAGIC):
        # GDAL goes by content: it would read another format that names further files.
        raise InputError("the shapefile is damaged; open it in a GIS and save it again", file=file)
    for suffix, part in parts.items():
        (folder / f"layer{suffix}").write_bytes(part)
    return folder / "layer.shp", None if ".cpg" in parts else _dbf_encoding(parts[".dbf"])


def _dbf_encoding(table: bytes) -> str | None:
    """Encoding of attributes that do not name theirs: UTF-8 if they are that, else Windows-1251."""
    if table[_DBF_LANGUAGE : _DBF_LANGUAGE + 1] not in (b"", b"\x00", b"\x57"):
        return None
    start = int.from_bytes(table[8:10], "little")
    try:
        table[start:].decode("utf-8")
    except UnicodeDecodeError:
        return "CP1251"
    return "UTF-8"
