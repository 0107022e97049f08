"""Each page runs outside Sphinx, as it does for a reader who opens it as a notebook."""

from __future__ import annotations

import re
import sys
from code import InteractiveConsole
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import pytest

import lif

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from filelock import FileLock
    from nbformat import NotebookNode

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    page
    for page in DOCS.rglob("*.md")
    if "{code-cell}" in page.read_text(encoding="utf-8") and "_build" not in page.parts
)


@pytest.fixture(
    scope="module", params=PAGES, ids=lambda page: str(page.relative_to(DOCS))
)
def notebook(
    request: pytest.FixtureRequest,
    execute: Callable[[NotebookNode, str, Path], NotebookNode],
    one_cluster: FileLock,
) -> NotebookNode:
    """Return a page, executed; a cell that fails raises."""
    notebook = jupytext.read(request.param, fmt="md:myst")
    starts_cluster = any("LocalCluster(" in cell.source for cell in notebook.cells)
    alone = one_cluster if starts_cluster else nullcontext()
    with alone, pytest.MonkeyPatch.context() as patch:
        # The page of guarantees runs tests. The build of the site tries as many examples of
        # each property as the tests of the library do; here a few of them are enough.
        patch.setenv("HYPOTHESIS_PROFILE", "mutation")
        return execute(notebook, "python3", request.param.parent)


def test_page(notebook: NotebookNode) -> None:
    """No cell fails, and none writes to stderr, not even one that the site does not show."""
    # myst-nb drops such a cell unexecuted; remove-input with remove-output hides it.
    assert not any(
        "remove-cell" in cell.metadata.get("tags", []) for cell in notebook.cells
    )
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


class _Prompt(InteractiveConsole):
    """A Python prompt that reads lines, runs nothing and remembers what it cannot read."""

    def __init__(self) -> None:
        super().__init__()
        self.unreadable: list[str] = []

    def runcode(self, code: CodeType) -> None:
        """Leave it."""

    def showsyntaxerror(self, *_args: object, **_kwargs: object) -> None:
        """Remember it."""
        self.unreadable.append(str(sys.exc_info()[1]))


def test_cells_can_be_typed_line_by_line(notebook: NotebookNode) -> None:
    """Pasted at a prompt, each cell is understood: an indented block ends at an empty line."""
    prompt = _Prompt()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for line in [*cell.source.splitlines(), ""]:
                prompt.push(line)
    assert prompt.unreadable == []


def test_every_public_name_is_used_on_a_page() -> None:
    """Whatever the package exports, a reader meets it in a cell of some page."""
    cells = [
        cell.source
        for page in PAGES
        for cell in jupytext.read(page, fmt="md:myst").cells
        if cell.cell_type == "code"
    ]
    used = set(re.findall(r"\blif\.(?:exact\.|spikes\.)?(\w+)", "\n".join(cells)))
    public = {*lif.__all__, *lif.exact.__all__, *lif.spikes.__all__}
    assert public <= used
