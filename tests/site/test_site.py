"""The whole site, built: it stands in its folder, whole, and needs nothing from elsewhere."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from _ext.gallery import beside

import lif

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "gallery").glob("*/*.py"))
FUNCTIONS = sorted(
    f"{module.__name__}.{name}"
    for module in (lif, lif.exact, lif.spikes)
    for name in module.__all__
)


class Page(HTMLParser):
    """What a page of the site consists of: its tags, its anchors, its links."""

    def __init__(self, file: Path, site: Path) -> None:
        super().__init__()
        self.file, self.site = file, site
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(file.read_text(encoding="utf-8"))
        self.anchors = {attrs["id"] for _, attrs in self.tags if "id" in attrs}
        self.links = {
            attrs["href"] for tag, attrs in self.tags if tag == "a" and "href" in attrs
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def loads(self) -> set[str]:
        """Return the addresses that a browser fetches on its own."""
        found = {
            attrs[name]
            for tag, attrs in self.tags
            for name in ("src", "data", "poster", "href")
            if name in attrs and (name != "href" or tag == "link")
        }
        for _, attrs in self.tags:
            found |= {
                part.split()[0] for part in attrs.get("srcset", "").split(",") if part
            }
        return found


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Return the pages of the site by their files."""
    return {
        file: Page(file, site)
        for file in site.rglob("*.html")
        if "_static" not in file.parts
    }


