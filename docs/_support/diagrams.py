"""The diagrams of the course, each a function that returns SVG.

Lines and letters have the colour of the text around them, so that one picture serves the light
and the dark page.
"""

from __future__ import annotations

from typing import Any

import schemdraw
import schemdraw.elements as elm
from schemdraw import flow as chart

schemdraw.use("svg")


def _drawing(**options: Any) -> schemdraw.Drawing:
    """Return an empty drawing."""
    drawing = schemdraw.Drawing(show=False)
    look = {"color": "currentColor", "fontsize": 13, "lw": 1.5, "unit": 2.6}
    drawing.config(**look | options)
    return drawing


def circuit() -> str:
    """Draw the circuit of the membrane: R with E_L, C and the current source, side by side."""
    with _drawing() as drawing:
        elm.SourceI().up().label("$I$", loc="top").reverse()
        elm.Line().right()
        elm.Dot()
        drawing.push()
        elm.Capacitor().down().label("$C$", loc="top")
        elm.Dot()
        drawing.pop()
        elm.Line().right()
        elm.Resistor().down(1.6).label("$R$", loc="top")
        elm.BatteryCell().down(1.0).reverse().label("$E_L$", loc="top")
        elm.Line().left()
        elm.Line().left()
    return str(drawing.get_imagedata("svg").decode())


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
    return str(drawing.get_imagedata("svg").decode())
