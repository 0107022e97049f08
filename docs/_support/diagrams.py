"""The diagrams of the course, each a function that returns SVG.

Lines and letters have the colour of the text around them, so that one picture serves the light
and the dark page.
"""

from __future__ import annotations

from typing import Any

import schemdraw
import schemdraw.elements as elm

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
