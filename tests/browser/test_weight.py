"""What a page weighs, and how soon it is there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from browser.conftest import LIMITS
from browser.loading import load

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_first_visit(browser: Browser, address: str, path: str) -> None:
    """With nothing in the cache, a page comes with little more than its text."""
    with browser.new_context(base_url=address) as context:
        loaded = load(context.new_page(), path)
    limits = LIMITS["first_visit"]
    if path == "index":
        assert loaded.kilobytes + loaded.figures <= limits["home"]
    else:
        assert loaded.kilobytes <= limits["page"]


def test_second_visit(browser: Browser, address: str, path: str, language: str) -> None:
    """After the home page, a page needs little more than its text."""
    limits = LIMITS["second_visit"] | LIMITS["second_visit"].get(language, {})
    with browser.new_context(base_url=address) as context:
        load(context.new_page(), "index")
        loaded = load(context.new_page(), path)
    assert loaded.kilobytes <= limits.get(path, limits["page"]), loaded.parts


@pytest.mark.timed
def test_paint_on_a_slow_line(browser: Browser, address: str, path: str) -> None:
    """The largest element is painted soon, also on a phone with a weak signal.

    Other work on this machine can only delay it, so the best of ten visits counts.
    """
    line = LIMITS["slow"]
    paints: list[float] = []
    for _ in range(10):
        with browser.new_context(
            base_url=address, viewport={"width": 390, "height": 844}, is_mobile=True
        ) as context:
            loaded = load(context.new_page(), path, slow=True)
        if loaded.work >= line["work_after"]:
            paints.append(loaded.largest_paint)
        if min(paints, default=math.inf) <= line["paint"]:
            break
    assert paints, "the speed of this machine changes too much for a measurement"
    assert min(paints) <= line["paint"], paints
