// What the tests ask of a page. The script is there before the page's own, and counts layout
// shifts from the beginning.

globalThis.probe = (() => {
  let shift = 0;
  const shifted = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      shift += entry.value;
      shifted.push(entry.sources.map(({ node }) => node && name(node)));
    }
  });
  if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) {
    observer.observe({ type: "layout-shift", buffered: true });
  }

  const frame = () => new Promise(requestAnimationFrame);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // An element as one would write a selector for it, with the text that it begins with.
  function name(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (!element) return "";
    const classes = [...element.classList].map((x) => `.${x}`).join("");
    const parent = element.parentElement?.classList[0] ?? "";
    const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 50);
    return `.${parent} > ${element.localName}${classes} ${JSON.stringify(text)}`;
  }

  // For the eye, an element is not there if it is a point that only screen readers find.
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && element.clientWidth > 1 && element.clientHeight > 1;

  // Firefox cannot decode a picture that it has only begun to fetch.
  const loaded = (img) => new Promise((resolve, reject) => {
    if (img.complete) resolve();
    img.addEventListener("load", resolve);
    img.addEventListener("error", () => reject(new Error(`${img.src} does not load`)));
  });

  async function scrollThrough() {
    await document.fonts.ready;
    for (let top = 0; top < document.scrollingElement.scrollHeight; top += innerHeight) {
      scrollTo({ top, behavior: "instant" });
      await frame();
      await frame();
      const coming = all("img").filter((img) => {
        const { top: above, bottom } = img.getBoundingClientRect();
        // In a closed fold it has a place, but does not come.
        return bottom > 0 && above < innerHeight && img.checkVisibility() && !img.complete;
      });
      await Promise.all(coming.map(loaded));
    }
    scrollTo({ top: 0, behavior: "instant" });
    await frame();
    await frame();
  }

  function layoutShift() {
    return { shift, shifted };
  }

  function unfold() {
    for (const fold of all("details")) fold.open = true;
  }

  // How far the page as a whole can be dragged to the side.
  function drag() {
    const { scrollWidth } = document.scrollingElement;
    const beyond = all("body *").filter((x) => x.getBoundingClientRect().right > innerWidth + 1);
    return { pixels: Math.max(0, scrollWidth - innerWidth), beyond: beyond.slice(0, 5).map(name) };
  }

  // A shadow that moves with the content, or dots, tell that a line goes on.
  function hasSign(style) {
    const shadow = style.backgroundImage !== "none" && style.backgroundAttachment.includes("local");
    return shadow || style.textOverflow === "ellipsis";
  }

  // Elements whose content is wider than they are, without a sign that there is more.
  function cutOff() {
    return all("body *").filter((element) => {
      const style = getComputedStyle(element);
      const cuts = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      const lowers = ["hidden", "clip"].includes(style.overflowY)
        && element.scrollHeight > element.clientHeight + 2;
      return (cuts || lowers) && !element.closest(".katex") && seen(element) && !hasSign(style);
    }).map(name);
  }

  // Cells and names that run out of their place, over what stands beside them.
  function overprinted() {
    const words = all("td, th, dt, li, p, h1, h2, h3").filter((element) => {
      const style = getComputedStyle(element);
      // The last column of a formula with an index is empty, 2 px wide, and may hang over.
      const hanging = element.querySelector(".vlist-t2") ? 2 : 0;
      const room = element.clientWidth + parseFloat(style.paddingRight) + hanging;
      return style.overflowX === "visible" && style.display !== "inline" && seen(element)
        && element.scrollWidth > room + 1;
    });
    // MathML for screen readers is wide, and not seen.
    const formulas = all(".equation, p, li, td").filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return [...element.querySelectorAll(".katex-base")].some((part) => {
        const box = part.getBoundingClientRect();
        return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
      });
    });
    return [...new Set([...words, ...formulas])].map(name);
  }

  // Where Tab stops: each link, button, field and fold that is shown. Of radio buttons with
  // one name, one is a stop.
  const stops = () => all("a[href], button, input, select, textarea, summary, [tabindex]").filter(
    (x) => x.tabIndex >= 0 && !x.matches(":disabled") && x.checkVisibility({ visibilityProperty: true }),
  );

  // The link of a card has no width of its own.
  const framed = (element) => element.closest(".sd-card, .sphx-glr-thumbcontainer") ?? element;

  // How an element and what is around it are drawn: the focus is seen if this changes.
  function drawn(element) {
    const around = [element, ...element.children, element.parentElement, framed(element)];
    return around.flatMap((x) => [null, "::before", "::after"].map((pseudo) => {
      const { outline, boxShadow, backgroundColor, border, textDecoration } = getComputedStyle(x, pseudo);
      return [outline, boxShadow, backgroundColor, border, textDecoration].join();
    })).join();
  }

  const before = new Map();
  const reached = new Map();

  function followFocus() {
    const still = "*, ::before, ::after { scroll-behavior: auto !important; transition: none !important; }";
    document.head.append(Object.assign(document.createElement("style"), { textContent: still }));
    for (const stop of stops()) before.set(stop, drawn(stop));
    addEventListener("focusin", ({ target }) => {
      const inside = [framed(target), ...target.children].some((x) => {
        const { top, bottom, right, left, width, height } = x.getBoundingClientRect();
        const near = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
        return near && width > 1 && height > 1;
      });
      reached.set(target, inside && drawn(target) !== before.get(target));
    });
  }

  function focusFound() {
    const missed = [...before.keys()].filter((x) => !reached.has(x) && x.type !== "radio");
    const unseen = [...reached].filter(([, visible]) => !visible).map(([x]) => x);
    return { missed: missed.map(name), unseen: unseen.map(name) };
  }

  // What is wrong on paper: text in folds that stays away, buttons, and text too light for white.
  function printed() {
    dispatchEvent(new Event("beforeprint"));
    const shown = (x) => x.checkVisibility({ visibilityProperty: true });
    const folded = all("article details > :not(summary)").filter(
      (x) => x.textContent.trim() && shown(x.parentElement) && !shown(x),
    );
    const buttons = all("article button").filter(shown);
    const light = all("article :is(p, li, pre, td, h1, h2)").filter((x) => {
      const [r, g, b] = getComputedStyle(x).color.match(/[\d.]+/g).map(Number);
      return shown(x) && r + g + b > 3 * 150;
    });
    return { folded: folded.map(name), buttons: buttons.map(name), light: light.slice(0, 5).map(name) };
  }

  const links = () => [...new Set(all("a[href]").map((a) => a.href))];

  return {
    scrollThrough, layoutShift, unfold, drag, cutOff, overprinted, links,
    stops, followFocus, focusFound, printed,
  };
})();
