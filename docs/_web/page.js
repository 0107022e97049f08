// A page whose cells run: what its buttons do.

import * as python from "./python.js";
import { Output } from "./output.js";
import { above, plan } from "./session.js";
import { _ } from "./words.js";
import { Work, digest, isLoop, isRight } from "./work.js";

const PROPERTIES = /\b(?:lif\.properties|hypothesis)\b/;
const megabytes = (bytes) => (bytes / 1e6).toFixed(0);

export function open(parts) {
  return new Page(parts);
}

class Page {
  constructor({ cells, note, bar }) {
    Object.assign(this, { cells, note, bar });
    python.place(new URL(note.dataset.python, location.href));
    this.name = note.dataset.page;
    this.work = new Work(this.name);
    this.taken = []; // the steps that Python has taken, from the top of the page
    this.last = Promise.resolve(); // what was asked for is done in order
    this.round = 0; // counts the stops
    const seen = new Map();
    for (const cell of cells) {
      const key = digest(cell.original);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      cell.key = cell.number ? `${cell.role}-${cell.number}` : `${key}-${seen.get(key)}`;
      cell.text = this.work.edit(cell) ?? cell.original;
      cell.output = new Output(cell);
      if (cell.text !== cell.original) this.edit(cell);
    }
    this.barOf(bar, undefined);
    for (const cell of cells) this.barOf(cell.bar, cell);
    for (const cell of cells) this.showDone(cell);
  }

  act(verb, cell) {
    return VERBS[verb].call(this, cell);
  }

  // Bars ------------------------------------------------------------------------------------

  /** Add what a bar needs once the page is alive. */
  barOf(bar, cell) {
    if (!bar) return;
    const status = document.createElement("span");
    status.className = "live-status";
    status.setAttribute("role", "status");
    const stop = document.createElement("button");
    Object.assign(stop, { type: "button", className: "live-button live-stop", hidden: true });
    stop.dataset.verb = "stop";
    stop.textContent = _("Stop");
    bar.append(stop);
    if (cell && cell.role !== "solution") {
      const reset = stop.cloneNode();
      reset.className = "live-button";
      reset.dataset.verb = "reset";
      reset.textContent = _("Reset");
      reset.hidden = cell.text === cell.original;
      cell.resetButton = reset;
      bar.append(reset);
    }
    bar.append(status);
    Object.assign(bar, { status, stop });
  }

  say(bar, text, share) {
    if (!bar) return;
    bar.status.textContent = text;
    if (share === undefined) return;
    const progress = document.createElement("progress");
    Object.assign(progress, { max: 1, value: share });
    progress.setAttribute("aria-label", _("Loading Python"));
    bar.status.prepend(progress);
  }

  // Editing ---------------------------------------------------------------------------------

  edit(cell) {
    if (cell.fold && !cell.role) cell.fold.open = true;
    cell.opening ??= import("./editor.js").then(({ openEditor }) => {
      cell.block.hidden = true;
      cell.element.classList.add("live-edited");
      const edit = cell.bar?.querySelector("[data-verb=edit]");
      if (edit) edit.hidden = true;
      return openEditor({
        before: cell.block,
        text: cell.text,
        label: cell.number
          ? _("Code of exercise {number}", { number: cell.number })
          : _("Code of this cell"),
        onChange: (text) => this.changed(cell, text),
        onRun: () => this.act("run", cell),
      });
    });
    return cell.opening;
  }

  changed(cell, text) {
    cell.text = text;
    this.work.setEdit(cell, text);
    cell.resetButton.hidden = text === cell.original;
  }

  // Running ---------------------------------------------------------------------------------

  isRight(number) {
    const answer = this.cells.find((cell) => cell.role === "exercise" && cell.number === number);
    return answer !== undefined && this.work.isRight(number, answer.text);
  }

  source(cell) {
    return cell.text.endsWith("\n") ? cell.text : `${cell.text}\n`;
  }

  /** Do something after all that was asked for before; its bar shows how far it is. */
  queue(bar, task) {
    const round = this.round;
    bar.waiting = (bar.waiting ?? 0) + 1;
    bar.stop.hidden = false;
    const done = python.busy(async () => {
      await this.last;
      try {
        if (round !== this.round) throw new python.Stopped("stopped");
        await this.ready(bar);
        await task();
      } catch (error) {
        this.failed(bar, error);
      } finally {
        bar.waiting -= 1;
        bar.stop.hidden = !bar.waiting;
      }
    });
    this.last = done;
    return done;
  }
  async ready(bar) {
    const onProgress = (loaded, total) => {
      const sizes = { loaded: megabytes(loaded), total: megabytes(total) };
      this.say(bar, _("Loading Python: {loaded} of {total} MB", sizes), loaded / total);
    };
    this.say(bar, _("Loading Python …"));
    const begun = python.start((loaded, total) => {
      onProgress(loaded, total);
      if (loaded === total) this.say(bar, _("Starting Python …"));
    });
    await begun;
    if (this.cells.some((cell) => PROPERTIES.test(cell.text))) {
      await python.load("properties", onProgress);
    }
    this.say(bar, "");
  }

  failed(bar, error) {
    if (error instanceof python.Stopped) {
      this.taken = [];
      for (const cell of this.cells) cell.output.end();
      this.say(
        bar,
        error.message === "stopped"
          ? _("Stopped. The next run starts afresh.")
          : _("Python ended: {why}. The next run starts afresh.", { why: error.message }),
      );
    } else {
      this.say(bar, _("Python cannot be loaded. {why}", { why: error.message }));
      console.error(error);
    }
  }

