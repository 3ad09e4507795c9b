"""Natural breaks are the best there are."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.breaks import natural_breaks

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="Numba not installed")
    import mapclassify

NUMBERS = st.lists(
    st.one_of(st.integers(1, 60), st.integers(1, 100_000), st.floats(0.001, 1e6)),
    min_size=6,
    max_size=60,
).filter(lambda numbers: len(set(numbers)) > 5)


def spread(values, breaks):
    """Sum of squared deviations from the means of the classes."""
    values = np.asarray(values, dtype=float)
    groups = np.searchsorted(breaks, values)
    return sum(
        ((values[groups == group] - values[groups == group].mean()) ** 2).sum()
        for group in set(groups.tolist())
    )


@given(NUMBERS, st.integers(2, 5))
def test_no_other_classes_differ_less(values, classes):
    breaks = natural_breaks(values, classes)
    assert breaks == sorted(set(breaks))
    assert len(breaks) == classes
    assert breaks[-1] == max(values)
    assert {*breaks} <= {float(value) for value in values}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = mapclassify.FisherJenks(np.asarray(values, dtype=float), k=classes).bins
    best = spread(values, reference)
    assert spread(values, breaks) <= best + 1e-9 * max(values) ** 2


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_classes_do_not_depend_on_the_unit(scale):
    values = [1, 2, 3, 20, 21, 22, 500, 510, 520, 530]
    breaks = natural_breaks([value * scale for value in values], 3)
    assert breaks == pytest.approx([3 * scale, 22 * scale, 530 * scale])
