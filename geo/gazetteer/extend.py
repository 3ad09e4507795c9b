"""A person's own gazetteer: the shipped one plus a full GeoNames country dump.

GeoNames (https://download.geonames.org/export/dump/, CC BY 4.0) offers one file per country: tab-
separated, 19 columns, no header, as UA.txt or in UA.zip.  Populated places (feature class P) of
Ukraine and Russia are taken; a shipped row with the same geonameid gives way to them, and a place
of Ukraine's register, which has no point, to the one that it is: by its name alone or, of
namesakes, by the hromada in which the point lies.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.gazetteer.file import SHIPPED
from geo.gazetteer.folding import fold
from geo.gazetteer.folding import key as key_of
from geo.gazetteer.in_use import forget, path_in_use, user_path

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from geo.gazetteer.rows import Row

URL: Final = "https://download.geonames.org/export/dump/{country}.zip"
COLUMNS: Final = 19
_TIMEOUT: Final = 60.0
#: Feature codes of class P that are no longer, or never were, places to report from.
_GONE: Final = frozenset({"PPLH", "PPLQ", "PPLW", "PPLCH"})
#: More of a dump is not read; the largest, Russia's, has some 50 MB.
MOST_BYTES: Final = 2_000_000_000


def extend(file: Path) -> str:
    """Add a dump to the gazetteer in use and return what was done, in one sentence.

    Parameters
    ----------
    file : Path
        UA.txt, UA.zip, RU.txt or RU.zip; a zip is read where it is, never unpacked.

    Raises
    ------
    InputError
        If the file is missing or is not such a dump.
    """
    rows, countries = _read(file)
    if not rows:
        raise InputError("no populated place of Ukraine or Russia is in it", file=file)
    out = user_path()
    when = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date()
    version = f"GeoNames dump {', '.join(sorted(countries))} of {when.isoformat()}"
    count = _merge(rows, out, version)
    forget()
    return f"{out}: {len(rows):,} settlements from {file.name}, {count:,} in all."


def download_dump(country: str) -> str:
    """Fetch a country's dump from geonames.org, add it, and return what was done.

    Parameters
    ----------
    country : {"UA", "RU"}

    Raises
    ------
    InputError
        For any other country, if geonames.org cannot be reached, or as `extend` does.
    """
    from urllib.request import urlopen

    if country not in {"UA", "RU"}:
        raise InputError(f"--country must be UA or RU, not {country}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{country}.zip")
        try:
            with urlopen(URL.format(country=country), timeout=_TIMEOUT) as answer:  # noqa: S310
                path.write_bytes(answer.read(MOST_BYTES))
        except OSError as error:
            problem = (
                f"{URL.format(country=country)} cannot be reached; fetch the file elsewhere and "
                f"name it: python -m geo gazetteer extend {country}.zip"
            )
            raise InputError(problem) from error
        return extend(path)


def _read(file: Path) -> tuple[list[Row], set[str]]:
    regions = _region_codes()
    with closing(_lines(file)) as lines:
        return _rows(lines, regions, file)


def _rows(
    lines: Iterator[list[str]], regions: dict[tuple[str, str], str], file: Path
) -> tuple[list[Row], set[str]]:
    rows: list[Row] = []
    countries: set[str] = set()
    for number, values in enumerate(lines, start=1):
        if len(values) != COLUMNS:
            problem = f"a GeoNames dump has {COLUMNS} tab-separated columns, here are {len(values)}"
            raise InputError(problem, file=file, row=number)
        if values[6] != "P" or values[7] in _GONE or values[8] not in {"UA", "RU"}:
            continue
        region = regions.get((values[8], values[10]))
        if region is not None:
            rows.append(_row(values, region, file, number))
            countries.add(values[8])
    return rows, countries


def _lines(file: Path) -> Generator[list[str]]:
    """Yield the dump's rows from a text file or from inside a zip."""
    try:
        with file.open("rb") as raw:
            if not zipfile.is_zipfile(raw):
                raw.seek(0)
                yield from _parse(raw)
                return
        with zipfile.ZipFile(file) as archive, archive.open(_member(archive, file)) as packed:
            yield from _parse(packed)
    except (UnicodeDecodeError, zipfile.BadZipFile, csv.Error, EOFError) as error:
        problem = "this is not a GeoNames dump (tab-separated text in UTF-8, or a zip of it)"
        raise InputError(problem, file=file) from error
    except (OSError, NotImplementedError, RuntimeError) as error:
        raise InputError("there is no such file, or it cannot be read", file=file) from error


