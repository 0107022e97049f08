"""A small drawing for each page of the course: one idea, in one line width and without axes.

The function for a page has the page's name, with underscores. It returns lines in the box of
`sketches`; what comes from the neuron is computed with `lif`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import lif
from _support.sketches import BOX, Line, curves, in_box, raster, trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

_WIDE, _HIGH = BOX
_DT = 1e-4


def of(page: str) -> list[Line]:
    """Return the drawing for a page of the course."""
    lines: list[Line] = globals()[page.replace("-", "_")]()
    return lines


def _curve(y: ArrayLike, down: tuple[float, float], x: ArrayLike | None = None) -> Line:
    """Return a line over the whole width; `down` are the values at the bottom and the top."""
    x = np.arange(np.size(y)) if x is None else np.asarray(x)
    return in_box(x, y, (x[0], x[-1]), down, (2, 2, _WIDE - 2, _HIGH - 2))


def _level(y: float, dash: float = 6.0) -> list[Line]:
    """Return a dashed line at a height of the box."""
    starts = np.arange(2, _WIDE - 2, 2 * dash).tolist()
    return [[(x, y), (min(x + dash, _WIDE - 2), y)] for x in starts]


def _box(left: float, top: float, right: float, bottom: float) -> Line:
    """Return a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def _point(x: float, y: float) -> Line:
    """Return a small diamond."""
    return [(x - 2, y), (x, y - 2), (x + 2, y), (x, y + 2), (x - 2, y)]


def _cells(rows: int, columns: int, size: float = 13) -> list[Line]:
    """Return the boxes of an array, row by row, in the middle."""
    left, top = (_WIDE - columns * size) / 2, (_HIGH - rows * size) / 2
    return [
        _box(
            left + c * size, top + r * size, left + (c + 1) * size, top + (r + 1) * size
        )
        for r in range(rows)
        for c in range(columns)
    ]


def _potential(
    i: float, neuron: lif.Neuron, seconds: float
) -> tuple[Line, list[float]]:
    """Return V under a constant current, and where along the width its spikes are."""
    t = lif.time_grid(seconds, _DT)
    run = lif.run(lif.constant_current(t, i), neuron, dt=_DT)
    kept = np.flatnonzero(
        (np.arange(len(t)) % 10 == 0) | run.spiked | np.roll(run.spiked, -1)
    )
    line = in_box(
        t[kept],
        run.v[kept],
        t[[0, -1]],
        (neuron.vr, neuron.vth),
        (2, 12, _WIDE - 2, 38),
    )
    spikes = np.interp(t[run.spiked], t[[0, -1]], (2, _WIDE - 2)).tolist()
    return line, spikes


def _marks(spikes: Sequence[float], top: float = 2, bottom: float = 10) -> list[Line]:
    """Return a mark for each spike."""
    return [[(x, top), (x, bottom)] for x in spikes]


def _bars(heights: Sequence[float], width: float) -> list[Line]:
    """Return the bars of a histogram, in the middle."""
    left = (_WIDE - len(heights) * width) / 2
    unit = (_HIGH - 4) / max(heights)
    return [
        _box(left + k * width, _HIGH - 2 - unit * h, left + (k + 1) * width, _HIGH - 2)
        for k, h in enumerate(heights)
    ]


def the_membrane() -> list[Line]:
    """Return the circuit: a capacitor beside a resistor."""
    zigzag = [(86.0 + 5 * (-1) ** k, 10 + 2.5 * k) for k in range(1, 8)]
    return [
        [
            (34, 17),
            (34, 2),
            (86, 2),
            (86, 10),
            *zigzag,
            (86, 30),
            (86, 38),
            (34, 38),
            (34, 23),
        ],
        [(24, 17), (44, 17)],
        [(24, 23), (44, 23)],
    ]


def the_model() -> list[Line]:
    """Return V as it rises to the threshold and is reset."""
    line, spikes = _potential(2.0e-10, lif.Neuron(), 42e-3)
    return [line, *_marks(spikes)]


def input_current() -> list[Line]:
    """Return the sine current."""
    t = lif.time_grid(30e-3, _DT)[::5]
    return [_curve(lif.sine_current(t), (0, 5e-10))]


def when_python_complains() -> list[Line]:
    """Return lines of text, and a mark below the wrong one."""
    text = [[(12.0, 6.0), (60.0, 6.0)], [(12.0, 16.0), (96.0, 16.0)]]
    return [*text, [(58, 34), (64, 24), (70, 34)]]


def steps_in_time() -> list[Line]:
    """Return an exponential curve, and the steps that follow it."""
    x = np.linspace(0, 3, 40)
    corners = np.arange(0, 3.5, 0.5)
    euler = 1 - 0.5 ** np.arange(len(corners))
    return [
        _curve(1 - np.exp(-x), (0, 1), x),
        _curve(np.repeat(euler, 2)[:-1], (0, 1), np.repeat(corners, 2)[1:]),
    ]


def threshold_and_reset() -> list[Line]:
    """Return V below the dashed threshold, to which it climbs again and again."""
    line, _ = _potential(2.4e-10, lif.Neuron(), 75e-3)
    return [line, *_level(9)]


def plots() -> list[Line]:
    """Return two axes and some dots."""
    x = np.linspace(24, 96, 7)
    y = 30 - 22 * (1 - np.exp(-(x - 24) / 25))
    points = map(_point, x.tolist(), y.tolist())
    return [[(14, 2), (14, 36), (106, 36)], *points]


