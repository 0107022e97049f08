import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "../text.js";

const bytes = (text) => new TextEncoder().encode(text);

function gather() {
  const sent = [];
  const clock = { time: 0 };
  return { sent, clock, text: new Text((part) => sent.push(part), () => clock.time) };
}

const printed = (sent) => sent.map(({ text }) => text).join("");

test("the first lines arrive as they are printed, whatever comes after them", () => {
  const { sent, text } = gather();
  text.add("output", bytes("a\n"));
  assert.equal(printed(sent), "a\n");
  text.add("output", bytes("b\n"));
  assert.equal(printed(sent), "a\nb\n");
});

test("of many lines that are printed quickly, the later ones arrive together", () => {
  const { sent, text } = gather();
  for (let k = 0; k < 1000; k += 1) text.add("output", bytes(`${k}\n`));
  text.flush();
  assert.ok(sent.length < 50);
  assert.equal(printed(sent).split("\n").length, 1001);
});

test("of many lines that are printed slowly, each arrives as it is printed", () => {
  const { sent, clock, text } = gather();
  for (let k = 0; k < 100; k += 1) {
    clock.time += 1000;
    text.add("output", bytes(`${k}\n`));
  }
  assert.equal(sent.length, 100);
});

test("texts, warnings and figures keep their order", () => {
  const { sent, text } = gather();
  text.add("output", bytes("a"));
  text.add("warning", bytes("b"));
  text.then({ kind: "figure" });
  text.add("output", bytes("c"));
  text.flush();
  assert.deepEqual(sent.map(({ kind }) => kind), ["output", "warning", "figure", "output"]);
});

test("a letter of two bytes may arrive in two pieces", () => {
  const { sent, text } = gather();
  const [first, second] = bytes("é");
  text.add("output", new Uint8Array([first]));
  text.add("output", new Uint8Array([second]));
  text.flush();
  assert.deepEqual(sent, [{ kind: "output", text: "é" }]);
});

test("a cell that prints without end does not flood the page", () => {
  const { sent, text } = gather();
  for (let k = 0; k < 1000; k += 1) text.add("output", bytes("x".repeat(1000)));
  text.flush();
  const length = sent.reduce((sum, part) => sum + part.text.length, 0);
  assert.ok(length < 201_000);
  assert.match(sent.at(-1).text, /printed more than is shown/);
  text.add("output", bytes("next"));
  text.flush();
  assert.equal(sent.at(-1).text, "next");
});
