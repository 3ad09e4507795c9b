// The map by keyboard: one stop of the tab key, and arrow keys between the things on it.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./page.js";

function made(places) {
  const page = load(["tools", "keys"]), acted = [], pane = page.element("div");
  const things = Object.entries(places).map(([name, [lat, lng]]) => {
    return { name, node: pane.appendChild(page.element("div")), at: { lat, lng } };
  });
  const keys = page.A.keys(pane, (thing) => acted.push(thing.name));
  keys.set(things);
  const press = (key, options = {}) => {
    let taken = false;
    const target = page.document.activeElement;
    pane.dispatch("keydown", {
      key, target, preventDefault() { taken = true; }, stopPropagation: () => undefined, ...options
    });
    return taken;
  };
  const stops = () => things.filter((thing) => thing.node.attributes.tabindex === "0").map((thing) => thing.name);
  const focused = () => things.find((thing) => thing.node === page.document.activeElement)?.name;
  return { keys, press, stops, focused, acted, things };
}

const PLACES = { middle: [0, 0], north: [10, 0], east: [0, 10], far: [0, 100], aside: [9, 5] };

test("the tab key stops once, at what is nearest to the middle", () => {
  assert.deepEqual(made(PLACES).stops(), ["middle"]);
});

test("an arrow goes to the nearest thing in its direction, and nowhere if there is none", () => {
  const { keys, press, focused, stops } = made(PLACES);
  keys.focus((thing) => thing.name === "middle");
  press("ArrowRight");
  assert.equal(focused(), "east");
  press("ArrowRight");
  assert.equal(focused(), "far");
  assert.equal(press("ArrowRight"), true);
  assert.equal(focused(), "far");
  press("ArrowLeft");
  assert.equal(focused(), "east");
  assert.deepEqual(stops(), ["east"]);
});

test("what lies straight ahead goes before what is nearer but aside", () => {
  const { keys, press, focused } = made(PLACES);
  keys.focus((thing) => thing.name === "middle");
  press("ArrowUp");
  assert.equal(focused(), "north");
});

test("Enter acts; a key with a modifier, and any other key, is left to the browser", () => {
  const { keys, press, acted } = made(PLACES);
  keys.focus((thing) => thing.name === "east");
  assert.equal(press("Enter"), true);
  assert.equal(press("Enter", { ctrlKey: true }), false);
  assert.equal(press("x"), false);
  assert.deepEqual(acted, ["east"]);
});

test("the focus stays on a thing that stays", () => {
  const { keys, things, stops } = made(PLACES);
  keys.focus((thing) => thing.name === "far");
  keys.set(things.filter((thing) => thing.name !== "middle"));
  assert.deepEqual(stops(), ["far"]);
});
