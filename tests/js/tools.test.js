// What the parts of the map's script share: texts, numbers, colours, requests, messages.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./page.js";

test("a text is in the page's language, its values filled in", () => {
  const { A } = load(["tools"]);
  assert.equal(A.text("fatalities", { number: 3 }), "3 killed");
  A.language = "uk";
  assert.notEqual(A.text("fatalities", { number: 3 }), "3 killed");
  assert.match(A.text("fatalities", { number: 3 }), /3/);
});

test("a value that looks like a pattern is not filled in again", () => {
  const { A } = load(["tools"]);
  assert.match(A.text("understood", { reported: "{place}", place: "X" }), /“\{place\}”, understood as X/);
});

test("a language that the map does not speak is English", () => {
  const { A } = load(["tools"]);
  A.language = "de";
  assert.equal(A.text("legend"), "Legend");
});

test("a number takes the form of its language", () => {
  const { A } = load(["tools"]);
  assert.equal(A.count("incidents", 1), "1 incident");
  assert.equal(A.count("incidents", 1234), "1,234 incidents");
  A.language = "uk";
  const forms = [1, 2, 5, 21].map((number) => A.count("incidents", number).replace(/\d+/, "n"));
  assert.equal(forms[0], forms[3]);
  assert.equal(new Set(forms).size, 3);
});

test("a day is the same in every time zone", () => {
  const { A } = load(["tools"]);
  assert.equal(A.day("2024-10-01"), "1 Oct 2024");
});

test("what is written on a colour contrasts with it as well as can be", () => {
  const { A } = load(["tools"]);
  const light = (hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const contrast = (one, other) => Math.max(one, other) / Math.min(one, other);
  for (let at = 0; at < 4096; at += 7) {
    const colour = "#" + [8, 4, 0].map((shift) => ((at >> shift) & 15).toString(16).repeat(2)).join("");
    const ratio = contrast(light(colour), light(A.inkOn(colour)));
    assert.ok(ratio >= 4.5, `${A.inkOn(colour)} on ${colour}: ${ratio}`);
  }
});

test("text from data stays text", () => {
  const { A } = load(["tools"]);
  const node = A.element("b", "", "<img src=x>");
  assert.equal(node.textContent, "<img src=x>");
  assert.equal(node.children.length, 0);
});

test("an answer that is an error is none", async () => {
  const { A } = load(["tools"], { answers: { "there.json": () => ({ a: 1 }) } });
  assert.deepEqual(await A.get("there.json"), { a: 1 });
  await assert.rejects(A.get("nowhere.json"), /nowhere.json: 404/);
});

test("two messages are two, even if they say the same", () => {
  const { A, sent } = load(["tools"]);
  A.send({ region: "UA-63" });
  A.send({ region: "UA-63" });
  assert.equal(sent.length, 2);
  assert.notEqual(sent[0].click, sent[1].click);
});
