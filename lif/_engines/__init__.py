"""Three implementations of the loop over time, and the rule that chooses between them.

`floats` is the plain loop. `arrays` does the same with NumPy, for many neurons at a time, and
`compiled` does it with numba, which is optional. All give the same bits, so only the speed
depends on the choice. `lif.run` is the public function.
"""

from __future__ import annotations

import functools
from collections import defaultdict
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

# Rough times in seconds: for a step of one neuron with plain floats, for a row with NumPy and
# for each neuron in the row, and for loading the compiler and a loop that it has compiled.
_FLOAT, _ROW, _ITEM, _COMPILER = 180e-9, 8e-6, 5e-9, 0.65

# The work that this process has done, in seconds, for each kind of compiled loop.
_work: defaultdict[tuple[bool, bool] | None, float] = defaultdict(float)


class Constants(NamedTuple):
    """What stays the same from step to step: numbers, or arrays of shape ``(n,)``."""

    el: float | Array
    vr: float | Array
    vth: float | Array
    r: float | Array
    a: float | Array  # dt/tau
    n_ref: NDArray[np.int64]

    @property
    def alike(self) -> bool:
        """Whether all neurons have the same parameters, apart from `n_ref`."""
        return all(isinstance(x, float) for x in self[:5])


class Moving(NamedTuple):
    """What changes from step to step: arrays of shape ``(n,)``."""

    v: Array
    spiked: Booleans
    refractory: NDArray[np.int64]


def choose(steps: int, n: int, *, alike: bool, shared: bool) -> str:
    """Return the engine for the next run, of n neurons.

    `alike` says whether all neurons have the same parameters, and `shared` whether they have
    the same current.

    A run uses plain floats or NumPy, whichever is expected to finish first. As soon as the work
    of this process with neurons of this kind, the next run included, is expected to take longer
    than loading the compiler, the compiled loop is used.
    """
    floats, arrays = _FLOAT * n * steps, (_ROW + _ITEM * n) * steps
    kind = (alike, shared) if n > 1 else None
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
    before step k, and `state` becomes the state after the last step. The result tells whether
    every R*I was smaller than `SMALL`. If not, the caller has to look for numbers that are not
    finite.
    """
    return import_module(f"lif._engines.{ENGINES[engine]}")
