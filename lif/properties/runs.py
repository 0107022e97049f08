"""What must hold for a simulation ``simulate(i, neuron, dt) -> (v, spiked)``.

Each function is a property. Its docstring states the property in a sentence, and its code says how
the property is tried and within which bound it has to hold. ``i[k]`` drives the neuron from
``t[k]`` to ``t[k+1]``; ``v[k]`` and ``spiked[k]`` belong to ``t[k]``. If a simulation follows
another convention, its results are converted to this form first.

A passive neuron has an infinite threshold, so its potential is not interrupted by spikes.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from lif import exact
from lif.currents import sine_current
from lif.properties import _strategies as draw
from lif.properties._property import holds_for
from lif.properties._strategies import DEFAULT
from lif.properties._theory import (
    EPS,
    climb,
    constant_voltage,
    simulate,
    sine_voltage,
    size,
    strongest_bend,
)

if TYPE_CHECKING:
    from lif.properties._subject import Simulation
    from lif.properties._theory import OneNeuron

PASSIVE = replace(DEFAULT, vr=-1.0, vth=math.inf)


# ---------------------------------------------------------------- the form


@holds_for("simulation", 25, neuron=draw.neurons, i=draw.inputs(60), a=draw.fractions)
def form(sim: Simulation, neuron: OneNeuron, i: Any, a: float) -> None:
    """A run returns V and spikes for each value of the current, and always the same ones."""
    first = sim.run(i, neuron, a * neuron.tau)
    again = sim.run(i, neuron, a * neuron.tau)
    if not (
        np.array_equal(first.v, again.v) and np.array_equal(first.spiked, again.spiked)
    ):
        sim.refute("called again with the same arguments, it returned another result")


@holds_for(
    "simulation",
    14,
    neuron=draw.neurons,
    a=draw.fractions,
    # Counted from this reset potential, the leak potential is not exactly zero.
    examples=({"neuron": replace(DEFAULT, el=0.0, vr=-0.08, vth=0.07), "a": 0.05},),
)
def rest(sim: Simulation, neuron: OneNeuron, a: float) -> None:
    """A run starts at the leak potential, and without a current V stays there."""
    assume(neuron.el < neuron.vth)
    dt = a * neuron.tau
    result = sim.run(np.zeros(20), neuron, dt)
    # If V is counted from the reset potential, this potential is a part of the sum as well.
    m = max(abs(neuron.el), abs(neuron.vr))
    bound = sim.tol(np.arange(20), sim.share(neuron, dt), m)
    sim.same(result.v, neuron.el, bound)
    if result.spiked.any():
        sim.refute(f"it spikes at step {result.spikes[0]}, without a current")


# ---------------------------------------------------------------- below threshold


@holds_for(
    "simulation",
    8,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    i=draw.currents,
    a=draw.fractions,
    examples=({"neuron": PASSIVE, "v0": -60e-3, "i": 2.5e-10, "a": 0.05},),
)
def constant_current(
    sim: Simulation, neuron: OneNeuron, v0: float, i: float, a: float
) -> None:
    """Under a constant current, V approaches its target along the curve of the closed form."""
    dt, k, v0 = a * neuron.tau, np.arange(1000), sim.start(neuron, v0)
    v = sim.run(np.full(1000, i), neuron, dt, v0).v
    share = sim.share(neuron, dt)
    # Each step rounds by at most eps*M, which the following steps contract.
    bound = sim.tol(k, share, size(neuron, i, v0))
    sim.near(v, constant_voltage(k, i, neuron, share, v0), bound)


@holds_for(
    "simulation",
    9,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    i_mean=draw.positive_currents,
    steps_per_period=st.just(10.0) | st.floats(2, 1000),
    a=draw.fractions,
    examples=(
        {
            "neuron": PASSIVE,
            "v0": -60e-3,
            "i_mean": 25e-11,
            "steps_per_period": 10.0,
            "a": 0.05,
        },
    ),
)
def sine(
    sim: Simulation,
    neuron: OneNeuron,
    v0: float,
    i_mean: float,
    steps_per_period: float,
    a: float,
) -> None:
    """Under a sine current, V oscillates with the amplitude and the phase that theory gives."""
    dt, k, v0 = a * neuron.tau, np.arange(1000), sim.start(neuron, v0)
    period = steps_per_period * dt
    v = sim.run(sine_current(k * dt, i_mean, period), neuron, dt, v0).v
    share = sim.share(neuron, dt)
    expected = sine_voltage(k, i_mean, 2 * math.pi / period * dt, neuron, share, v0)
    # As above; and the argument of the sine, the phase, is rounded in proportion to its size.
    phase = 2 * math.pi * k * dt / period
    bound = sim.tol(k, share, size(neuron, 2 * i_mean, v0))
    sim.near(v, expected, bound + 4 * EPS * neuron.r * i_mean * (1 + phase))


@holds_for(
    "simulation",
    10,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    i_mean=draw.positive_currents,
    omega_tau=st.just(4 * math.pi) | st.floats(0.01, 100),
    a=draw.fractions,
    examples=(
        {
            "neuron": PASSIVE,
            "v0": -60e-3,
            "i_mean": 25e-11,
            "omega_tau": 4 * math.pi,
            "a": 0.05,
        },
    ),
)
def membrane_equation(
    sim: Simulation,
    neuron: OneNeuron,
    v0: float,
    i_mean: float,
    omega_tau: float,
    a: float,
) -> None:
    """V agrees with the solution of the membrane equation to within the error of the method."""
    dt, period, k = (
        a * neuron.tau,
        2 * math.pi * neuron.tau / omega_tau,
        np.arange(1000),
    )
    v0 = sim.start(neuron, v0)
    v = sim.run(sine_current(k * dt, i_mean, period), neuron, dt, v0).v
    solution = exact.sine_current_voltage(k * dt, i_mean, period, neuron, v0)
    if sim.conventions.method == "exact":
        # The current is held constant for a step, in which it should change by dt*slope at most.
        method = dt * neuron.r * i_mean * 2 * math.pi / period
    else:
        # A step leaves out dt**2/2 * V'', which later steps contract: sum(b**j) <= tau/dt.
        method = dt * neuron.tau / 2 * strongest_bend(i_mean, period, neuron, v0)
    rounding = 3 * sim.tol(k, sim.share(neuron, dt), size(neuron, 2 * i_mean, v0))
    sim.near(v, solution, method + rounding)


@holds_for(
    "simulation",
    11,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    i_mean=draw.positive_currents,
    omega_tau=st.just(2 * math.pi) | st.floats(0.1, 9.6),
    examples=(
        {"neuron": PASSIVE, "v0": -60e-3, "i_mean": 25e-11, "omega_tau": 2 * math.pi},
    ),
)
def convergence(
    sim: Simulation, neuron: OneNeuron, v0: float, i_mean: float, omega_tau: float
) -> None:
    """Half the time step gives half the error: the method is of order one in dt."""
    # With less precision, rounding would hide the error of the method.
    sim.only_with(method="euler", precision="double")
    period, errors = 2 * math.pi * neuron.tau / omega_tau, []
    v0 = sim.start(neuron, v0)
    for a in 2.0 ** -np.arange(4, 10):
        dt = float(a * neuron.tau)
        t = np.arange(5 / a) * dt
        v = sim.run(sine_current(t, i_mean, period), neuron, dt, v0).v
        solution = exact.sine_current_voltage(t, i_mean, period, neuron, v0)
        errors.append(float(np.max(abs(v - solution))))
    # If rounding is more than a thousandth of the smallest error, it changes the ratios.
    rounding = sim.tol(5 / a, a, size(neuron, 2 * i_mean, v0))
    assume(rounding <= 1e-3 * errors[-1])
    ratios = np.divide(errors[:-1], errors[1:])
    # The largest error may fall between two points, (omega*dt)**2/8 <= 4.5 % below it
    # since omega*dt <= 0.6; the next term of the error is smaller than the first by a.
    sim.near(ratios, 2, 0.1, "the ratio of two errors", "at halving", first=1)
    sim.near(np.mean(np.log2(ratios)), 1, 0.05, "the order")


@holds_for(
    "simulation", 12, neuron=draw.passive_neurons, i=draw.inputs(200), a=draw.fractions
)
def hull(sim: Simulation, neuron: OneNeuron, i: Any, a: float) -> None:
    """Each step ends between the potential at its start and its target."""
    result = sim.run(i, neuron, a * neuron.tau)
    v, target = result.v[:-1], neuron.el + neuron.r * i[:-1]
    # The slope, its scaling, the sum and the target round by 4*eps*M together.
    slack = sim.slack(1.0, size(neuron, i, neuron.el))
    low, high = np.minimum(v, target), np.maximum(v, target)
    sim.near(result.v[1:], np.clip(result.v[1:], low, high), slack, first=1)


@holds_for(
    "simulation", 15, neuron=draw.passive_neurons, v0=draw.voltages, i=draw.inputs(20)
)
def step_of_tau(sim: Simulation, neuron: OneNeuron, v0: float, i: Any) -> None:
    """With dt = tau, one Euler step leads to the target from any potential."""
    sim.only_with(method="euler")
    v0 = sim.start(neuron, v0)
    v = sim.run(i, neuron, float(neuron.tau), v0).v
    # The slope, the sum and the target round by 4*eps*M together.
    slack = sim.slack(1.0, size(neuron, i, v0))
    sim.near(v[1:], neuron.el + neuron.r * i[:-1], slack, first=1)


@holds_for(
    "simulation",
    16,
    neuron=draw.passive_neurons,
    v1=draw.voltages,
    v2=draw.voltages,
    i=draw.inputs(100),
    seed=draw.seeds,
    a=draw.fractions,
)
def superposition(
    sim: Simulation,
    neuron: OneNeuron,
    v1: float,
    v2: float,
    i: Any,
    seed: int,
    a: float,
) -> None:
    """With a leak potential of zero, the response to a sum is the sum of the responses."""
    neuron, dt = replace(neuron, el=0.0), a * neuron.tau
    v1, v2 = sim.start(neuron, v1), sim.start(neuron, v2)
    other = np.random.default_rng(seed).uniform(-1e-9, 1e-9, len(i))
    both = sim.run(i + other, neuron, dt, v1 + v2).v
    parts = sim.run(i, neuron, dt, v1).v + sim.run(other, neuron, dt, v2).v
    # Three runs, each with its own rounding; M of the sum is at most that of both together.
    m = size(neuron, i, v1) + size(neuron, other, v2)
    sim.near(both, parts, 3 * sim.tol(np.arange(len(i)), sim.share(neuron, dt), m))


@holds_for(
    "simulation",
    17,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(50),
    wait=st.integers(1, 50),
    a=draw.fractions,
)
def later(
    sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, wait: int, a: float
) -> None:
    """If the same current begins later, V and the spikes come later by the same time."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    assume(neuron.el < neuron.vth)  # otherwise the neuron does not rest
    now = sim.run(i, neuron, dt)
    if not sim.same_bits:
        sim.clear(now, i, neuron, dt)
    then = sim.run(np.concatenate([np.zeros(wait), i]), neuron, dt)
    k = np.arange(wait, wait + len(i))
    bound = 2 * sim.tol(k, sim.share(neuron, dt), size(neuron, i, neuron.vr))
    sim.same(then.v[wait:], now.v, bound, first=wait)
    sim.near(then.spiked[wait:], 1.0 * now.spiked, 0.0, "spiked", first=wait)


