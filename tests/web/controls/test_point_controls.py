"""The choice of an online background is there only where the operator lets visitors choose."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def page():
    from geo.web import controls
    from geo.web.controls import map_controls

    map_controls.draw_options(controls.state())


@pytest.mark.parametrize(("switch", "offered"), [("on", True), ("off", False)])
def test_backgrounds_are_offered_where_they_are_switched_on(monkeypatch, switch, offered):
    monkeypatch.setenv("ATLAS_ONLINE_TILES", switch)
    app = AppTest.from_function(page).run(timeout=60)
    assert not app.exception
    labels = [box.label for box in app.selectbox]
    assert ("Background" in labels) == offered
    assert "Colour of points" in labels


def test_a_background_is_chosen_and_kept(monkeypatch):
    monkeypatch.setenv("ATLAS_ONLINE_TILES", "on")
    app = AppTest.from_function(taken).run(timeout=60)
    app.selectbox[2].set_value("OpenTopoMap").run()
    assert not app.exception
    assert app.selectbox[2].value == "OpenTopoMap"
    assert app.text[0].value == "OpenTopoMap"


def taken():
    import streamlit as st

    from geo.web import controls
    from geo.web.controls import map_controls

    now = controls.state()
    now.take()
    map_controls.draw_options(now)
    st.text(now.view.look.background)
