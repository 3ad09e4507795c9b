"""Any table, its columns found by their names and what stands in them, or named by the user.

A table needs a date, and a place, a region or coordinates; everything else may be there.  A further
row with the id, date, type and figures of an earlier one and another place is a further place of
the same incident.  A table without ids gets some from date and place, so that they stay the same
when a row is added or a figure is changed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.errors import InputError
from geo.readers.columns.addresses import first_url, hosts
from geo.readers.columns.both_counts import apart
from geo.readers.columns.codes import is_old_code, region_of_code, region_of_old_code
from geo.readers.columns.daytext import named_month
from geo.readers.columns.distinct import mapped
from geo.readers.columns.draft import Draft
from geo.readers.columns.fitting import Fitting
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.known_names import ALIASES, NAMES
from geo.readers.columns.levels import LEVELS, finest, kyiv_apart, with_code, without_lists
from geo.readers.columns.names import counts_drones, find_columns, mark, plain_name
from geo.readers.columns.numbering import begins_anew
from geo.readers.columns.numbers import read_numbers
from geo.readers.columns.pairs import pair_of
from geo.readers.columns.parts import read_parts, read_same_as
from geo.readers.files.heading import TOTAL, looks_like_day
from geo.readers.reader import Reader
from geo.schema import ALERT_TYPE, COUNT_COLUMNS, PLACE_COUNTS, UNKNOWN_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.readers.base import Records, Request, Sheet

#: The fields that a mapping may name, ours to the file's column.
FIELDS: Final = tuple(NAMES)
_PLACES: Final = (
    *("location", "admin1", "admin2", "admin3", "latitude", "coordinates", "country"),
)
_MISSILES: Final = "Shelling/artillery/missile attack"
_SHELLING: Final = (
    r"(?i)^(?!.*(?:missile|rocket|ракет|ballist|баліст|баллист)).*(?:shell|artil|обстр)"
)
#: Columns of codes of places.
_CODES = re.compile(r"\bp ?code\b|\badmin[1-4] code\b|катоттг|katottg")
#: When a row was written, by the name of its column.
_WRITTEN = re.compile(
    r"(?:last |date )?(?:updated|modified|edited|changed)(?: (?:at|on|date|time))?|timestamp"
    r"|(?:дата |останнє |последнее )?(?:оновлен|обновлен|змінен|изменен)\w*"
)
#: A day that begins an alert, by the name of its column.
_ALERTS = re.compile(r"\balerts?\b|\balarms?\b|\bsirens?\b|тривог|тревог")
#: What an alert is of, by the name of its column.
_ALERT_KINDS = re.compile(r"(?:alert|alarm|siren) (?:type|kind)|(?:тип|вид) (?:тривог|тревог)\w*")
#: Of a pair of coordinates the longitude first, by the name of its column.
_EAST_FIRST = re.compile(
    r"(?:lon|lng|long|longitude) ?lat|x ?y\b|довгот\w* ?(?:та |і )?широт|долгот\w* ?(?:и )?широт"
)
#: Features of which fewer have a shape are where their columns say.
_FEW: Final = 0.5
#: Columns that are days, of a table that goes on to the right.
_SEVERAL: Final = 3
_YEAR: Final = r"(?:19|20)\d\d(?:\.0)?"
#: Of a year, that it is the first or the last of several.
_BEGINS: Final = r"start|begin|began|from|\bend|\bto\b|почат|начал|кін|кон"
#: The sign between the numbers of a day and a month.
_BARE: Final = r"^\s*(?:\d{1,2}\s*[-–]\s*)?\d{1,2}([./-])\d{1,2}\.?\s*$"
_HAS_YEAR = r"\d{4}|\d{5}|\d(?:\.\d{1,2}\.|/\d{1,2}/|-\d{1,2}-)\d{2}$|[^\W\d][./-]\d{2}$"


def propose(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return field to column, as names and values suggest and the user has said.

    Parameters
    ----------
    sheet : Sheet
        The file.
    mapping : mapping of str to str, optional
        What the user says: field (or alias) to column, "" for none; goes before the names.

    Returns
    -------
    dict of str to str
        Only fields that have a column.
    """
    named = {ALIASES.get(field, field): column for field, column in (mapping or {}).items()}
    taken = set(named.values())
    hidden = set(sheet.geometry or ())
    left = [str(c) for c in sheet.table if c not in taken and c not in hidden]
    found = find_columns(left, Fitting(sheet.table), getattr(sheet, "tags", None))
    points = sheet.table[sheet.geometry[0]].notna().mean() if sheet.geometry else 0.0
    bare = points < _FEW and "latitude" in found and "longitude" in found
    if sheet.geometry and not bare and "latitude" not in named and "longitude" not in named:
        found |= {"latitude": sheet.geometry[0], "longitude": sheet.geometry[1]}
    return {field: column for field, column in (found | named).items() if column}


