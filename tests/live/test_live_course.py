"""All cells of the course and of the gallery run in the page and give what the page shows."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jupytext
import pytest
from live.cells import output, press, said, shown, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
LEARN = ROOT / "docs" / "learn"
WITH_CELLS = [
    file.stem
    for file in sorted(LEARN.glob("*.md"))
    if "{code-cell}" in file.read_text()
]
EXAMPLES = [
    file.relative_to(ROOT).with_suffix("").as_posix()
    for file in sorted((ROOT / "gallery").glob("*/*.py"))
    if "``pip install" not in file.read_text()
]
# Lines that begin so tell how much memory a run needs, which depends on Python and the machine.
MEASURED = "memory: "


def solutions(name: str) -> dict[str, str]:
    """Return the solutions of a page's exercises."""
    found = {}
    for cell in jupytext.read(LEARN / f"{name}.md", fmt="md:myst").cells:
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("solution-"):
                found[tag.removeprefix("solution-")] = cell.source
    return found


def wrong_answer(name: str, number: str, solution: str) -> tuple[str, str]:
    """Return a wrong answer, and words of the hint that the check should give."""
    file = ROOT / "tests" / "site" / "wrong_answers" / f"{name}.toml"
    answers: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    *change, words = answers[number][0]
    return (solution.replace(*change) if len(change) == 2 else change[0]), words


def constant(text: str) -> list[str]:
    """Return the lines that do not tell what was measured."""
    return [line for line in text.splitlines() if not line.startswith(MEASURED)]


def run_all(page: Page, address: str) -> None:
    """Run a page from its top; each cell must say and draw what it says and draws there."""
    page.goto(address)
    before = shown(page)
    press(page, "all")
    assert page.locator(".live-page .live-status").inner_text() == (
        "All cells have been run."
    )
    for old, new in zip(before, shown(page), strict=True):
        if not old.silent:
            assert constant(said(new)) == constant(said(old)), new.code
            assert new.pictures == old.pictures, new.code


@pytest.mark.parametrize("name", WITH_CELLS)
def test_a_page_of_the_course_gives_the_same_in_the_browser(
    page: Page, site: str, name: str
) -> None:
    """Every cell prints and draws what the page shows; every check knows right from wrong."""
    run_all(page, f"{site}/learn/{name}.html")
    for number, solution in solutions(name).items():
        cell = page.locator(f"div.cell.tag_exercise-{number}")
        check = page.locator(f"div.cell.tag_check-{number}")
        answer, words = wrong_answer(name, number, solution)
        write(cell, answer)
        press(cell, "check")
        verdict = " ".join(output(check).split())
        assert " ".join(words.split()) in verdict, (number, verdict)
        assert not verdict.startswith("Right"), number
        write(cell, solution)
        press(cell, "check")
        assert output(check).startswith("Right"), (number, output(check))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_gallery_gives_the_same_in_the_browser(
    page: Page, site: str, name: str
) -> None:
    """Every cell prints and draws what the page shows, and the claim holds."""
    run_all(page, f"{site}/{name}.html")
