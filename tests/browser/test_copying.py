"""A copy button copies exactly the code that stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

PROMPTS = (">>> ", "... ")


def code(shown: str) -> str:
    """Return what is to be typed of what is shown: without prompts, and without answers."""
    lines = shown.splitlines()
    if any(line.startswith(">>> ") for line in lines):
        bare = [line.rstrip() if line in {">>>", "..."} else line for line in lines]
        lines = [line[4:] for line in bare if line.startswith((*PROMPTS, ">>>", "..."))]
    return "\n".join(lines).strip("\n")


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("x = 1\ny = 2\n", "x = 1\ny = 2"),
        (">>> x = 1\n>>> x\n1\n", "x = 1\nx"),
        (">>> for x in y:\n...     x\n", "for x in y:\n    x"),
    ],
)
def test_code_is_what_is_typed(shown: str, typed: str) -> None:
    """Prompts and answers are left out."""
    assert code(shown) == typed


def test_buttons_copy_the_code(page: Page, path: str) -> None:
    """Each button of the page, in folds as well, puts the code of its box on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{path}.html")
    page.evaluate("probe.unfold()")
    for button in page.locator("button.copybtn").all():
        target = button.get_attribute("data-clipboard-target")
        shown = page.locator(str(target)).text_content() or ""
        page.evaluate("navigator.clipboard.writeText('nothing was copied')")
        button.hover()
        button.click()
        assert page.evaluate("navigator.clipboard.readText()") == code(shown)


def test_code_of_cells_has_a_button(page: Page, path: str) -> None:
    """What a reader would run can be copied."""
    page.goto(f"{path}.html")
    cells = page.locator(
        "div.cell_input pre, .sphx-glr-example-title ~ * .highlight-Python pre"
    )
    without = [
        cell.text_content()
        for cell in cells.all()
        if cell.locator("xpath=..").locator("button.copybtn").count() != 1
    ]
    assert without == []
