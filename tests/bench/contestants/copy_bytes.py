"""A limit: NumPy copies as many bytes as a run writes, into fresh memory, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from work import Array, Clock, Go

PACKAGES = ("numpy",)


def prepare(_variant: str, i: Array) -> Go:
    """Return what copies the current, and an array of bool of its shape."""
    flags = i < 0

    def go(clock: Clock) -> int:
        clock.start()
        copies = i.copy(), flags.copy()
        clock.stop()
        return int(np.count_nonzero(copies[1]))

    return go
