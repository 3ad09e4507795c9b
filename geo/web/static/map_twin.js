// Two maps side by side: the one that a visitor moves takes the other along.
(function (A) {
  "use strict";
  var led = false;

  // The other map, where there are two: a frame beside this one.
  function other() {
    if (!A.state || !A.state.beside || window.parent === window) return null;
    for (var at = 0; at < window.parent.frames.length; at += 1) {
      var frame = window.parent.frames[at];
      try {
        if (frame !== window && frame.frameElement.id !== "atlas-first-map" && frame.Atlas && frame.Atlas.follow) return frame.Atlas;
      } catch (_) { /* another site's */ }
    }
    return null;
  }

  // Show what the other map shows.  Under a drag the picture is only moved: what is on it is drawn anew at rest.
  A.follow = function (at, zoom, resting) {
    led = true;
    if (resting || zoom !== A.map.getZoom()) A.map.setView(at, zoom, { animate: false });
    else {
      A.map._rawPanBy(A.map.project(at, zoom).subtract(A.map.project(A.map.getCenter(), zoom)).round());
      A.map.fire("move");
    }
    led = false;
  };

  function lead(resting) {
    var twin = led || A.settling ? null : other(); // what a map does by itself, the other does as well
    if (twin) twin.follow(A.map.getCenter(), A.map.getZoom(), resting);
  }

  A.mountTwin = function () {
    A.map.on("move", function () { lead(false); });
    A.map.on("moveend", function () { lead(true); });
  };
})(window.AtlasParts);
