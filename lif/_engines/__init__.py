"""The loop over time, three times over, and the rule that chooses between them.

`floats` is the plain loop, `arrays` does the same with NumPy for many neurons at a time, and
`compiled` with numba, which is optional. All give the same bits, so only speed depends on the
choice. `lif.run` is the public function.
"""

from __future__ import annotations

import functools
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Booleans: TypeAlias = NDArray[np.bool_]

# The names of the engines, with the modules that hold them.
ENGINES = {"python": "floats", "numpy": "arrays", "compiled": "compiled"}

# Sums and products of a few numbers below this are far from the largest float.
SMALL = 1e150

# What a step takes, roughly, in seconds: with plain floats, per neuron; with NumPy, per row
# and per neuron in it. And what the compiler takes before its first run, in seconds.
_FLOAT, _ROW, _ITEM, _COMPILER = 150e-9, 6e-6, 4e-9, 1.0
# Fewer neurons than this are simulated column by column, by a compiled loop of its own.
_FEW = 9

# The seconds of work that this process has had, for each kind of compiled loop.
_work: Counter[bool] = Counter()


class Constants(NamedTuple):
    """What stays the same from step to step: numbers, or arrays of shape ``(n,)``."""

    el: float | Array
    vr: float | Array
    vth: float | Array
    r: float | Array
    a: float | Array  # dt/tau
    n_ref: NDArray[np.int64]


class Moving(NamedTuple):
    """What changes from step to step: arrays of shape ``(n,)``."""

    v: Array
    spiked: Booleans
    refractory: NDArray[np.int64]


def choose(steps: int, n: int) -> str:
    """Return the engine for a run that may take any: by time spent so far, by time to come.

    A run uses plain floats or NumPy, whichever is expected to finish first, until the work
    that this process has done with neurons of that kind would have paid for the compiler.
    """
    floats, arrays = _FLOAT * n * steps, (_ROW + _ITEM * n) * steps
    kind = n < _FEW
    _work[kind] += min(floats, arrays)
    if _work[kind] > _COMPILER and _has_compiler():
        return "compiled"
    return "python" if floats <= arrays else "numpy"


@functools.cache
def _has_compiler() -> bool:
    """Return whether the compiled engine can be imported."""
    try:
        load("compiled")
    except ImportError:
        return False
    return True


def load(engine: str) -> Any:
    """Return the module of an engine, whose function `advance` simulates a run.

    ``advance(i, constants, state, v, spiked)`` takes a current of shape ``(steps, n)`` or
    ``(steps, 1)``. Row k of the outputs `v` and `spiked`, ``(steps, n)``, becomes the state
    before step k; `state` becomes that after the last step. The result tells whether every R*I
    was smaller than `SMALL`; if not, the caller has to look for numbers that are not finite.
    """
    return import_module(f"lif._engines.{ENGINES[engine]}")
