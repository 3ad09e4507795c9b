// Which part of the world the map shows, in the address: map=zoom/latitude/longitude, as OpenStreetMap writes it.
// What it shows by itself is left out.
(function (A) {
  "use strict";
  A.place = "";
  var NAME = "map", WRITTEN = /^(\d{1,2}(?:\.\d{1,2})?)\/(-?\d{1,2}(?:\.\d{1,5})?)\/(-?\d{1,3}(?:\.\d{1,5})?)$/;
  var watched = false;

  // The window whose address says it: the page around the map, and the map's own where another site shows it.
  function page() {
    var frame = window.frameElement;
    return frame && (frame.id === "atlas-first-map" || frame.closest(".stApp")) ? window.parent : window;
  }

  // What the map shows at first, or when it is reset.
  function home() {
    var bounds = A.home(), zoom = A.map.getBoundsZoom(bounds);
    var corners = A.map.project(bounds.getSouthWest(), zoom).add(A.map.project(bounds.getNorthEast(), zoom));
    return { centre: A.map.unproject(corners.divideBy(2), zoom), zoom: zoom };
  }

  // Whether the map shows `place`; Leaflet keeps the centre by whole pixels.
  A.isAt = function (place) {
    if (A.map.getZoom() !== place.zoom) return false;
    return A.map.project(A.map.getCenter()).distanceTo(A.map.project(place.centre)) <= 1;
  };

  // Show what the address says, or home, and return it.
  A.showFirst = function () {
    var said = !A.options.pick && WRITTEN.exec(new URLSearchParams(page().location.search).get(NAME) || "");
    if (said) A.map.setView([Number(said[2]), Number(said[3])], Number(said[1]), { animate: false });
    else A.map.fitBounds(A.home(), { animate: false });
    A.place = said ? said[0] : "";
    return { centre: A.map.getCenter(), zoom: A.map.getZoom() };
  };

  // Put it into the page's address.
  function put() {
    var address = new URL(window.parent.location.href);
    address.searchParams.delete(NAME);
    if (A.place) address.searchParams.append(NAME, A.place);
    // A slash needs no escape there, and people read these.
    address.search = address.search.replace(/%2F/g, "/");
    if (address.href !== window.parent.location.href) window.parent.history.replaceState(window.parent.history.state, "", address.href);
  }

  // Tell the page's address where a visitor has moved the map.  Whatever else the page then writes there
  // is without it, as Streamlit does not read what a script has changed.
  A.tellPlace = function (first) {
    var app = window.frameElement && window.frameElement.closest(".stApp"), at = A.map.getCenter();
    if (!app || (!watched && A.isAt(first))) return;
    A.place = A.isAt(home()) ? "" : [Number(A.map.getZoom().toFixed(2)), at.lat.toFixed(4), at.lng.toFixed(4)].join("/");
    put();
    if (!watched) new MutationObserver(put).observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
    watched = true;
  };
})(window.AtlasParts);
