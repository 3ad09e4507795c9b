"""Online backgrounds for the map, by xyzservices: each a visitor's explicit choice, off by default.

Whoever serves the tiles sees which area is viewed, and from which network address.  A choice is
therefore no part of the page's address: a link that is passed on opens without one.  Offered are
providers that need no key and whose terms allow an occasional use like this one with attribution
(https://operations.osmfoundation.org/policies/tiles/, https://opentopomap.org/about); imagery of
Esri is not, since its terms ask for an account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.i18n import N_

if TYPE_CHECKING:
    from xyzservices import TileProvider

#: Provider's name in xyzservices -> what the page calls it.
PROVIDERS: Final = {
    "OpenStreetMap.Mapnik": "OpenStreetMap",
    "OpenStreetMap.HOT": N_("OpenStreetMap, humanitarian"),
    "OpenTopoMap": "OpenTopoMap",
}
#: What a visitor is told before choosing.
NOTICE: Final = N_(
    "An online background is loaded by your browser from its provider, who then sees the area you"
    " view and your network address. Its borders and names are the provider's."
)
#: Leaflet's subdomains where a provider names none.
_SUBDOMAINS: Final = "abc"


def _provider(name: str) -> TileProvider:
    import xyzservices.providers

    return xyzservices.providers.query_name(name)


def layer(name: str | None) -> dict[str, Any] | None:
    """Return what the map's script needs to draw a background.

    Parameters
    ----------
    name : str or None
        One of `PROVIDERS`; anything else means none.

    Returns
    -------
    dict or None
        JSON-able: `url` (Leaflet's template), `attribution` (HTML of xyzservices), `max_zoom`,
        `subdomains`.
    """
    if name not in PROVIDERS:
        return None
    found = _provider(name)
    return {
        "url": found.build_url(x="{x}", y="{y}", z="{z}", fill_subdomain=False),
        "attribution": found.html_attribution,
        "max_zoom": found.get("max_zoom", 18),
        "subdomains": found.get("subdomains", _SUBDOMAINS),
    }


def origins() -> list[str]:
    """Return every origin that the offered backgrounds load tiles from, sorted.

    >>> "https://tile.openstreetmap.org" in origins()
    True
    """
    from urllib.parse import urlsplit

    found = set()
    for name in PROVIDERS:
        drawn = layer(name)
        assert drawn is not None  # noqa: S101 - it is offered
        for subdomain in drawn["subdomains"]:
            parts = urlsplit(drawn["url"].replace("{s}", subdomain))
            found.add(f"{parts.scheme}://{parts.netloc}")
    return sorted(found)
