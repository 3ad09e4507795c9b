"""What each incident tells of each of its areas, and as a whole, by the rules of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.query.memory.ledger import UNKNOWN
from geo.query.memory.shared_incidents import Told

if TYPE_CHECKING:
    from geo.query.memory.arrays import Incidents, Touches
    from geo.query.memory.chosen import Numbers


class Counted(NamedTuple):
    """A figure of each touch, and of each incident as a whole."""

    of_touch: Told
    of_incident: Told


def counted(name: str, incidents: Incidents, touches: Touches, whole: Numbers) -> Counted:
    """Count a figure.

    `whole` says of each touch whether its area has the whole incident.  The rules are those of
    `geo.query.figures`.
    """
    figure, known, number = incidents.figures[name], touches.known[name], touches.number
    ends = incidents.ends.get(name, (figure, figure))
    said = np.flatnonzero(known != UNKNOWN)
    parts = np.zeros(len(figure), dtype=np.int32)
    np.add.at(parts, number[said], known[said])
    alone = number[said][figure[number[said]] == UNKNOWN]  # parts alone were reported
    totals = [end.copy() for end in (figure, *ends)]
    for total in totals:
        total[alone] = parts[alone]
    reported = figure[number]
    open_ = touches.vague[name] & (reported != UNKNOWN)
    own, low, high = (np.where(whole & open_, end[number], known) for end in (figure, *ends))
    rest = np.maximum(reported - parts[number], 0)
    shared = np.where(~whole & open_, rest, UNKNOWN)
    nothing = np.full(len(figure), UNKNOWN, dtype=np.int32)
    return Counted(Told(own, low, high, shared), Told(totals[0], totals[1], totals[2], nothing))
