"""The input current: its closed form, its bounds, its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from oracles import EPS
from strategies import currents, fractions, periods, positive_currents, times

import lif


# Guarantee 1
@given(t=times, k=st.integers(0, 1000), i_mean=positive_currents, period=periods)
@example(t=1e-3, k=1, i_mean=25e-11, period=10e-3)
def test_current_repeats_after_one_period(
    t: float, k: int, i_mean: float, period: float
) -> None:
    """After any number of whole periods the sine current is what it was."""
    later = t + k * period
    before, after = lif.sine_current([t, later], i_mean, period)
    # The sine's argument is rounded in proportion to its size, the phase.
    phase = 2 * math.pi * later / period
    assert abs(after - before) <= 4 * EPS * i_mean * (1 + phase)


# Guarantee 2
@given(t=st.floats(-1e3, 1e3), i_mean=positive_currents, period=periods)
@example(t=7.5e-3, i_mean=25e-11, period=10e-3)
@example(t=2.5e-3, i_mean=25e-11, period=10e-3)
def test_current_stays_between_zero_and_twice_its_mean(
    t: float, i_mean: float, period: float
) -> None:
    """The sine current is never negative and never more than twice its mean."""
    # Exactly: |sin| <= 1 in floats too, and rounding keeps order.
    assert 0.0 <= lif.sine_current(t, i_mean, period) <= 2 * i_mean


# Guarantee 3
@given(n=st.integers(2, 2000), i_mean=positive_currents, period=periods)
@example(n=10, i_mean=25e-11, period=10e-3)
def test_mean_over_one_period_is_i_mean(n: int, i_mean: float, period: float) -> None:
    """Over one period the mean of the sine current is i_mean."""
    i = lif.sine_current(np.arange(n) * period / n, i_mean, period)
    # A sum by halves rounds log2(n) times; the sine and its argument add a few eps.
    assert abs(np.mean(i) - i_mean) <= (24 + math.log2(n)) * EPS * i_mean


@given(t=times, i_mean=positive_currents, period=periods)
def test_sine_current_is_evaluated_in_the_order_of_the_source(
    t: float, i_mean: float, period: float
) -> None:
    """The sine current is i_mean * (1 + sin((t * 2 * pi) / period)), one time or many."""
    expected = i_mean * (1 + math.sin((t * 2 * math.pi) / period))
    # Sines of two libraries: 4 ulp = 2 eps; then 1 + sin rounds by eps, the product by 2 eps.
    assert abs(lif.sine_current(t, i_mean, period) - expected) <= 5 * EPS * i_mean
    many = lif.sine_current([[t, t]], i_mean, period)
    assert many.shape == (1, 2)
    assert np.all(abs(many - expected) <= 5 * EPS * i_mean)


@given(t=times, amplitude=currents)
def test_constant_current_never_changes(t: float, amplitude: float) -> None:
    """A constant current is the same at all times."""
    assert lif.constant_current(t, amplitude) == amplitude
    assert lif.constant_current([t, 2 * t], amplitude).tolist() == [amplitude] * 2


@given(t=times, amplitude=currents, start=times, length=times)
@example(t=1e-3, amplitude=1e-10, start=1e-3, length=1e-3)
def test_step_current_is_on_from_start_to_stop(
    t: float, amplitude: float, start: float, length: float
) -> None:
    """A step current is on from its start, which counts, to its stop, which does not."""
    stop = start + length
    # Up to 1e-9 from an edge, a time counts as on it; the next test looks there.
    assume(all(t == edge or abs(t - edge) > 2e-9 * edge for edge in (start, stop)))
    expected = amplitude if start <= t < stop else 0.0
    assert lif.step_current(t, amplitude, start, stop) == expected


@given(
    start=st.integers(0, 1000),
    length=st.integers(0, 1000),
    dt=st.sampled_from([1e-3, 1e-4, 1 / 3, 7e-6]),
    typed=st.sampled_from([0.0, -0.9e-9, 0.9e-9]),
)
@example(start=43, length=3, dt=1e-3, typed=0.0)
def test_step_current_is_on_for_as_many_points_as_asked(
    start: int, length: int, dt: float, typed: float
) -> None:
    """Edges that fall on grid points count as on them, though floats differ by a rounding."""
    t = np.arange(2001) * dt
    edges = [k * dt * (1 + typed) for k in (start, start + length)]
    i = lif.step_current(t, 1.0, *edges)
    assert np.flatnonzero(i).tolist() == list(range(start, start + length))


def test_step_current_tells_edges_apart_that_differ_by_more_than_rounding() -> None:
    """Two billionths (relative) before the edge is before it."""
    edge = 1.0
    times = [edge - 2e-9, edge - 0.5e-9, edge + 2e-9]
    assert lif.step_current(times, 1.0, edge, 2.0).tolist() == [0.0, 1.0, 1.0]
    assert lif.step_current(times, 1.0, 0.0, edge).tolist() == [1.0, 0.0, 0.0]
    assert lif.step_current([0.0, 1.0], 1.0, 0.5, 0.5).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("t", [1e-3, 0, np.float32(0.5), np.array(1e-3)])
def test_one_time_has_one_current(t: float) -> None:
    """A single time, of whatever type, gives a plain float."""
    for i in (
        lif.constant_current(t, 1e-10),
        lif.step_current(t, 1e-10, 0, 1),
        lif.sine_current(t),
    ):
        assert type(i) is float


@pytest.mark.parametrize("shape", [(0,), (4,), (4, 1), (4, 3), (0, 3)])
@given(fraction=fractions)
def test_many_times_have_an_array_of_currents(
    shape: tuple[int, ...], fraction: float
) -> None:
    """An array of times, of any shape, gives float64 currents in that shape, and is kept."""
    t = np.full(shape, fraction)
    for i in (
        lif.constant_current(t, 1e-10),
        lif.step_current(t, 1e-10, 0, 1),
        lif.sine_current(t),
    ):
        assert isinstance(i, np.ndarray)
        assert (i.dtype, i.shape) == (np.float64, shape)
        assert not np.shares_memory(i, t)
    assert np.all(t == fraction)
