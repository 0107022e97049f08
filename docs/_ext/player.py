"""An animation of matplotlib as a figure with a slider.

Its frames are files beside the page's other figures, each with a twin for the dark page, and
are fetched when the slider moves. The words for the picture are those of the cell, ``mystnb:
image: alt:``, as for any figure; in the gallery those beside the script, as is the caption. The
value beside the slider is the title that the figure has in each frame.
"""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _ext.gallery import words_of_figure
from _ext.pictures import dark
from _ext.words import description, translator
from _support import node, slides
from docutils import nodes
from sphinx.locale import _

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_NAME = _("Figure with a slider")
_WORDS = _("A figure that changes with the value of a slider.")
SCRIPT = node.WEB / "slides.js"


def figure(content: dict[str, Any], words: str, address: str) -> str:
    """Return the HTML of a figure with a slider, whose first frame has an address."""
    values = html.escape(json.dumps([value for _, value in content["frames"]]))
    return (
        f'<div class="slides" role="group" aria-label="{_NAME}" '
        f'data-interval="{content["interval"]}" data-words="{values}" '
        f'data-play="{_("Play")}" data-pause="{_("Pause")}">'
        f'<img src="{address}" alt="{html.escape(words)}"/></div>'
    )


def write(frames: list[list[str]], folder: Path) -> str:
    """Write all frames into a folder; return the name of the first file."""
    digest = hashlib.sha256("".join(svg for svg, _value in frames).encode()).hexdigest()
    folder.mkdir(exist_ok=True)
    for k, (svg, _value) in enumerate(frames):
        name = f"slides-{digest[:12]}-{k}"
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        (folder / f"{name}.dark.svg").write_text(dark(svg), encoding="utf-8")
    return f"slides-{digest[:12]}-0.svg"


def _place(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if app.builder.format != "html":
        return
    carriers = [x for x in doctree.findall(nodes.raw) if slides.MARK in x.astext()]
    for k, carrier in enumerate(carriers):
        metadata: dict[str, Any] = {}
        around = carrier.parent
        while around is not None and not metadata:
            metadata = around.get("cell_metadata", {})
            around = around.parent
        translate = translator(app.env, page)
        words, caption = words_of_figure(app, page)
        words = translate(description(metadata) or words) or _WORDS
        content = slides.content(carrier.astext())
        first = write(content["frames"], Path(app.outdir) / "_images")
        address = f"{'../' * page.count('/')}_images/{first}"
        shown: nodes.Node = nodes.raw(
            "", figure(content, words, address), format="html"
        )
        if caption:
            below = nodes.caption("", translate(caption))
            shown = nodes.figure("", shown, below, ids=[f"slides-{k}"])
        carrier.replace_self(shown)


def _add_script(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if 'class="slides"' in context.get("body", ""):
        script = SCRIPT.read_text(encoding="utf-8")
        start = 'document.querySelectorAll(".slides").forEach(enhance);'
        context["body"] += f'<script type="module">\n{script}\n{start}\n</script>'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write the frames of every page, and bring its script."""
    app.connect("doctree-resolved", _place)
    app.connect("html-page-context", _add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
