// The base map: land, names of places, numbers on the regions' labels, and online backgrounds.
(function (A) {
  "use strict";
  var places = [], labelLayer, badgeLayer, badges = {}, made = {}, badgeKeys, asked = 0, tiles = null, tilesOf = null;
  var ruler = document.createElement("canvas").getContext("2d"), family = "", widths = {};

  A.drawBase = function (base) {
    L.geoJSON(base, {
      pane: "land", interactive: false,
      filter: function (feature) { return feature.geometry.type !== "Point"; },
      style: function () { return { className: "atlas-land" }; }
    }).addTo(A.map);
    places = base.features.filter(function (f) { return f.geometry.type === "Point"; }).map(function (f) {
      return { properties: f.properties, at: L.latLng(f.geometry.coordinates[1], f.geometry.coordinates[0]), text: null };
    });
    labelLayer = L.layerGroup([], { pane: "labels" }).addTo(A.map);
    badgeLayer = L.layerGroup([], { pane: "badges" }).addTo(A.map);
    badgeKeys = A.keys(A.map.getPane("badges"), function (thing) { thing.open(); });
  };

  // Where a number may stand, the nearest to its region's label first; never in another region.
  var STEPS = [[0, 0]];
  [14, 24, 36, 50].forEach(function (far) {
    [[0, 1], [0, -1], [1, 0], [-1, 0], [0.7, 0.7], [-0.7, 0.7], [0.7, -0.7], [-0.7, -0.7]].forEach(function (way) {
      STEPS.push([way[0] * far, way[1] * far]);
    });
  });

  function show(node, seen) { node.style.display = seen ? "" : "none"; }

  A.nameOf = function (properties) { return properties["name_" + A.language] || properties.name_en; };

  function clear(box, taken) {
    return taken.every(function (b) { return b[0] >= box[2] || b[2] <= box[0] || b[1] >= box[3] || b[3] <= box[1]; });
  }

  function around(xy, wide, high) {
    return [xy.x - wide / 2, xy.y - high / 2, xy.x + wide / 2, xy.y + high / 2];
  }

  // A region's number keeps clear of the symbols, the largest first.  One without room in its region is
  // not drawn until the map is closer or it takes the focus; the legend says so.
  function placeBadges(symbols) {
    var taken = symbols.slice(), covered = 0;
    var codes = Object.keys(badges).sort(function (a, b) { return badges[b].count - badges[a].count; });
    codes.forEach(function (code) {
      var badge = badges[code], xy = A.map.latLngToLayerPoint(badge.at), wide = badge.width / 2;
      var free = STEPS.find(function (s) {
        return clear(around(xy.add(s), badge.width, 18), taken) && A.holds(code, xy.add(s));
      }), step = free || STEPS[0];
      badge.node.classList.toggle("atlas-covered", !free);
      badge.node.style.marginLeft = step[0] - wide + "px";
      badge.node.style.marginTop = step[1] - 12 + "px";
      if (free) taken.push(around(xy.add(step), badge.width + 2, 22));
      else covered += 1;
    });
    A.coveredBadges = covered;
    return taken;
  }

  // Where a label may stand: a city's on any side of its dot or of the symbol upon it.
  function spots(xy, wide, city, symbols) {
    if (!city) return [[0, 0, around(xy, wide, 16)]];
    var cover = symbols.filter(function (b) { return b[0] < xy.x && b[2] > xy.x && b[1] < xy.y && b[3] > xy.y; });
    var right = 5, left = -5, low = 13, high = -13;
    cover.forEach(function (b) {
      right = Math.max(right, b[2] - xy.x + 1);
      left = Math.min(left, b[0] - xy.x - 1);
      low = Math.max(low, b[3] - xy.y + 8);
      high = Math.min(high, b[1] - xy.y - 8);
    });
    return [[right + wide / 2, 0], [left - wide / 2, 0], [0, low], [0, high]].map(function (step) {
      return [step[0], step[1], around(xy.add(step), wide, 15)];
    });
  }

  // Measured once per text: to ask for the font is to lay the whole map out.
  function width(name, kind, big) {
    var style = big ? "600 12px " : kind === "country" ? "10px " : "11px ", key = style + name;
    if (!(key in widths)) {
      family = family || getComputedStyle(A.map.getContainer()).fontFamily;
      ruler.font = style + family;
      widths[key] = kind === "country" ? ruler.measureText(name.toUpperCase()).width + name.length : ruler.measureText(name).width + 3;
    }
    return widths[key];
  }

  // The text of a place on the map; it is made once and stays, seen or not.
  function textOf(place, city, big) {
    if (place.text) return place.text;
    place.text = A.element("span");
    place.marker = L.marker(place.at, {
      pane: "labels", interactive: false, keyboard: false, icon: L.divIcon({
        className: "atlas-label atlas-" + (city ? "city" : place.properties.kind) + (big ? " atlas-big" : ""), iconSize: [0, 0],
        html: place.text
      })
    }).addTo(labelLayer);
    return place.text;
  }

  function drawLabel(place, taken, symbols) {
    var p = place.properties, city = p.kind === "city" || p.kind === "capital", big = city && p.rank <= 5, name = A.nameOf(p);
    var wide = width(name, p.kind, big), xy = A.map.latLngToLayerPoint(place.at);
    var spot = spots(xy, wide, city, symbols).find(function (s) { return clear(s[2], taken); });
    if (!spot) return false;
    taken.push(spot[2]);
    var text = textOf(place, city, big);
    if (text.textContent !== name) text.textContent = name;
    text.style.transform = "translate(-50%, -50%) translate(" + spot[0] + "px, " + spot[1] + "px)";
    return true;
  }

  // Labels grow in number with the zoom, and never lie upon one another, a symbol or a badge.
  function drawLabels() {
    var zoom = A.map.getZoom(), view = A.map.getBounds().pad(0.1), symbols = A.symbolBoxes(), taken = placeBadges(symbols);
    places.forEach(function (place) {
      var seen = place.properties.rank <= zoom && view.contains(place.at) && drawLabel(place, taken, symbols);
      if (place.marker) show(place.marker.getElement(), seen);
    });
  }

  // What goes by symbols and badges: where labels have room, and the legend.
  A.arrange = function () {
    if (A.together || !labelLayer) return;
    drawLabels();
    if (A.state && !A.options.pick) A.drawLegend();
  };

  // Do what would arrange several times, and arrange once at its end.
  A.atOnce = function (work) {
    A.together = true;
    work();
    A.together = false;
    A.arrange();
  };

  // The number of a region, which stays on the map, seen or not.  One that opens records is a button;
  // any other lets a press through to its region, which says it too.
  function badgeOf(label) {
    if (made[label.code]) return made[label.code];
    var text = A.element("div"), badge = { at: label.at, code: label.code, text: text };
    text.setAttribute("translate", "no");
    badge.open = function () { if (A.state.unplaced) A.openRecords(label.at, label.code, badge.node); };
    L.marker(label.at, {
      pane: "badges", keyboard: false, icon: L.divIcon({ className: "atlas-badge-spot", html: text, iconSize: [24, 24] })
    }).on("click", badge.open).addTo(badgeLayer);
    badge.node = text.parentNode;
    badge.node.dataset.badge = label.code;
    made[label.code] = badge;
    return badge;
  }

  function dress(badge, written, name) {
    var opens = Boolean(name);
    badge.width = opens ? Math.max(24, 12 + 7 * written.length) : 6 + 7.5 * written.length;
    badge.node.style.width = badge.width + "px";
    if (badge.text.textContent !== written) badge.text.textContent = written;
    A.set(badge.text, { "class": opens ? "atlas-badge" : "atlas-number" });
    badge.node.classList.toggle("atlas-opens", opens);
    if (opens) A.set(badge.node, { role: "button", title: name, "aria-label": name, "aria-hidden": false });
    else {
      ["title", "aria-label", "tabindex"].forEach(function (attribute) { badge.node.removeAttribute(attribute); });
      A.set(badge.node, { role: "presentation", "aria-hidden": true });
    }
  }

  // How large a number is that is written in the page's language, to set the larger ones first.
  function sizeOf(written) { return Number(written.replace(/[^\d.]/g, "")) || 0; }

  // One number a region: what it is shaded by, or, with that layer on, what has no point.
  function drawNumbers(counts) {
    badges = {};
    A.regionLabels().forEach(function (label) {
      var number = counts ? counts[label.code] : A.state.level ? null : A.state.numbers[label.code];
      var badge = number || label.code in made ? badgeOf(label) : null;
      if (badge) show(badge.node, number);
      if (!number) return;
      var written = counts ? A.number(number) : number;
      badge.count = counts ? number : sizeOf(written);
      dress(badge, written, counts ? A.nameOf(label.properties) + ": " + A.count("region_only", number) : "");
      badges[label.code] = badge;
    });
    var things = Object.keys(badges).map(function (code) { return badges[code]; });
    badgeKeys.set(counts ? things : []);
    A.hasBadges = things.length > 0;
    A.arrange();
    document.documentElement.dataset.badges = things.length;
    document.documentElement.dataset.badged = A.state.version + "?" + A.state.query;
  }

  A.askNumbers = function () {
    asked += 1;
    var mine = asked, pane = A.map.getPane("badges");
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", A.text("badges"));
    if (!A.state.unplaced) { drawNumbers(null); return; }
    if (A.state.answers) { drawNumbers(A.state.answers.badges); return; }
    A.get(A.options.badges + "?" + A.selection()).then(function (answer) {
      if (mine === asked) drawNumbers(answer.badges);
    }).catch(function () { if (mine === asked) A.say("points", A.text("no_points")); });
  };

  // An online background, where the visitor has chosen one; ours stays until its tiles are there.
  A.showTiles = function () {
    var wanted = A.state.tiles || null, box = A.map.getContainer();
    if ((wanted && wanted.url) === tilesOf) return;
    tilesOf = wanted && wanted.url;
    if (tiles) { tiles.remove(); tiles = null; }
    box.classList.remove("atlas-on-tiles");
    A.map.options.zoomSnap = wanted ? 1 : 0.25;
    A.say("background", "");
    if (!wanted) return;
    tiles = L.tileLayer(wanted.url, {
      pane: "tiles", attribution: wanted.attribution, maxZoom: wanted.max_zoom, subdomains: wanted.subdomains,
      referrerPolicy: "strict-origin-when-cross-origin"
    });
    tiles.on("tileload", function () { box.classList.add("atlas-on-tiles"); A.say("background", ""); });
    tiles.on("tileerror", function () {
      if (!box.classList.contains("atlas-on-tiles")) A.say("background", A.text("no_background"));
    });
    tiles.addTo(A.map);
  };
})(window.AtlasParts);
