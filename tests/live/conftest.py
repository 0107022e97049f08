"""A server for the built site, and a browser that visits it."""

from __future__ import annotations

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class Server(SimpleHTTPRequestHandler):
    """A server that keeps quiet."""

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="session")
def folder() -> Path:
    """Return the folder of the built site: ``LIF_SITE``, or what ``nox -s docs`` has built."""
    folder = ROOT / os.environ.get("LIF_SITE", "docs/_build/html") / "en"
    assert folder.is_dir(), "build the site first: nox -s docs"
    return folder


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """Serve the site on this machine; return the address of its English pages."""
    handler = partial(Server, directory=folder.parent)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/en"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's Chromium, which the tests share."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "install Chromium, for example with: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """Return a page of a browser without a past, which asks no other host and has no error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    strangers: list[str] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc not in {urlsplit(site).netloc, ""}:
            strangers.append(request.url)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", note)
    yield page
    context.close()
    assert not errors
    assert not strangers
