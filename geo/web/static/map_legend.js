// The legend: what the shades, the points and the badges on the map mean; nothing that isn't there.
(function (A) {
  "use strict";
  var legend = null;

  function entry(list, picture, text) {
    var item = A.element("li");
    item.appendChild(picture);
    item.appendChild(A.element("span", "", text));
    list.appendChild(item);
  }

  function swatch(kind) {
    var shape = { width: 18, height: 13, "class": "atlas-swatch atlas-" + (kind === "has-shared" ? "c1" : kind) };
    if (kind === "has-shared") shape.style = "fill:" + A.bothFill("c1");
    return A.picture(18, 13, [["rect", shape]]);
  }

  function dot(value) {
    var shapes = [["circle", { cx: 9, cy: 7, r: 5.5, fill: A.colourOf(value), stroke: "var(--edge)", "stroke-width": 1 }]];
    if (A.isMixed(value)) shapes.push(["circle", { cx: 9, cy: 7, r: 3, fill: "none", stroke: "#ffffff", "stroke-width": 1.3 }]);
    return A.picture(18, 14, shapes);
  }

  function ring(shared) {
    var shape = { cx: 9, cy: 7, r: 4, fill: "none", stroke: "var(--ink)", "stroke-width": 2 };
    if (shared) shape["stroke-dasharray"] = "2.2 2";
    return A.picture(18, 14, [["circle", shape]]);
  }

  function badge() {
    return A.picture(18, 14, [["rect", { x: 1.5, y: 1.5, width: 15, height: 11, rx: 3, "class": "atlas-badge-mark" }]]);
  }

  function circle() {
    return A.picture(18, 14, [["circle", { cx: 9, cy: 7, r: 5.5, "class": "atlas-circle" }]]);
  }

  function container() {
    if (legend) return legend.getContainer();
    legend = L.control({ position: "bottomright" });
    legend.onAdd = function () {
      var box = A.element("details", "atlas-legend");
      box.open = A.map.getSize().x > 480;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    legend.addTo(A.map);
    return legend.getContainer();
  }

  function part(box, note) {
    box.appendChild(A.element("p", "atlas-unit", note));
    return box.appendChild(A.element("ul"));
  }

  A.drawLegend = function () {
    var box = container(), shown = A.shownSymbols();
    box.textContent = "";
    box.appendChild(A.element("summary", "", A.state.choropleth ? A.state.legend.title : A.text("legend")));
    if (A.state.choropleth) {
      var shades = part(box, A.state.legend.unit);
      A.state.legend.items.forEach(function (item) { entry(shades, swatch(item[0]), item[1]); });
    }
    if (!A.state.points) return;
    if (shown.values.length) {
      var dots = part(box, A.text("points_note"));
      shown.values.forEach(function (value) { entry(dots, dot(value), A.nameOfValue(value)); });
    }
    if (shown.sized) {
      var sizes = part(box, A.text("size_note"));
      if (shown.unknown) entry(sizes, ring(false), A.text("ring"));
      if (shown.shared) entry(sizes, ring(true), A.text("ring_shared"));
    }
    if (A.hasBadges) entry(box.appendChild(A.element("ul")), badge(), A.text(A.coveredBadges ? "badge_note_closer" : "badge_note"));
    if (A.hasCircles) entry(box.appendChild(A.element("ul")), circle(), A.text("circle_note"));
  };
})(window.AtlasParts);
