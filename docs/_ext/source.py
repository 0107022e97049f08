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


def source_of(module: str, name: str) -> str:
    """Return the code of ``name`` or ``Class.name``: decorators and all, docstrings left out.

    Of several definitions (overloads) the last is meant. Raises KeyError if there is none.
    """
    node: ast.Module | _Definition = ast.parse(module)
    for part in name.split("."):
        inside = {child.name: child for child in node.body if isinstance(child, _Definition)}
        node = inside[part]
    lines = module.splitlines()
    docstrings = {
        number
        for child in ast.walk(node)
        if isinstance(child, _Definition) and ast.get_docstring(child, clean=False) is not None
        if len(child.body) > 1  # a class or function has to have some body
        for number in range(child.body[0].lineno, _first_line(child.body[1]))
    }
    span = range(_first_line(node), node.end_lineno + 1)
    return textwrap.dedent("\n".join(lines[k - 1] for k in span if k not in docstrings))


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min(part.lineno for part in (node, *decorators))


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
            raise self.error(f"source: there is no {name!r} in {path!r}") from None
        self.env.note_dependency(file)
        block = nodes.literal_block(code, code, language="python")
        caption = nodes.caption("", "", nodes.literal(text=path))
        figure = nodes.container("", caption, block, literal_block=True)
        figure["classes"] = ["literal-block-wrapper", "source"]
        self.set_source_info(block)
        self.set_source_info(caption)
        return [figure]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("source", Source)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
