// Points: symbols of the view, coloured by a value and sized by incidents or casualties.
(function (A) {
  "use strict";
  var TARGET = 24, RING = 11, DOT = 10, LARGEST = 34, WRITTEN = 7, layer, keys, asked = 0, answer = null, shown = { values: [] }, things = [], said = "";

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
  // Each value has a shape, too: its corners, as CSS has them.
  A.cornersOf = function (value) { return value < A.OTHER ? answer.values[value][2] : "50%"; };
  A.nameOfValue = function (value) {
    if (value === A.MIXED) return A.text("mixed_" + answer.colour);
    return value === A.OTHER ? A.text("other") : answer.values[value][0];
  };

  // A dot's area grows with its number, up to that of the most in view; close by, where there is room,
  // the number is written on it.
  function dotOf(number) {
    var most = Math.min(LARGEST, DOT + 3 * Math.log2(Math.max(2, answer.most)));
    var size = DOT + (most - DOT) * Math.sqrt(Math.max(0, number - 1) / Math.max(1, answer.most - 1));
    if (number < 2 || A.map.getZoom() < WRITTEN) return [null, size, ""];
    return [number, Math.max(size, 9 + 7 * A.number(number).length), ""];
  }

  // What a symbol says: [number written on it, its size, whether it is only a ring].
  function measure(p) {
    if (answer.size === "incidents") return dotOf(p[2]);
    if (p[8] === null) return [null, RING, p[9] === null ? "atlas-ring" : "atlas-ring atlas-ring-shared"];
    return dotOf(p[8]);
  }

  // What each symbol says and where it stands: neighbours move aside for one another, so that no number is covered.
  // Those of several places, which are at their mean anyway, go first, then the smaller ones.
  function standsOf(points) {
    var byCell = {}, spots = points.map(function (p) {
      var xy = A.map.latLngToLayerPoint([p[0], p[1]]), found = measure(p), radius = found[1] / 2;
      var spot = { found: found, x: xy.x, y: xy.y, radius: radius, weight: p[6] ? 0 : radius, moved: false };
      spot.cell = p[4] + "/" + p[5];
      return (byCell[spot.cell] = spot);
    });
    [1, 2].forEach(function () {
      points.forEach(function (p, i) {
        [[1, 0], [0, 1], [1, 1], [1, -1]].forEach(function (step) {
          var next = byCell[(p[4] + step[0]) + "/" + (p[5] + step[1])];
          if (next) part(spots[i], next);
        });
      });
    });
    spots.forEach(function (spot, i) {
      spot.at = spot.moved ? A.map.layerPointToLatLng([spot.x, spot.y]) : L.latLng(points[i][0], points[i][1]);
    });
    return spots;
  }

  function part(one, other) {
    var x = other.x - one.x, y = other.y - one.y, apart = Math.sqrt(x * x + y * y);
    var near = one.radius + other.radius + 1 - apart;
    if (near <= 0) return;
    if (!apart) x = apart = 1;
    var share = one.weight === other.weight ? 0.5 : one.weight < other.weight ? 1 : 0;
    move(one, -x / apart, -y / apart, near * share);
    move(other, x / apart, y / apart, near * (1 - share));
  }

  function move(spot, x, y, far) {
    if (!far) return;
    spot.x += x * far;
    spot.y += y * far;
    spot.moved = true;
  }

  function nameOf(p) {
    var parts = [(p[7] || A.text("cluster")) + ": " + A.count("incidents", p[2]), A.nameOfValue(p[3])];
    if (answer.size === "casualties") {
      parts.push(p[8] === null ? A.text("no_figure") : A.count("casualties", p[8]));
      if (p[9]) parts.push(A.text("shared_figures", { number: A.number(p[9]) }));
    }
    return parts.join(", ");
  }

  // A symbol on the map that shows nothing yet; it may show other points one after the other.
  function blank() {
    var spot = A.element("div"), marker = L.marker([0, 0], {
      pane: "points", riseOnHover: true, keyboard: false, icon: L.divIcon({ className: "atlas-spot", html: spot })
    });
    var thing = { marker: marker, spot: spot };
    thing.open = function () { open(thing); };
    marker.on("click", thing.open).addTo(layer);
    thing.node = marker.getElement();
    thing.node.setAttribute("role", "button");
    return thing;
  }

  function fill(thing, p, stand) {
    var found = stand.found, at = stand.at, cell = stand.cell, name = nameOf(p);
    var box = Math.max(TARGET, found[1]) + "px", colour = A.colourOf(p[3]);
    var look = thing.node.style, round = thing.spot.style, written = found[0] === null ? "" : A.number(found[0]);
    A.set(thing.node, { title: name, "aria-label": name, "data-cell": cell });
    A.set(thing.spot, { "class": "atlas-symbol " + found[2] + (p[3] === A.MIXED ? " atlas-mixed" : "") });
    if (thing.spot.textContent !== written) thing.spot.textContent = written;
    look.width = look.height = box;
    look.marginLeft = look.marginTop = "calc(" + box + " / -2)";
    round.width = round.height = found[1] + "px";
    round.background = found[2] ? "" : colour;
    round.borderColor = found[2] ? colour : "";
    round.borderRadius = A.cornersOf(p[3]);
    round.color = found[2] ? "" : A.inkOn(colour);
    if (!thing.at || thing.at.lat !== at.lat || thing.at.lng !== at.lng) thing.marker.setLatLng(at);
    thing.at = at;
    thing.size = found[1];
    thing.point = p;
    thing.cell = cell;
    return thing;
  }

  // Most points of the last answer are in the next one: their symbols stay, with other numbers.
  function symbols(points) {
    var before = {}, stands = standsOf(points);
    things.forEach(function (thing) { before[thing.cell] = thing; });
    var kept = stands.map(function (stand) {
      var thing = before[stand.cell];
      delete before[stand.cell];
      return thing;
    });
    var spare = Object.keys(before).map(function (cell) { return before[cell]; });
    var next = points.map(function (p, i) {
      return fill(kept[i] || spare.pop() || blank(), p, stands[i]);
    });
    spare.forEach(function (thing) { layer.removeLayer(thing.marker); });
    return next;
  }

  // What is drawn of which part of the world.
  function draw(found, view) {
    var active = document.activeElement, held = active && active.dataset.cell;
    if (held) active.blur();
    answer = found;
    answer.most = Math.max.apply(null, [1].concat(found.points.map(function (p) { return (found.size === "casualties" ? p[8] : p[2]) || 1; })));
    shown = { values: [], sized: found.size === "casualties", unknown: false, shared: false };
    found.points.forEach(function (p) {
      if (shown.values.indexOf(p[3]) < 0) shown.values.push(p[3]);
      if (shown.sized && p[8] === null) shown[p[9] === null ? "unknown" : "shared"] = true;
    });
    shown.values.sort(function (a, b) { return a - b; });
    things = symbols(found.points);
    A.drawCircles(found.circles || []);
    keys.set(things);
    if (held) keys.focus(function (thing) { return thing.cell === held; });
    A.arrange();
    var root = document.documentElement.dataset;
    root.symbols = things.length;
    root.look = found.colour + "," + found.size + "," + A.language;
    root.view = view;
    root.drawn = A.state.version + "?" + A.state.query;
    sayPainted(A.state.turn);
  }

  // The page waits for this before it goes on with what stands below the map.
  function sayPainted(turn) {
    if (!turn || turn === said) return;
    said = turn;
    tell({ turn: turn });
  }

  function tell(params) {
    requestAnimationFrame(function () {
      setTimeout(function () {
        fetch(A.options.painted + "?" + new URLSearchParams(params)).catch(function () { return null; });
      }, 0);
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

  // The part of the world that the map shows, as a request says it.
  A.viewport = function () {
    var box = A.map.getBounds().pad(0.15), edge = function (degrees) { return degrees.toFixed(4); };
    return {
      zoom: Math.round(A.map.getZoom()), west: edge(box.getWest()), south: edge(box.getSouth()),
      east: edge(box.getEast()), north: edge(box.getNorth())
    };
  };
  A.written = function (viewport) {
    return [viewport.zoom, viewport.west, viewport.south, viewport.east, viewport.north].join(" ");
  };

  A.askPoints = function () {
    asked += 1;
    var mine = asked, params = A.viewport(), view = A.written(params), state = A.state;
    var pane = A.map.getPane("points"), look = { colour: state.colour || "type", size: state.size || "incidents" };
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", A.text("symbols"));
    if (A.place) params.place = A.place;
    if (state.turn) params.turn = state.turn;
    if (!state.points) {
      draw({ colour: look.colour, size: look.size, values: [], points: [] }, view);
      // A picture that is asked for shows what the map shows.
      if (state.turn) tell(params);
      return;
    }
    // The page has sent along what this map showed when it asked last.
    var known = state.answers;
    if (known && known.view === view) {
      draw(known.points, view);
      A.say("points", "");
      return;
    }
    params.colour = look.colour;
    params.size = look.size;
    var address = A.options.points + "?" + new URLSearchParams(params) + "&" + A.selection();
    A.get(address).then(function (found) {
      if (mine === asked) { draw(found, view); A.say("points", ""); }
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

  function open(thing) {
    var p = thing.point, cell = answer.bins + "/" + thing.cell;
    if (p[6] && A.map.getZoom() < A.map.getMaxZoom()) split(p, cell);
    else A.openRecords(thing.at, cell, thing.node);
  }
})(window.AtlasParts);
