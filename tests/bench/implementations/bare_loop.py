"""A lower limit: the loop compiled by numba on one thread, without any checks.

It writes what a trace holds: times, potentials and spikes. The state of one neuron is kept in
scalars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from work import Array, Clock, Run

PACKAGES = ("numba", "numpy")
A = DT / TAU


def _one(i: Array, t: Array, v: Array, spiked: NDArray[np.bool_]) -> None:
    """Fill the outputs of one neuron."""
    v_k, spiked_k = EL, False
    for k in range(len(i)):
        t[k] = k * DT
        v[k] = v_k
        spiked[k] = spiked_k
        v_k = v_k + A * (EL - v_k + R * i[k])
        spiked_k = v_k > VTH
        if spiked_k:
            v_k = VR


def _many(i: Array, t: Array, v: Array, spiked: NDArray[np.bool_]) -> None:
    """Fill the outputs of many neurons, row by row."""
    steps, n = i.shape
    v_k = np.full(n, EL)
    spiked[0] = False
    for k in range(steps - 1):
        t[k] = k * DT
        for j in range(n):
            v[k, j] = v_k[j]
            v_j = v_k[j] + A * (EL - v_k[j] + R * i[k, j])
            above = v_j > VTH
            v_k[j] = VR if above else v_j
            spiked[k + 1, j] = above
    t[steps - 1] = (steps - 1) * DT
    v[steps - 1] = v_k


one: Any = njit(_one)
many: Any = njit(_many)


def simulate(i: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return times, ``(steps,)``, and potentials and spikes, ``(steps, n)``."""
    t = np.empty(len(i))
    v, spiked = np.empty(i.shape), np.empty(i.shape, dtype=bool)
    if i.shape[1] == 1:
        one(i[:, 0], t, v[:, 0], spiked[:, 0])
    else:
        many(i, t, v, spiked)
    return t, v, spiked


def prepare(_variant: str, i: Array) -> Run:
    """Return a function that runs the loop."""

    def run(clock: Clock) -> int:
        clock.start()
        _, _, spiked = simulate(i)
        clock.stop()
        return int(spiked.sum())

    return run
