"""The course: every page has the same parts, none is too long, and all of it is in one file."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from bs4 import Tag

ROOT = Path(__file__).parents[2]
LEARN = ROOT / "docs" / "learn"
PAGES = [
    page
    for page in sorted(LEARN.glob("*.md"))
    if ":::{admonition} After this page you can" in page.read_text(encoding="utf-8")
]
MOST_WORDS = 1300
# What is no prose, or is unfolded only if a reader wants it.
OTHER = (
    "pre, .cell, .cell_output, details, .katex, .eqno, .live-note, figure, table, script, "
    "style, .headerlink"
)


def words(article: Tag) -> int:
    """Count the words of prose, without code, output, formulas, tables and folds."""
    for other in article.select(OTHER):
        if not other.decomposed:
            other.decompose()
    return len(article.get_text(" ").split())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_is_too_long(site: Path, page: Path) -> None:
    """A page has at most 1,300 words of prose."""
    file = site / "en" / "learn" / f"{page.stem}.html"
    article = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").article
    assert article is not None
    assert words(article) <= MOST_WORDS


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "templates" / "page.md"], ids=lambda page: page.stem
)
def test_every_page_has_its_parts(page: Path) -> None:
    """Objectives and time come first; a prediction, a summary and questions follow."""
    text = page.read_text(encoding="utf-8")
    parts = [
        r"^:::\{admonition\} After this page you can$",
        r"^About \d+ minutes",
        r"^## In short$",
        r"^## Quick questions$",
        r"^## Read next$",
    ]
    places = [re.search(part, text, re.MULTILINE) for part in parts]
    assert None not in places, page.stem
    starts = [place.start() for place in places if place]
    assert starts == sorted(starts)
    assert "{admonition} Before you look" in text
    questions = text.partition("## Quick questions")[2].partition("\n## ")[0]
    assert 2 <= questions.count("{dropdown}") <= 3
    summary = text.partition("## In short")[2].partition("\n## ")[0]
    assert 3 <= len(re.findall(r"^- ", summary, re.MULTILINE)) <= 6
    minutes = int(re.search(r"^About (\d+) minutes", text, re.MULTILINE)[1])  # type: ignore[index]
    assert minutes <= 20


def test_the_paths_are_written_in_words(site: Path) -> None:
    """No mark of Markdown is left in the lists of pages, not even where a page has no minutes."""
    file = site / "en" / "learn" / "index.html"
    paths = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select(
        ".course-path"
    )
    assert len(paths) == 3
    assert not [path for path in paths if "*" in path.get_text()]


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_whole_course_is_in_one_file(site: Path, python: Path) -> None:
    """It holds every notebook of the site, the package, and a README of two lines.

    The package is the wheel with which the other tests run the notebooks.
    """
    folder = site / "en" / "learn"
    files = unpacked((folder / "course.zip").read_bytes())
    content = {Path(name).name: file for name, file in files.items()}
    (wheel,) = [name for name in content if name.endswith(".whl")]
    (readers,) = python.parents[1].glob("*.whl")
    assert unpacked(content.pop(wheel)) == unpacked(readers.read_bytes())
    notebooks = {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}
    assert len(notebooks) >= 2 * len(PAGES) - 2  # the first page has no cell
    assert content.pop("README.txt").decode().count("\n") == 2
    assert content == notebooks