@holds_for(
    "simulation",
    18,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(60),
    k=st.integers(0, 60),
    change=draw.currents,
    a=draw.fractions,
)
def causality(
    sim: Simulation,
    neuron: OneNeuron,
    n_ref: int,
    i: Any,
    k: int,
    change: float,
    a: float,
) -> None:
    """The current from step k on cannot alter V up to point k."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    other = i.copy()
    other[k:] += change
    before, after = sim.run(i, neuron, dt), sim.run(other, neuron, dt)
    bound = sim.tol(0, 1.0, size(neuron, i, neuron.vr))
    sim.same(after.v[: k + 1], before.v[: k + 1], bound)
    sim.near(after.spiked[: k + 1], 1.0 * before.spiked[: k + 1], 0.0, "spiked")


@holds_for(
    "simulation",
    19,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(60),
    a=draw.fractions,
    scale=draw.powers_of_two,
    powers=st.sampled_from([{"v": 1, "r": 1}, {"i": 1, "r": -1}, {"t": 1}]),
)
def units(
    sim: Simulation,
    neuron: OneNeuron,
    n_ref: int,
    i: Any,
    a: float,
    scale: float,
    powers: dict[str, int],
) -> None:
    """In other units of voltage, current or time, the results are the same."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    volt, ohm, ampere, second = (scale ** powers.get(unit, 0) for unit in "vrit")
    scaled = replace(
        neuron,
        tau=neuron.tau * second,
        el=neuron.el * volt,
        vr=neuron.vr * volt,
        vth=neuron.vth * volt,
        r=neuron.r * ohm,
        t_ref=neuron.t_ref * second,
    )
    result = sim.run(i, neuron, dt)
    if not sim.same_bits:
        sim.clear(result, i, neuron, dt)
    other = sim.run(i * ampere, scaled, dt * second)
    bound = 2 * sim.tol(len(i), sim.share(neuron, dt), size(neuron, i, neuron.vr))
    sim.same(other.v / volt, result.v, bound)
    sim.near(other.spiked, 1.0 * result.spiked, 0.0, "spiked")


