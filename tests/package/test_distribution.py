"""What is released: the wheel and the source archive in dist/, and the files that tell of them."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from uv import find_uv_bin

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
WHEEL = next(ROOT.glob("dist/*.whl"))
SOURCES = next(ROOT.glob("dist/*.tar.gz"))
VERSION = WHEEL.name.split("-")[1]


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of each distribution in a folder."""
    files = [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def tracked(*folders: str) -> set[str]:
    """Return the files that the repository holds in these folders."""
    command = ["git", "ls-files", "-z", *folders]
    output = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(output.stdout.split("\0")) - {""}


def test_a_second_build_has_the_same_bytes(tmp_path: Path) -> None:
    """Built again, elsewhere and from the source archive, both files are the same bytes."""
    with tarfile.open(SOURCES) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    output = tmp_path / "dist"
    command = [sys.executable, "-m", "build", "--installer=uv", "--outdir", str(output)]
    subprocess.run([*command, str(folder)], check=True)
    first, second = digests(ROOT / "dist"), digests(output)
    assert len(first) == 2
    assert second == first


def test_the_wheel_holds_the_library_and_nothing_else() -> None:
    """The wheel holds each file of `lif/`, the licences, and what describes them."""
    about = f"lif_neuron-{VERSION}.dist-info"
    licences = {f"licenses/{name}" for name in PROJECT["license-files"]}
    with zipfile.ZipFile(WHEEL) as wheel:
        names = set(wheel.namelist())
    descriptions = {
        f"{about}/{name}" for name in {"METADATA", "RECORD", "WHEEL"} | licences
    }
    assert names == tracked("lif") | descriptions


def test_the_source_archive_holds_the_repository() -> None:
    """The source archive holds each file of the repository, and the metadata."""
    with tarfile.open(SOURCES) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names == tracked() | {"PKG-INFO"}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment that holds the wheel and what it requires."""
    folder = tmp_path_factory.mktemp("user")
    uv = find_uv_bin()
    subprocess.run([uv, "venv", "-q", "-p", sys.executable, str(folder)], check=True)
    (found,) = [*folder.glob("bin/python"), *folder.glob("Scripts/python.exe")]
    install = [uv, "pip", "install", "-q", "-p", str(found), str(WHEEL)]
    subprocess.run(install, check=True)
    return found


def run_strictly(python: Path, code: str) -> str:
    """Run a program that sees the environment only, and in which each warning is an error."""
    # With -I, the folder of the project is not searched for modules.
    command = [str(python), "-I", "-W", "error", "-c", code]
    output = subprocess.run(command, check=True, capture_output=True, text=True)
    assert not output.stderr
    return output.stdout


def test_the_wheel_alone_runs_the_code_of_the_readme(python: Path) -> None:
    """The first program of the README prints the text below it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.compile(r"^```(python|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
    blocks = dict(block.findall(readme)[:2])
    assert run_strictly(python, blocks["python"]) == blocks["text"]


def test_the_wheel_alone_knows_its_version(python: Path) -> None:
    """The library that was imported is that of the wheel."""
    code = "import lif; print(lif.__version__, lif.__file__)"
    version, file = run_strictly(python, code).split(maxsplit=1)
    assert version == VERSION
    assert Path(file.strip()).is_relative_to(python.parents[1])


@pytest.fixture(scope="module")
def citation() -> Any:
    """Return what CITATION.cff says; its dates are dates."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_the_citation_names_the_addresses_of_the_package(citation: Any) -> None:
    """CITATION.cff has the addresses of pyproject.toml, and none if there are none."""
    urls = PROJECT.get("urls", {})
    assert citation.get("url") == urls.get("Documentation")
    assert citation.get("repository-code") == urls.get("Repository")


def test_citation_and_changelog_tell_of_this_version(citation: Any) -> None:
    """The newest dated section of the changelog, and the citation, are of this version."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.findall(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", changelog, re.MULTILINE)
    assert dated[0] == (VERSION, str(citation["date-released"]))
    assert citation["version"] == VERSION
