import assert from "node:assert/strict";
import { test } from "node:test";
import { above, plan } from "../session.js";

const roles = ["", "exercise-1", "check-1", "solution-1", "", "exercise-2", "check-2", "solution-2", ""];
const cells = roles.map((name, index) => {
  const [role, number = ""] = name.split("-");
  return { index, role, number };
});
const nothing = () => false;

test("a cell builds upon the cells above it, with the page's solution of an exercise", () => {
  assert.deepEqual(above(cells, 4, nothing), [0, 3]);
  assert.deepEqual(above(cells, 8, nothing), [0, 3, 4, 7]);
});

test("a right answer takes the place of the solution", () => {
  assert.deepEqual(above(cells, 8, (number) => number === "1"), [0, 1, 4, 7]);
});

test("a check builds upon the answer, whether it is right or not", () => {
  assert.deepEqual(above(cells, 2, nothing), [0, 1]);
  assert.deepEqual(above(cells, 6, nothing), [0, 3, 4, 5]);
});

test("an answer and a solution build upon neither of each other", () => {
  assert.deepEqual(above(cells, 5, nothing), [0, 3, 4]);
  assert.deepEqual(above(cells, 7, () => true), [0, 1, 4]);
});

const texts = ["a", "b", "c"];
const source = (index) => texts[index];
const taken = (...indices) => indices.map((index) => ({ index, source: texts[index] }));

test("the first run takes all steps", () => {
  const steps = [{ step: 0, index: 0 }, { step: 1, index: 2 }];
  assert.deepEqual(plan([], [0, 2], source), steps);
});

test("steps that have been taken are not taken again, but the cell itself is", () => {
  assert.deepEqual(plan(taken(0, 1), [0, 1, 2], source), [{ step: 2, index: 2 }]);
  assert.deepEqual(plan(taken(0, 1, 2), [0, 1, 2], source), [{ step: 2, index: 2 }]);
  assert.deepEqual(plan(taken(0, 1, 2), [0], source), [{ step: 0, index: 0 }]);
});

test("from a changed cell on, all steps are taken again", () => {
  const before = [{ index: 0, source: "old" }, { index: 1, source: "b" }];
  assert.deepEqual(plan(before, [0, 1, 2], source).map(({ index }) => index), [0, 1, 2]);
});