@holds_for(
    "simulation",
    20,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    i=draw.inputs(200),
    shift=draw.voltages,
    a=draw.fractions,
)
def shift_of_potentials(
    sim: Simulation, neuron: OneNeuron, v0: float, i: Any, shift: float, a: float
) -> None:
    """If all potentials are shifted by c, the response is shifted by c."""
    dt, v0 = a * neuron.tau, sim.start(neuron, v0)
    v = sim.run(i, neuron, dt, v0).v
    shifted = replace(neuron, el=neuron.el + shift)
    other = sim.run(i, shifted, dt, sim.start(shifted, v0 + shift)).v
    # The shifted voltages are larger by |c|, and so is their rounding. (There are two runs, so
    # twice this bound is derived, but no search has found more than half of it.)
    m = size(neuron, i, v0) + abs(shift)
    sim.near(other, v + shift, sim.tol(np.arange(len(i)), sim.share(neuron, dt), m))


@holds_for(
    "simulation",
    21,
    neuron=draw.passive_neurons,
    v0=draw.voltages,
    i=draw.inputs(200),
    a=draw.fractions,
)
def sign_flip(sim: Simulation, neuron: OneNeuron, v0: float, i: Any, a: float) -> None:
    """If every potential and current of a passive membrane changes its sign, so does V."""
    dt, v0 = a * neuron.tau, sim.start(neuron, v0)
    v = sim.run(i, neuron, dt, v0).v
    flipped = replace(neuron, el=-neuron.el)
    other = sim.run(-i, flipped, dt, sim.start(flipped, -v0)).v
    bound = 2 * sim.tol(np.arange(len(i)), sim.share(neuron, dt), size(neuron, i, v0))
    sim.same(other, -v, bound)


