"""NEST, with a time constant that makes an exact step go as far as an Euler step.

The clock leaves out the building of the network. The result stays as NEST returns it: a list of
events, each with its time and its neuron.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import nest
import numpy as np
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from work import Array, Clock, Run

PACKAGES = ("nest-simulator", "numpy")
nest.verbosity = nest.VerbosityLevel.ERROR
MS = 1e3 * DT  # NEST counts time in milliseconds
TAU_MS = -MS / math.log1p(-DT / TAU)
NEURON = {
    "tau_m": TAU_MS,
    "C_m": TAU_MS / (1e-9 * R),
    "E_L": 1e3 * EL,
    "V_m": 1e3 * EL,
    "V_reset": 1e3 * VR,
    "V_th": 1e3 * VTH,
    "t_ref": 0.0,
}


def prepare(_variant: str, i: Array) -> Run:
    """Return a function that builds the network anew and runs it: NEST has no way back."""
    steps, n = i.shape
    times = MS * np.arange(1, steps + 1)

    def run(clock: Clock) -> int:
        nest.ResetKernel()
        nest.resolution = MS
        delay = {"delay": MS}
        cells = nest.Create("iaf_psc_delta", n, params=NEURON)
        generators = nest.Create("step_current_generator", n)
        generators.set(
            [
                {"amplitude_times": times, "amplitude_values": 1e12 * column}
                for column in i.T
            ]
        )
        potential = nest.Create(
            "multimeter", params={"record_from": ["V_m"], "interval": MS}
        )
        spikes = nest.Create("spike_recorder")
        nest.Connect(generators, cells, "one_to_one", delay)
        nest.Connect(potential, cells, syn_spec=delay)
        nest.Connect(cells, spikes, syn_spec=delay)
        nest.Prepare()
        clock.start()
        # The currents arrive two steps later than in lif.
        nest.Run(MS * (steps + 2))
        _, spiked = potential.events, spikes.events
        clock.stop()
        nest.Cleanup()
        return int((np.rint(spiked["times"] / MS) < steps + 2).sum())

    return run
