"""What must hold for one step of a membrane without threshold, ``step(v, i, neuron, dt) -> v``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from lif import exact
from lif.properties import _strategies as draw
from lif.properties._property import holds_for
from lif.properties._strategies import DEFAULT
from lif.properties._theory import constant_voltage, size

if TYPE_CHECKING:
    from lif.properties._subject import Step
    from lif.properties._theory import OneNeuron


@holds_for(
    "step",
    8,
    neuron=draw.neurons,
    v0=draw.voltages,
    i=draw.currents,
    a=draw.fractions,
    k=st.integers(0, 200),
    examples=({"neuron": DEFAULT, "v0": -60e-3, "i": 2.5e-10, "a": 0.05, "k": 150},),
)
def steps_of_constant_current(
    step: Step, neuron: OneNeuron, v0: float, i: float, a: float, k: int
) -> None:
    """Under a constant current, each step covers the same part of the distance to the target."""
    dt, v = a * neuron.tau, v0
    for _ in range(k):
        v = step.of(v, i, neuron, dt)
    share = step.share(neuron, dt)
    # Each step rounds by at most eps*M, which the following steps contract.
    bound = step.tol(k, share, size(neuron, i, v0))
    step.near(v, constant_voltage(k, i, neuron, share, v0), bound)


@holds_for(
    "step",
    12,
    v=draw.voltages,
    i=draw.currents,
    neuron=draw.neurons,
    a=draw.fractions,
    examples=({"v": -60e-3, "i": 2.5e-10, "neuron": DEFAULT, "a": 0.05},),
)
def hull_of_a_step(step: Step, v: float, i: float, neuron: OneNeuron, a: float) -> None:
    """A step of at most tau ends between its starting potential and its target."""
    target = neuron.el + neuron.r * i
    after = step.of(v, i, neuron, a * neuron.tau)
    # The slope, its scaling, the sum and the target round by 4*eps*M together.
    slack = step.slack(1.0, size(neuron, i, v))
    step.near(after, np.clip(after, min(v, target), max(v, target)), slack)


def gaps(
    step: Step, v: float, i: float, neuron: OneNeuron, a: float
) -> tuple[float, float, float]:
    """Return the distance to the target before and after one step, and what rounding adds."""
    step.only_with(method="euler")
    target = neuron.el + neuron.r * i
    after = step.of(v, i, neuron, a * neuron.tau)
    # As above, but the rounding of the slope counts a times. At a = 2 it reaches 8*eps*M.
    return v - target, after - target, step.slack(max(1, a), size(neuron, i, v))


@holds_for(
    "step",
    13,
    v=draw.voltages,
    i=draw.currents,
    neuron=draw.neurons,
    a=st.floats(1e-4, 1, exclude_max=True),
)
def monotonic(step: Step, v: float, i: float, neuron: OneNeuron, a: float) -> None:
    """Below tau, the distance to the target shrinks and keeps its sign: V is monotonic."""
    before, after, slack = gaps(step, v, i, neuron, a)
    step.near(
        after, np.clip(after, min(before, 0), max(before, 0)), slack, "the distance"
    )


@holds_for(
    "step",
    13,
    v=draw.voltages,
    i=draw.currents,
    neuron=draw.neurons,
    a=st.floats(1, 2, exclude_min=True, exclude_max=True),
)
def overshoot(step: Step, v: float, i: float, neuron: OneNeuron, a: float) -> None:
    """Between tau and 2*tau, the distance shrinks and changes its sign, so V alternates."""
    before, after, slack = gaps(step, v, i, neuron, a)
    step.near(
        after, np.clip(after, min(-before, 0), max(-before, 0)), slack, "the distance"
    )


@holds_for("step", 13, v=draw.voltages, i=draw.currents, neuron=draw.neurons)
def two_cycle(step: Step, v: float, i: float, neuron: OneNeuron) -> None:
    """With dt = 2*tau, the distance only changes its sign, so V alternates between two values."""
    before, after, slack = gaps(step, v, i, neuron, 2.0)
    step.near(after, -before, slack, "the distance")


@holds_for(
    "step",
    13,
    v=draw.voltages,
    i=draw.currents,
    neuron=draw.neurons,
    a=st.floats(2, 3, exclude_min=True),
)
def divergence(step: Step, v: float, i: float, neuron: OneNeuron, a: float) -> None:
    """Beyond 2*tau, the distance to the target changes its sign and grows, so V diverges."""
    before, after, slack = gaps(step, v, i, neuron, a)
    grown = max(abs(after), abs(before))
    step.near(abs(after), grown, slack, "the size of the distance")
    if after * before > 0 and abs(after) > slack:
        step.refute("the distance to the target has kept its sign")


@holds_for("step", 14, neuron=draw.neurons, a=draw.fractions)
def step_at_rest(step: Step, neuron: OneNeuron, a: float) -> None:
    """Without input, a membrane at its leak potential stays there."""
    after = step.of(float(neuron.el), 0.0, neuron, a * neuron.tau)
    step.same(after, neuron.el, step.slack(1.0, abs(neuron.el)))


@holds_for("step", 15, v=draw.voltages, i=draw.currents, neuron=draw.neurons)
def whole_step(step: Step, v: float, i: float, neuron: OneNeuron) -> None:
    """With dt = tau, one Euler step leads to the target from any potential."""
    step.only_with(method="euler")
    after = step.of(v, i, neuron, float(neuron.tau))
    # The slope, the sum and the target round by 4*eps*M together.
    step.near(after, neuron.el + neuron.r * i, step.slack(1.0, size(neuron, i, v)))


@holds_for(
    "step",
    11,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    v_inf=draw.voltages,
)
def order_of_a_step(step: Step, neuron: OneNeuron, v0: float, v_inf: float) -> None:
    """Half the time step gives half the error at time tau: the method is of order one in dt."""
    step.only_with(method="euler")
    assume(abs(v_inf - v0) > 1e-3)
    i = (v_inf - neuron.el) / neuron.r
    solution = exact.constant_current_voltage(neuron.tau, i, neuron, v0)
    errors = []
    for parts in (64, 128, 256):
        v = v0
        for _ in range(parts):
            v = step.of(v, i, neuron, neuron.tau / parts)
        errors.append(abs(v - solution))
    with np.errstate(all="ignore"):  # without an error there is no ratio
        ratios = np.divide(errors[:-1], errors[1:])
        order = np.mean(np.log2(ratios))
    # (1 - a)**(1/a) - exp(-1) is -exp(-1)*a/2*(1 + 5*a/12 + ...), so the ratio is at most
    # 2*(1 + 5*a/24 + ...), and a <= 2**-6.
    step.near(ratios, 2, 2.0**-5, "the ratio of two errors", "at halving", first=1)
    step.near(order, 1, 2.0**-5 / math.log(2), "the order")
