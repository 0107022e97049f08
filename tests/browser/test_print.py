"""On paper, everything is open, and nothing is there that only a screen can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_folds_are_open_in_print(page: Page, path: str, scheme: str) -> None:
    """Solutions, hints and quoted tests are printed, dark on white, and buttons are not."""
    page.goto(f"{path}.html")
    page.evaluate(f"document.documentElement.dataset.theme = {scheme!r}")
    page.emulate_media(media="print")
    assert page.evaluate("probe.printed()") == {
        "folded": [],
        "buttons": [],
        "light": [],
    }
