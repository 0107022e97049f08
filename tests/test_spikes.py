"""What is read off a trace."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles import EPS
from strategies import Case, cases

import lif
from lif.spikes import firing_rate, interspike_intervals, spike_times

READINGS: list[Any] = [spike_times, interspike_intervals, firing_rate]


@given(case=cases())
def test_spike_times_are_the_times_at_which_a_neuron_spikes(case: Case) -> None:
    """For each neuron there is one array: the points of time at which it spikes."""
    trace = case.run()
    columns = (
        trace.spiked.reshape(len(trace.t), -1).T
        if trace.spiked.size
        else trace.spiked.T
    )
    times = spike_times(trace)
    assert len(times) == (trace.v.shape[1] if trace.v.ndim == 2 else 1)
    for x, column in zip(times, np.atleast_2d(columns), strict=True):
        assert x.tolist() == [
            t for t, spiked in zip(trace.t, column, strict=True) if spiked
        ]
        assert x.dtype == np.float64
        assert not np.shares_memory(x, trace.t)


def test_a_spike_falls_on_the_point_where_the_potential_is_reset() -> None:
    """At a spike time V is the reset potential, and just before it was not."""
    t = lif.time_grid(60e-3, 1e-3)
    trace = lif.run(lif.constant_current(t, 3e-10), lif.Neuron(), dt=1e-3)
    (times,) = spike_times(trace)
    k = np.array([8, 22, 36, 50])
    assert times.tolist() == t[k].tolist()
    assert np.all(trace.v[k] == -70e-3)
    assert np.all(trace.v[k - 1] > -70e-3)


@given(case=cases())
def test_intervals_are_the_differences_of_spike_times(case: Case) -> None:
    """From one spike to the next it takes the difference of their times."""
    trace = case.run()
    intervals = interspike_intervals(trace)
    for x, times in zip(intervals, spike_times(trace), strict=True):
        assert x.tolist() == [b - a for a, b in pairwise(times)]
        assert x.dtype == np.float64


@given(case=cases())
def test_rates_are_spikes_per_second(case: Case) -> None:
    """The rate is the number of spikes over steps * dt, wherever in time the trace begins."""
    trace = case.run()
    steps = len(trace.t)
    assume(steps > 1)
    rates = firing_rate(trace)
    assert rates.shape == ((trace.v.shape[1],) if trace.v.ndim == 2 else (1,))
    assert rates.dtype == np.float64
    counts = [len(times) for times in spike_times(trace)]
    # dt is told by the first and last points, each of them rounded by half an eps of itself.
    slack = EPS * (4 + trace.t[-1] / (trace.t[-1] - trace.t[0]))
    for rate, count in zip(rates, counts, strict=True):
        expected = count / (steps * case.dt)
        assert abs(rate - expected) <= slack * expected


def test_a_rate_is_in_spikes_per_second_not_per_step() -> None:
    """A neuron that fires every eleventh millisecond does so some 91 times a second."""
    trace = lif.run(np.full(11_000, 1e-7), lif.Neuron(t_ref=10e-3), dt=1e-3)
    assert firing_rate(trace) == pytest.approx(1000 / 11, rel=1e-14)
    assert interspike_intervals(trace)[0] == pytest.approx(0.011, rel=1e-11)


@pytest.mark.parametrize(
    ("shape", "rates"), [((0,), [0.0]), ((0, 3), [0.0] * 3), ((5, 0), []), ((0, 0), [])]
)
def test_no_steps_or_no_neurons_have_no_spikes(shape: Any, rates: Any) -> None:
    """Without steps the rates are 0; without neurons there are none."""
    trace = lif.run(np.zeros(shape), lif.Neuron(), dt=1e-3)
    assert firing_rate(trace).tolist() == rates
    assert [x.shape for x in interspike_intervals(trace)] == [(0,)] * len(rates)


def trace_of(t: list[float], spiked: list[bool]) -> lif.Trace:
    """Return a trace that somebody has put together."""
    return lif.Trace(
        np.array(t), np.zeros(len(t)), np.array(spiked, bool), lif.State(0.0)
    )


@pytest.mark.parametrize(
    ("t", "where"),
    [
        ([1.0, 1.0], "1.0 at index 1"),
        ([0.0, 2.0, 1.0], "1.0 at index 2"),
        ([0.0, 1.0, 0.0, 1.0], "0.0 at index 2"),
        ([0.0, np.nan, 2.0], "nan at index 1"),
        ([0.0, np.inf], "inf at index 1"),
        ([-np.inf, 0.0], "-inf at index 0"),
        ([np.inf, np.inf], "inf at index 0"),
        ([np.nan], "nan at index 0"),
    ],
)
@pytest.mark.parametrize("spiked", [False, True])
def test_times_that_do_not_increase_are_refused(
    t: list[float], where: str, *, spiked: bool
) -> None:
    """Two trials one after the other are no trace: their intervals would be negative."""
    for function in READINGS:
        with pytest.raises(
            ValueError, match=f"trace.t must be finite and increasing, got {where}"
        ):
            function(trace_of(t, [spiked] * len(t)))


def test_a_single_point_of_time_has_no_rate() -> None:
    """One point does not tell how long a step is, spike or no spike."""
    for spiked in (False, True):
        with pytest.raises(
            ValueError, match=r"at least two points of time.* got one, 8.0"
        ):
            firing_rate(trace_of([8.0], [spiked]))


@pytest.mark.parametrize(
    ("t", "words"),
    [
        ([0.0, 1.0, 5.0, 6.0], "a grid in equal steps, of 2.0, got 1.0 at index 1"),
        ([-1.7e308, 1.7e308], "a grid in equal steps, of inf, got"),
    ],
)
def test_times_with_a_gap_have_no_rate(t: list[float], words: str) -> None:
    """What was cut out of a trace and put together has no common rate."""
    with pytest.raises(ValueError, match=f"trace.t must be {words}"):
        firing_rate(trace_of(t, [True] * len(t)))


def test_steps_may_differ_by_the_rounding_of_two_times() -> None:
    """By two digits in the last place of late times they do, by three they do not."""
    late, digit = 2.0**20, EPS * 2.0**20
    trace = trace_of([late + digit * k for k in (0, 4, 10, 12)], [True] * 4)
    assert firing_rate(trace) == 1 / (4 * digit)
    with pytest.raises(ValueError, match=r"equal steps, of .*, got .* at index 2"):
        firing_rate(trace_of([late + digit * k for k in (0, 4, 11, 12)], [True] * 4))


def test_a_rate_too_large_for_a_float_is_refused() -> None:
    """A spike in next to no time is not so many spikes per second."""
    with pytest.raises(
        ValueError, match="firing_rate must be finite, got inf at index 0"
    ):
        firing_rate(trace_of([0.0, 5e-324], [True, True]))


@given(k=st.integers(0, 10**9))
def test_a_late_trace_has_the_same_rate(k: int) -> None:
    """A trace that begins long after the start has its rate, to the rounding of its times."""
    t = (k + np.arange(100)) * 1e-3
    rate = firing_rate(trace_of(list(t), [True, False] * 50))
    assert abs(rate - 500) <= 500 * EPS * (4 + k)


@pytest.mark.parametrize(
    ("shape", "count"),
    [((0,), 1), ((5,), 1), ((5, 1), 1), ((5, 3), 3), ((0, 3), 3), ((5, 0), 0)],
)
def test_there_is_an_array_for_every_neuron(shape: tuple[int, ...], count: int) -> None:
    """Without a spike a neuron has an empty array; without neurons the list is empty."""
    times = spike_times(lif.run(np.zeros(shape), lif.Neuron(), dt=1e-3))
    assert [x.shape for x in times] == [(0,)] * count


@pytest.mark.parametrize("trace", [None, 3.0, "trace", [1.0, 2.0], np.zeros(3)])
def test_what_is_no_trace_is_refused(trace: object) -> None:
    """Anything without times and spikes is refused by name."""
    for function in READINGS:
        with pytest.raises(TypeError, match=r"trace must be a lif\.Trace, got .*"):
            function(trace)


def test_what_is_no_truth_value_is_refused() -> None:
    """Ones and zeros would be taken for places in time: they are refused."""
    trace = lif.Trace(np.arange(3.0), np.zeros(3), np.array([0, 1, 0]), lif.State(0.0))
    for function in READINGS:
        with pytest.raises(
            TypeError, match=r"trace\.spiked must be True or False, got"
        ):
            function(trace)


@pytest.mark.parametrize(
    ("t", "spiked"), [((3,), (4,)), ((3,), (3, 1, 1)), ((3, 1), (3,)), ((), ())]
)
def test_arrays_that_do_not_fit_are_refused(t: Any, spiked: Any) -> None:
    """Times and spikes have one length."""
    trace = lif.Trace(np.zeros(t), np.zeros(3), np.zeros(spiked, bool), lif.State(0.0))
    for function in READINGS:
        with pytest.raises(
            ValueError, match=r"trace\.t and trace\.spiked must have the shapes"
        ):
            function(trace)
