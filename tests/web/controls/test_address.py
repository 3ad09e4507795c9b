"""The address is read where the visitor has come to it, and once."""

from __future__ import annotations

import pytest
import streamlit as st

from geo.web.controls import address
from geo.web.controls.state import State


@pytest.mark.parametrize("back", [False, True])
def test_a_run_that_is_broken_off_before_it_writes_the_address_leaves_the_next_click(
    monkeypatch, back
):
    monkeypatch.setattr(st, "session_state", {})
    now, params = State(), {"from": ["2024-10-20"]}
    if back:
        address.read(now, {})
    address.read(now, params, back=back)
    now.filter(region=("UA-63",))
    address.read(now, params)
    assert now.view.filters.region == ("UA-63",)
    assert str(now.view.filters.date_from) == "2024-10-20"
