"""Compare with Brian2, which takes forward Euler steps too, in code that it generates.

Brian2 adds the terms in another order, el + r*i first, so that the last bits of V may differ.
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
    """Simulate neurons with Brian2, each with a column of currents."""
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
        # With an underscore, Brian2 takes numbers without units, in SI.
        setattr(group, f"{field}_", [getattr(neuron, field) for neuron in neurons])
    group.v = group.el
    # Brian2 gives a spike the time of the step that leads to it, one step earlier than lif, and
    # counts the refractory period from there: so the period is one step longer. Half a step more
    # avoids a tie when Brian2 compares it with the time since the spike.
    group.rest_ = [neuron.t_ref + 1.5 * dt for neuron in neurons]
    # V before the step, as in a trace of lif.
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
