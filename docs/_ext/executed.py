"""Stored outputs of the cells of a page, so that pages in another language need not run them.

The option ``lif_outputs`` says what a build does: with "made" it runs the cells, and keeps them
with outputs and values in ``_build/executed``. With "kept" it reads them there, and fails if they
are not those of the page as it is now.
"""

from __future__ import annotations

from collections import defaultdict, deque
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import myst_nb.sphinx_
import nbformat
from myst_nb.core.execute import create_client
from myst_nb.core.execute.base import NotebookClientBase
from myst_nb.core.execute.inline import NotebookClientInline
from myst_nb.ext.eval import EvalRoleAny
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from docutils import nodes
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

FOLDER = Path(__file__).parents[1] / "_build" / "executed"


def _file(page: Path) -> Path:
    """Return the file that keeps what the cells of a page have given."""
    place = page.resolve().relative_to(FOLDER.parents[1])
    return FOLDER / place.with_suffix(".ipynb")


class Recording(NotebookClientInline):
    """Run the cells, and keep what they give."""

    def start_client(self) -> None:
        """Begin with no values."""
        super().start_client()
        self._values: list[tuple[str, list[NotebookNode]]] = []

    def code_cell_outputs(
        self, cell_index: int
    ) -> tuple[int | None, list[NotebookNode]]:
        """Give copies, in which MyST-NB merges what a cell prints: the record stays as it is."""
        count, outputs = super().code_cell_outputs(cell_index)
        return count, deepcopy(outputs)

    def eval_variable(self, name: str) -> list[NotebookNode]:
        """Evaluate an expression."""
        outputs: list[NotebookNode] = super().eval_variable(name)
        self._values.append((name, outputs))
        return outputs

    def close_client(self, *error: Any) -> None:
        """Write cells and values down, as the cells of a notebook."""
        super().close_client(*error)
        values = [
            new_code_cell(name, outputs=outputs, metadata={"value": True})
            for name, outputs in self._values
        ]
        cells = [
            new_code_cell(
                cell.source,
                outputs=cell.get("outputs", []),
                execution_count=cell.get("execution_count"),
            )
            for cell in self.notebook.cells
            if cell.cell_type == "code"
        ]
        kept = {"language_info": self.notebook.metadata.get("language_info", {})}
        file = _file(self.path)
        file.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=[*cells, *values], metadata=kept), file)


class Recorded(NotebookClientBase):
    """Give what the cells have given before."""

    def start_client(self) -> None:
        """Read it, and compare its cells with those of the page."""
        file = _file(self.path)
        if not file.exists():
            msg = (
                f'{file.name} is missing: build a site with lif_outputs = "made" before'
            )
            raise FileNotFoundError(msg)
        kept = nbformat.read(file, as_version=4)
        self._values: dict[str, deque[list[NotebookNode]]] = defaultdict(deque)
        for cell in kept.cells:
            if cell.metadata.get("value"):
                self._values[cell.source].append(cell.outputs)
        before = [cell for cell in kept.cells if not cell.metadata.get("value")]
        now = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        if [cell.source for cell in before] != [cell.source for cell in now]:
            msg = (
                f"the cells of {self.path.name} have changed: "
                'build a site with lif_outputs = "made" again'
            )
            raise ValueError(msg)
        for cell, run in zip(now, before, strict=True):
            cell.outputs, cell.execution_count = run.outputs, run.execution_count
        self.notebook.metadata["language_info"] = kept.metadata.language_info

    def eval_variable(self, name: str) -> list[NotebookNode]:
        """Give the values of an expression in their order on the page."""
        return self._values[name].popleft()


def _client(
    notebook: NotebookNode, source: str, config: Any, logger: Any, form: Any = None
) -> NotebookClientBase:
    """Take the place of MyST-NB's function, which knows no third way."""
    client = create_client(notebook, source, config, logger, form)
    if type(client) is not NotebookClientInline or client.path is None:
        return client
    return _kind(notebook, client.path, config, logger)


_kind: type[NotebookClientBase] = Recording


class Eval(EvalRoleAny):
    """Evaluate an expression, and remember what the page shows for it.

    A translated sentence shows the values of the sentence that it takes the place of.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Do as MyST-NB does, if the sentence is not translated."""
        env = self.document.settings.env
        evaluated = env.metadata[env.docname].setdefault("evaluated", [])
        if "nb_renderer" not in self.document:
            place = int(self.document["source"].split(":")[-2])
            found = [entry for entry in evaluated if entry[0] == self.text]
            if not found:
                error = self.document.reporter.error(
                    f"no value is known of {self.text}"
                )
                return [], [error]
            nearest = min(found, key=lambda entry: abs(entry[2] - place))
            return [node.deepcopy() for node in nearest[3]], []
        shown, messages = super().run()
        texts = [
            form.astext()
            for output in shown
            for form in output
            if form["mime_type"] == "text/plain"
        ]
        kept = [node.deepcopy() for node in shown]
        evaluated.append((self.text, "".join(texts), self.line, kept))
        return shown, messages


def _choose(_app: Sphinx, config: Config) -> None:
    global _kind  # noqa: PLW0603 - MyST-NB's function takes no configuration of ours
    _kind = {"made": Recording, "kept": Recorded}[config.lif_outputs]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of MyST-NB's client and role."""
    myst_nb.sphinx_.create_client = _client
    app.add_role("eval", Eval(), override=True)
    app.add_config_value("lif_outputs", "made", "env", types=[str])
    app.connect("config-inited", _choose)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
