"""A directive for diagrams that are drawn by code when the site is built.

In MyST, with the name of a function in ``_support/diagrams.py``::

    ```{diagram} circuit
    :alt: What the diagram shows, in words.

    A caption.
    ```
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, ClassVar

from _ext.words import note, translator
from _support import diagrams
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec


def picture_of(name: str) -> str:
    """Return a diagram as SVG whose lines have the colour of the text around it."""
    draw: Callable[[], str] = getattr(diagrams, name)
    return draw()


class Diagram(SphinxDirective):
    """``diagram`` with the name of a function, its description in words, and a caption."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return a figure with the diagram in the page itself."""
        (name,) = self.arguments
        if "alt" not in self.options or not hasattr(diagrams, name):
            msg = f"diagram: {name!r} needs a function in diagrams.py and an alt"
            raise self.error(msg)
        self.env.note_dependency(diagrams.__file__)
        alt = " ".join(self.options["alt"].split())
        note(self.env, alt)
        alt = translator(self.env, self.env.docname)(alt)
        described = f'<svg role="img" aria-label="{escape(alt)}" '
        svg = picture_of(name).replace("<svg ", described, 1)
        figure = nodes.figure(
            "", nodes.raw("", svg, format="html"), classes=["diagram"]
        )
        if self.content:
            text = " ".join(self.content)
            caption = nodes.caption(text, "")
            caption += self.parse_inline(text, lineno=self.lineno)[0]
            self.set_source_info(caption)
            figure += caption
        self.set_source_info(figure)
        return [figure]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("diagram", Diagram)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
