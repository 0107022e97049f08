"""The loop over time, compiled by numba, which comes with the extra ``fast``.

It gives the bits of the engines in `lif.simulation`: LLVM may neither reorder the sums nor
fuse a product with a sum. It is compiled when it is first called, and kept on disk.
"""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

try:
    from numba import njit
except ImportError as error:
    msg = 'engine "compiled" needs numba: pip install "lif-neuron[fast]"'
    raise ImportError(msg) from error

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["READY", "advance", "kind"]

# Below so many neurons the state of one fits a register while time goes by; from there on
# a processor takes several neurons of a row at once.
_ROW = 9
# So many neuron-steps are worth another thread, and so many neurons a row of its own.
_SHARE, _NEURONS = 2_000_000, 512
# Rows of a current that is not in the order of memory are copied so many numbers at a time.
_COPY = 2**22

# What is smaller than this is a number, and so far from the largest float that neither sums
# nor products of a few of them overflow.
_SMALL = 1e150

# The kinds of neurons whose loop this process has compiled, or fetched from disk.
READY: set[tuple[bool, ...]] = set()


def kind(n: int, *, alike: bool, can_rest: bool) -> tuple[bool, ...]:
    """Tell which loop is compiled for so many neurons, with the same parameters or not."""
    return () if n < _ROW else (alike, can_rest)


def _compiled(function: Callable[..., bool]) -> Callable[..., bool]:
    """Compile a function when it is first called, and keep it on disk where that is possible."""
    try:
        loop = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # there is no folder to write to
        loop = njit(nogil=True)(function)

    @functools.wraps(function)
    def call(*arguments: Any) -> bool:
        """Call what was compiled."""
        try:
            return loop(*arguments)  # type: ignore[no-any-return]
        except OSError:  # no room to keep it, but it has been compiled
            return loop(*arguments)  # type: ignore[no-any-return]

    return call


@_compiled
def _column_by_column(  # noqa: PLR0917 - compiled code is called by position
    i: Array,
    constants: Array,
    n_ref: NDArray[np.int64],
    v: Array,
    spiked: NDArray[np.bool_],
    refractory: NDArray[np.int64],
    v_out: Array,
    spiked_out: NDArray[np.bool_],
) -> bool:
    """Fill the outputs neuron by neuron; tell whether R*I is small throughout."""
    small = True
    one = i.shape[1] == 1
    alike = constants.shape[1] == 1
    for j in range(v.size):
        column = 0 if one else j
        kind = 0 if alike else j
        el, vr, vth, r, a = (
            constants[0, kind],
            constants[1, kind],
            constants[2, kind],
            constants[3, kind],
            constants[4, kind],
        )
        v_j, spiked_j, refractory_j = v[j], spiked[j], refractory[j]
        for k in range(i.shape[0]):
            v_out[k, j] = v_j
            spiked_out[k, j] = spiked_j
            ri = r * i[k, column]
            small &= abs(ri) < _SMALL
            spiked_j = False
            if refractory_j > 0:
                refractory_j -= 1
                v_j = vr
            else:
                v_j = v_j + a * (el - v_j + ri)
                if v_j > vth:
                    v_j, spiked_j, refractory_j = vr, True, n_ref[j]
        v[j], spiked[j], refractory[j] = v_j, spiked_j, refractory_j
    return small


