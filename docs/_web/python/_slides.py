"""The frames of an animation as figures, each with the value that its title shows.

The site is built with this module, and a page in which a cell makes an animation runs it.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
from matplotlib.animation import AbstractMovieWriter

if TYPE_CHECKING:
    from matplotlib.animation import Animation
    from matplotlib.figure import Figure

_SIGNS = {
    r"\Delta ": "Δ",
    r"\mu": "μ",
    r"\sigma": "\N{GREEK SMALL LETTER SIGMA}",
    r"\tau": "τ",
}
_SUBSCRIPT = re.compile(r"_\\(?:text|mathrm)\{\w+\}")


class Slide(NamedTuple):
    """One frame: the figure without its title, and the title in words."""

    svg: str
    words: str


class _Collector(AbstractMovieWriter):
    """A writer of movies that keeps each frame in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.slides: list[Slide] = []

    def setup(self, fig: Figure, outfile: str, dpi: float | None = None) -> None:
        """Note the figure."""
        super().setup(fig, outfile, dpi)

    def grab_frame(self, **options: Any) -> None:
        """Keep the figure as it is now."""
        axes = self.fig.axes[0]
        title = axes.get_title()
        axes.set_title("")
        if not self.slides:  # all frames have the layout of the first
            self.fig.draw_without_rendering()
            self.fig.set_layout_engine("none")
        file = io.StringIO()
        self.fig.savefig(file, format="svg", metadata={"Date": None}, **options)
        axes.set_title(title)
        self.slides.append(Slide(file.getvalue(), plain(title)))

    def finish(self) -> None:
        """There is nothing to close."""


def slides(animation: Animation) -> list[Slide]:
    """Return all frames of an animation."""
    collector = _Collector()
    with mpl.rc_context({"svg.hashsalt": "slides"}):  # the same names in every build
        animation.save("frames", writer=collector)
    return collector.slides


def interval(animation: Animation) -> int:
    """Return how long each frame is shown when the animation is played, in milliseconds."""
    return int(animation._interval)  # type: ignore[attr-defined]  # noqa: SLF001


def plain(title: str) -> str:
    """Return a title without the signs that matplotlib sets as a formula."""
    text = _SUBSCRIPT.sub("", title.replace("$", ""))
    for tex, sign in _SIGNS.items():
        text = text.replace(tex, sign)
    return text