def build(sheet: Sheet, request: Request) -> Records:
    """Read any table."""
    columns = propose(sheet, request.mapping)
    _check_mapping(columns, sheet, request)
    said = _said(sheet, request.mapping)
    sheet, columns = apart(*_dated(sheet, columns))
    _check(columns, sheet, request)
    columns, notes = _without_row_numbers(sheet, columns)
    draft = Draft(sheet, request)
    draft.note(_say_columns(columns), *notes)
    column = columns.get
    start, end = draft.days(columns["date_start"], column("date_end"))
    times = draft.times(columns["date_start"], column("date_end"), own=column("time_start"))
    counts = {
        name: draft.count(column(name)) for name in COUNT_COLUMNS if not name.startswith("fatal")
    }
    killed = (column(name) for name in ("fatalities", "fatalities_low", "fatalities_high"))
    counts |= draft.casualties(*killed)
    types = _types(draft, columns, said)
    _only_drones(draft, columns, counts, types)
    ids = draft.ids(
        column("incident_id"),
        prefix=f"{request.dataset}-",
        basis=[
            columns[f] for f in ("date_start", "date_end", *_PLACES, "longitude") if f in columns
        ],
    )
    _reject_repeats(draft, ids, columns)
    places = _places(draft, columns)
    parts, more = read_parts(draft, columns, ids, places["place"], counts)
    source, url = _sources(draft, columns)
    return draft.records(
        {
            "incident_id": ids,
            "dataset": request.dataset,
            "date_start": start,
            "date_end": end,
            "time_start": times,
            "sub_event_type": types,
            **counts,
            "more_places": more,
            "same_as": read_same_as(
                draft, column("same_as"), ids, draft.text(column("incident_id"))
            ),
            **{name: draft.text(column(name)) for name in ("actor", "notes")},
            "source": source,
            "source_url": url,
        },
        {**places, **parts},
        told=_told(columns, sheet),
    )


def _places(draft: Draft, columns: Mapping[str, str]) -> dict[str, pd.Series[Any]]:
    """Return a place with its levels; what is known of the level only claims no more than that."""
    country = draft.text(columns.get("country"))
    latitude, longitude = _coordinates(draft, columns, country)
    said = {name: draft.text(columns.get(name)) for name in ("location", *LEVELS)}
    said = {name: without_lists(text) for name, text in said.items()}
    if is_old_code(columns.get("admin1", "")):
        said["admin1"] = mapped(said["admin1"], region_of_old_code)
    place, region = with_code(said["location"], kyiv_apart(said["admin1"]))
    region = region.fillna(_further_codes(draft, columns, place))
    levels = {**said, "admin1": region, "country": country}
    place, limit = finest(place, levels, pointed=latitude.notna())
    # A row whose place is "nan" and that says nothing else of it is in review, with that word.
    unsaid = place.isna() & region.isna() & country.isna() & latitude.isna()
    place = place.mask(unsaid, draft.word_for_missing(columns.get("location")))
    total = place.fillna(region).str.strip(" :.").str.fullmatch(TOTAL.pattern, case=False)
    said_in = columns.get("location", columns.get("admin1"))
    draft.reject_where(total.fillna(value=False), said_in, "the row is the total of others")
    return {
        "place": place,
        "country": country,
        "admin1": region,
        "admin2": said["admin2"],
        "admin3": said["admin3"],
        "latitude": latitude,
        "longitude": longitude,
        "precision_limit": limit,
    }


def _further_codes(
    draft: Draft, columns: Mapping[str, str], place: pd.Series[str]
) -> pd.Series[str]:
    """Return regions by p-codes of other columns, for rows that name nothing else."""
    taken = set(columns.values())
    names = [str(c) for c in draft.table if str(c) not in taken and _CODES.search(plain_name(c))]
    found = draft.blank()
    for name in names:
        found = found.fillna(mapped(draft.text(name), region_of_code))
    return found.mask(place.notna())


def _types(draft: Draft, columns: Mapping[str, str], said: Collection[str]) -> pd.Series[str]:
    """Return types by the column that has them; others named alike fill what it leaves open."""
    own = columns.get("sub_event_type")
    types, notes = read_types(draft.text(own))
    if "sub_event_type" in said:
        draft.note(*notes)
        return types
    kinds = any(_ALERT_KINDS.fullmatch(plain_name(str(name))) for name in draft.table)
    if kinds or _ALERTS.search(plain_name(columns.get("date_start", ""))):
        return types.mask(types != ALERT_TYPE, ALERT_TYPE)
    taken = set(columns.values())
    others = [(mark("sub_event_type", str(c)), str(c)) for c in draft.table if str(c) not in taken]
    for points, name in sorted(others, key=lambda pair: -pair[0]):
        if not points or not (types == UNKNOWN_TYPE).any():
            break
        types = types.mask(types == UNKNOWN_TYPE, read_types(draft.text(name))[0])
    if (types == UNKNOWN_TYPE).any():
        draft.note(*notes)
    return types


