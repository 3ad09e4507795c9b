"""Give reported locations their regions: the geocoder and the join with the boundaries, on tables.

The work is cut into blocks, one after the other here or spread over a cluster
(`geo.ingest.cluster`). An incident's rows are context for each other, so they are never in two
blocks; then the answers are the same whatever the blocks.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo import geocoding
from geo.blocks import BLOCK_ROWS, blocks, in_turn, silent
from geo.ingest.memory import give_back
from geo.ingest.units import with_units
from geo.schema import CIRCLE_COLUMNS, COUNTRIES, LOCATION_COLUMNS, PLACE_COUNTS, PRECISIONS

if TYPE_CHECKING:
    from geo.blocks import Run, Tell
    from geo.geocoding import Corrections

#: Rows of a block that stays here; a name is looked up once in each block that has it.
_OWN_BLOCK_ROWS: Final = 1_000_000
#: What the geocoder is asked with.
_ASKED: Final = (*("incident_id", "place", "country", "admin1", "admin2", "latitude", "longitude"),)

#: Which columns of a reported location say what.
_COLUMNS: Final = geocoding.Columns(
    place="place",
    country="country",
    admin1="admin1",
    admin2="admin2",
    lat="latitude",
    lon="longitude",
    incident="incident_id",
    dataset="dataset",
    text="notes",
)


def place(  # noqa: PLR0913
    reported: pd.DataFrame,
    incidents: pd.DataFrame,
    corrections: Corrections,
    *,
    run: Run = in_turn,
    tell: Tell = silent,
    block_rows: int | None = None,
) -> pd.DataFrame:
    """Give every reported location its region.

    Parameters
    ----------
    reported : DataFrame
        `schema.REPORTED_COLUMNS`.
    incidents : DataFrame
        The incidents, for the dataset and the notes of each location.
    corrections : Corrections
        What people have decided about places; it wins over everything.
    run : callable
        Does the work on each block; here and in turn by default.
    tell : callable
        Is told after each block how many are done.
    block_rows : int, optional
        About how many rows a block has; by default more where the work is done here.

    Returns
    -------
    DataFrame
        `schema.LOCATION_COLUMNS`; at least one row per row of `reported`, in order (a text that
        names several places gives one row each).
    """
    asked = reported[list(_ASKED)].reset_index(drop=True)
    # The geocoder takes raion and hromada alike; a hromada says where no raion does.
    asked["admin2"] = asked["admin2"].fillna(reported["admin3"].reset_index(drop=True))
    whole = (reported["precision_limit"] == "country").to_numpy(dtype=bool, na_value=False)
    asked.loc[whole, ["latitude", "longitude"]] = np.nan  # they stand for all of the country
    asked["dataset"] = _datasets(asked["incident_id"], incidents)
    # A place that is alone has no others of its incident to ask.
    alone = _one_each(asked["incident_id"], incidents)
    asked["notes"] = _notes(asked["incident_id"], incidents, alone=alone)
    usual = _OWN_BLOCK_ROWS if run is in_turn else BLOCK_ROWS
    parts = blocks(asked, block_rows or usual)
    columns = replace(_COLUMNS, incident=None) if alone else _COLUMNS
    found = []
    tell("geocoding", 0, len(parts))
    for answers in run(partial(answer, corrections=corrections, columns=columns), parts):
        found.append(answers)
        tell("geocoding", len(found), len(parts))
    give_back()
    answers = pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
    if not answers["row"].is_monotonic_increasing:
        answers = answers.sort_values("row", kind="stable", ignore_index=True)
    rows = _rows_of(reported, answers)
    del reported, asked, parts, found  # as large as what is made of them
    return _located(rows, answers)


def _datasets(ids: pd.Series[str], incidents: pd.DataFrame) -> pd.Series[str]:
    """Return the dataset of each incident that `ids` names."""
    names = incidents["dataset"].unique()
    if len(names) == 1:
        return pd.Series(names[0], index=ids.index, dtype="string")
    found: pd.Series[str] = ids.map(incidents.set_index("incident_id")["dataset"])
    return found


def _notes(ids: pd.Series[str], incidents: pd.DataFrame, *, alone: bool) -> pd.Series[str]:
    """Return the notes of each incident that `ids` names; they may say what a place leaves open.

    `alone` is what `_one_each` says.
    """
    notes = incidents["notes"]
    if alone:
        return notes.set_axis(ids.index)
    at = pd.Index(incidents["incident_id"]).get_indexer(pd.Index(ids))
    return pd.Series(notes.array.take(at, allow_fill=True), index=ids.index)


def _one_each(ids: pd.Series[str], incidents: pd.DataFrame) -> bool:
    """Return whether each location is the only one of its incident, in the incidents' order."""
    own = incidents["incident_id"]
    # Of texts that are kept in two ways `equals` says no.
    return len(ids) == len(own) and bool((ids.array == own.array).all())


