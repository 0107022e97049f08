"""Cells that a reader can change and run in the page, by a Python that the site itself ships.

The option ``lif_python`` says with which Python: "wasi", or nothing for a site without one.
Every page of the course has live cells, and so has each example that imports nothing but ``lif``,
NumPy, matplotlib and the standard library. Other pages load nothing.
"""

from __future__ import annotations

import ast
import html
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _support import node, runtime
from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

_logger = logging.getLogger(__name__)

_IN_THE_PAGE = {"lif", "matplotlib", "numpy", *sys.stdlib_module_names}

# The buttons for the whole page come into a place that is kept, so that nothing moves then.
_NOTE = """\
<div class="live-note" data-page="{page}" data-python="{python}">
<p class="live-sentence pst-js-only">{with_scripts}</p>
<noscript><p class="live-sentence">{without_scripts}</p></noscript>
<div class="live-bar live-page pst-js-only"></div>
<details><summary>{question}</summary>
<p>{answer} <a href="{python}licences.txt">{licences}</a></p></details>
</div>"""
_WITH_SCRIPTS = _(
    "You can change and run the cells of this page right here: press Run. The first run loads "
    "{megabytes} MB, which your browser keeps."
)
_WITHOUT_SCRIPTS = _(
    "The cells of this page can be changed and run right here. This needs scripts, which your "
    "browser does not run at the moment. The page itself is complete without them."
)
_QUESTION = _("What runs here?")
_ANSWER = _(
    "Python runs inside this page. Nothing that you write leaves your browser. Python in this "
    "page differs from Python on a computer of your own in three ways: the last digits of sines "
    "and exponentials may differ, a program cannot do several things at once, and numba, a "
    "package that makes loops fast, is missing, so long runs take longer."
)
_WITHOUT_PYTHON = _(
    "The cells cannot be run on this page, because this copy of the site was built without "
    "Python for the browser. Everything else is complete."
)


def imports(source: str) -> set[str]:
    """Return the packages that a program imports."""
    found = set()
    for part in ast.walk(ast.parse(source)):
        if isinstance(part, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in part.names}
        elif isinstance(part, ast.ImportFrom):
            found.add((part.module or "").partition(".")[0])
    return found


def is_live(app: Sphinx, docname: str) -> bool:
    """Tell whether a page has cells that run in the browser."""
    folder = docname.partition("/")[0]
    if folder == "learn":
        return "kernelspec" in app.env.metadata.get(docname, {})
    example = Path(app.srcdir).parent / f"{docname}.py"
    return (
        folder == "gallery"
        and example.exists()
        and imports(example.read_text(encoding="utf-8")) <= _IN_THE_PAGE
    )


def address(config: Config, docname: str) -> str:
    """Return where a page finds the runtime: all languages share the one of the English site."""
    root = "../" * docname.count("/")
    return f"{root}{'' if config.language == 'en' else '../en/'}_static/python/"


def _manifest(app: Sphinx) -> Any:
    file = app.lif_python_folder / "manifest.json"  # type: ignore[attr-defined]
    return json.loads(file.read_text(encoding="utf-8"))


def _prepare(app: Sphinx) -> None:
    """Make the runtime, unless it is there or is not wanted."""
    if app.builder.format != "html":
        return
    if not app.config.lif_python:
        _logger.info("cells do not run in the browser: lif_python is empty")
        return
    node.install()
    cache = Path(app.srcdir) / "_build" / "python"
    folder = runtime.build(Path(app.srcdir).parent, cache)
    app.lif_python_folder = folder  # type: ignore[attr-defined]


def _note(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the note before the first cell."""
    if app.builder.format != "html" or not is_live(app, docname):
        return
    section = next(iter(doctree.findall(nodes.section)), None)
    if section is None:
        return
    content = (nodes.literal_block, nodes.container, nodes.section)
    place = next(
        (k for k, child in enumerate(section) if isinstance(child, content)),
        len(section),
    )
    # A sentence that announces the cell stays with it.
    if section[place - 1].astext().endswith((":", "\N{FULLWIDTH COLON}")):
        place -= 1
    text = f'<p class="live-note">{_WITHOUT_PYTHON}</p>'
    if app.config.lif_python:
        size = sum(
            _manifest(app)[name]["bytes"] for name in ("python", "library", "lif")
        )
        text = _NOTE.format(
            page=html.escape(docname),
            python=address(app.config, docname),
            with_scripts=_WITH_SCRIPTS.format(megabytes=round(size / 1e6)),
            without_scripts=_WITHOUT_SCRIPTS,
            question=_QUESTION,
            answer=_ANSWER,
            licences=_("Licences"),
        )
    section.insert(place, nodes.raw("", text, format="html"))


def _add_files(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if not app.config.lif_python:
        return
    if 'class="live-note"' in context.get("body", ""):
        app.add_css_file("live/live.css")
        app.add_js_file("live/live.js", loading_method="defer")
    elif page == "learn/index":
        app.add_css_file("live/live.css")
        app.add_js_file("live/done.js", loading_method="defer")


def bundle(folder: Path) -> None:
    """Write scripts, style sheet and their licences into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    fault = "the scripts of the pages cannot be bundled"
    packages = node.run("build.mjs", str(folder.resolve()), fault=fault)
    shutil.copy(node.WEB / "live.css", folder)
    licences = [
        f"{name}\n{'=' * len(name)}\n\n{file.read_text(encoding='utf-8')}"
        for name in json.loads(packages)
        for file in sorted((node.MODULES / name).glob("LICENSE*"))
    ]
    (folder / "licences.txt").write_text("\n\n".join(licences), encoding="utf-8")


def _ship(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html" or not app.config.lif_python:
        return
    static = Path(app.outdir) / "_static"
    shutil.rmtree(static / "live", ignore_errors=True)
    bundle(static / "live")
    if app.config.language != "en":
        return
    shutil.rmtree(static / "python", ignore_errors=True)
    shutil.copytree(app.lif_python_folder, static / "python")  # type: ignore[attr-defined]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Prepare the runtime, mark the pages, ship the files."""
    app.add_config_value("lif_python", "wasi", "html", types=[str])
    app.connect("builder-inited", _prepare)
    app.connect("doctree-resolved", _note, priority=800)  # below the notebooks' links
    app.connect("html-page-context", _add_files)
    app.connect("build-finished", _ship)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
