"""The loop over time, judged by closed forms, by symmetries and by itself in pieces."""

from __future__ import annotations

import math
import os
import sys
import tracemalloc
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context
from types import GeneratorType
from typing import TYPE_CHECKING, Any

import numpy as np
import oracles
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from judge import within
from oracles import EPS, same, same_bits, size, tol
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
from lif import Neuron, State, compiled, simulation

if TYPE_CHECKING:
    from collections.abc import Callable

# ---------------------------------------------------------------- the grid (guarantee 34)


@pytest.mark.guarantee(34)
def test_time_grid_counts_every_whole_millisecond() -> None:
    """A grid of m milliseconds in steps of one has m points, for every m up to a second."""
    for m in range(1001):
        assert len(lif.time_grid(m * 1e-3, 1e-3)) == m
        assert len(lif.time_grid(m / 1000, 1e-3)) == m


@pytest.mark.guarantee(34)
@given(m=st.integers(0, 100_000), dt=st.floats(1e-7, 1.0))
@example(m=3, dt=0.1)
@example(m=43, dt=1e-3)
def test_time_grid_counts_every_exact_multiple(m: int, dt: float) -> None:
    """A grid of length m*dt has m points, whatever rounding does to the quotient."""
    assert len(lif.time_grid(m * dt, dt)) == m


@given(m=st.integers(1, 1000), dt=st.floats(1e-7, 1.0))
def test_grid_points_are_multiples_of_the_step(m: int, dt: float) -> None:
    """Point k is k*dt, one rounding from the truth, never a sum; the end is not a point."""
    t = lif.time_grid(t_max=m * dt, dt=dt)
    assert t.dtype == np.float64
    assert t.tolist() == [k * dt for k in range(m)]


@given(m=st.integers(0, 1000), part=st.floats(2e-6, 1 - 2e-6), dt=st.floats(1e-7, 1.0))
def test_time_grid_refuses_a_part_of_a_step(m: int, part: float, dt: float) -> None:
    """A length that is no whole number of steps is refused; the message tells the two near."""
    near = f"{m * dt:.12g} and {(m + 1) * dt:.12g} are near"
    with pytest.raises(
        ValueError, match=f"t_max must be a whole number of steps .*: {near}"
    ):
        lif.time_grid((m + part) * dt, dt)


def test_a_millionth_of_a_step_is_a_rounding_error() -> None:
    """Up to 1e-6 of a step from a whole number of steps, a length counts as that number."""
    assert (
        len(lif.time_grid(10 + 0.9e-6, 1.0))
        == len(lif.time_grid(10 - 0.9e-6, 1.0))
        == 10
    )
    assert len(lif.time_grid(1e-6, 1.0)) == 0
    for t_max in (10 + 1.1e-6, 10 - 1.1e-6, 1.1e-6):
        with pytest.raises(ValueError, match="whole number of steps"):
            lif.time_grid(t_max, 1.0)


# ---------------------------------------------------------------- below threshold (8 to 21)


@pytest.mark.guarantee(8)
@given(neuron=passive_neurons, v0=voltages, i=currents, a=fractions)
@example(neuron=Neuron(vth=math.inf), v0=-60e-3, i=2.5e-10, a=0.05)
def test_a_run_under_a_constant_current_follows_the_closed_form(
    neuron: Neuron, v0: float, i: float, a: float
) -> None:
    """At every point of a run, V is where the closed form of the recursion has it."""
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
    neuron: Neuron, v0: float, i_mean: float, steps_per_period: float, a: float
) -> None:
    """Under a sine current, V swings about its mean as the recursion's solution says."""
    dt, k = a * neuron.tau, np.arange(1000)
    period = steps_per_period * dt
    i = lif.sine_current(k * dt, i_mean, period)
    v = lif.run(i, neuron, dt=dt, state=State(v0)).v
    expected = oracles.sine_voltage(k, i_mean, period, neuron, dt=dt, v0=v0)
    # As above; and the sine's argument is rounded in proportion to its size, the phase.
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
    neuron: Neuron, v0: float, i_mean: float, omega_tau: float, a: float
) -> None:
    """V is never farther from the exact solution than dt*tau/2 times its strongest bend."""
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
    neuron: Neuron, v0: float, i_mean: float, omega_tau: float
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
    neuron: Neuron, v1: float, v2: float, pair: Any, a: float
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
    neuron: Neuron, i: Any, wait: int, a: float
) -> None:
    """A neuron at rest that is driven later does exactly the same, later."""
    assume(neuron.el <= neuron.vth)  # else it does not rest
    now = lif.run(i, neuron, dt=a * neuron.tau)
    later = lif.run(np.concatenate([np.zeros(wait), i]), neuron, dt=a * neuron.tau)
    assert np.array_equal(later.v[wait:], now.v)
    assert np.array_equal(later.spiked[wait:], now.spiked)
    assert later.state == now.state._replace(k=wait + len(i))


@pytest.mark.guarantee(18)
@given(case=cases(), k=st.integers(0, 60), change=currents)
def test_the_future_does_not_alter_the_past(case: Case, k: int, change: float) -> None:
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
def test_units_do_not_matter(
    case: Case, scale: float, what: str, powers: dict[str, int]
) -> None:
    """In larger or smaller units the neuron does the same, exactly for a factor of 2**m."""
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
def test_only_differences_of_potential_matter(
    neuron: Neuron, v0: float, i: Any, shift: float, a: float
) -> None:
    """If all potentials are shifted by c, so is the response."""
    dt = a * neuron.tau
    v = lif.run(i, neuron, dt=dt, state=State(v0)).v
    shifted = replace(neuron, el=neuron.el + shift)
    other = lif.run(i, shifted, dt=dt, state=State(v0 + shift)).v
    # The shifted voltages are larger by |c|, and their rounding with them. (There are two runs,
    # and only twice this is derived; but no search has found more than half of it.)
    bound = tol(np.arange(200), dt / neuron.tau, size(neuron, i, v0) + abs(shift))
    within(other - (v + shift), bound)


