"""The judge himself: what he lets pass, and what he remembers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from judge import listening, outside, within


@pytest.mark.parametrize(
    ("error", "bound"),
    [(2.0, 1.0), (-2.0, 1.0), (math.nan, 1.0), ([0.0, 2.0], 1.0), (1e-300, 0.0)],
)
def test_what_is_not_within_its_bound_fails(error: object, bound: float) -> None:
    """An error that is too large, of either sign, and one that is no number, fail."""
    with pytest.raises(AssertionError, match="more than the bound"):
        within(error, bound)


@pytest.mark.parametrize("bound", [math.inf, math.nan])
def test_a_bound_is_finite(bound: float) -> None:
    """What holds whatever the error is says nothing."""
    with pytest.raises(AssertionError, match="infinite bound"):
        within(1.0, bound)


def test_the_largest_share_is_told() -> None:
    """Who listens hears the largest share of each bound, and only while he listens."""
    with listening() as shares:
        within(np.array([0.5, -1.0, 0.0]), np.array([1.0, 4.0, 0.0]))
        within([], [])
    within(1.0, 1.0)
    assert shares == [0.5, 0.0]


def test_how_far_outside() -> None:
    """Between the limits nothing is outside; beyond them, what is beyond counts."""
    assert outside(np.array([-3.0, -1.0, 0.0, 2.0, 5.0]), -1.0, 2.0).tolist() == [
        2.0,
        0.0,
        0.0,
        0.0,
        3.0,
    ]
