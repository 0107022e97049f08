"""Plots that a page can redraw: curves in SVG, and their labels in HTML.

The SVG is stretched to the width of the page while its lines keep their width. Its labels would
be stretched as well, so they are HTML, placed by percentages. ``_web/neuron.js`` moves what
changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from sphinx.locale import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    Point = tuple[float, float]

SIZE = 1000  # of the square that is stretched


def number(value: float) -> str:
    """Return a number as a label shows it, with a true minus."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def quantity(value: str, unit: str) -> str:
    """Return a number with its unit, as the language of the page writes it."""
    return str(_("{value} {unit}")).format(value=value, unit=unit)


def coordinate(part: float) -> str:
    """Return a part of the width or height as a coordinate, rounded as the script does it."""
    return str(floor(10 * SIZE * part + 0.5) / 10).removesuffix(".0")


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One plot: the ranges of its axes, in the units of its labels, and the numbers on them."""

    name: str
    title: str = ""  # HTML
    key: str = ""  # HTML, at the other end of the title's line
    x: Point
    y: Point
    x_ticks: tuple[float, ...] = ()
    x_unit: str = ""
    y_ticks: tuple[float, ...] = ()

    def left(self, x: float) -> float:
        """Return how far to the right a value lies, as a part of the width."""
        return (x - self.x[0]) / (self.x[1] - self.x[0])

    def top(self, y: float) -> float:
        """Return how far down a value lies, as a part of the height."""
        return (self.y[1] - y) / (self.y[1] - self.y[0])

    def line(self, points: Iterable[Point]) -> str:
        """Return the path through the points."""
        return "M" + "L".join(
            f"{coordinate(self.left(x))} {coordinate(self.top(y))}" for x, y in points
        )

    def lines(self, pieces: Iterable[Iterable[Point]]) -> str:
        """Return one path of several lines."""
        return "".join(map(self.line, pieces))

    def bars(self, spans: Iterable[Point]) -> str:
        """Return the path around bars as high as the plot, from one x to another."""
        corners = (
            (coordinate(self.left(a)), coordinate(self.left(b))) for a, b in spans
        )
        return "".join(f"M{a} 0V{SIZE}H{b}V0Z" for a, b in corners)

    def label(self, kind: str, words: str, **at: float) -> str:
        """Return a label at a place: x, y or both."""
        place = {
            side: 100 * getattr(self, side)(value)
            for side, value in (("left", at.get("x")), ("top", at.get("y")))
            if value is not None
        }
        style = ";".join(f"{side}:{percent:.4g}%" for side, percent in place.items())
        return f'<span class="{kind}" style="{style}">{words}</span>'

    def html(self, *, drawn: dict[str, str], around: str = "") -> str:
        """Return the plot with its paths, each under its name, and with further HTML."""
        paths = "".join(f'<path class="{kind}" d="{d}"/>' for kind, d in drawn.items())
        ticks = [self.label("tick-x", number(x), x=x) for x in self.x_ticks[:-1]]
        ticks += [
            self.label("tick-x tick-end", quantity(number(x), self.x_unit), x=x)
            for x in self.x_ticks[-1:]
        ]
        ticks += [self.label("tick-y", number(y), y=y) for y in self.y_ticks]
        return (
            f'<div class="plot plot-{self.name}">'
            f'<p class="plot-title"><span>{self.title}</span>{self.key}</p>'
            f'<div class="plot-box"><svg viewBox="0 0 {SIZE} {SIZE}" '
            f'preserveAspectRatio="none" aria-hidden="true">{paths}</svg>'
            f"{''.join(ticks)}{around}</div></div>"
        )
