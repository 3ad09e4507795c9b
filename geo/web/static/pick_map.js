// The small map of the review: numbered candidates, and a click that chooses a point.
// atlas_map.js draws boundaries and base map, and calls mount() and draw().
// Text that comes from data is only ever set as textContent.
(function () {
  "use strict";
  var map, tools, marks, chosen, subject;

  function mark(className, text, at, title) {
    var icon = tools.element("div", className, text);
    return L.marker(at, {
      pane: "points", icon: L.divIcon({ className: "", html: icon, iconSize: [24, 24] }), title: title, alt: title
    });
  }

  function pick(at) { tools.send({ lat: at.lat, lon: at.lng }); }

  function drawMarks(state) {
    marks.clearLayers();
    state.marks.forEach(function (m) {
      var title = m[0] + ": " + m[3];
      mark("atlas-mark", m[0], [m[1], m[2]], title).on("click", function () { tools.send({ mark: m[0] }); })
        .addTo(marks);
    });
  }

  // The map moves only when another place is to be decided, not under the visitor's hand.
  function show(state) {
    if (state.subject === subject) return;
    subject = state.subject;
    var points = state.marks.map(function (m) { return [m[1], m[2]]; });
    map.invalidateSize({ pan: false });
    if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [40, 40], maxZoom: 8, animate: false });
  }

  function mount(leafletMap, given) {
    map = leafletMap;
    tools = given;
    marks = L.layerGroup([], { pane: "points" }).addTo(map);
    chosen = L.layerGroup([], { pane: "points" }).addTo(map);
    map.on("click", function (event) { pick(event.latlng); });
  }

  function draw(state) {
    drawMarks(state);
    chosen.clearLayers();
    if (state.point) mark("atlas-mark atlas-chosen", "", state.point, "Chosen point").addTo(chosen);
    show(state);
    document.documentElement.dataset.picked = state.subject;
    document.documentElement.dataset.point = state.point ? state.point.join(",") : "";
  }

  window.AtlasPick = { mount: mount, draw: draw };
})();
