// The map in a page of its own: stands in for Streamlit, whose messages have nowhere to go here.
// A click on a region tells its figures; what the page would show alone opens in the full page.
(function () {
  "use strict";
  var given = JSON.parse(document.getElementById("atlas-embed").textContent);
  var events = new EventTarget(), map;
  // As the first page of the atlas itself (start.js) it hands its clicks to the page that follows.
  var first = window.frameElement && window.frameElement.id === "atlas-first-map" ? window.parent.AtlasFirst : null;

  function fullPage(change) {
    var address = new URL(given.full, document.baseURI);
    Object.keys(change).forEach(function (name) { address.searchParams.set(name, change[name]); });
    return address.href;
  }

  function tellRegion(code) {
    var path = document.querySelector('path[data-region="' + CSS.escape(code) + '"]'), shown = code in given.state.regions;
    if (!path || !shown) return;
    var shape = path.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
    var middle = function (low, high, from, to) { return (Math.max(low, from) + Math.min(high, to)) / 2 - from; };
    var at = map.containerPointToLatLng([
      middle(shape.left, shape.right, frame.left, frame.right), middle(shape.top, shape.bottom, frame.top, frame.bottom)
    ]);
    var box = document.createElement("div"), link = document.createElement("a");
    window.Atlas.linesOf(code).forEach(function (text, i) {
      box.appendChild(document.createElement(i ? "div" : "b")).textContent = text;
    });
    link.href = fullPage({ region: code });
    link.target = "_blank";
    link.rel = "noopener";
    link.className = "atlas-embed-link";
    link.textContent = given.texts.open;
    box.appendChild(link);
    map.eachLayer(function (layer) { if (layer.closeTooltip) layer.closeTooltip(); });
    L.popup({ maxWidth: 300 }).setLatLng(at).setContent(box).openOn(map);
  }

  function keep(message) {
    var chosen = given.state.selected;
    if (message.region) {
      given.state.selected = message.chosen ? chosen.concat(message.region) : chosen.filter(function (code) { return code !== message.region; });
      window.Atlas.update(given.state);
      first.keep({ region: message.region, chosen: message.chosen });
    } else if (message.incident) first.keep({ incident: message.incident });
  }

  window.Streamlit = {
    events: events,
    setComponentValue: function (message) {
      if (first) { keep(message); return; }
      if (message.region) tellRegion(message.region);
      if (message.incident) window.open(fullPage({ incident: message.incident }), "_blank", "noopener");
    }
  };
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    events.dispatchEvent(new Event("streamlit:render"));
  });
  map = L.map("map_div", given.map);
  L.control.scale().addTo(map);
  window.Atlas.mount(map, given.options);
  window.Atlas.update(given.state);
  if (first) {
    document.documentElement.classList.add("atlas-first");
    first.watch(document);
    ["dragstart", "zoomstart"].forEach(function (name) {
      map.on(name, function () { if (first.used) first.moved = true; });
    });
  }
})();
