"""The choice of an online background is there only where the operator lets visitors choose."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page():
    from geo.web.controls import point_controls

    point_controls.draw()


@pytest.mark.parametrize(("switch", "offered"), [("on", True), ("off", False)])
def test_backgrounds_are_offered_where_they_are_switched_on(monkeypatch, switch, offered):
    monkeypatch.setenv("ATLAS_ONLINE_TILES", switch)
    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    labels = [box.label for box in app.selectbox]
    assert ("Background" in labels) == offered
    assert "Colour of points" in labels