# ---------------------------------------------------------------- firing


@holds_for(
    "simulation",
    0,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(100),
    a=draw.fractions,
)
def recursion(sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, a: float) -> None:
    """V and spikes are those of the plain loop: integrate, compare, reset, wait."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    result = sim.run(i, neuron, dt)
    v, spiked = simulate(i, neuron, dt, float(neuron.el), sim.conventions)
    share = sim.share(neuron, dt)
    m = size(neuron, i, max(abs(neuron.vr), abs(neuron.el)))
    edge = sim.tol(len(i), share, m)
    free = v[:-1] + share * (neuron.el - v[:-1] + neuron.r * i)
    # A simulation with another comparison would differ if V were exactly at the threshold.
    assume(sim.same_bits or np.all(np.abs(free - neuron.vth) > edge))
    sim.near(result.spiked, 1.0 * spiked[:-1], 0.0, "spiked")
    sim.same(result.v, v[:-1], edge)


@holds_for(
    "simulation",
    26,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(100),
    a=draw.fractions,
)
def below_threshold(
    sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, a: float
) -> None:
    """From the first step on, V is at the threshold or below it."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    v = sim.run(i, neuron, dt).v[1:]
    sim.near(v, np.minimum(v, neuron.vth), 0.0, first=1)


@holds_for(
    "simulation",
    27,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(200),
    a=draw.fractions,
    examples=({"neuron": DEFAULT, "n_ref": 10, "i": np.full(200, 5e-10), "a": 0.05},),
)
def clamp(sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, a: float) -> None:
    """V is the reset potential at a spike and while refractory, and moves only afterwards."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    result = sim.run(i, neuron, dt)
    rounding = sim.tol(0, 1.0, size(neuron, i, neuron.vr))
    waits = sim.n_ref(neuron, dt)
    free = sim.free(result, i, neuron, dt)
    for k in result.spikes:
        clamped = result.v[k : k + waits + 1]
        sim.same(
            clamped, neuron.vr, abs(neuron.vr) * 2.0**-22, "V while refractory", first=k
        )
        end = k + waits
        if end + 1 < len(i):
            assume(abs(free[end] - neuron.vth) > rounding or sim.same_bits)
            after = slice(end + 1, end + 2)
            fires = free[end] > neuron.vth
            v = neuron.vr if fires else free[end]
            words = "V after the refractory period"
            sim.same(result.v[after], v, rounding, words, first=end + 1)
            spiked = result.spiked[after]
            sim.near(spiked, float(fires), 0.0, "spiked", first=end + 1)


@holds_for(
    "simulation",
    28,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(300),
    a=draw.fractions,
)
def distance_of_spikes(
    sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, a: float
) -> None:
    """Between two spikes lie the refractory period and at least one step of integration."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    gaps = np.diff(sim.run(i, neuron, dt).spikes)
    least = sim.n_ref(neuron, dt) + 1
    sim.near(
        gaps,
        np.maximum(gaps, least),
        0.0,
        "the number of steps",
        "in interval",
        first=1,
    )


