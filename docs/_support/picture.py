"""The picture on the home page and in the README: the input current above what it does.

``python docs/_support/picture.py`` draws ``docs/picture.png`` again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt

import lif

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURE = Path(__file__).parents[1] / "picture.png"


def draw() -> Figure:
    """Draw I(t) above V(t), with a mark for each spike."""
    neuron, dt = lif.Neuron(), 1e-4
    t = lif.time_grid(t_max=150e-3, dt=dt)
    i = lif.sine_current(t)
    trace = lif.run(i, neuron, dt=dt)

    plt.style.use("lif.figure")
    figure, (top, bottom) = plt.subplots(
        2, 1, sharex=True, figsize=(5.6, 3.6), height_ratios=[1, 2]
    )
    top.plot(t * 1e3, i * 1e12, color="C1")
    top.set(ylabel="$I$ (pA)")
    bottom.plot(t * 1e3, trace.v * 1e3)
    bottom.axhline(neuron.vth * 1e3, color="grey", linestyle="--", linewidth=1)
    bottom.annotate(r"$V_\text{th}$", (0.5, neuron.vth * 1e3 + 0.5), va="bottom")
    spikes = [times * 1e3 for times in lif.spikes.spike_times(trace)]
    bottom.eventplot(spikes, lineoffsets=-45.5, linelengths=5, colors="black")
    bottom.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", xlim=(0, 150))
    return figure


if __name__ == "__main__":
    draw().savefig(PICTURE, dpi=200)
