"""Nengo: an ensemble of LIF neurons, whose potentials and spikes are probed.

Nengo integrates exactly over each step. With another time constant, an exact step goes as far as
an Euler step. Its potential is a number: 0 at the reset potential, and 1 at the threshold. The
clock leaves out the building of the network and the scaling of the current.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import nengo
import numpy as np
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from work import Array, Clock, Run

PACKAGES = ("nengo", "numpy")
TAU_EXACT = -DT / math.log1p(-DT / TAU)
REST = (EL - VR) / (VTH - VR)  # the resting potential on Nengo's scale
GAIN = R / (VTH - VR)  # per ampere
NEURON = nengo.LIF(
    tau_rc=TAU_EXACT,
    tau_ref=0.0,
    min_voltage=-np.inf,
    initial_state={"voltage": nengo.dists.Choice([REST])},
)


def prepare(_variant: str, i: Array) -> Run:
    """Build the network; return a function that resets and runs it."""
    steps, n = i.shape
    with nengo.Network() as network:
        # A row of currents for each step.
        current = nengo.Node(nengo.processes.PresentInput(GAIN * i, DT))
        cells = nengo.Ensemble(
            n,
            dimensions=1,
            neuron_type=NEURON,
            gain=np.ones(n),
            bias=np.full(n, REST),
        )
        nengo.Connection(current, cells.neurons, synapse=None)
        potential = nengo.Probe(cells.neurons, "voltage")
        spikes = nengo.Probe(cells.neurons, "output")
    simulator = nengo.Simulator(network, dt=DT, progress_bar=False)

    def run(clock: Clock) -> int:
        simulator.reset()
        clock.start()
        simulator.run_steps(steps, progress_bar=False)
        _, spiked = simulator.data[potential], simulator.data[spikes]
        clock.stop()
        # Nengo records the state after each step: a trace does not hold the last one.
        return int(np.count_nonzero(spiked[:-1]))

    return run
