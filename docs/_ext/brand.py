"""The sign of `lif`, drawn from a run of the model: V climbs, a spike, V is reset and climbs.

It stands in the header of every page and in the tab of the browser. The directive ``sketch``
draws small pictures of the same kind, without axes, for the doors of the home page::

    ```{sketch} raster
    ```
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import lif

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# The accent: the blue of the figures, and the lighter blue of the same palette in the dark.
LIGHT, DARK = "#0072B2", "#56B4E9"
_SIZE = 32
_DT = 1e-4

Point = tuple[float, float]


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def sign() -> str:
    """Return the path of the sign, in a square of 32 by 32."""
    neuron = lif.Neuron()
    interval = lif.exact.interspike_interval(2.5e-10, neuron)
    t = lif.time_grid(round(1.55 * interval, 3), _DT)
    start = lif.State(neuron.vr)
    v = lif.run(np.full(len(t), 2.5e-10), neuron, dt=_DT, state=start).v
    (spike,) = np.flatnonzero(np.diff(v) < 0)
    x = np.interp(t, (t[0], t[-1]), (2.5, _SIZE - 2.5))
    y = np.interp(v, (neuron.vr, neuron.vth), (_SIZE - 4.5, 14))
    # A few points are enough for a sign; the spike goes up from the last one before it.
    climb = [*range(0, spike, 20), spike]
    again = [*range(spike + 1, len(t), 20), len(t) - 1]
    top = [(x[spike], 3.0)]
    points = [(x[k], y[k]) for k in climb], [(x[spike], y[k]) for k in again[:1]]
    rest = [(x[k], y[k]) for k in again]
    return _path([*points[0], *top, *points[1], *rest])


def mark(colour: str, style: str = "") -> str:
    """Return the sign as a file of SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">{style}'
        f'<path d="{sign()}" fill="none" stroke="{colour}" stroke-width="3" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )
