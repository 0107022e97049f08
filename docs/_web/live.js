// What every page with cells loads: buttons. All else is fetched when one of them is pressed.

import { findCells } from "./cells.js";
import { _ } from "./words.js";

const base = new URL(".", document.currentScript.src);

const FROM_A_FILE = _(
  "The cells cannot run, because a browser does not run Python from a file. Start a server in the site's folder with “python -m http.server”, and open http://localhost:8000 in the browser.",
);
const WITHOUT_WASM = _("The cells cannot run, because this browser does not know WebAssembly.");

// What needs Python; the page's state says so at once.
const RUNS = new Set(["run", "check", "all"]);

function button(label, verb, title) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "live-button";
  made.dataset.verb = verb;
  made.textContent = label;
  if (title) made.title = title;
  return made;
}

/** Put a bar with buttons below the code of a cell. */
function addBar(cell) {
  if (cell.role === "check") return;
  const bar = document.createElement("div");
  bar.className = "live-bar";
  if (cell.role === "solution") bar.append(button(_("Use this solution"), "take"));
  else {
    if (cell.role === "exercise") bar.append(button(_("Check"), "check"));
    bar.append(button(_("Run"), "run", _("Ctrl+Enter in the code")), button(_("Edit"), "edit"));
  }
  cell.bar = bar;
  // Code that is folded away can be run all the same.
  if (cell.fold && !cell.role) cell.fold.after(bar);
  else cell.input.append(bar);
}

function begin() {
  const note = document.querySelector(".live-note");
  const article = document.querySelector("article.bd-article") ?? document.body;
  const cells = findCells(article);
  if (!note || !cells.length) return;
  document.documentElement.dataset.python = "off";
  const say = note.querySelector(".live-sentence");
  if (location.protocol === "file:") return void (say.textContent = FROM_A_FILE);
  if (!self.WebAssembly) return void (say.textContent = WITHOUT_WASM);
  cells.forEach(addBar);
  const bar = note.querySelector(".live-page");
  bar.append(button(_("Run all"), "all"));
  if (cells.some((cell) => cell.role === "exercise")) {
    bar.append(button(_("Download my work"), "download"), button(_("Start over"), "over"));
  }

  let page;
  const act = async (verb, cell) => {
    if (RUNS.has(verb)) {
      const { dataset } = document.documentElement;
      dataset.python = dataset.python === "off" ? "loading" : "running";
    }
    page ??= import(new URL("page.js", base)).then((module) => module.open({ cells, note, bar }));
    (await page).act(verb, cell);
  };
  const listen = (element, cell) =>
    element.addEventListener("click", (event) => {
      const pressed = event.target.closest("button[data-verb]");
      if (pressed) act(pressed.dataset.verb, cell);
    });
  listen(bar);
  for (const cell of cells) {
    if (cell.bar) listen(cell.bar, cell);
    // A click into the code opens it for editing, unless text is being selected.
    if (cell.role === "" || cell.role === "exercise") {
      cell.block.addEventListener("click", (event) => {
        if (event.target.closest("button, a") || !getSelection().isCollapsed) return;
        act("edit", cell);
      });
    }
  }
  // Work of an earlier visit comes back at once.
  try {
    if (localStorage.getItem(`lif:work:${note.dataset.page}`)) act("restore");
  } catch {
    // Storage is blocked: the page works without it.
  }
}

begin();
