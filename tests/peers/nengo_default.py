"""The default neuron of `lif` in Nengo, as a page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nengo
import numpy as np
from default_neuron import measure, trace_from

if TYPE_CHECKING:
    from default_neuron import Recording

    import lif


def simulate(i: np.ndarray, dt: float, t_ref: float) -> dict[str, np.ndarray]:
    """Record the default neuron; i in ampere, dt and t_ref in seconds."""
    unit = 20e-3  # volts, from the reset potential (0) to the threshold (1)
    rest = (-60e-3 - -70e-3) / unit
    drive = 100e6 * i / unit
    cells = nengo.LIF(
        tau_rc=20e-3,
        tau_ref=t_ref,
        min_voltage=-np.inf,
        initial_state={"voltage": nengo.dists.Choice([rest])},
    )
    with nengo.Network() as network:
        current = nengo.Node(lambda t: drive[round(t / dt) - 1])
        neuron = nengo.Ensemble(1, 1, neuron_type=cells, gain=[1.0], bias=[rest])
        nengo.Connection(current, neuron.neurons, synapse=None)
        voltage = nengo.Probe(neuron.neurons, "voltage")
        output = nengo.Probe(neuron.neurons, "output")
    with nengo.Simulator(network, dt=dt, progress_bar=False) as simulator:
        simulator.run_steps(len(i), progress_bar=False)
    return {
        "t": simulator.trange(),  # seconds, from dt on
        "voltage": simulator.data[voltage][:, 0],  # from 0 to 1
        "output": simulator.data[output][:, 0],  # 1/dt at a spike, otherwise 0
    }


def from_nengo(recorded: Recording, dt: float) -> lif.Trace:
    """Return a trace of lif; the first row of Nengo is the potential after one step."""
    v = -70e-3 + 20e-3 * np.append(0.5, recorded["voltage"])
    steps = np.flatnonzero(recorded["output"])
    return trace_from(v, steps + 1, dt)


def main() -> None:
    """Measure the neuron."""
    measure("nengo", "nengo", {"Nengo": simulate}, from_nengo)


if __name__ == "__main__":
    main()
