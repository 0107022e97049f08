"""The Python in which the pages run when the site is built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from nbformat import NotebookNode

KERNELS = Path(__file__).parents[2] / "docs" / "_ext" / "jupyter"
SLOW = """\
import time
for k in range(4):
    print("step", end=" ")
    time.sleep(0.3)
    print(k)
"""


def test_what_a_cell_prints_arrives_in_one_piece(
    execute: Callable[[NotebookNode, str, Path], NotebookNode],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """However long it takes: where a piece ends, the page would break the line."""
    monkeypatch.setenv("JUPYTER_PATH", str(KERNELS))
    cell = nbformat.v4.new_code_cell(SLOW)
    execute(nbformat.v4.new_notebook(cells=[cell]), "python3", tmp_path)
    (output,) = cell.outputs
    assert output.text == "".join(f"step {k}\n" for k in range(4))
