"""The loop over time, compiled by numba, which comes with the extra ``fast``.

The compiled loops give the same bits as the other engines, because LLVM is not allowed to
reorder sums or to fuse a product with a sum. A loop is compiled when a process first needs
it, which takes less than a second, and is kept in numba's cache on disk.
"""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lif._engines import SMALL

try:
    from numba import njit
except ImportError as error:
    msg = 'engine "compiled" needs numba: pip install "lif-neuron[fast]"'
    raise ImportError(msg) from error

if TYPE_CHECKING:
    from lif._engines import Array, Booleans, Constants, Moving

    Common: TypeAlias = tuple[float, ...] | None
    Part: TypeAlias = tuple[int, int, bool]

# One more thread saves time if it gets at least this many neurons and neuron-steps.
_NEURONS, _NEURON_STEPS = 512, 2_000_000

# A current that is not stored row after row is copied in blocks of this many numbers.
_BLOCK = 2**20

# The loops work on eight numbers for each neuron. These are stored in a one-dimensional array:
# first v of all neurons, then el of all neurons, and so on. For many neurons, the distance
# between these rows is constant, so LLVM knows that the rows do not overlap, and can compute
# several neurons at once. The distance must not be a multiple of 2**12 bytes, because the rows
# would evict one another from the cache. For arrays of 2**22 bytes or more, NumPy asks for huge
# pages, which take long to clear.
_WIDTH = 2**16 - 40
_EL, _VR, _VTH, _R, _A, _LEFT, _N_REF = (row * _WIDTH for row in range(1, 8))


def _one_neuron(i: Array, v: Array, spiked: Booleans, own: Array) -> bool:
    """Fill the outputs of one neuron, and change its `own` numbers to those of the end.

    Row k of `v` is the potential before step k, and row k of `spiked` tells whether that step
    ends in a spike. Returns whether every R*I is small.
    """
    small = True
    v_k, el, vr, vth = own[0], own[1], own[2], own[3]
    r, a, left, n_ref = own[4], own[5], own[6], own[7]
    for k in range(len(v)):
        v[k, 0] = v_k
        ri = r * i[k]
        small &= abs(ri) < SMALL
        spikes = False
        if left > 0:
            left -= 1
            v_k = vr
        else:
            v_k = v_k + a * (el - v_k + ri)
            if v_k > vth:
                v_k, spikes, left = vr, True, n_ref
        spiked[k, 0] = spikes
    own[0], own[6] = v_k, left
    return small


def _many_neurons(  # noqa: PLR0917 - numba passes arguments by position
    i: Array, v: Array, spiked: Booleans, own: Array, common: Common, part: Part
) -> bool:
    """Do the same for the neurons ``part[0]`` to ``part[1]``, row by row.

    If all neurons have the same parameters, these are passed as `common`. ``part[2]`` tells
    whether any neuron is ever refractory.
    """
    small = True
    # LLVM computes several neurons at once only if it knows that no index is negative, and if
    # the inner loop has no branches and loads all its numbers in any case.
    first, last, can_rest = max(part[0], 0), part[1], part[2]
    if common is not None:
        el, vr, vth, r, a = common
    for k in range(len(v)):
        for j in range(last - first):
            if common is None:  # numba decides this from the type, when it compiles
                el, vr, vth = own[_EL + j], own[_VR + j], own[_VTH + j]
                r, a = own[_R + j], own[_A + j]
            v_j = own[j]
            v[k, first + j] = v_j
            ri = r * (i[k] if i.ndim == 1 else i[k, first + j])  # and this too
            small &= abs(ri) < SMALL
            v_j = v_j + a * (el - v_j + ri)
            if can_rest:  # LLVM makes two loops, one for each case
                left, n_ref = own[_LEFT + j], own[_N_REF + j]
                v_j = vr if left > 0 else v_j
                left -= 1  # a negative count has the same effect as zero
            spikes = v_j > vth
            own[j] = vr if spikes else v_j
            spiked[k, first + j] = spikes
            if can_rest:
                own[_LEFT + j] = n_ref if spikes else left
    return small


