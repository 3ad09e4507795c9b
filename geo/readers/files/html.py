"""Tables of a web page as a `Sheet`; so are many "Excel" files that web programs write.

Marks of footnotes, hidden parts and scripts are left out.  A cell over several rows holds for each
of them as a workbook's merged cell does (`geo.readers.files.sheets`): a text and a day, no number.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.errors import InputError
from geo.readers.base import AS_FOUND, NESTING, Origin, ReadOptions
from geo.readers.files.encoding import decode
from geo.readers.files.sheets import Grid, sheet_of_grids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.readers.base import Limits, Sheet

#: How a web page, or a part of one, begins.
PAGE: Final = re.compile(
    rb"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|\s)*"
    rb"<(?:!doctype\s+html|html|head|meta|title|style|body|div|center|h[1-6]|p|span|table)\b",
    re.IGNORECASE | re.DOTALL,
)
#: How a page begins that a browser saved with all its parts (MHTML), or an e-mail.
MESSAGE: Final = re.compile(
    rb"(?:[A-Za-z][\w-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,60}?"
    rb"(?:mime-version|content-type):",
    re.IGNORECASE,
)
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_HEAD: Final = 4096
_NUMBER: Final = re.compile(r"[-+]?[\d\s.,]+%?")
_FOOTNOTE: Final = re.compile(r"\s*\[[^\[\]]{1,20}\]\s*")
_UNSEEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
#: What stands for an element within a text: a new line, and where raised letters begin.
_WRITTEN: Final = {**dict.fromkeys(("br", "li", "p", "div", "hr"), "\n"), "sup": "\x00"}
_CELLS: Final = frozenset({"tr", "td", "th"})
_ONE: Final = (1, 1)
_SKIPPED: Final = frozenset({"script", "style", "template"})
_HEADINGS: Final = re.compile(r"h[1-6]|caption")
#: As browsers count.
_MOST_COLUMNS: Final = 1000
_MOST_ROWS: Final = 65_534
_CHECKED_EVERY: Final = 1000
_PIECE: Final = 2**20
_LONGEST: Final = 80
_BETWEEN: Final = ", "
_TOO_DEEP: Final = "tables stand in one another too deeply to be a table"
_NO_TABLE: Final = "the file is a web page without a table; fetch the file itself"


def read_html(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read a web page's tables of records.

    Raises
    ------
    InputError
        If the page has no table, or more cells than `limits` allows.
    """
    origin = Origin(file, "html", limits)
    page = _Page(origin)
    _parse(_text(content, file), page)
    page.end_all()
    if not page.grids:
        raise InputError(_NO_TABLE, file=file)
    return sheet_of_grids(page.grids, origin, options)


def read_message(
    content: bytes, *, file: str, limits: Limits, options: ReadOptions = AS_FOUND
) -> Sheet:
    """Read the page of an MHTML file or of an e-mail.

    Raises
    ------
    InputError
        If it has none, or the page has no table.
    """
    import email
    from email import policy

    try:
        parts = list(email.message_from_bytes(content, policy=policy.compat32).walk())
    except (ValueError, LookupError, RecursionError):
        parts = []
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    page = pages[0].get_payload(decode=True) if pages else None
    if not isinstance(page, bytes):
        raise InputError("the file is an e-mail; save the table that came with it", file=file)
    charset = pages[0].get_content_charset()
    named = b"<meta charset='%s'>" % charset.encode("ascii", "replace") if charset else b""
    limits.check_unpacked(len(page), file=file)
    return read_html(named + page, file=file, limits=limits, options=options)


