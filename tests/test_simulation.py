"""Runs over time, judged by closed forms, by symmetries and by rules that they must keep."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import oracles
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import within
from oracles import EPS, same, same_bits, size, steps_meant, tol
from strategies import (
    Case,
    cases,
    coarse_fractions,
    currents,
    engines,
    ensembles,
    fields,
    fractions,
    gaps,
    inputs,
    margins,
    n_refs,
    neurons,
    neurons_with_t_ref,
    passive_neurons,
    positive_currents,
    powers_of_two,
    seeds,
    statistical,
    voltages,
)

import lif
from lif import Neuron, State

if TYPE_CHECKING:
    from strategies import SingleNeuron


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


# ---------------------------------------------------------------- below threshold (8 to 21)


@pytest.mark.guarantee(8)
@given(neuron=passive_neurons, v0=voltages, i=currents, a=fractions)
@example(neuron=Neuron(vth=math.inf), v0=-60e-3, i=2.5e-10, a=0.05)
def test_a_run_under_a_constant_current_follows_the_closed_form(
    neuron: SingleNeuron, v0: float, i: float, a: float
) -> None:
    """Under a constant current, every potential of a run is that of the closed form."""
    dt, k = a * neuron.tau, np.arange(1000)
    v = lif.run(np.full(1000, i), neuron, dt=dt, state=State(v0)).v
    expected = oracles.constant_voltage(k, i, neuron, dt, v0)
    # Each step rounds by at most eps*M, which the following steps contract.
    within(v - expected, tol(k, dt / neuron.tau, size(neuron, i, v0)))


@pytest.mark.guarantee(9)
@given(
    neuron=passive_neurons,
    v0=voltages,
    i_mean=positive_currents,
    steps_per_period=st.floats(2, 1000),
    a=fractions,
)
@example(
    neuron=Neuron(vth=math.inf), v0=-60e-3, i_mean=25e-11, steps_per_period=10, a=0.05
)
def test_sine_current_follows_the_discrete_closed_form(
    neuron: SingleNeuron, v0: float, i_mean: float, steps_per_period: float, a: float
) -> None:
    """Under a sine current, V oscillates around its mean as the recursion's solution says."""
    dt, k = a * neuron.tau, np.arange(1000)
    period = steps_per_period * dt
    i = lif.sine_current(k * dt, i_mean, period)
    v = lif.run(i, neuron, dt=dt, state=State(v0)).v
    expected = oracles.sine_voltage(k, i_mean, period, neuron, dt=dt, v0=v0)
    # As above, and the sine's argument is rounded in proportion to its size, the phase.
    phase = 2 * math.pi * k * dt / period
    bound = tol(k, dt / neuron.tau, size(neuron, 2 * i_mean, v0))
    bound += 4 * EPS * neuron.r * i_mean * (1 + phase)
    within(v - expected, bound)


@pytest.mark.guarantee(10)
@given(
    neuron=passive_neurons,
    v0=voltages,
    i_mean=positive_currents,
    omega_tau=st.floats(0.01, 100),
    a=fractions,
)
@example(
    neuron=Neuron(vth=math.inf),
    v0=-60e-3,
    i_mean=25e-11,
    omega_tau=4 * math.pi,
    a=0.05,
)
def test_error_against_the_exact_solution_is_bounded(
    neuron: SingleNeuron, v0: float, i_mean: float, omega_tau: float, a: float
) -> None:
    """The distance of V from the exact solution is at most dt*tau/2 times the largest V''."""
    dt, period = a * neuron.tau, 2 * math.pi * neuron.tau / omega_tau
    k = np.arange(1000)
    i = lif.sine_current(k * dt, i_mean, period)
    v = lif.run(i, neuron, dt=dt, state=State(v0)).v
    exact = lif.exact.sine_current_voltage(k * dt, i_mean, period, neuron, v0)
    bend = oracles.strongest_bend(i_mean, period, neuron, v0)
    # A step cuts off dt**2/2 * V''; the later steps contract that: sum(b**j) <= tau/dt.
    bound = dt * neuron.tau / 2 * bend
    rounding = 3 * tol(k, dt / neuron.tau, size(neuron, 2 * i_mean, v0))
    within(v - exact, bound + rounding)


