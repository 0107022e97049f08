// The explorer: its sliders set a neuron and its input, Python computes what the neuron does, and
// this script draws the answer. `_ext/explorer.py` makes the page, `python/_explorer.py` computes.

import { bars, line } from "./neuron.js";
import { fromLink, score, start, toLink, toProgram } from "./setting.js";
import { _, joined } from "./words.js";
import { ownLoop } from "./work.js";

const FROM_A_FILE = _(
  "The picture shows one setting. The sliders do not move, because a browser does not run Python from a file. Start a server in the site's folder with “python -m http.server”, and open http://localhost:8000 in the browser.",
);

const FRAMES = / {2}File "(?!<loop>).*\n(?: {4}.*\n)*/g;
const FILE = "tmp/trace"; // into which Python writes the current and the potential

/** Return the paths of an answer, by their class names. */
export function shape(answer, { duration, unit, spike }) {
  const { dt, spikes, threshold, mean, exact } = answer;
  const { i, v, f } = answer.axes;
  const upright = (time) => line([[time, threshold], [time, threshold + spike]], v);
  return {
    i: line(answer.i.map((current, k) => [dt * k, current]), i),
    refractory: bars(spikes.map((time) => [time, time + answer.refractory]), v),
    level: line([[0, threshold], [duration, threshold]], v),
    v: line(answer.v.map((potential, k) => [dt * k, unit * potential]), v),
    spikes: spikes.map(upright).join(""),
    drop: line([[mean, exact], [mean, 0]], f),
    curve: line(answer.curve, f),
  };
}

/** Return a number as a label shows it, with a true minus. */
export const label = (number) => String(number).replace("-", "−");

