"""Figures summed by SQL: what an area has of each incident, and each incident counted once.

The rules are those of `geo.query.figures`.  All SQL here is asked of rows of `incidents` with
`whole` (rule 1) and of each figure `NAME_known` (the sum of the parts inside the area),
`NAME_unknown` (how many places there have none) and `NAME_allocated` (the sum of all parts of the
incident); where incidents are counted once, of the rows of `Counting.incidents`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from geo.query.conditions import rows
from geo.query.events import incidents_sql
from geo.query.results import FIGURES, RANGED, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.query.counting import Counting
    from geo.store import Store

#: Whether the report of an incident `i` names all its places.
NAMES_ALL: Final = "coalesce(i.more_places, 'no') = 'no'"
_RANGES: Final[WeakKeyDictionary[Store, bool]] = WeakKeyDictionary()
#: Values of a figure: its columns in `Figure`'s order.
_FIELDS: Final = ("{0}", "{0}_shared", "{0}_for", "{0}_shared_for", "{0}_low", "{0}_high")


def has_ranges(store: Store) -> bool:
    """Return whether a source in a store gives a least or a most besides its best number."""
    if store not in _RANGES:
        differ = " OR ".join(
            f"{low} < {FIGURES[name]} OR {high} > {FIGURES[name]}"
            for name, (low, high) in RANGED.items()
        )
        ((found,),) = rows(store, f"SELECT EXISTS (FROM incidents WHERE {differ})")
        _RANGES[store] = bool(found)
    return _RANGES[store]


def own_sql(name: str, number: str | None = None) -> str:
    """Return SQL for what an area has of an incident's figure.

    Parameters
    ----------
    name : str
        One of `FIGURES`.
    number : str, optional
        SQL for the incident's number; by default the best that its source gives.
    """
    return (
        f"CASE WHEN whole AND {name}_unknown > 0 THEN"
        f" coalesce({number or FIGURES[name]}, {name}_known) ELSE {name}_known END"
    )


def ends_sql(name: str) -> tuple[str, str]:
    """Return SQL for the least and the most of what an area has of an incident's figure."""
    if name not in RANGED:
        return own_sql(name), own_sql(name)
    best, (low, high) = FIGURES[name], RANGED[name]
    # Without a best number its figure is not known, whatever its ends are.
    return (
        own_sql(name, f"CASE WHEN {best} IS NOT NULL THEN least({best}, {low}) END"),
        own_sql(name, f"CASE WHEN {best} IS NOT NULL THEN greatest({best}, {high}) END"),
    )


def shared_sql(name: str) -> str:
    """Return SQL for what an area shares of an incident's figure."""
    return (
        f"CASE WHEN NOT whole AND {name}_unknown > 0 AND {FIGURES[name]} IS NOT NULL"
        f" THEN greatest({FIGURES[name]} - coalesce({name}_allocated, 0), 0) END"
    )


def figures_of(row: Sequence[Any], names: Sequence[str] = tuple(FIGURES)) -> dict[str, Any]:
    """Turn a row of `summed_sql`, without its keys, into the arguments of `Figures`.

    `names` are the figures that it was asked for.
    """
    width = len(_FIELDS)
    found = {
        name: Figure.of(row[1 + at * width : 1 + (at + 1) * width]) for at, name in enumerate(names)
    }
    return {"incidents": row[0], **found}


def summed_sql(
    store: Store, how: Counting, source: str, *keys: str, names: Sequence[str] = tuple(FIGURES)
) -> str:
    """Return SQL that sums incidents and figures, for `figures_of`.

    Parameters
    ----------
    store, how
        What is asked, and how incidents are counted.
    source : str
        SQL of rows as this module describes them; of each incident one for every key.
    *keys : str
        Columns of `source` by which sums are told apart; they come first in the result.
    names : sequence of str
        Which of `FIGURES` are summed: `Figure`'s fields of each.
    """
    if how.strictness:
        return _once_sql(how, source, keys, names)
    sums = ", ".join([incidents_sql(store), *(_sums(store, name) for name in names)])
    return f"SELECT {''.join(f'{key}, ' for key in keys)}{sums} FROM ({source}) {_group(keys)}"


def _group(keys: Sequence[str]) -> str:
    return f"GROUP BY {', '.join(keys)}" if keys else ""


def _sums(store: Store, name: str) -> str:
    both = own_sql(name), shared_sql(name)
    known_for = (incidents_sql(store, sql) for sql in both)
    ends = ends_sql(name) if name in RANGED and has_ranges(store) else None
    return _columns(
        [name],
        *(
            f"CAST(sum({sql}) AS BIGINT) AS {{0}}{end}"
            for sql, end in zip(both, ("", "_shared"), strict=True)
        ),
        *(
            f"{sql} AS {{0}}{end}"
            for sql, end in zip(known_for, ("_for", "_shared_for"), strict=True)
        ),
        *(
            f"CAST(sum({sql}) AS BIGINT) AS {{0}}{end}"
            for sql, end in zip(ends or ("NULL", "NULL"), ("_low", "_high"), strict=True)
        ),
    )


