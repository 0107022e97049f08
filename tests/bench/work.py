"""The task of every implementation: the same neurons, driven by the same currents.

Other simulators run in environments without `lif`. The parameters of the default neuron are
therefore repeated here, and a test compares them with those of `lif.Neuron`.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    # Simulates once, starts and stops the clock, and returns the number of recorded spikes.
    Run: TypeAlias = Callable[["Clock"], int]

DT = 1e-3
TAU, EL, VR, VTH, R = 20e-3, -60e-3, -70e-3, -50e-3, 100e6
SEED = 1907


def current(steps: int, n: int) -> Array:
    """Return noise between 0 and 500 pA, ``(steps, n)``, without a second array of that size."""
    i = np.random.default_rng(SEED).random((steps, n))
    i *= 5e-10
    return i


class Clock:
    """A stopwatch that the implementation starts and stops.

    It starts when the simulation is set up, and stops when the potentials and spikes can be read
    in Python.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._started = 0.0

    def start(self) -> None:
        """Start the stopwatch."""
        self._started = perf_counter()

    def stop(self) -> None:
        """Stop the stopwatch, and keep the time."""
        self.seconds = perf_counter() - self._started
