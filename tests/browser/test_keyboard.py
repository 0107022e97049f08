"""Whoever has no mouse reaches everything, and sees where the focus is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_tab_reaches_everything_and_shows_it(page: Page, path: str) -> None:
    """From the top to the end of the page, each stop is seen to have the focus."""
    page.goto(f"{path}.html")
    page.evaluate("probe.followFocus()")
    stops = page.evaluate("probe.stops().length")
    assert stops > 0
    for _ in range(stops + 5):
        page.keyboard.press("Tab")
    found = page.evaluate("probe.focusFound()")
    assert found == {"missed": [], "unseen": []}


def test_folds_open_with_the_keyboard(page: Page) -> None:
    """Enter opens the fold that has the focus."""
    page.goto("learn/the-membrane.html")
    fold = page.locator("article details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None


def test_first_stop_leads_to_the_text(page: Page) -> None:
    """A reader skips the navigation."""
    page.goto("learn/the-membrane.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


def test_slider_moves_with_the_arrows(page: Page) -> None:
    """On the home page, an arrow sets another current, and the words follow."""
    page.goto("index.html")
    slider = page.locator("#neuron-i")
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != before
