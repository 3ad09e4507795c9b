"""Rows that come in pages, put together so that none is missing and none is there twice.

Another server may add or withdraw rows while its pages are read, so that they move from one page to
the next.  Pages are believed only if no row came twice and their number is the one that was said;
where none was said, only if reading them all again gives the same.  Otherwise they are read anew,
`_PASSES` times at most.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.sources.source import Part, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Row = dict[str, Any]
Rows = dict[str, Row]

_PASSES: Final = 4
#: Pages of one pass: far more than any source has.
_MOST_PAGES: Final = 20_000


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes
    ----------
    rows : list of dict
    total : int, optional
        How many rows all pages have, where it is said.
    """

    rows: list[Row]
    total: int | None = None


class _ShiftedError(SourceError):
    """Rows that have moved between pages."""


def all_pages(
    read: Callable[[int], Page], key: Callable[[Row], str], *, size: int, where: str
) -> Rows:
    """Read all pages.

    Parameters
    ----------
    read : callable
        Number of the page, from 0 -> page; beyond the last it is empty.
    key : callable
        Row -> what names it.
    size : int
        Rows of a page, as asked for.
    where : str
        What is read, for messages.

    Raises
    ------
    SourceError
        If pages have another length than asked for, or rows go on moving.
    """
    before: Rows | None = None
    for _pass in range(_PASSES):
        try:
            rows, sure = _pass_of(read, key, size, where)
        except _ShiftedError:
            before = None
            continue
        if sure or (before is not None and before.keys() == rows.keys()):
            return rows
        before = rows
    raise SourceError(f"{where}: rows went on moving from page to page while they were read.")


def _pass_of(
    read: Callable[[int], Page], key: Callable[[Row], str], size: int, where: str
) -> tuple[Rows, bool]:
    """Read all pages once; return whether their rows are sure to be all."""
    rows, total, short = Rows(), None, False
    for number in range(_MOST_PAGES):
        page = read(number)
        if number == 0:
            total = page.total
        if page.total != total:
            raise _ShiftedError(where)
        if len(page.rows) > size or (short and page.rows):
            raise SourceError(
                f"{where}: pages of {size:,} rows were asked for, and they have another length."
            )
        short = len(page.rows) < size
        for row in page.rows:
            if (name := key(row)) in rows:
                raise _ShiftedError(where)
            rows[name] = row
        if not page.rows or (total is not None and len(rows) >= total):
            break
    if total is not None and len(rows) != total:
        raise _ShiftedError(where)
    return rows, total is not None or len(rows) <= size


def listed(found: Any, name: str, where: str) -> list[Row]:
    """Return the rows of an answer that are documented to be a list of this name.

    Raises
    ------
    SourceError
        If there is no such list.
    """
    rows = found.get(name) if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise SourceError(f"{where}'s answer has no list `{name}`; it is not as documented.")
    return rows


def key_by(*names: str, where: str) -> Callable[[Row], str]:
    """Return a function that names a row by some of its columns; it raises SourceError if blank."""

    def key(row: Row) -> str:
        if not isinstance(row, dict):
            raise SourceError(f"{where}: a row is no object; the answer is not as documented.")
        values = [str(row.get(name) if row.get(name) is not None else "") for name in names]
        if not any(values):
            raise SourceError(f"{where}: a row has no {names[0]}; the answer is not as documented.")
        return "\x1f".join(values)

    return key


def packed(rows: Mapping[str, Row]) -> bytes:
    """Write rows as JSON, in the order of their keys; the same rows are the same bytes."""
    lines = (json.dumps(rows[name], ensure_ascii=False, sort_keys=True) for name in sorted(rows))
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    return gzip.compress(text.encode("utf-8", "surrogatepass"), 6, mtime=0)


def unpacked(part: Part | None, key: Callable[[Row], str]) -> Rows:
    """Read rows that were written by `packed`."""
    if part is None:
        return {}
    return {key(row): row for row in json.loads(gzip.decompress(part.content))}


def require(rows: Mapping[str, Row], columns: tuple[str, ...], where: str) -> None:
    """Refuse rows of which none has a column that a source is known to have.

    Raises
    ------
    SourceError
        In one sentence that names the columns.
    """
    if not rows:
        return
    there = set().union(*(row.keys() for row in rows.values()))
    if missing := [name for name in columns if name not in there]:
        raise SourceError(
            f"{where}: the columns have changed; {', '.join(missing)} is no longer among them."
        )
