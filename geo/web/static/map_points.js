// Points: symbols of the view, coloured by a value and sized by incidents or casualties.
(function (A) {
  "use strict";
  var TARGET = 24, RING = 11, layer, keys, asked = 0, answer = null, shown = { values: [] }, things = [], said = "";

  A.mountPoints = function () {
    layer = L.layerGroup([], { pane: "points" }).addTo(A.map);
    keys = A.keys(A.map.getPane("points"), function (thing) { thing.open(); });
  };

  A.isMixed = function (value) { return value === A.MIXED; };
  A.OTHER = 7;
  A.MIXED = 8;
  A.shownSymbols = function () { return shown; };
  A.colourOf = function (value) {
    return value === A.MIXED ? answer.mixed : value === A.OTHER ? answer.other : answer.values[value][1];
  };
  A.nameOfValue = function (value) {
    if (value === A.MIXED) return A.text("mixed_" + answer.colour);
    return value === A.OTHER ? A.text("other") : answer.values[value][0];
  };

  function sizeOf(number) { return Math.min(44, 15 + 4 * Math.log2(Math.max(1, number))); }

  // What a symbol says: [number written on it, its size, whether it is only a ring].
  function measure(p) {
    if (answer.size === "incidents") return [p[2] > 1 ? p[2] : null, p[2] > 1 ? sizeOf(p[2]) : 13, ""];
    if (p[8] === null) return [null, RING, p[9] === null ? "atlas-ring" : "atlas-ring atlas-ring-shared"];
    return [p[8] || null, p[8] ? sizeOf(p[8]) : 13, ""];
  }

  function nameOf(p) {
    var parts = [(p[7] || A.text("cluster")) + ": " + A.count("incidents", p[2]), A.nameOfValue(p[3])];
    if (answer.size === "casualties") {
      parts.push(p[8] === null ? A.text("no_figure") : A.count("casualties", p[8]));
      if (p[9]) parts.push(A.text("shared_figures", { number: A.number(p[9]) }));
    }
    return parts.join(", ");
  }

  function symbol(p) {
    var found = measure(p), box = Math.max(TARGET, found[1]), colour = A.colourOf(p[3]), name = nameOf(p);
    var spot = A.element("div", "atlas-symbol " + found[2] + (p[3] === A.MIXED ? " atlas-mixed" : ""),
      found[0] === null ? "" : A.number(found[0]));
    spot.style.width = spot.style.height = found[1] + "px";
    if (found[2]) spot.style.borderColor = colour;
    else { spot.style.background = colour; spot.style.color = A.inkOn(colour); }
    var marker = L.marker([p[0], p[1]], {
      pane: "points", title: name, alt: name, riseOnHover: true, keyboard: false,
      icon: L.divIcon({ className: "atlas-spot", html: spot, iconSize: [box, box] })
    });
    marker.on("click", function () { open(p, marker.getElement()); }).addTo(layer);
    var node = marker.getElement(), cell = p[4] + "/" + p[5];
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", name);
    node.dataset.cell = cell;
    return { node: node, at: marker.getLatLng(), size: found[1], open: function () { open(p, node); }, cell: cell };
  }

  function draw(found) {
    var active = document.activeElement, held = active && active.dataset.cell;
    layer.clearLayers();
    answer = found;
    shown = { values: [], sized: found.size === "casualties", unknown: false, shared: false };
    things = found.points.map(function (p) {
      if (shown.values.indexOf(p[3]) < 0) shown.values.push(p[3]);
      if (shown.sized && p[8] === null) shown[p[9] === null ? "unknown" : "shared"] = true;
      return symbol(p);
    });
    shown.values.sort(function (a, b) { return a - b; });
    keys.set(things);
    if (held) keys.focus(function (thing) { return thing.cell === held; });
    A.drawLabels();
    A.drawLegend();
    var root = document.documentElement.dataset;
    root.symbols = things.length;
    root.look = found.colour + "," + found.size + "," + A.language;
    root.drawn = A.state.version + "?" + A.state.query;
    sayPainted(A.state.turn);
  }

  // The page waits for this before it goes on with what stands below the map.
  function sayPainted(turn) {
    if (!turn || turn === said) return;
    said = turn;
    requestAnimationFrame(function () {
      setTimeout(function () { fetch(A.options.painted + "?turn=" + turn).catch(function () { return null; }); }, 0);
    });
  }

  // Where the symbols lie on the screen: [left, top, right, bottom] each.
  A.symbolBoxes = function () {
    return things.map(function (thing) {
      var xy = A.map.latLngToLayerPoint(thing.at), half = thing.size / 2 + 1;
      return [xy.x - half, xy.y - half, xy.x + half, xy.y + half];
    });
  };

  // What is asked for: the filters, whose store where it is the visitor's own, and the language.
  A.selection = function () {
    return (A.state.query ? A.state.query + "&" : "") +
      (A.state.token ? "token=" + encodeURIComponent(A.state.token) + "&" : "") + "lang=" + A.language;
  };

  A.askPoints = function () {
    asked += 1;
    var mine = asked, view = A.map.getBounds().pad(0.15), state = A.state;
    var pane = A.map.getPane("points"), look = { colour: state.colour || "type", size: state.size || "incidents" };
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", A.text("symbols"));
    if (!state.points) { draw({ colour: look.colour, size: look.size, values: [], points: [] }); return; }
    var edges = { zoom: Math.round(A.map.getZoom()), west: view.getWest().toFixed(4), south: view.getSouth().toFixed(4),
      east: view.getEast().toFixed(4), north: view.getNorth().toFixed(4), colour: look.colour, size: look.size };
    // The page has sent along what this map showed when it asked last.
    var known = state.answers;
    if (known && known.view === [edges.zoom, edges.west, edges.south, edges.east, edges.north].join(" ")) {
      draw(known.points);
      A.say("points", "");
      return;
    }
    if (state.turn) edges.turn = state.turn;
    var address = A.options.points + "?" + new URLSearchParams(edges) + "&" + A.selection();
    A.get(address).then(function (found) {
      if (mine === asked) { draw(found); A.say("points", ""); }
    }).catch(function () {
      if (mine === asked) A.say("points", A.text("no_points"));
    });
  };

  // A cluster opens up: the map goes to its extent, but always at least one zoom nearer.
  function split(p, cell) {
    A.get(A.options.cell + "?limit=0&cell=" + encodeURIComponent(cell) + "&" + A.selection()).then(function (found) {
      var e = found.extent, at = L.latLngBounds([e[1], e[0]], [e[3], e[2]]), most = A.map.getMaxZoom();
      var near = Math.min(A.map.getBoundsZoom(at, false, L.point(60, 60)), most);
      var zoom = Math.min(most, Math.max(near, Math.round(A.map.getZoom()) + 1));
      A.go(at.getCenter(), zoom);
    }).catch(function () { A.say("points", A.text("no_points")); });
  }

  function open(p, node) {
    var cell = answer.bins + "/" + p[4] + "/" + p[5];
    if (p[6] && A.map.getZoom() < A.map.getMaxZoom()) split(p, cell);
    else A.openRecords(L.latLng(p[0], p[1]), cell, node);
  }
})(window.AtlasParts);
