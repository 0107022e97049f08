"""Small drawings without axes, each of them computed with `lif`: the sign, and pictures for cards.

Each function returns lines, as lists of points, in a box whose y axis points down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import lif

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

Line = list[tuple[float, float]]
BOX = (120, 40)
_DT = 1e-4


def path(lines: Iterable[Line]) -> str:
    """Return the lines as one path of SVG."""
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) for line in lines
    )


def svg(lines: Iterable[Line]) -> str:
    """Return the lines as a picture, which only decorates what stands beside it."""
    return (
        f'<svg class="sketch" viewBox="0 0 {BOX[0]} {BOX[1]}" '
        f'aria-hidden="true"><path d="{path(lines)}"/></svg>'
    )


def in_box(
    x: ArrayLike,
    y: ArrayLike,
    across: Sequence[float],
    down: Sequence[float],
    box: tuple[float, float, float, float],
) -> Line:
    """Return a line whose ranges fill a box of left, top, right and bottom."""
    left, top, right, bottom = box
    columns = np.interp(x, across, (left, right))
    rows = np.interp(y, down, (bottom, top))
    return list(zip(columns.tolist(), rows.tolist(), strict=True))


def sign() -> list[Line]:
    """Return the sign of `lif` in a square of 32: V climbs, a spike, V climbs again."""
    neuron, current = lif.Neuron(), 1.6e-10
    interval = lif.exact.interspike_interval(current, neuron)
    t = lif.time_grid(round(1.45 * interval, 3), _DT)
    i = lif.constant_current(t, current)
    trace = lif.run(i, neuron, dt=_DT, state=lif.State(neuron.vr))
    (spike,) = np.flatnonzero(trace.spiked)
    # A few points are enough. The reset and the spike stand at the same time.
    kept = [*range(0, spike, 20), spike - 1, *range(spike, len(t), 20), len(t) - 1]
    times = np.where(np.equal(kept, spike - 1), t[spike], t[kept])
    line = in_box(
        times, trace.v[kept], t[[0, -1]], (neuron.vr, neuron.vth), (2.5, 14, 29.5, 27.5)
    )
    at = kept.index(spike)
    return [[*line[:at], (line[at][0], 3.0), *line[at:]]]


def trace() -> list[Line]:
    """Return V under a current that swings, with a mark for each spike."""
    neuron = lif.Neuron()
    t = lif.time_grid(75e-3, _DT)
    run = lif.run(lif.sine_current(t), neuron, dt=_DT)
    ends, box = (neuron.vr, neuron.vth), (2, 12, BOX[0] - 2, BOX[1] - 2)
    kept = np.flatnonzero(
        (np.arange(len(t)) % 8 == 0) | run.spiked | np.roll(run.spiked, -1)
    )
    spikes = in_box(t[run.spiked], run.v[run.spiked], t[[0, -1]], ends, box)
    return [
        in_box(t[kept], run.v[kept], t[[0, -1]], ends, box),
        *([(x, 12.0), (x, 2.0)] for x, _ in spikes),
    ]


def raster() -> list[Line]:
    """Return a raster plot of neurons with noisy input: a row for each, a mark for each spike."""
    neuron, rows = lif.Neuron(t_ref=5e-3), 8
    t = lif.time_grid(300e-3, _DT)
    i = lif.noise_current(t, 1.6e-10, 8.0, n=rows, rng=2)
    times = lif.spikes.spike_times(lif.run(i, neuron, dt=_DT))
    step = (BOX[1] - 4) / rows
    return [
        [(x, 2 + step * (row + 0.2)), (x, 2 + step * (row + 0.8))]
        for row, spikes in enumerate(times)
        for x in np.interp(spikes, (0, t[-1]), (2, BOX[0] - 2)).tolist()
    ]


def curves() -> list[Line]:
    """Return the f-I curves of neurons with three refractory periods."""
    currents = np.concatenate([[0.0], 1e-10 + 4e-10 * np.linspace(0, 1, 40) ** 3])
    rates = [
        lif.exact.firing_rate(currents, lif.Neuron(t_ref=t_ref))
        for t_ref in (0.0, 5e-3, 15e-3)
    ]
    return [
        in_box(
            currents,
            rate,
            currents[[0, -1]],
            (0, rates[0][-1]),
            (2, 2, BOX[0] - 2, BOX[1] - 2),
        )
        for rate in rates
    ]