@pytest.mark.guarantee(11)
@given(
    neuron=passive_neurons,
    v0=voltages,
    i_mean=positive_currents,
    omega_tau=st.floats(0.1, 9.6),
)
@example(neuron=Neuron(vth=math.inf), v0=-60e-3, i_mean=25e-11, omega_tau=2 * math.pi)
def test_euler_converges_with_order_one(
    neuron: SingleNeuron, v0: float, i_mean: float, omega_tau: float
) -> None:
    """Halving the time step halves the error: the forward Euler method is of order one."""
    period, errors = 2 * math.pi * neuron.tau / omega_tau, []
    for a in 2.0 ** -np.arange(4, 10):
        dt = a * neuron.tau
        t = np.arange(5 / a) * dt
        i = lif.sine_current(t, i_mean, period)
        v = lif.run(i, neuron, dt=dt, state=State(v0)).v
        exact = lif.exact.sine_current_voltage(t, i_mean, period, neuron, v0)
        errors.append(np.max(abs(v - exact)))
    ratios = np.divide(errors[:-1], errors[1:])
    # The largest error may fall between two points, (omega*dt)**2/8 <= 4.5 % below it
    # since omega*dt <= 0.6; the next term of the error is smaller than the first by a.
    within(ratios - 2, 0.1, "halving ratio")
    within(np.mean(np.log2(ratios)) - 1, 0.05, "order")


@pytest.mark.guarantee(16)
@given(
    neuron=passive_neurons,
    v1=voltages,
    v2=voltages,
    pair=inputs((100, 2)),
    a=fractions,
)
def test_responses_to_two_currents_add_up(
    neuron: SingleNeuron, v1: float, v2: float, pair: Any, a: float
) -> None:
    """With a leak potential of zero, the response to a sum is the sum of the responses."""
    neuron, dt = replace(neuron, el=0.0), a * neuron.tau
    i1, i2 = pair.T
    both = lif.run(i1 + i2, neuron, dt=dt, state=State(v1 + v2)).v
    one = lif.run(i1, neuron, dt=dt, state=State(v1)).v
    other = lif.run(i2, neuron, dt=dt, state=State(v2)).v
    # Three runs, each with its own rounding; M of the sum is at most that of both together.
    m = size(neuron, i1, v1) + size(neuron, i2, v2)
    within(both - (one + other), 3 * tol(np.arange(100), dt / neuron.tau, m))


@pytest.mark.guarantee(17)
@given(neuron=neurons_with_t_ref, i=inputs((50,)), wait=st.integers(0, 50), a=fractions)
def test_the_same_current_later_gives_the_same_response_later(
    neuron: SingleNeuron, i: Any, wait: int, a: float
) -> None:
    """A neuron that rests first and is driven later responds in exactly the same way, later."""
    assume(neuron.el <= neuron.vth)  # otherwise the neuron does not rest
    now = lif.run(i, neuron, dt=a * neuron.tau)
    later = lif.run(np.concatenate([np.zeros(wait), i]), neuron, dt=a * neuron.tau)
    assert np.array_equal(later.v[wait:], now.v)
    assert np.array_equal(later.spiked[wait:], now.spiked)
    assert later.state == now.state._replace(k=wait + len(i))


@pytest.mark.guarantee(18)
@given(case=cases(), k=st.integers(0, 60), change=currents)
def test_a_current_cannot_alter_earlier_potentials(
    case: Case, k: int, change: float
) -> None:
    """The current from step k on cannot alter the potential up to point k."""
    later = case.i.copy()
    later[k:] += change
    trace, other = case.run(), case._replace(i=later).run()
    assert same_bits(trace.v[: k + 1], other.v[: k + 1])
    assert same_bits(trace.spiked[: k + 1], other.spiked[: k + 1])


