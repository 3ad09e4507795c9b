// Buttons at the map's edge: zoom, fit to the selection, first view, full screen.
(function (A) {
  "use strict";
  var PATHS = {
    zoom_in: "M3,9 H15 M9,3 V15",
    zoom_out: "M3,9 H15",
    fit: "M3,7 V3 H7 M11,3 H15 V7 M15,11 V15 H11 M7,15 H3 V11 M7,9 H11 M9,7 V11",
    reset: "M3,9 L9,3.5 L15,9 M5,8 V15 H13 V8",
    full: "M10.5,3 H15 V7.5 M15,3 L10.5,7.5 M7.5,15 H3 V10.5 M3,15 L7.5,10.5",
    leave_full: "M10.5,3 V7.5 H15 M15,3 L10.5,7.5 M3,10.5 H7.5 V15 M7.5,10.5 L3,15"
  };
  var nodes = {};

  // Move the map; at once where the visitor's system asks for little motion.
  A.go = function (at, zoom) {
    if (A.still()) A.map.setView(at, zoom, { animate: false });
    else A.map.flyTo(at, zoom, { duration: 0.4 });
  };

  function goTo(bounds) {
    var zoom = Math.min(A.map.getBoundsZoom(bounds, false, L.point(40, 40)), 9);
    A.go(bounds.getCenter(), zoom);
  }

  function within(shapes, names) {
    var bounds = L.latLngBounds([]);
    names.forEach(function (name) { bounds.extend(shapes[name].getBounds()); });
    return bounds;
  }

  function withIncidents(shapes) {
    return Object.keys(shapes).filter(function (name) {
      var kind = (A.state.regions[name] || ["empty"])[0];
      return kind !== "empty" && kind !== "filtered";
    });
  }

  // The regions of the filter; else all that have an incident.
  function fit() {
    var shapes = A.shownShapes(), chosen = A.state.selected.filter(function (code) { return code in shapes; });
    if (!chosen.length) chosen = withIncidents(shapes);
    A.say("fit", chosen.length ? "" : A.text("nothing_to_fit"));
    if (chosen.length) goTo(within(shapes, chosen));
  }

  // The country of the filter, where it is one.
  A.onlyCountry = function () {
    var asked = A.state && !A.options.pick ? new URLSearchParams(A.state.query).getAll("country") : [];
    return asked.length === 1 ? asked[0] : null;
  };

  // The first view: that country, as far as something is reported there, or what the page names.  Labels
  // say where a region is: its islands may be far away.
  A.home = function () {
    var country = A.state && !A.state.level ? A.onlyCountry() : null, bounds = L.latLngBounds([]);
    var codes = country ? withIncidents(A.regionShapes()) : [];
    if (codes.length) A.regionLabels().forEach(function (label) { if (codes.indexOf(label.code) >= 0) bounds.extend(label.at); });
    return codes.length > 2 ? bounds.pad(0.2) : L.latLngBounds(A.options.view);
  };

  function reset() { A.map.fitBounds(A.home(), { animate: !A.still() }); }

  function zoomBy(step) {
    var zoom = Math.max(A.map.getMinZoom(), Math.min(A.map.getMaxZoom(), Math.round(A.map.getZoom()) + step));
    A.map.setZoom(zoom, { animate: !A.still() });
  }

  function full() {
    var change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    change.catch(function () { nodes.full.hidden = true; });
  }

  function face(name, key) {
    var label = A.text(key), node = nodes[name];
    node.title = label;
    node.setAttribute("aria-label", label);
    node.textContent = "";
    node.appendChild(A.picture(18, 18, [["path", { d: PATHS[key], fill: "none", stroke: "currentColor", "stroke-width": 1.8 }]]));
  }

  // The buttons' names in the page's language.
  A.nameButtons = function () {
    Object.keys(nodes).forEach(function (name) {
      face(name, name === "full" && document.fullscreenElement ? "leave_full" : name);
    });
    A.map.getContainer().setAttribute("aria-label", A.text("map"));
  };

  A.addButtons = function () {
    var acts = { zoom_in: function () { zoomBy(1); }, zoom_out: function () { zoomBy(-1); }, reset: reset };
    if (!A.options.pick) acts = { zoom_in: acts.zoom_in, zoom_out: acts.zoom_out, fit: fit, reset: reset, full: full };
    if (A.map.zoomControl) A.map.zoomControl.remove();
    var bar = L.control({ position: "topleft" });
    bar.onAdd = function () {
      var box = A.element("div", "atlas-buttons");
      Object.keys(acts).forEach(function (name) {
        nodes[name] = box.appendChild(A.button("atlas-button atlas-" + name, "", "", acts[name]));
      });
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    bar.addTo(A.map);
    // A frame that may not fill the screen has no button for it.
    if (nodes.full) nodes.full.hidden = !document.fullscreenEnabled;
    document.addEventListener("fullscreenchange", A.nameButtons);
    A.map.getContainer().setAttribute("role", "region");
    A.nameButtons();
  };
})(window.AtlasParts);