@holds_for(
    "simulation",
    28,
    n_ref=draw.n_refs,
    i=st.integers(0, 3),
    steps=st.just(100),
    examples=({"n_ref": 10, "i": 1, "steps": 10_000},),
)
def strong_drive(sim: Simulation, n_ref: int, i: int, steps: int) -> None:
    """If one step is enough to cross the threshold, every interval is n_ref + 1 steps."""
    neuron = sim.neuron_with(DEFAULT, n_ref, 1e-3)
    result = sim.run(np.full(steps, 10.0**i * 1e-8), neuron, 1e-3)
    wanted = list(range(1, steps, sim.n_ref(neuron, 1e-3) + 1))
    if result.spikes.tolist() != wanted:
        came = result.spikes[:4].tolist()
        sim.refute(f"the first spikes are at the steps {came}, expected {wanted[:4]}")


@holds_for(
    "simulation",
    29,
    neuron=draw.neurons,
    depth=draw.gaps,
    margin=draw.margins,
    a=draw.coarse_fractions,
    examples=({"neuron": DEFAULT, "depth": 10e-3, "margin": 1e-12, "a": 0.05},),
)
def below_rheobase(
    sim: Simulation, neuron: OneNeuron, depth: float, margin: float, a: float
) -> None:
    """A current whose target is at most the threshold never makes the neuron spike."""
    v0, steps = sim.start(neuron, neuron.vth - depth), math.ceil(60 / a)
    assume(v0 <= neuron.vth)
    i = (neuron.vth - neuron.el - margin) / neuron.r
    # If the target is nearer to the threshold than this, rounding decides.
    share = sim.share(neuron, a * neuron.tau)
    assume(margin >= sim.tol(1 / share, share, size(neuron, i, v0)))
    assume(min(margin, neuron.vth - v0) >= 8 * EPS * size(neuron, i, v0) / share)
    spikes = sim.run([i] * steps, neuron, a * neuron.tau, v0).spikes
    if len(spikes):
        sim.refute(f"it spikes at step {spikes[0]}, expected no spike")


@holds_for(
    "simulation",
    29,
    neuron=draw.neurons,
    depth=draw.gaps,
    margin=draw.margins,
    a=draw.coarse_fractions,
    examples=({"neuron": DEFAULT, "depth": 10e-3, "margin": 1e-12, "a": 0.05},),
)
def above_rheobase(
    sim: Simulation, neuron: OneNeuron, depth: float, margin: float, a: float
) -> None:
    """A current whose target is above the threshold, however little, makes the neuron spike."""
    v0, steps = sim.start(neuron, neuron.vth - depth), math.ceil(60 / a)
    i = (neuron.vth - neuron.el + margin) / neuron.r
    # If the target is nearer to the threshold than this, rounding decides. After 60 time
    # constants, the distance left to the target is less.
    share = sim.share(neuron, a * neuron.tau)
    assume(margin >= sim.tol(1 / share, share, size(neuron, i, v0)))
    if not sim.run([i] * steps, neuron, a * neuron.tau, v0).spiked.any():
        sim.refute("it does not spike, expected a spike within 60 time constants")


