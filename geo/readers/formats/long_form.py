"""Our own long form: a table with one row per incident and place.

The incident's own values (dates, type, actor, figures, source) repeat on each of its rows;
`killed_here`, `injured_here`, `launched_here` and `downed_here` belong to the place.  `more_places`
says whether the report speaks of further places that it does not name (yes, no, unknown), `same_as`
which other incident's record tells the same event.  Blank is unknown, which is not zero.
`location` may be blank where the country, admin1 or coordinates say where it was.

A download of ours is in this form too, and may have been saved by a spreadsheet in between.  What
follows from its other columns is left aside, a text that names several places stands there once for
each of them and is read once, and names and texts are taken as they were before the download made
them safe for spreadsheets (`geo.spreadsheet`).  Where it has only some of an incident's regions,
because it was made of a selection, the incident has further places.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.readers.columns.distinct import missing
from geo.readers.columns.draft import Draft
from geo.readers.columns.incident_types import read_types
from geo.readers.columns.own_columns import rows_as_json
from geo.readers.columns.parts import read_parts, read_same_as
from geo.readers.reader import Reader
from geo.schema import (
    COUNT_COLUMNS,
    DERIVED_COLUMNS,
    DOWNLOAD_MARKS,
    EVENT_TYPE_OF,
    INCIDENT_COLUMNS,
    LONG_FORM_OPTIONAL,
    LONG_FORM_REQUIRED,
    PRECISIONS,
)
from geo.spreadsheet import key_of, plain

if TYPE_CHECKING:
    from geo.readers.base import Records, Request, Sheet

NAME = "long"
TITLE = "Incident atlas, one row per incident and place"
COLUMNS = (*LONG_FORM_REQUIRED, *LONG_FORM_OPTIONAL)

_SHARED = tuple(c for c in INCIDENT_COLUMNS if c not in ("incident_id", "event_type"))
_TEXTS: Final = ("actor", "notes", "source", "source_url")


def build(sheet: Sheet, request: Request) -> Records:
    """Read a sheet in the long form."""
    cells = _once_each(sheet.table)
    cut = _cut_off(sheet.table)[cells.index].reset_index(drop=True)
    if cells is not sheet.table:
        sheet = _with_rows(sheet, cells)
    table, extra = _own_and_extra(sheet.table, sheet)
    draft = Draft(replace(sheet, table=table), request)
    # We write days as YYYY-MM-DD; 10/3/2024 is a spreadsheet's, and which one's is not known.
    start, end = draft.days("date_start", "date_end")
    types, notes = read_types(draft.text("sub_event_type"), _TYPES.get)
    if notes:
        types, notes = read_types(draft.text("sub_event_type"))
        draft.note(*notes)
    ids = draft.ids("incident_id", basis=("date_start", "location", "admin1", "latitude"))
    draft.once(ids, "incident_id", shared=_SHARED)
    counts = {name: draft.count(name) for name in COUNT_COLUMNS if name not in _KILLED}
    counts |= _killed(draft)
    place, country = draft.text("location"), draft.text("country")
    parts, more = read_parts(draft, {name: name for name in COLUMNS}, ids, place, counts)
    latitude, longitude = draft.points("latitude", "longitude", country=country)
    records = draft.records(
        {
            "incident_id": ids,
            "dataset": draft.text("dataset").fillna(request.dataset),
            "date_start": start,
            "date_end": end,
            "time_start": draft.times("date_start", "date_end", own="time_start"),
            "sub_event_type": types,
            **counts,
            "more_places": more.mask(cut, "yes"),
            "same_as": read_same_as(draft, "same_as", ids, draft.text("incident_id")),
            **{name: draft.text(name) for name in _TEXTS},
        },
        {
            "place": place,
            "country": country,
            **{name: draft.text(name) for name in ("admin1", "admin2", "admin3")},
            "latitude": latitude,
            "longitude": longitude,
            "precision_limit": _precisions(draft),
            **parts,
        },
        told=(*COLUMNS, "source_row"),
    )
    return _with_extra(records, rows_as_json(extra)[draft.good()])


_KILLED: Final = ("fatalities", "fatalities_low", "fatalities_high")


def _killed(draft: Draft) -> dict[str, pd.Series[int]]:
    """Read the people killed; "2-3" says the least and the most where their own cells are blank."""
    said, own = draft.casualties(_KILLED[0]), draft.casualties(*_KILLED)
    return own | {name: own[name].fillna(said[name]) for name in _KILLED[1:]}


_TYPES: Final = {name: name for name in EVENT_TYPE_OF}


def _precisions(draft: Draft) -> pd.Series[str]:
    """Return precisions of the vocabulary; other words are left out and told."""
    text = draft.text("precision_limit")
    odd = text.notna() & ~text.isin(PRECISIONS)
    expected = f" is no precision; expected one of {', '.join(PRECISIONS)}"
    said = text[odd].map(lambda word: f"{word[:60]!r}{expected}").astype("string")
    draft.lose(said.reindex(text.index), "precision_limit")
    return text.mask(odd)


def _with_extra(records: Records, own: pd.Series[str]) -> Records:
    """Add the source's own columns to what was kept of ours because it could not be read."""
    kept = records.locations["extra"]
    both = kept.notna().to_numpy() & own.notna().to_numpy()
    extra = kept.fillna(pd.Series(own.array, index=kept.index))
    for at in map(int, both.nonzero()[0]):
        extra.iloc[at] = json.dumps(
            json.loads(own.iloc[at]) | json.loads(kept.iloc[at]), ensure_ascii=False
        )
    return replace(records, locations=records.locations.assign(extra=extra))