@pytest.mark.guarantee(21)
@given(neuron=passive_neurons, v0=voltages, i=inputs((200,)), a=fractions)
def test_a_passive_membrane_has_no_preferred_sign(
    neuron: Neuron, v0: float, i: Any, a: float
) -> None:
    """If every potential and current changes its sign, so does the response, exactly."""
    v = lif.run(i, neuron, dt=a * neuron.tau, state=State(v0)).v
    flipped = replace(neuron, el=-neuron.el)
    other = lif.run(-i, flipped, dt=a * neuron.tau, state=State(-v0)).v
    assert np.array_equal(other, -v)


# ---------------------------------------------------------------- many neurons (22, 23)


@pytest.mark.guarantee(22)
@given(case=ensembles(st.just(6)), order=st.permutations(range(6)), engine=engines)
def test_neurons_have_no_order(case: Case, order: list[int], engine: str) -> None:
    """Neurons in another order do the same in another order, to the last bit."""
    trace, other = case.run(engine), case.only(order).run(engine)
    assert same_bits(other.v, trace.v[:, order])
    assert same_bits(other.spiked, trace.spiked[:, order])
    assert same_bits(other.state.refractory, trace.state.refractory[order])


@pytest.mark.guarantee(23)
@given(case=ensembles(st.integers(1, 70)), data=st.data())
def test_a_neuron_among_others_does_as_it_does_alone(
    case: Case, data: st.DataObject
) -> None:
    """A neuron in an ensemble of 1 to 70 does what it does alone, to the last bit."""
    j = data.draw(st.integers(0, case.i.shape[1] - 1))
    trace, alone = case.run(), case.only(j).run()
    assert same_bits(trace.v[:, j], alone.v)
    assert same_bits(trace.spiked[:, j], alone.spiked)
    assert [x[j] for x in trace.state[:3]] == list(alone.state[:3])


@pytest.mark.guarantee(23)
@given(case=ensembles(st.integers(1, 40)), engine=engines)
def test_memory_layout_does_not_matter(case: Case, engine: str) -> None:
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


# ---------------------------------------------------------------- same bits (24, 25)


@pytest.mark.guarantee(24)
@given(case=cases(), cut=st.integers(0, 60))
def test_two_pieces_equal_one_run(case: Case, cut: int) -> None:
    """A run that goes on from a state equals one that never stopped, bit for bit."""
    i, neuron, dt, state = case
    whole = lif.run(i, neuron, dt=dt, state=state)
    first = lif.run(i[:cut], neuron, dt=dt, state=state)
    second = lif.run(i[cut:], neuron, dt=dt, state=first.state)
    for one, other, both in zip(first[:3], second[:3], whole[:3], strict=True):
        assert same_bits(np.concatenate([one, other]), both)
    assert all(map(same_bits, second.state, whole.state))


@pytest.mark.guarantee(24)
@given(case=cases() | ensembles(st.integers(0, 70)), data=st.data())
def test_any_pieces_by_any_engine_equal_one_run(
    case: Case, data: st.DataObject
) -> None:
    """A run in any number of pieces, each by another engine, equals one run, bit for bit."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(case.i)), max_size=6)))
    traces, state = [], case.state
    for piece in np.split(case.i, cuts):
        traces.append(case._replace(i=piece, state=state).run(data.draw(engines)))
        state = traces[-1].state
    joined = [np.concatenate(parts) for parts in list(zip(*traces, strict=True))[:3]]
    assert same(lif.Trace(*joined, state), case.run())


@pytest.mark.guarantee(24)
@given(case=cases() | ensembles(st.integers(0, 70)), data=st.data())
def test_a_stream_equals_one_run(case: Case, data: st.DataObject) -> None:
    """The traces of a stream of blocks, joined, are that of one run, bit for bit."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(case.i)), max_size=6)))
    blocks = np.split(case.i, cuts)
    stream = lif.stream(
        iter(blocks),
        case.neuron,
        dt=case.dt,
        state=case.state,
        engine=data.draw(st.none() | engines),
    )
    traces = list(stream)
    assert [len(trace.t) for trace in traces] == list(map(len, blocks))
    joined = [np.concatenate(parts) for parts in list(zip(*traces, strict=True))[:3]]
    assert same(lif.Trace(*joined, traces[-1].state), case.run())


def by_steps(case: Case) -> lif.Trace:
    """Run a case by `lif.step`, one row at a time."""
    shape = case.run().v.shape[1:]
    start = (np.broadcast_to(x, shape) for x in case.state[:3])
    states = [State(*start, case.state.k)]
    for i in case.i:
        states.append(lif.step(states[-1], i, case.neuron, dt=case.dt))
    t = np.array([state.k * case.dt for state in states[:-1]])
    v = np.array([state.v for state in states])[:-1]
    return lif.Trace(
        t, v, np.array([state.spiked for state in states])[:-1], states[-1]
    )


