"""The engines: the same bits from each, the errors that each must find, and which one is used."""

from __future__ import annotations

import ast
import inspect
import math
import re
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import permutations
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles import same, same_bits
from strategies import Case, cases, engines, ensembles, inputs

import lif
from lif import Neuron, State, _engines, simulation
from lif._engines import arrays, floats
from lif.properties._strategies import fractions, n_refs, neurons, voltages
from lif.properties._theory import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lif.properties._theory import OneNeuron

ENGINES = ("python", "numpy", "compiled")
# One neuron, a few, and so many that NumPy examines a row in several pieces. Plain floats
# would take long for those, and examine each neuron alone.
MANY = arrays._PIECE + 1808
NUMBERS: list[tuple[Any, int]] = [
    ("python", 1),
    ("python", 9),
    ("numpy", 1),
    ("numpy", 9),
    ("numpy", MANY),
    ("compiled", 1),
    ("compiled", 9),
    ("compiled", 1100),  # two threads, if there is enough to do
]
NONE: list[tuple[Any, int]] = [(engine, 0) for engine in ENGINES]


# ---------------------------------------------------------------- the same bits


def by_steps(case: Case) -> lif.Trace:
    """Simulate a case with `lif.step`, one row at a time."""
    shape = case.run().v.shape[1:]
    v, spiked, refractory = (np.broadcast_to(x, shape) for x in case.state[:3])
    states = [State(v, spiked, refractory, case.state.k)]
    for i in case.i:
        states.append(lif.step(states[-1], i, case.neuron, dt=case.dt))
    *rows, end = states
    return lif.Trace(
        np.array([state.k * case.dt for state in rows]),
        np.array([state.v for state in rows]),
        np.array([state.spiked for state in rows]),
        end,
    )


@given(case=cases() | ensembles(st.integers(0, 70)))
def test_engines_agree_bit_for_bit(case: Case) -> None:
    """`lif.step`, plain floats, NumPy and the compiled loop give the same bits."""
    assume(len(case.i) > 0)
    expected = by_steps(case)
    for engine in (None, "python", "numpy", "compiled"):
        assert same(case.run(engine), expected)


@given(neuron=neurons, v0=voltages, n_ref=n_refs, i=inputs((300,)), a=fractions)
def test_a_run_equals_the_plain_loop_of_the_lesson(
    neuron: OneNeuron, v0: float, n_ref: int, i: Any, a: float
) -> None:
    """A run gives the bits of a loop that is written straight from the equation."""
    dt = a * neuron.tau
    neuron = replace(neuron, t_ref=n_ref * dt)
    trace = lif.run(i, neuron, dt=dt, state=State(v0))
    v, spiked = simulate(i, neuron, dt, v0)
    assert same_bits(np.append(trace.v, trace.state.v), v)
    assert same_bits(np.append(trace.spiked, trace.state.spiked), spiked)


@given(neuron=neurons, v0=voltages, n_ref=n_refs, i=inputs((300,)), a=fractions)
def test_the_plain_loop_equals_the_loop_of_the_lesson(
    neuron: OneNeuron, v0: float, n_ref: int, i: Any, a: float
) -> None:
    """`floats.loop` gives the bits of a loop that is written straight from the equation."""
    dt = a * neuron.tau
    parameters = (neuron.el, neuron.vr, neuron.vth, neuron.r, dt / neuron.tau, n_ref)
    vs, spikes, end = floats.loop(i.tolist(), parameters, (v0, False, 0))
    judge = replace(neuron, t_ref=n_ref * dt)
    v, spiked = simulate(i, judge, dt, v0)
    assert same_bits([*vs, end[0]], v)
    assert same_bits([*spikes, end[1]], spiked)
    last = np.flatnonzero(spiked).max(initial=-n_ref)
    assert end[2] == max(0, n_ref - (len(i) - last))


