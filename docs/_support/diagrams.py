"""The diagrams of the course, each a function that returns SVG.

Lines and letters have the colour of the text around them, so that one picture serves the light
and the dark page. Where a membrane is shown, the outside of the cell is above it and the inside
below.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

import schemdraw
import schemdraw.elements as elm
from schemdraw import flow as chart
from schemdraw.segments import (
    Segment,
    SegmentBezier,
    SegmentCircle,
    SegmentPoly,
    SegmentText,
)

from _support.house import house

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemdraw.segments import SegmentType

__all__ = ["house"]  # a diagram that is drawn elsewhere

schemdraw.use("svg")


def _drawing(**options: Any) -> schemdraw.Drawing:
    """Return an empty drawing."""
    drawing = schemdraw.Drawing(show=False)
    look = {"color": "currentColor", "fontsize": 12, "lw": 1.5, "unit": 2.6}
    drawing.config(**look | options)
    return drawing


def _svg(drawing: schemdraw.Drawing) -> str:
    """Return the code of a drawing, whose ground is that of the page."""
    code = str(drawing.get_imagedata("svg").decode())
    return code.replace("fill:white", "fill:var(--pst-color-background, white)")


def _shape(segments: Sequence[SegmentType]) -> schemdraw.Drawing:
    """Return a drawing of lines, circles and letters that are not parts of a circuit."""
    shape = elm.Element()
    shape.segments.extend(segments)
    with _drawing() as drawing:
        drawing.add(shape)
    return drawing


def _text(x: float, y: float, label: str, align: str = "center") -> SegmentText:
    """Return letters beside, or around, a point."""
    return SegmentText((x, y), label, align=(align, "center"), fontsize=12)


def cell() -> str:
    """Draw a neuron, with its parts, and the end of another cell's axon at a dendrite."""
    # Each dendrite leaves the cell body at an angle, and divides into two.
    branches = [
        Segment([(d * cos(radians(a)), d * sin(radians(a))) for a, d in way])
        for angle in (100, 142, 180, 218, 260)
        for way in (
            [(angle, 0.6), (angle, 1.15), (angle - 9, 1.75)],
            [(angle, 1.15), (angle + 9, 1.75)],
        )
    ]
    axon = [
        Segment([(0.6, 0), (4.1, 0)]),
        *(Segment([(4.1, 0), (4.6, y), (4.95, y)]) for y in (0.5, 0, -0.5)),
        *(SegmentCircle((5.02, y), 0.07, fill="currentColor") for y in (0.5, 0, -0.5)),
    ]
    # The spike stands above the axon, with the direction in which it travels.
    spike = [
        Segment(
            [(1.5, 0.3), (1.8, 0.3), (1.95, 1), (2.1, 0.2), (2.2, 0.3), (2.5, 0.3)]
        ),
        Segment([(2.65, 0.55), (3.4, 0.55)], arrow="->"),
    ]
    other = [
        SegmentBezier([(-3.1, 2.0), (-2.4, 2.1), (-1.6, 1.45)], ls="--"),
        SegmentCircle((-1.57, 1.4), 0.07, fill="currentColor"),
    ]
    words = [
        _text(-3.1, 2.4, "axon of another cell", "left"),
        _text(-1.75, 1.3, "synapse", "right"),
        _text(-1.0, -1.65, "dendrites", "right"),
        _text(0.45, -0.75, "cell body", "left"),
        _text(3.4, -0.3, "axon"),
        _text(1.95, 1.3, "spike"),
    ]
    body = SegmentCircle((0, 0), 0.6)
    return _svg(_shape([body, *branches, *axon, *spike, *other, *words]))


