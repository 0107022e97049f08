import assert from "node:assert/strict";
import test from "node:test";

import { frame } from "../slides.js";

test("a frame's address differs from another's in its number alone", () => {
  assert.equal(frame("../_images/slides-0a1-9-0.svg", 12), "../_images/slides-0a1-9-12.svg");
  assert.equal(frame("/en/_images/slides-0a1-3.dark.svg", 4), "/en/_images/slides-0a1-4.dark.svg");
});
