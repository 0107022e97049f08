// How Sphinx's search orders what it finds: pages that explain a word come before pages that
// use it. Sphinx takes this file in place of its own weights.
var Scorer = {
  // Each result: [page, title, anchor, description, score, file, kind].
  score: ([page, , , , score]) =>
    score + (page.startsWith("learn/") ? 12 : page.startsWith("how-to/") ? 4 : 0),
  // A function or class: its name as a whole, a part of its name.
  objNameMatch: 22,
  objPartialMatch: 12,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  // A word in a title, or in the text.
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