def membrane() -> str:
    """Draw a piece of membrane, with an open channel, and the ions on both sides."""
    half = 0.26  # the membrane's thickness
    layer = [
        SegmentPoly([(a, -half), (b, -half), (b, half), (a, half)], fill="none")
        for a, b in ((0, 2.5), (3.3, 6.6))
    ]
    channel = [
        SegmentPoly(
            [(x, -0.45), (x + 0.2, -0.45), (x + 0.2, 0.45), (x, 0.45)],
            fill="currentColor",
        )
        for x in (2.5, 3.1)
    ]
    through = Segment([(2.9, -0.8), (2.9, 0.95)], arrow="->")
    places = [0.4, 1.1, 1.8, 4.0, 4.7, 5.4, 6.1]
    charges = [
        _text(x, side * 0.52, sign)
        for x in places
        for side, sign in ((1, "+"), (-1, "\N{MINUS SIGN}"))
    ]
    # Potassium is mostly inside, sodium mostly outside.
    below = [(0.7, "K⁺"), (1.6, "K⁺"), (3.9, "K⁺"), (4.9, "Na⁺"), (5.8, "K⁺")]
    above = [(0.7, "Na⁺"), (1.6, "Na⁺"), (4.2, "Na⁺"), (5.1, "K⁺"), (6.0, "Na⁺")]
    ions = [
        *(_text(x, 1.1 + 0.2 * (k % 2), ion) for k, (x, ion) in enumerate(above)),
        *(_text(x, -1.1 - 0.2 * (k % 2), ion) for k, (x, ion) in enumerate(below)),
        _text(2.9, -1.1, "K⁺"),
    ]
    words = [
        _text(0, 2.0, "outside of the cell", "left"),
        _text(0, -1.9, "inside of the cell", "left"),
        _text(2.9, 1.25, "channel"),
        _text(5.1, 0, "membrane"),
    ]
    return _svg(_shape([*layer, *channel, through, *charges, *ions, *words]))


def circuit() -> str:
    """Draw the circuit of the membrane: the source of I, C, and R with E_L, side by side."""
    with _drawing() as drawing:
        outside = elm.Line().right(6.6)
        elm.Line().at((0, -2.8)).right(6.6)
        elm.Label().at((0, 0.2)).label("outside of the cell", halign="left")
        elm.Label().at((0, -3.2)).label("inside of the cell", halign="left")

        elm.SourceI().at((0.8, 0)).down(2.8).label("$I$", loc="bottom")
        for x in (0.8, 2.6, 4.6):
            elm.Dot().at((x, 0))
            elm.Dot().at((x, -2.8))
        elm.Capacitor().at((2.6, 0)).down(2.8).label("$C$", loc="bottom")
        elm.BatteryCell().at((4.6, 0)).down(1.1).label("$E_L$", loc="bottom")
        elm.Resistor().down(1.7).label("$R$", loc="bottom")
        elm.Arrow().at((6.6, -0.15)).down(2.5).label("$V$", loc="bottom")
        elm.Dot(open=True).at(outside.end)
        elm.Dot(open=True).at((6.6, -2.8))
    return _svg(drawing)


def flow() -> str:
    """Draw one turn of the loop over time: keep V, take a step, and reset V after a spike."""
    with _drawing() as drawing:
        chart.Terminal(w=4, h=0.9).label("$V = E_{L}$")
        chart.Arrow().down(1.2)
        keep = chart.Box(w=4, h=0.9).label("append $V$ to the list")
        chart.Arrow().down(0.6)
        chart.Box(w=4, h=0.9).label("Euler step")
        chart.Arrow().down(0.6)
        asked = chart.Decision(w=4, h=1.8, E="no", S="yes", fontsize=13)
        asked.label("$V > V_{th}$ ?")
        chart.Arrow().down(0.8).at(asked.S)
        chart.Box(w=4, h=0.9).label("keep the spike time")
        chart.Arrow().down(0.6)
        chart.Box(w=4, h=0.9).label("set $V$ to $V_{reset}$")
        # After both answers, the next step begins where V is appended.
        chart.Line().down(0.7)
        back = chart.Line().left(2.6).label("next step", loc="bottom")
        chart.Wire("c", k=0.7).at(asked.E).to(back.start)
        chart.Wire("|-", arrow="->").at(back.end).to((keep.N.x, keep.N.y + 0.5))
    return _svg(drawing)
