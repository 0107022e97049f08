"""The gallery: a warning fails an example, and a page has no more than it needs."""

from __future__ import annotations

import re
import warnings
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# Two downloads stand beside the page: no note that leads to them, no archive of the two.
_CLUTTER = re.compile(
    r"^\.\. only:: html\n\n +\.\. note::\n +:class: sphx-glr-download-link-note\n(?:\n| +.*\n)*"
    r"|^ +\.\. container:: sphx-glr-download sphx-glr-download-zip\n(?:\n| +.*\n)*",
    re.MULTILINE,
)

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


def _tidy(_app: Sphinx, name: str, source: list[str]) -> None:
    if name.startswith("gallery/"):
        source[0] = _CLUTTER.sub("", source[0])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tidy the pages that sphinx-gallery writes."""
    app.connect("source-read", _tidy)
    return {"parallel_read_safe": True}