  /** Run one cell, and before it those that it builds upon. Return what came of it. */
  async runCell(cell, bar) {
    const path = [...above(this.cells, cell.index, (n) => this.isRight(n)), cell.index];
    const steps = plan(this.taken, path, (index) => this.source(this.cells[index]));
    let result;
    for (const { step, index } of steps) {
      const current = this.cells[index];
      const rest = steps.length - steps.findIndex((x) => x.step === step);
      this.say(
        bar,
        rest > 1
          ? _("Running the cells above: {left} to go", { left: rest - 1 })
          : _("Running …"),
      );
      result = await this.take(step, current);
      const mayFail = current.mayFail || (cell.role === "check" && current.number === cell.number);
      if (result.error && index !== cell.index && !mayFail) {
        this.say(bar, "");
        bar.status.append(
          ...this.around(_("This cell was not run, because {link} stopped with an error."), current),
        );
        return undefined;
      }
    }
    this.say(bar, "");
    return result;
  }

  /** Return a sentence in pieces, with a link to a cell in its middle. */
  around(sentence, cell, words = _("a cell above")) {
    cell.element.id ||= `live-cell-${cell.index + 1}`;
    const link = document.createElement("a");
    link.href = `#${cell.element.id}`;
    link.textContent = words;
    const [before, after] = sentence.split("{link}");
    return [before, link, after];
  }

  async take(step, cell) {
    const source = this.source(cell);
    this.taken.length = step;
    const { output } = cell;
    // The words for a picture hold as long as nothing is changed that leads to it.
    const untouched = [...this.taken.map(({ index }) => this.cells[index]), cell].every(
      (one) => one.text === one.original || one.role === "exercise",
    );
    output.begin(untouched ? cell.descriptions : []);
    cell.element.classList.add("live-running");
    try {
      const name = cell.number ? `<${cell.role} ${cell.number}>` : `<cell ${cell.index + 1}>`;
      const result = await python.run(source, { step, name }, (part) => output.add(part));
      if (!result.error || cell.mayFail || cell.role) this.taken.push({ index: cell.index, source });
      return result;
    } finally {
      output.end();
      cell.element.classList.remove("live-running");
    }
  }

  // Exercises -------------------------------------------------------------------------------

  partner(cell, role) {
    return this.cells.find((other) => other.number === cell.number && other.role === role);
  }

  showDone(cell) {
    if (cell.role !== "exercise") return;
    const heading = cell.element.closest("section")?.querySelector("h2, h3");
    const isDone = this.work.isDone(cell.number);
    let badge = heading?.querySelector(".live-done");
    if (!isDone) return badge?.remove();
    if (badge || !heading) return;
    badge = document.createElement("span");
    badge.className = "live-done";
    badge.textContent = _("done");
    heading.append(" ", badge);
  }
}

const VERBS = {
  restore() {},

  async edit(cell) {
    (await this.edit(cell)).focus();
  },

  run(cell) {
    return this.queue(cell.bar, () => this.runCell(cell, cell.bar));
  },

  all() {
    return this.queue(this.bar, async () => {
      this.taken = [];
      for (const cell of this.cells) {
        if (cell.role === "check") continue;
        const result = await this.runCell(cell, this.bar);
        if (!result || (result.error && !cell.mayFail && !cell.role)) {
          this.say(this.bar, "");
          this.bar.status.append(
            ...this.around(_("The run has stopped at {link}."), cell, _("this cell")),
          );
          return;
        }
      }
      this.say(this.bar, _("All cells have been run."));
    });
  },

  check(cell) {
    const check = this.partner(cell, "check");
    return this.queue(cell.bar, async () => {
      const asked = cell.text;
      const result = await this.runCell(check, cell.bar);
      if (!result) return;
      const verdict = (result.output || result.error || "").trim();
      this.work.setVerdict(cell.number, asked, verdict);
      this.showDone(cell);
      const right = isRight(verdict);
      this.say(cell.bar, right ? _("Right.") : _("See below what the check says."));
      if (right && isLoop(asked)) {
        const link = document.createElement("a");
        link.href = `${"../".repeat(this.name.split("/").length - 1)}explorer.html?loop=own`;
        link.textContent = _("Let your loop drive the explorer");
        cell.bar.status.append(" ", link);
      }
    });
  },

  async take(solution) {
    const answer = this.partner(solution, "exercise");
    (await this.edit(answer)).replace(solution.original);
    (await this.edit(answer)).focus();
  },

  async reset(cell) {
    (await this.edit(cell)).replace(cell.original);
    (await this.edit(cell)).focus();
  },

  stop() {
    this.round += 1;
    python.stop();
  },

  async download() {
    const { save, withWork } = await import("./notebook.js");
    const name = this.name.split("/").pop();
    try {
      const response = await fetch(new URL(`${name}.ipynb`, location.href));
      if (!response.ok) throw new Error(`status ${response.status}`);
      const own = withWork(await response.json(), this.cells, (cell) => cell.text, this.work.verdicts);
      save(`${name}-my-work.ipynb`, `${JSON.stringify(own, null, 1)}\n`);
      this.say(this.bar, _("The notebook holds your cells and what the checks have said."));
    } catch (error) {
      this.say(
        this.bar,
        _("The notebook of this page cannot be fetched ({why}).", { why: error.message }),
      );
    }
  },

  async over() {
    if (!confirm(_("Forget all that you have written and solved on this page?"))) return;
    this.work.forget();
    location.reload();
  },
};
