import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, line, said, shape, unfold } from "./neuron.js";

const grid = { steps: 10, dt: 0.5, stride: 2, unit: 0.01 };
const rise = { steps: 4, v: [-6000, -5500, -5100] };
const cycle = { steps: 4, v: [-7000, -7000, -5200] };
const plots = { i: { x: [0, 5], y: [0, 10] }, v: { x: [0, 5], y: [-80, -40] }, f: { x: [0, 10], y: [0, 100] } };
const frame = { current: 5, rate: 25, regime: "Regular firing", words: "Why.", rise, cycle };

test("a piece of V is kept at every stride and at its last step", () => {
  const { points } = unfold({ rise, cycle: null }, { ...grid, steps: 4 });
  assert.deepEqual(points, [[0, -60], [1, -55], [1.5, -51]]);
});

test("the cycle is repeated until the end of the grid, and each begins with a spike", () => {
  const { points, spikes } = unfold({ rise, cycle }, grid);
  assert.deepEqual(spikes, [2, 4]);
  assert.deepEqual(points.slice(3), [[2, -70], [3, -70], [3.5, -52], [4, -70], [5, -70], [5.5, -52]]);
});

test("a silent neuron has one piece and no spike", () => {
  const silent = { rise: { steps: 10, v: [0, 1, 2, 3, 4, 5] }, cycle: null };
  const { points, spikes } = unfold(silent, grid);
  assert.equal(points.length, 6);
  assert.deepEqual(spikes, []);
});

test("a line goes through its points, with y upwards", () => {
  const plot = { x: [0, 2], y: [0, 10] };
  assert.equal(line([[0, 0], [1, 5], [2, 10]], plot), "M0 1000L500 500L1000 0");
});

test("bars are as high as the plot", () => {
  assert.equal(bars([[1, 2], [3, 4]], { x: [0, 4] }), "M250 0V1000H500V0ZM750 0V1000H1000V0Z");
});

test("a frame is drawn as current, potential, spikes, refractory periods and rate", () => {
  const paths = shape(frame, { ...grid, plots, refractory: 0.5, threshold: -50, spike: -40 });
  assert.equal(paths.i, "M0 500L1000 500");
  assert.equal(paths.spikes, "M400 250L400 0M800 250L800 0");
  assert.equal(paths.refractory, "M400 0V1000H500V0ZM800 0V1000H900V0Z");
  assert.equal(paths.drop, "M0 750L500 750L500 1000");
  assert.ok(paths.v.startsWith("M0 500L200 375"));
});

test("the words of a frame give current, regime and rate", () => {
  const { short, long } = said(frame, {
    sentence: "{current} picoampere. {regime}: {rate} spikes per second.",
    space: " ",
  });
  assert.equal(short, "5 picoampere. Regular firing: 25.0 spikes per second.");
  assert.equal(long, `${short} Why.`);
});
