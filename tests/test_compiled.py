"""The compiled engine: its bits are those of a plain loop, and no fault of the system stops it."""

from __future__ import annotations

import copy
import math
import os
import runpy
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif._engines import Constants, Moving, compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Run(NamedTuple):
    """All arguments of the engine but the outputs."""

    i: Array
    constants: Constants
    state: Moving

    def advance(self) -> tuple[Array, NDArray[np.bool_], Moving, bool]:
        """Run the compiled engine on a copy of the state."""
        shape = len(self.i), len(self.state.v)
        v, spiked = np.full(shape, np.nan), np.ones(shape, dtype=bool)
        state = copy.deepcopy(self.state)
        with np.errstate(all="ignore"):
            small = compiled.advance(self.i, self.constants, state, v, spiked)
        assert type(small) is bool
        return v, spiked, state, small

    def naively(self) -> tuple[Array, NDArray[np.bool_], Moving]:
        """Solve the equation neuron by neuron, with Python's floats."""
        n = len(self.state.v)
        shape = len(self.i), n
        v, spiked = np.empty(shape), np.empty(shape, dtype=bool)
        state = copy.deepcopy(self.state)
        i = np.broadcast_to(self.i, shape)
        fields = [np.broadcast_to(x, n).tolist() for x in (*self.constants, *state)]
        for j, field in enumerate(zip(*fields, strict=True)):
            el, vr, vth, r, a, n_ref, v_k, spikes, left = field
            for k, i_k in enumerate(i[:, j].tolist()):
                v[k, j], spiked[k, j] = v_k, spikes
                spikes = False
                if left > 0:
                    v_k, left = vr, left - 1
                else:
                    v_k = v_k + a * (el - v_k + r * i_k)
                    if v_k > vth:
                        v_k, spikes, left = vr, True, n_ref
            state.v[j], state.spiked[j], state.refractory[j] = v_k, spikes, left
        return v, spiked, state


def same(run: Run) -> bool:
    """Tell whether the engine gives the bits of the plain loop."""
    v, spiked, state, small = run.advance()
    naive_v, naive_spiked, naive_state = run.naively()
    pairs = zip((v, spiked, *state), (naive_v, naive_spiked, *naive_state), strict=True)
    return small and all(x.tobytes() == y.tobytes() for x, y in pairs)


def unaligned(i: Array) -> Array:
    """Return the current at an odd address."""
    memory = np.empty(i.nbytes + 1, dtype=np.uint8)[1:]
    copy = memory.view(np.float64).reshape(i.shape)
    copy[...] = i
    return copy


def read_only(i: Array) -> Array:
    """Return the current as an array that must not be changed."""
    i.flags.writeable = False
    return i


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "rows": lambda i: i,
    "columns": np.asfortranarray,
    "shared": lambda i: i[:, :1].copy(),
    "a column of more": lambda i: i[:, :1],
    "every second": lambda i: np.repeat(i, 2, axis=1)[:, ::2],
    "backwards": lambda i: i[::-1, ::-1],
    "the same at all times": lambda i: np.broadcast_to(i[:1], i.shape),
    "unaligned": unaligned,
    "read-only": read_only,
}


def make_run(
    n: int,
    steps: int,
    *,
    seed: int = 2020,
    own: bool = False,
    longest: int = 0,
    left: int = 0,
    layout: str = "rows",
) -> Run:
    """Make a run: with `own` parameters or not, with refractory steps up to `longest`."""
    rng = np.random.default_rng(seed)
    size = n if own else None
    vr, gap = rng.uniform(-0.08, -0.06, size), rng.uniform(1e-4, 0.03, size)
    parameters = (
        rng.uniform(-0.07, -0.05, size),
        vr,
        vr + gap,
        rng.uniform(1e7, 1e9, size),
        rng.uniform(1e-3, 1.0, size),
    )
    start = Moving(
        rng.uniform(-0.1, 0.0, n),
        rng.random(n) < 0.5,
        rng.integers(0, left, n, endpoint=True, dtype=np.int64),
    )
    n_ref = rng.integers(0, longest, size, endpoint=True, dtype=np.int64)
    i = LAYOUTS[layout](rng.uniform(-1e-10, 6e-10, (steps, max(n, 1))))
    return Run(i, Constants(*parameters, np.asarray(n_ref)), start)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw a run of any kind."""
    return make_run(
        draw(st.integers(1, 40)),
        draw(st.integers(0, 40)),
        seed=draw(st.integers(0, 2**32 - 1)),
        own=draw(st.booleans()),
        longest=draw(st.sampled_from([0, 1, 9])),
        left=draw(st.sampled_from([0, 5])),
        layout=draw(st.sampled_from(list(LAYOUTS))),
    )


@given(run=runs())
def test_bits_are_those_of_a_plain_loop(run: Run) -> None:
    """For every number of neurons, kind of parameters and layout of the current."""
    assert same(run)


@given(run=runs(), width=st.integers(1, 9), block=st.integers(1, 50))
def test_bits_do_not_depend_on_threads_and_blocks(
    run: Run, width: int, block: int
) -> None:
    """Columns are shared among threads, and currents in a foreign order come in blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_processors", lambda: 3)
        patch.setattr(compiled, "_NEURONS", width)
        patch.setattr(compiled, "_NEURON_STEPS", 1)
        patch.setattr(compiled, "_BLOCK", block)
        assert same(run)


