// The legend: what the shades, the points and the numbers on the map mean; nothing that isn't there.
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
    var symbol = A.element("span", "atlas-symbol atlas-dot" + (A.isMixed(value) ? " atlas-mixed" : ""));
    symbol.style.background = A.colourOf(value);
    symbol.style.borderRadius = A.cornersOf(value);
    return symbol;
  }

  function ring(shared) {
    var shape = { cx: 9, cy: 7, r: 4, fill: "none", stroke: "var(--ink)", "stroke-width": 2 };
    if (shared) shape["stroke-dasharray"] = "2.2 2";
    return A.picture(18, 14, [["circle", shape]]);
  }

  function number() {
    var text = A.element("b", A.state.unplaced ? "atlas-badge" : "atlas-number", "12");
    text.setAttribute("aria-hidden", "true");
    return text;
  }

  function circle() {
    return A.picture(18, 14, [["circle", { cx: 9, cy: 7, r: 5.5, "class": "atlas-circle" }]]);
  }

  // It stands below the map and not on it, and takes its height from the map.  On a small screen it
  // is one line that opens upon the map; anywhere else it has its lines, and never fewer than it had,
  // so that the map keeps its size.
  function container() {
    if (legend) return legend;
    legend = A.element("details", "atlas-legend");
    var wide = window.matchMedia("(min-width: 641px) and (min-height: 331px)");
    function unfold() { legend.open = wide.matches; legend.style.minHeight = ""; }
    wide.addEventListener("change", unfold);
    window.addEventListener("resize", function () { legend.style.minHeight = ""; });
    unfold();
    A.map.getContainer().insertAdjacentElement("afterend", legend);
    // Asking for the height when the lines are drawn would lay the map out once more.
    new ResizeObserver(function () {
      if (legend.open) legend.style.minHeight = Math.max(parseFloat(legend.style.minHeight) || 0, legend.offsetHeight) + "px";
    }).observe(legend);
    return legend;
  }

  function part(box, note) {
    var list = A.element("ul");
    if (note) list.appendChild(A.element("li", "atlas-unit", note));
    return box.appendChild(list);
  }

  function drawShades(box) {
    var head = box.appendChild(A.element("summary"));
    head.appendChild(A.element("b", "", A.state.choropleth ? A.state.legend.title : A.text("legend")));
    if (!A.state.choropleth) return;
    head.appendChild(A.element("span", "atlas-unit", A.state.legend.unit));
    A.state.legend.items.forEach(function (item) {
      var key = head.appendChild(A.element("span", "atlas-key"));
      key.appendChild(swatch(item[0]));
      key.appendChild(A.element("span", "", item[1]));
    });
  }

  A.drawLegend = function () {
    var box = container(), shown = A.shownSymbols(), held = box.contains(document.activeElement);
    box.textContent = "";
    drawShades(box);
    if (A.state.legend.source) box.firstChild.appendChild(A.element("span", "atlas-unit atlas-source", A.state.legend.source));
    if (held) box.firstChild.focus({ preventScroll: true });
    var more = box.appendChild(A.element("div", "atlas-legend-more"));
    if (A.hasBadges) {
      var kind = A.state.unplaced ? "badge_note" : "number_note";
      entry(part(more), number(), A.text(A.coveredBadges ? kind + "_closer" : kind));
    }
    if (A.state.points && shown.values.length) {
      var dots = part(more, A.text("points_note"));
      shown.values.forEach(function (value) { entry(dots, dot(value), A.nameOfValue(value)); });
    }
    if (A.state.points && shown.sized) {
      var sizes = part(more, A.text("size_note"));
      if (shown.unknown) entry(sizes, ring(false), A.text("ring"));
      if (shown.shared) entry(sizes, ring(true), A.text("ring_shared"));
    }
    if (A.state.points && A.hasCircles) entry(part(more), circle(), A.text("circle_note"));
  };
})(window.AtlasParts);
