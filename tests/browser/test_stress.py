"""No quick click is lost or undone; the long form is ``python -m tests.browser.stress``."""

from __future__ import annotations

import random

import pytest

from tests.browser import stress

pytestmark = pytest.mark.long


@pytest.mark.parametrize(("delay", "own"), [(0, True), (0.4, False)])
def test_what_quick_clicks_ask_for_is_what_the_page_says(browser, address, delay, own):
    outcome = stress.Outcome()
    chance = random.Random(3)  # noqa: S311 - no secret
    with stress.visiting(browser, address, delay, chance, own=own) as visitor:
        stress.one_after_another(visitor, outcome, 2)
    assert outcome.lost == []
