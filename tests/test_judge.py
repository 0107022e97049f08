"""Tests of the judge, which compares errors with their bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from judge import listening, outside, within


@pytest.mark.parametrize(
    ("error", "bound"),
    [(2.0, 1.0), (-2.0, 1.0), (math.nan, 1.0), ([0.0, 2.0], 1.0), (1e-300, 0.0)],
)
def test_an_error_larger_than_its_bound_fails(error: object, bound: float) -> None:
    """An error that is too large, whatever its sign, or not a number, fails."""
    with pytest.raises(AssertionError, match="more than the bound"):
        within(error, bound)


@pytest.mark.parametrize("bound", [math.inf, math.nan])
def test_a_bound_that_is_not_finite_fails(bound: float) -> None:
    """An infinite bound fails, because it would hold for any error."""
    with pytest.raises(AssertionError, match="an infinite bound holds for any error"):
        within(1.0, bound)


def test_listening_collects_the_largest_share_of_each_bound() -> None:
    """Inside `listening`, and only there, the largest share of each bound is collected."""
    with listening() as shares:
        within(np.array([0.5, -1.0, 0.0]), np.array([1.0, 4.0, 0.0]))
        within([], [])
    within(1.0, 1.0)
    assert shares == [0.5, 0.0]


def test_outside_returns_the_distance_from_the_limits() -> None:
    """The distance is 0 between the limits, and positive below and above them."""
    assert outside(np.array([-3.0, -1.0, 0.0, 2.0, 5.0]), -1.0, 2.0).tolist() == [
        2.0,
        0.0,
        0.0,
        0.0,
        3.0,
    ]
