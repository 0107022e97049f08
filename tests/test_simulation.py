"""Runs over time: the grid, ensembles, statistics, shapes, warnings.

What holds for any neuron stands in `lif.properties`, and is tried by test_properties.py.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import within
from oracles import same, same_bits, steps_meant
from strategies import (
    Case,
    cases,
    engines,
    ensembles,
    fields,
    inputs,
    neurons_with_t_ref,
    statistical,
)

import lif
from lif import Neuron, State
from lif.properties._strategies import (
    coarse_fractions,
    fractions,
    n_refs,
    neurons,
    seeds,
)
from lif.properties._theory import constant_voltage

if TYPE_CHECKING:
    from lif.properties._theory import OneNeuron


# ---------------------------------------------------------------- the grid (guarantee 34)


@pytest.mark.guarantee(34)
def test_time_grid_counts_every_whole_millisecond() -> None:
    """A grid of m milliseconds in steps of 1 ms has m points, for every m up to 1000."""
    for m in range(1001):
        assert len(lif.time_grid(m * 1e-3, 1e-3)) == m
        assert len(lif.time_grid(m / 1000, 1e-3)) == m


@pytest.mark.guarantee(34)
@given(m=st.integers(0, 100_000), dt=st.floats(1e-7, 1.0))
@example(m=3, dt=0.1)
@example(m=43, dt=1e-3)
def test_time_grid_counts_every_exact_multiple(m: int, dt: float) -> None:
    """A grid of length m*dt has m points, although the quotient is rounded."""
    assert len(lif.time_grid(m * dt, dt)) == m


@pytest.mark.guarantee(34)
@given(m=st.integers(0, 100_000), dt=st.floats(1e-7, 1.0))
@example(m=150, dt=1e-3)
@example(m=100_000, dt=1e-5)
def test_time_grid_counts_lengths_in_single_precision(m: int, dt: float) -> None:
    """A grid of length m*dt has m points even if a length was rounded to float32."""
    t_max: Any = np.float32(m * dt)
    single: Any = np.float32(dt)
    # Each rounding moves the quotient by at most 2**-24 of it, half of what is allowed.
    for length, step in ((t_max, dt), (m * dt, single), (t_max, single)):
        t = lif.time_grid(length, step)
        assert len(t) == m
        assert same_bits(t, np.arange(m) * float(step))


@given(m=st.integers(1, 1000), dt=st.floats(1e-7, 1.0))
def test_grid_points_are_multiples_of_the_step(m: int, dt: float) -> None:
    """Point k is the product k*dt, never a sum of steps, and the end is not a point."""
    t = lif.time_grid(t_max=m * dt, dt=dt)
    assert t.dtype == np.float64
    assert t.tolist() == [k * dt for k in range(m)]


@given(m=st.integers(0, 1000), part=st.floats(2e-6, 1 - 2e-6), dt=st.floats(1e-7, 1.0))
@example(m=1000, part=1e-4, dt=1.0)
@example(m=1000, part=2e-4, dt=1.0)
def test_time_grid_refuses_a_part_of_a_step(m: int, part: float, dt: float) -> None:
    """A length that is not a whole number of steps is refused with the two lengths near it."""
    t_max = (m + part) * dt
    # A length known in single precision only, such as 1.0, may explain the difference.
    if (meant := steps_meant(t_max, dt)) is not None:
        assert len(lif.time_grid(t_max, dt)) == meant
        return
    near = f"{m * dt:.12g} and {(m + 1) * dt:.12g} are near"
    with pytest.raises(
        ValueError, match=f"t_max must be a whole number of steps .*: {near}"
    ):
        lif.time_grid(t_max, dt)


def test_a_millionth_of_a_step_is_a_rounding_error() -> None:
    """Up to 1e-6 of a step from a whole number of steps, a length counts as that number."""
    dt = 0.1  # not a number of single precision
    assert len(lif.time_grid((10 + 0.9e-6) * dt, dt)) == 10
    assert len(lif.time_grid((10 - 0.9e-6) * dt, dt)) == 10
    assert len(lif.time_grid(0.9e-6 * dt, dt)) == 0
    for t_max in ((10 + 1.1e-6) * dt, (10 - 1.1e-6) * dt, 1.1e-6 * dt):
        with pytest.raises(ValueError, match="whole number of steps"):
            lif.time_grid(t_max, dt)


def test_single_precision_widens_what_counts_as_a_rounding_error() -> None:
    """If dt may be known in single precision only, 2**-23 of the quotient is rounding."""
    # 10*2**-23 is 1.192e-6. A dt of 1.0 equals its own rounding to float32.
    assert len(lif.time_grid(10 + 1.19e-6, 1.0)) == 10
    assert len(lif.time_grid(10 - 1.19e-6, 1.0)) == 10
    assert len(lif.time_grid(1e-6, 1.0)) == 0
    # 2**20*2**-23 would be 0.125, but a tenth of a step is never a rounding error.
    assert len(lif.time_grid(2**20 + 0.09, 1.0)) == 2**20
    for t_max in (10 + 1.20e-6, 10 - 1.20e-6, 1.1e-6, 2**20 + 0.11):
        with pytest.raises(ValueError, match="whole number of steps"):
            lif.time_grid(t_max, 1.0)


# ---------------------------------------------------------------- a current that comes later


@pytest.mark.guarantee(17)
@given(neuron=neurons_with_t_ref, i=inputs((50,)), wait=st.integers(0, 50), a=fractions)
def test_the_same_current_later_leads_to_the_same_state_later(
    neuron: OneNeuron, i: Any, wait: int, a: float
) -> None:
    """After a time at rest, a current leads to the state that it leads to at once, but later."""
    assume(neuron.el <= neuron.vth)  # otherwise the neuron does not rest
    now = lif.run(i, neuron, dt=a * neuron.tau)
    later = lif.run(np.concatenate([np.zeros(wait), i]), neuron, dt=a * neuron.tau)
    assert later.state == now.state._replace(k=wait + len(i))


# ---------------------------------------------------------------- many neurons (22, 23)


@pytest.mark.guarantee(22)
@given(case=ensembles(st.just(6)), order=st.permutations(range(6)), engine=engines)
def test_permuting_neurons_permutes_the_results(
    case: Case, order: list[int], engine: str
) -> None:
    """Neurons in another order give the same results in that order, bit for bit."""
    trace, other = case.run(engine), case.only(order).run(engine)
    assert same_bits(other.v, trace.v[:, order])
    assert same_bits(other.spiked, trace.spiked[:, order])
    left = np.asarray(trace.state.refractory)
    assert same_bits(other.state.refractory, left[order])


@pytest.mark.guarantee(23)
@given(case=ensembles(st.integers(1, 70)), data=st.data())
def test_a_neuron_gives_the_same_result_alone_and_among_others(
    case: Case, data: st.DataObject
) -> None:
    """A neuron in an ensemble of 1 to 70 gives the result that it gives alone, bit for bit."""
    j = data.draw(st.integers(0, case.i.shape[1] - 1))
    trace, alone = case.run(), case.only(j).run()
    assert same_bits(trace.v[:, j], alone.v)
    assert same_bits(trace.spiked[:, j], alone.spiked)
    assert [np.asarray(x)[j] for x in trace.state[:3]] == list(alone.state[:3])


@pytest.mark.guarantee(23)
@given(case=ensembles(st.integers(1, 40)), engine=engines)
def test_memory_layout_of_the_current_changes_no_bit(case: Case, engine: str) -> None:
    """Strided, reversed, Fortran-ordered and read-only currents give the same bits."""
    trace = case.run(engine)
    rows, n = case.i.shape
    roomy = np.full((2 * rows, 3 * n), np.nan)
    roomy[::2, ::3] = case.i
    read_only = case.i.copy()
    read_only.flags.writeable = False
    layouts = [
        roomy[::2, ::3],
        np.asfortranarray(case.i),
        np.ascontiguousarray(case.i[::-1])[::-1],
        read_only,
    ]
    for i in layouts:
        assert same(case._replace(i=i).run(engine), trace)


# ---------------------------------------------------------------- inputs stay (25)


@pytest.mark.guarantee(25)
@given(case=cases(), engine=engines)
def test_a_run_does_not_modify_its_inputs(case: Case, engine: str) -> None:
    """A run changes none of its inputs, and no output shares memory with an input."""
    inputs = [case.i, *fields(case.neuron).values(), *case.state]
    arrays = [x for x in inputs if isinstance(x, np.ndarray)]
    copies = [x.copy() for x in arrays]
    trace = case.run(engine)
    assert all(map(np.array_equal, arrays, copies))
    outputs = [*trace[:3], *trace.state]
    assert not any(np.shares_memory(x, y) for x in outputs for y in arrays)
    assert not np.shares_memory(trace.v, trace.state.v)
    assert all(x.flags.writeable for x in outputs if isinstance(x, np.ndarray))


# ---------------------------------------------------------------- firing


overdrives = st.floats(0.01, 10.0)


@pytest.mark.guarantee(30)
@given(neuron=neurons, n_ref=n_refs, overdrive=overdrives)
def test_with_dt_equal_to_tau_every_climb_is_one_step(
    neuron: OneNeuron, n_ref: int, overdrive: float
) -> None:
    """With dt = tau, one step crosses the threshold, so every interval is n_ref + 1 steps."""
    neuron = replace(neuron, t_ref=n_ref * neuron.tau)
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = np.full(100, (target - neuron.el) / neuron.r)
    spiked = lif.run(i, neuron, dt=neuron.tau, state=State(neuron.vr)).spiked
    assert np.flatnonzero(spiked).tolist() == list(range(1, 100, n_ref + 1))


# ---------------------------------------------------------------- statistics (guarantee 35)


@pytest.mark.guarantee(35)
@statistical
@given(seed=seeds, a=coarse_fractions, k=st.integers(1, 60), lag=st.integers(1, 20))
@example(seed=2020, a=0.05, k=60, lag=10)
def test_noise_gives_the_variance_and_autocovariance_of_theory(
    seed: int, a: float, k: int, lag: int
) -> None:
    """Independent noise of variance s**2 gives V the variance and autocovariance of theory."""
    n, spread, tau, el, r = 10_000, 1e-10, 20e-3, -60e-3, 100e6
    neuron = Neuron(tau=tau, el=el, r=r, vth=math.inf)
    t = np.arange(k + lag)
    i = lif.noise_current(t, 2.5e-10, spread / 2.5e-10, n, rng=seed)
    trace = lif.run(i, neuron, dt=a * tau)
    b, drive = 1 - a, a * r * spread / math.sqrt(3)
    early, late = (drive**2 * (1 - b ** (2 * j)) / (1 - b**2) for j in (k, k + lag))
    x, y = trace.v[k] - np.mean(trace.v[k]), trace.state.v - np.mean(trace.state.v)
    mean = constant_voltage(k, 2.5e-10, neuron, a, el)
    # Each lies within six standard errors of n independent draws.
    within(np.mean(trace.v[k]) - mean, 6 * math.sqrt(early / n), "mean")
    within(np.mean(x * x) - early, 6 * early * math.sqrt(2 / n), "variance")
    covariance = b**lag * early
    error = 6 * math.sqrt((early * late + covariance**2) / n)
    within(np.mean(x * y) - covariance, error, "covariance")


# ---------------------------------------------------------------- shapes


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize("rows", [0, 1, 4])
@pytest.mark.parametrize(
    ("shapes", "neurons"),  # of a row of the current, a parameter, a state's field
    [
        (((), (), ()), ()),
        (((), (3,), ()), (3,)),
        (((), (), (3,)), (3,)),
        (((), (1,), ()), (1,)),
        (((), (), (1,)), (1,)),
        (((), (1,), (3,)), (3,)),
        (((), (3,), (3,)), (3,)),
        (((1,), (), ()), (1,)),
        (((1,), (3,), ()), (3,)),
        (((1,), (), (3,)), (3,)),
        (((3,), (), ()), (3,)),
        (((3,), (1,), (1,)), (3,)),
        (((3,), (3,), (3,)), (3,)),
        (((0,), (), ()), (0,)),
        (((), (0,), ()), (0,)),
        (((), (), (0,)), (0,)),
        (((1,), (0,), (1,)), (0,)),
    ],
)
def test_one_length_among_current_parameters_and_state_sets_the_shape(
    engine: Any, rows: int, shapes: Any, neurons: Any
) -> None:
    """Time is the first axis; a length n of any other argument makes n neurons."""
    current, parameter, state = shapes
    i = np.full((rows, *current), 2e-10)
    for name in ("tau", "el", "vr", "vth", "r", "t_ref"):
        neuron = Neuron(**{name: np.full(parameter, getattr(Neuron(), name))})
        for field, value in (("v", -60e-3), ("spiked", True), ("refractory", 2)):
            start_fields: Any = {"v": -65e-3} | {field: np.full(state, value)}
            start = State(**start_fields, k=5)
            trace = lif.run(i, neuron, dt=1e-3, state=start, engine=engine)
            check_layout(trace, rows, neurons)
            assert same_bits(trace.t, np.arange(5, 5 + rows) * 1e-3)
            if rows:
                assert np.all(trace.v[0] == start.v)
                assert np.all(trace.spiked[0] == start.spiked)


def check_layout(trace: lif.Trace, rows: int, neurons: tuple[int, ...]) -> None:
    """Check shapes, types and memory order of a trace and of its final state."""
    t, v, spiked, state = trace
    assert (t.shape, v.shape, spiked.shape) == (
        (rows,),
        (rows, *neurons),
        (rows, *neurons),
    )
    assert [x.dtype for x in (t, v, spiked)] == list(
        map(np.dtype, (float, float, bool))
    )
    assert all(x.flags.c_contiguous for x in (t, v, spiked))
    assert isinstance(trace, lif.Trace)
    assert isinstance(state, State)
    assert type(state.k) is int
    assert state.k == 5 + rows
    if neurons == ():
        assert list(map(type, state)) == [float, bool, int, int]
        return
    found = [(x.dtype, x.shape) for x in map(np.asarray, state[:3])]
    assert found == [(np.dtype(kind), neurons) for kind in (float, bool, np.int64)]


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
def test_a_run_starts_at_rest(engine: Any) -> None:
    """Without a state a run starts at the leak potential, without a spike, at time zero."""
    for neuron in (Neuron(), Neuron(el=np.array([-60e-3, -61e-3]))):
        trace = lif.run([0.0, 0.0], neuron, dt=1e-3, engine=engine)
        assert np.array_equal(trace.v[0], neuron.el)
        assert not trace.spiked.any()
        assert trace.t.tolist() == [0.0, 1e-3]


# ---------------------------------------------------------------- the length of a step


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize("tau", [20e-3, [50e-3, 20e-3]])
def test_a_step_of_more_than_twice_tau_is_refused(engine: Any, tau: Any) -> None:
    """A run with dt > 2*tau is refused, because forward Euler diverges; the limit is named."""
    words = r"dt must be <= 2\*tau = 0.04, got 0.0401: forward Euler diverges"
    with pytest.raises(ValueError, match=words):
        lif.run([0.0], Neuron(tau=tau), dt=0.0401, engine=engine)


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize("tau", [20e-3, [50e-3, 20e-3]])
@pytest.mark.parametrize("dt", [0.0201, 0.04])
def test_a_step_of_more_than_tau_warns_and_runs(
    engine: Any, tau: Any, dt: float
) -> None:
    """A run with tau < dt <= 2*tau completes, and warns at the caller's line of overshoot."""
    neuron = Neuron(tau=tau, vth=math.inf)
    words = f"dt={dt} is longer than tau=0.02: V overshoots at every step"
    with pytest.warns(RuntimeWarning, match=words) as record:
        trace = lif.run([1e-10] * 3, neuron, dt=dt, engine=engine)
    assert [w.filename for w in record] == [__file__]
    v = lif.euler_step(neuron.el, 1e-10, neuron, dt=dt)
    assert np.array_equal(trace.v[1], np.broadcast_to(v, trace.v[1].shape))


