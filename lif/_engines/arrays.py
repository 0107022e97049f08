"""The loop over time with NumPy: one row of neurons per step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lif._engines import SMALL

if TYPE_CHECKING:
    from lif._engines import Array, Booleans, Constants, Moving

# The current is examined in pieces of this many numbers, just before the loop needs them. A
# piece fits into a processor's cache, so the current is read from memory only once. NumPy shares
# scalar products of more than 10,000 numbers among threads, which would take longer.
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
    columns, squares = i.shape[1], 0.0
    rows = max(1, _PIECE // max(1, columns))
    for k, i_k in enumerate(i):
        if k % rows == 0:
            for j in range(0, columns, _PIECE):
                piece = i[k : k + rows, j : j + _PIECE]
                squares += float(np.vdot(piece, piece))
        # The result is the next row of the outputs or, after the last step, the state.
        last = k + 1 == steps
        after, fired = (state.v, state.spiked) if last else (v[k + 1], spiked[k + 1])
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
    # No R*I is larger than the largest R times the root of the sum of all squares. A factor of
    # two leaves room for rounding.
    return bool(squares * np.max(r, initial=0.0) ** 2 < SMALL**2 / 4)
