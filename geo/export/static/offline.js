// The map and the sorting of a page that is opened from a file.  Nothing is loaded; text from data
// is only ever set as textContent.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  var data = JSON.parse(document.getElementById("data").textContent);

  function element(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  function svg(tag, attributes) {
    var node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    return node;
  }

  var HATCHES = { shared: "M0,7 L7,0", none: "M0,0 L7,7", zero: "M3,3 h0.8" };
  // What chance alone would give: stripes of the class's colour.
  Object.keys(data.colours).forEach(function (kind) { if (/-pale$/.test(kind)) HATCHES[kind] = "M1,0 V7 M4.5,0 V7"; });

  function addPatterns() {
    var root = svg("svg", { width: 0, height: 0, "aria-hidden": "true" }), defs = svg("defs", {});
    root.style.position = "absolute";
    Object.keys(HATCHES).forEach(function (kind) {
      var pattern = svg("pattern", { id: "hatch-" + kind, width: 7, height: 7, patternUnits: "userSpaceOnUse" });
      pattern.appendChild(svg("rect", { width: 7, height: 7, fill: data.colours.empty }));
      pattern.appendChild(svg("path", { d: HATCHES[kind], stroke: data.colours[kind], "stroke-width": 1.1, fill: "none" }));
      defs.appendChild(pattern);
    });
    Object.keys(data.colours).forEach(function (kind) { if (!HATCHES[kind]) addBoth(defs, kind); });
    root.appendChild(defs);
    document.body.appendChild(root);
  }

  // A class that is known and has further figures besides, which are shared: hatched upon its colour.
  var LIGHT = ["c0", "c1", "m1", "p1", "z", "zero"];

  function addBoth(defs, kind) {
    var pattern = svg("pattern", { id: "both-" + kind, width: 7, height: 7, patternUnits: "userSpaceOnUse" });
    pattern.appendChild(svg("rect", { width: 7, height: 7, fill: data.colours[kind] }));
    pattern.appendChild(svg("path", { d: HATCHES.shared, stroke: LIGHT.indexOf(kind) < 0 ? "#ffffff" : "#1b2430", "stroke-width": 1.1, fill: "none" }));
    defs.appendChild(pattern);
  }

  function fillOf(code) {
    var kind = data.regions[code][0];
    return data.shared.indexOf(code) < 0 || HATCHES[kind] ? fill(kind) : "url(#both-" + kind + ")";
  }

  function fill(kind) {
    if (kind === "has-shared") return "url(#both-c1)";
    return HATCHES[kind] ? "url(#hatch-" + kind + ")" : data.colours[kind] || data.colours.empty;
  }

  function tip(lines) {
    var box = element("div", "tip");
    lines.forEach(function (line, at) { box.appendChild(element(at ? "div" : "b", "", line)); });
    return box;
  }

  function drawRegions(map) {
    L.geoJSON(data.shapes, {
      style: function (feature) {
        return { color: "#8a94a0", weight: 0.8, fillOpacity: 1, fillColor: fillOf(feature.properties.region) };
      },
      onEachFeature: function (feature, layer) {
        layer.bindTooltip(function () { return tip(data.regions[feature.properties.region][1]); }, { sticky: true });
        layer.on("add", function () {
          var path = layer.getElement(), region = data.regions[feature.properties.region];
          path.dataset.region = feature.properties.region;
          path.dataset.kind = region[0];
          path.setAttribute("role", "img");
          path.setAttribute("aria-label", region[1].join(", "));
        });
      }
    }).addTo(map);
  }

  function sizeOf(dot) { return dot[2] <= 1 ? 13 : Math.min(38, 16 + 4 * Math.log2(dot[2])); }

  function drawDots(map) {
    data.dots.forEach(function (dot) {
      var count = dot[2], size = sizeOf(dot);
      var picture = element("div", "dot", count > 1 ? count : "");
      picture.style.background = dot[3];
      picture.style.borderRadius = dot[6];
      picture.style.width = picture.style.height = size + "px";
      L.marker([dot[0], dot[1]], {
        icon: L.divIcon({ className: "", html: picture, iconSize: [size, size] }), pane: "dots", keyboard: false, riseOnHover: true
      }).bindTooltip(tip([dot[4], dot[5]].filter(Boolean))).addTo(map);
    });
  }

  function drawLabels(map, layer) {
    var zoom = map.getZoom(), taken = data.dots.map(boxOfDot), view = map.getBounds().pad(0.1);
    layer.clearLayers();
    // A region's number comes first, where it covers no dot and no other number.
    data.numbers.forEach(function (number) {
      var at = L.latLng(number[1], number[0]), xy = map.latLngToLayerPoint(at), half = 4 * number[2].length;
      if (view.contains(at)) put([xy.x - half, xy.y - 9, xy.x + half, xy.y + 9], at, "place value", number[2]);
    });
    data.labels.forEach(function (label) {
      var at = L.latLng(label[2], label[3]);
      if (label[1] > zoom + 0.5 || !view.contains(at)) return;
      var xy = map.latLngToLayerPoint(at), city = label[0] === "city" || label[0] === "capital", width = 7 * label[4].length + 12;
      var box = city ? [xy.x - 6, xy.y - 9, xy.x + width, xy.y + 9] : [xy.x - width / 2, xy.y - 9, xy.x + width / 2, xy.y + 9];
      put(box, at, "place " + (city ? "city" : label[0]), label[4]);
    });

    function boxOfDot(dot) {
      var xy = map.latLngToLayerPoint([dot[0], dot[1]]), half = sizeOf(dot) / 2;
      return [xy.x - half, xy.y - half, xy.x + half, xy.y + half];
    }

    function put(box, at, className, text) {
      if (taken.some(function (b) { return b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1]; })) return;
      taken.push(box);
      var icon = L.divIcon({ className: className, iconSize: [0, 0], html: element("span", "", text) });
      L.marker(at, { icon: icon, interactive: false, keyboard: false, pane: "names" }).addTo(layer);
    }
  }

  function entry(list, picture, text) {
    var item = element("li"), root = svg("svg", { width: 18, height: 13, "aria-hidden": "true" });
    root.appendChild(picture);
    item.appendChild(root);
    item.appendChild(element("span", "", text));
    list.appendChild(item);
  }

  function addLegend(map) {
    var control = L.control({ position: "bottomright" });
    control.onAdd = function () {
      var box = element("details", "legend"), shades = element("ul"), dots = element("ul");
      box.open = map.getSize().x > 480;
      box.appendChild(element("summary", "", data.title));
      if (data.legend.length) box.appendChild(element("p", "", data.unit));
      data.legend.forEach(function (item) {
        entry(shades, svg("rect", { width: 18, height: 13, fill: fill(item[0]), stroke: "#8a94a0" }), item[1]);
      });
      box.appendChild(shades);
      if (data.dot_legend.length) box.appendChild(element("p", "", data.points));
      data.dot_legend.forEach(function (item) {
        var line = element("li"), symbol = element("span", "dot key");
        symbol.style.background = item[0];
        symbol.style.borderRadius = item[2];
        line.appendChild(symbol);
        line.appendChild(element("span", "", item[1]));
        dots.appendChild(line);
      });
      box.appendChild(dots);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    control.addTo(map);
  }

  function draw() {
    var map = L.map("map", { minZoom: 3, maxZoom: 10, zoomSnap: 0.25, wheelPxPerZoomLevel: 90 });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(data.credit);
    [["dots", 450], ["names", 460]].forEach(function (pane) { map.createPane(pane[0]).style.zIndex = pane[1]; });
    map.getPane("names").style.pointerEvents = "none";
    map.fitBounds(data.view);
    L.geoJSON(data.land, { interactive: false, style: { color: "#d3d3cc", weight: 0.7, fillColor: "#f4f4f1", fillOpacity: 1 } }).addTo(map);
    drawRegions(map);
    drawDots(map);
    var names = L.layerGroup().addTo(map);
    drawLabels(map, names);
    map.on("moveend", function () { drawLabels(map, names); });
    L.control.scale({ imperial: false }).addTo(map);
    addLegend(map);
  }

  // A cell's text as a number, if it is one; the separators are the language's own.
  function number(text) {
    var bare = text.replace(/[\s\u00a0\u202f,]/g, "");
    return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : null;
  }

  function sortBy(table, at, down) {
    var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
    var keyed = rows.map(function (row, order) {
      var text = row.cells[at].textContent;
      return { row: row, text: text, number: number(text), order: order };
    });
    keyed.sort(function (a, b) {
      if (!a.text !== !b.text) return a.text ? -1 : 1;
      var by = a.number !== null && b.number !== null ? a.number - b.number : a.text.localeCompare(b.text);
      return (down ? -by : by) || a.order - b.order;
    });
    keyed.forEach(function (item) { body.appendChild(item.row); });
  }

  function makeSortable(table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, at) {
      var button = element("button", "", head.textContent);
      button.type = "button";
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        sortBy(table, at, down);
      });
    });
    Array.prototype.forEach.call(table.querySelectorAll("td"), function (cell) {
      if (number(cell.textContent) !== null) cell.className = "number";
    });
  }

  addPatterns();
  draw();
  Array.prototype.forEach.call(document.querySelectorAll("table.sortable"), makeSortable);
  document.documentElement.dataset.ready = "true";
})();
