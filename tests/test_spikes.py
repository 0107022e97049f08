"""What is read off a trace."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from strategies import Case, cases

import lif
from lif.spikes import spike_times


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
    with pytest.raises(TypeError, match=r"trace must be a lif\.Trace, got .*"):
        spike_times(trace)


def test_what_is_no_truth_value_is_refused() -> None:
    """Ones and zeros would be taken for places in time: they are refused."""
    trace = lif.Trace(np.arange(3.0), np.zeros(3), np.array([0, 1, 0]), lif.State(0.0))
    with pytest.raises(TypeError, match=r"trace\.spiked must be True or False, got"):
        spike_times(trace)


@pytest.mark.parametrize(
    ("t", "spiked"), [((3,), (4,)), ((3,), (3, 1, 1)), ((3, 1), (3,)), ((), ())]
)
def test_arrays_that_do_not_fit_are_refused(t: Any, spiked: Any) -> None:
    """Times and spikes have one length."""
    trace = lif.Trace(np.zeros(t), np.zeros(3), np.zeros(spiked, bool), lif.State(0.0))
    with pytest.raises(
        ValueError, match=r"trace\.t and trace\.spiked must have the shapes"
    ):
        spike_times(trace)
