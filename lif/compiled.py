"""The loop over time, compiled by numba, which comes with the extra ``fast``.

It gives the bits of the engines in `lif.simulation`: LLVM may neither reorder the sums nor
fuse a product with a sum. It is compiled when it is first called, and kept on disk.
"""

from __future__ import annotations

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

__all__ = ["advance"]

# Below so many neurons the state of one fits a register while time goes by; from there on
# a processor takes several neurons of a row at once.
_ROW = 9
# So many neuron-steps are worth another thread, and so many neurons a row of its own.
_SHARE, _NEURONS = 2_000_000, 512
# Rows of a current that is not in the order of memory are copied so many numbers at a time.
_COPY = 2**20

# The bits of a float without its sign: of two, the larger ones are those of the larger
# magnitude, inf is above all numbers and nan above inf.
_MAGNITUDE = np.int64(2**63 - 1)


def _compiled(function: Callable[..., np.int64]) -> Callable[..., np.int64]:
    """Compile a function when it is first called, and keep it on disk where that is possible."""
    try:
        return njit(nogil=True, cache=True)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # there is no folder to write to
        return njit(nogil=True)(function)  # type: ignore[no-any-return]


@_compiled
def _column_by_column(  # noqa: PLR0917 - compiled code is called by position
    i: Array,
    bits: NDArray[np.int64],
    constants: Array,
    n_ref: NDArray[np.int64],
    v: Array,
    spiked: NDArray[np.bool_],
    refractory: NDArray[np.int64],
    v_out: Array,
    spiked_out: NDArray[np.bool_],
) -> np.int64:
    """Fill the outputs neuron by neuron; return the bits of the largest current."""
    worst = np.int64(0)
    one = i.shape[1] == 1
    for j in range(v.size):
        column = 0 if one else j
        el, vr, vth, r, a = (
            constants[0, j],
            constants[1, j],
            constants[2, j],
            constants[3, j],
            constants[4, j],
        )
        v_j, spiked_j, refractory_j = v[j], spiked[j], refractory[j]
        for k in range(i.shape[0]):
            v_out[k, j] = v_j
            spiked_out[k, j] = spiked_j
            worst = max(worst, bits[k, column] & _MAGNITUDE)
            spiked_j = False
            if refractory_j > 0:
                refractory_j -= 1
                v_j = vr
            else:
                v_j = v_j + a * (el - v_j + r * i[k, column])
                if v_j > vth:
                    v_j, spiked_j, refractory_j = vr, True, n_ref[j]
        v[j], spiked[j], refractory[j] = v_j, spiked_j, refractory_j
    return worst


@_compiled
def _row_by_row(  # noqa: PLR0917 - likewise
    i: Array,
    bits: NDArray[np.int64],
    common: tuple[float, ...],
    constants: Array | None,
    n_ref: NDArray[np.int64] | None,
    v: Array,
    spiked: NDArray[np.bool_],
    refractory: NDArray[np.int64],
    v_out: Array,
    spiked_out: NDArray[np.bool_],
    first: int,
    last: int,
) -> np.int64:
    """Fill columns of the outputs row by row; return the bits of the largest current.

    Written so that LLVM takes several neurons at once: without branches but those that the
    types decide, and in arrays of its own, of which it knows that they do not overlap.
    """
    worst = np.int64(0)
    el, vr, vth, r, a = common
    if constants is not None:
        els = constants[0, first:last].copy()
        vrs = constants[1, first:last].copy()
        vths = constants[2, first:last].copy()
        rs = constants[3, first:last].copy()
        as_ = constants[4, first:last].copy()
    v_k = v[first:last].copy()
    end = spiked[first:last].copy()
    spiked_out[:1, first:last] = end
    if n_ref is not None:
        after_spike = n_ref[first:last].copy()
        waits = refractory[first:last].copy()
    one = i.shape[1] == 1
    same, same_bits = np.empty(last - first), np.empty(last - first, np.int64)
    steps = i.shape[0]
    for k in range(steps):
        if one:
            same[:], same_bits[:] = i[k, 0], bits[k, 0]
            i_k, bits_k = same, same_bits
        else:
            i_k, bits_k = i[k, first:last], bits[k, first:last]
        out = v_out[k, first:last]
        # Whether a neuron spikes stands in the next row.
        spikes = spiked_out[k + 1, first:last] if k + 1 < steps else end
        for j in range(last - first):
            if constants is not None:
                el, vr, vth, r, a = els[j], vrs[j], vths[j], rs[j], as_[j]
            v_j = v_k[j]
            out[j] = v_j
            worst = max(worst, bits_k[j] & _MAGNITUDE)
            v_j = v_j + a * (el - v_j + r * i_k[j])
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
    return worst


def advance(
    i: Array,
    constants: Array,
    n_ref: NDArray[np.int64],
    state: tuple[Array, NDArray[np.bool_], NDArray[np.int64]],
    outputs: tuple[Array, NDArray[np.bool_]],
) -> float:
    """Fill the outputs, ``(steps, n)``, and change the state, ``(n,)``, to that of the end.

    The current is ``(steps, n)`` or ``(steps, 1)``; the constants ``(5, n)`` are el, vr, vth,
    r and dt/tau. The magnitude of the largest current is returned, or nan: to look for it
    beforehand would take as long as all the rest.
    """
    steps, n = outputs[0].shape
    block = max(1, steps if i.flags.c_contiguous else _COPY // max(1, i.shape[1]))
    worst = 0
    for k in range(0, steps, block):
        rows = slice(k, k + block)
        i_k = np.ascontiguousarray(i[rows]).view()
        i_k.flags.writeable = False  # else it would be compiled twice
        arguments = (
            *(i_k, i_k.view(np.int64), constants),
            *(n_ref, *state, *(output[rows] for output in outputs)),
        )
        worst = max(worst, _advance(n, arguments))
    return float(np.int64(worst).view(np.float64))


def _advance(n: int, arguments: tuple[Any, ...]) -> int:
    """Choose the order of the loops, and share rows among the processors."""
    if n < _ROW:
        return int(_column_by_column(*arguments))
    current, constants, n_ref, *rest = arguments[:2], *arguments[2:]
    common = tuple(constants[:, 0].tolist())
    alike = None if (common == constants.T).all() else constants
    if not (n_ref.any() or rest[2].any()):
        n_ref = None
    shares = min(_processors(), n // _NEURONS, n * len(current[0]) // _SHARE)
    cuts = [n * k // max(1, shares) for k in range(max(1, shares) + 1)]

    def share(first: int, last: int) -> int:
        """Do the columns from `first` to `last`."""
        return int(_row_by_row(*current, common, alike, n_ref, *rest, first, last))

    if shares < 2:  # noqa: PLR2004 - no one to share with
        return share(0, n)
    with ThreadPoolExecutor(shares) as pool:
        return max(pool.map(share, cuts[:-1], cuts[1:]))


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
