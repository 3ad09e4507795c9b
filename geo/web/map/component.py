"""The map: a folium map that is mounted once, and what changes on it.

The base map's script is constant, so that streamlit-folium never mounts it anew: it loads the
boundaries and the base map by address, once.  A change of filters sends colours, figures and the
filters themselves (`Change`); the points for the view are then asked for by the map's own script
(`geo.web.http.map_routes`), so that panning and zooming do not run the page.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

import folium
from branca.element import Element, MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from geo import i18n
from geo.web.map.assets import asset_url, layer_url

if TYPE_CHECKING:
    from branca.element import Figure

    from geo.maps import Shading, View

#: Session key of the map component.
MAP_KEY: Final = "map"
#: Session key of the second map, where there are two.
SECOND_KEY: Final = "map_second"
#: South-west and north-east corner of the first view: Ukraine and the regions of Russia next to it.
FIRST_VIEW: Final = ((44.2, 22.5), (56.8, 46.5))
_HEIGHT: Final = 640
#: folium's name for the map: in its frame there is no other.
_ID: Final = "atlasmap"


def script_json(value: Any) -> str:
    """Return JSON that stays data inside a script that folium renders.

    Jinja's own filter keeps it from ending the script; braces are escaped besides, because folium
    compiles what it has rendered once more as a template.
    """
    return re.sub(r"\{(?=[{%#])", r"\\u007b", str(htmlsafe_json_dumps(value)))


class _BaseMap(MacroElement):
    """Tells the map's script to load boundaries and base map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.Atlas.mount({{ this._parent.get_name() }}, {{ this.options_json }});
        {% endmacro %}
        """
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "BaseMap"
        self.options_json = script_json(options)


class AtlasMap(folium.Map):
    """folium's map with Leaflet and our script from this server and nothing from elsewhere.

    It is always the same, down to its name, so that it is rendered once and not at every change.

    Parameters
    ----------
    pick : bool
        Whether a click chooses a point (`geo.web.review.pick_map`) instead of a region.
    """

    def __init__(self, *, pick: bool = False) -> None:
        super().__init__(
            location=[50.5, 34.5],
            zoom_start=5,
            tiles=None,
            control_scale=True,
            zoom_snap=0.25,
            zoom_delta=1,
            wheel_px_per_zoom_level=90,
            attribution_control=True,
            world_copy_jump=False,
        )
        self._id, self.pick = _ID, pick
        # folium gives these to its tiles only, of which there are none.
        self.options |= {"minZoom": 3, "maxZoom": 12}
        self.default_js = [(name, asset_url(f"{name}.js")) for name in ("leaflet", "atlas_map")]
        self.default_css = [(name, asset_url(f"{name}.css")) for name in ("leaflet", "atlas_map")]
        if pick:
            self.default_js.append(("pick_map", asset_url("pick_map.js")))
        _BaseMap(
            {
                "pick": pick,
                "regions": asset_url("regions.json"),
                "basemap": asset_url("basemap.json"),
                "points": "../../api/points.json",
                "cell": "../../api/cell.json",
                "badges": "../../api/badges.json",
                "painted": "../../api/painted",
                "view": FIRST_VIEW,
                "credit": "Boundaries: Natural Earth, corrected with GeoNames (CC BY 4.0); "
                "UN GA 68/262, ES-11/4",
            }
        ).add_to(self)

    def render(self, **_options: Any) -> str:
        """Put what was rendered once into the figure that the map is in."""
        figure = cast("Figure", self.get_root())
        figure.header, figure.html, figure.script = _rendered(pick=self.pick)
        return ""


@cache
def _rendered(*, pick: bool) -> tuple[Element, Element, Element]:
    """Return head, body and script of the map's figure."""
    made = AtlasMap(pick=pick)
    folium.Map.render(made)  # type: ignore[no-untyped-call]
    figure = cast("Figure", made.get_root())
    header, html, script = figure.header, figure.html, figure.script
    return Element(header.render()), Element(html.render()), Element(script.render())


class Change(folium.FeatureGroup):
    """What a rerun changes on the map, as one JSON object handed to the map's script."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.featureGroup();
        window.Atlas.update({{ this.state_json }});
        {% endmacro %}
        """
    )

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__(name="change", control=False)
        self._name = "FeatureGroup"
        self.state_json = script_json(state)

    def render(self, **_options: Any) -> str:
        """Render nothing into the figure: streamlit-folium takes the script itself."""
        return ""


def map_state(shading: Shading, view: View, *, version: str, token: str = "") -> dict[str, Any]:
    """Return everything that the map shows besides the base map.

    Parameters
    ----------
    shading : Shading
        What regions or areas are shaded by, from `geo.maps.shading`.
    view : View
        The selection, which layers are on, and how points are drawn.
    version : str
        The store's version: a new one makes the map ask for its points again.
    token : str
        Token of the visitor's own store, if that is the one to ask.

    Returns
    -------
    dict
        JSON-able: `level` (None for the regions, else `name` and `url` of a layer's shapes),
        `regions` (region or area -> [class, tooltip's lines but for its name, further classes
        if there are any]), `legend`,
        `choropleth`, `points`, `unplaced`, `numbers` (region -> the number on its label),
        `query`, `token`, `selected`, `version`, `language`, and
        what `Look.state` says.
    """
    return {
        "level": {
            "name": shading.layer,
            "url": layer_url(shading.layer, version, token, shading.day),
        }
        if shading.layer
        else None,
        "regions": {
            # The first line is the name, which the map has with the shapes.
            area: [kind, lines[1:], marks] if marks else [kind, lines[1:]]
            for area, (kind, lines, marks) in shading.regions.items()
        },
        "legend": shading.legend,
        "choropleth": view.choropleth,
        "points": view.points,
        "unplaced": view.unplaced,
        "numbers": shading.numbers if view.choropleth else {},
        "query": urlencode(view.filters.to_params(), doseq=True),
        "token": token,
        "selected": [] if shading.layer else list(view.filters.region),
        "version": version,
        "language": i18n.language(),
        **view.look.state(),
    }


def show(state: dict[str, Any], key: str = MAP_KEY) -> Any:
    """Draw the map, or change what is on it, and return what it says (`geo.web.map.clicks`).

    Parameters
    ----------
    state : dict
        From `map_state`.
    key : str
        Which of the maps it is.
    """
    from streamlit_folium import st_folium

    return st_folium(
        AtlasMap(),
        key=key,
        height=_HEIGHT,
        width=None,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Change(state),
        render=False,  # it is rendered for its parts anyway
    )
