"""How a site is built for a test."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
