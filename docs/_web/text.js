// Gathers what a cell prints, so that a loop that prints does not flood the page.

export const CUT = "(The cell printed more than is shown here.)";

const AT_ONCE = 30; // so many pieces of a cell are sent as they come, before a long calculation
const PATIENCE = 50; // milliseconds, for the pieces after these
const LIMIT = 200_000; // characters for each cell

export class Text {
  constructor(send, now = () => performance.now()) {
    this.send = send;
    this.now = now;
    this.decoders = {};
    this.begin();
  }

  begin() {
    this.kind = "output";
    this.gathered = "";
    this.length = 0;
    this.pieces = 0;
    this.sent = this.now();
  }

  /** Add bytes of standard output or standard error. */
  add(kind, bytes) {
    this.decoders[kind] ??= new TextDecoder();
    const text = this.decoders[kind].decode(bytes, { stream: true });
    if (kind !== this.kind) this.pass();
    this.kind = kind;
    const left = LIMIT - this.length;
    this.length += text.length;
    if (left <= 0) return;
    this.gathered += text.slice(0, left);
    if (text.length >= left) this.gathered += `\n${CUT}\n`;
    this.pieces += 1;
    if (this.pieces <= AT_ONCE || this.now() - this.sent > PATIENCE) this.pass();
  }

  /** Send what is gathered. */
  pass() {
    if (this.gathered) this.send({ kind: this.kind, text: this.gathered });
    this.gathered = "";
    this.sent = this.now();
  }

  /** Send something else after it. */
  then(message) {
    this.pass();
    this.send(message);
  }

  /** Send the rest, and begin anew with the next cell. */
  flush() {
    this.pass();
    this.begin();
  }
}
