"""Files packed with gzip, bzip2 or xz: unpacked in memory, no further than the limits allow."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import TYPE_CHECKING, Final

from geo.errors import InputError

if TYPE_CHECKING:
    from geo.readers.base import Limits

#: How a file begins, by what packed it.
MAGIC: Final = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_TAR_AT, _TAR = 257, b"ustar"
_MEMORY: Final = 2**27
_WINDOW_GZIP: Final = 16 + zlib.MAX_WBITS


def packed_with(content: bytes) -> str | None:
    """Return the name of what packed a file, None if it is not packed."""
    return next((name for magic, name in MAGIC.items() if content.startswith(magic)), None)


def unpack(content: bytes, how: str, *, file: str, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """Return what a packed file holds, and what is to be told of it.

    Raises
    ------
    InputError
        If it is damaged, holds an archive of several files, or more than `limits` allows.
    """
    most = min(limits.file_bytes, limits.unpacked_bytes)
    out, rest, whole = bytearray(), content, True
    try:
        while rest and packed_with(rest) == how:
            part, rest, whole = _member(rest, how, most + 1 - len(out))
            out += part
            limits.check_unpacked(len(out), file=file)
            limits.check_bytes(len(out), file=file)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError):
        raise InputError(
            f"the {how} archive is cut off or damaged; fetch or save it again", file=file
        ) from None
    if out[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        raise InputError("the archive holds several files; unpack it first", file=file)
    cut = () if whole else (f"the {how} archive is cut off; what came before is read",)
    return bytes(out), (f"unpacked with {how}", *cut)


def _member(content: bytes, how: str, most: int) -> tuple[bytes, bytes, bool]:
    """Unpack one member: what it holds, what follows it, and whether it is whole."""
    if how == "gzip":
        packed = zlib.decompressobj(_WINDOW_GZIP)
        return packed.decompress(content, most), packed.unused_data, packed.eof
    made = bz2.BZ2Decompressor() if how == "bzip2" else lzma.LZMADecompressor(memlimit=_MEMORY)
    return made.decompress(content, most), made.unused_data, made.eof
