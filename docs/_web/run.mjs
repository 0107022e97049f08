// Runs a program, while the site is built, in the Python that the pages bring to a browser:
//   node run.mjs FOLDER ROOT < program.py
// FOLDER holds python.wasm. The program sees ROOT as the whole file system.

import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { WASI } from "node:wasi";

const { archive } = JSON.parse(await readFile(new URL("runtime.json", import.meta.url)));
const [folder, root] = process.argv.slice(2);
const lib = "/usr/local/lib";
const wasi = new WASI({
  version: "preview1",
  args: ["python"],
  env: {
    ...{ HOME: "/tmp", MPLBACKEND: "svg", MPLCONFIGDIR: "/tmp/matplotlib" },
    ...{ PYTHONHASHSEED: "0", TMPDIR: "/tmp" },
  },
  preopens: {
    [lib]: `${root}${lib}`,
    [`${lib}/${archive}/matplotlib/mpl-data`]: `${root}/mpl-data`,
    "/": root,
  },
});
const module = await WebAssembly.compile(await readFile(`${folder}/python.wasm`));
const { exports } = await WebAssembly.instantiate(module, {
  ...wasi.getImportObject(),
  host: { call: () => -1 },
});
wasi.initialize({ exports });

const program = new TextEncoder().encode(await text(process.stdin));
const place = exports.host_alloc(program.length) >>> 0;
new Uint8Array(exports.memory.buffer).set(program, place);
process.exit(exports.turn(place, program.length) === 0 ? 0 : 1);
