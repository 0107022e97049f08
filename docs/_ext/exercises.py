"""Puts the text, cell, check, hints and solution of an exercise in one frame.

The section with its cells holds it; what follows the solution is outside of the frame.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_TAG = re.compile(r"(exercise|check|solution)-\w+")


def _is_part(node: nodes.Node) -> bool:
    """Tell whether a node is a cell of the exercise."""
    if not isinstance(node, nodes.Element):
        return False
    tags = node.get("cell_metadata", {}).get("tags", [])
    return any(_TAG.fullmatch(tag) for tag in tags)


def _frame(_app: Sphinx, doctree: nodes.document) -> None:
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        parts = [k for k, child in enumerate(section.children) if _is_part(child)]
        if title is None or not parts:
            continue
        begin, end = section.index(title) + 1, parts[-1] + 1
        body = nodes.container("", *section.children[begin:end])
        body["classes"] = ["exercise-body"]
        section["classes"].append("exercise")
        section[begin:end] = [body]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Frame the exercises of every page."""
    app.connect("doctree-read", _frame)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
