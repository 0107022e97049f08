// Python in the page, by four calls: `start`, `run`, `stop` and `load`.
//
// Behind them is a worker, which could be another one: it answers `start`, `load` and `run` with
// messages, of which the last one of a call is `done` or `broken`.
//
// <html data-python> tells the state: `off`, `loading`, `running`, or `ready` when nothing that
// was asked for is still to come.

import { fetched } from "./download.js";
import { _ } from "./words.js";

/** What `run` rejects with when Python is stopped. */
export class Stopped extends Error {}

let base; // where the files of the runtime are
let module; // compiled once, for as many workers as are needed
let archives = []; // of files, each laid into every worker
let begun = false;
let loading; // a promise of the first worker
let worker;
let finish; // what to do with the worker's answer
let receive; // what to do with a part of the output
let last = Promise.resolve(); // calls are carried out one after the other
let turn = 0; // counts the stops
let asked = 0;

function tell() {
  const off = !begun && !asked;
  const state = off ? "off" : !module ? "loading" : asked ? "running" : "ready";
  document.documentElement.dataset.python = state;
}

/** Show by the page's state that something has been asked for, until it is done. */
export async function busy(task) {
  asked += 1;
  tell();
  try {
    return await task();
  } finally {
    asked -= 1;
    tell();
  }
}

/** Say where the files of the runtime are, before the first call. */
export function place(url) {
  base = new URL(url);
}

/**
 * Fetch Python and start it, once; later calls wait for the same start.
 *
 * `onProgress` is told the bytes that are there and the bytes of all.
 */
export function start(onProgress = () => {}) {
  begun = true;
  loading ??= busy(async () => {
    if (!WebAssembly.validate(EXCEPTIONS)) {
      throw new Error(
        _("This browser is too old for the Python of this page. A current version can run it."),
      );
    }
    const answer = await fetched(base, ["python", "library", "lif"], onProgress);
    archives = [answer.library, answer.lif];
    module = answer.python;
    last = last.catch(() => {}).then(ensureWorker);
    await last;
  }).catch((error) => {
    // So that another press of the button tries again.
    loading = module = undefined;
    begun = false;
    tell();
    throw error;
  });
  return loading;
}

/** Fetch one more archive of packages, such as `properties`. */
export async function load(name, onProgress = () => {}) {
  await start(onProgress);
  packages[name] ??= busy(async () => {
    const { [name]: archive } = await fetched(base, [name], onProgress);
    await call({ call: "load", archives: [await archive.arrayBuffer()] });
    archives.push(archive);
  }).catch((error) => {
    delete packages[name];
    throw error;
  });
  return packages[name];
}
const packages = {};

/**
 * Run a piece of Python; return `{ output, error, figures, value, parts, files }`.
 *
 * `figures` are texts in SVG. `parts` are all of these in the order in which they came, and
 * `onPart` is called with each as it comes. An error of Python is no error of the call.
 *
 * Options: `name`, under which Python speaks of the source; `step`, the number of a step of the
 * page, to begin with the names as they were before it; `files`, to be written before, each a
 * Uint8Array under its path; `wanted`, the paths of files to be read after it.
 */
export async function run(source, options = {}, onPart = () => {}) {
  const { name, step, files = {}, wanted = [] } = options;
  await start();
  return busy(async () => {
    const parts = [];
    const content = { call: "run", request: { source, name, step }, files, wanted };
    const answer = await call(content, (part) => {
      parts.push(part);
      onPart(part);
    });
    const texts = (kind) => parts.filter((part) => part.kind === kind).map((part) => part.text);
    return {
      output: texts("output").join(""),
      error: texts("error")[0] ?? null,
      value: texts("value")[0] ?? null,
      figures: parts.filter((part) => part.kind === "figure").map((part) => part.svg),
      parts,
      files: answer,
    };
  });
}

/** End whatever runs, and whatever waits for it. Python forgets all names and starts afresh. */
export function stop() {
  turn += 1;
  end(new Stopped("stopped"));
  last = last.catch(() => {}).then(ensureWorker);
}

/** Send a message to the worker, after all earlier ones are done; return its answer. */
function call(message, onPart) {
  const mine = turn;
  const done = last.then(async () => {
    if (mine !== turn) throw new Stopped("stopped");
    await ensureWorker();
    return ask(message, onPart);
  });
  last = done.catch(() => {});
  return done;
}

function ask(message, onPart = () => {}, transfer = []) {
  return new Promise((resolve, reject) => {
    finish = { resolve, reject };
    receive = onPart;
    worker.postMessage(message, transfer);
  }).finally(() => {
    finish = undefined;
  });
}

async function ensureWorker() {
  if (worker || !module) return;
  const contents = await Promise.all(archives.map((archive) => archive.arrayBuffer()));
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    if (data.kind === "done") finish?.resolve(data.result);
    else if (data.kind === "broken") end(new Stopped(data.text));
    else receive(data);
  });
  worker.addEventListener("error", (event) => end(new Stopped(event.message)));
  await ask({ call: "start", module, archives: contents }, undefined, contents);
}

/** Give up the worker. */
function end(error) {
  worker?.terminate();
  worker = undefined;
  finish?.reject(error);
}

// The smallest module that uses exceptions: a type without arguments, and a tag of this type.
const EXCEPTIONS = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[13, 3, 1, 0, 0],
]);
