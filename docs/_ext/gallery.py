"""Builds the gallery: a warning makes an example fail, and a figure gets its words and caption.

What an example needs for its page is beside its script, in a file with the ending .toml.
"""

from __future__ import annotations

import html
import posixpath
import re
import tomllib
import warnings
from contextlib import ExitStack
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from _ext import thumbnails
from _ext.words import note, translator
from _support.slides import MARK, carried
from matplotlib.animation import Animation
from sphinx.util import logging
from sphinx_gallery.scrapers import matplotlib_scraper

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# Two downloads stand beside the page: no note that leads to them, no archive of the two.
_CLUTTER = re.compile(
    r"^\.\. only:: html\n\n +\.\. note::\n +:class: sphx-glr-download-link-note\n(?:\n| +.*\n)*"
    r"|^ +\.\. container:: sphx-glr-download sphx-glr-download-zip\n(?:\n| +.*\n)*",
    re.MULTILINE,
)

_IMAGE = re.compile(r"^\.\. image-sg:: (.*)\n(?: +:.*\n)*", re.MULTILINE)

_CARD = re.compile(
    r'(?P<start><div class="sphx-glr-thumbcontainer" tooltip=")(?P<sentence>[^"]*)'
    r'(?P<middle>".*?href="(?P<to>[^"]*)\.html[^"]*".*?<div class="sphx-glr-thumbnail-title">)'
    r"[^<]*(?P<end></div>)",
    re.DOTALL,
)

_logger = logging.getLogger(__name__)
_thumbnails: dict[Path, str] = {}  # by the script whose figure they show
_strict = ExitStack()


def fail_on_warnings(
    _gallery_conf: dict[str, Any], _file: str | None, when: str
) -> None:
    """Make warnings errors before an example, and put the filters back after it."""
    _strict.close()
    if when == "before":
        _strict.enter_context(warnings.catch_warnings(action="error"))
        # An example calls plt.show(), and a build has no screen.
        warnings.filterwarnings("ignore", message=".* is non-interactive")


def scrape(block: Any, variables: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Save figures as sphinx-gallery does, but an animation as a figure with a slider."""
    animations = [
        value
        for value in variables["example_globals"].values()
        # Is its figure still open? sphinx-gallery asks in the same way.
        if isinstance(value, Animation) and plt.fignum_exists(value._fig.number)  # noqa: SLF001
    ]
    players = [carried(animation) for animation in animations]
    script = Path(variables["src_file"])
    if plt.get_fignums() and script not in _thumbnails:
        figure = plt.figure(plt.get_fignums()[0])
        part = beside(script).get("thumbnail", 0)
        _thumbnails[script] = thumbnails.draw(figure, part)
    images: str = matplotlib_scraper(block, variables, gallery_conf, format="svg")
    if players:
        return "".join(f"\n.. raw:: html\n\n{indent(x, '   ')}\n" for x in players)
    return images


def beside(script: Path) -> dict[str, Any]:
    """Return what the file beside a script says of it: nothing if there is no such file."""
    file = script.with_suffix(".toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


class FromSimpleToAdvanced:
    """The order of a section's examples, which is the list in gallery/order.toml."""

    def __init__(self, section: str) -> None:
        """Read the order of one section, whose folder is given."""
        file = Path(__file__).parents[2] / "gallery" / "order.toml"
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        self._names = tomllib.loads(text).get(Path(section).name, [])

    def __call__(self, file: str) -> tuple[int, str]:
        """Return the place of an example; one that is not in the list comes last."""
        name = Path(file).stem
        known = name in self._names
        return self._names.index(name) if known else len(self._names), name


def script_of(app: Sphinx, docname: str) -> Path | None:
    """Return the script of an example's page, None if it is another page."""
    script = Path(app.srcdir).parent / f"{docname}.py"
    return script if docname.startswith("gallery/") and script.exists() else None


def words_of_figure(app: Sphinx, docname: str) -> tuple[str, str]:
    """Return the text alternative of an example's figure, and its caption: empty elsewhere."""
    script = script_of(app, docname)
    said = beside(script) if script else {}
    figure, caption = (" ".join(said.get(x, "").split()) for x in ("figure", "caption"))
    return figure, caption


def _draw_thumbnails(app: Sphinx) -> None:
    """Put the thumbnails in the place of those of sphinx-gallery, which are whole figures."""
    gallery = Path(app.srcdir).parent / "gallery"
    for script, svg in _thumbnails.items():
        pages = Path(app.srcdir, "gallery", script.parent.relative_to(gallery))
        file = pages / "images" / "thumb" / f"sphx_glr_{script.stem}_thumb.svg"
        file.write_text(svg, encoding="utf-8")


def _tidy(app: Sphinx, docname: str, source: list[str]) -> None:
    if not docname.startswith("gallery/"):
        return
    source[0] = _CLUTTER.sub("", source[0])
    if "sphx-glr-example-title" in source[0]:
        words, caption = words_of_figure(app, docname)
        if not words or not caption:
            text = (
                f"{docname}.toml is missing, or has no figure or no caption: "
                "see templates/example.toml"
            )
            _logger.warning(text, location=docname)
        note(app.env, words)
        if MARK in source[0]:  # the caption of an animation is no text of the page
            note(app.env, caption)
        words = translator(app.env, docname)(words)
        source[0] = _IMAGE.sub(
            lambda image: f".. figure:: {image[1]}\n   :alt: {words}\n\n   {caption}\n",
            source[0],
        )


def _name_cards(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Give each card the title and the first sentence of its example, as the page has them.

    sphinx-gallery writes them as HTML, which no catalogue reaches.
    """
    folder = posixpath.dirname(page)

    def named(match: re.Match[str]) -> str:
        example = posixpath.normpath(posixpath.join(folder, match["to"]))
        if example not in app.env.titles:
            return match[0]
        sentence = translator(app.env, example)(html.unescape(match["sentence"]))
        title = app.env.titles[example].astext()
        return (
            f"{match['start']}{html.escape(sentence)}{match['middle']}"
            f"{html.escape(title)}{match['end']}"
        )

    if "body" in context and app.config.language != "en":
        context["body"] = _CARD.sub(named, context["body"])


def _keep_at_home(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Take the gallery's styles and its script from the pages that show no example."""
    if "sphx-glr" in context.get("body", ""):
        return
    for files in (context["css_files"], context["script_files"]):
        # In place, since Sphinx adds to the same list.
        files[:] = [
            file
            for file in files
            if not Path(str(file.filename)).name.startswith(("sg_", "sg-"))
        ]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tidy the pages that sphinx-gallery writes, and keep what they need to themselves."""
    app.connect(
        "builder-inited", _draw_thumbnails, priority=900
    )  # when examples have run
    app.connect("source-read", _tidy)
    app.connect("html-page-context", _name_cards)
    app.connect("html-page-context", _keep_at_home)
    return {"parallel_read_safe": True}