@pytest.mark.parametrize(
    ("n", "engine"), [(0, "python"), (1, "python"), (40, "python"), (41, "numpy")]
)
def test_the_engine_is_chosen_by_the_number_of_neurons(
    n: int, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop of plain floats for few neurons, one of arrays for many."""

    class Taken(Exception):  # noqa: N818
        """The engine was taken."""

    def take(*_: Any) -> Any:
        raise Taken

    monkeypatch.setitem(simulation._ENGINES, engine, take)
    with pytest.raises(Taken):
        lif.run(np.zeros((5, n)), Neuron(), dt=1e-3)


@pytest.mark.parametrize("ready", [False, True])
@pytest.mark.parametrize("available", [False, True])
@pytest.mark.parametrize(
    ("steps", "n", "seconds"),
    [
        (10**6, 1, 0.15),
        (13 * 10**6, 1, 1.95),
        (14 * 10**6, 1, 2.1),
        (10**5, 10**4, 3.6),
    ],
)
def test_the_compiler_is_fetched_for_long_runs_only(  # noqa: PLR0917
    steps: int,
    n: int,
    seconds: float,
    available: bool,  # noqa: FBT001
    ready: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For those that would take two seconds; if it has been at work, for all but the least."""
    monkeypatch.setattr(simulation, "_has_compiler", lambda: available)
    compiled = available and (ready or seconds > 2)
    other = "python" if n == 1 else "numpy"
    assert simulation._fastest(steps, n, ready=ready) == (
        "compiled" if compiled else other
    )
    assert simulation._fastest(10, 1, ready=ready) == "python"


ENGINES = ("python", "numpy", "compiled")


def used_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each engine adds its name when it is called."""
    used: list[str] = []

    def noted(name: str) -> Callable[..., Any]:
        def advance(*args: Any) -> Any:
            used.append(name)
            return engine(*args)

        engine = simulation._ENGINES[name]
        return advance

    for name in list(simulation._ENGINES):
        monkeypatch.setitem(simulation._ENGINES, name, noted(name))
    return used


KINDS = (
    {"n": 1},
    {"n": 9},
    {"n": 9, "t_ref": 2e-3},
    {"n": 9, "tau": np.linspace(0.01, 0.02, 9)},
    {"n": 9, "tau": np.linspace(0.01, 0.02, 9), "t_ref": np.linspace(0, 2e-3, 9)},
)


@pytest.mark.parametrize("first", range(len(KINDS)))
def test_a_short_run_waits_for_no_compiler(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of neurons has a loop of its own; only what has been compiled is ready."""
    used = used_for(monkeypatch)
    monkeypatch.setattr(compiled, "READY", set())
    for engine, kinds in (("compiled", [KINDS[first]]), (None, KINDS)):
        for kind in kinds:
            parameters = dict(kind)
            i = np.full((1000, parameters.pop("n")), 2e-10)
            lif.run(i, Neuron(**parameters), dt=1e-3, engine=engine)
    assert [name == "compiled" for name in used[1:]] == [
        k == first for k in range(len(KINDS))
    ]
    rests = State(-60e-3, refractory=3)
    lif.run(np.zeros((1000, 9)), Neuron(), dt=1e-3, state=rests)
    assert (used[-1] == "compiled") == (first == 2)
    lif.run(np.zeros((1000, 9)), Neuron(t_ref=np.linspace(0, 2e-3, 9)), dt=1e-3)
    assert (used[-1] == "compiled") == (first == 2)


def test_a_stream_that_turns_out_to_be_long_fetches_the_compiler(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No block would be worth it alone; of 400 steps each, the third makes it 1000."""
    used = used_for(monkeypatch)
    monkeypatch.setattr(compiled, "READY", set())
    monkeypatch.setattr(simulation, "_WORTH_A_COMPILER", 1000 * simulation._FLOATS)
    for _ in lif.stream([[2e-10] * 400] * 4, Neuron(), dt=1e-3):
        pass
    assert used[-4:] == ["python", "python", "compiled", "compiled"]


def test_without_numba_a_run_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By another engine, unless that one is asked for: then the error names the extra."""
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "lif.compiled")
    monkeypatch.delattr(lif, "compiled")
    simulation._has_compiler.cache_clear()
    assert simulation._fastest(10**9, 1, ready=False) == "python"
    lif.run(np.zeros(1000), Neuron(), dt=1e-3)
    with pytest.raises(
        ImportError,
        match=r'^engine "compiled" needs numba: pip install "lif-neuron\[fast\]"$',
    ):
        lif.run([0.0], Neuron(), dt=1e-3, engine="compiled")
    monkeypatch.undo()
    simulation._has_compiler.cache_clear()
    assert simulation._fastest(10**9, 1, ready=False) == "compiled"


def test_what_cannot_be_kept_on_disk_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A function without a file stands for a machine without a folder to write to."""
    namespace: dict[str, Any] = {}
    exec("def twice(x): return 2 * x", namespace)  # noqa: S102
    assert compiled._compiled(namespace["twice"])(21) == 42

    def njit(*, nogil: bool, cache: bool = False) -> Any:
        """Stand in for numba's, which may be off."""
        if cache:
            raise RuntimeError
        return lambda function: lambda x: (function(x), nogil)

    monkeypatch.setattr(compiled, "njit", njit)
    assert compiled._compiled(abs)(-1) == (1, True)


def test_a_full_disk_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compiled and could not be kept is used all the same; another error is not lost."""
    calls: list[float] = []

    def njit(**options: bool) -> Any:
        assert options == {"nogil": True, "cache": True}
        return lambda _: fails_once

    def fails_once(x: float) -> float:
        calls.append(x)
        if len(calls) == 1:
            raise OSError
        return 1 / x

    monkeypatch.setattr(compiled, "njit", njit)
    call = compiled._compiled(abs)
    assert call(2.0) == 0.5
    assert calls == [2.0, 2.0]
    with pytest.raises(ZeroDivisionError):
        call(0.0)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 9])
@pytest.mark.parametrize("k", [0, 2, 4])
def test_a_bad_current_is_found_wherever_it_is(k: int, n: int, engine: Any) -> None:
    """First, last or in between."""
    i = np.zeros((5, n))
    i[k, n // 2] = math.nan
    with pytest.raises(
        ValueError, match=rf"i must be finite, got nan at index \({k}, "
    ):
        lif.run(i, Neuron(), dt=1e-3, engine=engine)


@pytest.mark.parametrize("vth", [-50e-3, math.inf])
@pytest.mark.parametrize("n", [1, 9])
def test_a_current_is_looked_at_once(
    n: int, vth: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes as long as a run of the compiled engine, which does it on its way."""
    looked: list[str] = []
    monkeypatch.setattr(
        simulation, "_require_finite", lambda checked: looked.append(checked.engine)
    )
    for engine in ENGINES:
        lif.run(np.full((9, n), 2e-10), Neuron(vth=vth), dt=1e-3, engine=engine)
    assert looked == ["python", "numpy"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 9])