def target(page: Page, address: str) -> tuple[Path, str]:
    """Return the file and the anchor that an address on a page leads to."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    if path.startswith("/"):  # only on the page for what was not found
        file = page.site / path[1:]
    else:
        file = page.file.parent / path if path else page.file
    return file.resolve(), unquote(parts.fragment)


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Page]) -> None:
    """Scripts, styles, fonts and pictures are files of the site."""
    missing = {
        (page.file.name, address)
        for page in pages.values()
        for address in page.loads()
        if not address.startswith("data:") and not target(page, address)[0].is_file()
    }
    assert missing == set()


def test_styles_load_nothing_from_elsewhere(site: Path) -> None:
    """The styles' own fonts, pictures and imports are files of the site or inside the style."""
    for file in site.rglob("*.css"):
        text = re.sub(
            r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        assert (
            re.findall(r"""(?:url\(|@import)\s*["']?(?:https?:)?//[^)"']*""", text)
            == []
        ), file


def test_every_link_within_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    """A file, not a folder, and an anchor that the file has: so it works from a disk, too."""
    broken = set()
    for page in pages.values():
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            file, anchor = target(page, link)
            anchors = pages[file].anchors if file in pages else set()
            if not file.is_file() or (anchor and anchor not in anchors):
                broken.add((page.file.name, link))
    assert broken == set()


def test_every_picture_is_described(pages: dict[Path, Page]) -> None:
    """Sphinx puts the file's name where the author has put no words."""
    bare = {
        (page.file.name, attrs["src"])
        for page in pages.values()
        for tag, attrs in page.tags
        if tag == "img" and "_thumb" not in attrs["src"]  # beside its title
        if not attrs.get("alt") or "_images/" in attrs["alt"]
    }
    assert bare == set()


def test_what_unfolds_has_a_name(pages: dict[Path, Page]) -> None:
    """A button without words says to a screen reader what it unfolds."""
    for file in pages:
        text = file.read_text(encoding="utf-8")
        for summary in re.findall(r"<summary.*?</summary>", text, re.DOTALL):
            words = re.sub(r"<[^>]+>", "", summary).strip()
            assert words or 'aria-label="' in summary, file


def test_mathematics_is_there_without_a_script(pages: dict[Path, Page]) -> None:
    """Each formula is HTML, with MathML for a screen reader, and its page has the style sheet."""
    with_formulas = [
        page
        for page in pages.values()
        if any("katex" in attrs.get("class", "").split() for _, attrs in page.tags)
    ]
    assert len(with_formulas) > len(EXAMPLES)
    for page in with_formulas:
        assert any("katex.css" in address for address in page.loads()), page.file
        tags = [tag for tag, _ in page.tags]
        formulas = sum(attrs.get("class") == "katex" for _, attrs in page.tags)
        assert tags.count("math") == formulas, page.file


def test_no_formula_is_left_as_tex(pages: dict[Path, Page]) -> None:
    r"""Nothing stands between the marks that MathJax would look for, ``\\(`` and ``\\[``."""
    for file in pages:
        text = file.read_text(encoding="utf-8")
        without_code = re.sub(
            r"<(pre|script|annotation)\b.*?</\1>", "", text, flags=re.DOTALL
        )
        assert re.findall(r"\\[(\[].{0,40}", without_code) == [], file


def test_every_example_can_be_downloaded(site: Path) -> None:
    """As the script that it is, and as a notebook that is valid."""
    assert EXAMPLES
    for example in EXAMPLES:
        (script,) = site.glob(f"en/_downloads/*/{example.name}")
        assert script.read_bytes() == example.read_bytes()
        (file,) = site.glob(f"en/_downloads/*/{example.stem}.ipynb")
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        texts = "".join(x.source for x in notebook.cells if x.cell_type == "markdown")
        assert "pip install ." in texts
        assert "licence" in texts
        assert "](.." not in texts  # such a link would lead nowhere


def test_every_figure_of_the_gallery_has_its_words(pages: dict[Path, Page]) -> None:
    """One figure on each page, a picture or a player, its caption, and what is to be seen."""
    for example in EXAMPLES:
        section = example.parent.name
        file = next(
            x for x in pages if x.match(f"gallery/{section}/{example.stem}.html")
        )
        page = pages[file]
        (caption,) = re.findall(
            r"<figcaption>(.*?)</figcaption>", file.read_text("utf-8"), re.DOTALL
        )
        said = " ".join(html.unescape(re.sub(r"<[^>]*>", "", caption)).split())
        assert said.removesuffix("#").strip() == beside(example)["caption"]
        (alt,) = {
            attrs["alt"]
            for tag, attrs in page.tags
            if tag == "img" and "_thumb" not in attrs["src"]
        }
        assert alt == beside(example)["figure"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_comes_between_a_cell_and_what_announces_it(
    site: Path, language: str
) -> None:
    """The box about running cells stands before a sentence that ends with a colon."""
    boxes = 0
    for file in (site / language).rglob("*.html"):
        before, box, _ = file.read_text("utf-8").partition('<div class="live-note"')
        boxes += bool(box)
        assert not box or not re.search(r"[:\uff1a]\s*(</\w+>\s*)+$", before), file.name
    assert boxes > 20


def test_thumbnails_stand_still(site: Path) -> None:
    """No picture of the gallery moves before its reader asks for it."""
    assert list(site.rglob("sphx_glr_*_thumb.svg"))
    assert list(site.rglob("*.gif")) == []


def test_figures_with_a_slider_are_light(pages: dict[Path, Page], site: Path) -> None:
    """Their frames are files, so at least three examples have a slider and a light page."""
    found = [
        page
        for page in pages.values()
        if "gallery" in page.file.parts
        and any(attrs.get("class") == "slides" for _, attrs in page.tags)
    ]
    assert len(found) >= 3
    assert max(page.file.stat().st_size for page in found) < 150_000
    for page in found:
        (slides,) = (x for _, x in page.tags if x.get("class") == "slides")
        first = next(x["src"] for tag, x in page.tags if "/slides-" in x.get("src", ""))
        name = first.rpartition("/")[2].removesuffix("-0.svg")
        files = {x.name for x in (site / "en" / "_images").glob(f"{name}-*.svg")}
        frames = range(len(json.loads(slides["data-words"])))
        kinds = ("svg", "dark.svg")
        assert files == {f"{name}-{k}.{kind}" for k in frames for kind in kinds}


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"lif.Trace"}))
def test_the_reference_shows_examples(name: str, pages: dict[Path, Page]) -> None:
    """The page of a function leads to the examples that use it."""
    in_each_language = [pages[x] for x in pages if x.name == f"{name}.html"]
    assert len(in_each_language) == 2
    for page in in_each_language:
        links = (link for link in page.links if "gallery/" in link)
        examples = {target(page, link)[0].stem for link in links}
        assert examples & {example.stem for example in EXAMPLES}
