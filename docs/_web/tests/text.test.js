import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "../text.js";

const bytes = (text) => new TextEncoder().encode(text);

function gather() {
  const sent = [];
  const clock = { time: 0 };
  return { sent, clock, text: new Text((part) => sent.push(part), () => clock.time) };
}

test("what is printed quickly arrives in one piece", () => {
  const { sent, text } = gather();
  for (const line of ["a\n", "b\n"]) text.add("output", bytes(line));
  text.flush();
  assert.deepEqual(sent, [{ kind: "output", text: "a\nb\n" }]);
});

test("what is printed slowly arrives as it is printed", () => {
  const { sent, clock, text } = gather();
  text.add("output", bytes("a\n"));
  clock.time = 1000;
  text.add("output", bytes("b\n"));
  assert.deepEqual(sent, [{ kind: "output", text: "a\nb\n" }]);
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
