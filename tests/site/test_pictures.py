"""Pictures keep their place, and a figure has colours for the dark page."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import jupytext
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from _ext import pictures
from PIL import Image

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    page
    for page in sorted(DOCS.rglob("*.md"))
    if not page.relative_to(DOCS).parts[0].startswith("_")
    and "\n    alt: " in page.read_text(encoding="utf-8")
]


def test_contrasts_are_those_that_wcag_gives() -> None:
    """White on black has 21 to 1; #767676 on white is the palest grey with 4.5 to 1."""

    def ratio(first: tuple[int, ...], second: tuple[int, ...]) -> float:
        return (pictures._luminance(first) + 0.05) / (
            pictures._luminance(second) + 0.05
        )

    assert ratio((255,) * 3, (0,) * 3) == pytest.approx(21)
    assert ratio((255,) * 3, (0x76,) * 3) >= 4.5 > ratio((255,) * 3, (0x77,) * 3)


@pytest.mark.parametrize("style", ["lif.figure", "default"])
def test_lines_can_be_seen_in_the_dark(style: str) -> None:
    """Each colour of the cycle has at least the 3 to 1 that WCAG asks of graphics."""
    with plt.style.context(style):
        colours = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    for colour in colours:
        red, green, blue = (round(255 * x) for x in mpl.colors.to_rgb(colour))
        assert pictures._contrast(pictures.dark_colour((red, green, blue))) >= 3


def test_greys_change_places() -> None:
    """White becomes the ground of the page and black its text; the order of greys turns."""
    greys = [pictures.dark_colour((x, x, x)) for x in range(0, 256, 15)]
    assert greys[0] == pictures._TEXT
    assert greys[-1] == pictures._GROUND
    luminances = [pictures._luminance(grey) for grey in greys]
    assert luminances == sorted(luminances, reverse=True)


@pytest.mark.parametrize("colour", ["black", "C0"])
def test_dots_that_are_stored_as_an_image_can_be_seen_in_the_dark(colour: str) -> None:
    """Black ones get the colour of the text, and coloured ones keep theirs."""
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1], ".", color=colour, rasterized=True)
    file = StringIO()
    figure.savefig(file, format="svg", transparent=True)
    plt.close(figure)
    shown = []
    for svg in (file.getvalue(), pictures.dark(file.getvalue())):
        found = re.search(r"data:image/png;base64,\s*([\w+/=\s]+)", svg)
        assert found
        with Image.open(BytesIO(b64decode(found[1]))) as image:
            counted = image.convert("RGBA").getcolors(image.width * image.height)
        assert counted
        colours: list[Any] = [pixel for _, pixel in counted]
        shown.append({pixel[:3] for pixel in colours if pixel[3] == 255})
    if colour == "black":
        assert shown == [{(0, 0, 0)}, {pictures._TEXT}]
    else:
        assert shown[0] == shown[1]


def test_a_picture_has_one_attribute_of_classes() -> None:
    """A browser ignores a second one; sphinx-gallery writes spaces around the sign."""
    tag = '<img src="a.svg" class = "sphx-glr-single-img"/>'
    expected = '<img src="a.svg" class="only-dark sphx-glr-single-img"/>'
    assert pictures._with_class(tag, "only-dark") == expected
    assert pictures._with_class("<img>", "a") == '<img class="a">'


def test_a_size_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    """A figure without its size would make the page move."""
    file = tmp_path / "figure.svg"
    file.write_text('<svg viewBox="0 0 10 10"></svg>', encoding="utf-8")
    with pytest.raises(ValueError, match=r"figure\.svg does not say"):
        pictures.size(file)


def test_every_picture_has_its_size_and_a_twin_for_the_dark(site: Path) -> None:
    """Width and height, so that nothing moves; and the twin is a file of the same size."""
    seen = 0
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for tag in re.findall(r"<img\b[^>]*>", text):
            source = re.search(r'src="([^"]*_images/[^"]+)"', tag)
            if source is None:
                continue
            seen += 1
            assert re.search(r'width="\d+"', tag), (page.name, tag)
            assert re.search(r'height="\d+"', tag), (page.name, tag)
            file = page.parent / source[1]
            if file.suffix == ".svg" and ".dark" not in file.name:
                twin = file.with_suffix(".dark.svg")
                assert source[1].replace(".svg", ".dark.svg") in text
                assert pictures.size(twin) == pictures.size(file)
    assert seen


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_figure_has_a_short_caption(page: Path) -> None:
    """One sentence of at most twenty words beside each description."""
    for cell in jupytext.read(page, fmt="md:myst").cells:
        shown = cell.metadata.get("mystnb", {})
        if "image" not in shown:
            continue
        caption = shown.get("figure", {}).get("caption", "")
        assert re.fullmatch(r"[^\n]+\.", caption), shown["image"]["alt"]
        assert len(caption.split()) <= 20, caption
