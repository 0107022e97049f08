"""What must hold for a generator of a periodic current, ``generator(t) -> i``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from lif.properties import _strategies as draw
from lif.properties._property import holds_for
from lif.properties._theory import EPS

if TYPE_CHECKING:
    from lif.properties._subject import Current

phases = st.floats(0.0, 1.0, exclude_max=True)


@holds_for("current", 1, phase=phases, k=st.integers(1, 1000))
def periodicity(current: Current, phase: float, k: int) -> None:
    """The current has the same value after any whole number of periods."""
    t = phase * current.period
    later = t + k * current.period
    # The later time is rounded, so the current may be that of a time shortly before or after.
    # This matters if the current jumps there.
    near = [t + shift * 4 * EPS * later for shift in (-1, 0, 1)]
    values = [current.at(x) for x in near]
    after = current.at(later)
    # The argument of a sine is rounded in proportion to its size, the phase 2*pi*(k + 1).
    bound = 4 * EPS * max(map(abs, values)) * (1 + 2 * np.pi * (k + 1))
    expected = np.clip(after, min(values), max(values))
    current.near(after, expected, bound, f"I after {k} periods")


@holds_for("current", 0, t=st.lists(draw.times, min_size=1, max_size=20))
def many_times(current: Current, t: list[Any]) -> None:
    """An array of times gives the current at each of them."""
    values = [current.at(x) for x in t]
    together = current.at(np.array(t))
    if np.shape(together) != (len(t),):
        words = f"for {len(t)} times it returned the shape {np.shape(together)}"
        current.refute(words)
    largest = np.max(np.abs(values))
    # The sines of two libraries differ by at most 4 ulp.
    current.near(together, values, 8 * EPS * largest, "I")