@functools.cache
def _compiled(function: Any, *others: Any, shared: bool) -> Any:
    """Compile a loop, or load it from numba's cache, by a call for zero steps.

    The types of the arguments select what is compiled: those of the current, which may be
    `shared` by many neurons, and of the `others`, which come after the arrays.

    A cache that is damaged, full, read-only or missing must not stop a run, so if anything goes
    wrong with the cache, the loop is compiled without it. An error of the loop itself occurs
    again then, and is raised.
    """
    v = np.empty((0, 1))
    i = np.broadcast_to(0.0, 0 if shared else (0, 1))  # read-only
    arrays = i, v, v > 0, np.empty(8 * _WIDTH)
    with suppress(Exception):
        loop = njit(nogil=True, cache=True)(function)
        try:
            loop(*arrays, *others)
        except Exception:  # noqa: BLE001 - a damaged file can raise anything
            loop.recompile()  # this empties the cache first
            loop(*arrays, *others)
        return loop
    loop = njit(nogil=True)(function)
    loop(*arrays, *others)
    return loop


def advance(
    i: Array, constants: Constants, state: Moving, v: Array, spiked: Booleans
) -> bool:
    """Fill the outputs ``(steps, n)``, and set the state ``(n,)`` to that after the last step.

    The current is ``(steps, n)`` or ``(steps, 1)``. The constants are el, vr, vth, r, dt/tau and
    the refractory steps after a spike, each common to all neurons or ``(n,)``.

    Returns whether every R*I was small. Checking this inside the loop is cheaper than examining
    the current beforehand.
    """
    steps, n = v.shape
    if n == 0:
        return True
    if not (i.flags.c_contiguous and i.flags.aligned):
        small, block = True, max(1, _BLOCK // i.shape[1])
        for k in range(0, steps, block):
            rows = slice(k, k + block)
            small &= advance(i[rows].copy(), constants, state, v[rows], spiked[rows])
        return small
    shared = i.shape[1] == 1
    i = i[:, 0] if shared else i.view()
    i.flags.writeable = False  # the loops are compiled for read-only currents
    *parameters, n_ref = constants
    common = tuple(parameters) if constants.alike else None
    can_rest = bool(n_ref.any() or state.refractory.any())
    types = ((0.0,) * 5 if common else None, (0, 1, False)) if n > 1 else ()
    loop = _compiled(_many_neurons if n > 1 else _one_neuron, *types, shared=shared)
    spiked[:1] = state.spiked

    def fill(first: int, last: int) -> bool:
        """Fill the columns `first` to `last`."""
        width = _WIDTH if n > 1 else 1
        numbers = np.empty(8 * width)
        rows = numbers.reshape(8, width)[:, : last - first]
        values = (state.v, *parameters, state.refractory, n_ref)
        # Parameters in `common` are not read from here.
        for k in (0, 6, 7) if common and n > 1 else range(8):
            x = values[k]
            rows[k] = x[first:last] if isinstance(x, np.ndarray) and x.ndim else x
        others = (common, (first, last, can_rest)) if n > 1 else ()
        small: bool = loop(i[:-1], v[:-1], spiked[1:], numbers, *others)
        # The spikes of the last step belong to the state.
        small &= loop(i[-1:], v[-1:], state.spiked[np.newaxis], numbers, *others)
        state.v[first:last] = rows[0]
        state.refractory[first:last] = np.maximum(rows[6], 0)
        return small

    threads = max(1, min(_processors(), n // _NEURONS, n * steps // _NEURON_STEPS))
    parts = threads * -(-n // (threads * _WIDTH))
    cuts = [n * part // parts for part in range(parts + 1)]
    # Each thread takes columns from the end of the list, until it takes a None.
    columns = [*[None] * threads, *pairwise(cuts)]

    def work() -> bool:
        """Fill columns as long as there are any that no other thread has taken."""
        return all([fill(*part) for part in iter(columns.pop, None)])  # noqa: C419 - call all

    if threads == 1:
        return work()
    with ThreadPoolExecutor(threads - 1) as pool:
        helpers = []
        with suppress(RuntimeError):  # a limit on threads: fewer of them do the work
            for _ in range(threads - 1):
                helpers.append(pool.submit(work))  # noqa: PERF401 - keeps those before it
        return all([work(), *(helper.result() for helper in helpers)])


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
