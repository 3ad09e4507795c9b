"""How many examples a property is tried with."""

from __future__ import annotations

from hypothesis import settings

#: What the thorough profile tries, the usual one a third of it; see conftest.py.
USUAL = 60


def examples(number: int) -> settings:
    """Try `number` examples; of a quicker profile its share of them."""
    return settings(max_examples=max(1, number * settings().max_examples // USUAL))