def _columns(names: Sequence[str], *forms: str) -> str:
    """Return SQL columns: each of the forms for each figure, whose name `{0}` stands for."""
    return ", ".join(form.format(name) for name in names for form in forms)


#: What several accounts of one and the same come to: from the lowest to the highest.
_ONE: Final = (
    *("max({0}) AS {0}", "min({0}_low) AS {0}_low", "max({0}_high) AS {0}_high"),
    *("max({0}_upper) AS {0}_upper", "bool_or({0}_open) AS {0}_open"),
)
#: What several come to together.
_SUM: Final = (
    *("sum({0}) AS {0}", "sum({0}_low) AS {0}_low", "sum({0}_high) AS {0}_high"),
    *("sum({0}_upper) AS {0}_upper", "bool_or({0}_open) AS {0}_open"),
)
_ACCOUNT: Final = ("{0}", "{0}_low", "{0}_high", "{0}_upper", "{0}_open")


def _once_sql(how: Counting, source: str, keys: Sequence[str], names: Sequence[str]) -> str:
    """Return SQL that sums each cluster once, by the rules of `geo.query.figures`."""
    by = "".join(f"{key}, " for key in keys)
    known = "CASE WHEN {0} IS NULL THEN 0 ELSE n END", "CASE WHEN {0}_open THEN n ELSE 0 END"
    rest = "CASE WHEN {0}_open THEN greatest({0}_upper - coalesce({0}, 0), 0) END"
    forms = ("{0}", "{0}_shared", *known, "{0}_low", "{0}_high")
    alone = _columns(
        names, *(f"{form} AS {field}" for form, field in zip(forms, _FIELDS, strict=True))
    )
    counted = _columns(names, "NULL", "NULL", *known, "NULL", "NULL")
    wholes = _columns(names, "{0}", rest, "0", "0", "{0}_low", "{0}_high")
    summed = _columns(names, *(f"CAST(sum({field}) AS BIGINT) AS {field}" for field in _FIELDS))
    return f"""
        WITH {_told(by, source, names)}, clusters AS MATERIALIZED (
            SELECT {by}cluster, any_value(depth) AS depth, max(n) AS n, {_columns(names, *_ONE)}
            FROM told WHERE root IS NOT NULL GROUP BY {by}cluster
        ), of_datasets AS (
            SELECT {by}root AS cluster, {_columns(names, *_SUM)} FROM (
                SELECT {by}root, cluster, dataset, {_columns(names, *_ONE)}
                FROM told WHERE root IS NOT NULL GROUP BY {by}root, cluster, dataset
            ) GROUP BY {by}root, dataset
        ), {_levels(how, by, names)}
        SELECT {by}CAST(coalesce(sum(n), 0) AS BIGINT) AS incidents, {summed} FROM (
            SELECT {by}n, {alone} FROM told WHERE root IS NULL
            UNION ALL SELECT {by}n, {counted} FROM clusters
            UNION ALL SELECT {by}0, {wholes} FROM level_0
        ) {_group(keys)}"""


def _told(by: str, source: str, names: Sequence[str]) -> str:
    """Return SQL of what each incident tells: its figures, the least, the most, and all at most."""
    told = ", ".join(
        f"{sql} AS {name}{end}"
        for name in names
        for sql, end in zip(
            (own_sql(name), *ends_sql(name), shared_sql(name)),
            ("", "_low", "_high", "_shared"),
            strict=True,
        )
    )
    upper = _columns(
        names,
        "coalesce({0} + {0}_shared, {0}, {0}_shared) AS {0}_upper",
        "{0}_shared IS NOT NULL AS {0}_open",
    )
    return f"""told AS MATERIALIZED (
            SELECT *, {upper} FROM (
                SELECT {by}cluster, root, depth, dataset, coalesce(events, 1) AS n, {told}
                FROM ({source})
            )
        )"""


def _levels(how: Counting, by: str, names: Sequence[str]) -> str:
    """Return SQL of the wholes with their parts, the deepest first: `level_0` has all of them.

    Of a whole there are several accounts: its own records', that of its parts together, and, for
    what is part of nothing else, that of each dataset, which tells no incident twice.
    """
    account = f"{by}cluster, {_columns(names, *_ACCOUNT)}"
    levels = []
    for depth in range(how.depth, -1, -1):
        accounts = [f"SELECT {account} FROM clusters WHERE depth = {depth}"]
        if depth < how.depth:
            accounts.append(
                f"SELECT {by}parent AS cluster, {_columns(names, *_SUM)} FROM level_{depth + 1}"
                f" JOIN wholes USING (cluster) GROUP BY {by}parent"
            )
        if not depth:
            least = _columns(names, "{0}", "NULL", *_ACCOUNT[2:])
            accounts.append(f"SELECT {by}cluster, {least} FROM of_datasets")
        levels.append(
            f"level_{depth} AS (SELECT {by}cluster, {_columns(names, *_ONE)}"
            f" FROM ({' UNION ALL '.join(accounts)}) GROUP BY {by}cluster)"
        )
    wholes = f"""wholes AS (
            SELECT DISTINCT cluster, parent FROM clustered
            WHERE strictness = '{how.strictness}' AND parent IS NOT NULL
        )"""
    return ", ".join([wholes, *levels])
