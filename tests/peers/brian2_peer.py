"""Ask Brian2: it makes forward Euler steps too, from code that it writes itself.

It adds in another order, el + r*i first, so that the last bits of V may differ from ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import brian2
import numpy as np
from comparison import compare_steps

if TYPE_CHECKING:
    from comparison import Array, Neurons, Result

EQUATIONS = """
dv/dt = (el - v + r*recorded(t, i))/tau : volt (unless refractory)
tau : second (constant)
el : volt (constant)
vr : volt (constant)
vth : volt (constant)
r : ohm (constant)
rest : second (constant)
"""


def simulate(neurons: Neurons, currents: Array, dt: float) -> Result:
    """Let Brian2 simulate neurons, each with a column of currents."""
    steps, n = currents.shape
    second = brian2.second
    brian2.prefs.codegen.target = "numpy"  # which needs no compiler
    group = brian2.NeuronGroup(
        n,
        EQUATIONS,
        method="euler",
        threshold="v > vth",
        reset="v = vr",
        refractory="rest",
        namespace={"recorded": brian2.TimedArray(currents * brian2.amp, dt * second)},
        dt=dt * second,
    )
    for field in ("tau", "el", "vr", "vth", "r"):
        # The underscore: without a unit, which means SI.
        setattr(group, f"{field}_", [getattr(neuron, field) for neuron in neurons])
    group.v = group.el
    # A spike has the time of the step that leads to it, one before ours, and its rest is counted
    # from there: it takes one step more. The half keeps two floats that are compared, the rest
    # and the time since the spike, away from a tie.
    group.rest_ = [neuron.t_ref + 1.5 * dt for neuron in neurons]
    # V before the step, as in our traces.
    potential = brian2.StateMonitor(group, "v", record=True, when="start")
    spikes = brian2.SpikeMonitor(group)
    brian2.Network(group, potential, spikes).run(steps * dt * second)

    spiked = np.zeros((steps + 1, n), dtype=bool)
    k = np.rint(np.asarray(spikes.t) / dt).astype(int) + 1
    spiked[k, np.asarray(spikes.i)] = True
    return np.asarray(potential.v).T, spiked[:-1]


def main() -> None:
    """Compare step by step."""
    compare_steps(simulate, "brian2", "brian2.csv")


if __name__ == "__main__":
    main()
