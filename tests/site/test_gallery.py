"""Each example runs alone, with only what its reader was told to install."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "gallery").glob("*.py"))

# A script that calls plt.show() gets this where there is no screen.
NO_SCREEN = "ignore:FigureCanvasAgg is non-interactive:UserWarning"


def test_the_environment_is_a_readers(python: Path) -> None:
    """Nothing is installed but lif-neuron and matplotlib, and what these two ask for."""
    listing = subprocess.run(
        [python, "-m", "pip", "list", "--not-required", "--format=json"],
        capture_output=True,
        check=True,
    )
    names = {package["name"] for package in json.loads(listing.stdout)}
    # pip and setuptools come with the environment
    assert names - {"pip", "setuptools"} == {"lif-neuron", "matplotlib"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_example(example: Path, python: Path, tmp_path: Path) -> None:
    """The example runs from any folder without a warning, and what it claims holds."""
    script = shutil.copy(example, tmp_path)
    result = subprocess.run(
        [python, "-I", "-W", "error", "-W", NO_SCREEN, script],
        cwd=tmp_path,
        env=os.environ | {"MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