def _parse(raw: Any) -> Generator[list[str]]:
    with io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        yield from csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)


def _member(archive: zipfile.ZipFile, file: Path) -> str:
    named = [
        n for n in archive.namelist() if n.lower().endswith(".txt") and "readme" not in n.lower()
    ]
    if len(named) != 1:
        raise InputError("a GeoNames zip holds one country's text, such as UA.txt", file=file)
    if archive.getinfo(named[0]).file_size > MOST_BYTES:
        raise InputError("the text in the zip is too large for a country's dump", file=file)
    return named[0]


def _region_codes() -> dict[tuple[str, str], str]:
    from geo.regions import shipped

    with shipped("regions.csv").open(encoding="utf-8", newline="") as file:
        return {(r["country"], r["geonames_admin1"]): r["region"] for r in csv.DictReader(file)}


def _row(values: list[str], region: str, file: Path, number: int) -> Row:
    from geo.gazetteer.rows import blank, cyrillic_names, official_name, split_keys

    try:
        lat, lon, people = float(values[4]), float(values[5]), int(values[14] or 0)
        identifier = int(values[0])
    except ValueError as error:
        problem = "geonameid, latitude, longitude and population must be numbers"
        raise InputError(problem, file=file, row=number) from error
    alternates = [name for name in (values[2], *values[3].split(",")) if name]
    own, other = split_keys(values[1], alternates)
    ukrainian, russian = cyrillic_names(values[1], alternates)
    name = values[1].replace("’", "")
    if values[8] == "UA":
        name, ukrainian = official_name(name, alternates)
        own.add(fold(name))
    return blank(
        id=identifier, kind="settlement", name=name, name_uk=ukrainian,
        name_ru=russian, country=values[8], region=region, lat=lat, lon=lon, population=people,
        source="GeoNames", keys=own, other_keys=other, alternates=alternates,
    )  # fmt: skip


def _kept(known: list[Row], rows: list[Row]) -> list[Row]:
    """Return the known rows that do not give way to new ones, which get their codes."""
    from geo.gazetteer.register import assign, centres_of

    given = {row["id"]: row for row in rows}
    for row in known:
        if row["kind"] == "settlement" and row["id"] in given:
            given[row["id"]]["katottg"] = row["katottg"]
    entries = [
        row | {"keys": set(row["keys"]) | set(row["other_keys"])}
        for row in known
        if row["kind"] == "register"
    ]
    by_key = [row | {"keys": {key_of(name) for name in row["keys"]}} for row in rows]
    assign(by_key, entries, centres_of(known))
    for row, found in zip(rows, by_key, strict=True):
        row["katottg"] = found["katottg"]
    codes = {row["katottg"] for row in rows}
    seats = {row["katottg"]: row["seat"] for row in known}
    for row in rows:
        row["seat"] = seats[row["katottg"]] if row["katottg"] else None
    unsure = {(row["region"], name) for row in by_key if not row["katottg"] for name in row["keys"]}
    return [
        row
        for row in known
        if not (row["kind"] == "settlement" and row["id"] in given)
        and not (row["kind"] == "register" and _gives_way(row, codes, unsure))
    ]


def _gives_way(row: Row, codes: set[int], unsure: set[tuple[str, str]]) -> bool:
    """Return whether a register place is, or may be, one of the new rows."""
    return row["katottg"] in codes or any((row["region"], name) in unsure for name in row["keys"])


def _merge(rows: list[Row], out: Path, version: str) -> int:
    """Write the gazetteer in use with these rows in it; return the number of settlements."""
    import pyarrow.parquet as pq

    from geo.gazetteer.register import add_circles
    from geo.gazetteer.rows import write

    table = pq.ParquetFile(path_in_use()).read()
    if "seat" not in table.column_names:  # made by an older version
        table = pq.ParquetFile(SHIPPED).read()
    older = (table.schema.metadata or {}).get(b"version", b"").decode()
    whole = [*_kept(table.drop_columns(["sounds"]).to_pylist(), rows), *rows]
    add_circles(whole)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        write(whole, part, f"{version}; {older}"[:500], level=3)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(
            "the gazetteer cannot be written; set ATLAS_GAZETTEER", file=out
        ) from error
    return sum(row["kind"] in {"settlement", "register"} for row in whole)
