"""Judge two neurons of NEST by the properties of `lif.properties`.

NEST counts time in whole tics of a microsecond, and refuses a time step that is not a whole number
of tics. The properties hold in any unit of time, so each case is given to NEST in a unit of time
in which the step is one millisecond.

A generator cannot change its current at time 0, and the current takes another step to arrive, as
the documentation of NEST says. The run begins when the current has arrived: up to then the neuron
has no threshold, and then it gets its potential and its threshold.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import nest
import numpy as np
from judging import judge
from nest_peer import PACKAGE, in_its_units

if TYPE_CHECKING:
    from comparison import Array, Result

    from lif.properties._theory import OneNeuron

DELAY = 2  # steps until the first current arrives


def simulate(
    i: Array,
    neuron: OneNeuron,
    dt: float,
    v0: float | None = None,
    *,
    model: str,
) -> Result:
    """Simulate as many neurons as the current has columns, in steps of one millisecond."""
    currents = i.reshape(len(i), -1)
    steps, n = currents.shape
    start = neuron.el if v0 is None else v0
    in_steps = replace(
        neuron, tau=1e-3 * neuron.tau / dt, t_ref=1e-3 * neuron.t_ref / dt
    )
    nest.ResetKernel()
    nest.resolution = 1.0
    cells = nest.Create(model, n, params=in_its_units(in_steps) | {"V_th": math.inf})
    generators = nest.Create("step_current_generator", n)
    times = np.arange(1.0, steps + 1)
    generators.set(
        [{"amplitude_times": times, "amplitude_values": 1e12 * x} for x in currents.T]
    )
    potential = nest.Create(
        "multimeter", params={"record_from": ["V_m"], "interval": 1.0}
    )
    spikes = nest.Create("spike_recorder")
    nest.Connect(generators, cells, "one_to_one", {"delay": 1.0})
    nest.Connect(potential, cells)
    nest.Connect(cells, spikes)
    nest.Simulate(DELAY)
    cells.set(V_m=1e3 * start, V_th=1e3 * neuron.vth)
    nest.Simulate(steps)

    v = np.full((steps, n), start)
    events = potential.events
    points = np.rint(events["times"]).astype(int) - DELAY
    later = points > 0
    v[points[later], np.searchsorted(cells.tolist(), events["senders"][later])] = (
        1e-3 * events["V_m"][later]
    )
    spiked = np.zeros((steps + 1, n), dtype=bool)
    points = np.rint(spikes.events["times"]).astype(int) - DELAY
    spiked[points, np.searchsorted(cells.tolist(), spikes.events["senders"])] = True
    return v.reshape(i.shape), spiked[:-1].reshape(i.shape)


def main() -> None:
    """Judge the neurons."""
    models = "iaf_psc_delta", "iaf_psc_exp"
    subjects = {f"NEST, {x}": partial(simulate, model=x) for x in models}
    judge(subjects, PACKAGE, "nest_properties.csv")


if __name__ == "__main__":
    main()