def _only_drones(
    draft: Draft,
    columns: Mapping[str, str],
    counts: dict[str, pd.Series[int]],
    types: pd.Series[str],
) -> None:
    """Leave missiles out of what counts drones; their numbers stay the source's own."""
    said = draft.text(columns.get("sub_event_type"))
    # Shelling alone is no missile, and our own name of the type does not say which it was.
    others = said.str.contains(_SHELLING, na=False) | said.eq(_MISSILES).fillna(value=False)
    missiles = types.eq(_MISSILES).fillna(value=False) & ~others
    for field in ("launched", "downed", "lost"):
        name = columns.get(field)
        if name is None or counts_drones(name):
            continue
        rows = (missiles & counts[field].notna()).astype(bool)
        if rows.any():
            counts[field] = counts[field].mask(rows)
            draft.keep(name, rows)
            draft.note(
                f"column {name}: in {int(rows.sum()):,} rows it counts missiles, which is kept with"
                " them, and not counted among drones"
            )


def _sources(draft: Draft, columns: Mapping[str, str]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return sources and their addresses; a column of sources may hold addresses."""
    source, url = draft.text(columns.get("source")), draft.text(columns.get("source_url"))
    is_address = source.str.match(r"(?i)\s*https?://").fillna(value=False)
    if not is_address.any():
        return source, url
    url = url.fillna(first_url(source.where(is_address)))
    return source.mask(is_address, hosts(source)), url


def _columns_there(sheet: Sheet) -> str:
    hidden = sheet.geometry or ()
    return ", ".join(str(name) for name in sheet.table.columns if name not in hidden)


def _check_mapping(columns: Mapping[str, str], sheet: Sheet, request: Request) -> None:
    """Refuse a mapping that names what is not there."""
    for field, column in columns.items():
        if field not in FIELDS:
            raise InputError(
                f"the mapping names {field!r}; expected one of {', '.join(FIELDS)}",
                file=request.file,
            )
        if column not in sheet.table:
            raise InputError(
                f"the mapping names column {column!r}; the file has {_columns_there(sheet)[:300]}",
                file=request.file,
            )


def _check(columns: Mapping[str, str], sheet: Sheet, request: Request) -> None:
    """Refuse a table without a date or a place."""
    there = _columns_there(sheet)
    if "date_start" not in columns:
        if sum(map(looks_like_day, map(str, sheet.table))) >= _SEVERAL:
            raise InputError(
                "its columns are days; turn it into a table with a row for each place and day",
                file=request.file,
                row=1,
            )
        if not there:
            raise InputError(
                "the features have no columns, so no date; areas are added as boundaries",
                file=request.file,
            )
        raise InputError(
            f"no column is known to be the date; name it, the file has {there[:300]}",
            file=request.file,
            row=1,
        )
    if not any(field in columns for field in _PLACES):
        raise InputError(
            f"no column is known to be a place, a region or coordinates; name one, the file has"
            f" {there[:300]}",
            file=request.file,
            row=1,
        )


def _dated(sheet: Sheet, columns: dict[str, str]) -> tuple[Sheet, dict[str, str]]:
    """Complete dates such as "20-21 Oct" by a column of years, or make them of up to three."""
    if (name := columns.get("date_start")) and sheet.table[name].str.fullmatch(_YEAR).all():
        columns = {f: c for f, c in columns.items() if f != "date_start"} | {"year": name}
    parts = [columns.get(name) for name in ("year", "month", "day")]
    year, month, day = (None if name is None else sheet.table[name] for name in parts)
    if year is None:
        return sheet, columns
    year = year.str.extract(r"(\d{4})", expand=False)
    if name := columns.get("date_start"):
        text = sheet.table[name]
        bare = text.notna() & ~text.str.contains(_HAS_YEAR, regex=True).fillna(value=True)
        sign = text.str.extract(_BARE, expand=False).fillna(" ")
        whole = text.str.rstrip(". ") + sign + year
        table = sheet.table.assign(**{name: text.mask(bare & year.notna(), whole)})
        return replace(sheet, table=table), columns
    if month is None and re.search(_BEGINS, plain_name(str(parts[0]))):
        return sheet, columns  # its last year is not known
    if month is None:
        whole = year + "-01-01 - " + year + "-12-31"
        table = sheet.table.assign(**{str(parts[0]): whole})
        return replace(sheet, table=table), {**columns, "date_start": str(parts[0])}
    made = year + "-" + _two_digits(month)
    if day is not None:
        made = (made + "-" + _two_digits(day)).fillna(made)
    name = ", ".join(part for part in parts if part is not None)
    return replace(sheet, table=sheet.table.assign(**{name: made})), {**columns, "date_start": name}


def _two_digits(text: pd.Series[str]) -> pd.Series[str]:
    """Return the number of a month or a day; 0 stands for unknown and is missing."""
    number = mapped(text, named_month).fillna(text)
    number = number.str.extract(r"^0*(\d{1,2})(?:\.0+)?$", expand=False).replace("0", pd.NA)
    return number.str.zfill(2)


def _say_columns(columns: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{column!r} as {field}" for field, column in columns.items())
    return f"columns are read by their names: {pairs}"


def _coordinates(
    draft: Draft, columns: Mapping[str, str], country: pd.Series[str]
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return latitude and longitude, of two columns or of one that holds both."""
    if "latitude" in columns and "longitude" in columns:
        return draft.points(columns["latitude"], columns["longitude"], country=country)
    both = columns.get("coordinates")
    if both is None:
        nowhere = pd.Series(float("nan"), index=draft.table.index)
        return nowhere, nowhere
    text = draft.text(both)
    turned = _EAST_FIRST.match(plain_name(both)) is not None
    of_pair = partial(_of_pair, turned=turned)
    latitude, longitude = (mapped(text, partial(of_pair, at=at)) for at in (0, 1))
    odd = text.notna() & latitude.isna()
    expected = "not a pair of coordinates; expected latitude, longitude such as 50.45, 30.52"
    draft.lose_points(draft.blank().mask(odd, expected), both, (both,))
    return draft.points_of(latitude, longitude, (both, both), country=country)


def _of_pair(text: str, at: int, *, turned: bool) -> str | None:
    pair = pair_of(text)
    turned &= text[:1] not in "{Pp" and "://" not in text
    return pair[at ^ turned] if pair else None


def _said(sheet: Sheet, mapping: Mapping[str, str] | None) -> set[str]:
    """Return the fields for which a mapping says anything else than names and values suggest."""
    if not mapping:
        return set()
    proposed = propose(sheet)
    named = ((ALIASES.get(field, field), column) for field, column in mapping.items())
    return {field for field, column in named if column != proposed.get(field, "")}


def _without_row_numbers(
    sheet: Sheet, columns: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Leave out a column of ids that numbers rows anew in each part, and tell of it."""
    name = columns.get("incident_id")
    if name is None or not begins_anew(sheet.table[name], sheet.table[columns["date_start"]]):
        return dict(columns), ()
    left = {field: column for field, column in columns.items() if field != "incident_id"}
    return left, (f"column {name}: its numbers begin anew, so ids were made",)


def _reject_repeats(draft: Draft, ids: pd.Series[str], columns: Mapping[str, str]) -> None:
    if "incident_id" not in columns:
        return
    of_places = ("longitude", *_PLACES, *PLACE_COUNTS)
    shared = [columns[field] for field in columns if field not in of_places]
    places = [columns[field] for field in of_places if field in columns]
    newer = _written(draft, columns, ids, places)
    draft.once(ids, columns["incident_id"], shared=shared, newer=newer)


def _written(
    draft: Draft, columns: Mapping[str, str], ids: pd.Series[str], places: Sequence[str]
) -> pd.Series[float] | None:
    """Return when each of several rows of one id and place was written; None if none says so."""
    taken = set(columns.values())
    names = [str(name) for name in draft.table if str(name) not in taken]
    name = next((name for name in names if _WRITTEN.fullmatch(plain_name(name))), None)
    alike = draft.table[list(places)].assign(**{".": ids}).duplicated(keep=False)
    if name is None or not alike.any():
        return None
    text = draft.text(name)
    number, _ = read_numbers(text)
    moment = pd.to_datetime(text.where(number.isna()), utc=True, errors="coerce", format="mixed")
    seconds = (moment - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
    return number.fillna(seconds).where(alike)


def _told(columns: Mapping[str, str], sheet: Sheet) -> set[str]:
    """Return the columns whose text is in our own; a type in the source's words is kept besides."""
    own = ("sub_event_type", "year", "month", "day")
    told = {column for field, column in columns.items() if field not in own}
    return told | set(sheet.geometry or ())


def _score(sheet: Sheet) -> float:
    columns = propose(sheet)
    if "date_start" in columns and any(field in columns for field in _PLACES):
        return 0.3
    return 0.05


READER: Final = Reader(
    name="table",
    title="Any table with dates and places",
    doc=(
        "Columns are found by their names and values, or named by a mapping;"
        " a date and a place, a region or coordinates must be there."
    ),
    columns=FIELDS,
    required=(),
    build=build,
    score=_score,
    exact=True,
)