def test_a_step_of_tau_does_not_warn() -> None:
    """With dt = tau, V reaches its target without overshoot, so there is no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lif.run([0.0], Neuron(), dt=20e-3)


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize(
    ("i", "state", "words"),
    [
        ([0.0, math.nan], None, "i must be finite, got nan at index 1"),
        ([0.0, 1e301], None, "i=1e\\+301 at index 1"),
        ([0.0], State(math.inf), "state.v must be finite, got inf"),
        ([0.0], State(3e307), "must be below 2e307, got 3e\\+307"),
        ([1e299, -1e299] * 2000, None, "v must be finite at the end of the run"),
    ],
)
def test_an_error_comes_before_the_warning(
    engine: Any, i: Any, state: Any, words: str
) -> None:
    """A run that is refused does not warn first of a step longer than tau."""
    neuron = Neuron(vth=math.inf)
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        with pytest.raises(ValueError, match=words):
            lif.run(i, neuron, dt=0.04, state=state, engine=engine)
    assert not record


# ---------------------------------------------------------------- the caller's settings


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize("n", [1, 9])
def test_a_run_ignores_the_callers_settings_for_floating_point_errors(
    engine: Any, n: int
) -> None:
    """With np.seterr(all="raise") a run gives the same bits, though numbers underflow."""
    start = State(np.full(n, 1e-300))
    neuron = Neuron(el=0.0, vr=-0.01, vth=0.01, t_ref=1e-320)
    i = np.full((200, n), 1e-320)
    expected = lif.run(i, neuron, dt=0.01, state=start, engine=engine)
    with np.errstate(all="raise"):
        trace = lif.run(i, neuron, dt=0.01, state=start, engine=engine)
        assert same(trace, expected)
        with pytest.raises(ValueError, match=r"r\*i must be finite, got r="):
            lif.run(i + 1e301, neuron, dt=0.01, state=start, engine=engine)
    assert 0.0 < abs(trace.v[-1]).max() < 1e-300
