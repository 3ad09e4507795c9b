// The map's own script, run in the frame that streamlit-folium mounts once.
// mount() loads boundaries and base map; update() takes what a rerun of the page changes; the points
// of a view are asked for here, so that moving the map does not run the page.
// Text that comes from data is only ever set as textContent.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  var map, options, state, regionLayer, pointLayer, labelLayer, legend, labels = [];
  var regionLayers = {}, asked = 0, clicks = 0, ready = false;

  function element(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  // The page's theme reaches the frame as CSS variables; the map follows their lightness.
  function followTheme() {
    var style = getComputedStyle(document.documentElement);
    var colour = style.getPropertyValue("--background-color").trim() || "#ffffff";
    var probe = element("span");
    probe.style.color = colour;
    document.body.appendChild(probe);
    var rgb = (getComputedStyle(probe).color.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    probe.remove();
    var dark = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] < 128;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }

  function pattern(id, background, stroke, path) {
    return '<pattern id="' + id + '" width="7" height="7" patternUnits="userSpaceOnUse">' +
      '<rect width="7" height="7" style="fill:var(' + background + ')"/>' +
      '<path d="' + path + '" style="stroke:var(' + stroke + ');fill:none" stroke-width="1.1"/></pattern>';
  }

  function addPatterns() {
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", "0");
    svg.setAttribute("height", "0");
    svg.setAttribute("aria-hidden", "true");
    svg.style.position = "absolute";
    svg.innerHTML = "<defs>" + pattern("atlas-shared", "--empty", "--c3", "M0,7 L7,0") +
      pattern("atlas-none", "--empty", "--none", "M0,0 L7,7") +
      pattern("atlas-zero", "--zero", "--region-line", "M3,3 h0.8") + "</defs>";
    document.body.appendChild(svg);
  }

  function get(address) {
    return fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error(address + ": " + answer.status);
      return answer.json();
    });
  }

  function drawBase(base) {
    L.geoJSON(base, {
      pane: "land", interactive: false,
      filter: function (feature) { return feature.geometry.type !== "Point"; },
      style: function () { return { className: "atlas-land" }; }
    }).addTo(map);
    labels = base.features.filter(function (f) { return f.geometry.type === "Point"; });
    labelLayer = L.layerGroup([], { pane: "labels" }).addTo(map);
    drawLabels();
  }

  // Labels grow in number with the zoom, and never lie upon one another.
  function drawLabels() {
    if (!labelLayer) return;
    var zoom = map.getZoom(), taken = [], view = map.getBounds().pad(0.1);
    labelLayer.clearLayers();
    labels.forEach(function (feature) {
      var p = feature.properties, at = L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);
      if (p.rank > zoom || !view.contains(at)) return;
      var xy = map.latLngToLayerPoint(at), width = 7 * p.name_en.length + 12, city = p.kind === "city" || p.kind === "capital";
      var box = city ? [xy.x - 6, xy.y - 9, xy.x + width, xy.y + 9] : [xy.x - width / 2, xy.y - 9, xy.x + width / 2, xy.y + 9];
      if (taken.some(function (b) { return b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1]; })) return;
      taken.push(box);
      var kind = "atlas-label atlas-" + (city ? "city" : p.kind) + (city && p.rank <= 5 ? " atlas-big" : "");
      var icon = L.divIcon({ className: kind, iconSize: [0, 0], html: element("span", "", p.name_en) });
      L.marker(at, { icon: icon, pane: "labels", interactive: false, keyboard: false }).addTo(labelLayer);
    });
  }

  function drawRegions(collection) {
    regionLayer = L.geoJSON(collection, {
      pane: "regions",
      style: function () { return { className: "atlas-region" }; },
      onEachFeature: function (feature, layer) {
        var code = feature.properties.region;
        regionLayers[code] = layer;
        layer.bindTooltip(function () { return tip(code); }, { sticky: true, className: "atlas-tip" });
        layer.on("click", function () { if (!options.pick) choose(code); });
      }
    }).addTo(map);
    Object.keys(regionLayers).forEach(function (code) {
      var path = regionLayers[code].getElement();
      path.dataset.region = code;
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(code); }
      });
    });
  }

  function tip(code) {
    var box = element("div");
    (state ? state.regions[code][1] : []).forEach(function (line, i) {
      box.appendChild(element(i ? "div" : "b", "", line));
    });
    return box;
  }

  // The number makes every message a new one: the same region may be clicked twice.
  function send(message) {
    clicks += 1;
    message.click = Date.now() + clicks / 1000;
    window.Streamlit.setComponentValue(message);
  }

  function choose(code) { send({ region: code }); }

  function paintRegions() {
    Object.keys(regionLayers).forEach(function (code) {
      var path = regionLayers[code].getElement(), region = state.regions[code];
      var chosen = state.selected.indexOf(code) >= 0;
      path.setAttribute("class", "leaflet-interactive atlas-region atlas-" + region[0] + (chosen ? " atlas-selected" : ""));
      path.setAttribute("aria-label", region[1].join(", "));
      path.setAttribute("aria-pressed", chosen ? "true" : "false");
      if (chosen) regionLayers[code].bringToFront();
    });
  }

  // One small picture for the legend: a shape of SVG with its attributes.
  function mark(shape, attributes) {
    var svg = document.createElementNS(SVG, "svg"), node = document.createElementNS(SVG, shape);
    svg.setAttribute("width", "18");
    svg.setAttribute("height", "13");
    svg.setAttribute("aria-hidden", "true");
    Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    svg.appendChild(node);
    return svg;
  }

  function swatch(kind) { return mark("rect", { width: 18, height: 13, "class": "atlas-swatch atlas-" + kind }); }

  function dot(colour) { return mark("circle", { cx: 9, cy: 6.5, r: 5.5, fill: colour }); }

  function entry(list, picture, text) {
    var item = element("li");
    item.appendChild(picture);
    item.appendChild(element("span", "", text));
    list.appendChild(item);
  }

  function drawLegend(types) {
    if (!legend) {
      legend = L.control({ position: "bottomright" });
      legend.onAdd = function () {
        var box = element("details", "atlas-legend");
        box.open = map.getSize().x > 480;
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      legend.addTo(map);
    }
    var box = legend.getContainer();
    box.textContent = "";
    box.appendChild(element("summary", "", state.choropleth ? state.legend.title : "Legend"));
    if (state.choropleth) {
      box.appendChild(element("p", "atlas-unit", state.legend.unit + ", per region"));
      var shades = element("ul");
      state.legend.items.forEach(function (item) { entry(shades, swatch(item[0]), item[1]); });
      box.appendChild(shades);
    }
    if (state.points && types.length) {
      box.appendChild(element("p", "atlas-unit", "points: incidents placed in a settlement"));
      var dots = element("ul");
      types.forEach(function (type) { entry(dots, dot(type ? options.colours[type] : options.mixed), type || "several types"); });
      box.appendChild(dots);
    }
  }

  function symbolSize(count) { return count === 1 ? 13 : Math.min(40, 17 + 4 * Math.log2(count)); }

  function drawPoints(points) {
    pointLayer.clearLayers();
    var types = [];
    points.forEach(function (p) {
      var count = p[2], type = p[3], size = symbolSize(count);
      if (types.indexOf(type) < 0) types.push(type);
      var icon = element("div", "atlas-symbol", count > 1 ? count : "");
      icon.style.background = type ? options.colours[type] : options.mixed;
      icon.style.width = icon.style.height = size + "px";
      var name = (p[6] || "Cluster") + ": " + count + (count === 1 ? " incident" : " incidents");
      L.marker([p[0], p[1]], {
        pane: "points", icon: L.divIcon({ className: "", html: icon, iconSize: [size, size] }),
        title: name, alt: name, riseOnHover: true
      }).on("click", function () { openSymbol(p); }).addTo(pointLayer);
    });
    types.sort(function (a, b) { return a === null ? 1 : b === null ? -1 : a < b ? -1 : 1; });
    drawLegend(types);
    document.documentElement.dataset.symbols = points.length;
    document.documentElement.dataset.drawn = state.version + "?" + state.query;
  }

  // What is asked for: the filters, and whose store where it is the visitor's own.
  function selection() {
    return (state.query ? "&" + state.query : "") + (state.token ? "&token=" + encodeURIComponent(state.token) : "");
  }

  function askPoints() {
    if (!state || !ready || options.pick) return;
    asked += 1;
    var mine = asked, view = map.getBounds().pad(0.15);
    if (!state.points) { drawPoints([]); return; }
    var address = options.points + "?zoom=" + Math.round(map.getZoom()) + "&west=" + view.getWest().toFixed(4) +
      "&south=" + view.getSouth().toFixed(4) + "&east=" + view.getEast().toFixed(4) + "&north=" + view.getNorth().toFixed(4) +
      selection();
    get(address).then(function (answer) {
      if (mine === asked) { drawPoints(answer.points); say(""); }
    }).catch(function () {
      if (mine === asked) say("The points could not be loaded; move the map to try again.");
    });
  }

  function openSymbol(p) {
    if (p[5] && map.getZoom() < map.getMaxZoom()) {
      map.flyTo([p[0], p[1]], Math.min(map.getMaxZoom(), Math.round(map.getZoom()) + 2), { duration: 0.4 });
      return;
    }
    var popup = L.popup({ maxWidth: 340, minWidth: 220, autoPanPadding: [20, 20] }).setLatLng([p[0], p[1]]);
    popup.setContent(element("p", "atlas-muted", "Loading")).openOn(map);
    get(options.cell + "?cell=" + encodeURIComponent(p[4]) + selection()).then(function (answer) {
      popup.setContent(recordList(answer));
    }).catch(function () { popup.setContent(element("p", "", "The records could not be loaded.")); });
  }

  function figure(record, field, words) {
    return record[field] === null ? "" : record[field] + " " + words;
  }

  function link(record) {
    var line = element("p", "atlas-muted", "Source: ");
    if (/^https?:\/\//i.test(record.source_url || "")) {
      var anchor = element("a", "", record.source || record.source_url);
      anchor.href = record.source_url;
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer nofollow";
      line.appendChild(anchor);
    } else {
      line.appendChild(document.createTextNode(record.source || "not stated"));
    }
    return line;
  }

  function recordBox(record) {
    var box = element("div", "atlas-record");
    var days = record.date_start === record.date_end ? record.date_start : record.date_start + " to " + record.date_end;
    box.appendChild(element("h4", "", days + " · " + record.sub_event_type));
    box.appendChild(element("p", "", "Reported as “" + record.location + "”, understood as " +
      (record.place_name || record.region_name) + ", " + record.region_name + " (" + record.precision + ")"));
    var figures = [figure(record, "fatalities", "killed"), figure(record, "injuries", "injured"),
      figure(record, "launched", "launched"), figure(record, "downed", "downed"), figure(record, "downed_here", "downed here")];
    figures = figures.filter(Boolean);
    if (figures.length) box.appendChild(element("p", "", "Reported for the incident: " + figures.join(", ")));
    if (record.notes) box.appendChild(element("p", "", record.notes));
    box.appendChild(link(record));
    var alone = element("button", "atlas-alone", "Show only this incident");
    alone.type = "button";
    alone.addEventListener("click", function () {
      map.closePopup();
      send({ incident: record.incident_id });
    });
    box.appendChild(alone);
    box.appendChild(element("p", "atlas-muted", record.incident_id));
    return box;
  }

  function recordList(answer) {
    var box = element("div");
    if (answer.incidents > 1) box.appendChild(element("p", "atlas-muted", answer.incidents + " incidents here, newest first"));
    answer.records.forEach(function (record) { box.appendChild(recordBox(record)); });
    if (answer.incidents > answer.records.length) box.appendChild(element("p", "atlas-muted", "The rest are in the table below the map."));
    return box;
  }

  var messageBox;
  function say(text) {
    if (!messageBox) {
      var control = L.control({ position: "topright" });
      control.onAdd = function () { return element("div", "atlas-message"); };
      control.addTo(map);
      messageBox = control.getContainer();
    }
    messageBox.textContent = text;
    messageBox.style.display = text ? "" : "none";
  }

  function repaint() {
    if (!ready || !state) return;
    paintRegions();
    if (options.pick) window.AtlasPick.draw(state);
    else askPoints();
  }

  function mount(leafletMap, given) {
    map = leafletMap;
    options = given;
    followTheme();
    addPatterns();
    window.Streamlit.events.addEventListener("streamlit:render", followTheme);
    [["land", 200], ["regions", 300], ["labels", 450], ["points", 600]].forEach(function (pane) {
      map.createPane(pane[0]).style.zIndex = pane[1];
    });
    map.getPane("labels").style.pointerEvents = "none";
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(given.credit);
    pointLayer = L.layerGroup([], { pane: "points" }).addTo(map);
    map.invalidateSize();
    map.fitBounds(given.view);
    map.setMaxBounds([[20, -40], [86, 230]]);
    new ResizeObserver(function () { map.invalidateSize({ pan: false }); }).observe(map.getContainer());
    if (given.pick) window.AtlasPick.mount(map, { element: element, send: send });
    map.on("moveend", function () { drawLabels(); askPoints(); });
    map.on("zoomend", function () { map.getContainer().classList.toggle("atlas-close", map.getZoom() >= 8); });
    Promise.all([get(given.basemap), get(given.regions)]).then(function (found) {
      drawBase(found[0]);
      drawRegions(found[1]);
      ready = true;
      repaint();
    }).catch(function () { say("The boundaries could not be loaded; reload the page."); });
  }

  function update(next) {
    state = next;
    repaint();
  }

  window.Atlas = { mount: mount, update: update, map: function () { return map; } };
})();
