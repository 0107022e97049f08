"""Streams: runs that are simulated block by block, in the memory of one block."""

from __future__ import annotations

import math
import tracemalloc
import warnings
from types import GeneratorType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import same, same_bits
from strategies import Case, cases, engines, ensembles

import lif
from lif import Neuron, State, _engines

if TYPE_CHECKING:
    from collections.abc import Iterator


# ---------------------------------------------------------------- the same as one run


@pytest.mark.guarantee(24)
@given(case=cases() | ensembles(st.integers(0, 70)), data=st.data())
def test_a_stream_equals_one_run(case: Case, data: st.DataObject) -> None:
    """The traces of a stream, joined, equal the trace of one run, bit for bit."""
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
    parts = zip(*(trace[:3] for trace in traces), strict=True)
    t, v, spiked = map(np.concatenate, parts)
    assert same(lif.Trace(t, v, spiked, traces[-1].state), case.run())


def test_a_stream_starts_at_rest() -> None:
    """Without a state a stream starts as a run does, and without blocks it yields nothing."""
    (trace,) = lif.stream([[1e-10] * 3], Neuron(el=-65e-3), dt=1e-3)
    assert same(trace, lif.run([1e-10] * 3, Neuron(el=-65e-3), dt=1e-3))
    assert list(lif.stream([], Neuron(), dt=1e-3)) == []


def test_an_array_may_hold_the_blocks() -> None:
    """The first axis of an array with two or three axes may count the blocks."""
    i = np.full((4, 5), 3e-10)
    assert len(list(lif.stream(i, Neuron(), dt=1e-3))) == 4
    traces = list(lif.stream(i.reshape(2, 5, 2), Neuron(), dt=1e-3))
    assert [trace.v.shape for trace in traces] == [(5, 2)] * 2


def test_changing_the_starting_state_after_the_call_changes_nothing() -> None:
    """A stream copies its starting state at the call, so later changes to it have no effect."""
    v = np.array([-60e-3, -65e-3])
    stream = lif.stream([[0.0, 0.0]], Neuron(), dt=1e-3, state=State(v))
    v[:] = 0.0
    assert next(stream).v[0].tolist() == [-60e-3, -65e-3]


@pytest.mark.guarantee(25)
@given(case=cases() | ensembles(st.integers(0, 70)), cut=st.integers(0, 60))
def test_changing_a_trace_does_not_change_the_stream(case: Case, cut: int) -> None:
    """A stream keeps its own state, so changes to a trace do not affect the next trace."""
    blocks = [case.i[:cut], case.i[cut:]]
    v = []
    for trace in lif.stream(blocks, case.neuron, dt=case.dt, state=case.state):
        v.append(trace.v.copy())
        for x in (*trace[:3], *trace.state[:3]):
            if isinstance(x, np.ndarray):
                x[...] = 1
    assert same_bits(np.concatenate(v), case.run().v)


# ---------------------------------------------------------------- one block at a time


def test_a_stream_takes_one_block_at_a_time() -> None:
    """A stream takes a block when the trace of that block is asked for, and not before."""
    taken: list[int] = []

    def blocks() -> Iterator[list[float]]:
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


def test_a_stream_needs_the_memory_of_one_block() -> None:
    """The memory that a stream needs does not grow with the number of blocks."""
    steps, n = 2000, 10

    def peak(count: int) -> int:
        blocks = (np.full((steps, n), 2e-10) for _ in range(count))
        tracemalloc.start()
        for trace in lif.stream(blocks, Neuron(), dt=1e-3, engine="numpy"):
            assert len(trace.t) == steps
            del trace
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    one = 8 * steps * n + (8 + 9 * n) * steps  # the block; t, v and spiked
    assert peak(1) < 1.2 * one
    assert peak(5) < 1.2 * one


def test_every_block_is_simulated_by_the_engine_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stream with engine="numpy" uses that engine for all of its blocks."""
    blocks = []

    def advance(*arguments: Any) -> Any:
        blocks.append(len(arguments[0]))
        return engine(*arguments)

    arrays = _engines.load("numpy")
    engine = arrays.advance
    monkeypatch.setattr(arrays, "advance", advance)
    list(lif.stream([[0.0] * 2, [0.0] * 3], Neuron(), dt=1e-3, engine="numpy"))
    assert blocks == [0, 2, 3]  # a run of no steps checks the other arguments


# ---------------------------------------------------------------- errors and warnings


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
    """Wrong arguments are refused when the stream is made, not when it takes its first block."""
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
        ([1e301], ValueError, r"r\*i must be finite, got r=.* at index 0"),
        (np.zeros((2, 0, 1)), ValueError, r"i must have the shape .* got \(2, 0, 1\)"),
        (np.broadcast_to(0.0, (10**13,)), MemoryError, "pass the current in blocks"),
    ],
)
def test_a_bad_block_is_refused_when_the_stream_reaches_it(
    block: Any, error: Any, words: str
) -> None:
    """The error tells the number of the block; the traces before it have been yielded."""
    stream = lif.stream([[0.0], [0.0], block], Neuron(), dt=1e-3)
    next(stream)
    next(stream)
    with pytest.raises(error, match=words) as caught:
        next(stream)
    assert next(stream, None) is None  # the stream has ended
    assert caught.value.__notes__ == ["This was block 2 of the stream, counted from 0."]


def test_an_error_of_the_callers_own_blocks_is_not_changed() -> None:
    """An exception raised while a block is made reaches the caller without a note."""

    def blocks() -> Iterator[list[float]]:
        yield [0.0]
        msg = "the disk is gone"
        raise ValueError(msg)

    stream = lif.stream(blocks(), Neuron(), dt=1e-3)
    next(stream)
    with pytest.raises(ValueError, match=r"^the disk is gone$") as caught:
        next(stream)
    assert not hasattr(caught.value, "__notes__")


def test_a_stream_warns_once() -> None:
    """A stream with dt > tau warns once, at the call and at the caller's line."""
    words = "dt=0.03 is longer than tau=0.02: V overshoots at every step"
    with pytest.warns(RuntimeWarning, match=words) as record:
        stream = lif.stream([[0.0]] * 3, Neuron(), dt=0.03)
    assert [w.filename for w in record] == [__file__]
    assert len(list(stream)) == 3


@pytest.mark.parametrize(
    "options",
    [
        {"state": State(math.nan)},
        {"engine": "fortran"},
        {"neuron": None},
        {"blocks": 1},
    ],
)
def test_an_error_at_the_call_comes_before_the_warning(options: Any) -> None:
    """A stream that is refused does not warn first of a step longer than tau."""
    arguments = {"blocks": [[0.0]], "neuron": Neuron(), "dt": 0.03} | options
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        with pytest.raises((TypeError, ValueError)):
            lif.stream(arguments.pop("blocks"), arguments.pop("neuron"), **arguments)
    assert not record


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
def test_a_stream_ignores_the_callers_settings_for_floating_point_errors(
    engine: Any,
) -> None:
    """With np.seterr(all="raise") a stream gives the same bits, though numbers underflow."""
    neuron = Neuron(el=0.0, vr=-0.01, vth=0.01)
    start = State(1e-300)
    blocks = [[1e-320] * 100] * 2
    expected = lif.run([1e-320] * 200, neuron, dt=0.01, state=start, engine=engine)
    with np.errstate(all="raise"):
        first, second = lif.stream(blocks, neuron, dt=0.01, state=start, engine=engine)
    assert same_bits(np.concatenate([first.v, second.v]), expected.v)
    assert 0.0 < second.v[-1] < 1e-300
