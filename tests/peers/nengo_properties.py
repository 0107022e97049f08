"""Judge Nengo's LIF neuron by the properties of `lif.properties`.

Nengo's potential is a number: 0 at the reset potential, and 1 at the threshold. The current is
put on this scale before a run, and V is taken from it afterwards. The neuron is advanced by its
method `step`, as Nengo's own simulator does, and V and spikes are read after each step, as its
probes do. By default the potential cannot fall below the reset potential; `min_voltage` allows
that, and makes a second subject.

Nengo finds spikes and the ends of refractory periods between the points of the time grid. This
is no convention of `lif.properties`, so `between_points` says what then has to come: the solution
of the membrane equation in continuous time, by logarithms, as Nengo's documentation describes it.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import nengo
import numpy as np
from comparison import save
from judging import judge
from nengo_peer import DURATION, PACKAGE, count_spikes

import lif
from lif import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comparison import Array, Result, Row

    from lif.properties._theory import OneNeuron


def simulate(
    i: Array,
    neuron: OneNeuron,
    dt: float,
    v0: float | None = None,
    *,
    floor: bool,
) -> Result:
    """Simulate as many neurons as the current has columns."""
    currents = i.reshape(len(i), -1)
    n = currents.shape[1]
    start = neuron.el if v0 is None else v0
    if start > neuron.vth:
        msg = "Nengo's neuron starts at its threshold or below it"
        raise NotImplementedError(msg)
    if math.isfinite(neuron.vth):
        zero, unit = neuron.vr, neuron.vth - neuron.vr
    else:  # a threshold that V cannot reach; then V is counted from the leak potential
        zero = neuron.el
        unit = 2 * float(np.abs(neuron.r * i).max() + abs(start - neuron.el) + 1.0)
    cells = nengo.LIF(
        tau_rc=neuron.tau,
        tau_ref=neuron.t_ref,
        min_voltage=(neuron.vr - zero) / unit if floor else -math.inf,
        initial_state={"voltage": nengo.dists.Choice([(start - zero) / unit])},
    )
    state = cells.make_state(n, rng=np.random)
    output = np.zeros(n)
    v, spiked = np.empty(currents.shape), np.empty(currents.shape, dtype=bool)
    for k, drive in enumerate((neuron.el - zero + neuron.r * currents) / unit):
        cells.step(dt, drive, output, **state)
        v[k], spiked[k] = zero + unit * state["voltage"], output > 0
    return v.reshape(i.shape), spiked.reshape(i.shape)


def between_points(
    i: Array,
    neuron: OneNeuron,
    dt: float,
    v0: float | None = None,
    *,
    floor: bool,
) -> Result:
    """Return V and spikes after each step, of a neuron that may spike at any time."""
    v, wait = neuron.el if v0 is None else v0, 0.0
    potentials, spikes = [], []
    for i_k in i:
        target, left, spiked = neuron.el + neuron.r * i_k, dt, False
        while left > 0:
            rest = min(wait, left)
            wait, left = wait - rest, left - rest
            climb = math.inf
            if target > neuron.vth:
                climb = neuron.tau * math.log((target - v) / (target - neuron.vth))
            if climb < left:
                v, wait, left, spiked = neuron.vr, neuron.t_ref, left - climb, True
            else:
                v = target + (v - target) * math.exp(-left / neuron.tau)
                left = 0.0
        v = max(v, neuron.vr) if floor else v
        potentials.append(v)
        spikes.append(spiked)
    return np.array(potentials), np.array(spikes)


def short_refractory_periods() -> Iterator[Row]:
    """Count spikes with a refractory period of zero, half a step and a whole step."""
    dt = 1e-3
    for share in (0.0, 0.5, 1.0):
        neuron = lif.Neuron(t_ref=share * dt)
        currents = np.array([1.5, 3.0, 6.0]) * exact.rheobase(neuron)
        drive = (neuron.el - neuron.vr + neuron.r * currents) / (neuron.vth - neuron.vr)
        cells = nengo.LIF(tau_rc=neuron.tau, tau_ref=neuron.t_ref)
        same = np.ones(len(drive))
        rates = cells.rates(0 * drive[np.newaxis], gain=same, bias=drive)[0]
        counts = count_spikes(currents, neuron, dt)
        for current, rate, count in zip(currents, rates, counts, strict=True):
            yield {
                "t_ref / dt": share,
                "current (A)": current,
                "rate by nengo.LIF.rates (Hz)": rate,
                "rate of the spikes (Hz)": count / DURATION,
            }


def main() -> None:
    """Judge the neuron with and without a lower limit of its potential."""
    floors = {"Nengo": True, "Nengo, min_voltage=-inf": False}
    judge(
        {name: partial(simulate, floor=floor) for name, floor in floors.items()},
        PACKAGE,
        "nengo_properties.csv",
        {name: partial(between_points, floor=floor) for name, floor in floors.items()},
    )
    save("nengo_short.csv", list(short_refractory_periods()), PACKAGE)


if __name__ == "__main__":
    main()
