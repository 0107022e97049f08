"""Lets a name in a module's docstring link to the function that the package exports.

In the docstring of ``lif.membrane``, a reference to ``fire`` means ``lif.fire``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def _resolve_at_the_top(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    package, _, module = (node.get("py:module") or "").partition(".")
    if node["refdomain"] != "py" or not module:
        return None
    return env.domains["py"].resolve_xref(
        env,
        node["refdoc"],
        app.builder,
        node["reftype"],
        f"{package}.{node['reftarget']}",
        node,
        content,
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Look a name up at the top of the package if its own module does not have it."""
    app.connect("missing-reference", _resolve_at_the_top)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
