"""Give reported locations their regions: geocoder and join with the boundaries, on tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo import geocode
from geo.schema import LOCATION_COLUMNS

if TYPE_CHECKING:
    from geo.corrections import Corrections


def place(
    reported: pd.DataFrame, incidents: pd.DataFrame, corrections: Corrections
) -> pd.DataFrame:
    """Give every reported location its region.

    Parameters
    ----------
    reported : DataFrame
        `schema.REPORTED_COLUMNS`.
    incidents : DataFrame
        The incidents, for the dataset of each location.
    corrections : Corrections
        What people have decided about places; it wins over everything.

    Returns
    -------
    DataFrame
        `schema.LOCATION_COLUMNS`; at least one row per row of `reported`, in order (a text that
        names several places gives one row each).
    """
    asked = reported.merge(incidents[["incident_id", "dataset"]], on="incident_id", how="left")
    answers = geocode.geocode_rows(
        asked,
        place="place",
        country="country",
        admin1="admin1",
        lat="latitude",
        lon="longitude",
        incident="incident_id",
        dataset="dataset",
        corrections=corrections,
    )
    rows = reported.iloc[answers["row"].to_numpy()].reset_index(drop=True)
    answers = answers.reset_index(drop=True).rename(columns={"latitude": "lat", "longitude": "lon"})
    own = [name for name in LOCATION_COLUMNS if name in answers and name not in reported]
    located = pd.concat([rows, answers[own]], axis=1)[list(LOCATION_COLUMNS)]
    # A figure of a text that names several places is theirs together, not each one's.
    several = answers["row"].duplicated(keep=False)
    located.loc[several.to_numpy(), "downed_here"] = pd.NA
    return _limited(located)


def _limited(located: pd.DataFrame) -> pd.DataFrame:
    """Where the source itself claims only a region, no point is drawn."""
    vague = located["precision_limit"].isin(["district", "region", "country"]) & located[
        "precision"
    ].isin(["exact", "settlement"])
    located.loc[vague, "precision"] = located.loc[vague, "precision_limit"]
    located.loc[vague, ["lat", "lon"]] = float("nan")
    return located
