"""Which regions touch, by the shipped boundaries."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.regions.polygons import boundaries

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def neighbours() -> Mapping[str, frozenset[str]]:
    """Return the regions that each one touches, by ISO 3166-2 code, across the border too.

    Regions that share no more than a corner touch; those with water between them do not.

    >>> sorted(neighbours()["UA-63"])
    ['RU-BEL', 'UA-09', 'UA-12', 'UA-14', 'UA-53', 'UA-59']
    >>> sorted(neighbours()["RU-KGD"])
    []
    """
    shapes = boundaries()
    codes = shapes["region"].tolist()
    found: dict[str, set[str]] = {code: set() for code in codes}
    for one, other in zip(*shapes.sindex.query(shapes.geometry, "intersects"), strict=True):
        if one != other:
            found[codes[one]].add(codes[other])
    return MappingProxyType({code: frozenset(others) for code, others in found.items()})