@pytest.mark.guarantee(19)
@given(case=cases(), scale=powers_of_two)
@pytest.mark.parametrize(
    ("what", "powers"),
    [
        ("voltages and resistance", {"v": 1, "r": 1}),
        ("current against resistance", {"i": 1, "r": -1}),
        ("times", {"t": 1}),
    ],
)
def test_a_change_of_units_scales_the_result_exactly(
    case: Case, scale: float, what: str, powers: dict[str, int]
) -> None:
    """In units that are larger or smaller by 2**m, all results are the same, exactly."""
    volt, ohm, ampere, second = (scale ** powers.get(unit, 0) for unit in "vrit")
    scales = {
        "el": volt,
        "vr": volt,
        "vth": volt,
        "r": ohm,
        "tau": second,
        "t_ref": second,
    }
    scaled = Case(
        case.i * ampere,
        Neuron(**{name: x * scales[name] for name, x in fields(case.neuron).items()}),
        case.dt * second,
        case.state._replace(v=case.state.v * volt),
    ).run()
    trace = case.run()
    assert np.array_equal(scaled.v, trace.v * volt), what
    assert np.array_equal(scaled.spiked, trace.spiked)
    assert np.array_equal(scaled.t, trace.t * second)


@pytest.mark.guarantee(20)
@given(
    neuron=passive_neurons, v0=voltages, i=inputs((200,)), shift=voltages, a=fractions
)
def test_shifting_all_potentials_shifts_the_response(
    neuron: SingleNeuron, v0: float, i: Any, shift: float, a: float
) -> None:
    """If all potentials are shifted by c, the response is shifted by c."""
    dt = a * neuron.tau
    v = lif.run(i, neuron, dt=dt, state=State(v0)).v
    shifted = replace(neuron, el=neuron.el + shift)
    other = lif.run(i, shifted, dt=dt, state=State(v0 + shift)).v
    # The shifted voltages are larger by |c|, and so is their rounding. (There are two runs, so
    # twice this bound is derived, but no search has found more than half of it.)
    bound = tol(np.arange(200), dt / neuron.tau, size(neuron, i, v0) + abs(shift))
    within(other - (v + shift), bound)


@pytest.mark.guarantee(21)
@given(neuron=passive_neurons, v0=voltages, i=inputs((200,)), a=fractions)
def test_flipping_all_signs_flips_the_response_of_a_passive_membrane(
    neuron: SingleNeuron, v0: float, i: Any, a: float
) -> None:
    """If every potential and current changes its sign, so does the response, exactly."""
    v = lif.run(i, neuron, dt=a * neuron.tau, state=State(v0)).v
    flipped = replace(neuron, el=-neuron.el)
    other = lif.run(-i, flipped, dt=a * neuron.tau, state=State(-v0)).v
    assert np.array_equal(other, -v)


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


# ---------------------------------------------------------------- firing (26 to 33)


@pytest.mark.guarantee(26)
@given(case=cases(), engine=engines)
def test_potential_stays_at_or_below_threshold(case: Case, engine: str) -> None:
    """From the first step on, V is at the threshold or below it."""
    trace = case.run(engine)
    assert np.all(trace.v[1:] <= case.neuron.vth)
    assert len(case.i) == 0 or np.all(trace.state.v <= case.neuron.vth)


@pytest.mark.guarantee(27)
@given(neuron=neurons, n_ref=n_refs, i=inputs((200,)), a=fractions)
@example(neuron=Neuron(), n_ref=10, i=np.full(200, 5e-10), a=0.05)
def test_potential_is_clamped_while_refractory(
    neuron: SingleNeuron, n_ref: int, i: Any, a: float
) -> None:
    """From a spike on, V equals the reset potential for n_ref steps; the next step integrates."""
    dt = a * neuron.tau
    neuron = replace(neuron, t_ref=n_ref * dt)
    trace = lif.run(i, neuron, dt=dt, state=State(neuron.vr))
    for k in np.flatnonzero(trace.spiked):
        assert np.all(trace.v[k : k + n_ref + 1] == neuron.vr)
        end = k + n_ref
        if end + 1 < len(i):
            free = lif.euler_step(neuron.vr, i[end], neuron, dt=dt)
            assert (trace.v[end + 1], trace.spiked[end + 1]) == lif.fire(free, neuron)


@pytest.mark.guarantee(28)
@given(neuron=neurons, n_ref=n_refs, i=inputs((300,)), a=fractions)
def test_spikes_are_at_least_a_refractory_period_and_a_step_apart(
    neuron: SingleNeuron, n_ref: int, i: Any, a: float
) -> None:
    """Between two spikes lie the refractory period and at least one step of integration."""
    dt = a * neuron.tau
    spiked = lif.run(i, replace(neuron, t_ref=n_ref * dt), dt=dt).spiked
    assert np.all(np.diff(np.flatnonzero(spiked)) >= n_ref + 1)


