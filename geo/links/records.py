"""Records as they are compared: one row an incident, one row each of its places, and its words.

Tables that `prepare` makes in a connection, all of them temporary:

linked
    rid (a number in the order of dataset and id), dataset, id, first and last (days since 1970),
    its figures, the targets and means that its text speaks of as bits, its `kind` (see `_kind`),
    `side` (of the attacker: 1 Ukraine, 2 Russia, 0 unknown), and whether it is a `report` (one of
    several, perhaps, of the same incident) or a `wave` of a night over several regions.
linked_places
    rid, lat, lon, region and `own`: whether it is the record's own point, or that of its town.
linked_words
    rid, word (a hash of the beginning of a word that few records have) and its weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.gazetteer import SHIPPED
from geo.links.words import bit, bits_sql, latin_sql

if TYPE_CHECKING:
    import duckdb

#: Intervals of more days than these tell of many incidents, and are compared with none.
LONGEST: Final = 7
#: Letters of a word that count: what follows is an ending, in most words of the three languages.
_STEM: Final = 6
#: A word tells something if at most this part of all records has it, or so few.
_RARE: Final = 0.01
_FEW: Final = 12
#: Words of a record that are compared, its rarest ones.
_WORDS_KEPT: Final = 16

_NUMBER: Final = r"(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_DEAD: Final = "(?:kill(?:ed|ing|s)?|dead|died|fatalit|bodies|загин|загибл|погиб|вбит|убит)"
_HURT: Final = "(?:wounded|injur|hurt|поранен|ранен|постражд|пострада)"
_SPELLED: Final = (
    "['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven',"
    " 'twelve']"
)


def _told(what: str) -> str:
    """Return SQL for the number of people that a text gives, such as 9 of "9 were killed"."""
    ways = (f"{_NUMBER} [^.;:|/0-9]{{0,40}}?{what}", f"{what}[^.;:|/0-9]{{0,24}}? {_NUMBER} ")
    numbers = []
    for way in ways:
        found = f"regexp_extract(text, '{way}', 1)"
        numbers += [
            f"TRY_CAST({found} AS INTEGER)",
            f"nullif(list_position({_SPELLED}, {found}), 0)",
        ]
    return f"coalesce({', '.join(numbers)})"


#: Who attacks: the first side that a text names as forces, or as the owner of what hits.
_FORCES: Final = (
    r"(?:\w+ ){0,2}?(?:forces?|army|air ?forces?|troops|militar|missil|rocket|shell|strike|bomb"
    r"|airstrike|attack|artiller|cruise|tank|mlrs|drone|long range)"
)
_ACTING: Final = r"(?:russian|ukrainian|dpr|lpr) (?:\w+ ){0,2}?(?:forces?|army|air ?forces?|troops)"
#: What is hit, where a text names only whose it is.
_OWNED: Final = (
    r"(?:\w+ )?(?:equipment|vehicles?|losses|convoy|column|ammunition|depot|base|tanks?|positions?"
    r"|pontoon|armou?r|helicopter|plane)"
)
_SIDE: Final = f"""
CASE WHEN regexp_matches(lower(actor), 'ukrain') THEN 1
    WHEN regexp_matches(lower(actor), 'russia') THEN 2
    WHEN regexp_matches(text, 'russian {_OWNED}') AND NOT regexp_matches(text, '{_ACTING}') THEN 1
    WHEN regexp_matches(text, 'ukrainian {_OWNED}') AND NOT regexp_matches(text, '{_ACTING}') THEN 2
    ELSE CASE regexp_extract(text, '(russian|ukrainian|dpr|lpr) {_FORCES}', 1)
        WHEN 'ukrainian' THEN 1 WHEN '' THEN
            CASE WHEN regexp_matches(text, 'українськ.. (?:бій|військ|захис|сил)'
                    || '|(?:зсу|всу) (?:знищ|уничт|завда|нанес|удар)')
                THEN 1 WHEN regexp_matches(text, 'росіян|російськ|окупант|оккупант|ворог|войска рф')
                THEN 2 END
        ELSE 2 END
