// Circles: places without a point, of which is known how far from a middle they are at most.
(function (A) {
  "use strict";
  var layer, keys, things = {};

  A.mountCircles = function () {
    layer = L.layerGroup([], { pane: "circles" }).addTo(A.map);
    keys = A.keys(A.map.getPane("circles"), function (thing) { thing.open(); });
  };

  function blank(circle) {
    var at = L.latLng(circle[0], circle[1]), cell = circle[5];
    var shape = L.circle(at, { pane: "circles", radius: 1000 * circle[2], className: "atlas-circle" }), thing = { at: at, shape: shape };
    thing.open = function () { A.openRecords(at, cell, thing.node); };
    shape.bindTooltip(function () { return A.element("div", "", thing.name); }, { sticky: true, className: "atlas-tip" });
    shape.on("click", thing.open).addTo(layer);
    thing.node = shape.getElement();
    thing.node.setAttribute("role", "button");
    return thing;
  }

  // A small circle lies upon a large one, so that each can be clicked.  A node that is moved loses the focus.
  function stack(sorted) {
    var active = document.activeElement;
    sorted.forEach(function (circle) { things[circle[5]].shape.bringToFront(); });
    keys.focus(function (thing) { return thing.node === active; });
  }

  // Circles as the server gives them: [lat, lon, kilometres, incidents, label, cell].  Those that were
  // there before stay.
  A.drawCircles = function (circles) {
    var before = things, pane = A.map.getPane("circles");
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", A.text("circles"));
    things = {};
    circles.forEach(function (circle) {
      var thing = things[circle[5]] = before[circle[5]] || blank(circle);
      thing.name = (circle[4] || A.text("places")) + ": " + A.count("incidents", circle[3]) + ", " +
        A.text("within", { distance: A.number(Math.ceil(circle[2])) });
      A.set(thing.node, { "aria-label": thing.name });
    });
    Object.keys(before).forEach(function (cell) {
      if (!(cell in things)) layer.removeLayer(before[cell].shape);
    });
    keys.set(Object.keys(things).map(function (cell) { return things[cell]; }));
    if (circles.some(function (circle) { return !(circle[5] in before); })) {
      stack(circles.slice().sort(function (a, b) { return b[2] - a[2]; }));
    }
    A.hasCircles = circles.length > 0;
    document.documentElement.dataset.circles = circles.length;
  };
})(window.AtlasParts);
