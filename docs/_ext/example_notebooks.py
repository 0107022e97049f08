"""The notebook of an example stands alone: it says what it needs, and has no dead link.

sphinx-gallery writes the notebooks, and has no option for this.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _ext.gallery import script_of
from _ext.words import translator
from sphinx.locale import _
from sphinx_gallery.notebook import jupyter_notebook
from sphinx_gallery.py_source_parser import Block, split_code_and_text_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_LINK = re.compile(r"\[([^]]+)\]\((?:\.\./)+([^)]+)\)")
_PACKAGES = re.compile(r"`pip install ([^`]+)`")
_START = _("**To run this notebook**")
_NOTE = _(
    "{start}, install `lif` from a copy of the project: `pip install .` in its folder.\n"
    "The figures need matplotlib, and the notebook needs Jupyter: `pip install {packages}`.\n"
    "\n"
    "The code is under the BSD 3-Clause licence."
)
# The parts of a text that are translated one by one: between empty lines, and each of a list.
_PARTS = re.compile(r"(\n(?:[ \t]*\n)+|\n(?=- ))")


def stand_alone(notebook: dict[str, Any], address: str = "") -> None:
    """Let links lead to the site at an address, and say what the notebook needs."""
    texts = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    link = rf"[\1]({address}\2)" if address else r"\1"
    for cell in texts:
        cell["source"] = [_LINK.sub(link, "".join(cell["source"]))]
    opening = texts[0]["source"]
    if str(_START) in opening[0]:
        return
    more = _PACKAGES.search(opening[0])
    packages = f"matplotlib jupyterlab{' ' + more[1] if more else ''}"
    opening[0] += "\n" + _NOTE.format(start=str(_START), packages=packages) + "\n"


def translated(text: str, translate: Callable[[str], str]) -> str:
    """Return a text of an example, which is reStructuredText, in another language."""
    parts = _PARTS.split(text)
    return "".join(_translated(part, translate) for part in parts)


def _translated(part: str, translate: Callable[[str], str]) -> str:
    mark = "- " if part.startswith("- ") else ""
    lines = part.removeprefix(mark).split("\n")
    if re.fullmatch(r"([=-])\1+", "".join(lines[1:2])):
        title = translate(lines[0])
        rest = "\n".join(lines[2:])
        line = f"{title}\n{lines[1][0] * 2 * len(title)}"
        return f"{line}\n{_translated(rest, translate)}" if rest else line
    message = " ".join(line.strip() for line in lines).strip()
    words = translate(message)
    return part if words == message else mark + words


def _write_translated(app: Sphinx, exception: Exception | None) -> None:
    """Write the notebooks of a site in another language again, from the scripts."""
    if exception or app.config.language == "en" or app.builder.format != "html":
        return
    for docname in app.env.found_docs:
        script = script_of(app, docname)
        if script is None:
            continue
        translate = translator(app.env, docname)
        _config, blocks = split_code_and_text_blocks(str(script))
        blocks = [
            Block(kind, translated(text, translate) if kind == "text" else text, line)
            for kind, text, line in blocks
        ]
        folder = str(Path(app.srcdir, docname).parent)
        notebook = jupyter_notebook(blocks, app.config.sphinx_gallery_conf, folder)
        stand_alone(notebook, app.config.notebooks_base_url)
        for file in Path(app.outdir, "_downloads").glob(f"*/{script.stem}.ipynb"):
            file.write_text(
                json.dumps(notebook, indent=1, ensure_ascii=False), encoding="utf-8"
            )


def _rewrite(app: Sphinx) -> None:
    if app.config.lif_outputs != "made":  # they are those of an earlier build
        return
    for file in (Path(app.srcdir) / "gallery").glob("*/*.ipynb"):
        notebook = json.loads(file.read_text(encoding="utf-8"))
        stand_alone(notebook, app.config.notebooks_base_url)
        file.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Change the notebooks when the examples have run."""
    app.connect("builder-inited", _rewrite, priority=900)
    app.connect("build-finished", _write_translated, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
