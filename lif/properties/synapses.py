"""What must hold for a synapse, ``synapse(spikes, weight, time_constant, dt) -> i``.

The current jumps by `weight` at each spike and decays with its time constant.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from lif.properties import _strategies as draw
from lif.properties._property import holds_for
from lif.properties._theory import EPS, synaptic_sum

if TYPE_CHECKING:
    from lif.properties._subject import Synapse

weights = st.integers(-500, 500).map(lambda pa: pa * 1e-12)


def tol(spikes: Any, weight: float, decay: float) -> Any:
    """Bound the rounding error: each step rounds by eps*M, and b by eps/2, contracted by b."""
    k, b = np.arange(len(spikes)), math.exp(-decay)
    m = np.max(synaptic_sum(np.abs(spikes), abs(weight), decay), initial=0.0)
    return EPS * m * (2 * np.minimum(k, 1 / (1 - b)) + 8)


@holds_for(
    "synapse",
    36,
    spikes=draw.spike_trains,
    weight=weights,
    time_constant=draw.time_constants,
    decay=draw.decays,
)
def sum_of_jumps(
    synapse: Synapse, spikes: Any, weight: float, time_constant: float, decay: float
) -> None:
    """The current is the sum of the jumps of all spikes so far, each with its decay."""
    dt = decay * time_constant
    i = synapse.of(spikes, weight, time_constant, dt)
    expected = synaptic_sum(spikes, weight, dt / time_constant)
    synapse.near(i, expected, tol(spikes, weight, decay), "I")


@holds_for(
    "synapse",
    36,
    spikes=draw.spike_trains,
    k=st.integers(0, 59),
    weight=weights,
    decay=draw.decays,
)
def causal_synapse(
    synapse: Synapse, spikes: Any, k: int, weight: float, decay: float
) -> None:
    """A spike cannot alter the current at earlier times."""
    other = [*spikes[:k], *(x + 1 for x in spikes[k:])]
    dt = decay * 5e-3
    before, after = (synapse.of(x, weight, 5e-3, dt) for x in (spikes, other))
    synapse.same(after[:k], before[:k], tol(other, weight, decay)[:k], "I")


@holds_for(
    "synapse",
    37,
    weight=weights,
    time_constant=draw.time_constants,
    decay=draw.decays,
    lag=st.integers(0, 60),
)
def one_spike(
    synapse: Synapse, weight: float, time_constant: float, decay: float, lag: int
) -> None:
    """After a spike the current is weight*exp(-m*dt/time_constant) at a lag of m steps."""
    dt = decay * time_constant
    i = synapse.of([True] + [False] * lag, weight, time_constant, dt)
    m = np.arange(lag + 1)
    expected = weight * np.exp(-m * dt / time_constant)
    # Each step rounds the product and the decay; the argument of the exponential is rounded too.
    # Below the smallest normal float, nothing is promised.
    bound = (m * (2 + 2 * decay) + 4) * EPS * np.abs(expected) + 2.0**-1022
    synapse.near(i, expected, bound, "I")
