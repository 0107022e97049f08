"""A server for the built site, and a browser that visits it."""

from __future__ import annotations

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from browser.launching import PROGRAMS, launched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Request

ROOT = Path(__file__).parents[2]


class Server(SimpleHTTPRequestHandler):
    """A server that keeps quiet."""

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs the cells in another browser."""
    parser.addoption("--browser", default="chromium", choices=PROGRAMS)


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
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """Return the browser that the option names, which the tests share."""
    with launched(pytestconfig.getoption("browser")) as started:
        yield started


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page of a browser without a past, which asks no other host and has no error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
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
