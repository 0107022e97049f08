import assert from "node:assert/strict";
import { test } from "node:test";
import { Work, digest, done, ownLoop } from "../work.js";

function memory(content = {}) {
  const items = new Map(Object.entries(content));
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
}

const cell = { key: "exercise-1", original: "v = 0" };

test("an edit is there again at the next visit", () => {
  const store = memory();
  new Work("learn/a", store).setEdit(cell, "v = 1");
  assert.equal(new Work("learn/a", store).edit(cell), "v = 1");
  assert.equal(new Work("learn/b", store).edit(cell), undefined);
});

test("a cell that is as it was on the page is no edit", () => {
  const store = memory();
  const work = new Work("learn/a", store);
  work.setEdit(cell, "v = 1");
  work.setEdit(cell, "v = 0");
  assert.equal(store.items.size, 0);
});

test("an exercise is done when the check says Right, and stays so", () => {
  const store = memory();
  const work = new Work("learn/a", store);
  work.setVerdict("4", "v = 0", "Not yet.");
  assert.deepEqual(done(store), {});
  work.setVerdict("4", "v = 1", "Right.");
  work.setVerdict("4b", "v = 2", "Right. V is right, too.");
  work.setVerdict("4", "v = 3", "V is wrong.");
  assert.deepEqual(done(store), { "learn/a": ["4", "4b"] });
  const later = new Work("learn/a", store);
  assert.deepEqual(["v = 1", "v = 3"].map((answer) => later.isRight("4", answer)), [true, false]);
});

test("to start over forgets one page and no other", () => {
  const store = memory();
  const [first, second] = ["learn/a", "learn/b"].map((page) => new Work(page, store));
  first.setVerdict("1", "v = 1", "Right.");
  second.setVerdict("2", "v = 2", "Right.");
  first.forget();
  assert.deepEqual(done(store), { "learn/b": ["2"] });
  assert.deepEqual([...store.items.keys()].sort(), ["lif:done", "lif:work:learn/b"]);
});

test("damaged or blocked storage is no reason to stop", () => {
  const store = memory({ "lif:done": "no JSON", "lif:work:learn/a": "[" });
  store.setItem = () => {
    throw new Error("full");
  };
  const work = new Work("learn/a", store);
  work.setVerdict("1", "v = 1", "Right.");
  assert.equal(work.verdicts["1"], "Right.");
});

test("texts that differ have different names", () => {
  assert.notEqual(digest("v = 0"), digest("v = 1"));
});

test("a right answer that simulates is kept for the explorer", () => {
  const store = memory();
  const work = new Work("learn/a", store);
  const loop = "def simulate(i, neuron, dt):\n    return [], []\n";
  work.setVerdict("22", loop, "Not yet: ...");
  assert.equal(ownLoop(store), "");
  work.setVerdict("22", loop, "Right.");
  work.setVerdict("23", "answer = 6", "Right.");
  assert.equal(ownLoop(store), loop);
});
