import assert from "node:assert/strict";
import { test } from "node:test";
import { dark } from "../dark.js";

test("white becomes the ground of the dark page, and black its text", () => {
  assert.equal(
    dark('<svg width="1"><path style="fill: #ffffff; stroke: #000000"/></svg>'),
    '<svg fill="#ced6dd" width="1"><path style="fill: #14181e; stroke: #ced6dd"/></svg>',
  );
});

test("a dark colour becomes lighter, and a light one stays", () => {
  assert.match(dark("stroke: #e69f00"), /#e69f00/);
  const [lighter] = dark("stroke: #0072b2").match(/#\w{6}/);
  assert.ok(lighter > "#0072b2");
});

test("an image of black dots has a filter, and another image has none", () => {
  const other = '<svg width="1"><image href="a.png"/></svg>';
  assert.doesNotMatch(dark(other), /filter/);
  const dots = dark('<svg width="1"><image class="grey" href="a.png"/></svg>');
  assert.match(dots, /^<svg [^>]*><filter id="greys"/);
  assert.match(dots, /<image filter="url\(#greys\)" href/);
});
