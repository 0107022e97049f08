"""The search puts the page that explains a phrase before the pages that mention it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIRST = {
    "refractory": "learn/refractory",
    "refractory period": "learn/refractory",
    "membrane": "learn/the-membrane",
    "threshold": "learn/threshold-and-reset",
    "reset": "learn/threshold-and-reset",
    "input current": "learn/input-current",
    "histogram": "learn/histograms",
    "raster": "learn/rasters",
    "variance": "learn/spread",
    "boolean indexing": "learn/boolean-indexing",
    "class": "learn/classes",
    "function": "learn/functions",
    "array": "learn/arrays",
    "traceback": "glossary",
    "units": "how-to/units",
    "choose dt": "how-to/choose-dt",
    "glossary": "glossary",
    "guarantees": "guarantees",
    "lif.run": "reference/generated/lif.run",
    "firing_rate": "reference/generated/lif.exact.firing_rate",
    "rheobase": "learn/threshold-and-reset",
}
RESULTS = "#search-results ul.search li > a"


def first(page: Page) -> str:
    """Return the path of the first result, once the search has ended."""
    page.wait_for_selector("#search-results .search-summary")
    page.wait_for_function(
        "Search._pulse_status < 0 || Search.status?.innerText?.length > 0"
    )
    href = page.locator(RESULTS).first.evaluate("a => new URL(a.href).pathname")
    return str(href).removeprefix("/en/").removesuffix(".html")


@pytest.mark.parametrize(("phrase", "expected"), FIRST.items(), ids=FIRST)
def test_first_result(page: Page, phrase: str, expected: str) -> None:
    """The first result is the page that a reader means."""
    page.goto(f"search.html?q={quote(phrase)}")
    assert first(page) == expected


def test_search_from_any_page(page: Page) -> None:
    """The keys that open the search field, a word and Enter lead to the results."""
    page.goto("learn/the-membrane.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("refractory")
    page.keyboard.press("Enter")
    assert first(page) == "learn/refractory"


def test_quoted_tests_are_not_found(page: Page) -> None:
    """A word that stands in the code of quoted tests alone brings no result."""
    page.goto("search.html?q=hypothesis.strategies")
    page.wait_for_selector("#search-results .search-summary")
    assert page.locator(RESULTS).all_text_contents() == []
