// What scripts say, in the language of the page: `_ext/words.py` puts the translations into it.

const kept = globalThis.document?.getElementById("lif-words");
const words = kept ? JSON.parse(kept.textContent) : {};

/** Return a message in the page's language, with values in the place of {names}. */
export function _(message, values = {}) {
  const text = words[message] ?? message;
  return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

/** Put sentences after each other. */
export const joined = (sentences) =>
  sentences.join(globalThis.document?.documentElement.lang === "ja" ? "" : " ");
