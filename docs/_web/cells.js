// The cells of a page, as Sphinx has written them: those of MyST-NB, and the blocks of an example
// of the gallery, which are put into the same form.

const STATIC = /^\s*(?:import|from)\s+(?:_support|schemdraw)\b/m;
const ROLE = /^tag_(exercise|check|solution)-(\w+)$/;

const make = (className, ...children) => {
  const element = document.createElement("div");
  element.className = className;
  element.append(...children);
  return element;
};

/** Wrap the blocks of an example, each with what it prints and draws. */
function wrapExample(article) {
  const isOutput = (element) =>
    element.matches("figure, .slides, .output_subarea, .sphx-glr-horizontal, .sphx-glr-script-out") ||
    (element.matches("div, p") && element.querySelector("img"));
  for (const block of article.querySelectorAll("div.highlight-Python")) {
    const outputs = [];
    for (let next = block.nextElementSibling; next; next = next.nextElementSibling) {
      if (isOutput(next)) outputs.push(next);
      else if (!next.matches("br")) break;
    }
    const place = document.createComment("");
    block.replaceWith(place);
    const cell = make("cell", make("cell_input", block));
    if (outputs.length) cell.append(make("cell_output", ...outputs));
    place.replaceWith(cell);
  }
}

/** Return the cells that can be run, in the order of the page. */
export function findCells(article) {
  wrapExample(article);
  const found = [];
  for (const element of article.querySelectorAll("div.cell")) {
    const input = element.querySelector("div.cell_input");
    const code = input?.querySelector("pre");
    if (!code || STATIC.test(code.textContent)) continue;
    const role = [...element.classList].map((name) => ROLE.exec(name)).find(Boolean);
    const images = element.querySelectorAll(".cell_output img:not(.only-dark)");
    found.push({
      index: found.length,
      element,
      input,
      fold: element.querySelector(":scope > details:has(.cell_input)"),
      block: input.querySelector("[class*='highlight-']") ?? code,
      original: code.textContent.replace(/\n$/, ""),
      role: role?.[1] ?? "",
      number: role?.[2] ?? "",
      mayFail: element.classList.contains("tag_raises-exception"),
      silent: element.classList.contains("tag_remove-output"),
      descriptions: [...images].map((image) => ({
        words: image.alt,
        figure: image.closest("figure"),
      })),
    });
  }
  return found;
}
