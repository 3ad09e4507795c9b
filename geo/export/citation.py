"""How to cite a selection: BibTeX, RIS, and schema.org's words for a page's head."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from geo import query
from geo.export.manifest import NOTES, TITLE
from geo.i18n import _
from geo.store import NOT_STATED, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.store import Store

#: Who made the atlas, as a corporate author.
AUTHOR: Final = "Incident atlas"
#: Signs of TeX, and how they are written as text.
_TEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}", "@": r"\string@",
}  # fmt: skip


def _line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _tex(text: str) -> str:
    r"""Return a text as TeX sets it.

    >>> _tex("50% \\input{x}\n@book")
    '50\\% \\textbackslash{}input\\{x\\} \\string@book'
    """
    return "".join(_TEX.get(sign, sign) for sign in _line(text))


def _facts(described: Mapping[str, Any]) -> dict[str, str]:
    """Return title, date, address and notes of a manifest, as plain texts."""
    words = "; ".join(described["filters"]["words"])
    version = described["store"]["version"]
    counts = described["counts"]
    sources = [
        own["citation"] if own["citation"] != NOT_STATED else own["dataset"]
        for own in described["datasets"]
    ]
    return {
        "title": f"{described['title']} ({words})" if words else described["title"],
        "day": described["made"][:10],
        "url": described["permalink"],
        "version": version,
        "note": _(
            "{incidents} incidents in {records} records; store version {version}. Data: {data}"
        ).format(
            incidents=counts["incidents"],
            records=counts["records"],
            version=version,
            data="; ".join(sources) or _("none"),
        ),
    }


def bibtex(described: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield a BibTeX entry (`@misc`, UTF-8) that cites the selection of a manifest."""
    facts = _facts(described)
    year, month, day = facts["day"].split("-")
    key = "incident-atlas-" + re.sub(r"[^A-Za-z0-9]", "", facts["version"])[:12]
    # An address is no TeX: signs that it may not hold are written in percent.
    address = re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", facts["url"])
    yield (
        f"@misc{{{key},\n"
        f"  author = {{{{{_tex(AUTHOR)}}}}},\n"
        f"  title = {{{{{_tex(facts['title'])}}}}},\n"
        f"  year = {{{year}}},\n  month = {{{int(month)}}},\n"
        f"  url = {{{address}}},\n  urldate = {{{year}-{month}-{day}}},\n"
        f"  note = {{{_tex(facts['note'])}}}\n}}\n"
    ).encode()


def ris(described: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield an RIS record (a dataset, UTF-8, CRLF) that cites the selection of a manifest."""
    facts = _facts(described)
    day = facts["day"].replace("-", "/")
    tags = (
        ("TY", "DATA"),
        ("AU", AUTHOR),
        ("TI", facts["title"]),
        ("PY", day[:4]),
        ("DA", f"{day}/"),
        ("UR", facts["url"]),
        ("Y2", f"{day}/"),
        ("ET", facts["version"]),
        ("N1", facts["note"]),
        ("ER", ""),
    )
    yield "".join(f"{tag}  - {_line(text)}\r\n" for tag, text in tags).encode()


def schema_org(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return schema.org's `Dataset` for a manifest, ready for JSON-LD (https://schema.org)."""
    page = described["permalink"]
    days = described["period"]
    licences = {own["licence"] for own in described["datasets"]} - {NOT_STATED}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": described["title"],
        "description": " ".join(described["notes"]),
        "creator": {"@type": "Organization", "name": AUTHOR},
        "isAccessibleForFree": True,
        "version": described["store"]["version"],
        "dateModified": described["store"]["built"],
        "citation": [own["citation"] for own in described["datasets"]],
        "license": sorted(licences),
        "spatialCoverage": [
            {"@type": "Place", "name": "Ukraine"},
            {"@type": "Place", "name": "Russia"},
        ],
        **({"temporalCoverage": "/".join(days)} if all(days) else {}),
        **({"url": page} if page.startswith(("http://", "https://")) else {}),
        "variableMeasured": ["incidents", "killed", "injured", "launched", "downed"],
    }


def json_ld(store: Store) -> str:
    """Return `schema_org` of a whole store as text that may stand in a script element of HTML."""
    facets = query.facets(store)
    described = {
        "title": TITLE,
        "notes": NOTES,
        "period": [day.isoformat() if day else None for day in (facets.first, facets.last)],
        "store": {"version": store.version, "built": store.meta.get("built", NOT_STATED)},
        "datasets": [
            {"licence": terms.licence, "citation": terms.citation}
            for terms in terms_of(store).values()
        ],
        "permalink": "",
    }
    text = json.dumps(schema_org(described), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
