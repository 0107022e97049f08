import assert from "node:assert/strict";
import { test } from "node:test";
import { withWork } from "../notebook.js";

const code = (source, tags = []) => ({
  cell_type: "code",
  metadata: { tags },
  source,
  outputs: [],
});
const own = (original, text, role = "", number = "") => ({ original, text, role, number });

test("the notebook holds the reader's cells and the verdicts, and all else of the page", () => {
  const notebook = {
    nbformat: 4,
    cells: [
      { cell_type: "markdown", metadata: {}, source: ["# Title"] },
      code(["dt = 1\n", "print(dt)"]),
      code("v = 0", ["exercise-4"]),
      code("print('Right')", ["check-4"]),
      code("only in the notebook"),
    ],
  };
  const cells = [
    own("dt = 1\nprint(dt)", "dt = 2"),
    own("v = 0", "v = 1\nv = 2", "exercise", "4"),
    own("print('Right')", "print('Right')", "check", "4"),
  ];
  const made = withWork(notebook, cells, (cell) => cell.text, { 4: "Not yet.\nTry again." });
  assert.deepEqual(made.cells[0], notebook.cells[0]);
  assert.deepEqual(made.cells[1].source, ["dt = 2"]);
  assert.deepEqual(made.cells[2].source, ["v = 1\n", "v = 2"]);
  const text = ["Not yet.\n", "Try again."];
  assert.deepEqual(made.cells[3].outputs, [{ output_type: "stream", name: "stdout", text }]);
  assert.deepEqual(made.cells[4], notebook.cells[4]);
  assert.deepEqual(notebook.cells[2].source, "v = 0");
});