def _once_each(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the first of the rows that a download has for one source row."""
    if not DOWNLOAD_MARKS.issubset(cells.columns) or "source_row" not in cells:
        return cells
    reported = [name for name in cells if name not in DERIVED_COLUMNS or name == "source_row"]
    return cells.drop_duplicates(reported)


def _with_rows(sheet: Sheet, cells: pd.DataFrame) -> Sheet:
    """Return a sheet with some of its rows only."""
    at = {int(old): new for new, old in enumerate(cells.index)}
    return replace(
        sheet,
        table=cells.reset_index(drop=True),
        lines=sheet.lines[cells.index].reset_index(drop=True),
        faults={at[old]: fault for old, fault in sheet.faults.items() if old in at},
        areas=None if sheet.areas is None else sheet.areas[cells.index].reset_index(drop=True),
    )


def _cut_off(cells: pd.DataFrame) -> pd.Series[bool]:
    """Return of which rows the incident has regions that a download leaves out."""
    if not DOWNLOAD_MARKS.issubset(cells.columns) or "incident_id" not in cells:
        return pd.Series(data=False, index=cells.index)
    area = cells["region"].fillna("")
    for name in ("status", "place_name"):  # what is in no region is abroad, a country or in review
        if name in cells:
            area = area.mask(cells["region"].isna(), area + " " + cells[name].fillna(""))
    pairs = pd.DataFrame({"id": cells["incident_id"], "area": area}).drop_duplicates()
    there = cells["incident_id"].map(pairs.groupby("id").size())
    listed = cells["incident_regions"].str.count(r"\S+")
    return (listed > there).fillna(value=False).astype(bool)


def _own_and_extra(cells: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split cells into our columns, all of them there, and the source's own."""
    aside = {*COLUMNS, *(sheet.geometry or ())}
    if download := DOWNLOAD_MARKS.issubset(cells.columns):
        aside |= set(DERIVED_COLUMNS)
    extra = cells[[name for name in cells if name not in aside]].apply(_as_it_was)
    if download:
        extra = extra.rename(columns=key_of)
    ours = {
        name: _as_it_was(cells[name]) if name in cells else missing(cells.index) for name in COLUMNS
    }
    if download and "source_row" in cells:
        ours["source_row"] = cells["source_row"]
    return pd.DataFrame(ours), extra


def _as_it_was(text: pd.Series[str]) -> pd.Series[str]:
    """Return texts without the apostrophe that keeps a spreadsheet from running them."""
    if not pc.any(pc.starts_with(pa.array(text, type=pa.large_string()), "'")).as_py():
        return text
    marked = text.str.startswith("'").fillna(value=False)
    return text.mask(marked, text[marked].map(plain).astype("string"))


def _score(sheet: Sheet) -> float:
    """Score our form; a file that lacks one column still is, and is told so, not guessed at."""
    there = sum(name in sheet.table for name in LONG_FORM_REQUIRED)
    if there == len(LONG_FORM_REQUIRED):
        return 1.0
    return 0.8 if there == len(LONG_FORM_REQUIRED) - 1 else 0.0


READER: Final = Reader(
    name=NAME,
    title=TITLE,
    doc="Our own form, and what is downloaded, as it was or saved again by a spreadsheet.",
    columns=COLUMNS,
    required=LONG_FORM_REQUIRED,
    build=build,
    score=_score,
)
