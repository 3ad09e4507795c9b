"""Write deploy/licences.md: the packages that the atlas runs with, and their licences.

Run in an environment that has them: ``make licences``.  What a package says of itself is taken, in
the order: SPDX expression, classifiers, the licence field's first line.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.message import Message

HERE: Final = Path(__file__).resolve().parent
PINS: Final = HERE / "requirements-run.txt"
OUT: Final = HERE / "licences.md"
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_LONGEST: Final = 60
#: What packages leave unsaid in their metadata.
_READ: Final = {"streamlit-folium": "MIT (in its repository)", "xstatic-leaflet": "BSD-2-Clause"}
_HEAD: Final = """# Licences of the packages that the atlas runs with

`make licences` writes this list from the packages' own metadata, for `requirements-run.txt`.
Leaflet comes inside XStatic-Leaflet and is under the BSD-2-Clause licence. Data: see
[data/README.md](../data/README.md).

| package | version | licence |
|---|---|---|
"""


def pins() -> dict[str, str]:
    """Name and version of every pinned package."""
    return dict(_PIN.findall(PINS.read_text(encoding="utf-8")))


def licence(name: str) -> str:
    """Licence of an installed package, or an empty text where it says none.

    Raises
    ------
    PackageNotFoundError
        If it is not installed here.
    """
    said: Message = metadata(name)  # type: ignore[assignment]
    if name in _READ:
        return _READ[name]
    if expression := said.get("License-Expression"):
        return str(expression)
    classified = [
        text.rpartition(" :: ")[2]
        for text in said.get_all("Classifier") or []
        if text.startswith("License ::") and not text.endswith("OSI Approved")
    ]
    if classified:
        return "; ".join(classified)
    first = (said.get("License") or "").strip().partition("\n")[0]
    return first if len(first) <= _LONGEST else ""


def rows() -> list[str]:
    """Lines of the table; a package for another system than this one is marked so."""
    lines = []
    for name, version in pins().items():
        try:
            text = licence(name) or "not stated in its metadata"
        except PackageNotFoundError:
            text = "not needed on this system"
        lines.append(f"| {name} | {version} | {text} |")
    return lines


def main() -> int:
    """Write the list."""
    lines = rows()
    OUT.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} packages in {OUT.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
