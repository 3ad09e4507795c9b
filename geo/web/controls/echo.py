"""Telling what a visitor chose from what a slow browser still sends back."""

from __future__ import annotations

import time


class Echo:
    """What a control or the address is set to, and what a slow browser may still send back.

    Streamlit's browser sends the values of all controls with every request, those that it has not
    been told to change yet as well.  So a value that was replaced a moment ago is no choice of the
    visitor's.

    >>> echo = Echo()
    >>> echo.set(1), echo.set(2)
    (None, None)
    >>> echo.of_visitor(1), echo.of_visitor(2), echo.of_visitor(3)
    (False, False, True)

    Parameters
    ----------
    seconds : float
        How long a browser may lag.
    """

    def __init__(self, seconds: float = 4) -> None:
        self._seconds = seconds
        self._now: object = None
        self._replaced: dict[object, float] = {}

    def set(self, value: object) -> None:
        """Remember what the control is set to."""
        if value == self._now:
            return
        moment = time.monotonic()
        fresh = {old: at for old, at in self._replaced.items() if moment - at < self._seconds}
        self._replaced = fresh | {self._now: moment}
        self._now = value

    def of_visitor(self, value: object) -> bool:
        """Return whether the control has a value that the visitor chose."""
        replaced = self._replaced.get(value)
        late = replaced is not None and time.monotonic() - replaced < self._seconds
        return value != self._now and not late