def test_at_the_threshold_there_is_no_spike(n: int, engine: Any) -> None:
    """Strictly above it there is; here V goes halfway from 0 to R*I at each step."""
    neuron = Neuron(tau=2e-3, el=0.0, vr=-1.0, vth=0.75, r=1.0)
    trace = lif.run(np.ones((4, n)), neuron, dt=1e-3, engine=engine)
    assert trace.v.tolist() == [[v] * n for v in (0.0, 0.5, 0.75, -1.0)]
    assert trace.spiked.tolist() == [[s] * n for s in (False, False, False, True)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 9])
def test_a_state_may_rest_that_no_spike_would_make_rest(n: int, engine: Any) -> None:
    """The steps that a state has to sit out do not hang on the refractory period."""
    neuron = Neuron(tau=2e-3, el=0.0, vr=-1.0, vth=2.0, r=1.0)
    start = State(0.0, refractory=2)
    trace = lif.run(np.ones((5, n)), neuron, dt=1e-3, state=start, engine=engine)
    assert trace.v.tolist() == [[v] * n for v in (0.0, -1.0, -1.0, 0.0, 0.5)]


def parts_of_row_by_row(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Return a list to which each call adds its rows, and its first and last column."""
    parts: list[tuple[int, ...]] = []

    def row_by_row(i: Any, *arguments: Any) -> bool:
        parts.append((len(i), *arguments[-2:]))
        return True

    monkeypatch.setattr(compiled, "_row_by_row", row_by_row)
    return parts


@pytest.mark.parametrize(
    ("n", "steps", "processors", "cuts"),
    [
        (31, 100, 3, [0, 10, 20, 31]),
        (31, 100, 2, [0, 15, 31]),
        (29, 110, 3, [0, 14, 29]),
        (31, 70, 3, [0, 15, 31]),
        (31, 20, 3, [0, 31]),
    ],
)
def test_columns_are_shared_among_the_processors(
    n: int,
    steps: int,
    processors: int,
    cuts: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As far as there are enough of them, and enough to do."""
    parts = parts_of_row_by_row(monkeypatch)
    monkeypatch.setattr(compiled, "_processors", lambda: processors)
    monkeypatch.setattr(compiled, "_SHARE", 1000)
    monkeypatch.setattr(compiled, "_NEURONS", 10)
    lif.run(np.zeros((steps, n)), Neuron(), dt=1e-3, engine="compiled")
    assert sorted(parts) == [(steps, *share) for share in pairwise(cuts)]


@pytest.mark.parametrize(
    ("i", "rows"),
    [
        (np.zeros((100, 9)), [100]),
        (np.zeros((9, 100)).T, [40, 40, 20]),
        (np.zeros((100, 2))[:, :1], [100]),
        (np.zeros((500, 2))[:, :1], [360, 140]),
        (np.zeros((3, 1000))[:, ::2], [1, 1, 1]),
    ],
)
def test_a_current_in_a_foreign_order_is_copied_in_pieces(
    i: Any, rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a number of values that takes little memory, but of one row at least."""
    parts = parts_of_row_by_row(monkeypatch)
    monkeypatch.setattr(compiled, "_COPY", 360)
    start = State(np.full(max(i.shape[1], 9), -60e-3))
    lif.run(i, Neuron(), dt=1e-3, state=start, engine="compiled")
    assert [part[0] for part in parts] == rows


@pytest.mark.parametrize("i", [math.nan, math.inf, 1e301])
def test_no_neurons_are_no_excuse(i: float) -> None:
    """A current that nobody sees is looked at."""
    nobody = State(np.empty(0))
    for engine in ENGINES:
        with pytest.raises(ValueError, match=r"^(i|R\*I) must be finite, got"):
            lif.run([i], Neuron(), dt=1e-3, state=nobody, engine=engine)


def test_counts_have_64_bits_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where NumPy's own whole numbers have 32, a long refractory period would wrap around."""

    def narrow(shape: Any, value: Any, dtype: Any = None) -> Any:
        dtype = np.int32 if dtype is None and type(value) is int else dtype
        return full(shape, value, dtype)

    full = np.full
    monkeypatch.setattr(np, "full", narrow)
    neuron = Neuron(t_ref=2.0**-10 * 2**31)
    for engine in ENGINES:
        trace = lif.run(np.full((100, 9), 1e-9), neuron, dt=2.0**-10, engine=engine)
        assert trace.state.refractory.dtype == np.int64
        assert trace.spiked.sum() == 9


def test_the_neuron_that_is_refused_is_named() -> None:
    """Also where all have the same numbers, and only a count tells that they are many."""
    two = State(0.0, refractory=[0, 0])
    words = r"\|v\| \+ \|vr\| \+ \|el\| \+ \|R\*I\| must be below 2e307, got 3e\+307 at index 0"
    for engine in ENGINES:
        with pytest.raises(ValueError, match=words):
            lif.run([3e307], Neuron(r=1.0), dt=1e-3, state=two, engine=engine)
    with pytest.raises(ValueError, match="finite, got inf at index 0"):
        lif.step(two._replace(v=1.7e308), 0.0, Neuron(), dt=20e-3)


@pytest.mark.parametrize(
    ("v", "vr", "i"),
    [
        (3e307, 0.0, 3e307),
        (3e307, -3e307, 0.0),
        (3e307, 0.0, 0.0),
        (0.0, 0.0, 3e307),
    ],
)
def test_no_summand_makes_up_for_another(v: float, vr: float, i: float) -> None:
    """What is too large for a run is too large for the engine that looks on its way, too."""
    neuron = Neuron(el=0.0, vr=vr, vth=math.inf, r=1.0)
    for engine in ("numpy", "compiled"):
        with pytest.raises(ValueError, match=r"\|R\*I\| must be below 2e307, got "):
            lif.run([i], neuron, dt=1e-3, state=State(v), engine=engine)


def test_a_stream_keeps_to_its_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block is done by the engine that was asked for."""
    blocks = []

    def advance(*arguments: Any) -> Any:
        blocks.append(len(arguments[0]))
        return simulation._advance_numpy(*arguments)

    monkeypatch.setitem(simulation._ENGINES, "numpy", advance)
    list(lif.stream([[0.0] * 2, [0.0] * 3], Neuron(), dt=1e-3, engine="numpy"))
    assert blocks == [0, 2, 3]  # one without steps looks at the other arguments


def test_processors_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that the process may use, or where that cannot be asked all there are."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 3, 5}, raising=False)
    assert compiled._processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert compiled._processors() == 1


@pytest.mark.parametrize("n", [1, 9, 1100])
@pytest.mark.parametrize("t_ref", [0.0, 3e-3])
def test_shares_and_copies_do_not_show(
    n: int, t_ref: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns for each processor, rows of a foreign order in pieces: the bits are the same."""
    i = np.random.default_rng(2020).uniform(-1e-10, 6e-10, (50, n))
    neuron = Neuron(t_ref=t_ref)
    expected = lif.run(i, neuron, dt=1e-3, engine="numpy")
    monkeypatch.setattr(compiled, "_SHARE", 1000)
    monkeypatch.setattr(compiled, "_processors", lambda: 3)
    assert same(lif.run(i, neuron, dt=1e-3, engine="compiled"), expected)
    monkeypatch.setattr(compiled, "_COPY", 7 * n)
    i = np.asfortranarray(i)
    assert same(lif.run(i, neuron, dt=1e-3, engine="compiled"), expected)


@pytest.mark.parametrize("most", [2**31 - 1, 2**31, 2**52])
def test_counts_of_steps_may_be_long(most: int) -> None:
    """However long a refractory period is, it is counted to the step."""
    dt = 2.0**-10
    neuron = Neuron(t_ref=dt * np.arange(20) ** 2)
    longest = replace(neuron, t_ref=np.append(neuron.t_ref[1:], dt * most))
    state = State(-60e-3, refractory=np.append(np.arange(19), most))
    i = np.full((100, 1), 1e-9)
    for start, kind in ((None, longest), (state, neuron)):
        traces = [
            lif.run(i, kind, dt=dt, state=start, engine=x)
            for x in ("numpy", "compiled")
        ]
        assert same(*traces)
        assert most - 100 <= traces[0].state.refractory[-1] < most


def test_a_limit_that_no_neuron_passes_alone_is_no_limit() -> None:
    """The largest R and the largest current may belong to different neurons."""
    neuron = Neuron(el=0.0, vr=0.0, vth=math.inf, r=np.array([1e300, 1.0]))
    i = np.array([[1.0, 1e300]] * 3)
    traces = [lif.run(i, neuron, dt=1e-3, engine=x) for x in ("numpy", "compiled")]
    assert same(*traces)
    with pytest.raises(
        ValueError, match=r"R\*I must be finite, got inf at index \(0, 0\)"
    ):
        lif.run(i[:, ::-1], neuron, dt=1e-3, engine="compiled")
    with pytest.raises(
        ValueError, match=r"\|R\*I\| must be below 2e307, got 3.*e\+307"
    ):
        lif.run([3e307], replace(neuron, r=1.0), dt=1e-3, engine="compiled")


@given(case=cases() | ensembles(st.integers(0, 70)))
def test_engines_agree_bit_for_bit(case: Case) -> None:
    """Whoever does the work, `step`, a loop of floats or one of arrays, the bits are the same."""
    assume(len(case.i) > 0)
    expected = by_steps(case)
    for engine in (None, "python", "numpy", "compiled"):
        assert same(case.run(engine), expected)


@given(neuron=neurons, v0=voltages, n_ref=n_refs, i=inputs((300,)), a=fractions)
def test_a_run_is_the_plain_loop_of_the_lesson(
    neuron: Neuron, v0: float, n_ref: int, i: Any, a: float
) -> None:
    """A run gives the bits of a loop written straight from the equation."""
    dt = a * neuron.tau
    neuron = replace(neuron, t_ref=n_ref * dt)
    trace = lif.run(i, neuron, dt=dt, state=State(v0))
    v, spiked = oracles.simulate(i, neuron, dt, v0)
    assert same_bits(np.append(trace.v, trace.state.v), v)
    assert same_bits(np.append(trace.spiked, trace.state.spiked), spiked)


def test_long_runs_agree_too() -> None:
    """The engine of plain floats works block by block; no joint shows."""
    i = lif.sine_current(lif.time_grid(66.0, 1e-3))
    neuron = Neuron(t_ref=3e-3)
    assert len(i) > lif.simulation._BLOCK
    one, *others = (
        lif.run(i, neuron, dt=1e-3, engine=engine)
        for engine in ("python", "numpy", "compiled")
    )
    assert all(same(one, other) for other in others)
    assert one.spiked.sum() > 1000


@pytest.mark.parametrize("n", [1, 32, 33, 70])
def test_another_process_gives_the_same_bits(n: int, pool: ProcessPoolExecutor) -> None:
    """A run sent to a worker process comes back equal, to the last bit."""
    neuron = Neuron(tau=np.linspace(5e-3, 50e-3, n), t_ref=2e-3)
    i = lif.sine_current(lif.time_grid(0.1, 1e-3))
    assert same(
        pool.submit(lif.run, i, neuron, dt=1e-3).result(), lif.run(i, neuron, dt=1e-3)
    )


@pytest.fixture(scope="module")
def pool() -> Any:
    """Start one worker process for the tests that ask for it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        yield executor


@pytest.mark.guarantee(25)
@given(case=cases(), engine=engines)
def test_a_run_leaves_its_inputs_alone(case: Case, engine: str) -> None:
    """A run changes none of its inputs and returns nothing that shares memory with them."""
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
    neuron: Neuron, n_ref: int, i: Any, a: float
) -> None:
    """From a spike on, V stays at reset for n_ref steps; the next one integrates."""
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
    neuron: Neuron, n_ref: int, i: Any, a: float
) -> None:
    """Between two spikes lie t_ref and at least one step to climb."""
    dt = a * neuron.tau
    spiked = lif.run(i, replace(neuron, t_ref=n_ref * dt), dt=dt).spiked
    assert np.all(np.diff(np.flatnonzero(spiked)) >= n_ref + 1)


@pytest.mark.guarantee(28)
@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
def test_a_neuron_driven_over_threshold_in_one_step_fires_every_eleventh(
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
    neuron: Neuron, depth: float, margin: float, a: float
) -> None:
    """A current that does not lead over the threshold never makes a neuron spike."""
    v0, steps = neuron.vth - depth, math.ceil(60 / a)
    rheobase = (neuron.vth - neuron.el) / neuron.r
    i = rheobase - margin / neuron.r
    # Nearer to the threshold than this, rounding decides.
    assume(margin >= 8 * EPS * size(neuron, i, v0) / a)
    trace = lif.run([i] * steps, neuron, dt=a * neuron.tau, state=State(v0))
    assert not trace.spiked.any()


@pytest.mark.guarantee(29)
@given(neuron=neurons, depth=gaps, margin=margins, a=coarse_fractions)
@example(neuron=Neuron(), depth=10e-3, margin=1e-12, a=0.05)
def test_a_spike_above_rheobase(
    neuron: Neuron, depth: float, margin: float, a: float
) -> None:
    """A current that leads over the threshold, however little, makes the neuron spike."""
    v0, steps = neuron.vth - depth, math.ceil(60 / a)
    rheobase = (neuron.vth - neuron.el) / neuron.r
    i = rheobase + margin / neuron.r
    # Nearer than this, rounding decides; exp(-60) of the way is less.
    assume(margin >= 8 * EPS * size(neuron, i, v0) / a)
    trace = lif.run([i] * steps, neuron, dt=a * neuron.tau, state=State(v0))
    assert trace.spiked.any()


@pytest.mark.guarantee(29)
@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
@pytest.mark.parametrize("a", [1.0, 0.5, 0.125, 0.05])
def test_no_spike_exactly_at_rheobase(a: float, engine: Any) -> None:
    """At the rheobase V comes to the threshold, and at the threshold nothing fires."""
    # All numbers are powers of two, so that el + r*i is vth without rounding.
    neuron = Neuron(tau=2**-6, el=-(2**-4), vr=-(2**-3), vth=-(2**-5), r=2**27)
    trace = lif.run([2.0**-32] * 2000, neuron, dt=a * 2**-6, engine=engine)
    assert not trace.spiked.any()
    assert trace.v[-1] <= neuron.vth


def intervals(
    neuron: Neuron, n_ref: int, overdrive: float, a: float
) -> tuple[Any, Any, Any]:
    """Run to four spikes; return the steps between them, and of the climb; and the current."""
    dt = a * neuron.tau
    assume(dt < neuron.tau)
    neuron = replace(neuron, t_ref=n_ref * dt)
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = (target - neuron.el) / neuron.r
    x, error = oracles.climb(i, neuron, dt)
    assume(abs(x - round(x)) > error)  # else rounding decides which step is the last
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
    neuron: Neuron, n_ref: int, overdrive: float, a: float
) -> None:
    """Each interval is the refractory period and the steps of the climb, to the step."""
    found, climbing, _ = intervals(neuron, n_ref, overdrive, a)
    assert found.tolist() == [climbing + n_ref] * 3


@pytest.mark.guarantee(30)
@given(neuron=neurons, n_ref=n_refs, overdrive=overdrives)
def test_with_dt_equal_to_tau_every_climb_is_one_step(
    neuron: Neuron, n_ref: int, overdrive: float
) -> None:
    """With dt = tau, one step leads over the threshold, and every interval is n_ref + 1."""
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
    neuron: Neuron, overdrive: float, a: float
) -> None:
    """An interval differs from the exact one by at most a step, after Euler's own bias."""
    found, _, i = intervals(neuron, 0, overdrive, a)
    dt, v_inf = a * neuron.tau, neuron.el + neuron.r * i
    exact = neuron.tau * math.log((v_inf - neuron.vr) / (v_inf - neuron.vth))
    # Euler climbs as if tau were -dt/log(1 - a), which is shorter; then up to the next point.
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
    neuron: Neuron, n_ref: int, i: Any, more: Any, a: float
) -> None:
    """A current that is nowhere smaller has, at any time, made at least as many spikes."""
    dt = a * neuron.tau
    # A current that leads to below the reset would be helped by being reset.
    i = np.maximum(i, (neuron.vr - neuron.el) / neuron.r)
    neuron = replace(neuron, t_ref=n_ref * dt)
    counts = []
    for current in (i + abs(more), i):
        trace = lif.run(current, neuron, dt=dt, state=State(neuron.vr))
        free = lif.euler_step(trace.v, current, neuron, dt=dt)
        # Nearer to the threshold than this, rounding would decide.
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
    """At twenty times the current, no spike comes before the refractory period is over."""
    neuron = Neuron(t_ref=n_ref * 1e-3)
    trace = lif.run(20 * i, neuron, dt=1e-3, engine=engine)
    for k in np.flatnonzero(trace.spiked):
        assert not trace.spiked[k + 1 : k + n_ref + 1].any()


# ---------------------------------------------------------------- statistics (guarantee 35)


@pytest.mark.guarantee(35)
@statistical
@given(seed=seeds, a=coarse_fractions, k=st.integers(1, 60), lag=st.integers(1, 20))
@example(seed=2020, a=0.05, k=60, lag=10)
def test_noise_in_the_current_is_noise_in_the_potential(
    seed: int, a: float, k: int, lag: int
) -> None:
    """Independent noise of variance s**2 gives the variance and autocovariance of theory."""
    n, spread, neuron = 10_000, 1e-10, Neuron(vth=math.inf)
    t = np.arange(k + lag)
    i = lif.noise_current(t, 2.5e-10, spread / 2.5e-10, n, rng=seed)
    trace = lif.run(i, neuron, dt=a * neuron.tau)
    b, drive = 1 - a, a * neuron.r * spread / math.sqrt(3)
    early, late = (drive**2 * (1 - b ** (2 * j)) / (1 - b**2) for j in (k, k + lag))
    x, y = trace.v[k] - np.mean(trace.v[k]), trace.state.v - np.mean(trace.state.v)
    mean = oracles.constant_voltage(k, 2.5e-10, neuron, a * neuron.tau, neuron.el)
    # Each within six standard errors of n independent draws.
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
def test_the_shapes_of_a_run(engine: Any, rows: int, shapes: Any, neurons: Any) -> None:
    """Time comes first; one length n among current, parameters and state makes n neurons."""
    current, parameter, state = shapes
    i = np.full((rows, *current), 2e-10)
    for name in ("tau", "el", "vr", "vth", "r", "t_ref"):
        neuron = Neuron(**{name: np.full(parameter, getattr(Neuron(), name))})
        for field, value in (("v", -60e-3), ("spiked", True), ("refractory", 2)):
            start = State(**{"v": -65e-3} | {field: np.full(state, value)}, k=5)
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
    assert (t.dtype, v.dtype, spiked.dtype) == (np.float64, np.float64, np.bool_)
    assert all(x.flags.c_contiguous for x in (t, v, spiked))
    assert isinstance(trace, lif.Trace)
    assert isinstance(state, State)
    assert type(state.k) is int
    assert state.k == 5 + rows
    if neurons == ():
        assert list(map(type, state)) == [float, bool, int, int]
        return
    found = [(x.dtype, x.shape) for x in state[:3]]
    assert found == [(np.dtype(kind), neurons) for kind in (float, bool, np.int64)]


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
def test_a_run_starts_at_rest(engine: Any) -> None:
    """Without a state a run starts at the leak potential, quiet, at time zero."""
    for neuron in (Neuron(), Neuron(el=[-60e-3, -61e-3])):
        trace = lif.run([0.0, 0.0], neuron, dt=1e-3, engine=engine)
        assert np.array_equal(trace.v[0], neuron.el)
        assert not trace.spiked.any()
        assert trace.t.tolist() == [0.0, 1e-3]


def test_a_state_may_hold_numbers_of_any_type() -> None:
    """Integers, NumPy numbers and lists serve in a state as well as floats and arrays."""
    starts = [
        State(-1, spiked=False, refractory=2, k=3),
        State(np.float32(-1), np.bool_(0), np.int8(2), np.int64(3)),
    ]
    for start in starts:
        trace = lif.run([0.0] * 4, Neuron(), dt=1e-3, state=start)
        check_layout(trace._replace(state=trace.state._replace(k=9)), 4, ())
        assert trace.v[:3].tolist() == [-1.0, -70e-3, -70e-3]
    many = lif.run(
        [0.0], Neuron(), dt=1e-3, state=State([-1, -2], (True, False), [0, 3])
    )
    assert many.spiked.tolist() == [[True, False]]


# ---------------------------------------------------------------- streams


def test_a_stream_takes_one_block_at_a_time() -> None:
    """A stream asks for a block when its trace is asked for, and not before."""
    taken = []

    def blocks() -> Any:
        for block in range(3):
            taken.append(block)
            yield [1e-10] * 5

    stream = lif.stream(blocks(), Neuron(), dt=1e-3)
    assert isinstance(stream, GeneratorType)
    assert taken == []
    for k, trace in enumerate(stream):
        assert taken == list(range(k + 1))
        assert isinstance(trace, lif.Trace)
        assert trace.t[0] == k * 5 * 1e-3


def test_a_stream_starts_at_rest() -> None:
    """Without a state a stream starts as a run does; without blocks nothing comes."""
    (trace,) = lif.stream([[1e-10] * 3], Neuron(el=-65e-3), dt=1e-3)
    assert same(trace, lif.run([1e-10] * 3, Neuron(el=-65e-3), dt=1e-3))
    assert list(lif.stream([], Neuron(), dt=1e-3)) == []


def test_an_array_of_blocks_is_a_stream() -> None:
    """The first axis of an array of two or three may count the blocks."""
    i = np.full((4, 5), 3e-10)
    assert len(list(lif.stream(i, Neuron(), dt=1e-3))) == 4
    traces = list(lif.stream(i.reshape(2, 5, 2), Neuron(), dt=1e-3))
    assert [trace.v.shape for trace in traces] == [(5, 2)] * 2


def test_what_becomes_of_a_state_later_does_not_matter() -> None:
    """A stream has taken its state at the call: who changes it afterwards changes nothing."""
    v = np.array([-60e-3, -65e-3])
    stream = lif.stream([[0.0, 0.0]], Neuron(), dt=1e-3, state=State(v))
    v[:] = 0.0
    assert next(stream).v[0].tolist() == [-60e-3, -65e-3]


@pytest.mark.guarantee(25)
@given(case=cases() | ensembles(st.integers(0, 70)), cut=st.integers(0, 60))
def test_what_becomes_of_a_trace_does_not_matter_to_the_stream(
    case: Case, cut: int
) -> None:
    """A stream keeps its own state: who changes a trace changes nothing else."""
    blocks = [case.i[:cut], case.i[cut:]]
    v = []
    for trace in lif.stream(blocks, case.neuron, dt=case.dt, state=case.state):
        v.append(trace.v.copy())
        for x in (*trace[:3], *trace.state[:3]):
            if isinstance(x, np.ndarray):
                x[...] = 1
    assert same_bits(np.concatenate(v), case.run().v)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"dt": 0.0}, ValueError, "dt must be a finite number > 0, got 0.0"),
        ({"dt": 0.05}, ValueError, r"dt must be <= 2\*tau = 0.04, got 0.05"),
        ({"neuron": None}, TypeError, "neuron must be a lif.Neuron, got None"),
        ({"state": -60e-3}, TypeError, "state must be a lif.State, got -0.06"),
        ({"state": State(math.nan)}, ValueError, "state.v must be finite, got nan"),
        ({"engine": "fortran"}, ValueError, "engine must be None or one of"),
        ({"neuron": Neuron(t_ref=1e300)}, ValueError, "t_ref/dt must be"),
        (
            {"blocks": 1},
            TypeError,
            r"blocks must be an iterable of arrays, got 1 \(int\)",
        ),
        (
            {"blocks": np.zeros(5)},
            TypeError,
            r"blocks must be an iterable of arrays, got one of shape \(5,\): pass \[i\]",
        ),
        ({"blocks": np.array(1.0)}, TypeError, r"got one of shape \(\): pass \[i\]"),
    ],
)
def test_a_stream_checks_its_arguments_at_the_call(
    options: Any, error: Any, words: str
) -> None:
    """What is wrong is said when the stream is made, not when its first block is taken."""
    arguments = {"blocks": [[0.0]], "neuron": Neuron(), "dt": 1e-3} | options
    with pytest.raises(error, match=words):
        lif.stream(arguments.pop("blocks"), arguments.pop("neuron"), **arguments)


