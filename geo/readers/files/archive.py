"""ZIP files, read in memory: nothing is unpacked to disk, and no name in them is a path to us.

The directory of the archive is judged before anything is unpacked: encrypted members, too many
members, and sizes or ratios that only a bomb has are refused.  A member is never read beyond the
size that the directory states, so a directory that lies gains nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.readers.base import Limits

_MEMBERS = 10_000
_RATIO = 400  # repetitive CSV reaches 30, spreadsheet XML 60; bombs start at 1,000
_RATIO_FROM = 2**24
_ENCRYPTED = 0x1
#: How each entry of the directory begins.
_ENTRY = b"PK\x01\x02"
#: What ZIP, XLSX and GIS programs write; others may ask for gigabytes to unpack a few bytes.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HIDDEN: Final = ("__MACOSX/", ".")
#: Bytes of a member that are unpacked at once.
_PIECE: Final = 2**20


def open_archive(content: bytes, *, file: str, limits: Limits) -> zipfile.ZipFile:
    """Open a ZIP and check its directory.

    Raises
    ------
    InputError
        If the archive is damaged, encrypted or a bomb, or unpacks to more than `limits` allows.
    """
    if content.count(_ENTRY) > 2 * _MEMBERS:  # before each becomes an object
        raise InputError(f"the archive has more than {_MEMBERS:,} members", file=file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError):
        raise InputError(
            "the ZIP archive is cut off or damaged; fetch or save it again", file=file
        ) from None
    members = archive.infolist()
    if len(members) > _MEMBERS:
        raise InputError(f"the archive has {len(members):,} members; expected a table", file=file)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise InputError("the archive is encrypted; save it without a password", file=file)
    if any(member.compress_type not in _METHODS for member in members):
        raise InputError("the archive is packed in an unusual way; save it as plain ZIP", file=file)
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    limits.check_unpacked(size, file=file)
    if size > _RATIO_FROM and size > _RATIO * max(packed, 1):
        raise InputError(
            f"the archive unpacks to {size // max(packed, 1):,} times its size, as no table does",
            file=file,
        )
    return archive


def member_names(archive: zipfile.ZipFile) -> list[str]:
    """Return names of the archive's files, without folders and what operating systems add."""
    return [
        name
        for name in archive.namelist()
        if not name.endswith("/")
        and not name.startswith(_HIDDEN[0])
        and not name.rsplit("/", 1)[-1].startswith(_HIDDEN[1])
    ]


def read_member(archive: zipfile.ZipFile, name: str, *, file: str) -> bytes:
    """Read the content of one member.

    Raises
    ------
    InputError
        If the member is damaged, or packed in a way that is not supported.
    """
    return b"".join(read_pieces(archive, name, file=file))


def read_pieces(archive: zipfile.ZipFile, name: str, *, file: str) -> Iterator[bytes]:
    """Read the content of one member piece by piece; raises what `read_member` raises."""
    try:
        with archive.open(name) as member:
            while piece := member.read(_PIECE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise InputError(
            f"{name.rsplit('/', 1)[-1][:60]!r} in the archive is damaged; fetch or save it again",
            file=file,
        ) from None