@pytest.mark.parametrize("own", [False, True])
def test_many_neurons_are_done_in_parts(own: bool) -> None:  # noqa: FBT001
    """More of them than the loop can hold at a time."""
    assert same(make_run(compiled._WIDTH + 7, 2, own=own, longest=3, left=3))


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("most", [2**31 - 1, 2**31, 2**53 - 1])
def test_counts_of_refractory_steps_are_exact(most: int, n: int) -> None:
    """However long a refractory period is, after a spike or at the start."""
    start = Moving(
        np.full(n, 1.0), np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64)
    )
    run = Run(
        np.ones((4, n)), Constants(0.0, 0.0, 0.5, 1.0, 1.0, np.array(most)), start
    )
    assert run.advance()[2].refractory.tolist() == [most - 3] * n
    resting = run._replace(state=start._replace(refractory=np.full(n, most)))
    assert resting.advance()[2].refractory.tolist() == [most - 4] * n


@pytest.mark.parametrize("n", [1, 2, 17])
def test_potential_at_the_threshold_is_no_spike(n: int) -> None:
    """The potential has to exceed it: here V goes halfway from 0 to R*I at each step."""
    start = Moving(np.zeros(n), np.ones(n, dtype=bool), np.zeros(n, dtype=np.int64))
    run = Run(np.ones((4, n)), Constants(0.0, -1.0, 0.75, 1.0, 0.5, np.array(0)), start)
    v, spiked, state, _ = run.advance()
    assert v.tolist() == [[x] * n for x in (0.0, 0.5, 0.75, -1.0)]
    assert spiked.tolist() == [[x] * n for x in (True, False, False, True)]
    assert state.v.tolist() == [0.0] * n
    assert not state.spiked.any()


def test_current_is_left_as_it_was() -> None:
    """Neither its numbers nor its flags change, so that the caller can still write to it."""
    run = make_run(3, 5)
    before = run.i.copy()
    run.advance()
    assert (run.i == before).all()
    assert run.i.flags.writeable


LARGE = [math.inf, -math.inf, math.nan, 1e150, -1e150, 1e300]


