"""Looks for a fault in a neuron, to find out what Hypothesis imports."""

import lif
import lif.properties


def simulate(i: object, neuron: lif.Neuron, dt: float) -> tuple[object, object]:
    """Return the potentials of a neuron, and no spikes."""
    trace = lif.run(i, neuron, dt=dt)  # type: ignore[arg-type]
    return trace.v, [False] * len(trace.v)


assert lif.properties.check(simulate, examples=5).broken  # noqa: S101
