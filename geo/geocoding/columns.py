"""Which columns of a table say what of a place: one thing that all table functions take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of a table's columns.

    Attributes
    ----------
    place : str
        The place as reported.
    country, admin1, admin2 : str, optional
        Country, region and district as reported.
    lat, lon : str, optional
        The record's own coordinates, in degrees; both or neither.
    incident : str, optional
        Equal values make rows one incident, so that they are context for each other.
    dataset : str, optional
        Which dataset the row is from; some corrections hold for one dataset only.
    text : str, optional
        What else the record says (headline, notes); the regions that it names decide what the
        place leaves open.
    """

    place: str
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat: str | None = None
    lon: str | None = None
    incident: str | None = None
    dataset: str | None = None
    text: str | None = None