@pytest.mark.parametrize("large", LARGE)
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("left", [0, 9])
@pytest.mark.parametrize("n", [1, 3, 17])
def test_large_current_is_reported(
    n: int,
    left: int,
    own: bool,  # noqa: FBT001
    large: float,
) -> None:
    """Wherever it is, and also while the neuron is refractory."""
    run = make_run(n, 5, own=own, left=left)
    run = run._replace(constants=run.constants._replace(r=1.0))
    assert run.advance()[3]
    for k in range(5):
        for j in {0, n // 2, n - 1}:
            i = run.i.copy()
            i[k, j] = large
            assert not run._replace(i=i).advance()[3]
            assert not run._replace(i=np.asfortranarray(i)).advance()[3]
    shared = np.zeros((5, 1))
    shared[4] = large
    assert not run._replace(i=shared).advance()[3]


def test_large_current_is_reported_from_any_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A current that has to be copied is copied in blocks, and each of them counts."""
    run = make_run(3, 5)
    monkeypatch.setattr(compiled, "_BLOCK", 3)  # one row
    for k in range(5):
        i = np.asfortranarray(run.i)
        i[k, 1] = math.inf
        assert not run._replace(i=i).advance()[3]


def test_large_product_of_small_factors_is_reported() -> None:
    """It is R*I that has to be small, not R or I."""
    run = make_run(3, 5, own=True)
    i = np.full((5, 3), 1e100)
    for r, small in ((1e49, True), (1e51, False)):
        constants = run.constants._replace(r=np.array([1.0, 1.0, r]))
        assert run._replace(i=i, constants=constants).advance()[3] is small


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
    """A thread more for so many neurons and so many steps of them, all at the same time."""
    parts: list[tuple[int, int]] = []
    all_at_work = threading.Barrier(len(cuts) - 1, timeout=60)

    def loop(*arguments: Any) -> bool:
        parts.append(arguments[-1][:2])
        all_at_work.wait()
        return True

    monkeypatch.setattr(compiled, "_compiled", lambda *_, **__: loop)
    monkeypatch.setattr(compiled, "_processors", lambda: processors)
    monkeypatch.setattr(compiled, "_NEURONS", 10)
    monkeypatch.setattr(compiled, "_NEURON_STEPS", 1000)
    make_run(n, steps).advance()
    assert sorted(parts) == sorted(2 * list(pairwise(cuts)))


@pytest.mark.parametrize("available", [0, 1, 2])
def test_run_needs_no_more_threads_than_it_can_get(
    available: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system refuses threads: the same bits, and no column is computed twice."""
    started: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        if len(started) == available:
            msg = "can't start new thread"
            raise RuntimeError(msg)
        started.append(thread)
        original(thread)

    original = threading.Thread.start
    monkeypatch.setattr(compiled, "_processors", lambda: 4)
    monkeypatch.setattr(compiled, "_NEURONS", 1)
    monkeypatch.setattr(compiled, "_NEURON_STEPS", 1)
    run = make_run(40, 30, own=True, longest=4, left=4)
    run.advance()  # compile first
    monkeypatch.setattr(threading.Thread, "start", start)
    assert same(run)
    assert len(started) == available


@pytest.mark.parametrize("available", [0, 1, 3])
@pytest.mark.parametrize("failing", range(4))
def test_error_in_any_thread_is_raised(
    failing: int, available: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever thread computes the columns that fail, and although others may be refused."""
    started: list[threading.Thread] = []

    def start(thread: threading.Thread) -> None:
        if len(started) == available:
            raise RuntimeError
        started.append(thread)
        original(thread)

    def loop(*arguments: Any) -> bool:
        if arguments[-1][0] == 10 * failing:
            raise MemoryError
        return True

    original = threading.Thread.start
    monkeypatch.setattr(compiled, "_compiled", lambda *_, **__: loop)
    monkeypatch.setattr(compiled, "_processors", lambda: 4)
    monkeypatch.setattr(compiled, "_NEURONS", 1)
    monkeypatch.setattr(compiled, "_NEURON_STEPS", 1)
    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(MemoryError):
        make_run(40, 3).advance()


def test_processors_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that the process may use, or all if the system cannot tell."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 3, 5}, raising=False)
    assert compiled._processors() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert compiled._processors() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert compiled._processors() == 1


def test_import_without_numba_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to install it."""
    monkeypatch.setitem(sys.modules, "numba", None)
    words = r'^engine "compiled" needs numba: pip install "lif-neuron\[fast\]"$'
    with pytest.raises(ImportError, match=words):
        runpy.run_path(compiled.__file__)


def test_function_without_a_file_is_compiled_without_a_cache() -> None:
    """It stands for a machine on which numba finds no folder for its cache."""
    namespace: dict[str, Any] = {}
    exec("def loop(i, v, spiked, own): return len(own) > 0", namespace)  # noqa: S102
    loop = compiled._compiled(namespace["loop"], shared=True)
    assert loop(np.empty(0), np.empty((0, 1)), np.empty((0, 1), dtype=bool), np.ones(1))


def divides_by_zero(_i: Any, v: Any, _spiked: Any, _own: Any) -> Any:
    """Stand for a loop that is wrong."""
    return 1 // len(v)


def test_error_of_the_loop_is_raised() -> None:
    """What is no fault of the cache is not hidden."""
    with pytest.raises(ZeroDivisionError):
        compiled._compiled(divides_by_zero, shared=True)


@pytest.mark.parametrize(
    ("failures", "calls"),
    [
        ({}, ["cached"]),
        ({"cached": 1}, ["cached", "recompile", "cached"]),
        ({"cached": 2}, ["cached", "recompile", "cached", "plain"]),
        ({"cached": 1, "recompile": 1}, ["cached", "recompile", "plain"]),
        ({"decorator": 1}, ["plain"]),
    ],
)
@pytest.mark.parametrize("error", [EOFError, OSError, RuntimeError])
def test_faults_of_the_cache_end_with_a_loop(
    error: type[Exception],
    failures: dict[str, int],
    calls: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """First the cache is used, then it is emptied, then the loop is compiled without it."""
    left, called = dict(failures), []

    def fail(name: str) -> None:
        if left.get(name, 0):
            left[name] -= 1
            raise error

    class Loop:
        """Stand in for what numba compiles."""

        def __init__(self, *, cache: bool) -> None:
            self.name = "cached" if cache else "plain"

        def __call__(self, *arguments: Any) -> int:
            called.append(self.name)
            fail(self.name)
            return len(arguments[1])

        def recompile(self) -> None:
            called.append("recompile")
            fail("recompile")

    def njit(*, nogil: bool, cache: bool = False) -> Any:
        assert nogil
        if cache:
            fail("decorator")
        return lambda _: Loop(cache=cache)

    monkeypatch.setattr(compiled, "njit", njit)
    loop = compiled._compiled.__wrapped__(divides_by_zero, shared=True)
    assert called == calls
    assert loop.name == calls[-1]


# What follows needs numba itself, and a cache of its own: so it runs in other processes.
PRELUDE = """
    import os
    import pickle
    from pathlib import Path

    from lif._engines import Constants, Moving, compiled
    from test_compiled import make_run, same

    cache = Path(os.environ["NUMBA_CACHE_DIR"])
    loops = []
    original = compiled._compiled

    def noted(*arguments, **others):
        loops.append(original(*arguments, **others))
        return loops[-1]

    compiled._compiled = noted

    def hits(run):
        # How many loops a process would find in the cache to do this run.
        original.cache_clear()
        loops.clear()
        assert same(run)
        return sum(sum(loop.stats.cache_hits.values()) for loop in set(loops))

    runs = [
        make_run(n, 30, own=own, longest=3, layout=layout)
        for n in (1, 12)
        for own in (False, True)
        for layout in ("rows", "shared", "columns", "unaligned", "read-only")
    ]
"""


def run_script(script: str, cache: Path) -> None:
    """Run a script whose numba keeps what it compiles in the folder `cache`."""
    tests = Path(__file__).parent
    variables = {name: x for name, x in os.environ.items() if "NUMBA" not in name}
    variables["NUMBA_CACHE_DIR"] = str(cache)
    variables["PYTHONPATH"] = os.pathsep.join([str(tests.parent), str(tests)])
    command = [sys.executable, "-W", "error", "-c", dedent(PRELUDE) + dedent(script)]
    subprocess.run(command, env=variables, check=True)


def test_each_kind_of_run_is_compiled_once(tmp_path: Path) -> None:
    """One neuron; many with the same or own parameters, and the same or own currents."""
    run_script(
        """
        assert all(map(same, runs))
        assert original.cache_info().currsize == 5
        assert all(len(loop.signatures) == 1 for loop in loops)
        """,
        tmp_path,
    )
    assert len(list(tmp_path.rglob("*.nbc"))) == 5
    run_script("assert all(hits(run) == 1 for run in runs)", tmp_path)
    assert len(list(tmp_path.rglob("*.nbc"))) == 5


def test_damaged_cache_is_replaced(tmp_path: Path) -> None:
    """Files that are cut, overwritten or replaced by a folder: the loop is compiled anew."""
    run_script(
        """
        damages = {
            "empty": lambda file: b"",
            "cut": lambda file: file[:40],
            "zeros": lambda file: bytes(len(file)),
            "text": lambda file: b"nonsense" * 100,
            "another object": lambda file: pickle.dumps(None),
            "a folder": None,
        }
        run = runs[0]
        assert hits(run) == 0
        assert hits(run) == 1
        sound = {path: path.read_bytes() for path in cache.rglob("*.nb?")}
        assert sorted(path.suffix for path in sound) == [".nbc", ".nbi"]
        for path in sound:
            for name, damage in damages.items():
                for file, content in sound.items():
                    if file.is_dir():
                        file.rmdir()
                    file.write_bytes(content)
                if damage is None:
                    path.unlink()
                    path.mkdir()
                else:
                    path.write_bytes(damage(sound[path]))
                assert hits(run) == 0, (path, name)
                assert hits(run) == (damage is not None), (path, name)
        """,
        tmp_path,
    )
