"""Compare the closed form of the firing rate with Nengo, under constant currents.

Nengo's LIF neuron integrates the membrane equation exactly, finds the time of a spike between two
points of its grid, and counts the refractory period from there. So it needs no small step, and its
number of spikes judges `lif.exact.firing_rate`, as the closed form judges Nengo.

A neuron that starts at the reset potential has its first spike after the climb T', and the next
ones after T = t_ref + T' each. In the time D it has floor((D - T')/T) + 1 = floor(D/T + t_ref/T)
spikes. Since t_ref < T, this number differs from D/T, the rate times the duration, by less than 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import nengo
import numpy as np
from comparison import save, show, versions

import lif
from lif import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comparison import Array, Row
    from numpy.typing import NDArray

PACKAGE = "nengo"
DURATION = 10.0  # second
# Nengo needs t_ref >= dt: it cannot make up for more than the rest of a step.
DTS = (2e-3, 1e-3, 1e-4)
ABOVE = (-0.01, 0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0)  # in parts of the rheobase
SLOW = lif.Neuron(t_ref=5e-3)
FAST = lif.Neuron(tau=5e-3, el=-65e-3, vr=-60e-3, vth=-52e-3, r=50e6, t_ref=2e-3)
NEURONS = {
    "default, t_ref = 2 ms": replace(SLOW, t_ref=2e-3),
    "default, t_ref = 5 ms": SLOW,
    "tau = 5 ms, t_ref = 2 ms": FAST,
}


def count_spikes(i: Array, neuron: lif.Neuron, dt: float) -> NDArray[np.int64]:
    """Simulate copies of a neuron with Nengo, from the reset potential on, and count the spikes.

    On Nengo's scale the reset potential is 0 and the threshold is 1.
    """
    unit = neuron.vth - neuron.vr
    neurons = nengo.LIF(
        tau_rc=neuron.tau,
        tau_ref=neuron.t_ref,
        min_voltage=-np.inf,
        initial_state={"voltage": nengo.dists.Choice([0.0])},
    )
    with nengo.Network() as network:
        cells = nengo.Ensemble(
            len(i),
            dimensions=1,
            neuron_type=neurons,
            gain=np.ones(len(i)),
            bias=(neuron.el - neuron.vr + neuron.r * i) / unit,
        )
        # A spike is recorded as 1/dt.
        spikes = nengo.Probe(cells.neurons, "output")
    with nengo.Simulator(network, dt=dt, progress_bar=False) as simulator:
        simulator.run_steps(round(DURATION / dt), progress_bar=False)
        counts: NDArray[np.int64] = np.count_nonzero(simulator.data[spikes], axis=0)
        return counts


def rows() -> Iterator[Row]:
    """Yield a row for each neuron, time step and current."""
    for name, neuron in NEURONS.items():
        i = (1 + np.array(ABOVE)) * exact.rheobase(neuron)
        expected = exact.firing_rate(i, neuron) * DURATION
        for dt in DTS:
            counts = count_spikes(i, neuron, dt)
            for above, spikes, x in zip(ABOVE, counts, expected, strict=True):
                yield {
                    "current above rheobase": f"{above:.1%}",
                    "neuron": name,
                    "dt (s)": dt,
                    "duration (s)": DURATION,
                    "spikes": int(spikes),
                    "rate * duration": float(x),
                    "spikes - rate * duration": float(spikes - x),
                }


def main() -> None:
    """Compare the spike counts; keep the table if all are within one spike."""
    found = list(rows())
    show(f"lif and {versions(PACKAGE)}, firing rates", found)
    assert sum(row["spikes"] for row in found) > 0, "nothing to compare"
    for row in found:
        assert abs(row["spikes - rate * duration"]) <= 1, f"firing rates differ: {row}"
    save("nengo.csv", found, PACKAGE)


if __name__ == "__main__":
    main()
