// Points and legend: what symbols say, that none covers another, and what is asked of the server.
import assert from "node:assert/strict";
import test from "node:test";

import { load, settled, zoomTo } from "./page.js";

const PARTS = ["tools", "keys", "circles", "points", "legend"];
// A point as the server writes it: lat, lon, incidents, value, column, row, splits, label.
const point = (lat, lon, incidents, column, rest = {}) =>
  [lat, lon, incidents, rest.value ?? 0, column, 0, rest.splits ?? 0, rest.label ?? null, ...(rest.sized ?? [])];
const answer = (points, rest = {}) => ({
  colour: "type", size: "incidents", values: [["Attack", "#d55e00", "50%"], ["Grenade", "#0072b2", "10%"]], other: "#8a929b",
  mixed: "#2f3943", bins: 9, points, ...rest
});

async function drawn(found, state = {}) {
  const page = load(PARTS, {
    state: { choropleth: false, legend: { title: "t", unit: "u", items: [] }, ...state },
    answers: { points: () => (typeof found === "function" ? found() : found), painted: () => ({}) }
  });
  page.A.mountCircles();
  page.A.mountPoints();
  page.A.askPoints();
  await settled();
  return page;
}

test("no symbol covers its neighbour", async () => {
  for (const apart of [0, 1, 7, 15, 40]) {
    const { A } = await drawn(answer([point(0, 0, 900, 4), point(0, apart, 2, 5)]));
    const [one, other] = A.symbolBoxes();
    const middle = (box) => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const far = Math.hypot(middle(one)[0] - middle(other)[0], middle(one)[1] - middle(other)[1]);
    assert.ok(far >= (one[2] - one[0] + other[2] - other[0]) / 2 - 2, `${apart}: ${far}`);
    assert.deepEqual(middle(one), [0, 0], "the larger one stays where it is");
  }
});

test("what has room stays exactly where it is", async () => {
  const { A } = await drawn(answer([point(10.5, 20.25, 3, 4), point(10.5, 90, 3, 5)]));
  const box = A.symbolBoxes()[0];
  assert.deepEqual([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], [20.25, -10.5]);
});

test("a symbol says its place, number and value, and stands out from its colour", async () => {
  const { markers } = await drawn(answer([
    point(0, 0, 1200, 4, { label: "<b>Sumy", value: 8 }), point(90, 90, 1, 9, { value: 1 }), point(0, 90, 2, 12, { value: 7 })
  ]));
  assert.deepEqual(markers.map((node) => node.getAttribute("aria-label")), [
    "<b>Sumy: 1,200 incidents, several types", "Cluster: 1 incident, Grenade", "Cluster: 2 incidents, other"
  ]);
  assert.deepEqual(markers.map((node) => node.textContent), ["", "", ""], "from afar a dot says it by its size");
  const size = (node) => parseFloat(node.children[0].style.width);
  assert.ok(size(markers[0]) > size(markers[2]) && size(markers[2]) > size(markers[1]));
  assert.equal(markers[0].children[0].style.background, "#2f3943");
});

test("close by the number is written on its dot, with room for it", async () => {
  zoomTo(7);
  const { markers } = await drawn(answer([point(0, 0, 1200, 4), point(90, 90, 1, 9), point(0, 90, 2, 12)]));
  zoomTo(5);
  assert.deepEqual(markers.map((node) => node.textContent), ["1,200", "", "2"]);
  assert.ok(parseFloat(markers[0].children[0].style.width) >= 40);
});

test("a symbol without a figure is a ring", async () => {
  const points = [point(0, 0, 5, 4, { sized: [null, null] }), point(90, 90, 5, 9, { sized: [0, null] })];
  const { markers } = await drawn(answer(points, { size: "casualties" }), { size: "casualties" });
  assert.match(markers[0].children[0].getAttribute("class"), /atlas-ring/);
  assert.match(markers[0].getAttribute("title"), /killed or injured not reported$/);
  assert.doesNotMatch(markers[1].children[0].getAttribute("class"), /atlas-ring/);
});

test("the legend names the values that are there, in their order, and no others", async () => {
  const { A, beside } = await drawn(answer([point(0, 0, 1, 4, { value: 8 }), point(50, 50, 1, 9, { value: 1 })]));
  A.drawLegend();
  A.drawLegend();
  const legends = beside.filter((box) => box.tag === "details");
  assert.equal(legends.length, 1);
  const symbols = legends[0].all("li").slice(1).map((item) => item.children[0].style.borderRadius);
  assert.deepEqual(symbols, ["10%", "50%"], "each with its shape");
  assert.deepEqual(legends[0].all("li").map((item) => item.textContent), ["points: incidents placed in a settlement", "Grenade", "several types"]);
});

test("the legend explains rings where a figure is not reported or shared", async () => {
  const points = [point(0, 0, 1, 4, { sized: [null, null] }), point(50, 50, 1, 9, { sized: [null, 3] })];
  const { A, beside } = await drawn(answer(points, { size: "casualties" }), { size: "casualties" });
  A.drawLegend();
  const texts = beside.find((box) => box.tag === "details").all("li").map((item) => item.textContent);
  assert.deepEqual(texts.slice(-2), ["no figure reported", "figure shared with other places"]);
});

