// The colours of a figure for the dark page, as docs/_ext/pictures.py chooses them.

const GROUND = [0x14, 0x18, 0x1e];
const TEXT = [0xce, 0xd6, 0xdd];
const GREY = 16; // channels that differ by no more make a grey
const CONTRAST = 4.5;

const hex = (colour) => `#${colour.map((x) => Math.round(x).toString(16).padStart(2, "0")).join("")}`;

/** The relative luminance, as WCAG defines it. */
function luminance(colour) {
  const [red, green, blue] = colour
    .map((channel) => channel / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (colour) => (luminance(colour) + 0.05) / (luminance(GROUND) + 0.05);

export function darkColour(colour) {
  if (Math.max(...colour) - Math.min(...colour) <= GREY) {
    const share = colour.reduce((sum, x) => sum + x, 0) / 3 / 255;
    return TEXT.map((text, k) => text + share * (GROUND[k] - text));
  }
  let lighter = colour;
  while (contrast(lighter) < CONTRAST) lighter = lighter.map((x) => x + 0.05 * (255 - x));
  return lighter;
}

// What darkColour does to greys, for images that Python has marked as grey.
const SCALES = TEXT.map((text, k) => (GROUND[k] - text) / 255);
const GREYS =
  '<filter id="greys" color-interpolation-filters="sRGB"><feColorMatrix values="' +
  SCALES.map((scale, k) => [0, 1, 2, 3].map((j) => (j === k ? scale : 0)).concat(TEXT[k] / 255).join(" ")).join(" ") +
  ' 0 0 0 1 0"/></filter>';

/** Return a figure of matplotlib with its colours for the dark page. */
export function dark(svg) {
  const channels = (digits) => [0, 2, 4].map((k) => Number.parseInt(digits.slice(k, k + 2), 16));
  const marked = svg.replaceAll('<image class="grey"', '<image filter="url(#greys)"');
  return marked
    .replace(/<svg [^>]*>/, (tag) => (marked === svg ? tag : tag + GREYS))
    .replace(/#([0-9a-f]{6})\b/gi, (_, digits) => hex(darkColour(channels(digits))))
    .replace("<svg ", `<svg fill="${hex(TEXT)}" `);
}
