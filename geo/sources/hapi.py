"""HDX HAPI: ACLED's figures by month and district, through the Humanitarian API."""

from __future__ import annotations

import base64
import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Final

from geo.sources.pages import Page, Rows, all_pages, key_by, listed, packed, require
from geo.sources.source import Haul, Part, Source, SourceError

if TYPE_CHECKING:
    from geo.sources.source import Visit

_PART: Final = "hapi.json.gz"
_WHERE: Final = "HDX HAPI"
_SIZE: Final = 10_000
_MAIL: Final = "ATLAS_HAPI_MAIL"
_COLUMNS: Final = (
    *("location_code", "admin1_code", "event_type", "events", "fatalities"),
    *("reference_period_start", "reference_period_end"),
)
_KEY: Final = key_by(
    *("location_code", "admin1_code", "admin2_code", "event_type", "reference_period_start"),
    where=_WHERE,
)


def collect(visit: Visit) -> Haul:
    """Collect all months since `since`."""
    mail = visit.secret(_MAIL)
    if not mail:
        raise SourceError(f"HDX HAPI wants to know who asks: give a mail address in {_MAIL}.")
    who = base64.b64encode(f"incident-atlas:{mail}".encode()).decode()
    rows = Rows()
    for country in visit.texts("countries"):
        rows |= all_pages(
            partial(_page, visit, who, country),
            _KEY,
            size=_SIZE,
            where=_WHERE,
        )
    if not rows:
        raise SourceError("HDX HAPI answered without an error and without any row.")
    require(rows, _COLUMNS, _WHERE)
    return Haul({_PART: Part(packed(rows))})


def _page(visit: Visit, who: str, country: str, number: int) -> Page:
    asked = {
        "location_code": country,
        "admin_level": visit.text("level"),
        "limit": str(_SIZE),
        "offset": str(number * _SIZE),
        "output_format": "json",
    }
    if visit.since:
        asked["start_date"] = visit.since.isoformat()
    found = visit.client.get(
        f"{visit.address()}/coordination-context/conflict-events",
        params=asked,
        secrets={"X-HDX-HAPI-APP-IDENTIFIER": who},
    ).json()
    return Page(listed(found, "data", _WHERE))


SOURCE: Final = Source(
    name="hapi",
    title="HDX HAPI conflict events",
    doc="Numbers of events and killed by month, district and category; categories overlap.",
    collect=collect,
    reader="hapi",
    expects=_COLUMNS,
    options={
        "address": ("https://hapi.humdata.org/api/v2", "Address of the API."),
        "countries": ("UKR", "Countries, by ISO 3166-1 alpha-3."),
        "level": ("2", "Level of the units: 1 oblasts, 2 raions."),
    },
    secrets={_MAIL: "mail address by which HAPI knows who asks"},
    due=dt.timedelta(days=9),
    lag=dt.timedelta(days=70),
)
