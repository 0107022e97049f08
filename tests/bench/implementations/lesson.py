"""The loop that a learner writes with NumPy: row by row, into arrays that hold all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from work import Array, Clock, Run

PACKAGES = ("numpy",)


def simulate(i: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return potentials and spikes, ``(steps, n)``."""
    v = np.zeros(i.shape)
    spiked = np.zeros(i.shape, dtype=bool)
    v[0] = EL
    for k in range(len(i) - 1):
        potential = v[k] + DT / TAU * (EL - v[k] + R * i[k])
        above = potential > VTH
        potential[above] = VR
        v[k + 1] = potential
        spiked[k + 1] = above
    return v, spiked


def prepare(_variant: str, i: Array) -> Run:
    """Return a function that runs the loop."""

    def run(clock: Clock) -> int:
        clock.start()
        _, spiked = simulate(i)
        clock.stop()
        return int(spiked.sum())

    return run
