"""A selection, as the engine in memory holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from geo.query.memory.linked import Once

    Numbers = np.ndarray[Any, Any]


class Chosen(NamedTuple):
    """A selection: days as positions (the last not included), combos, columns, and areas.

    `combos`, `columns` and `areas` say of each whether it is let through; `areas` is None where
    all are, and `countries` says whether they are whole countries.  `once` has the incidents that
    several records tell of, which count once; None where each dataset counts by itself.
    """

    first: int
    last: int
    combos: Numbers
    columns: Numbers
    areas: Numbers | None
    countries: bool
    once: Once | None = None

    def counted(self, once: Once | None) -> Chosen:
        """Return the same selection, counted in another way."""
        return self._replace(once=once)
