// Shows what a cell prints and draws. Nothing of it becomes part of the page as HTML: texts are
// texts, and figures are images, in which no script runs.

import { dark } from "./dark.js";
import { addControls } from "./slides.js";
import { CUT } from "./text.js";
import { _ } from "./words.js";

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

export class Output {
  constructor(cell) {
    this.cell = cell;
    this.urls = [];
    this.box = cell.element.querySelector(":scope > .cell_output, :scope > details > .cell_output");
  }

  /** The next part takes the place of all that stands here. */
  begin(descriptions) {
    this.stale = true;
    this.descriptions = [...descriptions];
    this.text = undefined;
    this.printed = "";
    this.box?.setAttribute("aria-busy", "true");
  }

  clear() {
    if (!this.box) {
      this.box = element("div", "cell_output docutils container");
      this.cell.element.append(this.box);
    }
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    this.box.replaceChildren();
    this.stale = false;
  }

  /** The cell has come to its end, perhaps without any output. */
  end() {
    if (this.stale && this.box) this.clear();
    this.box?.removeAttribute("aria-busy");
  }

  add(part) {
    if (this.stale) this.clear();
    this[part.kind](part);
  }

  block(className, text) {
    const pre = element("pre", "", text);
    const highlight = element("div", "highlight");
    highlight.append(pre);
    const outer = element("div", `output ${className} highlight-none notranslate`);
    outer.append(highlight);
    this.box.append(outer);
    return pre;
  }

  /** Texts that follow each other share a box. */
  print(kind, text) {
    this.printed += text;
    if (this.text?.kind === kind) this.text.pre.append(text);
    else this.text = { kind, pre: this.block(kind, text) };
  }

  output({ text }) {
    this.print("stream", text.replace(CUT, _("(The cell printed more than is shown here.)")));
  }
  warning({ text }) {
    this.print("stderr", text);
  }
  value({ text }) {
    this.text = undefined;
    this.block("text_plain", `${text}\n`);
  }
  error({ text }) {
    this.text = undefined;
    this.block("traceback", text);
  }

  describe() {
    return this.descriptions.shift() ?? { words: _("A figure that this cell has drawn.") };
  }

  url(svg) {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    this.urls.push(url);
    return url;
  }

  picture(source, description, className) {
    const image = element("img", className);
    image.src = source;
    image.alt = description;
    return image;
  }

  /**
   * A figure and its twin for the dark page; the style sheet shows one of them. A caption is that
   * of the figure in whose place this one comes.
   */
  figure({ svg }) {
    this.text = undefined;
    const { words, figure } = this.describe();
    const outer = element("div", "output image_svg");
    for (const [content, className] of [[svg, "only-light"], [dark(svg), "only-dark"]]) {
      outer.append(this.picture(this.url(content), words, className));
    }
    const caption = figure?.querySelector("figcaption");
    if (caption) {
      const around = figure.cloneNode();
      around.append(outer, caption.cloneNode(true));
      this.box.append(around);
    } else {
      this.box.append(outer);
    }
    return outer;
  }

  /** An animation: each frame is a figure and a value. */
  slides({ frames, interval }) {
    this.text = undefined;
    const slides = this.figure({ svg: frames[0][0] });
    slides.className = "output slides";
    slides.setAttribute("role", "group");
    slides.setAttribute("aria-label", _("Figure with a slider"));
    const [light, inTheDark] = slides.querySelectorAll("img");
    const urls = [[light.src, inTheDark.src]];
    const labels = { play: _("Play"), pause: _("Pause") };
    addControls(slides, frames.map(([, words]) => words), interval, labels, (k) => {
      urls[k] ??= [frames[k][0], dark(frames[k][0])].map((svg) => this.url(svg));
      [light.src, inTheDark.src] = urls[k];
    });
  }
}
