"""The output of the lesson's exercises 1 to 4, reproduced to the last digit.

The numbers are those of Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.
"""

from __future__ import annotations

import inspect
import math
from dataclasses import replace
from typing import Any

import pytest

import lif

T_MAX, DT = 150e-3, 1e-3

EXERCISE_1 = "0.15 0.001 0.02 -0.06 -0.07 -0.05 100000000.0 2.5e-10"

EXERCISE_2 = """\
2.5e-10
3.969463130731183e-10
4.877641290737885e-10
4.877641290737885e-10
3.9694631307311837e-10
2.5000000000000007e-10
1.0305368692688176e-10
1.2235870926211617e-11
1.223587092621159e-11
1.0305368692688186e-10"""

EXERCISE_3 = """\
0.000 2.5000e-10
0.001 3.9695e-10
0.002 4.8776e-10
0.003 4.8776e-10
0.004 3.9695e-10
0.005 2.5000e-10
0.006 1.0305e-10
0.007 1.2236e-11
0.008 1.2236e-11
0.009 1.0305e-10"""

EXERCISE_4 = """\
0.000 2.5000e-10 -5.8750e-02
0.001 3.9695e-10 -5.6828e-02
0.002 4.8776e-10 -5.4548e-02
0.003 4.8776e-10 -5.2381e-02
0.004 3.9695e-10 -5.0778e-02
0.005 2.5000e-10 -4.9989e-02
0.006 1.0305e-10 -4.9974e-02
0.007 1.2236e-11 -5.0414e-02
0.008 1.2236e-11 -5.0832e-02
0.009 1.0305e-10 -5.0775e-02"""


def test_exercise_1_prints_the_default_parameters() -> None:
    """The default neuron and the default current have the lesson's parameters."""
    n = lif.Neuron()
    i_mean = inspect.signature(lif.sine_current).parameters["i_mean"].default
    printed = (T_MAX, DT, n.tau, n.el, n.vr, n.vth, n.r, i_mean)
    assert " ".join(map(str, printed)) == EXERCISE_1


def test_exercise_2_prints_ten_values_of_the_current() -> None:
    """The sine current has the lesson's values, for single times and for a grid."""
    t = lif.time_grid(10 * DT, DT)
    assert (
        "\n".join(str(lif.sine_current(step * DT)) for step in range(10)) == EXERCISE_2
    )
    assert "\n".join(map(str, lif.sine_current(t).tolist())) == EXERCISE_2


def test_exercise_3_prints_ten_formatted_lines() -> None:
    """Times and currents in the lesson's format are the lesson's lines."""
    t = lif.time_grid(10 * DT, DT)
    i = lif.sine_current(t)
    assert (
        "\n".join(f"{t:.3f} {i:.4e}" for t, i in zip(t, i, strict=True)) == EXERCISE_3
    )


def test_exercise_4_prints_ten_euler_steps() -> None:
    """Ten Euler steps from rest have the lesson's potentials."""
    # The lesson prints the potential after a step beside the time before it.
    neuron, lines = lif.Neuron(), []
    v: Any = -60e-3
    for step in range(10):
        i = lif.sine_current(step * DT)
        v = lif.euler_step(v, i, neuron, dt=DT)
        lines.append(f"{step * DT:.3f} {i:.4e} {v:.4e}")
    assert "\n".join(lines) == EXERCISE_4


@pytest.mark.parametrize("engine", [None, "python", "numpy", "compiled"])
def test_exercise_4_in_one_run(engine: Any) -> None:
    """A run of a passive membrane, as that of the lesson is, gives the same ten potentials."""
    t = lif.time_grid(T_MAX, DT)[:11]
    i = lif.sine_current(t)
    v = lif.run(i, replace(lif.Neuron(), vth=math.inf), dt=DT, engine=engine).v[1:]
    lines = [
        f"{t:.3f} {i:.4e} {v:.4e}" for t, i, v in zip(t[:-1], i[:-1], v, strict=True)
    ]
    assert "\n".join(lines) == EXERCISE_4
