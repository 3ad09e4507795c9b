"""The map's message: small, complete, and with nothing from elsewhere."""

from __future__ import annotations

import json

import folium
import pytest
from streamlit_folium import _get_feature_group_string, generate_leaflet_string

from geo.query import Figure, Figures, Filters
from geo.web.map import AtlasMap, Change, clicked_region, map_state
from geo.web.metrics import METRICS


def state(figures=None, filters=Filters(), **options):  # noqa: B008 - frozen
    given = {"metric": METRICS["incidents"], "choropleth": True, "points": True, "version": "v"}
    return map_state(figures or {}, filters, **(given | options))


def test_every_region_is_in_the_message():
    message = state({"UA-63": Figures(incidents=3, killed=Figure(2, 1))})
    assert len(message["regions"]) == 110
    kind, lines = message["regions"]["UA-63"]
    assert kind == "c0"
    assert lines[:3] == ["Kharkiv Oblast", "Incidents: 3", "People killed: 2 (+1 shared)"]
    assert message["regions"]["UA-51"] == ["empty", ["Odesa Oblast", "no incident reported"]]


def test_outside_the_filter_is_said():
    message = state({"UA-63": Figures(incidents=3)}, Filters(region=("UA-63",)))
    assert message["regions"]["UA-51"][0] == "filtered"
    assert ("filtered", "outside the filter") in message["legend"]["items"]
    assert message["query"] == "region=UA-63"


def test_without_the_choropleth_regions_keep_their_figures():
    message = state({"UA-63": Figures(incidents=3)}, choropleth=False)
    assert message["regions"]["UA-63"][0] == "plain"
    assert message["legend"]["items"] == []


def test_base_map_names_no_address_outside():
    atlas = AtlasMap()
    atlas.get_root().render()
    script = generate_leaflet_string(atlas)
    links = [address for _, address in [*atlas.default_js, *atlas.default_css]]
    assert len(links) == 4
    assert all(link.startswith("../../assets/") for link in links)
    assert "://" not in script


def test_base_map_script_is_constant():
    """Streamlit-folium mounts the map anew whenever its script changes."""
    scripts = []
    for _ in range(2):
        atlas = AtlasMap()
        atlas.get_root().render()
        scripts.append(generate_leaflet_string(atlas).replace(atlas.get_name(), "map"))
    assert scripts[0] == scripts[1]


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "{{ 'x' }}",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "{# x",
        "{{{",
        "${1}",
        "`x`",
        "\u2028",
        "'\"\\",
    ],
)
def test_text_in_the_message_stays_text(text):
    message = state() | {"note": text}
    script = _get_feature_group_string(Change(message), folium.Map())
    assert "</script" not in script
    body = script.split("window.Atlas.update(")[1].split(");\n")[0]
    assert json.loads(body)["note"] == text


@pytest.mark.parametrize("value", [None, {}, {"region": "XX"}, {"region": ["UA-63"]}, "UA-63", 3])
def test_only_a_known_region_counts_as_clicked(value):
    assert clicked_region(value) is None
    assert clicked_region({"region": "UA-63"}) == "UA-63"