@pytest.mark.guarantee(28)
@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
def test_a_neuron_driven_over_threshold_in_one_step_fires_every_eleventh_step(
    engine: Any,
) -> None:
    """With t_ref = 10 dt and a current that needs one step, every interval is 11 steps."""
    dt = 1e-3
    i = np.full(10_000, 1e-7)
    trace = lif.run(i, Neuron(t_ref=10 * dt), dt=dt, engine=engine)
    assert np.flatnonzero(trace.spiked).tolist() == list(range(1, 10_000, 11))


@pytest.mark.guarantee(29)
@given(neuron=neurons, depth=gaps, margin=margins, a=coarse_fractions)
@example(neuron=Neuron(), depth=10e-3, margin=1e-12, a=0.05)
def test_no_spike_at_or_below_rheobase(
    neuron: SingleNeuron, depth: float, margin: float, a: float
) -> None:
    """A current whose target is at most the threshold never makes a neuron spike."""
    v0, steps = neuron.vth - depth, math.ceil(60 / a)
    rheobase = (neuron.vth - neuron.el) / neuron.r
    i = rheobase - margin / neuron.r
    # If the target is nearer to the threshold than this, rounding decides.
    assume(margin >= 8 * EPS * size(neuron, i, v0) / a)
    trace = lif.run([i] * steps, neuron, dt=a * neuron.tau, state=State(v0))
    assert not trace.spiked.any()


@pytest.mark.guarantee(29)
@given(neuron=neurons, depth=gaps, margin=margins, a=coarse_fractions)
@example(neuron=Neuron(), depth=10e-3, margin=1e-12, a=0.05)
def test_a_spike_above_rheobase(
    neuron: SingleNeuron, depth: float, margin: float, a: float
) -> None:
    """A current whose target is above the threshold, however little, makes the neuron spike."""
    v0, steps = neuron.vth - depth, math.ceil(60 / a)
    rheobase = (neuron.vth - neuron.el) / neuron.r
    i = rheobase + margin / neuron.r
    # If the target is nearer to the threshold than this, rounding decides. After 60 time
    # constants, the distance left to the target is less.
    assume(margin >= 8 * EPS * size(neuron, i, v0) / a)
    trace = lif.run([i] * steps, neuron, dt=a * neuron.tau, state=State(v0))
    assert trace.spiked.any()


@pytest.mark.guarantee(29)
@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
@pytest.mark.parametrize("a", [1.0, 0.5, 0.125, 0.05])
def test_no_spike_exactly_at_rheobase(a: float, engine: Any) -> None:
    """At the rheobase V approaches the threshold, and at the threshold no neuron fires."""
    # All numbers are powers of two, so that el + r*i is vth without rounding.
    neuron = Neuron(tau=2**-6, el=-(2**-4), vr=-(2**-3), vth=-(2**-5), r=2**27)
    trace = lif.run([2.0**-32] * 2000, neuron, dt=a * 2**-6, engine=engine)
    assert not trace.spiked.any()
    assert trace.v[-1] <= neuron.vth


def intervals(
    neuron: SingleNeuron, n_ref: int, overdrive: float, a: float
) -> tuple[Any, Any, Any]:
    """Run to four spikes; return the steps between them, the steps of the climb, the current."""
    dt = a * neuron.tau
    assume(dt < neuron.tau)
    neuron = replace(neuron, t_ref=n_ref * dt)
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = (target - neuron.el) / neuron.r
    x, error = oracles.climb(i, neuron, dt)
    assume(abs(x - round(x)) > error)  # otherwise rounding decides
    climbing = math.floor(x) + 1
    steps = 3 * n_ref + 4 * climbing + 1
    trace = lif.run(np.full(steps, i), neuron, dt=dt, state=State(neuron.vr))
    return np.diff(np.flatnonzero(trace.spiked)), climbing, i


overdrives = st.floats(0.01, 10.0)


