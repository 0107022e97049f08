"""What every contestant is asked to do: the same neurons, driven by the same currents.

Asked of other simulators, too, in environments without `lif`: so the default neuron's
parameters stand here once more, and a test compares them.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    # Runs once, tells the clock when, and returns how many spikes it recorded.
    Go: TypeAlias = Callable[["Clock"], int]

DT = 1e-3
TAU, EL, VR, VTH, R = 20e-3, -60e-3, -70e-3, -50e-3, 100e6
SEED = 1907


def current(steps: int, n: int) -> Array:
    """Return noise between 0 and 500 pA, ``(steps, n)``, without a second array of its size."""
    i = np.random.default_rng(SEED).random((steps, n))
    i *= 5e-10
    return i


class Clock:
    """A stopwatch that the contestant holds itself.

    It runs from when all is set up until potentials and spikes can be read in Python.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._started = 0.0

    def start(self) -> None:
        """Begin to run."""
        self._started = perf_counter()

    def stop(self) -> None:
        """Stop."""
        self.seconds = perf_counter() - self._started
