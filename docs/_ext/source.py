"""A directive that shows the source of a function or class, so that no page retypes it.

In MyST, with the path counted from the project's root::

    ```{source} lif/membrane.py::euler_step
    ```
"""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_LEFT_OUT = "\0"  # no line of Python


def source_of(module: str, name: str) -> str:
    """Return the code of ``name`` or ``Class.name``, without its long docstrings.

    A docstring of one line says what a test or a helper is about, and stays. Of several
    definitions (overloads) the last is meant. KeyError if there is none.
    """
    body = ast.parse(module).body
    for part in name.split("."):
        inside = {node.name: node for node in body if isinstance(node, _Definition)}
        definition = inside[part]
        body = definition.body
    lines = module.splitlines()
    for node in ast.walk(definition):
        if not isinstance(node, _Definition) or ast.get_docstring(node) is None:
            continue
        first, last = node.body[0].lineno, node.body[0].end_lineno or 0
        # A definition needs a body, even if that is only a docstring.
        if last > first and len(node.body) > 1:
            lines[first - 1 : last] = [_LEFT_OUT] * (last + 1 - first)
            if not lines[last].strip():
                lines[last] = _LEFT_OUT
    start = min(part.lineno for part in (definition, *definition.decorator_list))
    shown = lines[start - 1 : definition.end_lineno]
    return textwrap.dedent("\n".join(line for line in shown if line != _LEFT_OUT))


class Source(SphinxDirective):
    """``source`` with one argument, ``path::name``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the highlighted source with its path as caption."""
        path, _, name = self.arguments[0].partition("::")
        file = Path(self.env.srcdir).parent / path
        try:
            code = source_of(file.read_text(encoding="utf-8"), name)
        except (OSError, KeyError):
            msg = f"source: there is no {name!r} in {path!r}"
            raise self.error(msg) from None
        self.env.note_dependency(file)
        block = nodes.literal_block(code, code, language="python")
        caption = nodes.caption("", "", nodes.literal(text=path))
        figure = nodes.container("", caption, block, literal_block=True)
        # Readers search for explanations, not for the words of tests.
        figure["classes"] = ["literal-block-wrapper", "source", "no-search"]
        self.set_source_info(block)
        self.set_source_info(caption)
        return [figure]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("source", Source)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
