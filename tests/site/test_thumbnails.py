"""Thumbnails: one part of a figure, thick, without letters, and the figure stays as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pytest
from _ext import thumbnails

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure


@pytest.fixture
def figure() -> Iterator[Figure]:
    """Return a figure of two parts."""
    plt.style.use("lif.figure")
    figure, (top, bottom) = plt.subplots(2)
    top.plot([0, 1], color="#0000ff", label="theory")
    top.set(xlabel="$t$ (ms)", title="above")
    top.legend()
    bottom.plot([0, 1], color="#00ff00", linewidth=6)
    bottom.annotate("here", (0, 0))
    figure.suptitle("both")
    yield figure
    plt.close(figure)


@pytest.mark.parametrize(("part", "kept"), [(0, "#0000ff"), (1, "#00ff00")])
def test_a_thumbnail_shows_one_part(figure: Figure, part: int, kept: str) -> None:
    """The other part is not in it."""
    svg = thumbnails.draw(figure, part)
    assert set(re.findall("#0000ff|#00ff00", svg)) == {kept}


def test_a_thumbnail_has_no_letters(figure: Figure) -> None:
    """Letters are outlines, and each text is named in a comment before it."""
    for part in (0, 1):
        assert "<!--" not in thumbnails.draw(figure, part)


def test_what_is_thin_becomes_thick_and_the_rest_stays(figure: Figure) -> None:
    """The thick line of the second part is as thick as it was."""
    widths = [
        {float(x) for x in re.findall(r"stroke-width: ([\d.]+)", svg)}
        for svg in (thumbnails.draw(figure, 0), thumbnails.draw(figure, 1))
    ]
    assert max(widths[0]) == pytest.approx(3.2)
    assert max(widths[1]) == 6


def test_the_figure_itself_stays(figure: Figure) -> None:
    """It is shown on the page of the example."""
    thumbnails.draw(figure, 1)
    top, bottom = figure.axes
    assert (top.get_xlabel(), top.get_title()) == ("$t$ (ms)", "above")
    assert top.get_legend() is not None
    assert len(bottom.texts) == 1
    assert thumbnails.draw(figure, 1) == thumbnails.draw(figure, 1)
