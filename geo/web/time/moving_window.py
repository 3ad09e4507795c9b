"""What is being played in a session: a window that moves through a period, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from geo.maps import Days, Scale


@dataclass
class Play:
    """What is being played.

    Attributes
    ----------
    period : pair of dates
        First and last day of what is played through: the dates that were chosen before.
    at : date
        A day of the window that is shown.
    running : bool
        Whether the window moves by itself.
    dates : pair of dates, optional
        The dates that playing has set; others are the visitor's.
    asked : bool
        Whether the fragment runs for the first time since the page was drawn.
    held : tuple, optional
        What is shaded, and the classes that it is shaded by at every step.
    """

    period: Days
    at: dt.date
    running: bool = True
    dates: Days | None = None
    asked: bool = False
    held: tuple[object, Scale] | None = None
