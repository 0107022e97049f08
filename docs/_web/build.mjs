// Bundles the front end: node build.mjs FOLDER

import { build } from "esbuild";

const [outdir] = process.argv.slice(2);
const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  charset: "utf8",
  legalComments: "none", // the licences stand in a file of their own
  metafile: true,
  minify: true,
  outdir,
  target: ["chrome119", "firefox120", "safari17"],
};
const results = await Promise.all([
  // A script of the old kind runs from a file, too, and can say why nothing else does.
  build({ ...common, entryPoints: ["live.js", "done.js", "explorer.js"], format: "iife" }),
  build({
    ...common,
    entryPoints: ["page.js", "python.js", "editor.js"],
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
  }),
  build({ ...common, entryPoints: ["worker.js"], format: "esm" }),
]);
// For the list of licences: the packages of which something is in the bundles.
const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const packages = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
console.log(JSON.stringify([...new Set(packages.filter(Boolean))].sort()));
