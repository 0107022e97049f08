"""One time step: where it leads, when it fires, how it sits out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import outside, within
from oracles import EPS, same_bits, size, tol
from strategies import (
    Case,
    cases,
    currents,
    fractions,
    neurons,
    neurons_with_t_ref,
    passive_neurons,
    voltages,
)

import lif
from lif import Neuron, State


@pytest.mark.guarantee(8)
@given(neuron=neurons, v0=voltages, i=currents, a=fractions, k=st.integers(0, 200))
@example(neuron=Neuron(), v0=-60e-3, i=2.5e-10, a=0.05, k=150)
def test_constant_current_follows_the_closed_form(
    neuron: Neuron, v0: float, i: float, a: float, k: int
) -> None:
    """Under a constant current, every step takes V the same part of its way."""
    dt, v = a * neuron.tau, v0
    for _ in range(k):
        v = lif.euler_step(v, i, neuron, dt=dt)
    v_inf = neuron.el + neuron.r * i
    expected = v_inf + (v0 - v_inf) * (1 - dt / neuron.tau) ** k
    # Each step rounds by at most eps*M, which the following steps contract.
    within(v - expected, tol(k, dt / neuron.tau, size(neuron, i, v0)))


@pytest.mark.guarantee(12)
@given(v=voltages, i=currents, neuron=neurons, a=fractions)
@example(v=-60e-3, i=2.5e-10, neuron=Neuron(), a=0.05)
def test_a_step_ends_between_its_start_and_its_target(
    v: float, i: float, neuron: Neuron, a: float
) -> None:
    """A step of at most tau ends between where it starts and where the current leads."""
    target = neuron.el + neuron.r * i
    after = lif.euler_step(v, i, neuron, dt=a * neuron.tau)
    # The slope, its scaling, the sum and the target round by 4*eps*M together.
    slack = 4 * EPS * size(neuron, i, v)
    within(outside(after, min(v, target), max(v, target)), slack)


def gap_before_and_after(
    v: float, i: float, neuron: Neuron, a: float
) -> tuple[float, float, float]:
    """Return the distance to the target before and after one step, and what rounding adds."""
    target = neuron.el + neuron.r * i
    after = lif.euler_step(v, i, neuron, dt=a * neuron.tau)
    # As above, but the slope's part counts a times; at a = 2 a search finds 8*eps*M.
    slack = 4 * EPS * max(1, a) * size(neuron, i, v)
    return v - target, after - target, slack


@pytest.mark.guarantee(13)
@given(v=voltages, i=currents, neuron=neurons, a=st.floats(1e-4, 1, exclude_max=True))
def test_a_step_shorter_than_tau_closes_part_of_the_gap(
    v: float, i: float, neuron: Neuron, a: float
) -> None:
    """Below tau, the gap to the target shrinks and keeps its sign: V nears it monotonically."""
    before, after, slack = gap_before_and_after(v, i, neuron, a)
    within(outside(after, min(before, 0), max(before, 0)), slack)


@pytest.mark.guarantee(13)
@given(
    v=voltages,
    i=currents,
    neuron=neurons,
    a=st.floats(1, 2, exclude_min=True, exclude_max=True),
)
def test_a_step_between_tau_and_twice_tau_overshoots(
    v: float, i: float, neuron: Neuron, a: float
) -> None:
    """Between tau and 2*tau, the gap changes its sign and shrinks: V alternates."""
    before, after, slack = gap_before_and_after(v, i, neuron, a)
    within(outside(after, min(-before, 0), max(-before, 0)), slack)


@pytest.mark.guarantee(13)
@given(v=voltages, i=currents, neuron=neurons)
def test_a_step_of_twice_tau_goes_to_and_fro(
    v: float, i: float, neuron: Neuron
) -> None:
    """At 2*tau, the gap changes its sign and nothing else: V jumps between two values."""
    before, after, slack = gap_before_and_after(v, i, neuron, a=2.0)
    within(after + before, slack)


@pytest.mark.guarantee(13)
@given(v=voltages, i=currents, neuron=neurons, a=st.floats(2, 3, exclude_min=True))
def test_a_step_longer_than_twice_tau_diverges(
    v: float, i: float, neuron: Neuron, a: float
) -> None:
    """Beyond 2*tau, the gap changes its sign and grows: V runs away."""
    before, after, slack = gap_before_and_after(v, i, neuron, a)
    within(max(abs(before) - abs(after), 0), slack)
    assert after * before <= 0 or abs(after) <= slack


@pytest.mark.guarantee(14)
@given(neuron=neurons, a=fractions)
def test_rest_without_input_stays_at_rest(neuron: Neuron, a: float) -> None:
    """Without input, a membrane at its leak potential stays there, bit for bit."""
    assert lif.euler_step(neuron.el, 0.0, neuron, dt=a * neuron.tau) == neuron.el


@pytest.mark.guarantee(15)
@given(v=voltages, i=currents, neuron=neurons)
def test_a_step_of_tau_reaches_the_target_at_once(
    v: float, i: float, neuron: Neuron
) -> None:
    """With dt = tau, one step leads to the target, wherever it starts."""
    after = lif.euler_step(v, i, neuron, dt=neuron.tau)
    # The slope, the sum and the target round by 4*eps*M together.
    within(after - (neuron.el + neuron.r * i), 4 * EPS * size(neuron, i, v))


@given(v=voltages, i=currents, neuron=neurons, a=fractions)
def test_euler_step_is_the_equation_in_its_order(
    v: float, i: float, neuron: Neuron, a: float
) -> None:
    """A step is v + dt/tau*(el - v + r*i), bit for bit, for floats and for arrays."""
    dt = a * neuron.tau
    expected = v + dt / neuron.tau * (neuron.el - v + neuron.r * i)
    assert lif.euler_step(v, i, neuron, dt=dt) == expected
    after = lif.euler_step(np.array([v, neuron.el]), i, neuron, dt=dt)
    assert after[0] == expected


@given(v=voltages, neuron=neurons)
@example(v=-50e-3, neuron=Neuron())
@example(v=math.nextafter(-50e-3, 1), neuron=Neuron())
def test_a_neuron_fires_strictly_above_its_threshold(v: float, neuron: Neuron) -> None:
    """Above the threshold V is reset and the neuron spikes; at it or below nothing happens."""
    expected = (neuron.vr, True) if v > neuron.vth else (v, False)
    assert lif.fire(v, neuron) == expected
    assert lif.fire(neuron.vth, neuron) == (neuron.vth, False)


@given(v=voltages)
def test_a_passive_membrane_never_fires(v: float) -> None:
    """With an infinite threshold there is no potential at which a neuron spikes."""
    assert lif.fire(v, Neuron(vth=math.inf)) == (v, False)


@given(v=voltages, i=currents, neuron=neurons, a=fractions)
def test_a_step_is_integration_and_fire(
    v: float, i: float, neuron: Neuron, a: float
) -> None:
    """A neuron that is not refractory integrates over the step, then fires or does not."""
    dt = a * neuron.tau
    after = lif.step(State(v, k=3), i, neuron, dt=dt)
    expected = lif.fire(lif.euler_step(v, i, neuron, dt=dt), neuron)
    assert after == State(*expected, refractory=0, k=4)


@pytest.mark.guarantee(33)
@given(v=voltages, i=currents, neuron=neurons_with_t_ref, left=st.integers(1, 100))
@example(v=-60e-3, i=20 * 25e-11, neuron=Neuron(t_ref=10e-3), left=10)
def test_a_refractory_neuron_never_spikes(
    v: float, i: float, neuron: Neuron, left: int
) -> None:
    """A refractory neuron waits at the reset potential, whatever the current."""
    after = lif.step(State(v, refractory=left), i, neuron, dt=0.05 * neuron.tau)
    assert after == State(neuron.vr, spiked=False, refractory=left - 1, k=1)


@given(m=st.integers(0, 10_000), dt=st.floats(1e-6, 1e-2))
@example(m=10, dt=1e-3)
@example(m=3, dt=0.1)
@example(m=43, dt=1e-3)
def test_a_refractory_period_of_m_steps_lasts_m_steps(m: int, dt: float) -> None:
    """If t_ref is m steps, give or take a rounding, a spike makes the neuron sit out m steps."""
    for t_ref in (m * dt, m * dt * (1 - 2**-50), m * dt * (1 + 2**-50)):
        assert refractory_steps(t_ref, dt) == m


@given(m=st.integers(0, 10_000), part=st.floats(1e-5, 1 - 1e-5))
@example(m=0, part=2e-6)
@example(m=0, part=1 - 2e-6)
def test_a_part_of_a_step_is_sat_out_whole(m: int, part: float) -> None:
    """If t_ref ends within a step, the neuron sits out that step too."""
    assert refractory_steps((m + part) * 2**-10, dt=2**-10) == m + 1


def test_a_millionth_of_a_step_is_a_rounding_error() -> None:
    """Within 1e-6 of a whole number of steps, t_ref is that number; beyond, the next above."""
    assert refractory_steps(10 + 0.9e-6, dt=1.0) == 10
    assert refractory_steps(10 - 0.9e-6, dt=1.0) == 10
    assert refractory_steps(10 + 1.1e-6, dt=1.0) == 11
    assert refractory_steps(10 - 1.1e-6, dt=1.0) == 10


def refractory_steps(t_ref: float, dt: float) -> int:
    """Make a neuron spike and return how many steps it has to sit out."""
    after = lif.step(State(1.0), 0.0, Neuron(tau=1e3, t_ref=t_ref), dt=dt)
    assert after.spiked
    return int(after.refractory)


@given(neuron=neurons_with_t_ref, v=voltages, i=currents, a=fractions)
def test_one_neuron_is_described_by_plain_numbers(
    neuron: Neuron, v: float, i: float, a: float
) -> None:
    """For one neuron every function returns float, bool and int; no array of no dimension."""
    for number in (float, np.float64, np.array):
        after = lif.step(State(number(v)), number(i), neuron, dt=a * neuron.tau)
        assert list(map(type, after)) == [float, bool, int, int]
        assert list(map(type, lif.fire(number(v), neuron))) == [float, bool]
        assert isinstance(
            lif.euler_step(number(v), number(i), neuron, dt=a * neuron.tau), float
        )


@given(case=cases())
def test_many_neurons_are_described_by_arrays(case: Case) -> None:
    """For n neurons the state holds arrays of n floats, booleans and whole numbers."""
    assume(case.run().v.ndim == 2 and len(case.i) > 0)
    n = case.run().v.shape[1]
    after = lif.step(case.state, case.i[0], case.neuron, dt=case.dt)
    assert [(x.dtype, x.shape) for x in after[:3]] == [
        (np.dtype(kind), (n,)) for kind in (np.float64, np.bool_, np.int64)
    ]
    assert type(after.k) is int


@pytest.mark.guarantee(25)
@given(case=cases())
def test_a_step_leaves_its_arguments_alone(case: Case) -> None:
    """A step changes none of its inputs and returns nothing that shares memory with them."""
    given_arrays = [x for x in case.state[:3] if isinstance(x, np.ndarray)]
    copies = [x.copy() for x in given_arrays]
    after = lif.step(
        case.state, np.zeros(case.run().v.shape[1:]), case.neuron, dt=case.dt
    )
    assert all(map(np.array_equal, given_arrays, copies))
    assert not any(np.shares_memory(x, y) for x in after[:3] for y in given_arrays)


def test_a_state_begins_quiet() -> None:
    """A state needs a potential; the rest says: no spike, not refractory, at time zero."""
    assert State(-65e-3) == (-65e-3, False, 0, 0)


@given(neuron=passive_neurons, v=voltages, a=st.floats(1, 100))
def test_a_single_step_may_be_of_any_length(neuron: Neuron, v: float, a: float) -> None:
    """One step may be as long as one likes, without a warning: there is something to see."""
    after = lif.euler_step(v, 0.0, neuron, dt=a * neuron.tau)
    assert lif.step(State(v), 0.0, neuron, dt=a * neuron.tau).v == after


@pytest.mark.parametrize("n", [0, 1, 3])
def test_lengths_broadcast(n: int) -> None:
    """Any argument of length n makes a step one of n neurons; numbers serve them all."""
    many = np.full(n, 1e-3)
    for v, i, neuron in (
        (many, 0.0, Neuron()),
        (0.0, many, Neuron()),
        (0.0, 0.0, replace(Neuron(), tau=many)),
    ):
        assert np.shape(lif.euler_step(v, i, neuron, dt=1e-3)) == (n,)
        assert lif.step(State(v), i, neuron, dt=1e-3).refractory.shape == (n,)
    assert [x.shape for x in lif.fire(-0.06, Neuron(vth=many))] == [(n,), (n,)]
    assert [x.shape for x in lif.fire(many, Neuron())] == [(n,), (n,)]


@pytest.mark.parametrize("name", ["tau", "el", "vr", "vth", "r", "t_ref"])
@pytest.mark.parametrize("v", [-49e-3, -51e-3])
def test_any_parameter_of_length_n_makes_n_results(name: str, v: float) -> None:
    """Whichever parameter has one value for each neuron, so has every result."""
    neuron = Neuron(**{name: np.full(2, getattr(Neuron(), name))})
    after = lif.euler_step(v, 0.0, neuron, dt=1e-3)
    assert same_bits(after, np.full(2, lif.euler_step(v, 0.0, Neuron(), dt=1e-3)))
    for many, one in zip(lif.fire(v, neuron), lif.fire(v, Neuron()), strict=True):
        assert same_bits(many, np.full(2, one))


@pytest.mark.parametrize("name", ["tau", "el", "vr", "vth", "r", "t_ref"])
@pytest.mark.parametrize("v", [-49e-3, np.array([-49e-3, -51e-3])])
def test_results_belong_to_the_caller(name: str, v: float) -> None:
    """What a function returns can be written to, and shares no memory with its arguments."""
    neuron = Neuron(**{name: np.full(2, getattr(Neuron(), name))})
    results = [
        lif.euler_step(v, 0.0, neuron, dt=1e-3),
        *lif.fire(v, neuron),
        *lif.step(State(v), 0.0, neuron, dt=1e-3)[:3],
    ]
    for x in results:
        assert x.flags.writeable
        assert x.flags.c_contiguous
        assert not np.shares_memory(x, v)
        assert not np.shares_memory(x, getattr(neuron, name))
