"""Formulas are there without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_formulas_need_no_script(browser: Browser, address: str, path: str) -> None:
    """With scripts switched off, each formula takes its place, and none can be tabbed to."""
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{path}.html")
        shown = page.locator("article .katex-html:visible")
        widths = shown.evaluate_all("all => all.map((x) => x.offsetWidth)")
        assert all(width > 0 for width in widths)
        assert page.locator(".katex :is(a, button, [tabindex])").count() == 0
        assert page.locator("script[src*=mathjax i], script[src*=katex i]").count() == 0
        styles = page.locator("link[rel=stylesheet][href*='katex.css']").count()
        assert styles == (page.locator(".katex").count() > 0)
