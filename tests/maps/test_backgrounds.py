"""Online backgrounds: off unless chosen, and where they would come from."""

from __future__ import annotations

import re

import pytest
import xyzservices.providers

from geo.maps import Look, backgrounds


@pytest.mark.parametrize("name", backgrounds.PROVIDERS)
def test_an_offered_provider_needs_no_key(name):
    assert not xyzservices.providers.query_name(name).requires_token()
    layer = backgrounds.layer(name)
    assert re.fullmatch(r"https://[^{}]*(\{s\})?[^{}]*/\{z\}/\{x\}/\{y\}\.png", layer["url"])
    assert "OpenStreetMap" in layer["attribution"]
    assert layer["max_zoom"] >= 12


@pytest.mark.parametrize("name", [None, "none", "", "Esri.WorldImagery", "https://example.org"])
def test_nothing_else_is_drawn(name):
    assert backgrounds.layer(name) is None


def test_origins_are_hosts_without_templates():
    found = backgrounds.origins()
    assert "https://a.tile.opentopomap.org" in found
    assert all(re.fullmatch(r"https://[a-z0-9.-]+", origin) for origin in found)


def test_there_is_no_background_to_begin_with():
    assert Look().state() == {"colour": "type", "size": "incidents", "tiles": None}
