// Renders formulas while the site is built. For each line of standard input, a JSON list of a
// formula in TeX and whether it stands on a line of its own, one line of HTML comes back.

import { createInterface } from "node:readline";
import katex from "katex";

for await (const line of createInterface({ input: process.stdin })) {
  const [formula, displayMode] = JSON.parse(line);
  // HTML for the eye and MathML for a screen reader. Errors and doubtful TeX end the build.
  const html = katex.renderToString(formula, { displayMode, strict: "error" });
  process.stdout.write(`${html.replaceAll("\n", " ")}\n`);
}
