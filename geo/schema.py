"""Tables, column names and vocabularies: the only place where they are spelled.

Words used throughout
---------------------
incident
    Something reported to have happened between two days (a closed interval), with its figures.
location
    One place that an incident touched.  An incident has one or more.
region
    A first-level administrative unit (admin1) of Ukraine or Russia, named by its ISO 3166-2 code.
precision
    How exactly a location is known; see `PRECISIONS`.
status
    What geocoding made of a location; see `STATUSES`.

Field names and the type vocabulary follow ACLED's codebook (Armed Conflict Location & Event Data,
https://acleddata.com, "ACLED Codebook") where ACLED has one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

#: Event type and sub-event type of an incident whose source does not say what happened, or says it
#: in words that no type stands for.  ACLED has no such type.
UNKNOWN_TYPE: Final = "Unspecified"

#: A warning that an attack may come, from its sounding to the all-clear.  ACLED has no such type.
ALERT_TYPE: Final = "Air-raid alert"

#: Sub-event types by event type, as ACLED's codebook (2023) lists them, `ALERT_TYPE` and
#: `UNKNOWN_TYPE`.  An event type is a sub-event type too, for sources that tell no more.
EVENT_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "Battles": (
        "Battles",
        "Government regains territory",
        "Non-state actor overtakes territory",
        "Armed clash",
    ),
    "Explosions/Remote violence": (
        "Explosions/Remote violence",
        "Air/drone strike",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Chemical weapon",
        "Suicide bomb",
        "Grenade",
    ),
    "Violence against civilians": (
        "Violence against civilians",
        "Attack",
        "Abduction/forced disappearance",
        "Sexual violence",
    ),
    "Protests": (
        "Protests",
        "Peaceful protest",
        "Protest with intervention",
        "Excessive force against protesters",
    ),
    "Riots": ("Riots", "Violent demonstration", "Mob violence"),
    "Strategic developments": (
        "Strategic developments",
        "Disrupted weapons use",
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ),
    ALERT_TYPE: (ALERT_TYPE,),
    UNKNOWN_TYPE: (UNKNOWN_TYPE,),
}

#: Event type of each sub-event type.
EVENT_TYPE_OF: Final[dict[str, str]] = {
    sub: event for event, subs in EVENT_TYPES.items() for sub in subs
}

#: Countries whose regions the atlas knows, by ISO 3166-1 alpha-2 code.
COUNTRIES: Final[dict[str, str]] = {"UA": "Ukraine", "RU": "Russia"}

#: From the sharpest to the vaguest.  Only the first two are drawn as points.
PRECISIONS: Final[tuple[str, ...]] = (
    "exact",  # the record's own coordinates
    "settlement",  # a populated place: drawn at its centre
    "hromada",  # within a circle of some kilometres (`CIRCLE_COLUMNS`), never a point
    "district",  # a raion, a district or a part of a region
    "region",  # admin1 only: shades its region, never a pin
    "country",  # Ukraine or Russia as a whole
    "outside",  # at sea or in another country
    "none",  # not known
)
#: The precisions that put a location on the map as a point.
POINT_PRECISIONS: Final[tuple[str, ...]] = ("exact", "settlement")
#: Where a location of precision "hromada" lies, in a place whose own point is not known: around
#: this middle (degrees, EPSG:4326), at most so many kilometres away.  All others have none, and it
#: has no `lat` and `lon`.
CIRCLE_COLUMNS: Final[tuple[str, ...]] = ("circle_lat", "circle_lon", "radius_km")

STATUSES: Final[tuple[str, ...]] = (
    "located",  # in exactly one region, or a country as a whole
    "ambiguous",  # several regions have the name and nothing decides
    "unmatched",  # no place of this name is known
    "outside",  # known to be at sea or abroad
    "disagreeing",  # name and coordinates, or name and qualifier, contradict each other
)
#: Statuses that ask for a person's decision.
REVIEW_STATUSES: Final[tuple[str, ...]] = ("ambiguous", "unmatched", "disagreeing")

#: Columns of table `incidents`, one row per incident.
INCIDENT_COLUMNS: Final[tuple[str, ...]] = (
    "incident_id",
    "dataset",
    "date_start",
    "date_end",
    "time_start",  # HH:MM by the source's own clock, or missing
    "event_type",
    "sub_event_type",
    "actor",
    "events",  # how many events of its source the record stands for; missing: one
    "fatalities",  # the source's best number
    "fatalities_low",  # at least so many, where the source says it
    "fatalities_high",  # at most so many, where the source says it
    "injuries",
    "launched",
    "downed",
    "lost",
    "more_places",  # whether it had further places that the report does not name: `MORE_PLACES`
    "notes",
    "source",
    "source_url",
    "same_as",  # the incident that another record tells of the same event, by its id
)
#: What `more_places` may be besides missing, which is not stated.
MORE_PLACES: Final[tuple[str, ...]] = ("yes", "no", "unknown")
#: Parts of an incident's figures that were reported of one of its places: the column of the place,
#: and the incident's own.  A part that is missing is not known.
PLACE_COUNTS: Final[dict[str, str]] = {
    "killed_here": "fatalities",
    "injured_here": "injuries",
    "launched_here": "launched",
    "downed_here": "downed",
}
#: Columns of table `locations` as reported, one row per incident and place.
REPORTED_COLUMNS: Final[tuple[str, ...]] = (
    "incident_id",
    "place",
    "country",
    "admin1",
    "admin2",  # district (raion) as reported
    "admin3",  # community (hromada) as reported
    "latitude",
    "longitude",
    "precision_limit",  # the sharpest precision that the source itself claims, or missing
    *PLACE_COUNTS,
    "source_row",  # the row of the source file, its header being row 1
    "extra",  # the source's own further columns, a JSON object
)
#: To what in Ukraine a location belongs: names and codes (KATOTTG) of its raion and hromada, and
#: the code of the settlement or unit itself.  Missing in Russia, and where they are not known.
UNIT_COLUMNS: Final[tuple[str, ...]] = (
    "raion",
    "raion_code",
    "hromada",
    "hromada_code",
    "place_code",
)
#: Columns of table `locations` that geocoding adds.  `lat` and `lon` are degrees, EPSG:4326.
GEOCODED_COLUMNS: Final[tuple[str, ...]] = (
    "region",
    *UNIT_COLUMNS,
    "place_name",
    "lat",
    "lon",
    *CIRCLE_COLUMNS,
    "precision",
    "method",
    "score",
    "status",
    "candidates",
    "note",
)
LOCATION_COLUMNS: Final[tuple[str, ...]] = (*REPORTED_COLUMNS, *GEOCODED_COLUMNS)
#: Columns of table `rejected`: rows of a source that are not an incident yet, each with its reason.
REJECTED_COLUMNS: Final[tuple[str, ...]] = ("dataset", "source_row", "column", "problem", "row")

#: How sure a link between two records has to be for both to count as one, from the loosest.
STRICTNESS: Final[tuple[str, ...]] = ("low", "usual", "high")
#: Columns of table `links`: which two records tell of one incident ("same"), or which is a part of
#: the other ("part_of": a of b), how surely (0 to 1), and why, in words.
LINK_COLUMNS: Final[tuple[str, ...]] = (
    *("dataset_a", "id_a", "dataset_b", "id_b"),
    *("label", "score", "reasons"),
)
#: Columns of what links come to: each incident's cluster, and the cluster of the whole that it is a
#: part of, or missing.
CLUSTER_COLUMNS: Final[tuple[str, ...]] = ("dataset", "id", "cluster", "parent")

#: A time of day as `time_start` has it: hours and minutes as reported, not converted between zones.
TIME_OF_DAY: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"

#: Whole numbers of zero or more; blank is unknown, which is not zero.
COUNT_COLUMNS: Final[tuple[str, ...]] = (
    "events",
    "fatalities",
    "fatalities_low",
    "fatalities_high",
    "injuries",
    "launched",
    "downed",
    "lost",
)

#: Columns of the long form (one row per incident and place) that must be there.
LONG_FORM_REQUIRED: Final[tuple[str, ...]] = (
    "incident_id",
    "date_start",
    "sub_event_type",
    "location",
)
#: Columns of the long form that may be there.
LONG_FORM_OPTIONAL: Final[tuple[str, ...]] = (
    "dataset",
    "date_end",
    "time_start",
    "actor",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "latitude",
    "longitude",
    "precision_limit",
    "events",
    "launched",
    "downed",
    "lost",
    *PLACE_COUNTS,
    "more_places",
    "fatalities",
    "fatalities_low",
    "fatalities_high",
    "injuries",
    "source",
    "source_url",
    "same_as",
    "notes",
)
#: Columns of a download that say to what in Ukraine a record belongs: of oblast, raion and hromada
#: the code in the register (KATOTTG) and the p-code (OCHA's COD-AB).
CODE_COLUMNS: Final[tuple[str, ...]] = (
    *("region_code", "region_p_code"),
    *("raion", "raion_code", "raion_p_code"),
    *("hromada", "hromada_code", "hromada_p_code"),
    "place_code",
)
#: Columns of a download that follow from the others; they are left aside when it is read again.
DERIVED_COLUMNS: Final[tuple[str, ...]] = (
    "event_type",
    "region",
    "region_name",
    *CODE_COLUMNS,
    "place_name",
    "lat",
    "lon",
    *CIRCLE_COLUMNS,
    "precision",
    "status",
    "method",
    "score",
    "incident_regions",
    "source_row",
    "cluster",
)
#: A file in the long form that has these is a download of ours.
DOWNLOAD_MARKS: Final[frozenset[str]] = frozenset({"region", "region_name", "incident_regions"})


@cache
def incidents_schema() -> pa.DataFrameSchema:
    """Return the schema (pandera) of table `incidents`: types, vocabularies, ranges, unique ids."""
    import pandera.pandas as pa

    text = pa.Column("string", nullable=True)
    count = pa.Column("Int64", pa.Check.ge(0), nullable=True)
    day = pa.Column("datetime64[s]")
    columns: dict[str, pa.Column] = {
        "incident_id": pa.Column("string", unique=True),
        "dataset": pa.Column("string"),
        "date_start": day,
        "date_end": day,
        "time_start": pa.Column("string", pa.Check.str_matches(rf"^{TIME_OF_DAY}$"), nullable=True),
        "event_type": pa.Column("string", pa.Check.isin(list(EVENT_TYPES))),
        "sub_event_type": pa.Column("string", pa.Check.isin(list(EVENT_TYPE_OF))),
        "actor": text,
        **dict.fromkeys(COUNT_COLUMNS, count),
        "more_places": pa.Column("string", pa.Check.isin(list(MORE_PLACES)), nullable=True),
        "notes": text,
        "source": text,
        "source_url": text,
        "same_as": text,
    }
    ordered = pa.Check(
        lambda table: table["date_end"] >= table["date_start"],
        error="date_end is not before date_start",
    )
    return pa.DataFrameSchema(columns, checks=ordered, strict=True, coerce=True)


@cache
def locations_schema() -> pa.DataFrameSchema:
    """Return the schema (pandera) of `locations`, geocoded; lat and lon in degrees, EPSG:4326."""
    import pandera.pandas as pa

    text = pa.Column("string", nullable=True)

    def degrees(limit: float) -> pa.Column:
        return pa.Column("float64", pa.Check.in_range(-limit, limit), nullable=True)

    columns: dict[str, pa.Column] = {
        "incident_id": pa.Column("string"),
        "place": text,
        "country": text,
        "admin1": text,
        "admin2": text,
        "admin3": text,
        "latitude": degrees(90),
        "longitude": degrees(180),
        "precision_limit": pa.Column("string", pa.Check.isin(list(PRECISIONS)), nullable=True),
        **dict.fromkeys(PLACE_COUNTS, pa.Column("Int64", pa.Check.ge(0), nullable=True)),
        "source_row": pa.Column("int64", pa.Check.ge(1)),
        "extra": text,
        "region": pa.Column("string", pa.Check.str_matches(r"^(UA|RU)-"), nullable=True),
        **dict.fromkeys(UNIT_COLUMNS, text),
        "place_name": text,
        "lat": degrees(90),
        "lon": degrees(180),
        "circle_lat": degrees(90),
        "circle_lon": degrees(180),
        "radius_km": pa.Column("float64", pa.Check.gt(0), nullable=True),
        "precision": pa.Column("string", pa.Check.isin(list(PRECISIONS))),
        "method": pa.Column("string"),
        "score": pa.Column("float64", pa.Check.in_range(0, 1)),
        "status": pa.Column("string", pa.Check.isin(list(STATUSES))),
        "candidates": text,
        "note": text,
    }

    def circles_apart(table: pd.DataFrame) -> pd.Series[bool]:
        around = table["precision"] == "hromada"
        circle = table[list(CIRCLE_COLUMNS)].notna()
        apart: pd.Series[bool] = circle.eq(around, axis=0).all(axis=1)
        return apart & ~(around & table["lat"].notna())

    around = pa.Check(circles_apart, error="precision hromada has a circle and no point")
    return pa.DataFrameSchema(columns, checks=around, strict=True, coerce=True)
