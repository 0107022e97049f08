// A figure that a slider moves from one value to the next. This script stands in the page itself,
// so that it also runs from a file, and in the bundle of what shows a reader's own animation.

const make = (name, properties) => Object.assign(document.createElement(name), properties);

/** Add slider, button and value below a figure. `show` shows the frame of a number, and
 * `labels` are what the button says. */
export function addControls(slides, words, interval, labels, show) {
  const value = make("span", { className: "slides-value", textContent: words[0] });
  const slider = make("input", { type: "range", min: 0, max: words.length - 1, value: 0 });
  slider.setAttribute("aria-label", words[0].split(" = ")[0]);
  slider.setAttribute("aria-valuetext", words[0]);
  const play = make("button", { type: "button", className: "slides-play", textContent: labels.play });
  // Who wants less motion moves the slider.
  play.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let timer;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = labels.play;
  };
  const move = (k) => {
    slider.value = k;
    value.textContent = words[k];
    slider.setAttribute("aria-valuetext", words[k]);
    show(k);
  };
  slider.addEventListener("input", () => {
    stop();
    move(Number(slider.value));
  });
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(slider.value) === words.length - 1) move(0);
    play.textContent = labels.pause;
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (slides.isConnected && next < words.length) move(next);
      else stop();
    }, interval);
  });
  const controls = make("div", { className: "slides-controls" });
  controls.append(play, slider, value);
  slides.append(controls);
}

/** The address of another frame. */
export const frame = (address, k) => address.replace(/-\d+(?=(\.dark)?\.svg$)/, `-${k}`);

/** Make the still of the built page move. The hidden one of its two pictures is not fetched. */
export function enhance(slides) {
  const words = JSON.parse(slides.dataset.words);
  const images = [...slides.querySelectorAll("img")];
  let fetched;
  addControls(slides, words, Number(slides.dataset.interval), slides.dataset, (k) => {
    const visible = images.find((image) => image.checkVisibility()) ?? images[0];
    fetched ??= words.map((_, other) => make("img", { src: frame(visible.src, other) }));
    for (const image of images) image.src = frame(image.src, k);
  });
}
