// Regions, or the areas of a layer of one's own: their shapes, shades, tooltips and keys.
(function (A) {
  "use strict";
  var regions = {}, labels = null, ground = null, areas = {}, areaLayer = null, areaUrl = null, levelled = null, keys = {};
  // Fills that one SVG attribute can't say: own figures and shared ones besides.
  var SHADES = ["c0", "c1", "c2", "c3", "c4", "m3", "m2", "m1", "z", "p1", "p2", "p3", "zero", "none"];

  function pattern(id, background, stroke, path, size) {
    return '<pattern id="' + id + '" width="' + size + '" height="' + size + '" patternUnits="userSpaceOnUse">' +
      '<rect width="' + size + '" height="' + size + '" style="fill:var(' + background + ')"/>' +
      '<path d="' + path + '" style="stroke:var(' + stroke + ');fill:none" stroke-width="1.2"/></pattern>';
  }

  A.addPatterns = function () {
    var svg = A.picture(0, 0, []);
    svg.style.position = "absolute";
    // eslint-disable-next-line no-restricted-properties -- it holds names of ours alone
    svg.innerHTML = "<defs>" + pattern("atlas-shared", "--empty", "--c3", "M0,7 L7,0", 7) +
      pattern("atlas-none", "--empty", "--none", "M0,0 L7,7", 7) +
      pattern("atlas-zero", "--zero", "--region-line", "M3,3 h0.8", 7) +
      SHADES.map(function (shade) {
        return pattern("atlas-both-" + shade, shade === "none" ? "--empty" : "--" + shade, "--over-" + shade,
          "M0,12 L12,0", 12);
      }).join("") +
      // Paler, and no colour of another class: stripes of its own.
      SHADES.slice(0, 12).map(function (shade) { return pattern("atlas-" + shade + "-pale", "--empty", "--" + shade, "M1.5,0 V3", 3); }).join("") +
      "</defs>";
    document.body.appendChild(svg);
  };

  A.bothFill = function (shade) { return "url(#atlas-both-" + shade + ")"; };

  // What a region or area says of itself: its name, then its figures.
  A.linesOf = function (name) {
    var layer = A.state && A.state.level ? null : regions[name];
    return [layer ? A.nameOf(layer.feature.properties) : name].concat(figure(name)[1]);
  };

  function tip(name) {
    var box = A.element("div");
    A.linesOf(name).forEach(function (line, i) { box.appendChild(A.element(i ? "div" : "b", "", line)); });
    return box;
  }

  function figure(name) { return (A.state && A.state.regions[name]) || ["empty", []]; }

  function shapes(collection, pane, nameOf, into, click) {
    return L.geoJSON(collection, {
      pane: pane,
      style: function () { return { className: "atlas-region" }; },
      onEachFeature: function (feature, layer) {
        var name = nameOf(feature.properties);
        into[name] = layer;
        layer.bindTooltip(function () { return tip(name); }, { sticky: true, className: "atlas-tip" });
        if (click) layer.on("click", function () { click(name); });
      }
    });
  }

  function things(layers) {
    return Object.keys(layers).map(function (name) {
      var label = layers[name].feature.properties.label;
      return {
        node: layers[name].getElement(), name: name,
        at: label ? L.latLng(label[1], label[0]) : layers[name].getBounds().getCenter()
      };
    });
  }

  // What a click does goes by what the map shows: a second one, before that has changed, does the same.
  function choose(code) { A.send({ region: code, chosen: A.state.selected.indexOf(code) < 0 }); }

  A.drawRegions = function (collection) {
    // Land under the areas of a layer, where the regions have no fill of their own.
    ground = L.geoJSON(collection, { pane: "land", interactive: false, style: function () { return { className: "atlas-land" }; } });
    shapes(collection, "regions", function (p) { return p.region; }, regions, function (code) {
      if (!A.options.pick) choose(code);
    }).addTo(A.map);
    Object.keys(regions).forEach(function (code) {
      var path = regions[code].getElement();
      path.dataset.region = code;
      path.setAttribute("role", "button");
    });
    keys.regions = A.keys(A.map.getPane("regions"), function (thing) { choose(thing.name); });
    keys.areas = A.keys(A.map.getPane("areas"));
    keys.regions.set(things(regions));
    A.map.on("moveend", function () { keys.regions.settle(); keys.areas.settle(); });
  };

  // Where the label of each region lies.
  A.regionLabels = function () {
    labels = labels || things(regions).map(function (thing) {
      return { code: thing.name, at: thing.at, properties: regions[thing.name].feature.properties };
    });
    return labels;
  };

  // Whether a point of the map's layer lies in a region.
  A.holds = function (code, xy) { return regions[code]._containsPoint(L.point(xy)); };
  A.regionShapes = function () { return regions; };
  A.shownShapes = function () { return A.state.level ? areas : regions; };

  function paint(path, name, kind) {
    var found = figure(name), more = found[2] || [];
    var both = more.indexOf("atlas-has-shared") >= 0 && SHADES.indexOf(found[0]) >= 0;
    path.style.fill = both ? A.bothFill(found[0]) : "";
    A.set(path, {
      "class": ["leaflet-interactive atlas-region atlas-" + found[0]].concat(more, kind || []).join(" "),
      "aria-label": A.linesOf(name).join(", ")
    });
  }

  function paintRegions() {
    var active = document.activeElement;
    Object.keys(regions).forEach(function (code) {
      var path = regions[code].getElement(), chosen = A.state.selected.indexOf(code) >= 0;
      paint(path, code, chosen ? ["atlas-selected"] : []);
      A.set(path, { "aria-pressed": chosen });
      if (chosen) regions[code].bringToFront();
    });
    // What is brought to the front loses the focus.
    if (active && active !== document.activeElement && active.dataset.region) active.focus({ preventScroll: true });
  }

  function paintAreas() {
    Object.keys(areas).forEach(function (name) { paint(areas[name].getElement(), name); });
  }

  function showAreas(on) {
    if (on === levelled && !on) return;
    levelled = on;
    A.map.getContainer().classList.toggle("atlas-level", on);
    if (on !== A.map.hasLayer(ground)) A.map[on ? "addLayer" : "removeLayer"](ground);
    keys.regions.set(on ? [] : things(regions));
    keys.areas.set(on ? things(areas) : []);
    if (!on && areaLayer) { areaLayer.remove(); areaLayer = areaUrl = null; areas = {}; }
  }

  function drawAreas(collection, url) {
    if (areaLayer) areaLayer.remove();
    areas = {};
    areaUrl = url;
    areaLayer = shapes(collection, "areas", function (p) { return p.region; }, areas).addTo(A.map);
    Object.keys(areas).forEach(function (name) {
      var path = areas[name].getElement();
      path.dataset.area = name;
      path.setAttribute("role", "img");
    });
    paintAreas();
    showAreas(true);
  }

  // The old shapes stay until the new ones are there, so that nothing flashes.
  A.paint = function () {
    var level = A.state.level, label = A.text("regions");
    ["regions", "areas"].forEach(function (pane) {
      A.map.getPane(pane).setAttribute("role", "group");
      A.map.getPane(pane).setAttribute("aria-label", label);
    });
    if (!level) { showAreas(false); paintRegions(); return; }
    if (level.url === areaUrl) { paintAreas(); return; }
    A.get(level.url).then(function (collection) {
      if (A.state.level && A.state.level.url === level.url) drawAreas(collection, level.url);
    }).catch(function () { A.say("boundaries", A.text("no_boundaries")); });
  };
})(window.AtlasParts);
