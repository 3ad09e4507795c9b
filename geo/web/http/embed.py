"""The map alone, for a frame in somebody else's page: `/embed` with the page's own parameters.

::

    <iframe src="https://atlas.example/embed?country=UA&metric=killed" title="Reported incidents"
            width="100%" height="480" style="border:0" loading="lazy"></iframe>

Besides the parameters of the page's address there is `theme` (`light` or `dark`); without it the
map follows the reader's browser.  A view with two maps has a frame for each (`side`).  Only pages
of this server, and of the origins that the setting ATLAS_EMBED_ORIGINS names, may show it.  It is a
small page of its own, without Streamlit: the same map with the same assets, and a link to the full
page.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.responses import Response
from starlette.routing import Route

from geo import i18n, query
from geo.i18n import _, ngettext
from geo.maps import LAYERS, View, beside, once_text, shading
from geo.query import FILTERS, SINGLE, FilterError
from geo.web.controls import language
from geo.web.controls.address import PLACE
from geo.web.http.asking import EMBED, answered, kind_of
from geo.web.http.data_files import VIEW
from geo.web.http.requests import Endpoint, Params, check_names, choice, params_of, unchanged
from geo.web.map import component as atlas_map
from geo.web.visitor.server_store import HOLDER

if TYPE_CHECKING:
    from starlette.requests import Request

    from geo.maps import Beside
    from geo.query import Facets, Filters
    from geo.store import Store

THEME: Final = "theme"
#: Which of two maps side by side; each is a frame of its own in that of both.
SIDE: Final = "side"
SIDES: Final = ("first", "second")
_THEMES: Final = ("", "light", "dark")
#: Zoom, latitude and longitude in degrees, as `static/map_place.js` reads them.
_PLACE: Final = re.compile(
    r"|\d{1,2}(\.\d{1,2})?/-?\d{1,2}(\.\d{1,5})?/-?\d{1,3}(\.\d{1,5})?", re.ASCII
)
#: Addresses in the map's options are relative to its frame in the page, two levels down.
_FRAME_PREFIX: Final = "../../"

_PAGE: Final = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="{{ lang }}"{% if theme %} data-wanted="{{ theme }}"{% endif %}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{ title }}</title>
{% for address in styles %}<link rel="stylesheet" href="{{ address }}">
{% endfor %}</head>
<body>
{% if frames %}<main class="atlas-two">
{% for address, text in frames %}<iframe src="{{ address }}" title="{{ text }}"></iframe>
{% endfor %}</main>
{% else %}<main id="map_div" aria-label="{{ title }}"></main>
{% endif %}<footer><span>{{ summary }}</span>
{% if full %}<a href="{{ full }}" target="_blank" rel="noopener">{{ open }}</a>{% endif %}</footer>
<noscript>{{ noscript }}</noscript>
{% if data %}<script type="application/json" id="atlas-embed">{{ data | safe }}</script>
{% endif %}{% for address in scripts %}<script src="{{ address }}"></script>
{% endfor %}</body>
</html>
"""
)


@dataclass(frozen=True)
class Embedded:
    """A view as a frame shows it.

    Attributes
    ----------
    view, language, theme
        What is shown, and how.
    place : str
        Where the map is, and empty for its first view.
    side : str
        Which of the view's two maps is shown (`SIDES`); empty for the view as a whole.
    """

    view: View
    language: str
    theme: str
    place: str
    side: str = ""

    def frame(self, side: str) -> str:
        """Return the address of one of two maps, relative to that of both."""
        own = {SIDE: [side]} | ({THEME: [self.theme]} if self.theme else {})
        return f"./embed?{urlencode(self._params() | own, doseq=True, safe='/')}"

    def address(self) -> str:
        """Return the full page's address with the same view, relative to the embedded map's."""
        params = self._params()
        return f"./?{urlencode(params, doseq=True, safe='/')}" if params else "./"

    def _params(self) -> dict[str, list[str]]:
        params = self.view.to_params()
        if self.language != i18n.DEFAULT:
            params[language.LANGUAGE] = [self.language]
        if self.place:
            params[PLACE] = [self.place]
        return params


def embedded_of(params: Params) -> Embedded:
    """Read what to show from the address.

    Raises
    ------
    FilterError
        For a parameter that is not known, or whose value cannot be.
    """
    single = {*SINGLE, *VIEW, THEME, SIDE} - {LAYERS}
    check_names(params, {*FILTERS, *VIEW, THEME, SIDE}, single)
    place = params.get(PLACE, [""])[-1]
    if not _PLACE.fullmatch(place):
        raise FilterError(
            f"{PLACE}={place[:80]!r} is no place; expected zoom/latitude/longitude, as in"
            " 7/50.45/30.52."
        )
    return Embedded(
        View.from_params(params),
        choice(params, language.LANGUAGE, i18n.LANGUAGES, i18n.DEFAULT),
        choice(params, THEME, _THEMES, ""),
        place,
        choice(params, SIDE, ("", *SIDES), ""),
    )


