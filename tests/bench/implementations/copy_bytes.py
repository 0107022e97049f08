"""A lower limit: NumPy copies as many bytes as a trace has into new arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from work import Array, Clock, Run

PACKAGES = ("numpy",)


def prepare(_variant: str, i: Array) -> Run:
    """Return a function that copies arrays like the times, the potentials and the spikes."""
    arrays = np.zeros(len(i)), i, i < 0

    def run(clock: Clock) -> int:
        clock.start()
        copies = [array.copy() for array in arrays]
        clock.stop()
        return int(np.count_nonzero(copies[-1]))

    return run
