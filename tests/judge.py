"""The judge tells whether an error is within its bound, and how near it came.

The page of guarantees tells the largest share of each bound that was ever seen.
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
    """Assert that no error is larger than its bound; steer the search to larger ones."""
    error, bound = np.broadcast_arrays(np.abs(error), bound)
    assert np.all(np.isfinite(bound)), "anything is within an infinite bound"
    assert np.all(error <= bound), f"{np.max(error - bound)} more than the bound"
    share = float(np.max(error[bound > 0] / bound[bound > 0], initial=0.0))
    for shares in _listeners:
        shares.append(share)
    if currently_in_test_context():
        target(share, label=what)


def outside(x: Any, low: Any, high: Any) -> Any:
    """Return how far x is below the lower, or above the higher of two limits."""
    return np.maximum(0.0, np.maximum(low - x, x - high))


@contextmanager
def listening() -> Iterator[list[float]]:
    """Collect the shares of all bounds that are judged in the meantime."""
    shares: list[float] = []
    _listeners.append(shares)
    try:
        yield shares
    finally:
        _listeners.pop()
