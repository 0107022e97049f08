"""The default neuron of `lif` in NEST, as a page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nest
import numpy as np
from default_neuron import measure, trace_from

if TYPE_CHECKING:
    from default_neuron import Recording

    import lif


def simulate(i: np.ndarray, dt: float, t_ref: float) -> dict[str, np.ndarray]:
    """Record the default neuron; i in ampere, dt and t_ref in seconds."""
    step = 1e3 * dt  # ms
    nest.ResetKernel()
    nest.resolution = step
    neuron = nest.Create(
        "iaf_psc_delta",
        params={
            "tau_m": 20.0,  # ms
            "C_m": 200.0,  # pF: 20 ms / 100 Mohm
            "E_L": -60.0,  # mV
            "V_m": -60.0,  # mV, the potential at the start
            "V_reset": -70.0,  # mV
            "V_th": -50.0,  # mV
            "t_ref": 1e3 * t_ref,  # ms
        },
    )
    current = nest.Create(
        "step_current_generator",
        params={
            "amplitude_times": step * np.arange(1, len(i) + 1),  # ms
            "amplitude_values": 1e12 * i,  # pA
        },
    )
    potential = nest.Create("voltmeter", params={"interval": step})
    spikes = nest.Create("spike_recorder")
    nest.Connect(current, neuron, syn_spec={"delay": step})
    nest.Connect(potential, neuron, syn_spec={"delay": step})
    nest.Connect(neuron, spikes, syn_spec={"delay": step})
    nest.Simulate((len(i) + 2) * step)  # the current arrives after two steps
    return {
        "times": potential.events["times"],  # ms
        "V_m": potential.events["V_m"],  # mV
        "spikes": spikes.events["times"],  # ms
    }


def from_nest(recorded: Recording, dt: float) -> lif.Trace:
    """Return a trace of lif; its time begins when the current has arrived."""
    steps = np.rint(1e-3 * recorded["spikes"] / dt).astype(int)
    return trace_from(1e-3 * recorded["V_m"][1:], steps - 2, dt)


def main() -> None:
    """Measure the neuron."""
    nest.verbosity = nest.VerbosityLevel.ERROR
    measure("nest", "nest-simulator", {"NEST": simulate}, from_nest)


if __name__ == "__main__":
    main()
