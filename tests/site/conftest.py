"""How a site is built for a test, and where a reader runs what it offers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from nbclient import NotebookClient
from traitlets.config import Config
from uv import find_uv_bin

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

    Build = Callable[..., subprocess.CompletedProcess[str]]
    Execute = Callable[[NotebookNode, str, Path], NotebookNode]
    Once = Callable[[str, Callable[[Path], None]], Path]

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what can run only when a site is built, and none is being built.

    Those that start a Dask cluster are among them, because a page and an example of the site do
    so too, and each cluster wants the same port.
    """
    for item in items:
        if "site" in getattr(item, "fixturenames", ()) or "cluster" in item.nodeid:
            item.add_marker("built")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that all processes share which run these tests at the same time."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def once(shared: Path) -> Once:
    """Return the function that fills a folder once, however many processes run the tests.

    The first process that asks for the folder fills it; meanwhile the others wait.
    """

    def once(name: str, fill: Callable[[Path], None]) -> Path:
        folder, filled = shared / name, shared / f"{name}.filled"
        with FileLock(shared / f"{name}.lock"):
            if not filled.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                filled.touch()
        return folder

    return once


def _build(
    root: Path, language: str = "en", outputs: str = "made"
) -> subprocess.CompletedProcess[str]:
    site = root / "docs" / "_build" / "html" / language
    doctrees = root / "docs" / "_build" / "doctrees" / language
    env = {"PYTHONPATH": str(root), "LIF_LANGUAGE": language, "LIF_OUTPUTS": outputs}
    options = ["-n", "-W", "--keep-going", "--quiet", "--no-color", "-d", str(doctrees)]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(root / "docs"), str(site)],
        # The copy's library, not the one that is installed from the checkout.
        cwd=root,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _install(python: Path, *packages: str) -> None:
    pip_install = [find_uv_bin(), "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([*pip_install, *packages], check=True)


@pytest.fixture(scope="session")
def one_cluster(shared: Path) -> FileLock:
    """Return the lock to hold while a Dask cluster runs: each of them wants the same port."""
    return FileLock(shared / "cluster.lock")


def _execute(notebook: NotebookNode, kernel: str, folder: Path) -> NotebookNode:
    with TemporaryDirectory() as sockets:
        # Not by ports: of two kernels that start at the same time, one might take a port that
        # the other has found free.
        by_files = {"transport": "ipc", "ip": f"{sockets}/kernel"}
        client = NotebookClient(
            notebook,
            kernel_name=kernel,
            timeout=60,
            resources={"metadata": {"path": str(folder)}},
            config=Config({"KernelManager": by_files}),
        )
        return client.execute()


@pytest.fixture(scope="session")
def execute() -> Execute:
    """Return the function that runs a notebook, and raises if a cell fails."""
    return _execute


@pytest.fixture(scope="session")
def build() -> Build:
    """Return the function that builds the site of a copy as ``nox -s docs`` builds ours."""
    return _build


@pytest.fixture(scope="session")
def site(once: Once, one_cluster: FileLock) -> Path:
    """Return the folder of the whole site.

    Where ``LIF_SITE`` names one, whoever set it has built the site just before; otherwise the
    site of a fresh copy is built.
    """
    if built := os.environ.get("LIF_SITE"):
        return ROOT / built

    def fill(folder: Path) -> None:
        root = folder / "copy"
        made = shutil.ignore_patterns(".*", "__pycache__", "_build", "generated")
        shutil.copytree(ROOT, root, ignore=made)
        shutil.rmtree(root / "docs" / "gallery", ignore_errors=True)
        with one_cluster:
            result = _build(root)
        assert result.returncode == 0, result.stdout
        result = _build(root, "ja", "kept")
        assert result.returncode == 0, result.stdout
        html = root / "docs" / "_build" / "html"
        shutil.copy(root / "docs" / "_root.html", html / "index.html")

    return once("site", fill) / "copy" / "docs" / "_build" / "html"


@pytest.fixture(scope="session")
def python(once: Once) -> Path:
    """Return the Python of a new environment with lif-neuron's wheel and matplotlib."""
    inside = Path("Scripts" if os.name == "nt" else "bin") / "python"

    def fill(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        wheel = ["build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
        subprocess.run([find_uv_bin(), *wheel], check=True)
        _install(folder / inside, *map(str, folder.glob("*.whl")), "matplotlib")

    return once("reader", fill) / inside


@pytest.fixture(scope="session")
def kernels(once: Once, python: Path) -> Path:
    """Return a folder for JUPYTER_PATH with one kernel, "reader": that Python and ipykernel.

    Hypothesis is there too, because a page of the course uses `lif.properties`.
    """

    def fill(folder: Path) -> None:
        # Beside the environment, in which nothing else is to be installed.
        beside = folder / "packages"
        _install(python, "--target", str(beside), "ipykernel", "hypothesis")
        launch = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
        kernel = {
            "argv": [str(python), *launch],
            "env": {"PYTHONPATH": str(beside)},
            "display_name": "A reader's Python",
            "language": "python",
        }
        file = folder / "kernels" / "reader" / "kernel.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(kernel), encoding="utf-8")

    return once("jupyter", fill)
