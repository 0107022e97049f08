"""The logo of `lif`, drawn from a run of the model, in the header and in the browser's tab.

The directive ``sketch`` draws a small picture of the same kind; it is named by a function of
``_support/sketches.py``::

    ```{sketch} raster
    ```
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _support import sketches
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

# The accent: the blue of the figures, and in the dark the lighter blue of the same palette.
LIGHT, DARK = "#0072B2", "#56B4E9"
_SIZE, _WIDTH = 32, 3
_LOOK = f'fill="none" stroke-width="{_WIDTH}" stroke-linecap="round" stroke-linejoin="round"'
_ICONS = (
    ("favicon.svg", 'type="image/svg+xml"'),
    ("favicon.png", f'sizes="{_SIZE}x{_SIZE}"'),  # for browsers that show no SVG there
)


def in_header() -> str:
    """Return the sign as a part of a page, in the colour of its theme."""
    return (
        f'<svg viewBox="0 0 {_SIZE} {_SIZE}" width="{_SIZE}" height="{_SIZE}" {_LOOK} '
        'aria-hidden="true" style="margin-right:0.35rem;vertical-align:-0.4rem">'
        '<path style="stroke:var(--lif-accent,var(--pst-color-primary))" '
        f'd="{sketches.path(sketches.sign())}"/></svg>'
    )


def favicon() -> str:
    """Return the sign as a file of its own, whose colour follows that of the browser."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" {_LOOK}>'
        f"<style>path{{stroke:{LIGHT}}}"
        f"@media(prefers-color-scheme:dark){{path{{stroke:{DARK}}}}}</style>"
        f'<path d="{sketches.path(sketches.sign())}"/></svg>\n'
    )


def favicon_in_pixels() -> bytes:
    """Return the sign as a PNG."""
    figure = Figure(figsize=(1, 1), dpi=_SIZE)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, _SIZE), ylim=(_SIZE, 0))
    axes.set_axis_off()
    for line in sketches.sign():
        axes.plot(
            *zip(*line, strict=True),
            color=LIGHT,
            linewidth=_WIDTH * 72 / _SIZE,  # points
            solid_capstyle="round",
            solid_joinstyle="round",
        )
    file = BytesIO()
    figure.savefig(file, format="png", dpi=_SIZE, transparent=True)
    return file.getvalue()


class Sketch(SphinxDirective):
    """``sketch`` with the name of a function."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the picture, which only decorates what stands beside it."""
        self.env.note_dependency(sketches.__file__)
        svg = sketches.svg(getattr(sketches, self.arguments[0])())
        return [nodes.raw("", svg, format="html")]


def _sign_header(_app: Sphinx, config: Config) -> None:
    logo = config.html_theme_options.setdefault("logo", {})
    logo["text"] = in_header() + logo.get("text", config.html_title)


def _link_icons(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    links = (
        f'<link rel="icon" href="{context["pathto"](f"_static/{name}", resource=True)}" '
        f"{kind}>"
        for name, kind in _ICONS
    )
    context["metatags"] = context.get("metatags", "") + "\n".join(links)


def _write_icons(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        folder = Path(app.outdir) / "_static"
        (folder / "favicon.svg").write_text(favicon(), encoding="utf-8")
        (folder / "favicon.png").write_bytes(favicon_in_pixels())


def setup(app: Sphinx) -> ExtensionMetadata:
    """Bring the sign to every page, and register the directive."""
    app.add_directive("sketch", Sketch)
    app.connect("config-inited", _sign_header)
    app.connect("html-page-context", _link_icons)
    app.connect("build-finished", _write_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