test("what the page sent along is not asked for again", async () => {
  const view = "5 1.0000 2.0000 3.0000 4.0000";
  const known = { view, points: answer([point(0, 0, 5, 4)]), badges: {} };
  const { A, asked } = await drawn(answer([]), { answers: known });
  assert.equal(A.symbolBoxes().length, 1);
  assert.deepEqual(asked.filter((address) => address.startsWith("points")), []);
});

test("what the page sent along for another part of the world is asked for", async () => {
  const known = { view: "6 1.0000 2.0000 3.0000 4.0000", points: answer([]), badges: {} };
  const { A, asked } = await drawn(answer([point(0, 0, 5, 4)]), { answers: known, query: "country=UA", token: "a&b" });
  assert.equal(A.symbolBoxes().length, 1);
  const params = new URLSearchParams(asked[0].split("?")[1]);
  assert.deepEqual(["zoom", "west", "country", "token", "lang"].map((name) => params.get(name)), ["5", "1.0000", "UA", "a&b", "en"]);
});

test("a map without points tells the page what it shows, and where it was moved to", async () => {
  const page = load(PARTS, { state: { points: false, turn: "t" }, answers: { painted: () => ({}) } });
  page.A.mountCircles();
  page.A.mountPoints();
  page.A.place = "5/0.0000/0.0000";
  page.A.askPoints();
  await settled();
  assert.deepEqual(page.asked.filter((address) => address.startsWith("points")), []);
  const params = page.asked.map((address) => new URLSearchParams(address.split("?")[1])).find((one) => one.has("zoom"));
  assert.deepEqual(["turn", "zoom", "west", "place"].map((name) => params.get(name)), ["t", "5", "1.0000", "5/0.0000/0.0000"]);
});

test("an answer that comes too late is not drawn", async () => {
  const waiting = [];
  const page = load(PARTS, { answers: { points: () => new Promise((resolve) => waiting.push(resolve)) } });
  page.A.mountPoints();
  page.A.askPoints();
  page.A.askPoints();
  waiting[1](answer([point(0, 0, 1, 4)]));
  await settled();
  waiting[0](answer([]));
  await settled();
  assert.equal(page.A.symbolBoxes().length, 1);
});

test("a circle says how far the place may be, opens its records, and stays while it is in view", async () => {
  const near = [49.67, 37.6455, 16.7, 3, "<b>Osynovo", "circle/49.67/37.6455/16.7"];
  const far = [50.33, 36.0165, 16.7, 1, null, "circle/50.33/36.0165/16.7"];
  const found = [answer([], { circles: [near, far] }), answer([], { circles: [far] })];
  const page = await drawn(() => found.shift());
  const [one, other] = page.circles;
  assert.equal(one.options.radius, 16700);
  assert.deepEqual(one.at, { lat: 49.67, lng: 37.6455 });
  assert.equal(one.node.getAttribute("aria-label"), "<b>Osynovo: 3 incidents, within 17 km");
  assert.equal(one.tooltip().textContent, "<b>Osynovo: 3 incidents, within 17 km");
  assert.equal(other.node.getAttribute("aria-label"), "Several places: 1 incident, within 17 km");
  const opened = [];
  page.A.openRecords = (at, cell, node) => opened.push([cell, node === one.node]);
  one.acts.click();
  page.A.map.getPane("circles").dispatch("keydown", { target: one.node, key: "Enter", preventDefault() {}, stopPropagation() {} });
  assert.deepEqual(opened, [[near[5], true], [near[5], true]]);
  page.A.drawLegend();
  assert.match(page.beside.find((box) => box.tag === "details").textContent, /place known within a circle only/);
  page.A.askPoints();
  await settled();
  assert.deepEqual([one.removed, other.removed, page.circles.size], [true, undefined, 2]);
});

test("a small circle lies upon a large one, whenever each came", async () => {
  const circle = (kilometres) => [50, 30, kilometres, 9, "Novyi", `circle/50/30/${kilometres}`];
  const found = [[5, 17], [5, 17, 40, 9]].map((all) => answer([], { circles: all.map(circle) }));
  const page = await drawn(() => found.shift());
  const radii = () => [...page.circles].map((shape) => shape.options.radius / 1000);
  assert.deepEqual(radii(), [17, 5]);
  const held = [...page.circles][1].node;
  held.focus();
  page.A.askPoints();
  await settled();
  assert.deepEqual(radii(), [40, 17, 9, 5]);
  assert.equal(page.document.activeElement, held);
});

test("where there is no circle the legend is silent of them", async () => {
  const { A, beside } = await drawn(answer([point(0, 0, 1, 4)]));
  A.drawLegend();
  const legend = beside.find((box) => box.tag === "details");
  assert.match(legend.textContent, /Attack/);
  assert.doesNotMatch(legend.textContent, /circle/);
});