def page(store: Store, embedded: Embedded) -> str:
    """Make the HTML of an embedded map.

    Raises
    ------
    FilterError
        For a level or a layer that the store does not have.
    """
    facets, view = query.facets(store), embedded.view
    query.check_layers(store, view.filters)
    with i18n.speaking(embedded.language):
        base = _base_map(embedded.language)
        two = beside(view, facets)
        if two and not embedded.side:
            texts = [(side, two.text(store, facets, second=side == SIDES[1])) for side in SIDES]
            frames = [(embedded.frame(side), text) for side, text in texts]
            return _rendered(embedded, base["styles"], frames=frames)
        state, text = _state(store, facets, view, two, embedded.side)
        data = {"map": base["map"], "options": base["options"], "state": here(state)}
        data |= {"full": embedded.address(), "texts": {"open": _("Open in the atlas")}}
        return _rendered(
            embedded,
            base["styles"],
            summary=text,
            scripts=base["scripts"],
            data=atlas_map.script_json(data),
        )


def _state(
    store: Store, facets: Facets, view: View, two: Beside | None, side: str
) -> tuple[dict[str, Any], str]:
    """Return what a map shows, and its line: that of one of two maps, or that of the only one."""
    if two is None:
        shaded = shading(store, view, facets)
        state = atlas_map.map_state(shaded, view, version=store.version)
        return state, summary(store, view.filters, facets)
    scale, second = two.scale(store, facets), side == SIDES[1]
    seen = two.second if second else view
    shaded = (
        two.shading(store, facets, scale) if second else shading(store, view, facets, scale=scale)
    )
    state = atlas_map.map_state(shaded, seen, version=store.version)
    return state | {"beside": side}, two.text(store, facets, second=second)


def _rendered(embedded: Embedded, styles: list[str], **parts: Any) -> str:
    return _PAGE.render(
        lang=embedded.language,
        theme=embedded.theme,
        title=_("Reported incidents of the Russia-Ukraine war"),
        full="" if embedded.side else embedded.address(),
        open=_("Open in the atlas"),
        noscript=_("The map needs JavaScript."),
        styles=styles,
        **parts,
    )


def summary(store: Store, filters: Filters, facets: Facets) -> str:
    """Say in a few words how many incidents are selected, and of which days."""
    total = query.headline(store, filters)
    first, last = filters.date_from or facets.first, filters.date_to or facets.last
    text = ngettext("{n} reported incident", "{n} reported incidents", total.incidents)
    if total.fewest is not None:
        text = once_text(total, query.record_count(store, filters)).removesuffix(".")
    if first is None or last is None:
        return text
    return _("{incidents}, {first} to {last}").format(
        incidents=text, first=i18n.short_date(first), last=i18n.short_date(last)
    )


@cache
def _base_map(_language: str) -> dict[str, Any]:
    """Return what stays the same of the map in a language: its assets and options."""
    from geo.web.map.assets import asset_url

    made = atlas_map.AtlasMap()
    children = made._children.values()  # noqa: SLF001 - folium has no other way to its parts
    (element,) = (child for child in children if hasattr(child, "options_json"))
    embed = {ending: asset_url(f"embed.{ending}") for ending in ("css", "js")}
    styles = [address for _name, address in made.default_css] + [embed["css"]]
    scripts = [address for _name, address in made.default_js] + [embed["js"]]
    return {
        "styles": [here(address) for address in styles],
        "scripts": [here(address) for address in scripts],
        "options": here(json.loads(element.options_json)),
        "map": {**made.options, "center": made.location},
    }


def here(value: Any) -> Any:
    """Return the addresses in `value` as they are seen from the embedded map."""
    if isinstance(value, dict):
        return {key: here(item) for key, item in value.items()}
    if isinstance(value, list):
        return [here(item) for item in value]
    return value.removeprefix(_FRAME_PREFIX) if isinstance(value, str) else value


async def _answer(request: Request) -> Response:
    params = params_of(request)
    embedded, kind = embedded_of(params), kind_of(params, EMBED)
    store = await answered(request, kind, HOLDER.get)
    body = (await answered(request, kind, page, store, embedded)).encode()
    headers = {
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": "private, no-cache",
    }
    if unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


def routes(base: str) -> list[Route]:
    """Return the embedded map's route below a sub-path, which is empty or begins with a slash."""
    return [Route(f"{base}/embed", Endpoint(_answer))]
