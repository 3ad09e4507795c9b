"""What is filtered, as files: exactly the records that the page shows.

A download of records is in our own long form, and reading it again changes nothing: what the source
reported comes first, what we made of it beside it, and the source's own further columns last
(`geo.spreadsheet` says how texts and names are written).  Rows of a source that are in review
because they are no incident are not in it; the form `rejected` has them.

CSV and GeoJSON come piece by piece, whatever their size in little memory.
"""

from __future__ import annotations

from geo.export.atom import MEDIA_TYPE as FEED_TYPE
from geo.export.atom import MOST as FEED_LENGTH
from geo.export.atom import atom
from geo.export.citation import json_ld
from geo.export.csv_text import of_rejected, of_table
from geo.export.figures import region_table
from geo.export.forms import (
    FORMS,
    TITLE,
    TITLED,
    Counted,
    Download,
    Form,
    contents,
    form_of,
    media_type,
    write_zip,
)
from geo.export.geocoded import geocode_file
from geo.export.geojson import region_features
from geo.export.manifest import Address, as_json, filter_words
from geo.export.names import file_name
from geo.export.streams import (
    hotspots_csv,
    intervals_csv,
    nights_csv,
    raions_csv,
    regions_stream,
    stream,
    timeline_csv,
)
from geo.export.verify import Checked, Saved, by_file, by_records, by_store, read_manifest, verified
from geo.query import EXPORT_COLUMNS as COLUMNS

__all__ = [
    "COLUMNS",
    "FEED_LENGTH",
    "FEED_TYPE",
    "FORMS",
    "TITLE",
    "TITLED",
    "Address",
    "Checked",
    "Counted",
    "Download",
    "Form",
    "Saved",
    "as_json",
    "atom",
    "by_file",
    "by_records",
    "by_store",
    "contents",
    "file_name",
    "filter_words",
    "form_of",
    "geocode_file",
    "hotspots_csv",
    "intervals_csv",
    "json_ld",
    "media_type",
    "nights_csv",
    "of_rejected",
    "of_table",
    "raions_csv",
    "read_manifest",
    "region_features",
    "region_table",
    "regions_stream",
    "stream",
    "timeline_csv",
    "verified",
    "write_zip",
]
