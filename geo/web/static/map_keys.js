// Many things on the map, one stop of the tab key: arrow keys go to the nearest one in their
// direction.  A thing is { node, at }: what takes the focus, and its L.LatLng.
(function (A) {
  "use strict";
  var STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function nearest(things, from, step) {
    var best = null, least = Infinity, origin = A.map.latLngToContainerPoint(from.at);
    things.forEach(function (thing) {
      if (thing === from) return;
      var point = A.map.latLngToContainerPoint(thing.at).subtract(origin);
      var along = point.x * step[0] + point.y * step[1];
      var aside = Math.abs(point.x * step[1]) + Math.abs(point.y * step[0]);
      var cost = along + 2.5 * aside;
      if (along > 0.5 && cost < least) { least = cost; best = thing; }
    });
    return best;
  }

  A.keys = function (pane, act) {
    var things = [], current = null;

    function hold(thing) {
      if (current) current.node.setAttribute("tabindex", "-1");
      current = thing;
      if (current) current.node.setAttribute("tabindex", "0");
    }

    function go(thing) {
      if (!thing) return;
      hold(thing);
      if (!A.map.getBounds().contains(thing.at)) A.map.panTo(thing.at, { animate: false });
      thing.node.focus({ preventScroll: true });
    }

    function thingOf(target) {
      return things.find(function (thing) { return thing.node === target || thing.node.contains(target); });
    }

    pane.addEventListener("keydown", function (event) {
      var thing = thingOf(event.target), step = STEPS[event.key];
      if (!thing || event.altKey || event.ctrlKey || event.metaKey) return;
      if (step) go(nearest(things, thing, step));
      else if ((event.key === "Enter" || event.key === " ") && act) act(thing);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    pane.addEventListener("focusin", function (event) {
      var thing = thingOf(event.target);
      if (thing && thing !== current) hold(thing);
    });

    // The stop is the thing nearest to the middle of the view, unless the focus is on one.
    function settle() {
      if (current && things.indexOf(current) >= 0 && current.node === document.activeElement) return;
      var middle = A.map.getCenter(), best = null, least = Infinity;
      things.forEach(function (thing) {
        var far = A.map.latLngToLayerPoint(thing.at).distanceTo(A.map.latLngToLayerPoint(middle));
        if (far < least) { least = far; best = thing; }
      });
      hold(best);
    }

    return {
      set: function (next) {
        things = next;
        things.forEach(function (thing) { thing.node.setAttribute("tabindex", "-1"); });
        current = things.find(function (thing) { return thing.node === document.activeElement; }) || null;
        if (current) current.node.setAttribute("tabindex", "0");
        settle();
      },
      settle: settle,
      focus: function (test) { go(things.find(test)); }
    };
  };
})(window.AtlasParts);
