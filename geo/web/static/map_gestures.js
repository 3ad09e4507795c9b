// The page scrolls over the map: a wheel or one finger moves the page, Ctrl and the wheel or two fingers
// the map.  One press wakes it: then a wheel and a finger are the map's, as long as it is used.
(function (A) {
  "use strict";
  var USED = 8000, HINT = 1800, awake = false, asleep = null, hidden = null, touch = false;

  function full() { return Boolean(document.fullscreenElement); }

  function sleep() {
    awake = false;
    clearTimeout(asleep);
    if (touch && !full()) A.map.dragging.disable();
  }

  function wake() {
    awake = true;
    A.map.dragging.enable();
    clearTimeout(asleep);
    asleep = setTimeout(sleep, USED);
  }

  function hint(key) {
    A.say("gesture", A.text(key));
    clearTimeout(hidden);
    hidden = setTimeout(function () { A.say("gesture", ""); }, HINT);
  }

  function wheel(event) {
    if (event.ctrlKey || event.metaKey || full() || event.target.closest(".leaflet-popup")) return;
    if (awake) { wake(); return; }
    event.stopPropagation();
    hint("zoom_hint");
  }

  A.mountGestures = function () {
    var box = A.map.getContainer();
    touch = window.matchMedia("(pointer: coarse)").matches;
    sleep();
    box.addEventListener("click", wake, true);
    box.addEventListener("mouseleave", function () { if (!touch) sleep(); });
    box.addEventListener("wheel", wheel, { capture: true, passive: true });
    box.addEventListener("touchmove", function (event) {
      if (awake || event.touches.length > 1) wake();
      else if (!full()) hint("touch_hint");
    }, { capture: true, passive: true });
    document.addEventListener("fullscreenchange", function () { if (full()) A.map.dragging.enable(); else sleep(); });
  };
})(window.AtlasParts);