def random_input() -> list[Line]:
    """Return a noisy current, which keeps its value for the length of a step."""
    t = lif.time_grid(24e-3, 1e-3)
    i = lif.noise_current(t, 2.5e-10, 1.0, rng=5)
    return [
        _curve(np.repeat(i, 2)[:-1], (0, 5e-10), np.repeat(np.arange(len(i)), 2)[1:])
    ]


def _noisy(n: int, seconds: float = 60e-3) -> np.ndarray:
    """Return V of several neurons with noisy input that do not fire."""
    t = lif.time_grid(seconds, 1e-3)
    i = lif.noise_current(t, 2.5e-10, 3.0, n=n, rng=4)
    return lif.run(i, lif.Neuron(vth=1.0), dt=1e-3).v.T


def ensembles() -> list[Line]:
    """Return V of three neurons that differ only in their noise."""
    v = _noisy(3)
    return [_curve(one, (v.min(), v.max())) for one in v]


def spread() -> list[Line]:
    """Return the mean of many neurons, and one standard deviation on either side."""
    v = _noisy(400)
    mean, deviation = v.mean(axis=0), v.std(axis=0)
    ends = (mean - deviation).min(), (mean + deviation).max()
    return [_curve(mean + k * deviation, ends) for k in (-1, 0, 1)]


def memory() -> list[Line]:
    """Return how the covariance with an earlier V dies away."""
    x = np.linspace(0, 4, 40)
    return [_curve(np.exp(-x), (0, 1), x), [(2, _HIGH - 2), (_WIDE - 2, _HIGH - 2)]]


def arrays() -> list[Line]:
    """Return one row of boxes."""
    return _cells(1, 8)


def two_dimensional_arrays() -> list[Line]:
    """Return a table of boxes."""
    return _cells(3, 8, 12)


def histograms() -> list[Line]:
    """Return the bars of a histogram."""
    return _bars([1, 3, 7, 10, 8, 4, 2], 12)


def spikes() -> list[Line]:
    """Return V that climbs and is reset, with a mark for each spike."""
    return trace()


def boolean_indexing() -> list[Line]:
    """Return a row of boxes, of which some are crossed out."""
    boxes = _cells(1, 8)
    crossed = [
        [box[corner], box[corner + 2]]
        for k, box in enumerate(boxes)
        if k in {0, 2, 3, 6}
        for corner in (0, 1)
    ]
    return boxes + crossed


def rasters() -> list[Line]:
    """Return a raster plot."""
    return raster()


def refractory() -> list[Line]:
    """Return V that rests after each spike."""
    line, spikes = _potential(3e-10, lif.Neuron(t_ref=10e-3), 75e-3)
    return [line, *_marks(spikes)]


def random_refractory() -> list[Line]:
    """Return the curve of a normal distribution, and its mean."""
    x = np.linspace(-3, 3, 40)
    return [_curve(np.exp(-(x**2) / 2), (0, 1), x), [(60, 8), (60, _HIGH - 2)]]


def functions() -> list[Line]:
    """Return a box with a way in and a way out."""
    ways = [[(x, 20.0), (x + 30, 20.0)] for x in (8.0, 82.0)]
    heads = [[(x - 6, 14.0), (x, 20.0), (x - 6, 26.0)] for x in (38.0, 112.0)]
    return [_box(40, 6, 80, 34), *ways, *heads]


def classes() -> list[Line]:
    """Return a form with a name and two fields, and an object that was made from it."""
    rows = [[(12.0, y), (48.0, y)] for y in (12.0, 23.0)]
    return [_box(12, 2, 48, 38), *rows, [(54, 20), (66, 20)], _box(72, 8, 108, 32)]


def test_your_neuron() -> list[Line]:
    """Return V, and the mark for right."""
    line, spikes = _potential(2.4e-10, lif.Neuron(), 50e-3)
    shrunk = [(0.68 * x, y) for x, y in line]
    return [shrunk, *_marks([0.68 * x for x in spikes]), [(90, 22), (98, 32), (114, 8)]]


def hidden_faults() -> list[Line]:
    """Return two runs that agree at first, until one of them fires too late."""
    right, _ = _potential(2.4e-10, lif.Neuron(), 36e-3)
    wrong, _ = _potential(2.4e-10, lif.Neuron(t_ref=4e-3), 36e-3)
    return [right, wrong]


def measure_a_neuron() -> list[Line]:
    """Return the f-I curve, and the points that were measured."""
    middle = curves()[1]
    return [middle, *(_point(*point) for point in middle[12::7])]


def design_a_neuron() -> list[Line]:
    """Return three sliders."""
    rows = ((8.0, 80.0), (20.0, 40.0), (32.0, 66.0))
    lines = [[(12.0, y), (108.0, y)] for y, _ in rows]
    return [*lines, *(_box(x - 4, y - 4, x + 4, y + 4) for y, x in rows)]


def where_to_go_from_here() -> list[Line]:
    """Return a way that divides."""
    heads = [[(100.0, y - 6), (108.0, y), (100.0, y + 6)] for y in (8.0, 32.0)]
    ways = [[(12.0, 20.0), (48.0, 20.0), (66.0, y), (108.0, y)] for y in (8.0, 32.0)]
    return [*ways, *heads]
