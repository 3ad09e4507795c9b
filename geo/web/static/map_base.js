// The base map: land, names of places, badges on the regions' labels, and online backgrounds.
(function (A) {
  "use strict";
  var places = [], labelLayer, badgeLayer, badges = {}, badgeKeys, asked = 0, tiles = null, tilesOf = null;
  var ruler = document.createElement("canvas").getContext("2d");

  A.drawBase = function (base) {
    L.geoJSON(base, {
      pane: "land", interactive: false,
      filter: function (feature) { return feature.geometry.type !== "Point"; },
      style: function () { return { className: "atlas-land" }; }
    }).addTo(A.map);
    places = base.features.filter(function (f) { return f.geometry.type === "Point"; });
    labelLayer = L.layerGroup([], { pane: "labels" }).addTo(A.map);
    badgeLayer = L.layerGroup([], { pane: "badges" }).addTo(A.map);
    badgeKeys = A.keys(A.map.getPane("badges"), function (thing) { thing.open(); });
  };

  function nameOf(properties) { return properties["name_" + A.language] || properties.name_en; }

  function clear(box, taken) {
    var free = taken.every(function (b) { return b[0] >= box[2] || b[2] <= box[0] || b[1] >= box[3] || b[3] <= box[1]; });
    if (free) taken.push(box);
    return free;
  }

  // Labels grow in number with the zoom, and never lie upon one another or upon a badge.
  A.drawLabels = function () {
    if (!labelLayer) return;
    var zoom = A.map.getZoom(), view = A.map.getBounds().pad(0.1), taken = [];
    Object.keys(badges).forEach(function (code) {
      var xy = A.map.latLngToLayerPoint(badges[code].at), half = badges[code].width / 2 + 2;
      taken.push([xy.x - half, xy.y - 12, xy.x + half, xy.y + 12]);
    });
    labelLayer.clearLayers();
    places.forEach(function (feature) {
      var p = feature.properties, at = L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);
      if (p.rank > zoom || !view.contains(at)) return;
      var city = p.kind === "city" || p.kind === "capital", big = city && p.rank <= 5, name = nameOf(p);
      ruler.font = (big ? "600 12px " : "11px ") + getComputedStyle(A.map.getContainer()).fontFamily;
      var wide = ruler.measureText(p.kind === "country" ? name.toUpperCase() : name).width * (p.kind === "country" ? 1.1 : 1) + 6;
      var xy = A.map.latLngToLayerPoint(at);
      var box = city ? [xy.x - 4, xy.y - 8, xy.x + 6 + wide, xy.y + 8] : [xy.x - wide / 2, xy.y - 8, xy.x + wide / 2, xy.y + 8];
      if (!clear(box, taken)) return;
      var icon = L.divIcon({
        className: "atlas-label atlas-" + (city ? "city" : p.kind) + (big ? " atlas-big" : ""),
        iconSize: [0, 0], html: A.element("span", "", name)
      });
      L.marker(at, { icon: icon, pane: "labels", interactive: false, keyboard: false }).addTo(labelLayer);
    });
  };

  function drawBadges(counts) {
    var held = document.activeElement && document.activeElement.dataset.badge, things = [];
    badgeLayer.clearLayers();
    badges = {};
    A.regionLabels().forEach(function (label) {
      var count = counts[label.code];
      if (!count) return;
      var written = A.number(count), width = Math.max(24, 12 + 7 * written.length);
      var name = nameOf(label.properties) + ": " + A.count("region_only", count);
      var icon = L.divIcon({ className: "atlas-badge-spot", html: A.element("div", "atlas-badge", written), iconSize: [width, 24] });
      var marker = L.marker(label.at, { pane: "badges", icon: icon, title: name, alt: name, keyboard: false });
      function open() { A.openRecords(label.at, label.code, node); }
      marker.on("click", open).addTo(badgeLayer);
      var node = marker.getElement();
      node.dataset.badge = label.code;
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", name);
      badges[label.code] = { at: label.at, width: width };
      things.push({ node: node, at: label.at, open: open, code: label.code });
    });
    badgeKeys.set(things);
    if (held) badgeKeys.focus(function (thing) { return thing.code === held; });
    A.drawLabels();
    A.hasBadges = things.length > 0;
    A.drawLegend();
    document.documentElement.dataset.badges = things.length;
  }

  // Incidents known by region only have no point; their number stands on the region's label.
  A.askBadges = function () {
    asked += 1;
    var mine = asked, pane = A.map.getPane("badges");
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", A.text("badges"));
    if (!A.state.points) { drawBadges({}); return; }
    A.get(A.options.badges + "?" + A.selection()).then(function (answer) {
      if (mine === asked) drawBadges(answer.badges);
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
