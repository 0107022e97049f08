"""The library itself, with its default engine or with an engine of a given name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import work

import lif

if TYPE_CHECKING:
    from work import Array, Clock, Run

PACKAGES = ("lif-neuron", "numpy", "numba")
ENGINES = {
    "default": None,
    "python": "python",
    "numpy": "numpy",
    "compiled": "compiled",
    "own parameters": "compiled",
}


def own_parameters(n: int) -> lif.Neuron:
    """Return neurons that differ in their parameters and in their refractory periods."""
    rng = np.random.default_rng(work.SEED)
    return lif.Neuron(
        tau=rng.uniform(15e-3, 25e-3, n),
        el=rng.uniform(-62e-3, -58e-3, n),
        vr=rng.uniform(-72e-3, -68e-3, n),
        vth=rng.uniform(-52e-3, -48e-3, n),
        r=rng.uniform(90e6, 110e6, n),
        t_ref=work.DT * rng.integers(0, 6, n).astype(np.float64),
    )


def prepare(variant: str, i: Array) -> Run:
    """Return a function that runs the simulation."""
    own = variant == "own parameters"
    neuron = own_parameters(i.shape[1]) if own else lif.Neuron()
    engine: Any = ENGINES[variant]

    def run(clock: Clock) -> int:
        clock.start()
        trace = lif.run(i, neuron, dt=work.DT, engine=engine)
        clock.stop()
        return int(trace.spiked.sum())

    return run
