"""The modules of the front end pass their own tests."""

from __future__ import annotations

import subprocess

from _support import node


def test_the_modules_of_the_front_end_pass_their_tests() -> None:
    """``node --test`` finds the tests beside the modules, and all of them pass."""
    node.install()
    result = subprocess.run(
        [node.NODE, "--test"], cwd=node.WEB, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "pass 0" not in result.stdout
