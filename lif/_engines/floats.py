"""The plain loop over time, with Python floats. Every other engine equals it, bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lif._engines import SMALL

if TYPE_CHECKING:
    from lif._engines import Array, Booleans, Constants, Moving

    Parameters: TypeAlias = tuple[float, float, float, float, float, int]
    State: TypeAlias = tuple[float, bool, int]
    Result: TypeAlias = tuple[list[float], list[bool], State]

# This many rows at a time are turned into lists, which need four times the memory of arrays.
_BLOCK = 65536


def loop(i: list[float], neuron: Parameters, state: State) -> Result:
    """Simulate one neuron; return its potentials, its spikes and its final state."""
    el, vr, vth, r, a, n_ref = neuron  # a is dt/tau
    v, spiked, refractory = state
    vs, spikes = [], []
    for i_k in i:
        vs.append(v)
        spikes.append(spiked)
        if refractory > 0:
            v, spiked, refractory = vr, False, refractory - 1
        else:
            v = v + a * (el - v + r * i_k)
            if spiked := v > vth:
                v, refractory = vr, n_ref
    return vs, spikes, (v, spiked, refractory)


def advance(
    i: Array, constants: Constants, state: Moving, v: Array, spiked: Booleans
) -> bool:
    """Run `loop` for one neuron after the other, and for one block of rows after the other."""
    steps, n = v.shape
    small = True
    i = np.broadcast_to(i, v.shape)
    columns = [np.full(n, x).tolist() for x in (*constants, *state)]
    for j, column in enumerate(zip(*columns, strict=True)):
        neuron, now = column[:6], column[6:]
        for first in range(0, steps, _BLOCK):
            rows = slice(first, first + _BLOCK)
            i_j = i[rows, j]
            small &= bool(np.all(np.abs(neuron[3] * i_j) < SMALL))
            v[rows, j], spiked[rows, j], now = loop(i_j.tolist(), neuron, now)
        state.v[j], state.spiked[j], state.refractory[j] = now
    return small
