"""The properties that the page of guarantees quotes, tried once more when it is built."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]


def worst_shares(root: Path = ROOT) -> dict[int, float]:
    """Try all guarantees; return the worst error of each, as a share of its bound.

    Those that ask for the same bits are not in it: they have no bound.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder, "worst.json")
        tests = root / "tests"
        done = subprocess.run(  # noqa: S603 - our own tests
            [
                *(sys.executable, "-m", "pytest", str(tests), "-q"),
                *("-p", "no:cacheprovider", f"--rootdir={root}"),
                f"--ignore={tests / 'site'}",
                # The compiled engine needs numba, without which the site is built.
                f"--ignore={tests / 'test_compiled.py'}",
                f"--worst-shares={file}",
            ],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        worst = json.loads(file.read_text(encoding="utf-8"))
    return dict(sorted((int(number), share) for number, share in worst.items()))


def contents(worst: dict[int, float]) -> str:
    """Return a table of all guarantees: number, claim, and the worst error as a share."""
    page = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    titles = re.findall(r"^### (\d+)\. (.+)$", page, re.MULTILINE)
    rows = [
        f"| {number} | [{title}](#guarantee-{number}) | {_share(worst, int(number))} |"
        for number, title in titles
    ]
    head = (
        "| No. | Promise | Worst error seen, as a share of its bound |\n|--:|:--|--:|"
    )
    return "\n".join((head, *rows))


def _share(worst: dict[int, float], number: int) -> str:
    return f"{100 * worst[number]:.0f} %" if number in worst else "exact"
