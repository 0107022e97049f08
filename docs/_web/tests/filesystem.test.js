import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Directory } from "@bjorn3/browser_wasi_shim";
import { Device, put, read, unpack } from "../filesystem.js";

test("an archive is unpacked, with empty files, long paths and bytes of all kinds", () => {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  const long = `${"a".repeat(60)}/${"b".repeat(60)}/c.txt`;
  const contents = { "empty": [], "d/bytes": [0, 1, 255], [long]: [...Array(1000).keys()].map((k) => k % 256) };
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, "in", path)), { recursive: true });
    writeFileSync(join(folder, "in", path), new Uint8Array(content));
  }
  const archive = join(folder, "archive.tar");
  execFileSync("tar", ["--format=ustar", "-cf", archive, "-C", join(folder, "in"), ...Object.keys(contents)]);
  const root = new Directory(new Map());
  unpack(root, new Uint8Array(readFileSync(archive)));
  for (const [path, content] of Object.entries(contents)) {
    assert.deepEqual([...read(root, path)], content);
  }
  assert.equal(read(root, "d/none"), undefined);
});

test("what is written to the device until it is closed is one message", () => {
  const messages = [];
  const root = new Directory(new Map());
  put(root, "dev/page", new Device((text) => messages.push(text)));
  const device = root.contents.get("dev").contents.get("page");
  for (const pieces of [["{", "}"], ["[]"]]) {
    const { fd_obj: opened } = device.path_open();
    for (const piece of pieces) opened.fd_write(new TextEncoder().encode(piece));
    opened.fd_close();
  }
  assert.deepEqual(messages, ["{}", "[]"]);
});
