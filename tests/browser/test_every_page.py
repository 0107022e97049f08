"""What holds for every page, wide and narrow, light and dark: it is whole, still and quiet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import LIMITS, MODES, NARROWEST

if TYPE_CHECKING:
    from pathlib import Path

    from browser.conftest import Visit
    from playwright.sync_api import Browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
at_every_width = pytest.mark.modes([*MODES, NARROWEST])
once = pytest.mark.modes(MODES[:1])


def test_nothing_goes_wrong(visit: Visit) -> None:
    """The console shows no error and no warning."""
    assert visit.complaints == []


def test_everything_comes_from_the_site(visit: Visit, address: str) -> None:
    """No other host is asked for anything."""
    hosts = {
        urlsplit(url).netloc for url in visit.requests if not url.startswith("data:")
    }
    assert hosts == {urlsplit(address).netloc}


@once
def test_nothing_is_fetched_twice(visit: Visit) -> None:
    """Whatever is fetched early has the address by which it is used later."""
    paths = Counter(urlsplit(url).path for url in visit.requests)
    assert [path for path, times in paths.items() if times > 1] == []


@pytest.mark.browser("chromium")
def test_nothing_moves_while_the_page_is_read(visit: Visit) -> None:
    """What has been painted keeps its place, from the first paint to the end of the page."""
    assert visit.shift["shift"] <= LIMITS["shift"]["score"], visit.shift["shifted"]


def test_accessibility(visit: Visit) -> None:
    """The rules of axe hold, best practices included, with all folds open."""
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        "resultTypes": ["violations"],
    }
    # The letters of a formula have its colour, and are hidden from screen readers.
    context = {"exclude": [[".katex-html"]]}
    found = Axe().run(visit.page, context, options).response["violations"]
    assert [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}"
        for rule in found
    ] == []


@at_every_width
def test_the_page_cannot_be_dragged_sideways(visit: Visit) -> None:
    """What is wider than the window scrolls in its own box."""
    found = visit.probe("drag")
    assert found["pixels"] == 0, found["beyond"]


@at_every_width
def test_what_goes_on_beyond_an_edge_says_so(visit: Visit) -> None:
    """A box with more in it than it shows has a shadow at that edge, or dots."""
    assert visit.probe("cutOff") == []


@at_every_width
def test_nothing_runs_out_of_its_place(visit: Visit) -> None:
    """No word stands over what is beside it."""
    assert visit.probe("overprinted") == []


@pytest.mark.browser("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_chosen_before_the_first_paint(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    """They are those of the reader's system, even if the theme's script has not come yet."""
    with browser.new_context(base_url=address, color_scheme=scheme) as context:
        page = context.new_page()
        page.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())
        page.goto("index.html")
        assert page.evaluate("document.documentElement.dataset.theme") == scheme


@once
def test_every_link_leads_somewhere(visit: Visit, site: Path, address: str) -> None:
    """Each link on the page, as scripts have left it, leads to a file and its anchor."""
    root = address[:-3]  # without the language
    broken = set()
    for link in visit.probe("links"):
        if not link.startswith(root):
            continue
        parts = urlsplit(link)
        file = site / unquote(parts.path).lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        anchor = unquote(parts.fragment)
        text = file.read_text("utf-8") if anchor and file.is_file() else ""
        if not file.is_file() or (anchor and f'id="{anchor}"' not in text):
            broken.add(link.removeprefix(root))
    assert broken == set()
