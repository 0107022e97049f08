// The neuron on the home page: a slider moves from one frame to another. `lif` has computed the
// frames when the site was built; here they are only unfolded and drawn.

// Every interval between spikes is the same, so a frame holds V up to the first spike and V of
// one interval. Returns [ms, mV] at the points that it keeps, and the times of the spikes. The
// last interval may go on beyond the end of the grid, where the plot ends.
export function unfold(frame, { steps, dt, stride, unit }) {
  const points = [];
  const spikes = [];
  let start = 0;
  let piece = frame.rise;
  while (piece && start < steps) {
    if (piece !== frame.rise) spikes.push(start * dt);
    piece.v.forEach((v, k) => {
      const step = start + Math.min(k * stride, piece.steps - 1);
      points.push([step * dt, v * unit]);
    });
    start += piece.steps;
    piece = frame.cycle;
  }
  return { points, spikes };
}

// A plot is a square of 1000 by 1000, which the page stretches.
const part = (value, [first, last]) => (value - first) / (last - first);
const place = (value, range) => String(Math.round(10000 * part(value, range)) / 10);

export function line(points, { x, y }) {
  const [top, bottom] = [y[1], y[0]];
  const pairs = points.map(([a, b]) => `${place(a, x)} ${place(b, [top, bottom])}`);
  return `M${pairs.join("L")}`;
}

export function bars(spans, { x }) {
  return spans.map(([a, b]) => `M${place(a, x)} 0V1000H${place(b, x)}V0Z`).join("");
}

// The paths of a frame, by their class names, in units of the plots.
export function shape(frame, data) {
  const { i, v, f } = data.plots;
  const { points, spikes } = unfold(frame, data);
  const { current, rate } = frame;
  const level = [[0, current], [i.x[1], current]];
  return {
    "i-area": line([[0, 0], ...level, [i.x[1], 0]], i),
    i: line(level, i),
    refractory: bars(spikes.map((t) => [t, t + data.refractory]), v),
    v: line(points, v),
    spikes: spikes.map((t) => line([[t, data.threshold], [t, data.spike]], v)).join(""),
    drop: line([[0, rate], [current, rate], [current, 0]], f),
  };
}

// What a screen reader says of the slider's value, and of the picture.
export function said({ current, rate, regime, words }, { sentence, space }) {
  const values = { current, regime, rate: rate.toFixed(1) };
  const short = sentence.replace(/\{(\w+)\}/g, (hole, name) => values[name]);
  return { short, long: `${short}${space}${words}` };
}

function start(root) {
  const find = (selector) => root.querySelector(selector);
  const data = JSON.parse(find("script").textContent);
  const slider = find("input");
  const output = find("output");
  const value = [...root.querySelectorAll(".neuron-program span")].find(
    (span) => span.textContent === `${slider.defaultValue}e-12`,
  );
  value.classList.add("neuron-value");

  function show() {
    const frame = data.frames.find(({ current }) => current === slider.valueAsNumber);
    for (const [name, path] of Object.entries(shape(frame, data))) {
      find(`path.${name}`).setAttribute("d", path);
    }
    const dot = find(".dot");
    dot.style.left = `${100 * part(frame.current, data.plots.f.x)}%`;
    dot.style.top = `${100 * (1 - part(frame.rate, data.plots.f.y))}%`;
    for (const zone of root.querySelectorAll(".zone")) {
      zone.classList.toggle("zone-now", data.zones[frame.regime] === zone.textContent);
    }
    const { short, long } = said(frame, data);
    slider.setAttribute("aria-valuetext", short);
    find("[role=img]").setAttribute("aria-label", long);
    output.textContent = `${frame.current}${data.space}pA`;
    value.textContent = `${frame.current}e-12`;
    find(".neuron-rate").textContent = `${frame.rate.toFixed(1)}${data.space}Hz`;
    find(".neuron-words strong").textContent = frame.regime;
    find(".neuron-words span").textContent = frame.words;
  }

  slider.addEventListener("input", show);
  show();
}

if (globalThis.document) document.querySelectorAll(".neuron").forEach(start);
