"""The cells of each page: none fails or warns, and each can be typed at a prompt.

The build of the site runs all cells, and `test_notebooks` those of the course in a reader's
environment; what remains is tested here.
"""

from __future__ import annotations

import re
import sys
from code import InteractiveConsole
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import pytest

import lif

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from nbformat import NotebookNode

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    page
    for page in DOCS.rglob("*.md")
    if "{code-cell}" in page.read_text(encoding="utf-8") and "_build" not in page.parts
)


each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix()
)


def read(page: Path) -> NotebookNode:
    """Return a page as a notebook."""
    notebook: NotebookNode = jupytext.read(page, fmt="md:myst")
    return notebook


def tags(notebook: NotebookNode) -> set[str]:
    """Return the tags of all cells."""
    return {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])}


def meant_to_fail(cell: NotebookNode) -> bool:
    """Return whether a cell shows an error on purpose."""
    return "raises-exception" in cell.metadata.get("tags", [])


@each_page
def test_every_cell_is_executed(page: Path) -> None:
    """No cell has the tag with which myst-nb drops it unexecuted."""
    assert "remove-cell" not in tags(read(page))


@pytest.mark.parametrize(
    "page",
    # A warning in a cell fails the build, unless the output of that cell is not shown. On a
    # page of the course, the tests of its notebooks would see it; and such cells of the page
    # of guarantees run tests, in which a warning is an error.
    [
        page
        for page in PAGES
        if page.parent.name != "learn" and page.name != "guarantees.md"
        if "remove-output" in tags(read(page))
    ],
    ids=lambda page: page.relative_to(DOCS).as_posix(),
)
def test_a_cell_without_output_does_not_warn(
    page: Path,
    execute: Callable[[NotebookNode, str, Path], NotebookNode],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No cell writes to stderr, not even one whose output the site does not show."""
    monkeypatch.setenv("PYTHONPATH", str(DOCS))  # as in a build, for _support
    notebook = execute(read(page), "python3", page.parent)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    outputs = [output for cell in code for output in cell.outputs]
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


@each_page
def test_cells_can_be_typed_line_by_line(page: Path) -> None:
    """Pasted at a prompt, each cell is understood: an indented block ends at an empty line."""
    prompt = _Prompt()
    for cell in read(page).cells:
        if cell.cell_type == "code" and not meant_to_fail(cell):
            for line in [*cell.source.splitlines(), ""]:
                prompt.push(line)
    assert prompt.unreadable == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "raises-exception" in tags(read(page))], ids=str
)
def test_a_cell_that_is_meant_to_fail_does(
    page: Path, execute: Callable[[NotebookNode, str, Path], NotebookNode]
) -> None:
    """A cell fails if it has the tag that allows it to, and no other cell does."""
    notebook = execute(read(page), "python3", page.parent)
    for cell in notebook.cells:
        kinds = {output.output_type for output in cell.get("outputs", [])}
        assert ("error" in kinds) == meant_to_fail(cell), cell.source


def test_every_public_name_is_used_on_a_page() -> None:
    """Whatever the package exports, a reader meets it in a cell of some page."""
    cells = [
        cell.source
        for page in PAGES
        for cell in read(page).cells
        if cell.cell_type == "code"
    ]
    used = set(re.findall(r"\blif\.(?:exact\.|spikes\.)?(\w+)", "\n".join(cells)))
    public = {*lif.__all__, *lif.exact.__all__, *lif.spikes.__all__}
    assert public <= used
