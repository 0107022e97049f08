"""How the tests use the live cells of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import Page

if TYPE_CHECKING:
    from playwright.sync_api import Locator

LONG = 300_000  # milliseconds: how long a page may take on a busy machine

_SHOWN = """() => [...document.querySelectorAll("div.cell")].map((cell) => {
  const box = cell.querySelector(".cell_output");
  const texts = box ? [...box.querySelectorAll("pre")].map((pre) => pre.textContent) : [];
  const silent = /tag_(exercise|solution|check)-|tag_remove-output/.test(cell.className);
  const fails = cell.classList.contains("tag_raises-exception");
  const code = cell.querySelector(".cell_input pre")?.textContent ?? "";
  const pictures = box ? box.querySelectorAll("img:not(.only-dark)").length : 0;
  return [code, texts.join(""), pictures, silent, fails];
})"""


class Shown(NamedTuple):
    """A cell and what stands below it."""

    code: str
    text: str
    pictures: int
    silent: bool
    fails: bool


def shown(page: Page) -> list[Shown]:
    """Return the cells of a page with their outputs."""
    return [Shown(*cell) for cell in page.evaluate(_SHOWN)]


def said(cell: Shown) -> str:
    """Return what a cell says, as far as it is the same with each run and each Python.

    Of an error this is its last line. Two prints may stand in one box or in two.
    """
    text = re.sub(r"0x[0-9a-f]+", "0x…", cell.text)
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if cell.fails:
        lines = [re.sub(r"\. Did you mean.*", "", lines[-1])]
    return "\n".join(lines)


def ready(page: Page) -> None:
    """Wait until all is done that was asked for."""
    page.wait_for_function(
        "['ready', 'off'].includes(document.documentElement.dataset.python)",
        timeout=LONG,
    )


def press(part: Page | Locator, verb: str) -> None:
    """Press the first of the buttons that do something, and wait until it is done."""
    part.locator(f"[data-verb={verb}]").first.click()
    ready(part if isinstance(part, Page) else part.page)


def write(cell: Locator, code: str) -> None:
    """Write into a cell, in place of what is there."""
    edit = cell.locator("[data-verb=edit]")
    if edit.is_visible():
        edit.click()
    editor = cell.locator(".cm-content")
    editor.click()
    editor.press("Control+a")
    cell.page.keyboard.insert_text(code)


def output(cell: Locator) -> str:
    """Return the text below a cell."""
    return cell.locator(".cell_output").inner_text().strip()