@pytest.mark.parametrize(
    ("block", "error", "words"),
    [
        ([math.nan], ValueError, "i must be finite, got nan at index 0"),
        ([True], TypeError, "i must be real numbers, got True"),
        (
            0.0,
            ValueError,
            r"i must have the shape \(steps,\) or \(steps, n\), got \(\)",
        ),
        (np.broadcast_to(0.0, (10**13,)), MemoryError, "pass the current in blocks"),
    ],
)
def test_a_bad_block_is_refused_when_its_turn_comes(
    block: Any, error: Any, words: str
) -> None:
    """The error says which block it was; the traces before it have been told."""
    stream = lif.stream([[0.0], [0.0], block], Neuron(), dt=1e-3)
    next(stream)
    next(stream)
    with pytest.raises(error, match=words) as caught:
        next(stream)
    assert caught.value.__notes__ == ["This was block 2 of the stream, counted from 0."]


def test_a_stream_warns_once() -> None:
    """A step longer than tau is warned of at the call, at the caller's line, and only there."""
    words = "dt=0.03 is longer than tau=0.02: V overshoots at every step"
    with pytest.warns(RuntimeWarning, match=words) as record:
        stream = lif.stream([[0.0]] * 3, Neuron(), dt=0.03)
    assert [w.filename for w in record] == [__file__]
    assert len(list(stream)) == 3


