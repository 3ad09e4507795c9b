"""JSON lists of records as a `Sheet`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.errors import InputError
from geo.readers.base import Fault, Origin, Sheet
from geo.readers.files.delimited import decode
from geo.readers.files.values import as_text, filled, sheet_of_rows

if TYPE_CHECKING:
    from geo.readers.base import Limits


def load_json(content: bytes, *, file: str) -> Any:
    """Parse JSON.

    Raises
    ------
    InputError
        If it is not JSON, cut off, or nested beyond reason.
    """
    text, _ = decode(content, file=file)
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise InputError("the JSON is nested too deeply to be a table", file=file) from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"the JSON is broken: {error.msg[:1].lower() + error.msg[1:]}",
            file=file,
            row=error.lineno,
        ) from None
    except ValueError:
        raise InputError("the JSON has a number of absurd length", file=file) from None


def sheet_of_json(records: object, *, file: str, limits: Limits) -> Sheet:
    """Build a `Sheet` of a JSON list of objects.

    Raises
    ------
    InputError
        If it is anything else than a list.
    """
    if not isinstance(records, list):
        what = "an object" if isinstance(records, dict) else "a single value"
        raise InputError(
            f"the JSON is {what}; expected a list of records or a GeoJSON FeatureCollection",
            file=file,
        )
    objects = [record if isinstance(record, dict) else {} for record in records]
    names = list(dict.fromkeys(str(key) for record in objects for key in record))
    limits.check_shape(len(objects), len(names), file=file)
    if not names:
        raise InputError("the JSON list holds no records; expected a list of objects", file=file)
    rows: list[list[object]] = [[record.get(name) for name in names] for record in objects]
    faults = {}
    for at, (record, row) in enumerate(zip(records, rows, strict=True)):
        if not isinstance(record, dict) or not filled(row):
            text = (as_text([record]) or "")[1:-1][: limits.cell_characters]
            faults[at] = Fault("the record is not an object with values", row=text)
            row[0] = "?"  # keeps the row, which is a fault, from being left out as blank
    sheet = sheet_of_rows(names, rows, range(2, 2 + len(rows)), Origin(file, "json", limits))
    return Sheet(sheet.table, sheet.lines, "json", faults=faults)
