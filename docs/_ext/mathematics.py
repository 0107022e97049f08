"""Mathematics that is ready when the page arrives: KaTeX renders it while the site is built.

The HTML needs a style sheet and two or three fonts, which the site itself holds, and no script.
The MathML beside it is for screen readers.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from _support import node
from docutils import nodes
from sphinx.locale import _
from sphinx.util.math import wrap_displaymath

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_DIST = node.MODULES / "katex" / "dist"
# Every browser that can show the site takes WOFF2; the style sheet offers older forms as well.
_OLDER_FONTS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)')
# What nearly every formula needs: fetched with the page, not after its style sheet.
_FONTS = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")


class Renderer:
    """A Node process that turns TeX into HTML; each formula is rendered once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[tuple[str, bool], str] = {}

    def __call__(self, formula: str, *, display: bool) -> str:
        """Return the HTML of a formula; ValueError if KaTeX cannot render it."""
        tex = formula.strip()
        # Lines and columns need a table around them; a single line may break on a phone.
        if display and "\\begin" not in tex and ("\\\\" in tex or "\n\n" in tex):
            tex = wrap_displaymath(tex, None, numbering=False)
        if (tex, display) not in self._known:
            answer = self._ask(tex, display)
            if "error" in answer:
                msg = f"KaTeX cannot render {tex!r}: {answer['error']}"
                raise ValueError(msg)
            self._known[tex, display] = answer["html"]
        return self._known[tex, display]

    def _ask(self, *question: object) -> dict[str, str]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603, our own script
                [node.NODE, str(node.WEB / "katex.mjs")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        process = self._process
        questions, answers = (
            cast("IO[str]", x) for x in (process.stdin, process.stdout)
        )
        questions.write(json.dumps(question) + "\n")
        questions.flush()
        answer: dict[str, str] = json.loads(answers.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


render = Renderer()


def _visit_inline(self: HTML5Translator, formula: nodes.math) -> None:
    self.body.append(render(formula.astext(), display=False))
    raise nodes.SkipNode


def _visit_block(self: HTML5Translator, formula: nodes.math_block) -> None:
    """One formula on its line, and at the right its number, which is a link to it."""
    self.body.append(self.starttag(formula, "div", CLASS="equation"))
    self.body.append(render(formula.astext(), display=True))
    if label := formula.get("label"):
        number = self.builder.env.domains.math_domain.get_equation_number_for(label)
        href = f"#{formula['ids'][0]}" if formula["ids"] else "#"
        title = _("Link to this equation")
        self.body.append(
            f'<a class="eqno" href="{href}" title="{title}">({number})</a>'
        )
    self.body.append("</div>\n")
    raise nodes.SkipNode


def numbered(
    equations: dict[str, tuple[str, int]], pages: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """Return the page and the number of each equation, counted through all pages.

    Parameters
    ----------
    equations : dict
        Page and number for each label; the numbers grow on each page.
    pages : sequence of str
        The pages in their order.
    """
    place = {page: k for k, page in enumerate(pages)}

    def order(label: str) -> tuple[int, str, int]:
        page, number = equations[label]
        return place.get(page, len(place)), page, number

    labels = sorted(equations, key=order)
    return {label: (equations[label][0], k) for k, label in enumerate(labels, start=1)}


def _number(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Count the equations through all pages; return the pages to be written if this is new.

    Sphinx begins at 1 on each page, and then a number does not say which equation is meant.
    """
    equations = env.domains.math_domain.equations
    new = numbered(equations, list(env.collect_relations()))
    changed = new != equations
    equations.update(new)
    return sorted(env.found_docs) if changed else []


def _install(_app: Sphinx) -> None:
    node.install()


def _add_style(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Give style sheet and fonts to the pages that have a formula.

    On the others, the browser fetches them when it has nothing else to do: the next page is
    likely to need them.
    """
    needed = 'class="katex' in context.get("body", "")
    rel = "preload" if needed else "prefetch"
    # Sphinx would add a checksum to the addresses of fonts, which the style sheet does not have.
    folder = context["pathto"]("_static/katex/fonts", resource=True)
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="{rel}" as="font" crossorigin href="{folder}/{font}.woff2">\n'
        for font in _FONTS
    )
    app.add_css_file("katex/katex.css", rel="stylesheet" if needed else rel)


def _copy_style(app: Sphinx, exception: Exception | None) -> None:
    render.close()
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "katex"
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    style = (_DIST / "katex.min.css").read_text(encoding="utf-8")
    (folder / "katex.css").write_text(_OLDER_FONTS.sub("", style), encoding="utf-8")
    for font in (_DIST / "fonts").glob("*.woff2"):
        shutil.copy(font, fonts)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of MathJax."""
    app.add_html_math_renderer(
        "katex",
        inline_renderers=(_visit_inline, None),
        block_renderers=(_visit_block, None),
    )
    app.connect("builder-inited", _install)
    app.connect("env-updated", _number)
    app.connect("html-page-context", _add_style)
    app.connect("build-finished", _copy_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
