"""Copies of the project: the original, and one for each process that tries mutants."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from mutation.faults import normal_form

WORK = Path.cwd() / ".mutation"
ORIGINAL = (
    WORK / "original"
)  # as it was at the start: the checkout may change meanwhile
COPIES = [WORK / f"copy-{k}" for k in range(os.cpu_count() or 1)]
# These tests say nothing about the library.
LEFT_OUT = (
    "__pycache__",
    "bench",
    "test_bench.py",
    "mutation",
    "browser",
    "live",
    "package",
    "peers",
    "site",
)


def make() -> None:
    """Copy library and tests, with the library in normal form."""
    for folder in (ORIGINAL, *COPIES):
        shutil.rmtree(folder, ignore_errors=True)
    for name in ("lif", "tests"):
        ignored = shutil.ignore_patterns(*LEFT_OUT)
        shutil.copytree(name, ORIGINAL / name, ignore=ignored)
    shutil.copy2("pyproject.toml", ORIGINAL)
    for path in ORIGINAL.glob("lif/**/*.py"):
        path.write_text(normal_form(path.read_text(encoding="utf-8")), encoding="utf-8")
    for folder in COPIES:
        shutil.copytree(ORIGINAL, folder)


def source(module: str) -> Path:
    """Return the path of a module, such as "_engines.floats", in each copy."""
    return Path("lif", *module.split(".")).with_suffix(".py")


def modules() -> list[str]:
    """Return the names of the modules that are tested by mutation.

    `lif.properties` is not among them: it is itself a test, and is tested with mutants of a
    neuron, the mistakes of tests/loops.py.
    """
    paths = sorted(
        {*Path("lif").rglob("*.py")} - {*Path("lif").glob("properties/*.py")}
    )
    return [".".join(path.with_suffix("").parts[1:]) for path in paths]


@cache
def state(test: str = "") -> str:
    """Return a digest of all that decides whether a test passes; by default, any test.

    These are the library, the installed packages, and the files of tests: the test's own,
    and those that are shared, whose names do not begin with "test_".
    """
    digest = sha256(sys.version.encode())
    for line in sorted(f"{x.name} {x.version}" for x in distributions()):
        digest.update(line.encode())
    own = test.partition("::")[0]
    for path in sorted(path for path in ORIGINAL.rglob("*") if path.is_file()):
        name = path.relative_to(ORIGINAL).as_posix()
        if not test or name == own or not path.name.startswith("test_"):
            digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()
