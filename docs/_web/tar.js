// Reads a tar archive in the form "ustar".

const decoder = new TextDecoder();

const text = (bytes, at, length) => {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
};

/** Yield the path and the content of each file. */
export function* files(bytes) {
  for (let at = 0; bytes[at]; ) {
    const [name, prefix] = [text(bytes, at, 100), text(bytes, at + 345, 155)];
    const size = Number.parseInt(text(bytes, at + 124, 12), 8);
    const start = at + 512;
    yield [prefix ? `${prefix}/${name}` : name, bytes.subarray(start, start + size)];
    at = start + Math.ceil(size / 512) * 512;
  }
}
