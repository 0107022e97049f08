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


# Terms, phrases of a sentence, and words with Latin letters.
JAPANESE = {
    "膜電位": "learn/the-membrane",
    "不応期": "learn/refractory",
    "発火率": "learn/measure-a-neuron",
    "オイラー法": "gallery/numbers/step_size",
    "前進オイラー法": "learn/steps-in-time",
    "発火閾値を超える": "learn/threshold-and-reset",
    "発火閾値": "learn/threshold-and-reset",
    "リセット電位": "learn/threshold-and-reset",
    "リーク電位": "glossary",
    "入力電流": "learn/input-current",
    "基電流": "learn/threshold-and-reset",
    "膜時定数": "learn/measure-a-neuron",
    "コンデンサ": "learn/the-membrane",
    "イオンチャネル": "learn/the-membrane",
    "刻み幅": "how-to/choose-dt",
    "刻み幅の選び方": "how-to/choose-dt",
    "ヒストグラム": "learn/histograms",
    "ラスタープロット": "learn/rasters",
    "標準偏差": "learn/spread",
    "配列": "learn/arrays",
    "ブールインデックス": "learn/boolean-indexing",
    "関数": "learn/functions",
    "クラス": "learn/classes",
    "シナプス入力": "learn/input-current",
    "ポアソン過程": "glossary",
    "用語集": "glossary",
    "反例": "learn/test-your-neuron",
    "スパイク間間隔": "gallery/noise/interspike_intervals",
    "f–I曲線": "gallery/one_neuron/rheobase",
    "lif.run": "reference/generated/lif.run",
}


def results(page: Page) -> list[str]:
    """Return the paths of all results, once the search has ended."""
    page.wait_for_selector("#search-results .search-summary")
    page.wait_for_function(
        "Search._pulse_status < 0 || Search.status?.innerText?.length > 0"
    )
    page.wait_for_timeout(100)  # the list comes item by item
    paths = page.locator(RESULTS).evaluate_all(
        "all => all.map(a => new URL(a.href).pathname)"
    )
    return list(
        dict.fromkeys(path.split("/", 2)[2].removesuffix(".html") for path in paths)
    )


def first(page: Page) -> str:
    """Return the path of the first result, once the search has ended."""
    page.wait_for_selector("#search-results .search-summary")
    page.wait_for_function(
        "Search._pulse_status < 0 || Search.status?.innerText?.length > 0"
    )
    href = page.locator(RESULTS).first.evaluate("a => new URL(a.href).pathname")
    return str(href).split("/", 2)[2].removesuffix(".html")


@pytest.mark.language("en")
@pytest.mark.parametrize(("phrase", "expected"), FIRST.items(), ids=FIRST)
def test_first_result(page: Page, phrase: str, expected: str) -> None:
    """The first result is the page that a reader means."""
    page.goto(f"search.html?q={quote(phrase)}")
    assert first(page) == expected


@pytest.mark.language("ja")
@pytest.mark.parametrize(("phrase", "expected"), JAPANESE.items(), ids=JAPANESE)
def test_japanese_words_and_phrases_are_found(
    page: Page, phrase: str, expected: str
) -> None:
    """The page that a reader means is among the first six results."""
    page.goto(f"search.html?q={quote(phrase)}")
    assert expected in results(page)[:6]


@pytest.mark.language("ja")
def test_what_is_on_no_page_is_not_found(page: Page) -> None:
    """All letters of these words are on the pages, but not the words."""
    page.goto(f"search.html?q={quote('電流膜期')}")
    assert results(page) == []


@pytest.mark.language("en")
def test_search_from_any_page(page: Page) -> None:
    """The keys that open the search field, a word and Enter lead to the results."""
    page.goto("learn/the-membrane.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("refractory")
    page.keyboard.press("Enter")
    assert first(page) == "learn/refractory"


@pytest.mark.language("en")
def test_quoted_tests_are_not_found(page: Page) -> None:
    """A word that stands in the code of quoted tests alone brings no result."""
    page.goto("search.html?q=hypothesis.strategies")
    page.wait_for_selector("#search-results .search-summary")
    assert page.locator(RESULTS).all_text_contents() == []
