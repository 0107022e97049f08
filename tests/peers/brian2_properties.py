"""Judge Brian2 by the properties of `lif.properties`, as its documentation says it is used.

The neuron is written with the keywords of Brian2's own guide: ``unless refractory`` in the
equation, and `threshold`, `reset` and `refractory` of the group. Brian2 chooses the exact method
for such an equation if none is named, so forward Euler is a second subject. Both monitors are
used as they are: they record V before each step, and the time of the step that leads to a spike.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import brian2
import numpy as np
from brian2 import amp, ohm, second, volt
from judging import judge

if TYPE_CHECKING:
    from comparison import Array, Result

    from lif.properties._theory import OneNeuron

EQUATION = "dv/dt = (el - v + r*current(t, i))/tau : volt (unless refractory)"


def simulate(
    i: Array,
    neuron: OneNeuron,
    dt: float,
    v0: float | None = None,
    *,
    options: dict[str, Any],
) -> Result:
    """Simulate as many neurons as the current has columns."""
    currents = i.reshape(len(i), -1)
    group = brian2.NeuronGroup(
        currents.shape[1],
        EQUATION,
        threshold="v > vth",
        reset="v = vr",
        refractory=neuron.t_ref * second,
        dt=dt * second,
        namespace={
            "current": brian2.TimedArray(currents * amp, dt * second),
            "tau": neuron.tau * second,
            "el": neuron.el * volt,
            "vr": neuron.vr * volt,
            "vth": neuron.vth * volt,
            "r": neuron.r * ohm,
        },
        **options,
    )
    group.v = (neuron.el if v0 is None else v0) * volt
    potential = brian2.StateMonitor(group, "v", record=True)
    spikes = brian2.SpikeMonitor(group)
    brian2.Network(group, potential, spikes).run(len(i) * dt * second, namespace={})

    spiked = np.zeros(currents.shape, dtype=bool)
    spiked[np.rint(np.asarray(spikes.t) / dt).astype(int), np.asarray(spikes.i)] = True
    return np.asarray(potential.v).T.reshape(i.shape), spiked.reshape(i.shape)


def main() -> None:
    """Judge both methods."""
    brian2.prefs.codegen.target = "numpy"  # which needs no compiler
    brian2.BrianLogger.log_level_error()  # it tells each time which method it has chosen
    subjects = {
        "Brian2": partial(simulate, options={}),
        'Brian2, method="euler"': partial(simulate, options={"method": "euler"}),
    }
    judge(subjects, "brian2", "brian2_properties.csv")


if __name__ == "__main__":
    main()
