"""Streamlit's icon font, made smaller: of its four thousand pictures some dozens are ever shown.

It is cut when the server has started, from the file of the installed package, so that a newer
Streamlit brings its own, and kept in the folder of ATLAS_STATE.  Until then, and where it cannot be
cut, the whole font is served.  A picture is found by its name: the letters of the name are one
glyph (a ligature).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import config, logs
from geo.disk import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fontTools.ttLib import TTFont

#: How the icon font's file is called, before the hash in its name.
ICONS: Final = "MaterialSymbols-Rounded."
_WEB: Final = Path(__file__).parents[1]
#: How scripts and modules speak of an icon; our own links name it alone.
_NAMED: Final = (re.compile(rb":material/([a-z0-9_]+)"), re.compile(rb'\bicon="([a-z0-9_]+)"'))
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789_"

#: The icon font as it is served: nothing until it has been cut.
_made: dict[str, bytes] = {}


def smaller(path: str) -> bytes | None:
    """Return what is served for a font's path instead of its file, if there is anything."""
    return _made.get(path.rpartition("/")[2])


def icon_names(folders: Iterable[Path]) -> set[str]:
    """Return the names of the icons that scripts and modules below some folders speak of."""
    return {
        name.decode()
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".py", ".js")
        for form in _NAMED
        for name in form.findall(path.read_bytes())
    }


def ligatures(font: TTFont) -> dict[str, str]:
    """Return the glyph of every name that a font has a picture for."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    tables = [
        getattr(table, "ExtSubTable", table)
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
    ]
    return {
        "".join(letters.get(part, "?") for part in (first, *one.Component)): one.LigGlyph
        for table in tables
        for first, found in getattr(table, "ligatures", {}).items()
        for one in found
    }


def cut_icons(font: bytes, names: Iterable[str]) -> bytes:
    """Return an icon font (WOFF2) with the icons of some names alone; unknown names are left out.

    Letters stay, because an icon's name is written with them.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(flavor="woff2", layout_closure=False, notdef_outline=True)
    read = TTFont(io.BytesIO(font))
    signs, pictures = read.getBestCmap(), ligatures(read)
    letters = [signs[ord(letter)] for letter in _LETTERS if ord(letter) in signs]
    cutter = subset.Subsetter(options)
    cutter.populate(glyphs=[*letters, *(pictures[name] for name in names if name in pictures)])
    cutter.subset(read)
    made = io.BytesIO()
    subset.save_font(read, made, options)
    return made.getvalue()


def prepare() -> None:
    """Cut the icon font, or take what was cut before; to be called once, in the background."""
    from streamlit.file_util import get_static_dir

    static = Path(get_static_dir()) / "static"
    for path in (static / "media").glob(f"{ICONS}*"):
        try:
            font, names = path.read_bytes(), icon_names([static / "js", _WEB])
            _made[path.name] = _kept(font, names)
        except Exception as error:  # noqa: BLE001 - whatever it is, the whole font is served
            logs.failure("icons not cut", error)


def _kept(font: bytes, names: set[str]) -> bytes:
    """Return the cut font from the folder of ATLAS_STATE, where it is put if it is not there."""
    digest = hashlib.sha256(font + repr(sorted(names)).encode()).hexdigest()[:16]
    folder = config.own_store().parent
    path = folder / f"icons-{digest}.woff2"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    made = cut_icons(font, names)
    with contextlib.suppress(OSError):
        for old in folder.glob("icons-*"):
            old.unlink()
        write_whole(path, [made])
    return made
