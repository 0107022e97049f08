"""Animations as figures with a slider: their frames, their values, and what a page gets."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pytest
from _ext import player
from _support import slides
from _web.python import _slides
from bs4 import BeautifulSoup
from matplotlib.animation import FuncAnimation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = 'dots & "waves"'


@pytest.fixture
def animation() -> Iterator[FuncAnimation]:
    """Return an animation of three frames."""
    plt.style.use("lif.figure")
    figure, axes = plt.subplots(figsize=(2, 2))
    (line,) = axes.plot([0, 1])

    def draw(frame: int) -> None:
        line.set_ydata([0, frame])
        axes.set_title(rf"$\tau_\text{{m}}$ = {frame} ms")

    yield FuncAnimation(figure, draw, frames=3, interval=70)
    plt.close(figure)


def test_each_frame_is_a_figure_and_a_value(animation: FuncAnimation) -> None:
    """All frames differ, none shows the title, and the titles are what the slider says."""
    content = slides.content(slides.carried(animation))
    assert content["interval"] == 70
    pictures, values = zip(*content["frames"], strict=True)
    assert values == ("τ = 0 ms", "τ = 1 ms", "τ = 2 ms")
    assert len(set(pictures)) == 3
    assert not any("ms" in picture for picture in pictures)


def test_the_same_animation_has_the_same_frames(animation: FuncAnimation) -> None:
    """A second build writes the same files."""
    assert slides.carried(animation) == slides.carried(animation)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (r"$\Delta t$ = 0.5 ms", "Δt = 0.5 ms"),
        ("$I$ = 115 pA", "I = 115 pA"),
        (r"$\mu$ and $\sigma_\mathrm{x}$", "\u03bc and \u03c3"),
    ],
)
def test_a_title_in_words(title: str, words: str) -> None:
    """Signs of formulas become letters."""
    assert _slides.plain(title) == words


def test_the_page_gets_a_still_and_the_values(
    animation: FuncAnimation, tmp_path: Path
) -> None:
    """It shows the first frame without scripts, in words too; the others are files."""
    content = slides.content(slides.carried(animation))
    first = player.write(content["frames"], tmp_path / "images")
    files = sorted(file.name for file in (tmp_path / "images").iterdir())
    assert len(files) == 6
    assert first in files
    assert first.replace("-0.svg", "-2.dark.svg") in files
    html = BeautifulSoup(player.figure(content, WORDS, first), "html.parser")
    (image,) = html.select(".slides img")
    assert (image["src"], image["alt"]) == (first, WORDS)
    assert json.loads(str(html.div and html.div["data-words"])) == [
        words for _, words in content["frames"]
    ]


def test_the_button_of_a_slider_has_its_words() -> None:
    """The script takes what the button says from the page, which has a language."""
    content = {"frames": [["<svg/>", "I = 1 pA"]], "interval": 100}
    html = BeautifulSoup(player.figure(content, WORDS, "0.svg"), "html.parser")
    taken = set(re.findall(r"labels\.(\w+)", player.SCRIPT.read_text("utf-8")))
    said = {name: html.select(".slides")[0].get(f"data-{name}") for name in taken}
    assert said == {"play": "Play", "pause": "Pause"}


def test_frames_cannot_end_what_carries_them() -> None:
    """A figure may hold any text."""

    class Fake:
        _interval = 1

        def save(self, _name: str, writer: _slides._Collector) -> None:
            writer.slides.append(_slides.Slide("<svg></script></svg>", "<!-- 1 -->"))

    carrier = slides.carried(Fake())  # type: ignore[arg-type]
    assert carrier.count("</script>") == 1
    assert slides.content(carrier)["frames"] == [["<svg></script></svg>", "<!-- 1 -->"]]
