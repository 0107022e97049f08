// Fetches the files of the runtime, and keeps them in the browser for other pages and days.

import { _ } from "./words.js";

const KEPT = "lif-python";

/**
 * Fetch files by the names that the manifest gives them.
 *
 * The WebAssembly module is compiled while it arrives; an archive becomes a Blob, unpacked.
 */
export async function fetched(base, names, onProgress) {
  const manifest = await (await get(new URL("manifest.json", base), { cache: "no-cache" })).json();
  const kept = await keep(base, manifest);
  const total = names.reduce((sum, name) => sum + manifest[name].bytes, 0);
  let loaded = 0;
  const onBytes = (bytes) => onProgress((loaded += bytes), total);
  const results = await Promise.all(
    names.map(async (name) => {
      const stream = await unpacked(new URL(manifest[name].file, base), kept, onBytes);
      if (name !== "python") return [name, await new Response(stream).blob()];
      const headers = { "Content-Type": "application/wasm" };
      return [name, await WebAssembly.compileStreaming(new Response(stream, { headers }))];
    }),
  );
  return Object.fromEntries(results);
}

async function get(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) {
    const values = { file: url.pathname, status: response.status };
    throw new Error(_("{file} cannot be fetched ({status}).", values));
  }
  return response;
}

/** Open the browser's store, if there is one, without the files of earlier versions. */
async function keep(base, manifest) {
  try {
    const kept = await caches.open(KEPT);
    const current = new Set(Object.values(manifest).map(({ file }) => new URL(file, base).href));
    for (const { url } of await kept.keys()) {
      if (!current.has(url) && url.startsWith(base.href)) await kept.delete(url);
    }
    return kept;
  } catch {
    return undefined; // for example in a private window
  }
}

/** Return a stream of a file's content, from the browser's store or from the site. */
async function unpacked(url, kept, onBytes) {
  let response = await kept?.match(url);
  if (!response) {
    response = await get(url);
    // It may fail, for want of room: then the next page fetches the file again.
    kept?.put(url, response.clone()).catch(() => {});
  }
  const count = new TransformStream({
    transform(chunk, controller) {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
  return response.body.pipeThrough(count).pipeThrough(new DecompressionStream("gzip"));
}
