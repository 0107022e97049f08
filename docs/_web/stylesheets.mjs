// Leaves out of style sheets what no page of a site uses: node stylesheets.mjs FOLDER SHEET...
//
// A class is used if its name is a word of a page or of a script: scripts add classes, too.

import { writeFile } from "node:fs/promises";
import { PurgeCSS } from "purgecss";

const [folder, ...css] = process.argv.slice(2);
const content = [`${folder}/**/*.html`, `${folder}/_static/**/*.js`];
const safelist = [":focus-visible"]; // PurgeCSS takes a pseudo-class alone for one of no element
for (const sheet of await new PurgeCSS().purge({ content, css, safelist })) {
  await writeFile(sheet.file, sheet.css);
}