def answer(
    block: pd.DataFrame, corrections: Corrections, columns: geocoding.Columns = _COLUMNS
) -> pd.DataFrame:
    """Geocode one block; `row` of the answers is the index of the block's row."""
    answers: pd.DataFrame = geocoding.geocode_rows(block, columns, corrections=corrections)
    answers["row"] = block.index.to_numpy()[answers["row"].to_numpy()]
    return answers


def _rows_of(reported: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the row that each answer is for."""
    taken = answers["row"].to_numpy()
    same = len(taken) == len(reported) and bool((taken == np.arange(len(taken))).all())
    return (reported if same else reported.iloc[taken]).reset_index(drop=True)


def _located(rows: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    answers = answers.reset_index(drop=True).rename(columns={"latitude": "lat", "longitude": "lon"})
    _keep_circles_apart(answers)
    own = [name for name in LOCATION_COLUMNS if name in answers and name not in rows]
    located = pd.concat([rows, answers[own]], axis=1)[list(LOCATION_COLUMNS)]
    # A figure of a text that names several places is theirs together, not each one's.
    several = answers["row"].duplicated(keep=False)
    if several.any():
        located.loc[several.to_numpy(), list(PLACE_COUNTS)] = pd.NA
    return with_units(_limited(located))


def _keep_circles_apart(answers: pd.DataFrame) -> None:
    """Move the middles of circles to columns of their own: a circle is no point."""
    around = answers["precision"] == "hromada"
    for name in ("lat", "lon"):
        answers[f"circle_{name}"] = answers[name].where(around)
        answers[name] = answers[name].mask(around)


def _limited(located: pd.DataFrame) -> pd.DataFrame:
    """Draw nothing more exactly than the source itself claims to know it.

    Where it claims a region only there is no point, where it claims a country only no region
    either, and what it says happened at sea or abroad is in neither.
    """
    limited = located["precision_limit"].notna() & (located["precision_limit"] != "exact")
    if not limited.any():
        return located
    sharpness = {name: at for at, name in enumerate(PRECISIONS)}
    claimed = located["precision_limit"].map(sharpness)
    vague = limited & (located["precision"].map(sharpness) < claimed)
    # A place with a point of which the source knows the hromada only has no circle of its own.
    limits = located["precision_limit"].replace("hromada", "district")
    located.loc[vague, "precision"] = limits[vague]
    stand_in = vague & (located["precision_limit"] != "settlement")
    located.loc[stand_in, ["lat", "lon", *CIRCLE_COLUMNS]] = float("nan")
    nowhere = vague & located["precision_limit"].isin(["country", "outside"])
    outside = vague & (located["precision_limit"] == "outside")
    whole = located.loc[nowhere, "region"].str[:2].map(COUNTRIES)
    located.loc[nowhere, "place_name"] = whole.fillna(located.loc[nowhere, "place_name"])
    located.loc[nowhere, "region"] = pd.NA
    located.loc[nowhere, "status"] = "located"
    located.loc[nowhere, "note"] = "The source knows the country only."
    located.loc[outside, "status"] = "outside"
    located.loc[outside, "note"] = "The source says that it is at sea or abroad."
    return located
