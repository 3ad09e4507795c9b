"""The map's message: small, complete, and with nothing from elsewhere."""

from __future__ import annotations

import json

import folium
import pytest
from streamlit_folium import _get_feature_group_string, generate_leaflet_string

from geo.maps import Shading, View
from geo.query import Filters
from geo.web.map.component import AtlasMap, Change, map_state


def state(filters=Filters(), layer=""):  # noqa: B008 - frozen
    shading = Shading(
        {"UA-63": ["c0", ["Kharkiv Oblast", "Incidents: 3"], []]},
        {"title": "Incidents", "unit": "reported incidents", "items": [("c0", "3")]},
        layer=layer,
    )
    return map_state(shading, View(filters), version="v")


def test_the_message_has_the_shading_and_the_selection():
    message = state(Filters(region=("UA-63",)))
    assert message["regions"] == {"UA-63": ["c0", ["Incidents: 3"]]}
    assert message["legend"]["items"] == [("c0", "3")]
    assert (message["query"], message["selected"]) == ("region=UA-63", ["UA-63"])
    assert message["level"] is None


def test_the_areas_of_a_layer_are_not_the_regions_that_are_selected():
    layer = {"name": "raions", "url": "../../api/layer.json?layer=raions&v=v"}
    message = state(Filters(region=("UA-63",)), "raions")
    assert (message["level"], message["selected"]) == (layer, [])
    assert message["query"] == "region=UA-63"


def test_base_map_names_no_address_outside():
    atlas = AtlasMap()
    atlas.get_root().render()
    script = generate_leaflet_string(atlas)
    links = [address for _, address in [*atlas.default_js, *atlas.default_css]]
    assert len(links) == 4
    assert '"maxZoom": 12' in script
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


def test_base_map_is_what_folium_renders():
    ours, plain = AtlasMap(), AtlasMap()
    folium.Map.render(plain)
    page = ours.get_root().render()
    for part in ("header", "html", "script"):
        one, other = (getattr(atlas.get_root(), part).render() for atlas in (ours, plain))
        assert one.strip() == other.strip()
        assert one.strip() in page


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
