// How Sphinx's search orders what it finds: pages that explain a word come before pages that
// use it. Sphinx takes this file in place of its own weights.
var Scorer = {
  // Each result: [page, title, anchor, description, score, file, kind].
  score: ([page, title, anchor, , score, , kind]) => {
    // An entry of the glossary has up to 100 points; the lesson comes first.
    if (kind === "index") return score / 5;
    const words = (new URLSearchParams(location.search).get("q") ?? "").toLowerCase().split(/\s+/);
    const inTitle = words.every((word) => title.toLowerCase().includes(word));
    const wholePage = kind === "title" && !anchor;
    const meantAsName = kind === "object" && /[._]/.test(words.join(""));
    const lesson = page.startsWith("learn/") ? 12 : page.startsWith("how-to/") ? 4 : 0;
    return score + lesson + (wholePage ? 20 : meantAsName ? 15 : inTitle && kind !== "object" ? 10 : 0);
  },
  // A function or class: its name as a whole, a part of its name.
  objNameMatch: 20,
  objPartialMatch: 12,
  objPrio: { 0: 5, 1: 5, 2: -5 },
  objPrioDefault: 0,
  // A word in a title, or in the text.
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
