"""The figure on the page of benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

from _support.benchmark_tables import BARE, COMPILED, COPY, LESSON, run_times, sizes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from _support.benchmark_tables import Results

# The library has one colour, and a line style for each engine.
STYLES: dict[str, dict[str, Any]] = {
    COMPILED: {"color": "C0", "marker": "o"},
    "lif, numpy": {"color": "C0", "marker": "o", "linestyle": "--", "mfc": "white"},
    "lif, python": {"color": "C0", "marker": "o", "linestyle": ":", "mfc": "white"},
    LESSON: {"color": "C4", "marker": "s"},
    "Brian2, Cython": {"color": "C1", "marker": "^"},
    "Brian2, C++": {"color": "C5", "marker": "v"},
    "NEST": {"color": "C2", "marker": "D"},
    "JAX": {"color": "C3", "marker": "P"},
    "Nengo": {"color": "C6", "marker": "X"},
    BARE: {"color": "0.5", "linestyle": "--", "linewidth": 1.2},
    COPY: {"color": "0.5", "linestyle": ":", "linewidth": 1.2},
}


def draw(results: Results) -> Figure:
    """Draw the time per neuron-step against the number of neurons."""
    plt.style.use("lif.figure")
    times = run_times(results)
    figure, axes = plt.subplots(figsize=(5.6, 5.2))
    for name, style in STYLES.items():
        found = [n for n in sizes(results) if (name, n) in times]
        axes.loglog(found, [times[name, n] for n in found], label=name, **style)
    axes.set(xlabel="neurons", ylabel="time per neuron-step (ns)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure
