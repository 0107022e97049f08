"""The README's code runs, and its picture is the one that the library draws today."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from _support import picture
from matplotlib.testing.compare import compare_images

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_five_lines_run() -> None:
    """The README has one piece of Python, five lines long, and shows what it prints."""
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    (output,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert run.stdout == output


def test_the_picture_is_up_to_date(tmp_path: Path) -> None:
    """``python docs/_support/picture.py`` would draw the committed picture again."""
    committed, drawn = ROOT / "docs" / "picture.png", tmp_path / "picture.png"
    picture.draw().savefig(drawn, dpi=200)
    # Root mean square, in grey levels: another matplotlib may move a letter by a pixel.
    assert compare_images(str(committed), str(drawn), tol=5) is None


def test_every_file_that_the_readme_links_to_exists() -> None:
    """A link or picture of the README is a file of the project, or an address."""
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [x for x in links if "://" not in x and not (ROOT / x).is_file()] == []
