// The first page: a map that is there before Streamlit is, and goes when the page's own map is drawn.
// Streamlit's scripts wait for the first map, so that they take neither the network nor the processor
// from it.  What is clicked meanwhile is handed on.
(function () {
  "use strict";
  var PATIENCE = 8000, IDLE = 400, LOADING = 1500, AT_MOST = 4000;
  var shell, mine, started = false, ready = 0, touched = 0, pressed = false, kept = [], timer;
  // Streamlit's own words for a lost connection are for its developers; connection.js has others.
  window.__streamlit = { HOST_CONFIG: { blockErrorDialogs: true } };

  function template() { return document.getElementById("atlas-app"); }

  function startApp() {
    if (started) return;
    started = true;
    document.head.appendChild(template().content.cloneNode(true));
  }

  function drawn(frame) {
    var inside = frame && frame.contentDocument;
    return Boolean(inside && inside.documentElement && inside.documentElement.dataset.drawn);
  }

  function own() { return document.querySelector(".st-key-map_box iframe"); }

  // The page is there: its map, or without one whatever has been written.
  function there() {
    var app = document.querySelector(".stApp"), map = own();
    if (!app) return false;
    if (map) return drawn(map);
    return app.getAttribute("data-test-script-state") === "notRunning" && Boolean(app.querySelector(".stMain .stElementContainer"));
  }

  // What stands above the map's lower edge and still has to be loaded: what follows moves no map.
  function pending() {
    var edge = own() ? own().getBoundingClientRect().bottom : innerHeight;
    return Array.prototype.some.call(document.querySelectorAll("[data-testid=stSkeleton]"), function (node) {
      var box = node.getBoundingClientRect();
      return box.height > 0 && box.top < edge && box.right > 0;
    });
  }

  // The page's map shows the same part of the world, and hears what was clicked.
  function handOn() {
    if (!drawn(mine) || !drawn(own())) return;
    var from = mine.contentWindow, to = own().contentWindow;
    if (window.AtlasFirst.moved) to.Atlas.map().setView(from.Atlas.map().getCenter(), from.Atlas.map().getZoom(), { animate: false });
    kept.forEach(function (message) { to.AtlasParts.send(message); });
  }

  function leave() {
    clearInterval(timer);
    handOn();
    shell.remove();
  }

  function look() {
    var now = Date.now();
    if (drawn(mine)) startApp();
    if (!there()) return;
    ready = ready || now;
    // Nothing moves away under a pointer that is about to press.
    var waits = pending() && now - ready < LOADING;
    if (!pressed && (now - ready > AT_MOST || (now - touched > IDLE && !waits))) leave();
  }

  function watch(target) {
    ["pointermove", "pointerdown", "touchmove", "wheel", "keydown"].forEach(function (name) {
      target.addEventListener(name, function () { touched = Date.now(); }, { capture: true, passive: true });
    });
    ["pointerdown", "wheel", "keydown"].forEach(function (name) {
      target.addEventListener(name, function () { window.AtlasFirst.used = true; }, { capture: true, passive: true });
    });
    target.addEventListener("pointerdown", function () { pressed = true; }, true);
    ["pointerup", "pointercancel"].forEach(function (name) {
      target.addEventListener(name, function () { pressed = false; touched = Date.now(); }, true);
    });
  }

  window.AtlasFirst = {
    used: false,
    moved: false,
    watch: watch,
    // Keep a click of the first map for the page's.
    keep: function (message) {
      kept.push(message);
      document.getElementById("atlas-status").textContent = window.AtlasTexts.text("kept");
    }
  };

  document.addEventListener("DOMContentLoaded", function () {
    shell = document.getElementById("atlas-first");
    mine = document.getElementById("atlas-first-map");
    watch(shell);
    if (!mine) startApp();
    else setTimeout(startApp, PATIENCE);
    timer = setInterval(look, 50);
    look();
  });
})();
