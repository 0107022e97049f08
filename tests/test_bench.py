"""The benchmark: its contestants do the same work, and one that fails is told of."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from oracles import same_bits

import lif

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).with_name("bench")


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what imports a module of the benchmark, as its scripts do."""
    monkeypatch.syspath_prepend(FOLDER)
    return importlib.import_module


def test_the_neuron_is_the_default_one(load: Any) -> None:
    """Its parameters stand there once more, for environments without `lif`."""
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


@pytest.mark.parametrize("name", ["lesson", "bare_loop"])
@pytest.mark.parametrize("n", [1, 7])
def test_a_loop_does_what_the_library_does(load: Any, name: str, n: int) -> None:
    """The lesson's loop and the bare one return the bits of `run`."""
    work = load("work")
    contestant: ModuleType = load(f"contestants.{name}")
    i = work.current(300, n)
    trace = lif.run(i, lif.Neuron(), dt=work.DT)
    v, spiked = contestant.simulate(i)
    assert trace.spiked.any()
    assert same_bits(v, trace.v)
    assert np.array_equal(spiked, trace.spiked)


def test_a_contestant_runs_by_turns(load: Any) -> None:
    """It tells of its first result, and then of each turn's runs."""
    roster, process = load("roster"), load("process")
    lesson = roster.Contestant("loop", "here", "lesson")
    one = process.Process(lesson, sys.executable, n=3, steps=500)
    spikes = lif.run(load("work").current(500, 3), lif.Neuron(), dt=1e-3).spiked.sum()
    assert one.said["spikes"] == spikes
    assert one.said["first"] > 0
    for _ in range(2):
        assert all(seconds > 0 for seconds in one.turn())
    one.close()


@pytest.mark.parametrize(
    ("python", "why"),
    [
        (sys.executable, "No module named 'contestants.absent'"),
        ("/absent", "No such file"),
    ],
)
def test_who_cannot_run_says_why(load: Any, python: str, why: str) -> None:
    """A peer that is not installed is an answer, too."""
    roster, process = load("roster"), load("process")
    absent = roster.Contestant("absent", "here", "absent")
    with pytest.raises(process.Failed, match=why):
        process.Process(absent, python, n=1, steps=1)


def test_the_file_has_a_line_for_each_list(load: Any) -> None:
    """Four digits, a list of numbers on one line, and nothing lost."""
    keep = load("keep")
    results = {"runs": [{"seconds": [1 / 3, 2.0], "n": 10**6, "who": "lif [1]"}]}
    text = keep.in_lines(keep.rounded(results))
    assert json.loads(text) == {
        "runs": [{"seconds": [0.3333, 2.0], "n": 10**6, "who": "lif [1]"}]
    }
    assert '"seconds": [ 0.3333, 2.0 ]' in text
