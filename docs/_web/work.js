// What a reader has written and solved, kept in this browser and nowhere else.
//
// lif:work:PAGE  {"edits": {cell: source}, "verdicts": {number: what the check said},
//                 "right": {number: the digest of the answer that was right}}
// lif:done       {PAGE: [numbers of the exercises that are solved]}
// lif:loop       the last right answer that is a simulation of the form that the explorer runs

import { _ } from "./words.js";

const DONE = "lif:done";
const LOOP = "lif:loop";
const IS_LOOP = /^def simulate\(i, neuron, dt\):/m;

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(store, key, value) {
  try {
    if (Object.keys(value).length) store.setItem(key, JSON.stringify(value));
    else store.removeItem(key);
  } catch {
    // Storage is full or blocked: the work lasts as long as the page.
  }
}

/** Return a short name of a text, so that an edit stays with its cell when pages change. */
export function digest(text) {
  let hash = 0x811c9dc5;
  for (const unit of text) hash = Math.imul(hash ^ unit.codePointAt(0), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** Return the exercises that are solved, by the pages: `{ "learn/refractory": ["19"] }`. */
export function done(store = localStorage) {
  return read(store, DONE);
}

/** Does a check say that the answer is right? It then begins with the same word. */
export const isRight = (verdict) => verdict.startsWith(_("Right"));

/** Does an answer define a simulation that the explorer can run? */
export const isLoop = (answer) => IS_LOOP.test(answer);

/** Return the reader's own loop, "" if there is none. */
export function ownLoop(store = localStorage) {
  try {
    return store.getItem(LOOP) ?? "";
  } catch {
    return "";
  }
}

export class Work {
  constructor(page, store = localStorage) {
    this.page = page;
    this.store = store;
    this.key = `lif:work:${page}`;
    const { edits = {}, verdicts = {}, right = {} } = read(store, this.key);
    Object.assign(this, { edits, verdicts, right });
  }

  keep() {
    const { edits, verdicts, right } = this;
    const empty = ![edits, verdicts].some((kept) => Object.keys(kept).length);
    write(this.store, this.key, empty ? {} : { edits, verdicts, right });
  }

  edit(cell) {
    return this.edits[cell.key];
  }

  setEdit(cell, source) {
    if (source === cell.original) delete this.edits[cell.key];
    else this.edits[cell.key] = source;
    this.keep();
  }

  isDone(number) {
    return (done(this.store)[this.page] ?? []).includes(number);
  }

  /** Has the check said that this answer is right? */
  isRight(number, answer) {
    return this.right[number] === digest(answer);
  }

  /** Keep what a check says to an answer; once an exercise is solved it stays so. */
  setVerdict(number, answer, text) {
    const right = isRight(text);
    this.verdicts[number] = text;
    if (right) this.right[number] = digest(answer);
    this.keep();
    if (right && isLoop(answer)) this.keepLoop(answer);
    if (!right || this.isDone(number)) return;
    const all = done(this.store);
    all[this.page] = [...(all[this.page] ?? []), number];
    write(this.store, DONE, all);
  }

  keepLoop(answer) {
    try {
      this.store.setItem(LOOP, answer);
    } catch {
      // As above.
    }
  }

  forget() {
    Object.assign(this, { edits: {}, verdicts: {}, right: {} });
    this.keep();
    const all = done(this.store);
    delete all[this.page];
    write(this.store, DONE, all);
  }
}
