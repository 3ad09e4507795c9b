"""Files packed with gzip, bzip2, xz or Zstandard, and tar archives.

All is unpacked in memory, no further than the limits allow.
"""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from geo.errors import InputError

if TYPE_CHECKING:
    from geo.readers.base import Limits

#: How a file begins, by what packed it.
MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
_TAR_AT, _TAR = 257, b"ustar"
_MEMORY: Final = 2**27
_WINDOW_GZIP: Final = 16 + zlib.MAX_WBITS
_PIECE: Final = 2**20
_MOST_MEMBERS: Final = 10_000


def packed_with(content: bytes) -> str | None:
    """Return the name of what packed a file, None if it is not packed."""
    return next((name for magic, name in MAGIC.items() if content.startswith(magic)), None)


def unpack(content: bytes, how: str, *, file: str, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """Return what a packed file holds, and what is to be told of it.

    Raises
    ------
    InputError
        If it is damaged, or holds more than `limits` allows.
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
    cut = () if whole else (f"the {how} archive is cut off; what came before is read",)
    return bytes(out), (f"unpacked with {how}", *cut)


def _member(content: bytes, how: str, most: int) -> tuple[bytes, bytes, bool]:
    """Unpack one member: what it holds, what follows it, and whether it is whole."""
    if how == "gzip":
        packed = zlib.decompressobj(_WINDOW_GZIP)
        return packed.decompress(content, most), packed.unused_data, packed.eof
    if how == "Zstandard":
        return _frames(content, most)
    made = bz2.BZ2Decompressor() if how == "bzip2" else lzma.LZMADecompressor(memlimit=_MEMORY)
    return made.decompress(content, most), made.unused_data, made.eof


def _frames(content: bytes, most: int) -> tuple[bytes, bytes, bool]:
    """Unpack all frames of Zstandard; what is whole of them where the last is cut off."""
    out = bytearray()
    with pa.CompressedInputStream(pa.BufferReader(content), "zstd") as packed:
        try:
            while len(out) < most and (piece := packed.read(min(_PIECE, most - len(out)))):
                out += piece
        except OSError:
            if not out:
                raise
            return bytes(out), b"", False
    return bytes(out), b"", True


def is_tar(content: bytes) -> bool:
    """Return whether a file is a tar archive."""
    return content[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def tar_as_zip(content: bytes, *, file: str, limits: Limits) -> bytes:
    """Return a ZIP of the plain files of a tar archive; links and devices are left out.

    Raises
    ------
    InputError
        If it is damaged, has too many members, or holds more than `limits` allows.
    """
    out = io.BytesIO()
    size = 0
    try:
        with (
            tarfile.open(fileobj=io.BytesIO(content), mode="r:") as tar,
            zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made,
        ):
            members = dict[str, tarfile.TarInfo]()
            for number, member in enumerate(tar):
                if number >= _MOST_MEMBERS:
                    raise InputError(
                        f"the archive has more than {_MOST_MEMBERS:,} members", file=file
                    )
                if member.isreg() and not member.issparse():
                    size += member.size
                    limits.check_unpacked(size, file=file)
                    members[member.name.encode(errors="replace").decode()] = member
            for name, member in members.items():
                part = tar.extractfile(member)
                made.writestr(name, part.read() if part else b"")
    except (tarfile.TarError, OSError, EOFError, ValueError):
        raise InputError(
            "the tar archive is cut off or damaged; fetch or save it again", file=file
        ) from None
    return out.getvalue()
