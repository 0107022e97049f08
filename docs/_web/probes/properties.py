"""Looks for a fault in a neuron, to find out what Hypothesis imports."""

import lif
import lif.properties


def simulate(i, neuron, dt):
    """Return the potentials of a neuron that never spikes."""
    trace = lif.run(i, neuron, dt=dt)
    return trace.v, [False] * len(i)


print(lif.properties.check(simulate, examples=5))
