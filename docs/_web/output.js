// Shows what a cell prints and draws. Nothing of it becomes part of the page as HTML: texts are
// texts, and figures are images, in which no script runs.

import { dark } from "./dark.js";

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
    this.print("stream", text);
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
    return this.descriptions.shift() ?? "A figure that this cell has drawn.";
  }

  picture(source, description, className) {
    const image = element("img", className);
    image.src = source;
    image.alt = description;
    return image;
  }

  /** A figure and its twin for the dark page; the style sheet shows one of them. */
  figure({ svg }) {
    this.text = undefined;
    const description = this.describe();
    const outer = element("div", "output image_svg");
    for (const [content, className] of [[svg, "only-light"], [dark(svg), "only-dark"]]) {
      const url = URL.createObjectURL(new Blob([content], { type: "image/svg+xml" }));
      this.urls.push(url);
      outer.append(this.picture(url, description, className));
    }
    this.box.append(outer);
  }

  animation({ frames, interval }) {
    this.text = undefined;
    const sources = frames.map((frame) => `data:image/png;base64,${frame}`);
    const outer = element("div", "output live-animation");
    outer.setAttribute("role", "group");
    outer.setAttribute("aria-label", "Animation");
    const image = this.picture(sources[0], this.describe());
    const slider = element("input");
    Object.assign(slider, { type: "range", min: 0, max: frames.length - 1, value: 0 });
    slider.setAttribute("aria-label", "Frame");
    const play = element("button", "live-button", "Play");
    play.type = "button";
    let timer;
    const show = () => (image.src = sources[slider.value]);
    const pause = () => {
      clearInterval(timer);
      timer = undefined;
      play.textContent = "Play";
    };
    slider.addEventListener("input", () => {
      pause();
      show();
    });
    play.addEventListener("click", () => {
      if (timer) return pause();
      if (Number(slider.value) === frames.length - 1) slider.value = 0;
      show();
      play.textContent = "Pause";
      timer = setInterval(() => {
        if (!image.isConnected || Number(slider.value) === frames.length - 1) return pause();
        slider.value = Number(slider.value) + 1;
        show();
      }, interval);
    });
    const controls = element("div", "live-bar");
    controls.append(play, slider);
    outer.append(image, controls);
    this.box.append(outer);
  }
}
