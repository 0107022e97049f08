"""Tests of spike times, interspike intervals and firing rates."""

from __future__ import annotations

import re
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import Case, cases

import lif
from lif.properties._theory import EPS
from lif.spikes import firing_rate, interspike_intervals, spike_times

READINGS: list[Any] = [spike_times, interspike_intervals, firing_rate]
each_reading = pytest.mark.parametrize("reading", READINGS)


@given(case=cases())
def test_spike_times_are_the_times_at_which_a_neuron_spikes(case: Case) -> None:
    """For each neuron there is one array, of the times at which the neuron spikes."""
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
    """At a spike time V is the reset potential, and one step earlier it is not."""
    t = lif.time_grid(60e-3, 1e-3)
    trace = lif.run(lif.constant_current(t, 3e-10), lif.Neuron(), dt=1e-3)
    (times,) = spike_times(trace)
    k = np.array([8, 22, 36, 50])
    assert times.tolist() == t[k].tolist()
    assert np.all(trace.v[k] == -70e-3)
    assert np.all(trace.v[k - 1] > -70e-3)


@given(case=cases())
def test_intervals_are_the_differences_of_spike_times(case: Case) -> None:
    """Each interval is the difference between the times of two consecutive spikes."""
    trace = case.run()
    intervals = interspike_intervals(trace)
    for x, times in zip(intervals, spike_times(trace), strict=True):
        assert x.tolist() == [b - a for a, b in pairwise(times)]
        assert x.dtype == np.float64


@given(case=cases())
def test_rates_are_spikes_per_second(case: Case) -> None:
    """The rate is the number of spikes over steps*dt, whatever the time of the first step."""
    trace = case.run()
    steps = len(trace.t)
    assume(steps > 1)
    rates = firing_rate(trace)
    assert rates.shape == ((trace.v.shape[1],) if trace.v.ndim == 2 else (1,))
    assert rates.dtype == np.float64
    counts = [len(times) for times in spike_times(trace)]
    # dt is computed from the first and the last time, each of which is rounded by half an eps.
    slack = EPS * (4 + trace.t[-1] / (trace.t[-1] - trace.t[0]))
    for rate, count in zip(rates, counts, strict=True):
        expected = count / (steps * case.dt)
        assert abs(rate - expected) <= slack * expected


def test_a_rate_is_in_spikes_per_second_not_per_step() -> None:
    """A neuron that fires every 11 ms has a rate of 91 Hz, not of 0.091."""
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


def trace_of(t: Any, spiked: Any) -> Any:
    """Return a trace with the given times and spikes."""
    trace: Any = lif.Trace
    return trace(t, None, spiked, lif.State(0.0))


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
    """Two trials in one trace are refused, because one interval would be negative."""
    for function in READINGS:
        with pytest.raises(
            ValueError, match=f"trace.t must be finite and increasing, got {where}"
        ):
            function(trace_of(t, [spiked] * len(t)))


def test_a_single_point_of_time_has_no_rate() -> None:
    """The length of a step is unknown if there is one time only, with or without a spike."""
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
    """A trace with a gap in time, or with times too far apart for a float, is refused."""
    with pytest.raises(ValueError, match=f"trace.t must be {words}"):
        firing_rate(trace_of(t, [True] * len(t)))


def test_steps_may_differ_by_the_rounding_of_two_times() -> None:
    """Steps may differ by two digits in the last place of the times, but not by three."""
    late, digit = 2.0**20, EPS * 2.0**20
    trace = trace_of([late + digit * k for k in (0, 4, 10, 12)], [True] * 4)
    assert firing_rate(trace) == 1 / (4 * digit)
    with pytest.raises(ValueError, match=r"equal steps, of .*, got .* at index 2"):
        firing_rate(trace_of([late + digit * k for k in (0, 4, 11, 12)], [True] * 4))


def test_a_rate_too_large_for_a_float_is_refused() -> None:
    """If the steps are so short that the rate overflows, an error is raised."""
    with pytest.raises(
        ValueError, match="firing_rate must be finite, got inf at index 0"
    ):
        firing_rate(trace_of([0.0, 5e-324], [True, True]))


@given(k=st.integers(0, 10**9))
def test_a_late_trace_has_the_same_rate(k: int) -> None:
    """The rate of a late trace is right, apart from the rounding of its times."""
    t = (k + np.arange(100)) * 1e-3
    rate = firing_rate(trace_of(list(t), [True, False] * 50))
    assert abs(rate - 500) <= 500 * EPS * (4 + k)


@pytest.mark.parametrize(
    ("shape", "count"),
    [((0,), 1), ((5,), 1), ((5, 1), 1), ((5, 3), 3), ((0, 3), 3), ((5, 0), 0)],
)
def test_there_is_an_array_for_each_neuron(shape: tuple[int, ...], count: int) -> None:
    """A neuron without spikes has an empty array; without neurons the list is empty."""
    times = spike_times(lif.run(np.zeros(shape), lif.Neuron(), dt=1e-3))
    assert [x.shape for x in times] == [(0,)] * count


