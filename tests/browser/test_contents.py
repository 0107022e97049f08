"""The contents of a page lead to its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Where the title of the part is, once the page is at rest: below the bar at the top, or anywhere
# in the window if the page ends there.
_REACHED = """(name) => {
  const part = document.getElementById(name.slice(1));
  const title = part.querySelector("h2, h3") ?? part;
  const bar = document.querySelector("header.bd-header").getBoundingClientRect().bottom;
  const { top } = title.getBoundingClientRect();
  const end = scrollY + innerHeight > document.documentElement.scrollHeight - 2;
  return top > bar - 1 && top < (end ? innerHeight : bar + 50);
}"""


def test_contents_lead_to_parts(page: Page, path: str) -> None:
    """The address of a part shows its title, although what is above it is laid out later."""
    page.goto(f"{path}.html")
    links = page.locator(".bd-sidebar-secondary a[href^='#']")
    names = links.evaluate_all("links => links.map((link) => link.hash)")
    for name in {names[len(names) // 2], names[-1]} if names else set():
        page.goto("about:blank")
        page.goto(f"{path}.html{name}")
        page.wait_for_timeout(300)
        assert page.evaluate(_REACHED, name), name
