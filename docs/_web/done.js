// Marks, in the list of the course's pages, the exercises that the reader has solved.

import { _ } from "./words.js";
import { done } from "./work.js";

const base = new URL("../../", document.currentScript.src);

/** Add beside each link that leads to a page the exercises of this page that are solved. */
export function mark(links, solved) {
  for (const link of links) {
    const page = link.href.replace(base.href, "").replace(/(\.html)?(#.*)?$/, "");
    const numbers = solved[page];
    if (!numbers || link.parentElement.querySelector(":scope > .live-done")) continue;
    const note = document.createElement("span");
    note.className = "live-done";
    const values = { numbers: numbers.join(", ") };
    note.textContent =
      numbers.length === 1 ? _("done: exercise {numbers}", values) : _("done: exercises {numbers}", values);
    link.parentElement.append(" ", note);
  }
}

mark(document.querySelectorAll("article :is(.course-path, .toctree-wrapper) a.internal"), done());
