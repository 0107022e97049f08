"""How a site is built for a test, and where a reader runs what it offers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


def _build(root: Path) -> subprocess.CompletedProcess[str]:
    site = root / "docs" / "_build" / "html" / "en"
    doctrees = root / "docs" / "_build" / "doctrees" / "en"
    options = ["-n", "-W", "--keep-going", "--quiet", "--no-color", "-d", str(doctrees)]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(root / "docs"), str(site)],
        # The copy's library, not the one that is installed from the checkout.
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def build() -> Callable[[Path], subprocess.CompletedProcess[str]]:
    """Return the function that builds the site of a copy as ``nox -s docs`` builds ours."""
    return _build


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    build: Callable[[Path], subprocess.CompletedProcess[str]],
) -> Path:
    """Build the site of a fresh copy; the folder that results."""
    root = tmp_path_factory.mktemp("site") / "copy"
    made = shutil.ignore_patterns(".*", "__pycache__", "_build", "generated")
    shutil.copytree(ROOT, root, ignore=made)
    shutil.rmtree(root / "docs" / "gallery", ignore_errors=True)
    result = build(root)
    assert result.returncode == 0, result.stdout
    folder = root / "docs" / "_build" / "html"
    shutil.copy(root / "docs" / "_root.html", folder / "index.html")
    return folder


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment with lif-neuron's wheel and matplotlib."""
    folder = tmp_path_factory.mktemp("reader")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True
    )
    subprocess.run([*pip, "install", *folder.glob("*.whl"), "matplotlib"], check=True)
    return python


@pytest.fixture(scope="session")
def kernels(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for JUPYTER_PATH with one kernel, "reader": that Python and ipykernel."""
    folder = tmp_path_factory.mktemp("jupyter")
    # Beside the environment, in which nothing else is to be installed.
    beside = folder / "packages"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--target", beside, "ipykernel"], check=True)
    kernel = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "env": {"PYTHONPATH": str(beside)},
        "display_name": "A reader's Python",
        "language": "python",
    }
    file = folder / "kernels" / "reader" / "kernel.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(kernel), encoding="utf-8")
    return folder
