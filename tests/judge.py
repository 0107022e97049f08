"""Compare errors with their bounds, and remember how close they came.

The page of guarantees shows the largest share of each bound that was seen.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import currently_in_test_context, target

if TYPE_CHECKING:
    from collections.abc import Iterator

_listeners: list[list[float]] = []


def within(error: Any, bound: Any, what: str = "share of the bound") -> None:
    """Assert that no error is larger than its bound, and steer Hypothesis to larger errors."""
    error, bound = np.broadcast_arrays(np.abs(error), bound)
    assert np.all(np.isfinite(bound)), "an infinite bound holds for any error"
    assert np.all(error <= bound), f"{np.max(error - bound)} more than the bound"
    share = float(np.max(error[bound > 0] / bound[bound > 0], initial=0.0))
    remember(share)
    if currently_in_test_context():
        target(share, label=what)


def remember(share: float) -> None:
    """Tell those who listen how much of its bound an error has taken."""
    for shares in _listeners:
        shares.append(share)


def outside(x: Any, low: Any, high: Any) -> Any:
    """Return how far x is below the lower limit or above the upper one, 0 between them."""
    return np.maximum(0.0, np.maximum(low - x, x - high))


@contextmanager
def listening() -> Iterator[list[float]]:
    """Collect the largest share of each bound that is judged inside the block."""
    shares: list[float] = []
    _listeners.append(shares)
    try:
        yield shares
    finally:
        _listeners.pop()