@_compiled
def _row_by_row(  # noqa: PLR0917 - likewise
    i: Array,
    common: tuple[float, ...],
    constants: Array | None,
    n_ref: NDArray[np.int32 | np.int64] | None,
    v: Array,
    spiked: NDArray[np.bool_],
    refractory: NDArray[np.int64],
    v_out: Array,
    spiked_out: NDArray[np.bool_],
    first: int,
    last: int,
) -> bool:
    """Fill columns of the outputs row by row; tell whether R*I is small throughout.

    Written so that LLVM takes several neurons at once: without branches but those that the
    types decide, and in arrays of its own, of which it knows that they do not overlap.
    """
    small = True
    el, vr, vth, r, a = common
    if constants is not None:
        own = constants[:, first:last].copy()
        els, vrs, vths, rs, as_ = own[0], own[1], own[2], own[3], own[4]
    v_k = v[first:last].copy()
    end = spiked[first:last].copy()
    spiked_out[:1, first:last] = end
    if n_ref is not None:
        after_spike = n_ref[first:last].copy()
        waits = refractory[first:last].astype(n_ref.dtype)
    one = i.shape[1] == 1
    same = np.empty(last - first)
    steps = i.shape[0]
    for k in range(steps):
        if one:
            same[:] = i[k, 0]
            i_k = same
        else:
            i_k = i[k, first:last]
        out = v_out[k, first:last]
        # Whether a neuron spikes stands in the next row.
        spikes = spiked_out[k + 1, first:last] if k + 1 < steps else end
        for j in range(last - first):
            if constants is not None:
                el, vr, vth, r, a = els[j], vrs[j], vths[j], rs[j], as_[j]
            v_j = v_k[j]
            out[j] = v_j
            ri = r * i_k[j]
            small &= abs(ri) < _SMALL
            v_j = v_j + a * (el - v_j + ri)
            if n_ref is not None:
                rests = waits[j] > 0
                v_j = vr if rests else v_j
                left = waits[j] - rests
            spikes_j = v_j > vth
            v_k[j] = vr if spikes_j else v_j
            spikes[j] = spikes_j
            if n_ref is not None:
                waits[j] = after_spike[j] if spikes_j else left
    v[first:last] = v_k
    spiked[first:last] = end
    if n_ref is not None:
        refractory[first:last] = waits
    return small


def _old_advance(
    i: Array,
    constants: Array,
    n_ref: NDArray[np.int64],
    state: tuple[Array, NDArray[np.bool_], NDArray[np.int64]],
    outputs: tuple[Array, NDArray[np.bool_]],
) -> bool:
    """Fill the outputs, ``(steps, n)``, and change the state, ``(n,)``, to that of the end.

    The current is ``(steps, n)`` or ``(steps, 1)``; the constants ``(5, n)`` or ``(5, 1)`` are
    el, vr, vth, r and dt/tau. Tells whether all numbers are finite and far from overflow: to
    look at the current beforehand would take as long as all the rest.
    """
    steps = len(i)
    block = max(1, steps if i.flags.c_contiguous else _COPY // max(1, i.shape[1]))
    # el and vr; vth is but compared, and r is looked at with the current.
    large = (np.abs(state[0]).max(initial=0.0), np.abs(constants[:2]).max(initial=0.0))
    small = n_ref.size > 0 and max(large) < _SMALL  # without neurons no one has looked
    for k in range(0, steps, block):
        rows = slice(k, k + block)
        i_k = np.ascontiguousarray(i[rows]).view()
        i_k.flags.writeable = False  # else it would be compiled twice
        arrays = (*state, *(output[rows] for output in outputs))
        small &= _advance(i_k, constants, n_ref, arrays)
    return bool(small)


def _advance(
    i: Array,
    constants: Array,
    n_ref: NDArray[np.int64],
    arrays: tuple[NDArray[Any], ...],
) -> bool:
    """Choose the order of the loops, and share rows among the processors."""
    n = n_ref.size
    if n < _ROW:
        READY.add(kind(n, alike=True, can_rest=True))
        return _column_by_column(i, constants, n_ref, *arrays)
    common = tuple(constants[:, 0].tolist())
    each = None if constants.shape[1] == 1 else constants
    # Counts that are half as wide leave room in the cache.
    most = max(n_ref.max(), arrays[2].max())
    counts = n_ref.astype(np.int32 if most < 2**31 else np.int64) if most else None
    READY.add(kind(n, alike=each is None, can_rest=counts is not None))
    shares = max(1, min(_processors(), n // _NEURONS, n * len(i) // _SHARE))

    def share(first: int, last: int) -> bool:
        """Do the columns from `first` to `last`."""
        return _row_by_row(i, common, each, counts, *arrays, first, last)

    if shares == 1:
        return share(0, n)
    cuts = [n * k // shares for k in range(shares + 1)]
    with ThreadPoolExecutor(shares) as pool:
        return all(list(pool.map(share, cuts[:-1], cuts[1:])))


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def advance(i, constants, state, v, spiked):
    n = v.shape[1]
    *parameters, n_ref = constants
    alike = not any(map(np.ndim, parameters))
    numbers = np.empty((5, 1 if alike else n))
    for row, parameter in zip(numbers, parameters, strict=True):
        row[:] = parameter
    return _old_advance(i, numbers, np.full(n, n_ref), state, (v, spiked))
