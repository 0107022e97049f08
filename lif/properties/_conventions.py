"""Which conventions a simulation follows, and which mistake it seems to contain.

Both are found by comparing it with the plain loop under each convention, and with each of the
mistakes that people make.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from lif.properties._strategies import DEFAULT
from lif.properties._subject import BrokenError, Simulation, UnsupportedError
from lif.properties._theory import OURS, Conventions, as_reported, clamp, simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from lif.properties._theory import OneNeuron

WORDS: dict[str, dict[Any, str]] = {
    "threshold": {
        ">": "it spikes where V is above the threshold",
        ">=": "it spikes where V is at the threshold or above it",
    },
    "reported": {
        "before": "V and spikes are reported before each step",
        "after": "V and spikes are reported after each step",
        "spikes after": "V is reported before each step, and spikes after it",
    },
    "method": {
        "euler": "a step is a forward Euler step",
        "exact": "a step is exact for a current that is constant during it",
    },
    "refractory": {
        "up": "the refractory period is rounded up to whole steps",
        "nearest": "the refractory period is rounded to the nearest whole number of steps",
        "down": "the refractory period is rounded down to whole steps",
    },
    "spike_counts": {
        False: "the refractory steps begin after the spike",
        True: "the step of the spike counts as the first refractory step",
    },
    "precision": {
        "double": "potentials are float64",
        "single": "potentials are float32",
    },
}


def _probe(sim: Simulation, i: Any, neuron: OneNeuron, dt: float) -> Any:
    """Return the result of a run, or None if its form is wrong or the case is not supported."""
    try:
        return sim.run(i, neuron, dt)
    except (BrokenError, UnsupportedError):
        return None


def find(function: Callable[..., Any]) -> Conventions:
    """Return the conventions that a simulation follows, or ours if they cannot be determined."""
    sim, found = (
        Simulation(function, OURS),
        OURS._asdict(),
    )  # see its results as they are
    passive = replace(DEFAULT, vth=math.inf)
    raw = _probe(sim, np.array([4e-10, 0.0, 2e-10, 1e-10]), passive, 8e-3)
    if raw is None:
        return OURS
    if sim.last and np.asarray(sim.last.came[0]).dtype == np.float32:
        found["precision"] = "single"
    for reported, method in product(("before", "after"), ("euler", "exact")):
        guess = OURS._replace(method=method)
        run = simulate([4e-10, 0.0, 2e-10, 1e-10], passive, 8e-3, passive.el, guess)
        v, _ = as_reported(*run, reported)
        if np.allclose(raw.v, v, rtol=1e-5, atol=0.0):
            found |= {"reported": reported, "method": method}
            break
    # A neuron cannot have spiked before its first step.
    strong = _probe(sim, np.full(4, 1e-7), DEFAULT, 1e-3)
    if found["reported"] == "before" and strong is not None and strong.spiked[0]:
        found["reported"] = "spikes after"
    found |= _threshold(sim)
    found |= _refractory(sim)
    return Conventions(**found)


def _threshold(sim: Simulation) -> dict[str, Any]:
    """Find the convention from a neuron that rests exactly at its threshold."""
    # These are powers of two, so that an exact step leads to the threshold without rounding.
    neuron = replace(DEFAULT, tau=2**-6, el=-(2**-5), vr=-(2**-3), vth=-(2**-5))
    raw = _probe(sim, np.zeros(4), neuron, 2.0**-6)
    return {"threshold": ">="} if raw is not None and raw.spiked.any() else {}


def _refractory(sim: Simulation) -> dict[str, Any]:
    """Find the conventions from the intervals of a neuron that needs one step to fire."""
    steps = []
    for quotient in (3.0, 2.25, 2.75):
        neuron = replace(DEFAULT, t_ref=quotient * 1e-3)
        raw = _probe(sim, np.full(40, 1e-7), neuron, 1e-3)
        gaps = set(np.diff(raw.spikes)) if raw is not None else set()
        if len(gaps) != 1:
            return {}
        steps.append(int(gaps.pop()) - 1)
    exact, *others = steps
    if exact not in {2, 3}:
        return {}
    counts = exact == 2
    roundings = {(3, 3): "up", (2, 3): "nearest", (2, 2): "down"}
    rounding = roundings.get((others[0] + counts, others[1] + counts), "up")
    return {"spike_counts": counts, "refractory": rounding}


# ---------------------------------------------------------------- mistakes


def _loop(rule: Callable[..., tuple[Any, bool]]) -> Any:
    """Return the plain loop with another rule after each step."""

    def wrong(i: Any, neuron: OneNeuron, dt: float, conventions: Conventions) -> Any:
        """Return V and spikes."""
        return simulate(i, neuron, dt, float(neuron.el), conventions, rule)

    return wrong


def _with(
    change: Callable[[Any, OneNeuron, float], tuple[Any, OneNeuron, float]],
) -> Any:
    """Return the plain loop, which is run with changed arguments."""

    def wrong(i: Any, neuron: OneNeuron, dt: float, conventions: Conventions) -> Any:
        """Return V and spikes."""
        return simulate(*change(i, neuron, dt), float(neuron.el), conventions)

    return wrong


def _fires_while_refractory(v: Any, vr: Any, *, above: bool, resting: bool) -> Any:
    """Let the neuron spike although it is refractory."""
    return (vr if above or resting else v), above


def _integrates_while_refractory(v: Any, vr: Any, *, above: bool, resting: bool) -> Any:
    """Let the neuron integrate although it is refractory."""
    return (vr if above and not resting else v), above and not resting


def _keeps_v(v: Any, vr: Any, *, above: bool, resting: bool) -> Any:
    """Let the neuron spike without a reset of V."""
    return (vr if resting else v), above and not resting


def _late(i: Any, steps: int) -> Any:
    """Return the current, delayed by this number of steps."""
    return np.r_[np.zeros(steps), i[:-steps]] if steps > 0 else np.r_[i[-steps:], 0.0]


def _floor(v: Any, vr: Any, *, above: bool, resting: bool) -> Any:
    """Keep V from falling below the reset potential."""
    return (vr if above or resting else max(v, vr)), above and not resting


def _always(name: str, value: float) -> Any:
    """Return the plain loop with a constant in place of a parameter."""
    return _with(lambda i, n, dt: (i, replace(n, **{name: value}), dt))


# Each mistake in words, with a loop that makes it.
CAUSES: dict[str, Any] = {
    "the current acts one step late: i[k] drives the step from t[k] to t[k+1]": _with(
        lambda i, n, dt: (_late(i, 1), n, dt)
    ),
    "the current acts one step early: i[k] drives the step from t[k] to t[k+1]": _with(
        lambda i, n, dt: (_late(i, -1), n, dt)
    ),
    "the current has no effect: it has to be multiplied by the resistance": _with(
        lambda i, n, dt: (0.0 * i, n, dt)
    ),
    "the current has the wrong sign": _with(lambda i, n, dt: (-i, n, dt)),
    "the leak potential is missing": _with(lambda i, n, dt: (i - n.el / n.r, n, dt)),
    "the refractory period is ignored": _with(
        lambda i, n, dt: (i, replace(n, t_ref=0.0), dt)
    ),
    "the refractory period is one step too long: count the steps, and stop at n_ref": _with(
        lambda i, n, dt: (i, replace(n, t_ref=n.t_ref + dt * (n.t_ref > 0)), dt)
    ),
    "there is a refractory step even if the period is zero": _with(
        lambda i, n, dt: (i, replace(n, t_ref=n.t_ref + dt), dt)
    ),
    "a spike is counted although the neuron is refractory: look for spikes after the clamp": _loop(
        _fires_while_refractory
    ),
    "V is not held at the reset potential while the neuron is refractory": _loop(
        _integrates_while_refractory
    ),
    "V is not reset at a spike": _loop(_keeps_v),
    "V cannot fall below the reset potential": _loop(_floor),
    "it never spikes": _with(lambda i, n, dt: (i, replace(n, vth=math.inf), dt)),
    "the time step is not used: the change of V is that of a step of 1 ms": _with(
        lambda i, n, dt: (i, replace(n, tau=n.tau * dt / 1e-3), dt)
    ),
    "a step covers half of what it should": _with(
        lambda i, n, dt: (i, replace(n, tau=2 * n.tau), dt)
    ),
    "a step covers twice of what it should": _with(
        lambda i, n, dt: (i, replace(n, tau=n.tau / 2), dt)
    ),
    "tau is not used: it is always 20 ms": _always("tau", 20e-3),
    "el is not used: it is always -60 mV": _always("el", -60e-3),
    "vr is not used: it is always -70 mV": _always("vr", -70e-3),
    "vth is not used: it is always -50 mV": _always("vth", -50e-3),
    "r is not used: it is always 100 Mohm": _always("r", 100e6),
}

_OTHER = replace(
    DEFAULT, tau=25e-3, el=-62e-3, vr=-64e-3, vth=-48e-3, r=90e6, t_ref=2e-3
)
_PROBES = (
    (np.full(60, 4e-10), replace(DEFAULT, t_ref=3e-3), 1e-3),
    (np.full(60, 2e-8), replace(DEFAULT, t_ref=2e-3), 1e-3),
    (np.tile([6e-10, 0.0, -2e-10, 3e-10, 9e-10], 12), DEFAULT, 2e-3),
    (np.linspace(-3e-10, 8e-10, 60), _OTHER, 2e-3),
    (np.linspace(0, 6e-10, 60), replace(DEFAULT, tau=10e-3, t_ref=1e-3), 5e-4),
)


def cause(sim: Simulation) -> str:
    """Return in words the mistake that a simulation seems to contain; "" if none fits."""
    came = [_probe(sim, *probe) for probe in _PROBES]
    if any(x is None for x in came):
        return ""
    for words, loop in {"": _loop(clamp), **CAUSES}.items():
        pairs = zip(came, _PROBES, strict=True)
        if all(_equal(x, loop(*probe, sim.conventions)) for x, probe in pairs):
            return words
    return ""


def _equal(result: Any, wrong: Any) -> bool:
    """Return whether a result equals that of a loop."""
    v, spiked = (x[:-1] for x in wrong)
    close = np.allclose(result.v, v, rtol=1e-5, atol=1e-9)
    return close and np.array_equal(result.spiked, spiked)
