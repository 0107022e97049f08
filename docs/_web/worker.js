// Runs Python in a thread of its own. It is handed all that it needs, and reaches nothing else.

import { ConsoleStdout, Directory, File, OpenFile, WASI } from "@bjorn3/browser_wasi_shim";
import { Device, Folder, folder, put, read, unpack } from "./filesystem.js";
import { archive } from "./runtime.json";
import { Text } from "./text.js";

// Python has no way to these, since it is given none. To be safe, nothing in this thread has one.
const NETWORK = [
  ...["BroadcastChannel", "EventSource", "RTCPeerConnection", "SharedWorker", "WebSocket"],
  ...["WebSocketStream", "WebTransport", "Worker", "XMLHttpRequest", "caches", "fetch"],
  ...["importScripts", "indexedDB"],
];
for (const name of NETWORK) {
  for (let owner = self; owner; owner = Object.getPrototypeOf(owner)) delete owner[name];
  Object.defineProperty(self, name, { value: undefined });
}

const LIB = "usr/local/lib";
const root = new Directory(new Map());
let python;

const text = new Text((part) => postMessage(part));

function start(module, archives) {
  for (const content of archives) unpack(root, new Uint8Array(content));
  put(root, "dev/page", new Device((line) => text.then(JSON.parse(line))));
  folder(root, "tmp");
  const open = (path, name = path) => new Folder(`/${name}`, folder(root, path).contents);
  const descriptors = [
    new OpenFile(new File([])),
    ...["output", "warning"].map((kind) => new ConsoleStdout((bytes) => text.add(kind, bytes))),
    open(LIB),
    open("mpl-data", `${LIB}/${archive}/matplotlib/mpl-data`),
    open("", ""),
  ];
  const environment = [
    ...["HOME=/tmp", "MPLBACKEND=module://_figures", "MPLCONFIGDIR=/tmp/matplotlib"],
    ...["PYTHON_COLORS=0", "SOURCE_DATE_EPOCH=0", "TMPDIR=/tmp"],
  ];
  const wasi = new WASI(["python"], environment, descriptors, { debug: false });
  const imports = { wasi_snapshot_preview1: wasi.wasiImport, host: { call: () => -1 } };
  const instance = new WebAssembly.Instance(module, imports);
  wasi.initialize(instance);
  python = instance.exports;
  turn("import sys; sys.path.insert(0, '/site'); del sys");
}

/** Run a short program of our own. */
function turn(program) {
  const bytes = new TextEncoder().encode(program);
  const place = python.host_alloc(bytes.length) >>> 0;
  new Uint8Array(python.memory.buffer).set(bytes, place);
  if (python.turn(place, bytes.length) !== 0) throw new Error("Python cannot run the cells");
}

function run({ request, files, wanted }) {
  for (const [path, content] of Object.entries(files)) put(root, path, new File(content));
  put(root, "request.json", new File(new TextEncoder().encode(JSON.stringify(request))));
  turn("__import__('_cells').turn()");
  text.flush();
  return Object.fromEntries(wanted.map((path) => [path, read(root, path)?.slice()]));
}

const CALLS = {
  start: ({ module, archives }) => start(module, archives),
  load: ({ archives }) => archives.forEach((content) => unpack(root, new Uint8Array(content))),
  run,
};

addEventListener("message", ({ data: { call, ...content } }) => {
  try {
    const result = CALLS[call](content);
    postMessage({ kind: "done", result, memory: python.memory.buffer.byteLength });
  } catch (error) {
    // Python itself has come to an end, for example because its memory is used up.
    postMessage({ kind: "broken", text: String(error) });
  }
});
