"""Keeps a number and its unit on the same line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from _support.translations import UNITS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"<(/?)(\w+)")
# What stands in these is code, or no text at all.
_CODE = {"annotation", "code", "pre", "script", "style", "svg", "textarea"}
_SPACE = re.compile(rf"(?<=\d) (?=(?:{UNITS})(?!\w))")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def together(html: str) -> str:
    """Return HTML in which no line breaks between a number and its unit."""
    parts = _TAG.split(html)
    inside, last = 0, ""
    for k, part in enumerate(parts):
        if k % 2:  # a tag
            name = _NAME.match(part)
            if name and name[2] in _CODE and not part.endswith("/>"):
                inside += -1 if name[1] else 1
        elif part and not inside:
            # The number may end in the element before.
            parts[k] = _SPACE.sub(_NO_BREAK, last + part)[len(last) :]
            last = part[-1]
    return "".join(parts)


def _keep_together(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if "body" in context:
        context["body"] = together(context["body"])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Do it when all words of a page are there."""
    app.connect("html-page-context", _keep_together, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
