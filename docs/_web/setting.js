// The numbers of the explorer's sliders: as a link, as a program, and as a prediction's score.
// A slider is described by `{ name, unit, exponent, values, start }`.

import { _ } from "./words.js";

/** Return the numbers with which the page begins. */
export function start(sliders) {
  return { ...Object.fromEntries(sliders.map(({ name, start }) => [name, start])), seed: 1 };
}

/** Return the number of a list that is nearest to a number. */
export function nearest(values, number) {
  return values.reduce((a, b) => (Math.abs(b - number) < Math.abs(a - number) ? b : a));
}

/** Return the part of a link that holds a setting: what differs from the start, and only numbers. */
export function toLink(setting, sliders) {
  const first = start(sliders);
  const changed = Object.keys(first).filter((name) => setting[name] !== first[name]);
  return changed.map((name) => `${name}=${setting[name]}`).join("&");
}

/** Read a setting from a link. What is no number, or has no slider, is left out. */
export function fromLink(text, sliders) {
  const setting = start(sliders);
  const found = new URLSearchParams(text.replace(/^#/, ""));
  const number = (name) => {
    const word = found.get(name);
    return /^-?\d+(\.\d+)?$/.test(word ?? "") ? Number(word) : undefined;
  };
  for (const { name, values } of sliders) {
    const value = number(name);
    if (value !== undefined) setting[name] = nearest(values, value);
  }
  const seed = number("seed");
  if (seed !== undefined) setting.seed = Math.min(Math.max(Math.round(seed), 1), 9999);
  return setting;
}

/** Return the program that simulates a setting with `lif`. */
export function toProgram(setting, sliders, duration) {
  const literal = (name) => {
    const { exponent } = sliders.find((slider) => slider.name === name);
    return setting[name] === 0 ? "0.0" : `${setting[name]}e${exponent}`;
  };
  const parameters = ["tau", "el", "vr", "vth", "r", "t_ref"];
  const lines = ["import lif", "", "neuron = lif.Neuron("];
  lines.push(...parameters.map((name) => `    ${name}=${literal(name)},`), ")");
  lines.push(`dt = ${literal("dt")}`, `t = lif.time_grid(t_max=${duration}e-3, dt=dt)`);
  lines.push(
    setting.period
      ? `i = lif.sine_current(t, i_mean=${literal("mean")}, period=${literal("period")})`
      : `i = lif.constant_current(t, ${literal("mean")})`,
  );
  if (setting.noise) {
    lines.unshift("import numpy as np", "");
    lines.push(`rng = np.random.default_rng(${setting.seed})`);
    lines.push(`i = i + ${literal("noise")} * rng.uniform(-1, 1, len(t))`);
  }
  lines.push("trace = lif.run(i, neuron, dt=dt)", "print(lif.spikes.spike_times(trace))");
  return `${lines.join("\n")}\n`;
}

/**
 * Say how good a prediction of the next spike is. All times are in milliseconds; `predicted` is
 * null for "no spike". `last` is the spike that was shown, or null, `interval` the exact one, or
 * null if the neuron stays silent.
 */
export function score(predicted, { last, interval, duration }) {
  const next = last === null || interval === null ? null : last + interval;
  if (next === null || next > duration) {
    return predicted === null
      ? _("Right: no spike comes before the end of the plot.")
      : _("No spike comes before the end of the plot.");
  }
  const exact = next.toFixed(1);
  if (predicted === null) {
    return _("A spike does come. The exact solution says {exact} ms.", { exact });
  }
  const error = predicted - next;
  const size = Math.abs(error);
  const numbers = { exact, predicted: predicted.toFixed(1), size: size.toFixed(1) };
  if (size < 0.05 * interval) {
    return _(
      "Very good. The exact solution says {exact} ms, and you say {predicted} ms.",
      numbers,
    );
  }
  return error > 0
    ? _(
        "The exact solution says {exact} ms. Your prediction, {predicted} ms, is {size} ms too late.",
        numbers,
      )
    : _(
        "The exact solution says {exact} ms. Your prediction, {predicted} ms, is {size} ms too early.",
        numbers,
      );
}
