import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLink, nearest, score, start, toLink, toProgram } from "./setting.js";

const slider = (name, exponent, values, first) => ({ name, exponent, values, start: first });
const sliders = [
  slider("mean", -12, [0, 5, 250, 800], 250),
  slider("period", -3, [0, 5, 30], 0),
  slider("noise", -12, [0, 10, 100], 0),
  slider("tau", -3, [5, 20, 50], 20),
  slider("r", 6, [20, 100], 100),
  slider("el", -3, [-80, -60], -60),
  slider("dt", -3, [0.1, 0.2], 0.2),
  slider("vth", -3, [-55, -50], -50),
  slider("vr", -3, [-85, -70], -70),
  slider("t_ref", -3, [0, 5], 5),
];

test("a link holds what differs from the start", () => {
  const setting = { ...start(sliders), mean: 5, dt: 0.1 };
  assert.equal(toLink(start(sliders), sliders), "");
  assert.equal(toLink(setting, sliders), "mean=5&dt=0.1");
  assert.deepEqual(fromLink("#mean=5&dt=0.1", sliders), setting);
});

test("every setting comes back from its link", () => {
  for (const { name, values } of sliders) {
    for (const value of values) {
      const setting = { ...start(sliders), [name]: value, seed: 7 };
      assert.deepEqual(fromLink(toLink(setting, sliders), sliders), setting);
    }
  }
});

test("a link brings nothing but numbers that a slider offers", () => {
  const bad = "#mean=__import__('os')&tau=1e999&r=&el=NaN&vth=-1000&code=print()&seed=2.6&dt=0x1";
  const setting = { ...start(sliders), vth: -55, seed: 3 };
  assert.deepEqual(fromLink(bad, sliders), setting);
  assert.deepEqual(fromLink("#__proto__=1&constructor=2", sliders), start(sliders));
});

test("the nearest number of a list", () => {
  assert.equal(nearest([0, 5, 30], 12), 5);
  assert.equal(nearest([0, 5, 30], 1000), 30);
});

test("a program has the numbers in SI units", () => {
  const program = toProgram(start(sliders), sliders, 300);
  assert.match(program, /tau=20e-3,\n {4}el=-60e-3,\n {4}vr=-70e-3,\n {4}vth=-50e-3,\n {4}r=100e6/);
  assert.match(program, /i = lif.constant_current\(t, 250e-12\)\n/);
  assert.doesNotMatch(program, /numpy/);
});

test("a program has the sine and the noise only if they are set", () => {
  const program = toProgram({ ...start(sliders), period: 30, noise: 100, seed: 4 }, sliders, 300);
  assert.match(program, /sine_current\(t, i_mean=250e-12, period=30e-3\)/);
  assert.match(program, /default_rng\(4\)\ni = i \+ 100e-12 \* rng.uniform/);
});

test("a prediction is scored by the exact solution", () => {
  const known = { last: 10, interval: 20, duration: 300 };
  assert.match(score(30.2, known), /^Very good\. .* 30\.0 ms, and you say 30\.2/);
  assert.match(score(40, known), /10\.0 ms too late/);
  assert.match(score(25, known), /5\.0 ms too early/);
  assert.match(score(null, known), /A spike does come/);
});

test("that no spike comes can be predicted", () => {
  const silent = { last: null, interval: null, duration: 300 };
  assert.match(score(null, silent), /^Right/);
  assert.match(score(50, silent), /^No spike/);
  assert.match(score(null, { last: 290, interval: 20, duration: 300 }), /^Right/);
});