@pytest.mark.guarantee(30)
@given(
    neuron=neurons,
    n_ref=n_refs,
    overdrive=overdrives,
    a=st.floats(0.01, 1, exclude_max=True),
)
@example(neuron=Neuron(), n_ref=2, overdrive=0.5, a=0.05)
def test_interspike_interval_is_that_of_the_euler_recursion(
    neuron: SingleNeuron, n_ref: int, overdrive: float, a: float
) -> None:
    """Each interval is the refractory period plus the number of climbing steps."""
    found, climbing, _ = intervals(neuron, n_ref, overdrive, a)
    assert found.tolist() == [climbing + n_ref] * 3


@pytest.mark.guarantee(30)
@given(neuron=neurons, n_ref=n_refs, overdrive=overdrives)
def test_with_dt_equal_to_tau_every_climb_is_one_step(
    neuron: SingleNeuron, n_ref: int, overdrive: float
) -> None:
    """With dt = tau, one step crosses the threshold, so every interval is n_ref + 1 steps."""
    neuron = replace(neuron, t_ref=n_ref * neuron.tau)
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = np.full(100, (target - neuron.el) / neuron.r)
    spiked = lif.run(i, neuron, dt=neuron.tau, state=State(neuron.vr)).spiked
    assert np.flatnonzero(spiked).tolist() == list(range(1, 100, n_ref + 1))


@pytest.mark.guarantee(31)
@given(
    neuron=neurons,
    overdrive=overdrives,
    a=st.floats(0.01, 1, exclude_max=True),
)
@example(neuron=Neuron(), overdrive=0.5, a=0.05)
def test_interspike_interval_is_near_that_of_the_membrane_equation(
    neuron: SingleNeuron, overdrive: float, a: float
) -> None:
    """Apart from Euler's bias, an interval differs from the exact one by at most a step."""
    found, _, i = intervals(neuron, 0, overdrive, a)
    dt, v_inf = a * neuron.tau, neuron.el + neuron.r * i
    exact = neuron.tau * math.log((v_inf - neuron.vr) / (v_inf - neuron.vth))
    # Euler climbs as if tau were -dt/log(1 - a), which is shorter. The spike comes at the
    # next point of the grid.
    bias = -exact * (1 + a / math.log1p(-a))
    within(found * dt - exact - bias - dt / 2, dt / 2)


@pytest.mark.guarantee(32)
@given(
    neuron=neurons,
    n_ref=n_refs,
    i=inputs((200,)),
    more=inputs((200,)),
    a=fractions,
)
def test_more_current_never_means_fewer_spikes(
    neuron: SingleNeuron, n_ref: int, i: Any, more: Any, a: float
) -> None:
    """A current that is nowhere smaller has made at least as many spikes at any time."""
    dt = a * neuron.tau
    # Where the target is below the reset potential, a spike would raise V.
    i = np.maximum(i, (neuron.vr - neuron.el) / neuron.r)
    neuron = replace(neuron, t_ref=n_ref * dt)
    counts = []
    for current in (i + abs(more), i):
        trace = lif.run(current, neuron, dt=dt, state=State(neuron.vr))
        free = lif.euler_step(trace.v, current, neuron, dt=dt)
        # If V is nearer to the threshold than this, rounding decides.
        edge = tol(np.arange(200), dt / neuron.tau, size(neuron, current, neuron.vr))
        assume(np.all(abs(free - neuron.vth) > edge))
        counts.append(np.cumsum(trace.spiked))
    assert np.all(counts[0] >= counts[1])


@pytest.mark.guarantee(33)
@given(n_ref=st.integers(1, 20), i=inputs((200,)), engine=engines)
@example(n_ref=10, i=np.full(200, 20 * 25e-11), engine="numpy")
def test_no_spike_falls_within_a_refractory_period(
    n_ref: int, i: Any, engine: Any
) -> None:
    """At twenty times the current, no spike falls within a refractory period."""
    neuron = Neuron(t_ref=n_ref * 1e-3)
    trace = lif.run(20 * i, neuron, dt=1e-3, engine=engine)
    for k in np.flatnonzero(trace.spiked):
        assert not trace.spiked[k + 1 : k + n_ref + 1].any()


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
    mean = oracles.constant_voltage(k, 2.5e-10, neuron, a * tau, el)
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
