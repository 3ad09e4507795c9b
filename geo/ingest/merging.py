"""Several files and datasets in one store: ids that stay apart, and what replaces what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from geo.errors import InputError
from geo.ingest import compare
from geo.readers import Records

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.store import Revision, Tables


def no_ids() -> pd.Series[str]:
    """Return what `distinct_ids` knows of an empty store."""
    return pd.Series(dtype="string")


def ids_of(incidents: pd.DataFrame) -> pd.Series[str]:
    """Return the dataset of each incident id of a store."""
    return incidents.set_index("incident_id")["dataset"]


def distinct_ids(
    records: Sequence[Records], files: Sequence[str], known: pd.Series[str]
) -> list[Records]:
    r"""Put the dataset's name before ids that another dataset has as well.

    An incident that is in the store already keeps the id that it has there, so that versions of a
    dataset can be compared.

    Parameters
    ----------
    records : sequence of Records
        What each file holds.
    files : sequence of str
        The files' names, for messages.
    known : Series of string
        The dataset of each id of the store; see `ids_of`.

    Raises
    ------
    InputError
        If an incident of one dataset stands in two files.

    >>> from geo import readers
    >>> text = "incident_id,date_start,sub_event_type,location\nA,2024-10-20,Attack,Kyiv\n"
    >>> read = [readers.read(text.encode(), file=f, dataset=f) for f in ("one", "two")]
    >>> [r.incidents["incident_id"].tolist() for r in distinct_ids(read, "ab", no_ids())]
    [['A'], ['two:A']]
    """
    if len(records) == 1 and known.empty:
        return list(records)
    taken, out = known, list[Records]()
    for number, (read, file) in enumerate(zip(records, files, strict=True)):
        own = read.incidents.set_index("incident_id")["dataset"]
        full = own + ":" + own.index.to_series()
        before = known.reindex(full.to_numpy()).set_axis(own.index) == own
        holder = taken.reindex(own.index)
        prefixed = before.fillna(value=False) | (
            holder.notna() & (holder != own).fillna(value=False)
        )
        names = full[prefixed.to_numpy(dtype=bool)]
        renamed = _renamed(read, names)
        ids = ids_of(renamed.incidents)
        if number:
            _refuse_repeats(ids, out, file)
        taken = pd.concat([taken[~taken.index.isin(ids.index)], ids])
        out.append(renamed)
    return out


def _renamed(records: Records, names: pd.Series[str]) -> Records:
    return records if names.empty else _with_new_ids(records, names)


_Told = TypeVar("_Told", Records, "Tables")


def _with_new_ids(told: _Told, names: pd.Series[str]) -> _Told:
    """Give incidents other ids, also where another record names them as told by it."""

    def rename(table: pd.DataFrame) -> pd.DataFrame:
        ids = [name for name in ("incident_id", "same_as") if name in table]
        return table.assign(**{name: _new_ids(table[name], names) for name in ids})

    return replace(told, incidents=rename(told.incidents), locations=rename(told.locations))


def _new_ids(ids: pd.Series[str], names: pd.Series[str]) -> pd.Series[str]:
    return ids.map(names).astype("string").fillna(ids)


def _refuse_repeats(ids: pd.Series[str], earlier: Sequence[Records], file: str) -> None:
    for read in earlier:
        twice = ids.index.intersection(pd.Index(read.incidents["incident_id"]))
        if len(twice):
            raise InputError(
                f"incident {twice[0]!r} stands in more than one file; expected each id once",
                file=file,
                column="incident_id",
            )


def merged(before: Tables | None, fresh: Tables) -> tuple[Tables, Revision | None]:
    """Put new datasets in the place of their earlier versions, the others staying as they are.

    Returns
    -------
    Tables
        Everything that the store then holds.
    Revision or None
        What has changed; None if there was no store.

    Raises
    ------
    InputError
        If an incident's id is in another dataset of the store already.
    """
    if before is None:
        return fresh, None
    names = set(fresh.incidents["dataset"]) | set(fresh.rejected["dataset"])
    replaced, kept = before.split(names)
    change = compare.compare(replaced, fresh)
    tables = kept.joined(fresh)
    twice = tables.incidents["incident_id"].duplicated()
    if twice.any():
        name = tables.incidents["incident_id"][twice].iloc[0]
        raise InputError(f"incident {name!r} is in another dataset of the store already")
    return tables, change


def apart(tables: Tables, taken: Collection[str]) -> Tables:
    """Put the dataset's name before ids of `tables` that are taken already.

    Parameters
    ----------
    tables : Tables
        What is to join other tables.
    taken : collection of str
        The ids of those.
    """
    own = ids_of(tables.incidents)
    clash = own[own.index.isin(list(taken))]
    if clash.empty:
        return tables
    names = clash + ":" + clash.index.to_series()
    return _with_new_ids(tables, names)
