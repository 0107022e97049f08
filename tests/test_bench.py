"""The benchmark: all implementations do the same work, and failures are reported."""

from __future__ import annotations

import importlib
import json
import os
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from oracles import same_bits

import lif

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).with_name("bench")


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that imports a module of the benchmark, as its scripts do."""
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setenv("PYTHONPATH", str(Path(lif.__file__).parents[1]))
    return importlib.import_module


def test_the_neuron_is_the_default_neuron(load: Any) -> None:
    """Its parameters are repeated there, for environments without `lif`."""
    work = load("work")
    parameters = {
        "tau": work.TAU,
        "el": work.EL,
        "vr": work.VR,
        "vth": work.VTH,
        "r": work.R,
        "t_ref": 0.0,
    }
    assert parameters == asdict(lif.Neuron())


@pytest.mark.parametrize("n", [1, 7])
def test_the_loop_of_the_lesson_returns_the_bits_of_run(load: Any, n: int) -> None:
    """Potentials and spikes are equal to the last bit."""
    work = load("work")
    lesson: ModuleType = load("implementations.lesson")
    i = work.current(300, n)
    trace = lif.run(i, lif.Neuron(), dt=work.DT)
    v, spiked = lesson.simulate(i)
    assert trace.spiked.any()
    assert same_bits(v, trace.v)
    assert same_bits(spiked, trace.spiked)


@pytest.mark.parametrize("n", [1, 7])
def test_the_bare_loop_writes_a_whole_trace(load: Any, n: int) -> None:
    """Times, potentials and spikes are equal to those of `run` to the last bit."""
    work = load("work")
    bare_loop: ModuleType = load("implementations.bare_loop")
    i = work.current(300, n)
    trace = lif.run(i, lif.Neuron(), dt=work.DT)
    assert trace.spiked.any()
    for own, other in zip(bare_loop.simulate(i), trace[:3], strict=True):
        assert same_bits(own, other)


def test_an_implementation_runs_again_when_asked(load: Any) -> None:
    """A process reports its first result, and then the time of each further run."""
    plan, process = load("plan"), load("process")
    lesson = plan.Implementation("loop", "here", "lesson")
    spikes = lif.run(load("work").current(500, 3), lif.Neuron(), dt=1e-3).spiked.sum()
    with closing(process.Process(lesson, sys.executable, n=3, steps=500)) as one:
        assert one.answer["spikes"] == spikes
        assert one.answer["first"] > 0
        assert len(one.run(0)) == 1
        # A run takes milliseconds, and can take a tenth of a second beside other work.
        times = one.run(1.0)
        assert len(times) > 1
        assert all(seconds > 0 for seconds in times)


@pytest.mark.parametrize(
    ("python", "why"),
    [
        (sys.executable, "No module named 'implementations.absent'"),
        ("/absent", "No such file or directory: /absent"),
    ],
)
def test_a_failure_has_a_reason(load: Any, python: str, why: str) -> None:
    """The last line of the traceback, or the path of the missing interpreter."""
    plan, process = load("plan"), load("process")
    absent = plan.Implementation("absent", "here", "absent")
    with pytest.raises(process.UnavailableError, match=why):
        process.Process(absent, python, n=1, steps=1)


def small_plan(load: Any) -> Any:
    """Return a plan for a second: the library, and the lesson's loop in the place of a peer."""
    plan = load("plan")
    implementations = (
        plan.Implementation(
            "lif", "lif", "lif_engine", "default", calls=True, cache=True
        ),
        plan.Implementation("peer", "peer", "lesson", calls=True),
    )
    return plan.QUICK._replace(
        implementations=implementations, steps={5: 100}, call_sizes=(5,)
    )


def test_the_whole_benchmark_runs_from_another_folder(
    load: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interpreters with relative paths are found, and no table lacks an implementation."""
    monkeypatch.chdir(tmp_path)
    python = os.path.relpath(sys.executable)
    assert not Path(python).is_absolute()
    arguments = ["--output", "results.json", f"lif={python}", f"peer={python}"]
    load("conduct").main(arguments, small_plan(load))

    results = json.loads(Path("results.json").read_text(encoding="utf-8"))
    assert results["failures"] == []
    for table in ("shorts", "runs", "calls"):
        names = [row["implementation"] for row in results[table]]
        assert names == ["lif", "peer"], table
    assert list(results["versions"]) == ["lif", "peer"]
    assert all(len(times) == 1 for times in results["startups"].values())
    default, peer = results["calls"]
    assert all(len(default[x]) == 1 for x in ("first", "second", "tenth", "cached"))
    assert "cached" not in peer


def test_a_failure_leaves_the_others_in_the_results(load: Any, tmp_path: Path) -> None:
    """A peer without an interpreter fails in every table, and the library is in all of them."""
    file = tmp_path / "results.json"
    arguments = ["--output", str(file), f"lif={sys.executable}", "peer=absent/python"]
    load("conduct").main(arguments, small_plan(load))
    results = json.loads(file.read_text(encoding="utf-8"))
    missing = f"No such file or directory: {Path('absent/python').absolute()}"
    assert results["failures"] == [
        {"implementation": "peer", "n": 5, "why": missing} for _ in range(3)
    ]
    for table in ("shorts", "runs", "calls"):
        assert [row["implementation"] for row in results[table]] == ["lif"], table


def test_the_file_has_a_line_for_each_list(load: Any) -> None:
    """Numbers have four digits, a list takes one line, and nothing is lost."""
    keep = load("keep")
    results = {"runs": [{"seconds": [1 / 3, 2.0], "n": 10**6, "name": "lif [1]"}]}
    text = keep.in_lines(keep.rounded(results))
    assert json.loads(text) == {
        "runs": [{"seconds": [0.3333, 2.0], "n": 10**6, "name": "lif [1]"}]
    }
    assert '"seconds": [ 0.3333, 2.0 ]' in text