def _parse(text: str, page: _Page) -> None:
    """Walk through a page as browsers do, whatever it leaves open."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(target=page, encoding="utf-8")
    with suppress(etree.LxmlError):  # what comes before the fault is read
        for at in range(0, len(text), _PIECE):
            parser.feed(text[at : at + _PIECE].replace("\x00", "").encode())
        parser.close()


def _text(content: bytes, file: str) -> str:
    said = _CHARSET.search(content[:_HEAD])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return decode(content, file=file, encoding=said[1].decode() if said else None).text
        except InputError:  # the page names an encoding that there is not
            return decode(content, file=file).text


@dataclass
class _Table:
    """A table of which the end has not come yet."""

    name: str
    rows: list[list[object]] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    #: Up to which row a column is taken by a cell further up.
    taken: dict[int, int] = field(default_factory=dict)
    cell: list[str] | None = None
    spans: tuple[int, int] = _ONE


class _Page:
    """Collects a page's tables, the inner ones apart from those that hold them.

    lxml tells it of each element's start and end and of the texts between them.
    """

    def __init__(self, origin: Origin) -> None:
        self.grids = list[Grid]()
        self._origin = origin
        self._open = list[_Table]()
        #: How deep in what is not shown.
        self._hidden = 0
        self._heading: list[str] | None = None
        self._names = dict[str, str]()
        self._cells = 0

    def start(self, tag: str, said: Mapping[str, str]) -> None:
        """Begin a table, a row or a cell, or what is not shown."""
        style = said.get("style")
        if self._hidden or tag in _SKIPPED or (style and _UNSEEN.search(style)):
            self._hidden += 1
        elif self._open and tag in _CELLS:
            self._begin_cell(tag, said)
        elif tag == "table":
            if len(self._open) >= NESTING:
                raise InputError(_TOO_DEEP, file=self._origin.file)
            self._open.append(_Table(_BETWEEN.join(self._names.values())[-_LONGEST:]))
        elif _HEADINGS.fullmatch(tag):
            self._heading = []
        elif tag in _WRITTEN:
            self._write(_WRITTEN[tag])

    def _begin_cell(self, tag: str, said: Mapping[str, str]) -> None:
        if tag == "tr":
            self._end_cell()
            self._open[-1].rows.append([])
            rows = len(self._open[-1].rows)
            self._origin.limits.check_shape(rows, 0, file=self._origin.file)
        else:
            self._end_cell()
            self._open[-1].cell = []
            spans = _ONE
            if said:
                spans = (
                    _span(said.get("rowspan"), _MOST_ROWS),
                    _span(said.get("colspan"), _MOST_COLUMNS),
                )
            self._open[-1].spans = spans

    def end(self, tag: str) -> None:
        """End what has begun."""
        if self._hidden:
            self._hidden -= 1
        elif tag in _CELLS:
            if self._open:
                self._end_cell()
        elif _HEADINGS.fullmatch(tag):
            self._end_heading(tag)
        elif tag == "sup":
            self._write("\x01")
        elif self._open and tag == "table":
            self._end_table()

    def data(self, data: str) -> None:
        """Add to the cell or the heading at hand."""
        if not self._hidden:
            self._write(data.replace("\n", " "))

    def close(self) -> None:
        """Take no notice of the page's end, which may never come."""

    def end_all(self) -> None:
        """End the tables whose end is missing."""
        while self._open:
            self._end_table()

    def _write(self, text: str) -> None:
        if self._heading is not None:
            self._heading.append(text)
        elif self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(text)

    def _end_heading(self, tag: str) -> None:
        text = _shown("".join(self._heading or ())).replace("\n", " ")[:_LONGEST]
        self._heading = None
        if tag == "caption" and self._open:
            self._open[-1].name = text
        else:  # a heading ends those of its own level and below
            self._names = {level: name for level, name in self._names.items() if level < tag}
            self._names[tag] = text

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None:
            return
        text, table.cell = _shown("".join(table.cell)), None
        if not table.rows:
            table.rows.append([])
        row, here = table.rows[-1], len(table.rows) - 1
        while table.taken and table.taken.get(len(row), -1) >= here:
            row.append(None)
        high, wide = table.spans
        if high > 1:
            table.taken |= dict.fromkeys(range(len(row), len(row) + wide), here + high - 1)
            if not _NUMBER.fullmatch(text):
                table.merged.append((len(row), here, here + high - 1))
        row += [text or None, *[None] * (wide - 1)]
        self._cells += wide
        if not self._cells % _CHECKED_EVERY or wide > 1:
            self._origin.limits.check_shape(len(table.rows), len(row), file=self._origin.file)
            self._origin.limits.check_cells(self._cells, file=self._origin.file)

    def _end_table(self) -> None:
        self._end_cell()
        table = self._open.pop()
        names = {grid.name for grid in self.grids}
        name = table.name or f"table {len(self.grids) + 1}"
        if name in names:
            name = f"{name} ({len(self.grids) + 1})"
        if any(cell for row in table.rows for cell in row):
            self.grids.append(Grid(name, table.rows, table.merged))


def _span(said: str | None, most: int) -> int:
    return min(max(int(said), 1), most) if said and re.fullmatch(r"[0-9]{1,6}", said) else 1


def _shown(text: str) -> str:
    """Return a cell as it is shown, without its footnotes."""
    if "\n" not in text and "\x00" not in text:
        return " ".join(text.replace("\x01", "").split())
    kept = re.sub(r"\x00([^\x00\x01]*)\x01", _raised, text)
    kept = re.sub("[\x00\x01]", "", kept)
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def _raised(found: re.Match[str]) -> str:
    return "" if _FOOTNOTE.fullmatch(found[1]) else found[1]
