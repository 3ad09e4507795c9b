// The map in a page of its own: stands in for Streamlit, whose messages have nowhere to go here.
// A click on a region tells its figures; what the page would show alone opens in the full page.
(function () {
  "use strict";
  var given = JSON.parse(document.getElementById("atlas-embed").textContent);
  var events = new EventTarget(), map;

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

  window.Streamlit = {
    events: events,
    setComponentValue: function (message) {
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
})();
