"""The state between two time steps: its checks, its shape, and the count of refractory steps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from oracles import same_bits, steps_meant
from strategies import Case, cases, currents, engines, neurons_with_t_ref

import lif
from lif import Neuron, State
from lif.properties._strategies import fractions, voltages

if TYPE_CHECKING:
    from lif.properties._theory import OneNeuron

# For fields and parameters of types that a type checker refuses.
any_state: Any = State
any_neuron: Any = Neuron

LIMIT = 2**53  # above it, floats cannot tell k from k + 1


# ---------------------------------------------------------------- fields


def test_a_state_is_quiet_by_default() -> None:
    """A state needs only a potential: by default it has no spike, no wait, and time zero."""
    assert State(-65e-3) == (-65e-3, False, 0, 0)
    assert State._fields == ("v", "spiked", "refractory", "k")


@given(neuron=neurons_with_t_ref, v=voltages, i=currents, a=fractions)
def test_one_neuron_has_a_state_of_plain_numbers(
    neuron: OneNeuron, v: float, i: float, a: float
) -> None:
    """The state of one neuron holds a float, a bool and two ints, and no NumPy scalars."""
    numbers: list[Any] = [float, np.float64, np.array]
    for number in numbers:
        after = lif.step(State(number(v)), number(i), neuron, dt=a * neuron.tau)
        assert list(map(type, after)) == [float, bool, int, int]
        end = lif.run([number(i)], neuron, dt=a * neuron.tau, state=after).state
        assert list(map(type, end)) == [float, bool, int, int]


@given(case=cases())
def test_many_neurons_have_a_state_of_arrays(case: Case) -> None:
    """The state of n neurons holds arrays of n floats, booleans and whole numbers."""
    trace = case.run()
    assume(trace.v.ndim == 2 and len(case.i) > 0)
    n = trace.v.shape[1]
    after = lif.step(case.state, case.i[0], case.neuron, dt=case.dt)
    for state in (after, trace.state):
        assert [(x.dtype, x.shape) for x in map(np.asarray, state[:3])] == [
            (np.dtype(kind), (n,)) for kind in (np.float64, np.bool_, np.int64)
        ]
        assert type(state.k) is int


def test_a_state_accepts_numbers_of_any_type() -> None:
    """Integers, NumPy numbers and lists in a state are converted to what the library uses."""
    starts = [
        State(-1, spiked=False, refractory=2, k=3),
        any_state(np.float32(-1), np.bool_(0), np.int8(2), np.int64(3)),
    ]
    for start in starts:
        trace = lif.run([0.0] * 4, Neuron(), dt=1e-3, state=start)
        assert trace.v.shape == (4,)
        assert trace.v[:3].tolist() == [-1.0, -70e-3, -70e-3]
        assert list(map(type, trace.state)) == [float, bool, int, int]
        assert trace.state.k == 7
    lists = any_state([-1, -2], (True, False), [0, 3])
    many = lif.run([0.0], Neuron(), dt=1e-3, state=lists)
    assert many.v.tolist() == [[-1.0, -2.0]]
    assert many.spiked.tolist() == [[True, False]]
    assert np.array_equal(many.state.refractory, [0, 2])


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (-65e-3, TypeError, "state must be a lif.State, got -0.065"),
        (State(math.nan), ValueError, "state.v must be finite, got nan"),
        (State(np.array([0.0, math.inf])), ValueError, "state.v .* got inf at index 1"),
        (any_state(0.0, 1), TypeError, "state.spiked must be True or False, got 1"),
        (State(0.0, refractory=-1), ValueError, "state.refractory must be .* got -1"),
        (any_state(0.0, refractory=1.5), TypeError, "state.refractory must be whole"),
        (State(0.0, k=-1), ValueError, "state.k must be .* got -1"),
        (
            any_state(0.0, k=np.zeros(1, int)),
            TypeError,
            "state.k must be one whole number",
        ),
        (State(np.zeros((1, 1))), ValueError, r"state.v .* got shape \(1, 1\)"),
        (State(0.0, np.zeros((1, 1), bool)), ValueError, r"state.spiked .* \(1, 1\)"),
        (State(0.0, refractory=np.zeros((1, 1), int)), ValueError, "state.refractory"),
    ],
)
def test_a_bad_field_of_a_state_is_refused_by_name(
    state: Any, error: Any, words: str
) -> None:
    """A step, a run and a stream name the field of the state that they cannot accept."""
    with pytest.raises(error, match=words):
        lif.step(state, 0.0, Neuron(), dt=1e-3)
    with pytest.raises(error, match=words):
        lif.run([0.0], Neuron(), dt=1e-3, state=state)
    with pytest.raises(error, match=words):
        lif.stream([[0.0]], Neuron(), dt=1e-3, state=state)


# ---------------------------------------------------------------- shape


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("field", ["v", "spiked", "refractory", "i", "tau"])
def test_any_argument_of_length_n_makes_a_step_of_n_neurons(n: int, field: str) -> None:
    """If one argument has n values, single numbers in the others hold for all n neurons."""
    start: dict[str, Any] = {"v": -49e-3, "spiked": True, "refractory": 0}
    one = lif.step(State(**start), 2e-10, Neuron(), dt=1e-3)
    i: Any = 2e-10
    neuron = Neuron()
    if field == "i":
        i = np.full(n, i)
    elif field == "tau":
        neuron = Neuron(tau=np.full(n, neuron.tau))
    else:
        start[field] = np.full(n, start[field])
    many = lif.step(State(**start), i, neuron, dt=1e-3)
    for field_of_many, field_of_one in zip(many[:3], one[:3], strict=True):
        assert same_bits(field_of_many, np.full(n, field_of_one))
    assert many.k == 1


@pytest.mark.parametrize(
    ("state", "i", "neuron", "words"),
    [
        (State(0.0), (3,), Neuron(tau=np.ones(4)), "i and neuron"),
        (State(np.zeros(2)), (3,), Neuron(), "i and state.v"),
        (State(np.zeros(2)), (), Neuron(el=np.zeros(3)), "neuron and state.v"),
        (State(np.zeros(2), np.zeros(3, bool)), (), Neuron(), "v and state.spiked"),
        (State(0.0, refractory=np.zeros(2, int)), (3,), Neuron(), "i and state.refr"),
    ],
)
def test_lengths_that_differ_are_refused_with_both_names(
    state: State, i: tuple[int, ...], neuron: Neuron, words: str
) -> None:
    """Arguments for different numbers of neurons are refused; the message names two of them."""
    with pytest.raises(ValueError, match=f"{words}.* must agree in the number of neu"):
        lif.step(state, np.zeros(i), neuron, dt=1e-3)
    with pytest.raises(ValueError, match=f"{words}.* must agree in the number of neu"):
        lif.run(np.zeros((5, *i)), neuron, dt=1e-3, state=state)


def test_a_current_with_an_axis_of_time_is_not_one_step() -> None:
    """A step takes the current of one point of time, so a table is refused."""
    with pytest.raises(ValueError, match=r"^i must be .* got shape \(5, 1\)$"):
        lif.step(State(0.0), np.zeros((5, 1)), Neuron(), dt=1e-3)


# ---------------------------------------------------------------- the count of steps


@pytest.mark.parametrize("steps", [1, 5])
def test_a_run_may_count_up_to_the_limit_and_no_further(steps: int) -> None:
    """A run may end at step 2**53 - 1; a run that would end later is refused at once."""
    last = LIMIT - 1 - steps
    i = [0.0] * steps
    trace = lif.run(i, Neuron(), dt=1e-3, state=State(0.0, k=last))
    assert trace.state.k == LIMIT - 1
    assert lif.run([], Neuron(), dt=1e-3, state=trace.state).state.k == LIMIT - 1
    words = r"^state.k \+ steps must be < 2\*\*53, got 9007199254740992$"
    with pytest.raises(ValueError, match=words):
        lif.run(i, Neuron(), dt=1e-3, state=State(0.0, k=last + 1))


def test_a_run_of_five_steps_from_the_last_step_is_refused() -> None:
    """From step 2**53 - 1 no run of five steps can start; the message names state.k."""
    with pytest.raises(ValueError, match=r"^state.k .* got 9007199254740996$"):
        lif.run([0.0] * 5, Neuron(), dt=1e-3, state=State(0.0, k=LIMIT - 1))


def test_a_step_may_count_up_to_the_limit_and_no_further() -> None:
    """A single step may lead to step 2**53 - 1, and no step can start there."""
    after = lif.step(State(0.0, k=LIMIT - 2), 0.0, Neuron(), dt=1e-3)
    assert after.k == LIMIT - 1
    with pytest.raises(ValueError, match=r"^state.k .* got 9007199254740992$"):
        lif.step(after, 0.0, Neuron(), dt=1e-3)


def test_a_stream_may_count_up_to_the_limit_and_no_further() -> None:
    """A stream goes on to step 2**53 - 1 and refuses the block that would lead beyond it."""
    start = State(0.0, k=LIMIT - 3)
    stream = lif.stream([[0.0] * 2, [0.0]], Neuron(), dt=1e-3, state=start)
    assert next(stream).state.k == LIMIT - 1
    with pytest.raises(ValueError, match=r"^state.k "):
        next(stream)


def test_a_k_that_is_too_large_is_refused_even_without_steps() -> None:
    """A state beyond the limit is refused by a run without steps too."""
    with pytest.raises(ValueError, match=r"^state.k must be .* < 2\*\*53, got 9007"):
        lif.run([], Neuron(), dt=1e-3, state=State(0.0, k=LIMIT))


@given(
    left=st.integers(0, 8),
    steps=st.integers(0, 8),
    n_ref=st.integers(0, 3).map(lambda x: LIMIT - 1 - x) | st.integers(0, 9),
    engine=engines,
)
def test_every_returned_state_is_accepted_by_the_next_run(
    left: int, steps: int, n_ref: int, engine: Any
) -> None:
    """A run is either refused, or ends in a state from which the next run can start."""
    start = State(-49e-3, refractory=n_ref, k=LIMIT - 1 - left)
    neuron = Neuron(tau=1e3, t_ref=n_ref)
    if steps > left:
        with pytest.raises(ValueError, match=r"^state.k "):
            lif.run([0.0] * steps, neuron, dt=1.0, state=start, engine=engine)
        return
    end = lif.run([0.0] * steps, neuron, dt=1.0, state=start, engine=engine).state
    assert end.k == start.k + steps
    again = lif.run([], neuron, dt=1.0, state=end, engine=engine).state
    assert again == end
    if steps < left:
        assert lif.step(end, 0.0, neuron, dt=1.0).k == end.k + 1


# ---------------------------------------------------------------- refractory steps


def refractory_steps(t_ref: float, dt: float) -> int:
    """Make a neuron spike, and return its number of refractory steps."""
    after = lif.step(State(1.0), 0.0, Neuron(tau=1e9 * dt, t_ref=t_ref), dt=dt)
    assert after.spiked
    return int(after.refractory)


@given(m=st.integers(0, 10_000), dt=st.floats(1e-6, 1e-2))
@example(m=10, dt=1e-3)
@example(m=3, dt=0.1)
@example(m=43, dt=1e-3)
def test_a_refractory_period_of_m_steps_lasts_m_steps(m: int, dt: float) -> None:
    """If t_ref is m steps, apart from rounding, a neuron is refractory for m steps."""
    for t_ref in (m * dt, m * dt * (1 - 2**-50), m * dt * (1 + 2**-50)):
        assert refractory_steps(t_ref, dt) == m


@given(
    m=st.integers(0, 10_000),
    part=st.floats(1e-5, 1 - 1e-5),
    dt=st.floats(1e-6, 1e-2) | st.just(2**-10),
)
@example(m=0, part=2e-6, dt=2**-10)
@example(m=0, part=1 - 2e-6, dt=2**-10)
@example(m=0, part=2e-6, dt=1e-3)
@example(m=0, part=1 - 2e-6, dt=1e-3)
def test_a_part_of_a_step_is_a_whole_refractory_step(
    m: int, part: float, dt: float
) -> None:
    """If t_ref ends within a step, the neuron is refractory for that whole step."""
    t_ref = (m + part) * dt
    # A length known in single precision only, such as 2**-10, may explain the difference.
    assume(steps_meant(t_ref, dt) is None)
    assert refractory_steps(t_ref, dt) == m + 1


@given(m=st.integers(0, 10_000), part=st.floats(-2e-3, 2e-3), dt=st.floats(1e-6, 1e-2))
@example(m=10_000, part=1.1e-3, dt=2**-10)
@example(m=10_000, part=1.3e-3, dt=2**-10)
@example(m=10_000, part=-1.1e-3, dt=2**-10)
@example(m=10_000, part=-1.3e-3, dt=2**-10)
def test_refractory_steps_follow_the_rule_for_whole_numbers(
    m: int, part: float, dt: float
) -> None:
    """The count is t_ref/dt where rounding explains the difference, else the next above."""
    t_ref = max(0.0, (m + part) * dt)
    meant = steps_meant(t_ref, dt)
    expected = math.ceil(t_ref / dt) if meant is None else meant
    assert refractory_steps(t_ref, dt) == expected


def test_a_millionth_of_a_step_is_a_rounding_error() -> None:
    """Within 1e-6 of a whole number of steps, t_ref is that number; beyond, the next above."""
    dt = 0.1  # not a number of single precision
    assert refractory_steps((10 + 0.9e-6) * dt, dt) == 10
    assert refractory_steps((10 - 0.9e-6) * dt, dt) == 10
    assert refractory_steps((10 + 1.1e-6) * dt, dt) == 11
    assert refractory_steps((10 - 1.1e-6) * dt, dt) == 10
    # For many neurons, each period is judged by itself.
    t_ref = np.array([10 + 0.9e-6, 10 + 1.1e-6, 2.5]) * dt
    after = lif.step(State(1.0), 0.0, Neuron(tau=1e9, t_ref=t_ref), dt=dt)
    assert np.array_equal(after.refractory, [10, 11, 3])


def test_single_precision_widens_what_counts_as_a_rounding_error() -> None:
    """If dt may be known in single precision only, 2**-23 of the quotient is rounding."""
    # 10*2**-23 is 1.192e-6. A dt of 1.0 equals its own rounding to float32.
    assert refractory_steps(10 + 1.19e-6, dt=1.0) == 10
    assert refractory_steps(10 - 1.19e-6, dt=1.0) == 10
    assert refractory_steps(10 + 1.20e-6, dt=1.0) == 11
    assert refractory_steps(10 - 1.20e-6, dt=1.0) == 10
    # Twice as much if t_ref equals its own rounding too.
    t_ref = 2.0**20 + 0.125
    assert np.float32(t_ref) == t_ref
    assert refractory_steps(t_ref, dt=1.0) == 2**20 + 1  # 0.125 is more than 0.1
    t_ref = 2.0**19 + 0.0625
    assert np.float32(t_ref) == t_ref
    assert refractory_steps(t_ref, dt=1.0) == 2**19  # 2*2**-23*q is 0.125, at most 0.1
    assert refractory_steps(t_ref + 1e-6, dt=1.0) == 2**19 + 1  # 2**-23*q is 0.0625


def test_a_tenth_of_a_step_is_never_a_rounding_error() -> None:
    """However long t_ref is, more than a tenth of a step counts as part of a step."""
    assert refractory_steps(1e7 + 0.09, dt=1.0) == 10**7
    assert refractory_steps(1e7 + 0.11, dt=1.0) == 10**7 + 1
    assert refractory_steps(1e7 + 0.89, dt=1.0) == 10**7 + 1


@given(m=st.integers(0, 100_000), dt=st.floats(1e-7, 1e-2))
@example(m=200, dt=1e-5)  # 2 ms at 0.01 ms
def test_single_precision_lengths_count_the_steps_that_were_meant(
    m: int, dt: float
) -> None:
    """A t_ref of m steps lasts m steps even if t_ref or dt was rounded to float32."""
    t_ref: Any = np.float32(m * dt)
    single: Any = np.float32(dt)
    # Each rounding moves the quotient by at most 2**-24 of it, half of what is allowed.
    for length, step in ((t_ref, dt), (m * dt, single), (t_ref, single)):
        assert refractory_steps(length, step) == m
        neuron = any_neuron(tau=1e9 * dt, t_ref=[length] * 2)
        after = lif.step(State(1.0), 0.0, neuron, dt=step)
        assert np.array_equal(after.refractory, [m, m])


def test_two_milliseconds_in_single_precision_are_two_hundred_steps() -> None:
    """A t_ref of 2 ms as float32, at 0.01 ms, gives an interspike interval of 201 steps."""
    t_ref: Any = np.float32(2e-3)
    trace = lif.run(np.full(1000, 1e-4), Neuron(t_ref=t_ref), dt=1e-5)
    assert np.flatnonzero(trace.spiked).tolist() == [1, 202, 403, 604, 805]


@pytest.mark.parametrize("t_ref", [1.0, [0.5, 1.0]])
def test_a_refractory_period_may_last_up_to_the_limit(t_ref: Any) -> None:
    """A period of 2**53 - 1 steps is counted to the step; a longer one is refused."""
    longest = (LIMIT - 1) * np.asarray(t_ref)
    neuron = Neuron(tau=1e3, t_ref=np.floor(longest))
    after = lif.step(State(1.0), 0.0, neuron, dt=1.0)
    assert np.max(after.refractory) == LIMIT - 1
    assert lif.step(after, 0.0, neuron, dt=1.0).k == 2
    words = r"t_ref/dt must be a count of steps < 2\*\*53, got 9007199254740992.0"
    too_long = replace(neuron, t_ref=LIMIT * np.asarray(t_ref))
    with pytest.raises(ValueError, match=words):
        lif.step(State(1.0), 0.0, too_long, dt=1.0)
    with pytest.raises(ValueError, match=words):
        lif.run([], too_long, dt=1.0)


@pytest.mark.parametrize("state", [State(0.0), State(0.0, refractory=1)])
def test_a_refractory_period_too_long_to_count_is_refused(state: State) -> None:
    """A t_ref of which the quotient overflows is refused, though no neuron spikes."""
    neuron = Neuron(t_ref=1e300)
    with np.errstate(all="raise"), pytest.raises(ValueError, match="got inf"):
        lif.step(state, 0.0, neuron, dt=1e-300)
