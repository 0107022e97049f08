"""Makes the style sheets of packages short: they lose the rules that no page uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from _support import node

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# The two largest. The theme's holds all of Bootstrap, and no page is painted before it is read.
# Each build copies both afresh. MyST-NB's would stay, so a later build could miss some of it.
_SHEETS = ("styles/pydata-sphinx-theme.css", "sphinx-design.min.css")


def _shorten(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    sheets = [(folder / "_static" / sheet).as_posix() for sheet in _SHEETS]
    fault = "the style sheets cannot be made shorter"
    node.run("stylesheets.mjs", folder.as_posix(), *sheets, fault=fault)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Shorten the sheets at the end, when all pages and scripts are there."""
    app.connect("builder-inited", lambda _app: node.install())
    app.connect("build-finished", _shorten, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
