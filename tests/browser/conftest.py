"""The site in a real browser: where it is, how it is served, and visits to its pages."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest
from browser.launching import PROGRAMS, launched
from browser.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMITS: dict[str, Any] = tomllib.loads((HERE / "limits.toml").read_text("utf-8"))
PROBE = HERE / "probe.js"


class Mode(NamedTuple):
    """How wide the window is, and which colours its user prefers."""

    width: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        """Return the name of a test in this mode."""
        return f"{self.width}-{self.scheme}"


MODES = [Mode(1280, "light"), Mode(1280, "dark"), Mode(390, "light"), Mode(390, "dark")]
NARROWEST = Mode(320, "light")
# Of a sample, each width and each scheme, but not each with each.
SAMPLE_MODES = {MODES[0], MODES[-1], NARROWEST}


def _site() -> Path:
    """Return the folder of the site, which has to be built already."""
    folder = ROOT / os.environ.get("LIF_SITE", "docs/_build/html")
    if not (folder / "en" / "index.html").is_file():
        msg = f"no site in {folder}: build it with `nox -s docs`"
        raise pytest.UsageError(msg)
    return folder


def pages(site: Path, language: str) -> list[str]:
    """Return the paths of all pages in a language, without the ending."""
    folder = site / language
    return sorted(
        file.relative_to(folder).with_suffix("").as_posix()
        for file in folder.rglob("*.html")
        if "_static" not in file.parts
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that tests a few pages in place of all."""
    text = "test only the pages that limits.toml lists as a sample"
    parser.addoption("--sample", action="store_true", help=text)
    parser.addoption("--language", default="en", help="the language of the pages")
    parser.addoption("--browser", default="chromium", choices=PROGRAMS)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out the tests that are marked for another language or for Chromium alone."""
    chosen = [(x, (config.getoption(x),)) for x in ("language", "browser")]

    def is_meant(item: pytest.Item) -> bool:
        markers = [(item.get_closest_marker(x), args) for x, args in chosen]
        return all(marker is None or marker.args == args for marker, args in markers)

    config.hook.pytest_deselected(items=[x for x in items if not is_meant(x)])
    items[:] = [item for item in items if is_meant(item)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test that asks for a ``path`` or a ``visit`` on every page."""
    wanted = {"path", "visit"} & set(metafunc.fixturenames)
    if not wanted:
        return
    option = metafunc.config.getoption
    every = pages(_site(), option("language"))
    sample = option("sample", default=False)
    paths = LIMITS["sample"][option("language")] if sample else every
    if "path" in wanted:
        metafunc.parametrize("path", paths)
    else:
        marker = metafunc.definition.get_closest_marker("modes")
        modes = marker.args[0] if marker else MODES
        if option("browser") == "firefox":
            # It is told neither of another scheme nor of a finger.
            modes = [mode for mode in modes if mode.scheme == "light"]
        elif sample:
            modes = [mode for mode in modes if mode in SAMPLE_MODES]
        visits = [(path, mode) for path in paths for mode in modes]
        metafunc.parametrize(
            "visit",
            visits,
            ids=[f"{path}-{mode}" for path, mode in visits],
            indirect=True,
            scope="session",
        )


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the site."""
    return _site()


@pytest.fixture(scope="session")
def language(pytestconfig: pytest.Config) -> str:
    """Return the language of the pages."""
    chosen: str = pytestconfig.getoption("language")
    return chosen


@pytest.fixture(scope="session")
def address(site: Path, language: str) -> Iterator[str]:
    """Return the address of the pages, with a slash at its end."""
    with served(site) as host:
        yield f"{host}/{language}/"


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """Return the browser that the option names."""
    with launched(pytestconfig.getoption("browser")) as started:
        yield started


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a new page of a reader who has never been here, for ``page.goto("index.html")``."""
    with browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}
    ) as context:
        context.add_init_script(path=PROBE)
        yield context.new_page()


@dataclass
class Visit:
    """A page that has been opened, scrolled through and unfolded, and what was noticed."""

    page: Page
    path: str
    mode: Mode
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    shift: dict[str, Any] = field(default_factory=dict)

    def probe(self, name: str) -> Any:
        """Return what a function of probe.js finds on the page."""
        return self.page.evaluate(f"probe.{name}()")

    def notice(self, message: ConsoleMessage) -> None:
        """Remember an error or a warning that the console shows."""
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def visit(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Return a visit: tests of the same page in the same mode share it."""
    path, mode = request.param
    narrow = mode.width < 600 and browser.browser_type.name == "chromium"
    with browser.new_context(
        base_url=address,
        color_scheme=mode.scheme,
        viewport={"width": mode.width, "height": 900},
        is_mobile=narrow,
        has_touch=narrow,
    ) as context:
        context.add_init_script(path=PROBE)
        visit = Visit(context.new_page(), path, mode)
        visit.page.on("console", visit.notice)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("request", lambda asked: visit.requests.append(asked.url))
        visit.page.goto(f"{path}.html", wait_until="load")
        visit.probe("scrollThrough")
        visit.shift = visit.probe("layoutShift")
        visit.probe("unfold")
        yield visit
