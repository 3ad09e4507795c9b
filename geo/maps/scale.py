"""The classes of a choropleth with the legend that names them: of one selection, or of many.

While a window of days moves, the classes are those of all its places together.  So a colour means
the same at each step, and the legend does not change.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.i18n import _
from geo.maps.metrics import (
    CHANGE_CLASSES,
    change_class,
    change_items,
    class_breaks,
    class_of,
    legend_items,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.maps.metrics import Shade
    from geo.maps.periods import Days

#: Seconds that may be spent on the windows of a period; the rest of them is left out then.
_PATIENCE: Final = 1.5
#: Parts of the golden section lie evenly, however many of them are taken.
_GOLDEN: Final = 0.618034


@dataclass(frozen=True)
class Scale:
    """Classes of figures or of changes.

    Attributes
    ----------
    breaks : tuple of float
        Upper ends of the classes, ascending; what lies above the last belongs to the last class.
    items : tuple of pairs of str
        Class and text of each entry of the legend.
    change : bool
        Whether changes are classed, with rises and falls.
    shared : bool
        Whether the legend names figures that are shared besides an area's own.
    """

    breaks: tuple[float, ...]
    items: tuple[tuple[str, str], ...]
    change: bool = False
    shared: bool = False

    def class_of(self, shade: Shade) -> str:
        """Return an area's class: `c0` to `c4`, `m3` to `p3`, or what it is instead."""
        return (change_class if self.change else class_of)(shade, self.breaks)


def scale_of(shades: Iterable[Shade], *, change: bool, shared: bool = False) -> Scale:
    """Return the classes of what is given, each shade of one area in one selection."""
    numbered = {str(number): shade for number, shade in enumerate(shades)}
    if change:
        sizes = [abs(shade.value) for shade in numbered.values() if shade.value]
        breaks = class_breaks(sizes, CHANGE_CLASSES)
        items = change_items(numbered, breaks)
    else:
        breaks = class_breaks([shade.value for shade in numbered.values() if shade.value])
        items = legend_items(numbered, breaks)
    return Scale(tuple(breaks), tuple(items), change, shared)


def scale_over(
    windows: Sequence[Days],
    shades_of: Callable[[Days], tuple[Iterable[Shade], bool]],
    *,
    change: bool,
) -> Scale:
    """Return the classes of many selections together.

    Where there are too many to ask for in a moment, they are those of as many as can be asked for,
    evenly spread, and the legend says that the outermost classes are open.

    Parameters
    ----------
    windows : sequence of pairs of dates
        First and last day of each.
    shades_of : callable
        Window -> its areas' shades, and whether some have shared figures besides.
    change : bool
        Whether they are changes.
    """
    until, all_seen, shared = time.monotonic() + _PATIENCE, True, False
    shades = list["Shade"]()
    for place in sorted(range(len(windows)), key=lambda number: number * _GOLDEN % 1):
        if shades and time.monotonic() > until:
            all_seen = False
            break
        found, marked = shades_of(windows[place])
        shades += found
        shared = shared or marked
    made = scale_of(shades, change=change, shared=shared)
    return made if all_seen else _open(made)


def _open(scale: Scale) -> Scale:
    """Return the same classes, of which the outermost have no end."""
    last = len(scale.breaks)
    texts = dict(scale.items)
    for name in (f"c{last - 1}", f"p{last}", f"m{last}"):
        if name in texts:
            pattern = _("{text} and less") if name.startswith("m") else _("{text} and more")
            texts[name] = pattern.format(text=texts[name])
    return Scale(scale.breaks, tuple(texts.items()), scale.change, scale.shared)
