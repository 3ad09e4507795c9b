"""A copy of a store for a public server, without what the terms of its datasets forbid to show.

Of a dataset that may be republished "aggregated only" the copy has one record for each week, type,
actor and set of regions: how many events it stands for, and their figures.  No place, point, text,
source, day or id of a single event is in it.  The figures of every region are those of the store:
only events of which the same is known are put together (`_kind`).  Of a dataset that may not be
republished the copy has nothing.  Whatever the server then answers, it answers from the copy.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo import layers, store
from geo.ingest.linking import links_of
from geo.regions import english_names
from geo.schema import (
    COUNT_COLUMNS,
    COUNTRIES,
    INCIDENT_COLUMNS,
    LOCATION_COLUMNS,
    PLACE_COUNTS,
    incidents_schema,
    locations_schema,
)
from geo.store import AGGREGATED, FORBIDDEN, HISTORY, ORIGIN, WITHHELD, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo.store import Store, Tables

#: Ends the version of a copy: what it answers is something else.
_MARK: Final = "p"
_COUNTS: Final = tuple(name for name in COUNT_COLUMNS if name != "events")
#: What an incident's place is in, as one text: a region, UA, RU, outside or review.
_OUTSIDE, _REVIEW = "outside", "review"
#: Whether the parts of an area's places are known: of all, of none, of some.
_ALL, _NONE, _SOME = "1", "0", "b"


def restricted(opened: Store) -> dict[str, str]:
    """Return the datasets that may not be shown as they are, each with what its terms say."""
    found = {name: terms.republish for name, terms in terms_of(opened).items()}
    return {name: said for name, said in found.items() if said in (FORBIDDEN, AGGREGATED)}


def publish(opened: Store, path: Path) -> bool:
    """Write the copy of a store that may be shown, if it has to be another.

    Parameters
    ----------
    opened : Store
        The store as it is.
    path : Path
        Where to write the copy.

    Returns
    -------
    bool
        Whether a copy was written; if not, the store itself may be shown.

    Raises
    ------
    StoreError
        If the disk does not take it.
    """
    names = restricted(opened)
    if not names:
        return False
    mine, kept = opened.tables().split(names)
    coarse, _ = mine.split([name for name, said in names.items() if said == AGGREGATED])
    tables = kept.joined(_aggregated(coarse)) if len(coarse.incidents) else kept
    store.write(
        path,
        tables,
        meta=_meta(opened, names),
        layers=[layers.tables_of(layer, tables.points()) for layer in layers.of_store(opened)],
        link=partial(links_of, apart=tuple(names)),
        kept_revisions=_revisions(opened, names, set(mine.incidents["incident_id"])),
    )
    return True


def _meta(opened: Store, names: dict[str, str]) -> dict[str, str]:
    left_out = ("format", "version", "stamps", HISTORY)
    meta = {key: value for key, value in opened.meta.items() if key not in left_out}
    meta |= {"version": opened.version + _MARK, ORIGIN: str(opened.stamp.path)}
    meta[WITHHELD] = json.dumps(names, ensure_ascii=False)
    if HISTORY in opened.meta:
        known = json.loads(opened.meta[HISTORY])
        meta[HISTORY] = json.dumps([[version + _MARK, *rest] for version, *rest in known])
    return meta


def _revisions(opened: Store, names: dict[str, str], ids: set[str]) -> list[tuple[Any, ...]]:
    """Return the kept revisions without those of the datasets `names`, or of nobody knows which."""
    rows = opened.revisions()
    own, unknown = set(ids), set[str]()
    for _version, _built, name, change, _field, before, _after in rows:
        if change == "gone":
            dataset = json.loads(before).get("dataset") if before else None
            if dataset is None:
                unknown.add(name)
            elif dataset in names:
                own.add(name)
    return [(version + _MARK, *rest) for version, *rest in rows if rest[1] not in own | unknown]


def _area(locations: pd.DataFrame) -> pd.Series[str]:
    """Return what each place is in, as table `locations` of a store has it."""
    country = locations["place_name"].eq("Russia").map({True: "RU", False: "UA"})
    whole = (locations["status"] == "located") & (locations["precision"] == "country")
    other = pd.Series(_REVIEW, index=locations.index, dtype="string")
    other = other.mask(locations["status"] == "outside", _OUTSIDE).mask(whole, country)
    return locations["region"].astype("string").fillna(other)


def _aggregated(tables: Tables) -> Tables:
    """Put incidents together of which the same is known."""
    locations = tables.locations.assign(area=_area(tables.locations))
    incidents = tables.incidents.set_index("incident_id", drop=False).rename_axis(None)
    kinds = _kind(incidents, locations)
    keys = pd.Series([_id(key) for key in kinds], index=incidents.index, dtype="string")
    first = pd.DataFrame({"incident_id": keys, "kind": kinds}).drop_duplicates("incident_id")
    grouped = incidents.assign(
        incident_id=keys, events=incidents["events"].fillna(1).astype("Int64")
    ).groupby("incident_id", sort=True)
    # Of each group all events have a figure, or none of them has.
    out = grouped[["events", *_COUNTS]].sum(min_count=1)
    for name in ("dataset", "event_type", "sub_event_type", "actor", "more_places"):
        out[name] = grouped[name].first()
    out["date_start"] = _monday(grouped["date_start"].min())
    out["date_end"] = _monday(grouped["date_end"].min()) + pd.Timedelta(days=6)
    out["source"] = out["dataset"]
    parts = locations.assign(key=locations["incident_id"].map(keys))
    sums = parts.groupby(["key", "area"])[list(PLACE_COUNTS)].sum(min_count=1).to_dict("index")
    places = pd.DataFrame(
        [row for name, kind in first.itertuples(index=False) for row in _places(name, kind, sums)],
        columns=list(LOCATION_COLUMNS),
    )
    return store.Tables(
        incidents_schema().validate(out.reset_index().reindex(columns=list(INCIDENT_COLUMNS))),
        locations_schema().validate(places),
        tables.rejected.head(0),
    )


def _monday(days: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def _kind(incidents: pd.DataFrame, locations: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return what is known of each incident: those alike are put together.

    Dataset, type, actor, weeks, which figures there are and whether the places' parts leave
    something of them, and of each area that it touches whose parts are known.
    """
    counts = list(PLACE_COUNTS)
    touched = dict[str, dict[str, str]]()
    flags = locations[counts].notna().astype(int).astype(str).agg("".join, axis=1)
    for name, area, marks in zip(locations["incident_id"], locations["area"], flags, strict=True):
        areas = touched.setdefault(name, {})
        areas[area] = _both(areas.get(area, marks), marks)
    given = locations.groupby("incident_id")[counts].sum().reindex(incidents.index)
    left = {
        whole: (incidents[whole] > given[here].astype("Int64")).fillna(value=False).astype(bool)
        for here, whole in PLACE_COUNTS.items()
    }
    columns = [
        incidents["dataset"],
        incidents["sub_event_type"],
        incidents["actor"].fillna(""),
        incidents["more_places"].fillna(""),
        *(_monday(incidents[name]).dt.strftime("%Y-%m-%d") for name in ("date_start", "date_end")),
        *(incidents[name].notna() for name in _COUNTS),
        *left.values(),
        [tuple(sorted(touched.get(name, {}).items())) for name in incidents.index],
    ]
    return list(zip(*columns, strict=True))


