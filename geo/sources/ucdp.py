"""UCDP: the yearly GED and the candidate events of each month since, one record for each id.

Without a token the free CSV files are fetched, with one the API is asked.  Ids come again in later
releases, which revise them: the latest release that has an id counts.  Which releases there are is
found out by asking for them: a month that is not published yet is not there (404).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from functools import partial
from typing import TYPE_CHECKING, Final

from geo.sources.client import AnswerError, file_of, is_missing
from geo.sources.pages import (
    Page,
    Row,
    Rows,
    all_pages,
    key_by,
    listed,
    packed,
    require,
    unpacked,
)
from geo.sources.source import Haul, Part, Source, SourceError, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WHERE: Final = "UCDP"
_SIZE: Final = 1000
_THROTTLED: Final = 400
_UNAUTHORISED: Final = 401
_TOKEN: Final = "ATLAS_UCDP_TOKEN"  # noqa: S105 - the name of one
_KEY: Final = key_by("id", where=_WHERE)
_COLUMNS: Final = (
    *("id", "type_of_violence", "where_prec", "latitude", "longitude", "country_id", "date_start"),
    *("date_end", "best", "low", "high"),
)
_MONTHS: Final = 12
_MOST_UNPACKED: Final = 2 * 2**30
#: Letters of a cell; texts of the sources are long.
_LONGEST_CELL: Final = 2**24


def collect(visit: Visit) -> Haul:
    """Collect the releases."""
    releases = _Api(visit) if visit.secret(_TOKEN) else _Files(visit)
    parts = dict[str, Part]()
    this_year = visit.now.year % 100
    yearly = next((y for y in (this_year, this_year - 1) if _add(releases, parts, f"{y}.1")), None)
    if yearly is None:
        raise SourceError(f"UCDP: neither release {this_year}.1 nor {this_year - 1}.1 is there.")
    for year in range(yearly, this_year + 1):
        for month in range(1, _MONTHS + 1):
            if not _add(releases, parts, f"{year}.0.{month}"):
                break
    held = visit.before.parts if visit.before else {}
    # With a new yearly release the months that it replaces are no longer asked for.
    wanted = [name for name in held if _order(name) >= (yearly, 0)]
    if lost := [name for name in wanted if name not in parts]:
        raise SourceError(f"UCDP: {lost[0]}, which was there before, is gone.")
    return Haul(parts)


def _add(releases: _Releases, parts: dict[str, Part], release: str) -> bool:
    """Fetch a release; return whether it is there."""
    name = f"ucdp-{release}.json.gz"
    try:
        parts[name] = releases.part(release, name)
    except AnswerError as error:
        if is_missing(error):
            return False
        raise
    return True


class _Releases:
    """Where releases come from; `name` is that of the part."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._countries = visit.texts("countries")

    def part(self, release: str, name: str) -> Part:
        """Return a release's events of the countries."""
        raise NotImplementedError


class _Files(_Releases):
    """The free CSV files; all of the world in each."""

    def part(self, release: str, name: str) -> Part:
        known = self._visit.part(name)
        folder, stem = (
            ("candidateged", f"GEDEvent_v{release.replace('.', '_')}.csv")
            if release.count(".") > 1
            else ("ged", f"ged{release.replace('.', '')}-csv.zip")
        )
        url = f"{self._visit.address('downloads')}/{folder}/{stem}"
        file = file_of(self._visit.client, url, known, self._visit.now)
        if file is known:
            return file
        rows = Rows()
        for row in _csv_rows(file.content, stem):
            if str(row.get("country_id")) in self._countries:
                rows[_KEY(row)] = row
        require(rows, _COLUMNS, f"UCDP {release}")
        return Part(packed(rows), file.etag, file.modified, file.fresh_until)


class _Api(_Releases):
    """The API; its pages begin at 0."""

    def part(self, release: str, name: str) -> Part:  # noqa: ARG002
        rows = Rows()
        for country in self._countries:
            rows |= all_pages(
                partial(self._page, release, country),
                _KEY,
                size=_SIZE,
                where=f"UCDP {release}",
            )
        require(rows, _COLUMNS, f"UCDP {release}")
        return Part(packed(rows))

    def _page(self, release: str, country: str, number: int) -> Page:
        try:
            found = self._visit.client.get(
                f"{self._visit.address()}/gedevents/{release}",
                params={"pagesize": str(_SIZE), "page": str(number), "Country": country},
                secrets={"x-ucdp-access-token": self._visit.secret(_TOKEN) or ""},
                again=(_THROTTLED,),
            ).json()
        except AnswerError as error:
            if error.status == _UNAUTHORISED:
                raise SourceError(f"UCDP does not take the token in {_TOKEN} (401).") from None
            raise
        return Page(listed(found, "Result", _WHERE), int(found["TotalCount"]))


def _csv_rows(content: bytes, file: str) -> Iterator[Row]:
    """Yield the rows of a CSV file or of the one in a ZIP; each has to be whole."""
    if content[:2] == b"PK":
        content = _unzipped(content, file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    csv.field_size_limit(_LONGEST_CELL)
    read = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in read:
            if None in row or None in row.values():
                raise SourceError(
                    f"UCDP: row {read.line_num} of {file} has not the columns of its heading."
                )
            yield row
    except csv.Error as error:
        raise SourceError(f"UCDP: {file} is damaged ({error}).") from None


def _unzipped(content: bytes, file: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [i for i in archive.infolist() if i.filename.lower().endswith(".csv")]
            if len(inside) != 1 or inside[0].file_size > _MOST_UNPACKED:
                raise SourceError(f"UCDP: {file} does not hold one CSV file.")
            return archive.read(inside[0])
    except (zipfile.BadZipFile, EOFError, OSError, ValueError):
        raise SourceError(f"UCDP: {file} is cut off or damaged.") from None


def files(parts: Mapping[str, Part]) -> list[tuple[str, bytes]]:
    """Put the releases together: of an id that comes again the latest release counts."""
    rows = Rows()
    for name in sorted(parts, key=_order):
        rows |= unpacked(parts[name], _KEY)
    return [("ucdp.json.gz", packed(rows))]


def _order(name: str) -> tuple[int, ...]:
    """Order releases by when they came out: 26.1 after the candidates of 2025, before 26.0.1."""
    numbers = [int(n) for n in name.removeprefix("ucdp-").removesuffix(".json.gz").split(".")]
    return (numbers[0], *(numbers[2:] or [0]))


SOURCE: Final = Source(
    name="ucdp",
    title="UCDP GED and candidate events",
    doc="The newest yearly release and all months since; free files, or with a token the API.",
    collect=collect,
    reader="ucdp",
    files=files,
    expects=_COLUMNS,
    options={
        "address": ("https://ucdpapi.pcr.uu.se/api", "Address of the API."),
        "downloads": ("https://ucdp.uu.se/downloads", "Address of the free files."),
        "countries": ("369,365", "Countries, by UCDP's numbers: 369 Ukraine, 365 Russia."),
    },
    secrets={_TOKEN: "token of the API; without one the free files are fetched"},
    due=dt.timedelta(days=9),
    lag=dt.timedelta(days=62),
)
