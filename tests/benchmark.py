"""Time one neuron, step by step: the library's loop beside the one a learner would write.

``python tests/benchmark.py`` prints a table; it asserts nothing.
"""

from __future__ import annotations

import platform
import statistics
import sys
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

import lif

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 10**5
REPEATS = 7
DT = 1e-3
NEURON = lif.Neuron()
CURRENT = lif.sine_current(lif.time_grid(STEPS * DT, DT))


def numpy_loop() -> None:
    """Step through arrays of one neuron, as the lesson does with arrays of many."""
    tau, el, vr, vth, r = NEURON.tau, NEURON.el, NEURON.vr, NEURON.vth, NEURON.r
    v_n = np.full((1, STEPS), el)
    spikes_n = np.zeros((1, STEPS), dtype=bool)
    for step in range(1, STEPS):
        v = v_n[:, step - 1]
        v_n[:, step] = v + DT / tau * (el - v + r * CURRENT[step - 1])
        spiked = v_n[:, step] > vth
        v_n[spiked, step] = vr
        spikes_n[spiked, step] = True


def scalar_loop() -> None:
    """Step through NumPy numbers, element by element."""
    tau, el, vr, vth, r = NEURON.tau, NEURON.el, NEURON.vr, NEURON.vth, NEURON.r
    v = np.full(STEPS, el)
    for step in range(1, STEPS):
        v[step] = v[step - 1] + DT / tau * (el - v[step - 1] + r * CURRENT[step - 1])
        if v[step] > vth:
            v[step] = vr


def python_engine() -> None:
    """Let the library do it."""
    lif.run(CURRENT, NEURON, dt=DT, engine="python")


def seconds(function: Callable[[], None]) -> float:
    """Time one call."""
    start = perf_counter()
    function()
    return perf_counter() - start


def main() -> None:
    """Print nanoseconds a step, medians of interleaved repeats, and their ratio."""
    loops = {
        'lif.run(engine="python")': python_engine,
        "loop over NumPy numbers": scalar_loop,
        "loop over NumPy arrays of one": numpy_loop,
    }
    times: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(REPEATS):
        for name, loop in loops.items():
            times[name].append(seconds(loop))
    medians = {name: statistics.median(x) / STEPS * 1e9 for name, x in times.items()}
    first = next(iter(medians.values()))
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    lines = [
        f"One neuron, {STEPS} steps, median of {REPEATS}; {versions}",
        f"{'':32}{'ns a step':>10}{'ratio':>8}",
        *(f"{name:32}{ns:10.0f}{ns / first:8.1f}" for name, ns in medians.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