@holds_for("simulation", 29, a=st.sampled_from([1.0, 0.5, 0.125, 0.05]))
def at_rheobase(sim: Simulation, a: float) -> None:
    """At the rheobase V approaches the threshold, and never exceeds it."""
    # All numbers are powers of two, so that el + r*i is vth without rounding.
    neuron = replace(
        DEFAULT, tau=2**-6, el=-(2**-4), vr=-(2**-3), vth=-(2**-5), r=2**27
    )
    sim.only_with(threshold=">", method="euler")
    result = sim.run([2.0**-32] * 2000, neuron, a * 2**-6)
    sim.near(result.v[-1], min(result.v[-1], neuron.vth), 0.0)
    if result.spiked.any():
        sim.refute(f"it spikes at step {result.spikes[0]}, expected no spike")


overdrives = st.just(0.5) | st.floats(0.01, 10.0)


def intervals(
    sim: Simulation, neuron: OneNeuron, n_ref: int, overdrive: float, a: float
) -> tuple[Any, int, float]:
    """Run to four spikes; return the steps between them, the steps of the climb, the current."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    share = sim.share(neuron, dt)
    assume(share < 1)
    target = neuron.vth + overdrive * (neuron.vth - neuron.vr)
    i = (target - neuron.el) / neuron.r
    x, error = climb(i, neuron, share, neuron.vr)
    assume(abs(x - round(x)) > error * sim.rounding)  # else rounding decides the step
    climbing = math.floor(x) + 1
    # From the leak potential, the first climb may be longer.
    first = climb(i, neuron, share, neuron.el)[0] if neuron.el < neuron.vth else 0
    steps = 3 * n_ref + 4 * climbing + math.ceil(max(first, 0)) + 2
    spikes = sim.run(np.full(steps, i), neuron, dt).spikes[:4]
    if len(spikes) < 4:
        sim.refute(
            f"the number of spikes in {steps} steps is {len(spikes)}, expected 4"
        )
    return np.diff(spikes), climbing, i


@holds_for(
    "simulation",
    30,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    overdrive=overdrives,
    a=st.just(0.05) | st.floats(0.01, 1, exclude_max=True),
    examples=(
        {"neuron": DEFAULT, "n_ref": 2, "overdrive": 0.5, "a": 0.05},
        # In these two, t_ref/dt is a little less than 3 and a little more.
        {"neuron": DEFAULT, "n_ref": 3, "overdrive": 0.5, "a": 0.27},
        {"neuron": DEFAULT, "n_ref": 3, "overdrive": 0.5, "a": 0.09},
    ),
)
def interval(
    sim: Simulation, neuron: OneNeuron, n_ref: int, overdrive: float, a: float
) -> None:
    """Each interval between spikes is the refractory period plus the steps of the climb."""
    found, climbing, _ = intervals(sim, neuron, n_ref, overdrive, a)
    dt = a * neuron.tau
    waits = sim.n_ref(sim.neuron_with(neuron, n_ref, dt), dt)
    sim.near(
        found, climbing + waits, 0.0, "the number of steps", "in interval", first=1
    )


@holds_for(
    "simulation",
    31,
    neuron=draw.neurons,
    overdrive=overdrives,
    a=st.just(0.05) | st.floats(0.01, 1, exclude_max=True),
    examples=({"neuron": DEFAULT, "overdrive": 0.5, "a": 0.05},),
)
def interval_of_the_equation(
    sim: Simulation, neuron: OneNeuron, overdrive: float, a: float
) -> None:
    """Apart from the method's bias, an interval differs from the exact one by at most a step."""
    found, _, i = intervals(sim, neuron, 0, overdrive, a)
    dt, v_inf = a * neuron.tau, neuron.el + neuron.r * i
    solution = neuron.tau * math.log((v_inf - neuron.vr) / (v_inf - neuron.vth))
    # The Euler method climbs as if tau were -dt/log(1 - a), which is shorter. The spike comes at
    # the next point of the time grid.
    bias = -solution * (1 + a / math.log1p(-sim.share(neuron, dt)))
    # Rounding changes the lengths by far less than 1e-9 of a step.
    sim.near(
        found * dt,
        solution + bias + dt / 2,
        dt / 2 * (1 + 1e-9),
        "the length",
        "of interval",
        first=1,
    )