def _both(one: str, other: str) -> str:
    return "".join(a if a == b else _SOME for a, b in zip(one, other, strict=True))


def _id(kind: tuple[Any, ...]) -> str:
    digest = hashlib.sha256(repr(tuple(map(str, kind))).encode()).hexdigest()[:16]
    return f"{kind[0]}-{kind[4]}-{digest}"


def _places(name: str, kind: tuple[Any, ...], sums: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    """Yield a place for each area of a group; two where parts are known of some places only."""
    for at, (area, marks) in enumerate(kind[-1]):
        given = dict(zip(PLACE_COUNTS, marks, strict=True))
        known = {here: sums[name, area][here] for here, mark in given.items() if mark != _NONE}
        yield _place(name, area, 2 * at + 2) | known
        if _SOME in marks:
            # Where nothing is unknown, this place has no further part.
            yield _place(name, area, 2 * at + 3) | {h: 0 for h, m in given.items() if m == _ALL}


def _place(name: str, area: str, row: int) -> dict[str, Any]:
    known = dict[str, Any](incident_id=name, source_row=row, method="none", score=0.0)
    if area == _REVIEW:
        return known | {"precision": "none", "status": "unmatched"}
    if area == _OUTSIDE:
        return known | {"precision": "outside", "status": "outside", "method": "outside"}
    if area in COUNTRIES:
        place = COUNTRIES[area]
        known |= {"precision": "country", "method": "country"}
    else:
        place = english_names()[area]
        known |= {"precision": "region", "method": "region name", "region": area}
        known |= {"country": COUNTRIES[area[:2]], "precision_limit": "region"}
    return known | {"place": place, "place_name": place, "status": "located", "score": 1.0}