END
"""
_READ: Final = """
SELECT row_number() OVER (ORDER BY dataset, incident_id) - 1 AS rid, dataset, incident_id AS id,
    CAST(date_start - DATE '1970-01-01' AS INTEGER) AS first,
    CAST(date_end - DATE '1970-01-01' AS INTEGER) AS last,
    TRY_CAST(time_start[:2] AS INTEGER) AS hour, event_type, sub_event_type, actor,
    coalesce(fatalities_low, fatalities) AS low, coalesce(fatalities_high, fatalities) AS high,
    injuries, launched, downed, same_as,
    list_distinct(regexp_extract_all(lower(source_url), 'https?://[^ ,;|/]+/[^ ,;|]{4,}')) AS urls,
    lower(coalesce(notes, '') || ' ; ' || coalesce(p.place, '')) AS text,
    lower(coalesce(p.names, '')) AS names, coalesce(p.regions, 0) AS regions
FROM incidents LEFT JOIN (
    SELECT incident_id, string_agg(DISTINCT place, ' ; ' ORDER BY place) AS place,
        string_agg(DISTINCT concat_ws(' ', place, place_name), ' ; ') AS names,
        count(DISTINCT region) AS regions
    FROM locations GROUP BY incident_id
) p USING (incident_id)
"""


#: What a record tells of: 1 a strike, 2 something downed, 3 a clash, 4 people harmed at close
#: quarters, 5 no attack, 0 unknown.  Its words count before its type, for types are the source's.
def _kind() -> str:
    strike, downed, clash, people, other, protest = (
        f"deeds & {bit('deed', name)} > 0"
        for name in ("strike", "interception", "clash", "civilians", "other", "protest")
    )
    return f"""
    CASE WHEN {protest} OR {other} AND NOT {strike} OR event_type IN ('Protests', 'Riots') THEN 5
        WHEN sub_event_type = 'Disrupted weapons use' OR {downed} AND NOT {strike} THEN 2
        WHEN event_type = 'Violence against civilians' OR {people} AND NOT {strike} THEN 4
        WHEN event_type = 'Strategic developments' THEN 5
        WHEN {strike} THEN 1
        WHEN event_type = 'Battles' OR {clash} THEN 3
        WHEN event_type = 'Explosions/Remote violence' THEN 1 ELSE 0 END"""


#: A dataset is one of reports if none of its records has a figure, and most have no type: what it
#: counts are posts and pictures, of which several may show one incident.
_LINKED: Final = f"""
CREATE OR REPLACE TEMP TABLE linked AS
WITH given AS ({_READ}), told AS (
    SELECT *, {bits_sql("target", "text")} AS targets, {bits_sql("home", "text")} AS home,
        {bits_sql("means", "text")} AS means, {bits_sql("deed", "text")} AS deeds,
        {bits_sql("scope", "text")} AS scope, {bits_sql("time", "text")} AS times,
        {_SIDE} AS side,
        {_told(_DEAD)} AS dead, {_told(_HURT)} AS hurt
    FROM given
), datasets AS (
    SELECT dataset, dense_rank() OVER (ORDER BY dataset) AS number,
        count(coalesce(low, injuries, launched, downed)) = 0
            AND 2 * count_if(event_type = 'Unspecified') >= count(*) AS report
    FROM given GROUP BY dataset
)
SELECT rid, dataset, id, number, report, first, last, hour, sub_event_type, same_as, urls, text,
    names, targets, home, means, scope, times, {_kind()} AS kind,
    coalesce(side, 0) AS side, least(low, dead) AS low,
    greatest(high, dead) AS high, coalesce(injuries, hurt) AS hurt, launched, downed, regions,
    CASE WHEN regions > 0 AND coalesce(launched, downed) IS NOT NULL
        THEN list_transform(regexp_extract_all(text, '[0-9]{{1,3}}'), lambda n: n::BIGINT)
        END AS numbers,
    regions > 2 OR regions > 1 AND coalesce(launched, downed) IS NOT NULL
        OR regions > 0 AND coalesce(greatest(launched, downed) >= 10, false) AS wave