function explore(root, base) {
  const find = (selector) => root.querySelector(selector);
  const data = JSON.parse(find("script").textContent);
  const { sliders, duration } = data;
  const say = find(".explorer-say");
  const begin = find("[data-verb=start]");
  const inputs = Object.fromEntries(sliders.map(({ name }) => [name, find(`[name=${name}]`)]));
  const guess = find("#explorer-guess");
  let setting = fromLink(location.hash, sliders);
  let answer = data.answer;
  let python; // the module, once Python is started
  const own = ownLoop();
  const asked = own && new URLSearchParams(location.search).get("loop") === "own";
  let source = asked ? own : data.loop; // of the loop
  let ready = false; // does Python know the loop?
  let wanted = false; // has something changed since the last answer was asked for?
  let waiting = false; // for an answer?
  let guessing = false;

  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "live-button live-stop";
  stop.textContent = _("Stop");
  stop.hidden = true;
  stop.addEventListener("click", () => python.stop());

  // What is shown -------------------------------------------------------------------------

  function showSetting() {
    for (const { name, unit, zero, values } of sliders) {
      const value = setting[name];
      const words = value === 0 && zero ? zero : _("{value} {unit}", { value: label(value), unit });
      inputs[name].value = values.indexOf(value);
      inputs[name].setAttribute("aria-valuetext", words);
      inputs[name].previousElementSibling.textContent = words;
    }
    find(".explorer-program pre").textContent = toProgram(setting, sliders, duration);
    for (const button of root.querySelectorAll("[data-preset]")) {
      const preset = { ...start(sliders), ...data.presets[button.dataset.preset] };
      const here = sliders.every(({ name }) => preset[name] === setting[name]);
      button.setAttribute("aria-pressed", here);
    }
    find("[data-verb=noise]").disabled = !python || !setting.noise;
  }

  function showAxis(name) {
    const box = find(`.plot-${name} .plot-box`);
    const { y, ticks } = answer.axes[name];
    box.querySelectorAll(".tick-y").forEach((tick) => tick.remove());
    for (const tick of ticks) {
      const span = document.createElement("span");
      span.className = "tick-y";
      span.style.top = `${(100 * (y[1] - tick)) / (y[1] - y[0])}%`;
      span.textContent = label(tick);
      box.append(span);
    }
  }

  function showAnswer() {
    ["i", "v", "f"].forEach(showAxis);
    for (const [name, path] of Object.entries(shape(answer, data))) {
      find(`path.${name}`).setAttribute("d", path);
    }
    const { x, y } = answer.axes.f;
    for (const [kind, rate] of [["dot", answer.exact], ["ring", answer.rate]]) {
      const { style } = find(`.plot-f .${kind}`);
      style.left = `${(100 * (answer.mean - x[0])) / (x[1] - x[0])}%`;
      style.top = `${(100 * (y[1] - rate)) / (y[1] - y[0])}%`;
    }
    const regime = _(answer.regime);
    const words = joined(answer.words.map(([message, values]) => _(message, values)));
    find(".neuron-words strong").textContent = regime;
    find(".neuron-words span").textContent = words;
    find("[role=img]").setAttribute("aria-label", `${regime}. ${words}`);
    const agrees = find(".explorer-agrees");
    const same = answer.differs === null;
    agrees.classList.toggle("explorer-differs", !same);
    agrees.textContent = same
      ? _("The loop and lif.run agree in every digit.")
      : _("The loop and lif.run differ from step {step} on.", { step: answer.differs });
    find("[data-verb=predict]").disabled = !answer.constant;
    if (guessing) hideFuture();
    if (!answer.constant) stopGuessing("");
  }

  // Asking Python -------------------------------------------------------------------------

  /** Draw the setting again; of several that come while Python is busy, the last one. */
  async function redraw() {
    wanted = true;
    if (!python || waiting) return;
    waiting = true;
    // Only a loop that does not end by itself has to be stopped.
    const patience = setTimeout(() => (stop.hidden = false), 1000);
    try {
      while (wanted) {
        wanted = false;
        const began = performance.now();
        if (!ready && !(await define())) break;
        const request = JSON.stringify(setting);
        const call = `__import__("_explorer").show(${request}, simulate)`;
        const options = { name: "<page>", wanted: [FILE] };
        const { output, error, files } = await python.run(call, options);
        showError(error);
        if (error) continue;
        // A loop that prints does so before the answer.
        answer = JSON.parse(output.trimEnd().split("\n").at(-1));
        const numbers = Array.from(new Int32Array(files[FILE].buffer));
        answer.i = numbers.slice(0, numbers.length / 2);
        answer.v = numbers.slice(numbers.length / 2);
        showAnswer();
        root.dataset.milliseconds = (performance.now() - began).toFixed(1);
      }
    } catch (error) {
      showError(error instanceof python.Stopped ? _("The loop was stopped.") : String(error));
      ready = false;
    } finally {
      clearTimeout(patience);
      stop.hidden = true;
      waiting = false;
    }
  }

  /** Let Python read the loop; return whether it could. */
  async function define() {
    const { error } = await python.run(source, { name: "<loop>" });
    ready = !error;
    showError(error);
    return ready;
  }

  function showError(text) {
    const box = find(".explorer-error");
    const ofLoop = text?.includes('File "<loop>"');
    box.hidden = !ofLoop;
    // The frames of other programs tell the reader nothing.
    box.textContent = (text ?? "").replace(FRAMES, "");
    find(".explorer-picture").classList.toggle("explorer-old", Boolean(text));
    if (!text) return;
    const agrees = find(".explorer-agrees");
    agrees.classList.add("explorer-differs");
    agrees.textContent = text.trimEnd().split("\n").at(-1);
  }

  async function startPython() {
    begin.disabled = true;
    const progress = document.createElement("progress");
    begin.after(progress);
    try {
      const found = await import(new URL("python.js", base));
      found.place(new URL(root.dataset.python, document.baseURI));
      await found.start((loaded, total) => {
        progress.max = total;
        progress.value = loaded;
        const sizes = [loaded, total].map((bytes) => (bytes / 1e6).toFixed(1));
        say.textContent = _("{loaded} of {total} MB", { loaded: sizes[0], total: sizes[1] });
      });
      say.textContent = _("Python starts.");
      await found.run("import _explorer");
      python = found;
    } catch (error) {
      say.textContent = _("Python does not start. {why}", { why: error.message });
      begin.disabled = false;
      return;
    } finally {
      progress.remove();
    }
    begin.replaceWith(stop);
    say.textContent = _("Python runs in this page. Nothing leaves your browser.");
    root.querySelectorAll("fieldset, button").forEach((element) => (element.disabled = false));
    showSetting();
    await redraw();
    await openLoop();
  }

  /** Put an editor in the place of the loop. */
  async function openLoop() {
    const { openEditor } = await import(new URL("editor.js", base));
    const block = find(".explorer-loop > [class*=highlight]");
    let timer;
    const editor = openEditor({
      before: block,
      text: source,
      label: _("The loop"),
      onChange: (text) => {
        source = text;
        ready = false;
        clearTimeout(timer);
        timer = setTimeout(redraw, 400);
      },
      onRun: redraw,
    });
    block.hidden = true;
    const reset = document.createElement("button");
    reset.type = "button";
    reset.className = "live-button";
    reset.textContent = _("Reset the loop");
    reset.addEventListener("click", () => editor.replace(data.loop));
    find(".explorer-error").before(reset);
    if (!own) return;
    const mine = reset.cloneNode();
    mine.textContent = _("Use the loop that you wrote");
    mine.addEventListener("click", () => editor.replace(own));
    reset.after(" ", mine);
  }

  // Predicting ----------------------------------------------------------------------------

  /** The spike that is shown last: the first of all, if there is one. */
  const lastShown = () => answer.spikes[0] ?? null;

  function hideFuture() {
    const from = lastShown() ?? duration / 10;
    const cover = find(".hidden-future");
    cover.hidden = false;
    cover.style.left = `${(100 * from) / duration}%`;
    if (guess.valueAsNumber < from) guess.value = Math.ceil(2 * from) / 2;
    showGuess();
  }

  function showGuess() {
    const marker = find(".marker");
    marker.hidden = false;
    marker.style.left = `${(100 * guess.valueAsNumber) / duration}%`;
    const words = _("{value} {unit}", { value: guess.valueAsNumber, unit: "ms" });
    find(".explorer-guess output").textContent = words;
    guess.setAttribute("aria-valuetext", words);
  }

  function startGuessing() {
    guessing = true;
    find(".explorer-guess").hidden = false;
    find("[data-verb=predict]").hidden = true;
    find(".explorer-score").textContent = "";
    // The words would tell the answer.
    root.classList.add("explorer-guessing");
    guess.value = 0;
    hideFuture();
    guess.focus();
  }

  function stopGuessing(words) {
    if (!guessing) return;
    guessing = false;
    root.classList.remove("explorer-guessing");
    find(".explorer-guess").hidden = true;
    find(".hidden-future").hidden = true;
    find("[data-verb=predict]").hidden = false;
    find(".marker").hidden = !words;
    find(".explorer-score").textContent = words;
  }

  const judged = (time) =>
    score(time, { last: lastShown(), interval: answer.interval, duration });

  // What the reader does ------------------------------------------------------------------

  function set(changes) {
    setting = { ...setting, ...changes };
    if (!guessing) {
      find(".explorer-score").textContent = "";
      find(".marker").hidden = true;
    }
    showSetting();
    const link = toLink(setting, sliders);
    history.replaceState(null, "", link ? `#${link}` : location.pathname + location.search);
    redraw();
  }

  async function copy(text, done) {
    let words = done;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      words = _("The browser does not allow this page to copy.");
    }
    find(".explorer-copied").textContent = words;
  }

  const acts = {
    start: startPython,
    predict: startGuessing,
    show: () => stopGuessing(judged(guess.valueAsNumber)),
    none: () => {
      const words = judged(null);
      stopGuessing(words);
      find(".marker").hidden = true;
    },
    noise: () => set({ seed: (setting.seed % 9999) + 1 }),
    link: () => copy(location.href, _("The link is copied.")),
    program: () => copy(toProgram(setting, sliders, duration), _("The program is copied.")),
  };

  root.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.verb) acts[button.dataset.verb]();
    if (button?.dataset.preset) {
      set({ ...start(sliders), ...data.presets[button.dataset.preset] });
    }
  });
  root.addEventListener("input", ({ target }) => {
    if (target === guess) hideFuture();
    const slider = sliders.find(({ name }) => inputs[name] === target);
    if (slider) set({ [slider.name]: slider.values[target.valueAsNumber] });
  });
  addEventListener("hashchange", () => {
    setting = fromLink(location.hash, sliders);
    showSetting();
    redraw();
  });

  showSetting();
  find(".explorer-picture").classList.toggle("explorer-old", toLink(setting, sliders) !== "");
  if (!begin) return;
  document.documentElement.dataset.python ??= "off";
  if (location.protocol === "file:") say.textContent = FROM_A_FILE;
  else {
    begin.disabled = false;
    if (asked) say.textContent = _("Your own loop will compute what you see.");
  }
}

if (globalThis.document) {
  const base = new URL(".", document.currentScript.src);
  document.querySelectorAll(".explorer").forEach((root) => explore(root, base));
}
