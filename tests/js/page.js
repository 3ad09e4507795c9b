// Runs the map's scripts as they are in a page that node makes up: just enough of a document, of
// Leaflet and of a map for what is tested.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const ROOT = new URL("../../", import.meta.url);
const WORDS = JSON.parse(readFileSync(process.env.ATLAS_WORDS, "utf8"));

class Node {
  constructor(tag) {
    Object.assign(this, { tag, children: [], style: {}, attributes: {}, dataset: {}, listeners: {}, text: "" });
  }
  set textContent(text) { this.text = String(text); this.children = []; }
  get textContent() { return this.text + this.children.map((child) => child.textContent).join(""); }
  set tabindex(value) { this.setAttribute("tabindex", value); }
  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (name.startsWith("data-")) this.dataset[name.slice(5)] = String(value);
  }
  getAttribute(name) { return this.attributes[name] ?? null; }
  appendChild(child) { this.children.push(child); child.parentNode = this; return child; }
  addEventListener(kind, act) { (this.listeners[kind] ||= []).push(act); }
  dispatch(kind, event) { (this.listeners[kind] || []).forEach((act) => act.call(this, event)); }
  insertAdjacentElement(_where, other) { (this.document.beside ||= []).push(other); return other; }
  get firstChild() { return this.children[0]; }
  contains(other) { return other === this || this.children.some((child) => child.contains(other)); }
  focus() { this.document.activeElement = this; this.dispatch("focusin", { target: this }); }
  blur() { this.document.activeElement = null; }
  all(tag) { return this.children.flatMap((child) => [...(child.tag === tag ? [child] : []), ...child.all(tag)]); }
}

class Point {
  constructor(x, y) { Object.assign(this, { x, y }); }
  subtract(other) { return new Point(this.x - other.x, this.y - other.y); }
  distanceTo(other) { return Math.hypot(this.x - other.x, this.y - other.y); }
}

// A map on which a degree is a pixel, north up.
const zoom = { now: 5 };
export const zoomTo = (level) => { zoom.now = level; };
function makeMap(element) {
  const panes = {}, container = element("div");
  const pixel = (at) => new Point(at.lng ?? at[1], -(at.lat ?? at[0]));
  return {
    pixel,
    latLngToContainerPoint: pixel,
    latLngToLayerPoint: pixel,
    layerPointToLatLng: (xy) => ({ lat: -xy[1], lng: xy[0] }),
    getPane: (name) => (panes[name] ||= element("div")),
    getContainer: () => container,
    getCenter: () => ({ lat: 0, lng: 0 }),
    getZoom: () => zoom.now,
    getMaxZoom: () => 12,
    getSize: () => new Point(800, 600),
    getBounds: () => ({
      contains: () => true,
      pad: () => ({ getWest: () => 1, getSouth: () => 2, getEast: () => 3, getNorth: () => 4 })
    }),
    panTo: () => undefined
  };
}

function makeLeaflet(element, { controls, markers, circles }) {
  const layerGroup = () => {
    const layers = new Set();
    return {
      layers,
      addTo() { return this; },
      addLayer: (layer) => layers.add(layer),
      removeLayer: (layer) => { layers.delete(layer); layer.removed = true; }
    };
  };
  return {
    layerGroup,
    latLng: (lat, lng) => ({ lat, lng }),
    divIcon: (options) => options,
    DomEvent: { disableClickPropagation: () => undefined, disableScrollPropagation: () => undefined },
    control: () => ({
      addTo() { controls.push(this.box = this.onAdd()); return this; },
      getContainer() { return this.box; }
    }),
    circle: (at, options) => {
      const node = element("path"), shape = { at, options, node, acts: {} };
      return Object.assign(shape, {
        bindTooltip(text) { this.tooltip = text; return this; },
        on(kind, act) { this.acts[kind] = act; return this; },
        bringToFront() { circles.delete(this); circles.add(this); },
        addTo(layer) { layer.addLayer(this); circles.add(this); this.layer = layer; return this; },
        getElement: () => node
      });
    },
    marker: (_at, options) => {
      const node = element("div");
      node.appendChild(options.icon.html);
      return {
        on() { return this; },
        addTo(layer) { layer.addLayer(this); markers.push(node); return this; },
        getElement: () => node,
        setLatLng: () => undefined
      };
    }
  };
}

// The parts of the map's script, each by its name in geo/web/static, on a page of their own.
// `answers` are what fetch gives, by the beginning of the address.
export function load(parts, { state = {}, answers = {} } = {}) {
  const asked = [], sent = [], controls = [], markers = [], circles = new Set(), document = { activeElement: null, beside: [] };
  const element = (tag) => Object.assign(new Node(tag), { document });
  Object.assign(document, {
    createElement: element,
    createElementNS: (_space, tag) => element(tag),
    createTextNode: (text) => Object.assign(element("#text"), { text }),
    documentElement: element("html"),
    body: element("body")
  });
  const window = {
    AtlasWords: WORDS, Streamlit: { setComponentValue: (message) => sent.push(message) },
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }), addEventListener: () => undefined
  };
  const fetch = async (address) => {
    asked.push(address);
    const name = Object.keys(answers).find((start) => address.startsWith(start));
    const body = name && await answers[name](address);
    return { ok: body !== undefined, status: body === undefined ? 404 : 200, json: async () => body };
  };
  const context = vm.createContext({
    window, document, fetch, L: makeLeaflet(element, { controls, markers, circles }), Intl, URLSearchParams,
    ResizeObserver: class { observe() { return undefined; } }, setTimeout, requestAnimationFrame: (act) => act()
  });
  for (const part of parts) {
    const path = new URL(`geo/web/static/map_${part}.js`, ROOT);
    vm.runInContext(readFileSync(path, "utf8"), context, { filename: path.pathname });
  }
  const A = window.AtlasParts;
  A.map = makeMap(element);
  A.options = { points: "points", cell: "cell", badges: "badges", painted: "painted" };
  A.state = { query: "", version: "v", points: true, numbers: {}, ...state };
  A.arrange = () => undefined;
  return { A, document, element, asked, sent, controls, beside: document.beside, markers, circles };
}

// Let everything that waits for an answer go on.
export const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