FROM told JOIN datasets USING (dataset)
"""
#: A dataset's points are those of towns where all records of one place name have the same point.
_PLACES: Final = """
CREATE OR REPLACE TEMP TABLE linked_places AS
WITH places AS (
    SELECT rid, dataset, l.lat, l.lon, l.region, l.precision, lower(l.place) AS place,
        l.x IS NOT NULL AS drawn, l.circle_lat, l.circle_lon, l.radius_km
    FROM linked JOIN locations l ON l.incident_id = linked.id
), names AS (
    SELECT dataset, place, lat, lon, count(*) AS many FROM places
    WHERE drawn AND place <> '' GROUP BY ALL
), repeated AS (
    SELECT dataset, place, sum(many) AS many, max(many) AS top FROM names
    GROUP BY ALL HAVING sum(many) > 1
), datasets AS (
    SELECT dataset, 2 * sum(top - 1) >= sum(many - 1) AS centred FROM repeated GROUP BY dataset
)
SELECT rid, coalesce(circle_lat, lat) AS lat, coalesce(circle_lon, lon) AS lon, region, radius_km,
    precision = 'exact' AND NOT coalesce(centred, false) AS own,
    drawn OR radius_km IS NOT NULL AS pointed, CAST(0 AS DOUBLE) AS reach
FROM places LEFT JOIN datasets USING (dataset)
"""
#: How far from a town's point an incident may be that is told of the town: as far as it is built,
#: at 2,000 inhabitants a square kilometre, and some kilometres around it.
_REACH: Final = """
UPDATE linked_places SET reach = coalesce(radius_km, 0) + $around + coalesce(sqrt((
    SELECT max(people) FROM (
        SELECT unnest($lat) AS y, unnest($lon) AS x, unnest($people) AS people
    ) WHERE abs(y - lat) < 0.04 AND abs(x - lon) < 0.06
) / 2000 / pi()), 0)
WHERE pointed AND NOT own
"""
#: Kilometres around a town's built-up land that belong to it: its airfield, its depots.
_AROUND: Final = 3.0
_LEAST_PEOPLE: Final = 5_000
_WORDS: Final = f"""
CREATE OR REPLACE TEMP TABLE linked_words AS
WITH folded AS (
    SELECT rid, {latin_sql("text")} AS text, {latin_sql("names")} AS names FROM linked
), words AS (
    SELECT rid, unnest(list_filter(list_distinct(list_transform(
        regexp_extract_all(text, '[a-z0-9]{{4,}}'), lambda w: w[:{_STEM}]
    )), lambda w: NOT contains(names, w))) AS word
    FROM folded
), many AS (
    SELECT word, count(*) AS many FROM words GROUP BY word
    HAVING many > 1 AND many <= greatest({_FEW}, {_RARE} * (SELECT count(*) FROM linked))
)
SELECT rid, hash(word) AS word, ln((SELECT count(*) FROM linked) / many) AS weight
FROM words JOIN many USING (word)
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables linked and linked_places, and linked_words."""
    for statement in (_LINKED, _PLACES, _WORDS):
        connection.execute(statement)
    connection.execute(_REACH, {"around": _AROUND, **_towns()})


def _towns() -> dict[str, list[float]]:
    """Return latitudes, longitudes and inhabitants of the larger settlements."""
    from pyarrow import compute, parquet

    columns = ["kind", "lat", "lon", "population"]
    table = parquet.read_table(SHIPPED, columns=columns)
    large = compute.and_(
        compute.equal(table["kind"], "settlement"),
        compute.greater_equal(table["population"], _LEAST_PEOPLE),
    )
    lat, lon, people = (table.filter(large)[name].to_pylist() for name in columns[1:])
    return {"lat": lat, "lon": lon, "people": people}
