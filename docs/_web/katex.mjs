// Renders formulas while the site is built. For each line of standard input, a JSON list of a
// formula in TeX and whether it stands on a line of its own, a line with a JSON object comes
// back: its HTML for the eye with its MathML for a screen reader, or what is wrong with it.

import { createInterface } from "node:readline";
import katex from "katex";

function answer([formula, displayMode]) {
  try {
    const html = katex.renderToString(formula, { displayMode, strict: "error" });
    // Firefox complains of an attribute without a value.
    return { html: html.replaceAll(' columnspacing=""', "") };
  } catch (error) {
    return { error: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
