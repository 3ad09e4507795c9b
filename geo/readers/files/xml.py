"""XML read piece by piece: no entities, no document type, nothing fetched, and bounded in depth."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from geo.errors import InputError
from geo.readers.base import NESTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.readers.base import Origin

_CHECKED_EVERY: Final = 10_000


def local_name(tag: object) -> str:
    """Return the name of an element without its namespace.

    >>> local_name("{http://www.opengis.net/kml/2.2}Placemark")
    'Placemark'
    """
    return str(tag).rpartition("}")[2]


def elements(content: bytes, origin: Origin) -> Iterator[tuple[str, Any]]:
    """Yield the begin and end of each element, in order.

    Parameters
    ----------
    content : bytes
        The document.
    origin : Origin
        The file.

    Yields
    ------
    tuple of str and Element
        "start" or "end", and the element; the caller clears what it no longer needs.

    Raises
    ------
    InputError
        If the document is damaged, nested beyond reason, or declares entities.
    """
    from defusedxml.common import (  # type: ignore[import-untyped, unused-ignore]
        DefusedXmlException,
    )
    from defusedxml.ElementTree import (  # type: ignore[import-untyped, unused-ignore]
        ParseError,
        iterparse,
    )

    depth = 0
    try:
        parsed = iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
        for number, (event, element) in enumerate(parsed):
            depth += 1 if event == "start" else -1
            if depth > 2 * NESTING:
                raise InputError("the XML is nested too deeply to be a table", file=origin.file)
            if not number % _CHECKED_EVERY:
                origin.limits.check_time(file=origin.file)
            yield event, element
    except DefusedXmlException:
        raise InputError(
            "the file declares XML entities or a document type, as no program does",
            file=origin.file,
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", (None,))[0]
        raise InputError(
            "the XML is cut off or damaged; fetch or save it again", file=origin.file, row=line
        ) from None
