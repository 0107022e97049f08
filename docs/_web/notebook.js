// The reader's work as a notebook: the page's own notebook, with the reader's cells in it.

const lines = (text) => text.match(/[^\n]*\n|[^\n]+/g) ?? [];
const source = (cell) => [cell.source].flat().join("");

/** Return the notebook with what the reader has written, and what the checks have said. */
export function withWork(notebook, cells, textOf, verdicts) {
  const left = new Set(cells);
  const find = (cell) => {
    const tags = cell.metadata?.tags ?? [];
    return [...left].find((own) =>
      own.number ? tags.includes(`${own.role}-${own.number}`) : own.original === source(cell).trimEnd(),
    );
  };
  const changed = notebook.cells.map((cell) => {
    const own = cell.cell_type === "code" ? find(cell) : undefined;
    if (!own) return cell;
    left.delete(own);
    const made = { ...cell, source: lines(textOf(own)) };
    const verdict = own.role === "check" ? verdicts[own.number] : undefined;
    if (verdict) made.outputs = [{ output_type: "stream", name: "stdout", text: lines(verdict) }];
    return made;
  });
  return { ...notebook, cells: changed };
}

/** Let the browser save a file. */
export function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