def test_a_stream_needs_the_memory_of_one_block() -> None:
    """However many blocks go through, the memory holds one block and its trace."""
    steps = 20_000

    def peak(count: int) -> int:
        blocks = (np.full((steps, 1), 2e-10) for _ in range(count))
        tracemalloc.start()
        for trace in lif.stream(blocks, Neuron(), dt=1e-3, engine="numpy"):
            assert len(trace.t) == steps
            del trace
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    one = 8 * steps + (8 + 8 + 1) * steps  # the block; t, v and spiked
    assert peak(1) < 1.2 * one
    assert peak(5) < 1.2 * one


# ---------------------------------------------------------------- the length of a step


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize("tau", [20e-3, [50e-3, 20e-3]])
def test_a_step_of_more_than_twice_tau_is_refused(engine: Any, tau: Any) -> None:
    """Beyond 2*tau forward Euler diverges: a run is refused, with the largest step it takes."""
    words = r"dt must be <= 2\*tau = 0.04, got 0.0401: forward Euler diverges"
    with pytest.raises(ValueError, match=words):
        lif.run([0.0], Neuron(tau=tau), dt=0.0401, engine=engine)


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
@pytest.mark.parametrize("tau", [20e-3, [50e-3, 20e-3]])
@pytest.mark.parametrize("dt", [0.0201, 0.04])
def test_a_step_of_more_than_tau_warns_and_runs(
    engine: Any, tau: Any, dt: float
) -> None:
    """Between tau and 2*tau the run overshoots: it warns, at the caller's line, and goes on."""
    neuron = Neuron(tau=tau, vth=math.inf)
    words = f"dt={dt} is longer than tau=0.02: V overshoots at every step"
    with pytest.warns(RuntimeWarning, match=words) as record:
        trace = lif.run([1e-10] * 3, neuron, dt=dt, engine=engine)
    assert [w.filename for w in record] == [__file__]
    v = lif.euler_step(neuron.el, 1e-10, neuron, dt=dt)
    assert np.array_equal(trace.v[1], np.broadcast_to(v, trace.v[1].shape))


def test_a_step_of_tau_does_not_warn() -> None:
    """Up to tau there is nothing to warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lif.run([0.0], Neuron(), dt=20e-3)
