"""Each page runs outside Sphinx, as it does for a reader who opens it as a notebook."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    page
    for page in DOCS.rglob("*.md")
    if "{code-cell}" in page.read_text(encoding="utf-8") and "_build" not in page.parts
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_page(page: Path) -> None:
    """No cell fails, and none writes to stderr, not even one that the site does not show."""
    notebook = jupytext.read(page, fmt="md:myst")
    folder = {"metadata": {"path": str(page.parent)}}
    NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources=folder
    ).execute()
    # myst-nb drops such a cell unexecuted; remove-input with remove-output hides it.
    assert not any(
        "remove-cell" in cell.metadata.get("tags", []) for cell in notebook.cells
    )
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
