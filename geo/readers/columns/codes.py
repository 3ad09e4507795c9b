"""Regions by the codes that humanitarian and Ukrainian registers write.

A p-code of OCHA's Common Operational Dataset (COD-AB Ukraine) is the beginning of the code of
Ukraine's classifier of settlements (KATOTTG): UA63, UA6308, UA6308007 and UA63080070010012345 all
lie in region UA63.  Its two digits are those of ISO 3166-2 but for five regions.  The older
classifier (KOATUU) has the same two digits before eight others, and no letters.
"""

from __future__ import annotations

import re
from typing import Final

#: Digits of the region in KATOTTG, to those of ISO 3166-2 where they differ.
_DIFFERENT: Final = {"01": "43", "44": "09", "73": "77", "80": "30", "85": "40"}
_SAME: Final = frozenset({
    "05", "07", "12", "14", "18", "21", "23", "26", "32", "35", "46",
    "48", "51", "53", "56", "59", "61", "63", "65", "68", "71", "74",
})  # fmt: skip
_CODE: Final = re.compile(r"UA(\d{2})(?:\d{2}|\d{5}|\d{8}|\d{15})?", re.IGNORECASE)


_OLD: Final = re.compile(r"0?(\d{9})|(\d{10})")


def is_old_code(heading: str) -> bool:
    """Return whether a heading says that KOATUU codes are below it."""
    return re.search(r"(?i)коатуу|koatuu", heading) is not None


def region_of_old_code(text: str) -> str | None:
    """Return the ISO 3166-2 code of the region of a KOATUU code; None for others.

    >>> region_of_old_code("6310100000"), region_of_old_code("110100000"), region_of_old_code("63")
    ('UA-63', 'UA-43', None)
    """
    digits = re.sub(r"\.0$", "", text.strip())
    return region_of_code(f"UA{digits.zfill(10)[:2]}") if _OLD.fullmatch(digits) else None


def region_of_code(text: str) -> str | None:
    """Return the ISO 3166-2 code of the region of a p-code or KATOTTG code; None for others.

    >>> region_of_code("UA4414"), region_of_code("UA63080070010012345"), region_of_code("Kharkiv")
    ('UA-09', 'UA-63', None)
    """
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1]
    if digits in _DIFFERENT:
        return f"UA-{_DIFFERENT[digits]}"
    return f"UA-{digits}" if digits in _SAME else None
