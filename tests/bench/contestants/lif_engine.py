"""The library itself, by one of its engines or by the one that it chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import work

import lif

if TYPE_CHECKING:
    from work import Array, Clock, Go

PACKAGES = ("lif-neuron", "numpy", "numba")
ENGINES = {
    "chosen": None,
    "python": "python",
    "numpy": "numpy",
    "compiled": "compiled",
    "own parameters": "compiled",
}


def own_parameters(n: int) -> lif.Neuron:
    """Return neurons of which each has parameters, and a refractory period, of its own."""
    rng = np.random.default_rng(work.SEED)
    return lif.Neuron(
        tau=rng.uniform(15e-3, 25e-3, n),
        el=rng.uniform(-62e-3, -58e-3, n),
        vr=rng.uniform(-72e-3, -68e-3, n),
        vth=rng.uniform(-52e-3, -48e-3, n),
        r=rng.uniform(90e6, 110e6, n),
        t_ref=work.DT * rng.integers(0, 6, n),
    )


def prepare(variant: str, i: Array) -> Go:
    """Return what runs it."""
    own = variant == "own parameters"
    neuron = own_parameters(i.shape[1]) if own else lif.Neuron()
    engine = ENGINES[variant]

    def go(clock: Clock) -> int:
        clock.start()
        trace = lif.run(i, neuron, dt=work.DT, engine=engine)
        clock.stop()
        return int(trace.spiked.sum())

    return go