@each_reading
@pytest.mark.parametrize(
    ("trace", "got"),
    [
        (None, "None (NoneType)"),
        (3.0, "3.0 (float)"),
        ([1.0, 2.0], "[1.0, 2.0] (list)"),
        ("x" * 100, f"'{'x' * 79} (str)"),
        (SimpleNamespace(t=[0.0]), "namespace(t=[0.0]) (SimpleNamespace)"),
        (SimpleNamespace(spiked=1), "namespace(spiked=1) (SimpleNamespace)"),
    ],
)
def test_an_object_without_times_and_spikes_is_refused(
    reading: Any, trace: Any, got: str
) -> None:
    """The error shows the beginning of the object, and its type."""
    words = f"trace must be a lif.Trace, got {got}"
    with pytest.raises(TypeError, match=f"^{re.escape(words)}$"):
        reading(trace)


class Timed:
    """Times of an array library that names their unit in an attribute."""

    def __init__(self, unit: str) -> None:
        self.attrs = {"units": unit}

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """Return two times, as NumPy asks for them."""
        return np.array([0.0, 1.0], dtype)


@each_reading
@pytest.mark.parametrize(
    ("t", "spiked", "words"),
    [
        (
            [0.0, 1.0],
            np.array([0, 1]),
            "trace.spiked must be True or False, got an array of int64 (ndarray)",
        ),
        (
            [0.0, 1.0],
            np.array([0.0, 1.0]),
            "trace.spiked must be True or False, got an array of float64 (ndarray)",
        ),
        ([0.0, 1.0], [True, 1], "trace.spiked must be True or False, got 1 (int)"),
        ([0.0, 1.0], None, "trace.spiked must be True or False, got None (NoneType)"),
        (
            np.array([False, True]),
            [True, False],
            "trace.t must be real numbers, got an array of bool (ndarray)",
        ),
        (
            [0.0, 1j],
            [True, False],
            "trace.t must be real numbers, got 1j (complex)",
        ),
        (None, [True, False], "trace.t must be real numbers, got None (NoneType)"),
        (
            Timed("ms"),
            [True, False],
            "trace.t must be plain numbers in second, got a Timed with the unit 'ms': ",
        ),
    ],
)
def test_times_and_spikes_of_the_wrong_kind_are_refused(
    reading: Any, t: Any, spiked: Any, words: str
) -> None:
    """Times are real numbers in seconds and spikes are truth values, not ones and zeros."""
    how = "(pass plain numbers in SI units .*)?"
    with pytest.raises(TypeError, match=f"^{re.escape(words)}{how}$"):
        reading(trace_of(t, spiked))


@each_reading
def test_times_that_are_marked_as_seconds_are_accepted(reading: Any) -> None:
    """An attribute that names the second as the unit of the times changes nothing."""
    marked, plain = (
        reading(trace_of(t, [True, True])) for t in (Timed("s"), [0.0, 1.0])
    )
    assert np.array_equal(marked, plain)


@each_reading
@pytest.mark.parametrize(
    ("t", "spiked"),
    [
        ((3,), (4,)),
        ((3,), (2, 3)),
        ((3,), (3, 1, 1)),
        ((3,), ()),
        ((3, 1), (3,)),
        ((3, 3), (3, 3)),
        ((), ()),
        ((), (3,)),
    ],
)
def test_times_and_spikes_of_the_wrong_shape_are_refused(
    reading: Any, t: Any, spiked: Any
) -> None:
    """Times have one axis, spikes have one or two, and their lengths in time are equal."""
    words = (
        "trace.t and trace.spiked must have the shapes (steps,) and (steps,) or (steps, n), "
        f"got {t} and {spiked}"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        reading(trace_of(np.zeros(t), np.zeros(spiked, bool)))


@given(k=st.integers(0, 100), dt=st.sampled_from([1e-3, 1e-4, 0.3, 7e-6]))
def test_times_in_single_precision_have_a_rate(k: int, dt: float) -> None:
    """A grid in float32, whose rounding is 2**29 times as large, is a grid too."""
    t = np.arange(k, k + 100, dtype=np.float32) * np.float32(dt)
    for times in (t, list(t)):
        (rate,) = firing_rate(trace_of(times, [True, False] * 50))
        # dt and the first and last times are rounded by 2**-24 of themselves; the products of
        # these errors, and the rounding of float64, are less than 2**-40.
        error = 2.0**-24 * (1 + (2 * k + 99) / 99)
        assert abs(rate * dt - 0.5) <= error / 2 + 2.0**-40
    t[50] += 3e-3 * dt
    with pytest.raises(ValueError, match=r"trace\.t must be a grid in equal steps, of"):
        firing_rate(trace_of(t, [True, False] * 50))
