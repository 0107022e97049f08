"""Readers find their way: a path, frames, descriptions, and sections that end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _ext.navigation import breakable
from _support import course
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
# Pages that Sphinx makes by itself, and the one that leads from the top to the languages.
MADE = {"404", "genindex", "index", "py-modindex", "search"}


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, BeautifulSoup]:
    """Return the pages of the site by their names."""
    english = site / "en"
    return {
        str(file.relative_to(english).with_suffix("")): BeautifulSoup(
            file.read_text(encoding="utf-8"), "html.parser"
        )
        for file in english.rglob("*.html")
        if "_static" not in file.parts
    }


def test_a_long_name_breaks_after_a_dot_or_an_underscore() -> None:
    """Only as the text of a link, and only a name of the library."""
    html = '<a href="lif.spikes.html">lif.exact.firing_rate</a> <a>a_b</a>'
    broken = breakable(lambda: html)().replace("<wbr>", "|")
    assert broken == '<a href="lif.spikes.html">lif.|exact.|firing_|rate</a> <a>a_b</a>'


def test_the_path_of_the_course_lists_every_page_in_order(
    pages: Mapping[str, BeautifulSoup],
) -> None:
    """Numbered through all parts, with the minutes that each page says it takes."""
    items = pages["learn/index"].select(".course-path > ol > li")
    links = [item.select("a")[0]["href"] for item in items]
    assert links == [f"{one.name}.html" for one in course.pages()]
    lists = pages["learn/index"].select(".course-path > ol")
    starts = [int(str(one.get("start", "1"))) for one in lists]
    lengths = [len(one.find_all("li", recursive=False)) for one in lists]
    assert starts == [1 + sum(lengths[:k]) for k in range(len(lists))]
    for item, one in zip(items, course.pages(), strict=True):
        assert (f"{one.minutes} minutes" in item.get_text()) == (one.minutes > 0)


def test_an_exercise_is_one_frame(pages: Mapping[str, BeautifulSoup]) -> None:
    """It holds every cell of the exercise, both hints, and nothing of another one."""
    framed = 0
    for name, page in pages.items():
        for frame in page.select("section.exercise > .exercise-body"):
            framed += 1
            tags = {
                tag
                for cell in frame.select("div.cell")
                for tag in cell["class"]
                if re.match(r"tag_(exercise|check|solution)-", tag)
            }
            assert len(tags) == 3, (name, tags)
            assert len({tag.rpartition("-")[2] for tag in tags}) == 1, (name, tags)
            assert len(frame.select("details.sd-dropdown")) >= 2, name
        outside = page.select("div.cell[class*=tag_solution-]")
        assert all(cell.find_parent(class_="exercise-body") for cell in outside), name
    assert framed == course.number_of_exercises()


def test_every_page_describes_itself(pages: Mapping[str, BeautifulSoup]) -> None:
    """In at most 170 letters, without TeX, and each in words of its own."""
    words = {}
    for name, page in pages.items():
        if name.rpartition("/")[2] in MADE or {"generated", "_modules"} & {
            *name.split("/")
        }:
            continue
        meta = page.find("meta", attrs={"name": "description"})
        assert meta is not None, name
        assert 20 <= len(meta["content"]) <= 170, (name, meta["content"])
        assert "\\" not in meta["content"], name
        words[name] = meta["content"]
    assert len(set(words.values())) == len(words)


def test_the_way_on_ends_with_the_section(pages: Mapping[str, BeautifulSoup]) -> None:
    """Previous and next lead to pages of the same section."""
    ways = 0
    for name, page in pages.items():
        for link in page.select(".prev-next-area a"):
            ways += 1
            assert "/" in name, name
            target = (Path("/", name).parent / str(link["href"])).resolve()
            assert target.parts[1] == name.split("/")[0], (name, link["href"])
    assert ways > len(course.pages())


def test_pages_fetch_neither_icon_font_nor_search_index(
    pages: Mapping[str, BeautifulSoup],
) -> None:
    """The search index comes with the first query on the page of results."""
    for name, page in pages.items():
        scripts = page.find_all("script")
        fetched = " ".join(str(script.get("src")) for script in scripts)
        assert "fontawesome" not in fetched, name
        assert "searchindex" not in fetched, name
        written = " ".join(script.get_text() for script in scripts)
        assert ("searchindex" in written) == (name == "search"), name
