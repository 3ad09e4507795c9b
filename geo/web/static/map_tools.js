// What the parts of the map's script share: nodes, texts, requests, the theme.
// Each part adds to one object; atlas_map.js, the last, puts them together.
// Text that comes from data is only ever set as textContent.
window.AtlasParts = {};
(function (A) {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  A.language = "en";

  A.element = function (tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  };

  A.button = function (className, text, label, act) {
    var node = A.element("button", className, text);
    node.type = "button";
    if (label) { node.title = label; node.setAttribute("aria-label", label); }
    node.addEventListener("click", act);
    return node;
  };

  // One small picture: a shape of SVG with its attributes.
  A.picture = function (width, height, shapes) {
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("aria-hidden", "true");
    shapes.forEach(function (given) {
      var node = document.createElementNS(SVG, given[0]);
      Object.keys(given[1]).forEach(function (name) { node.setAttribute(name, given[1][name]); });
      svg.appendChild(node);
    });
    return svg;
  };

  function spoken() { return window.AtlasWords[A.language] || window.AtlasWords.en; }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }

  var formats = {};
  // What writes numbers in the page's language; to make one takes longer than to use it.
  function format(kind) {
    var key = kind + spoken().locale;
    formats[key] = formats[key] || new Intl[kind](spoken().locale);
    return formats[key];
  }

  A.number = function (value) { return format("NumberFormat").format(value); };

  // A text in the page's language.
  A.text = function (key, values) { return filled(spoken().words[key], values || {}); };

  // A text that goes with a number, in the form that the number asks for.
  A.count = function (key, number) {
    var forms = spoken().plurals[key], category = format("PluralRules").select(number);
    return filled(forms[category] || forms.other, { n: A.number(number) });
  };

  A.day = function (iso) {
    return new Date(iso + "T00:00:00Z").toLocaleDateString(spoken().locale,
      { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  };

  A.get = function (address) {
    return fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error(address + ": " + answer.status);
      return answer.json();
    });
  };

  A.still = function () { return window.matchMedia("(prefers-reduced-motion: reduce)").matches; };

  var themed = null;
  // The page's theme reaches the frame as CSS variables; the map follows their lightness.  A message
  // of the page names the theme, so that the same one is looked at once.
  A.followTheme = function (event) {
    var named = event && event.detail && event.detail.theme ? event.detail.theme.backgroundColor : null;
    if (named && named === themed) return;
    themed = named;
    var style = getComputedStyle(document.documentElement);
    var colour = style.getPropertyValue("--background-color").trim() || "#ffffff";
    var probe = A.element("span");
    probe.style.color = colour;
    document.body.appendChild(probe);
    var rgb = (getComputedStyle(probe).color.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    probe.remove();
    var dark = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] < 128;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  };

  function luminance(hex) {
    var parts = [1, 3, 5].map(function (at) {
      var c = parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  var inks = {};
  // Black or white, whichever is read more easily on a colour (WCAG's contrast).
  A.inkOn = function (hex) {
    if (!(hex in inks)) {
      var light = luminance(hex) + 0.05;
      inks[hex] = 1.05 / light > light / 0.05 ? "#ffffff" : "#000000";
    }
    return inks[hex];
  };

  // Set attributes of a node, those that are not so already.
  A.set = function (node, attributes) {
    Object.keys(attributes).forEach(function (name) {
      if (node.getAttribute(name) !== String(attributes[name])) node.setAttribute(name, attributes[name]);
    });
  };

  var boxes = {};
  // Show a message at the map's edge, or take it away; each kind has its own.
  A.say = function (kind, text) {
    if (!boxes.control) {
      boxes.control = L.control({ position: "topright" });
      boxes.control.onAdd = function () {
        var box = A.element("div", "atlas-messages");
        box.setAttribute("role", "status");
        return box;
      };
      boxes.control.addTo(A.map);
    }
    if (!boxes[kind]) {
      boxes[kind] = A.element("div", "atlas-message");
      boxes.control.getContainer().appendChild(boxes[kind]);
    }
    boxes[kind].textContent = text;
    boxes[kind].style.display = text ? "" : "none";
  };

  var sent = [];
  // Tell the page.  The number makes every message a new one: a region may be clicked twice.  The last
  // ones go along, for a message that is overtaken by the next is never seen.
  A.send = function (message) {
    message.click = Date.now() + sent.length / 1000;
    window.Streamlit.setComponentValue(Object.assign({ earlier: sent.slice(-9) }, message));
    sent.push(message);
  };
})(window.AtlasParts);
