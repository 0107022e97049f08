"""The default neuron of `lif` in Brian2, as a page shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import brian2
import numpy as np
from brian2 import (
    Mohm,
    Network,
    NeuronGroup,
    SpikeMonitor,
    StateMonitor,
    TimedArray,
    amp,
    ms,
    mV,
    second,
)
from default_neuron import measure, trace_from

if TYPE_CHECKING:
    from default_neuron import Recording

    import lif


def simulate(
    i: np.ndarray, dt: float, t_ref: float, method: str = "euler"
) -> dict[str, np.ndarray]:
    """Record the default neuron; i in ampere, dt and t_ref in seconds."""
    neuron = NeuronGroup(
        1,
        "dv/dt = (E_L - v + R*I(t))/tau : volt (unless refractory)",
        method=method,
        threshold="v > V_th",
        reset="v = V_reset",
        refractory=(t_ref + dt) * second,  # it begins before the spike
        dt=dt * second,
        namespace={
            "tau": 20 * ms,
            "E_L": -60 * mV,
            "V_reset": -70 * mV,
            "V_th": -50 * mV,
            "R": 100 * Mohm,
            "I": TimedArray(i * amp, dt * second),
        },
    )
    neuron.v = -60 * mV
    potential = StateMonitor(neuron, "v", record=True)
    spikes = SpikeMonitor(neuron)
    Network(neuron, potential, spikes).run(len(i) * dt * second)
    return {
        "t": np.array(potential.t),  # second
        "v": np.array(potential.v[0]),  # volt
        "spike_t": np.array(spikes.t),  # second
    }


def from_brian2(recorded: Recording, dt: float) -> lif.Trace:
    """Return a trace of lif; a spike is stamped a step later than in Brian2."""
    steps = np.rint(recorded["spike_t"] / dt).astype(int)
    return trace_from(recorded["v"], steps + 1, dt)


def main() -> None:
    """Measure the neuron with the Euler steps of lif, and with the exact steps of Brian2."""
    brian2.prefs.codegen.target = "numpy"  # which needs no compiler
    methods = {"Euler": "euler", "exact": "exact"}
    subjects = {
        f"Brian2, {name}": partial(simulate, method=method)
        for name, method in methods.items()
    }
    measure("brian2", "brian2", subjects, from_brian2)


if __name__ == "__main__":
    main()
