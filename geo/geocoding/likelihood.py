"""How likely a place is reported from.

It has three terms, read off the project's own incidents of 2024, and for the fronts before off
what is known of them.  It grows slower than the number of its people.  It falls with the square of
the distance to the front (`geo.gazetteer.front`), as what reaches so far gets rarer: per
inhabitant, places in Russia 20 km from Ukraine are reported more than a hundred times as often as
those at 500 km, large or small.  And it has a rest that distance does not lower: missiles reach
all of Ukraine, while Russia's far interior is reported from as good as never.  Halving or doubling
one of these numbers moves about one place in a hundred between an answer and none, and none to
another region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.gazetteer import CLOSE_KM

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

#: People assumed where none are stated: places that are reported from are the larger ones.
REPORTED: Final = 400
#: Fewer people count as so many: the numbers of hamlets are old.
FEWEST: Final = 10
#: How reports grow with the number of people.
PEOPLE_POWER: Final = 0.75
#: Reports per head, by the square of the distance to the front in km, to which `CLOSE_KM` is added
#: (Russia's front is a line of a single year), ...
REACH: Final = {"UA": 60_000.0, "RU": 100_000.0}
#: ... and what there is at any distance.
REMOTE: Final = {"UA": 10.0, "RU": 0.1}
#: Distance that is assumed where the gazetteer states none.
SOMEWHERE_KM: Final = 150.0


def weights_of(gazetteer: Gazetteer) -> list[float]:
    """Return how likely each settlement is reported from; only ratios have a meaning."""
    if gazetteer.weights is None:
        people = np.array(gazetteer.populations, dtype=float)
        people = np.where(people > 0, np.maximum(people, FEWEST), REPORTED)
        away = np.array(gazetteer.columns["front_km"], dtype=float)
        away = np.nan_to_num(away, nan=SOMEWHERE_KM) + CLOSE_KM
        reach, remote = (
            np.array([by_country.get(country, 0.0) for country in gazetteer.countries])
            for by_country in (REACH, REMOTE)
        )
        gazetteer.weights = (people**PEOPLE_POWER * (reach / away**2 + remote)).tolist()
    made: list[float] = gazetteer.weights
    return made
