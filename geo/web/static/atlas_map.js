// The map's own script, run in the frame that streamlit-folium mounts once.
// mount() loads boundaries and base map; update() takes what a rerun of the page changes; the points
// of a view are asked for by the map itself, so that moving it does not run the page.
// What it does stands in the parts before this one (map_*.js).
(function (A) {
  "use strict";
  var PANES = [["tiles", 150], ["land", 200], ["areas", 290], ["regions", 300], ["circles", 400], ["labels", 450], ["badges", 550], ["points", 600]];
  var ready = false, first;

  function repaint() {
    if (!ready || !A.state) return;
    A.nameButtons();
    A.paint();
    A.showTiles();
    if (A.options.pick) { A.arrange(); window.AtlasPick.draw(A.state); return; }
    A.atOnce(function () {
      A.askNumbers();
      A.askPoints();
    });
  }

  function moved() {
    A.arrange();
    if (!ready || !A.state || A.options.pick) return;
    if (!A.settling) A.tellPlace(first);
    A.askPoints();
  }

  // Do what moves the map without the visitor's doing.
  function settle(work) {
    A.settling = true;
    work();
    A.settling = false;
  }

  function showFirstView() { settle(function () { first = A.showFirst(); }); }

  // A map that has not been moved shows its first view whatever its size, which it has only once its style is there.
  function resized() {
    var unmoved = A.isAt(first);
    settle(function () { A.map.invalidateSize({ pan: false }); });
    if (unmoved) showFirstView();
  }

  function mount(leafletMap, options) {
    A.map = leafletMap;
    A.options = options;
    // Leaflet would move each symbol and label in 3D, which makes the browser keep a layer for each
    // of them: sorting out the layers then takes longer than all else.  The map itself has one.
    L.Browser.ie3d = true;
    A.followTheme();
    A.addPatterns();
    window.Streamlit.events.addEventListener("streamlit:render", A.followTheme);
    PANES.forEach(function (pane) { A.map.createPane(pane[0]).style.zIndex = pane[1]; });
    A.map.getPane("labels").style.pointerEvents = "none";
    // A browser that translates the page leaves numbers and names on the map as they are.
    ["labels", "badges", "points"].forEach(function (pane) { A.map.getPane(pane).setAttribute("translate", "no"); });
    A.map.attributionControl.setPrefix(false);
    A.map.attributionControl.addAttribution(options.credit);
    if (A.still()) { A.map._zoomAnimated = false; A.map.options.inertia = false; }
    A.mountCircles();
    A.mountPoints();
    A.addButtons();
    A.listenToPopups();
    A.mountGestures();
    A.mountTwin();
    A.map.invalidateSize();
    showFirstView();
    A.map.setMaxBounds([[20, -40], [86, 230]]);
    new ResizeObserver(resized).observe(A.map.getContainer());
    // A browser may scroll the frame to what takes the focus; the map moves by itself instead.  Leaflet
    // gives itself the focus when it is pressed on: a page that scrolls then loses the click.
    var box = A.map.getContainer(), focus = box.focus;
    box.focus = function () { focus.call(box, { preventScroll: true }); };
    A.map.getContainer().addEventListener("scroll", function () { this.scrollTop = this.scrollLeft = 0; });
    if (options.pick) window.AtlasPick.mount(A.map, { element: A.element, send: A.send });
    A.map.on("moveend", moved);
    A.map.on("zoomend", function () { A.map.getContainer().classList.toggle("atlas-close", A.map.getZoom() >= 8); });
    Promise.all([A.get(options.basemap), A.get(options.regions)]).then(function (found) {
      A.drawBase(found[0]);
      A.drawRegions(found[1]);
      ready = true;
      if (A.onlyCountry()) showFirstView();
      repaint();
    }).catch(function () { A.say("boundaries", A.text("no_boundaries")); });
  }

  // What Streamlit has no way to say: that the number of incidents is announced when it changes, and that
  // the focus stays in the line of what is chosen when a part of it is cleared.
  function tend(page) {
    var said = page.querySelector(".st-key-said"), chips = page.querySelector(".st-key-chips"), pressed = false;
    if (said) A.set(said, { role: "status", "aria-live": "polite", "aria-atomic": true });
    if (!chips || chips.dataset.tended) return;
    chips.dataset.tended = "yes";
    chips.addEventListener("click", function () { pressed = true; });
    new MutationObserver(function () {
      var active = page.ownerDocument.activeElement, first = chips.querySelector("button");
      if (!pressed || !first || active !== page.ownerDocument.body) return;
      pressed = false;
      first.focus({ preventScroll: true });
    }).observe(chips, { childList: true, subtree: true });
  }

  function update(next) {
    A.state = next;
    A.language = next.language in window.AtlasWords ? next.language : "en";
    // The page around the map says so too; a page that embeds it is none of ours.
    var page = window.frameElement && window.frameElement.closest(".stApp");
    [document, page && page.ownerDocument].forEach(function (shown) {
      if (shown) A.set(shown.documentElement, { lang: A.language });
    });
    if (page) tend(page);
    repaint();
  }

  window.Atlas = { mount: mount, update: update, map: function () { return A.map; }, linesOf: A.linesOf, follow: A.follow };
})(window.AtlasParts);