@holds_for(
    "simulation",
    32,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(200),
    seed=draw.seeds,
    a=draw.fractions,
)
def more_current(
    sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, seed: int, a: float
) -> None:
    """If one current is never below another, it has caused as many spikes or more at any time."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    assume(neuron.el >= neuron.vr)
    # Where the target is below the reset potential, a spike would raise V.
    i = np.maximum(i, (neuron.vr - neuron.el) / neuron.r)
    more = np.random.default_rng(seed).uniform(0.0, 1e-9, len(i))
    counts = []
    for current in (i + more, i):
        result = sim.run(current, neuron, dt)
        sim.clear(result, current, neuron, dt)
        counts.append(np.cumsum(result.spiked))
    sim.near(counts[0], np.maximum(*counts), 0.0, "the number of spikes")


@holds_for(
    "simulation",
    33,
    n_ref=st.integers(1, 20),
    i=draw.inputs(200),
    examples=({"n_ref": 10, "i": np.full(200, 25e-11)},),
)
def refractory(sim: Simulation, n_ref: int, i: Any) -> None:
    """Even if a current is multiplied by twenty, no spike falls within a refractory period."""
    neuron = sim.neuron_with(DEFAULT, n_ref, 1e-3)
    result = sim.run(20 * i, neuron, 1e-3)
    waits = sim.n_ref(neuron, 1e-3)
    for k in result.spikes:
        within = np.flatnonzero(result.spiked[k + 1 : k + waits + 1])
        if len(within):
            second = k + 1 + within[0]
            sim.refute(f"it spikes at step {k}, and while refractory at step {second}")


# ---------------------------------------------------------------- pieces, and many neurons


@holds_for(
    "simulation in pieces",
    24,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    i=draw.inputs(60),
    cut=st.integers(0, 60),
    a=draw.fractions,
)
def pieces(
    sim: Simulation, neuron: OneNeuron, n_ref: int, i: Any, cut: int, a: float
) -> None:
    """A run that continues from the state of another equals a single run with both currents."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    whole = sim.run(i, neuron, dt)
    if not sim.same_bits:
        sim.clear(whole, i, neuron, dt)
    v, spiked = sim.run_in_pieces([i[:cut], i[cut:]], neuron, dt)
    bound = 2 * sim.tol(len(i), sim.share(neuron, dt), size(neuron, i, neuron.vr))
    sim.same(v, whole.v, bound)
    sim.near(spiked, 1.0 * whole.spiked, 0.0, "spiked")


@holds_for(
    "simulation of many neurons",
    22,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    seed=draw.seeds,
    order=st.permutations(range(6)),
    a=draw.fractions,
)
def permutation(
    sim: Simulation,
    neuron: OneNeuron,
    n_ref: int,
    seed: int,
    order: list[int],
    a: float,
) -> None:
    """Neurons in another order give the same results in that order."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    i = np.random.default_rng(seed).uniform(-2e-10, 1e-9, (40, 6))
    result, other = sim.run(i, neuron, dt), sim.run(i[:, order], neuron, dt)
    sim.same(other.v, result.v[:, order], 0.0)
    sim.near(other.spiked, 1.0 * result.spiked[:, order], 0.0, "spiked")


@holds_for(
    "simulation of many neurons",
    23,
    neuron=draw.neurons,
    n_ref=draw.n_refs,
    seed=draw.seeds,
    n=st.integers(1, 70),
    a=draw.fractions,
)
def independence(
    sim: Simulation, neuron: OneNeuron, n_ref: int, seed: int, n: int, a: float
) -> None:
    """A neuron gives the same result alone as among others."""
    dt = a * neuron.tau
    neuron = sim.neuron_with(neuron, n_ref, dt)
    i = np.random.default_rng(seed).uniform(-2e-10, 1e-9, (40, n))
    j = seed % n
    together, alone = sim.run(i, neuron, dt), sim.run(i[:, [j]], neuron, dt)
    if not sim.same_bits:
        sim.clear(alone, i[:, [j]], neuron, dt)
    bound = 2 * sim.tol(40, sim.share(neuron, dt), size(neuron, i, neuron.vr))
    sim.same(together.v[:, j], alone.v[:, 0], bound)
    sim.near(together.spiked[:, j], 1.0 * alone.spiked[:, 0], 0.0, "spiked")
