"""The loop over time with NumPy: one row of neurons per step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lif._engines import SMALL

if TYPE_CHECKING:
    from lif._engines import Array, Booleans, Constants, Moving


# Scalar products of longer arrays are shared among threads, for which these are too short.
_PIECE = 8192


def advance(
    i: Array, constants: Constants, state: Moving, v: Array, spiked: Booleans
) -> bool:
    """Compute row after row of the outputs, without making new arrays."""
    el, vr, vth, r, a, n_ref = constants
    steps, n = v.shape
    refractory = state.refractory
    can_wait = bool(n_ref.any() or refractory.any())
    v[:1], spiked[:1] = state.v, state.spiked
    now, slope, drive = state.v, np.empty(n), np.empty(n)
    waiting = np.empty(n, dtype=bool)
    pieces = [drive[first : first + _PIECE] for first in range(0, n, _PIECE)]
    drive_squared = 0.0
    for k, i_k in enumerate(i, start=1):
        # The row that comes next in the outputs, or the state after the last step.
        after, fired = (v[k], spiked[k]) if k < steps else (state.v, state.spiked)
        # v + a * (el - v + r * i), in this order
        np.multiply(r, i_k, out=drive)
        np.subtract(el, now, out=slope)
        slope += drive
        slope *= a
        np.add(now, slope, out=after)
        if can_wait:
            np.greater(refractory, 0, out=waiting)
            np.copyto(after, vr, where=waiting)
            refractory -= waiting
        np.greater(after, vth, out=fired)
        np.copyto(after, vr, where=fired)
        if can_wait:
            np.copyto(refractory, n_ref, where=fired)
        now = after
        # Here the row is still in the processor's cache: a second look at the whole current
        # would have to read it from memory once more.
        drive_squared += float(sum(piece @ piece for piece in pieces))
    return drive_squared < SMALL**2
