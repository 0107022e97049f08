"""The browsers of this system, which Playwright drives."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser"),
    "firefox": ("firefox-esr", "firefox"),
}


@contextmanager
def launched(name: str) -> Iterator[Browser]:
    """Launch a browser that is installed, and close it in the end."""
    program = next(filter(None, map(shutil.which, PROGRAMS[name])), None)
    if program is None:
        pytest.fail(f"no {name}: CONTRIBUTING.md says how to get it")
    with sync_playwright() as playwright:
        if name == "firefox":
            # Over WebDriver BiDi. Other channels need Playwright's own build of Firefox.
            browser = playwright.firefox.launch(
                channel="moz-firefox", executable_path=program
            )
        else:
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox"]
            )
        yield browser
        browser.close()