def test_the_plain_loop_is_short_and_plain() -> None:
    """`floats.loop` has at most 15 lines beside its docstring, and does without NumPy."""
    source = inspect.getsource(floats.loop)
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    docstring = function.body[0]
    assert ast.get_docstring(function)
    lines = source.splitlines()
    del lines[docstring.lineno - 1 : docstring.end_lineno]
    assert len([line for line in lines if line.strip()]) <= 15
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    assert "np" not in names


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
    parts = zip(*(trace[:3] for trace in traces), strict=True)
    t, v, spiked = map(np.concatenate, parts)
    assert same(lif.Trace(t, v, spiked, state), case.run())


def test_long_runs_agree_across_the_blocks_of_plain_floats() -> None:
    """The engine of plain floats works block by block, and its result shows no boundary."""
    i = lif.sine_current(np.arange(floats._BLOCK + 500) * 1e-3)
    neuron = Neuron(t_ref=3e-3)
    one, *others = (
        lif.run(i, neuron, dt=1e-3, engine=engine)
        for engine in ("python", "numpy", "compiled")
    )
    assert all(same(one, other) for other in others)
    assert one.spiked.sum() > 1000


@pytest.mark.parametrize("block", [1, 7, 50])
@pytest.mark.parametrize("n", [1, 3])
def test_the_length_of_a_block_of_plain_floats_changes_no_bit(
    n: int, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of any length give the same bits, for neurons with parameters of their own."""
    i = np.random.default_rng(2020).uniform(-1e-10, 6e-10, (50, n))
    neuron = Neuron(tau=np.linspace(10e-3, 20e-3, n), t_ref=3e-3)
    expected = lif.run(i, neuron, dt=1e-3, engine="numpy")
    assert expected.spiked.any()
    monkeypatch.setattr(floats, "_BLOCK", block)
    assert same(lif.run(i, neuron, dt=1e-3, engine="python"), expected)


@pytest.mark.parametrize("n", [1, 32, 33, 70])
def test_another_process_gives_the_same_bits(n: int, pool: ProcessPoolExecutor) -> None:
    """A run in a worker process returns the same bits."""
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


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 9])
def test_at_the_threshold_there_is_no_spike(n: int, engine: Any) -> None:
    """A neuron spikes strictly above its threshold; here V goes halfway from 0 to R*I per step."""
    neuron = Neuron(tau=2e-3, el=0.0, vr=-1.0, vth=0.75, r=1.0)
    trace = lif.run(np.ones((4, n)), neuron, dt=1e-3, engine=engine)
    assert trace.v.tolist() == [[v] * n for v in (0.0, 0.5, 0.75, -1.0)]
    assert trace.spiked.tolist() == [[s] * n for s in (False, False, False, True)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 9])
def test_a_state_may_be_refractory_although_t_ref_is_zero(n: int, engine: Any) -> None:
    """The refractory steps of a starting state do not depend on the refractory period."""
    neuron = Neuron(tau=2e-3, el=0.0, vr=-1.0, vth=2.0, r=1.0)
    start = State(0.0, refractory=2)
    trace = lif.run(np.ones((5, n)), neuron, dt=1e-3, state=start, engine=engine)
    assert trace.v.tolist() == [[v] * n for v in (0.0, -1.0, -1.0, 0.0, 0.5)]


# ---------------------------------------------------------------- the interface


def advance(
    engine: str, i: NDArray[np.float64], n: int, neuron: Neuron, state: State
) -> tuple[bool, _engines.Moving, NDArray[np.float64], NDArray[np.bool_]]:
    """Call an engine with n neurons and dt = 1 ms; return its result, state and outputs."""
    n_ref = np.rint(np.asarray(neuron.t_ref) / 1e-3).astype(np.int64)
    constants = _engines.Constants(
        neuron.el, neuron.vr, neuron.vth, neuron.r, 1e-3 / neuron.tau, n_ref
    )
    moving = _engines.Moving(
        np.full(n, state.v), np.full(n, state.spiked), np.full(n, state.refractory)
    )
    v, spiked = np.full((len(i), n), np.nan), np.ones((len(i), n), bool)
    small = _engines.load(engine).advance(i, constants, moving, v, spiked)
    return small, moving, v, spiked


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 2, 8, 9, 40])
@pytest.mark.parametrize("columns", [1, None])
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("t_ref", [0.0, 2e-3])
def test_an_engine_fills_the_outputs_and_moves_the_state(
    engine: str,
    n: int,
    columns: int | None,
    t_ref: float,
    *,
    own: bool,
) -> None:
    """Row k of the outputs is the state before step k; the state becomes that of the end."""
    shape = (60, columns or n)
    i = np.random.default_rng(2020).uniform(-1e-10, 6e-10, shape)
    i.flags.writeable = False
    each = np.linspace(1.0, 1.1, n) if own else 1.0
    neuron = Neuron(tau=20e-3 * each, vr=-70e-3 * each, r=100e6 * each, t_ref=t_ref)
    start = State(-65e-3, spiked=True, refractory=4)
    small, moving, v, spiked = advance(engine, i, n, neuron, start)
    assert small
    case = Case(i, neuron, 1e-3, start._replace(v=np.full(n, -65e-3)))
    expected = by_steps(case)
    assert same_bits(v, expected.v)
    assert same_bits(spiked, expected.spiked)
    assert all(map(same_bits, moving, expected.state[:3]))
    assert spiked.sum() > n  # the starting spike, and others


@pytest.mark.parametrize(("engine", "n"), NUMBERS)
@pytest.mark.parametrize("refractory", [0, 9])
def test_an_engine_tells_whether_every_product_is_small(
    engine: str, n: int, refractory: int
) -> None:
    """One product R*I that is large or not a number changes the result, wherever it is."""
    start = State(-60e-3, refractory=refractory)
    neuron = Neuron(r=1e8)
    i = np.full((3, n), 2e-10)
    assert advance(engine, i, n, neuron, start)[0]
    assert advance(engine, i[:, :1], n, neuron, start)[0]
    assert advance(engine, i[:0], n, neuron, start)[0]
    columns = {0, n // 2, n - 1, min(n, arrays._PIECE) - 1, min(n - 1, arrays._PIECE)}
    large = _engines.SMALL / neuron.r
    with np.errstate(all="ignore"):
        for k in range(3):
            for value in (math.nan, math.inf, -math.inf, large, -large, 1e301):
                for j in columns:
                    i[k, j] = value
                    assert not advance(engine, i, n, neuron, start)[0]
                    i[k, j] = 2e-10
                one = i[:, :1].copy()
                one[k] = value
                assert not advance(engine, one, n, neuron, start)[0]


@pytest.mark.parametrize("vth", [-50e-3, math.inf])
@pytest.mark.parametrize("n", [1, 9])
@pytest.mark.parametrize("engine", ENGINES)
def test_the_current_is_examined_again_only_if_a_number_is_large(
    engine: Any, n: int, vth: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engines examine R*I on their way, because a second look would cost time."""
    examined: list[int] = []

    def require_finite(i: NDArray[np.float64], *_: Any) -> None:
        examined.append(len(i))

    monkeypatch.setattr(simulation, "_require_finite", require_finite)
    neuron = Neuron(vth=vth)
    lif.run(np.full((9, n), 2e-10), neuron, dt=1e-3, engine=engine)
    assert examined == []
    lif.run(np.full((8, n), 1e143), neuron, dt=1e-3, engine=engine)
    assert examined == [8]
    large = {"el": 1e150}, {"vr": -1e150}
    for parameters in large:
        neuron = Neuron(**{"vth": math.inf} | parameters)
        lif.run(np.zeros((7, n)), neuron, dt=1e-3, state=State(0.0), engine=engine)
    lif.run(np.zeros((7, n)), Neuron(), dt=1e-3, state=State(-1e150), engine=engine)
    assert examined == [8, 7, 7, 7]


# ---------------------------------------------------------------- bad currents


def words(value: float, index: tuple[int, ...]) -> str:
    """Return a pattern for the message that refuses a value at an index."""
    at = index if len(index) > 1 else index[0]
    if math.isfinite(value):
        message = f"r*i must be finite, got r=100000000.0 and i={value} at index {at}"
    else:
        message = f"i must be finite, got {value} at index {at}"
    return f"^{re.escape(message)}$"


BAD = (math.nan, math.inf, -math.inf, 1e301, -1e301)


@pytest.mark.parametrize(("engine", "n"), NUMBERS)
@pytest.mark.parametrize("k", [0, 2, 4])
@pytest.mark.parametrize("refractory", [0, 9])
def test_a_bad_current_is_found_wherever_it_is(
    k: int, n: int, refractory: int, engine: Any
) -> None:
    """A current that is not finite, or too large, is refused in any row and column."""
    start = State(-60e-3, refractory=refractory)
    i = np.zeros((5, n))
    for value in BAD:
        for j in {0, n // 2, n - 1, min(n - 1, arrays._PIECE)}:
            i[k, j] = value
            with pytest.raises(ValueError, match=words(value, (k, j))):
                lif.run(i, Neuron(), dt=1e-3, state=start, engine=engine)
            i[k, j] = 0.0


@pytest.mark.parametrize(("engine", "n"), NONE + NUMBERS)
@pytest.mark.parametrize("k", [0, 2, 4])
def test_a_bad_current_for_all_neurons_is_found(k: int, n: int, engine: Any) -> None:
    """A bad current of shape (steps,) or (steps, 1) is refused for any number of neurons."""
    start = State(np.full(n, -60e-3), refractory=3)
    i = np.zeros(5)
    for value in BAD:
        i[k] = value
        with pytest.raises(ValueError, match=words(value, (k,))):
            lif.run(i, Neuron(), dt=1e-3, state=start, engine=engine)
        with pytest.raises(ValueError, match=words(value, (k, 0))):
            lif.run(i[:, None], Neuron(), dt=1e-3, state=start, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("steps", [3, 5])
def test_a_current_for_all_is_examined_with_the_resistance_of_each(
    steps: int, engine: Any
) -> None:
    """A current that overflows only with the largest R is refused with that neuron's index."""
    neuron = Neuron(r=np.array([1.0, 1e8, 1e8]))
    i = np.zeros(steps)
    i[2] = 1e301
    for table in (i, i[:, None]):
        with pytest.raises(ValueError, match=words(1e301, (2, 1))):
            lif.run(table, neuron, dt=1e-3, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_bad_current_of_a_spiking_neuron_is_found(engine: Any) -> None:
    """An infinite current is refused although the spike would hide it in the potential."""
    for t_ref in (0.0, 2e-3):
        neuron = Neuron(t_ref=np.full(2, t_ref))
        i = np.full((20, 2), 1e-6)
        i[7, 1] = math.inf
        with pytest.raises(ValueError, match=words(math.inf, (7, 1))):
            lif.run(i, neuron, dt=1e-3, engine=engine)


@pytest.mark.parametrize(("engine", "n"), NONE + NUMBERS)
@pytest.mark.parametrize("current", [1e149, 1e150, -1e200, -1.9e307, 1.999e307])
def test_a_large_finite_current_is_accepted(
    current: float, n: int, engine: Any
) -> None:
    """A current is accepted as long as R*I is below 2e307, and gives the exact potential."""
    neuron = Neuron(tau=2e-3, el=0.0, vr=-1.0, vth=math.inf, r=1.0)
    start = State(np.zeros(n))
    i = np.array([0.0, current, 0.0])
    for shape in ((3,), (3, 1), (3, n)):
        table = np.broadcast_to(i if len(shape) == 1 else i[:, None], shape)
        trace = lif.run(table, neuron, dt=1e-3, state=start, engine=engine)
        # Half of the way to R*I, and then half of the way back.
        v = [0.0, 0.0, current / 2]
        assert np.array_equal(trace.v, np.repeat(v, n).reshape(3, n))
        assert np.array_equal(trace.state.v, np.full(n, current / 4))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("v", "vr", "el", "i"),
    [
        (3e307, 0.0, 0.0, 3e307),
        (3e307, -3e307, 0.0, 0.0),
        (3e307, 0.0, 0.0, 0.0),
        (0.0, 0.0, 3e307, 0.0),
        (0.0, 0.0, 0.0, 3e307),
        (0.0, 0.0, 0.0, -3e307),
        (0.0, 0.0, 0.0, 2.3e307),
        (6e306, 6e306, 6e306, 6e306),
    ],
)
def test_every_voltage_counts_towards_the_limit(
    v: float, vr: float, el: float, i: float, engine: Any
) -> None:
    """Voltages of opposite signs do not cancel in the limit, whichever engine is used."""
    neuron = Neuron(el=el, vr=vr, vth=math.inf, r=1.0)
    with pytest.raises(ValueError, match=r"\|R\*I\| must be below 2e307, got "):
        lif.run([i], neuron, dt=1e-3, state=State(v), engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_limit_applies_to_each_neuron_by_itself(engine: Any) -> None:
    """The largest R and the largest current may belong to different neurons."""
    neuron = Neuron(el=0.0, vr=0.0, vth=math.inf, r=np.array([1e300, 1.0]))
    i = np.array([[1.0, 1e300]] * 3)
    trace = lif.run(i, neuron, dt=1e-3, engine=engine)
    assert same(trace, by_steps(Case(i, neuron, 1e-3, State(0.0))))
    message = r"r\*i must be finite, got r=1e\+300 and i=1e\+300 at index \(0, 0\)"
    with pytest.raises(ValueError, match=message):
        lif.run(i[:, ::-1], neuron, dt=1e-3, engine=engine)
    with pytest.raises(
        ValueError, match=r"\|R\*I\| must be below 2e307, got 3.*e\+307"
    ):
        lif.run([3e307], replace(neuron, r=1.0), dt=1e-3, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_neuron_is_named_although_all_have_the_same_numbers(
    engine: Any,
) -> None:
    """If only the state tells that there are two neurons, the message still has an index."""
    two = State(0.0, refractory=np.array([0, 0]))
    limit = re.escape(
        "|v| + |vr| + |el| + |R*I| must be below 2e307, got 3e+307 at index 0"
    )
    with pytest.raises(ValueError, match=f"^{limit}$"):
        lif.run([3e307], Neuron(r=1.0), dt=1e-3, state=two, engine=engine)


# ---------------------------------------------------------------- long counts


def test_refractory_counts_have_64_bits_on_every_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where NumPy's own integers have 32 bits, a long refractory period does not overflow."""

    def narrow(shape: Any, value: Any, dtype: Any = None) -> Any:
        dtype = np.int32 if dtype is None and type(value) is int else dtype
        return full(shape, value, dtype)

    full = np.full
    monkeypatch.setattr(np, "full", narrow)
    neuron = Neuron(t_ref=2.0**-10 * 2**31)
    names: Any = ENGINES
    for engine in names:
        trace = lif.run(np.full((100, 9), 1e-9), neuron, dt=2.0**-10, engine=engine)
        assert np.asarray(trace.state.refractory).dtype == np.int64
        assert trace.spiked.sum() == 9


@pytest.mark.parametrize("most", [2**31 - 1, 2**31, 2**52])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_refractory_period_is_counted_to_the_step(
    engine: Any, most: int
) -> None:
    """Refractory steps are counted exactly, whether a state or a spike starts the count."""
    dt = 2.0**-10
    t_ref: NDArray[np.float64] = np.arange(20.0) ** 2 * dt
    longest = Neuron(t_ref=np.append(t_ref[1:], dt * most))
    state = State(-60e-3, refractory=np.append(np.arange(19), most))
    i = np.full((100, 1), 1e-9)
    trace = lif.run(i, longest, dt=dt, engine=engine)
    assert same(trace, by_steps(Case(i, longest, dt, State(-60e-3))))
    left = np.asarray(trace.state.refractory)[-1]
    assert left == most - 100 + np.flatnonzero(trace.spiked[:, -1])[0]
    neuron = Neuron(t_ref=t_ref)
    trace = lif.run(i, neuron, dt=dt, state=state, engine=engine)
    assert same(trace, by_steps(Case(i, neuron, dt, state)))
    assert np.asarray(trace.state.refractory)[-1] == most - 100


# ---------------------------------------------------------------- which engine is used


@contextmanager
def new_process() -> Iterator[None]:
    """Forget what this process has done so far, and remember it again afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        work = _engines._work.copy()
        work.clear()
        patch.setattr(_engines, "_work", work)
        _engines._has_compiler.cache_clear()
        yield
    _engines._has_compiler.cache_clear()


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return a list to which each engine adds its name when it is called."""
    names: list[str] = []

    def noted(name: str, engine: Callable[..., bool]) -> Callable[..., bool]:
        def advance(*arguments: Any) -> bool:
            names.append(name)
            return engine(*arguments)

        return advance

    for name in ENGINES:
        module = _engines.load(name)
        monkeypatch.setattr(module, "advance", noted(name, module.advance))
    with new_process():
        yield names


def work(steps: int, n: int) -> float:
    """Return the seconds that plain floats or NumPy are expected to take, the less of both."""
    row = min(_engines._FLOAT * n, _engines._ROW + _engines._ITEM * n)
    return row * steps


@pytest.mark.parametrize(
    ("n", "engine"),
    [(1, "python"), (7, "python"), (9, "numpy"), (500, "numpy")],
)
def test_a_short_run_uses_what_is_expected_to_finish_first(
    n: int, engine: str, monkeypatch: pytest.MonkeyPatch, used: list[str]
) -> None:
    """Few neurons are simulated with plain floats and many with NumPy."""
    # A row of n neurons takes n with plain floats, and 4 + n/2 with NumPy: the same for 8.
    for name, value in (("_FLOAT", 1.0), ("_ROW", 4.0), ("_ITEM", 0.5)):
        monkeypatch.setattr(_engines, name, value)
    monkeypatch.setattr(_engines, "_COMPILER", 1e9)
    for steps in (1, 5, 100):
        lif.run(np.zeros((steps, n)), Neuron(), dt=1e-3)
    assert used == [engine] * 3


class Run(NamedTuple):
    """What the choice of an engine depends on."""

    steps: int
    n: int
    alike: bool
    shared: bool

    def choose(self) -> str:
        """Return the engine that is chosen for this run."""
        steps, n, alike, shared = self
        return _engines.choose(steps, n, alike=alike, shared=shared)

    @property
    def kind(self) -> object:
        """What the compiled loop of this run depends on: one neuron has a loop of its own."""
        return self.n > 1 and self[2:]


runs_of_any_kind = st.lists(
    st.builds(
        Run, st.integers(0, 10**6), st.integers(0, 2000), st.booleans(), st.booleans()
    )
)


@given(runs=runs_of_any_kind)
def test_the_compiler_is_used_once_the_work_would_have_paid_for_it(
    runs: list[Run],
) -> None:
    """The work of all runs with neurons of one kind decides, the present run included."""
    done: defaultdict[object, float] = defaultdict(float)
    with new_process():
        for run in runs:
            done[run.kind] += work(run.steps, run.n)
            compiled = run.choose() == "compiled"
            assert compiled == (done[run.kind] > _engines._COMPILER)


@given(runs=runs_of_any_kind)
def test_the_choice_takes_at_most_twice_the_time_of_the_best_in_hindsight(
    runs: list[Run],
) -> None:
    """To wait until the compiler is paid for costs at most as much again as the best choice."""
    for kind in {run.kind for run in runs}:
        spent = total = 0.0
        compiled = False
        with new_process():
            for run in runs:
                if run.kind == kind:
                    total += work(run.steps, run.n)
                    compiled = run.choose() == "compiled"
                    # A compiled loop that takes no time is the best that there can be.
                    spent += 0.0 if compiled else work(run.steps, run.n)
        spent += _engines._COMPILER if compiled else 0.0
        assert spent <= 2 * min(total, _engines._COMPILER)


def test_neurons_of_another_kind_do_not_count() -> None:
    """Each kind of neurons has a compiled loop of its own, so each counts by itself."""
    flags = [(True, True), (True, False), (False, True), (False, False)]
    kinds = [(1, True, True), *((2, *both) for both in flags)]
    for first, second in permutations(kinds, 2):
        with new_process():
            assert Run(10**9, *first).choose() == "compiled"
            assert Run(1, *first).choose() == "compiled"
            assert Run(1, *second).choose() != "compiled"


def test_a_short_run_of_another_kind_does_not_wait_for_the_compiler(
    monkeypatch: pytest.MonkeyPatch, used: list[str]
) -> None:
    """After a long run of one kind, only short runs of that kind are compiled."""
    monkeypatch.setattr(_engines, "_COMPILER", work(1000, 9))
    lif.run(np.zeros((2000, 9)), Neuron(), dt=1e-3)
    own = Neuron(tau=np.linspace(0.01, 0.02, 9))
    for neuron in (Neuron(), own):
        for i in (np.zeros((10, 9)), np.zeros((10, 1)), np.zeros(10)):
            lif.run(i, neuron, dt=1e-3, state=State(np.full(9, -60e-3)))
    lif.run(np.zeros((10, 1)), Neuron(), dt=1e-3)
    assert [name == "compiled" for name in used] == [True, True] + [False] * 6


def test_the_blocks_of_a_stream_add_up(
    monkeypatch: pytest.MonkeyPatch, used: list[str]
) -> None:
    """No block of 400 steps would pay for the compiler alone; the third makes it 1000."""
    monkeypatch.setattr(_engines, "_COMPILER", work(1000, 1))
    for _ in lif.stream([[2e-10] * 400] * 4, Neuron(), dt=1e-3):
        pass
    assert used[-4:] == ["python", "python", "compiled", "compiled"]


def test_runs_and_streams_add_up(
    monkeypatch: pytest.MonkeyPatch, used: list[str]
) -> None:
    """After the work of several runs, a stream is compiled from its first block on."""
    monkeypatch.setattr(_engines, "_COMPILER", work(1000, 1))
    for _ in range(3):
        lif.run([2e-10] * 400, Neuron(), dt=1e-3)
    next(lif.stream([[2e-10]], Neuron(), dt=1e-3))
    assert used[:3] == ["python", "python", "compiled"]
    assert used[-1] == "compiled"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("n", [1, 9, 500])
def test_an_engine_that_is_asked_for_is_used(
    engine: Any, n: int, monkeypatch: pytest.MonkeyPatch, used: list[str]
) -> None:
    """The argument `engine` decides, whatever work this process has done."""
    for seconds in (0.0, 1e9):
        monkeypatch.setattr(_engines, "_COMPILER", seconds)
        lif.run(np.zeros((100, n)), Neuron(), dt=1e-3, engine=engine)
    list(lif.stream(np.zeros((2, 10, n)), Neuron(), dt=1e-3, engine=engine))
    assert used == [engine] * 5  # a stream checks its arguments with a run of no steps


def test_without_numba_a_run_uses_plain_floats_or_numpy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without numba no run is compiled, and asking for that is an error that names the extra."""
    with monkeypatch.context() as patch, new_process():
        patch.setitem(sys.modules, "numba", None)
        patch.delitem(sys.modules, "lif._engines.compiled", raising=False)
        for _ in range(2):
            assert _engines.choose(10**9, 1, alike=True, shared=True) == "python"
            assert _engines.choose(10**9, 10**4, alike=True, shared=True) == "numpy"
        lif.run(np.zeros(1000), Neuron(), dt=1e-3)
        message = r'^engine "compiled" needs numba: pip install "lif-neuron\[fast\]"$'
        with pytest.raises(ImportError, match=message):
            lif.run([0.0], Neuron(), dt=1e-3, engine="compiled")
        with pytest.raises(ImportError, match=message):
            lif.stream([[0.0]], Neuron(), dt=1e-3, engine="compiled")
    with new_process():
        assert _engines.choose(10**9, 1, alike=True, shared=True) == "compiled"
