"""Simulations by other hands: one plain loop with typical mistakes, and right ones of any style.

The mistakes come from public reports of faults in simulators and from wrong answers to exercises.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Simulate = Callable[..., Any]

PLAIN = """
def simulate(i, neuron, dt):
    n_ref = round(neuron.t_ref / dt)
    v = neuron.el
    spiked = False
    left = 0
    potentials, spikes = [], []
    for k in range(len(i)):
        potentials.append(v)
        spikes.append(spiked)
        if left > 0:
            left = left - 1
            v, spiked = neuron.vr, False
        else:
            v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i[k])
            spiked = v > neuron.vth
            if spiked:
                v = neuron.vr
                left = n_ref
    return potentials, spikes
"""


class Mistake(NamedTuple):
    """A mistake: a text of the plain loop, and what stands there instead."""

    old: str
    new: str
    caught_by: str  # one of the properties that are broken
    cause: str = ""  # words of the likely cause, if it is known


STEP = "            v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i[k])\n"
CLAMP = "            v, spiked = neuron.vr, False\n"

MISTAKES = {
    "the current of the step before": Mistake("i[k])", "i[max(k - 1, 0)])", "sine", ""),
    "no current in the first step": Mistake(
        "i[k])", "(i[k - 1] if k else 0.0))", "sine", "one step late"
    ),
    "the current of the next step": Mistake(
        "i[k])", "(i[k + 1] if k + 1 < len(i) else 0.0))", "causality", "one step early"
    ),
    "the mean of two currents": Mistake(
        "i[k])", "(i[k] + i[min(k + 1, len(i) - 1)]) / 2)", "causality"
    ),
    "refractory for one step more": Mistake(
        "left = n_ref", "left = n_ref + (n_ref > 0)", "interval", "one step too long"
    ),
    "refractory for a step although the period is zero": Mistake(
        "left = n_ref", "left = n_ref + 1", "interval", "even if the period is zero"
    ),
    "no refractory period": Mistake(
        "left = n_ref", "left = 0", "refractory", "is ignored"
    ),
    "refractory steps by int": Mistake("round(", "int(", "interval"),
    "refractory steps by ceil": Mistake(
        "round(neuron.t_ref / dt)", "-int(-neuron.t_ref / dt // 1)", "interval"
    ),
    "refractory steps that are not whole": Mistake(
        "left = n_ref", "left = neuron.t_ref / dt", "interval"
    ),
    "a refractory period in milliseconds": Mistake(
        "round(neuron.t_ref / dt)", "round(neuron.t_ref * 1e3)", "interval"
    ),
    "a clock of floats": Mistake(
        "left = n_ref",
        "left = sum((k + m) * dt - k * dt < neuron.t_ref for m in range(99))",
        "interval",
    ),
    "a spike while refractory": Mistake(
        CLAMP,
        STEP
        + "            v, spiked = neuron.vr, v > neuron.vth\n"
        + "            left = n_ref if spiked else left\n",
        "refractory",
        "although the neuron is refractory",
    ),
    "V moves while refractory": Mistake(
        CLAMP, STEP + "            spiked = False\n", "clamp", "not held"
    ),
    "no reset": Mistake(
        "                v = neuron.vr\n", "", "below_threshold", "not reset"
    ),
    "reset to the leak potential": Mistake(
        "                v = neuron.vr\n",
        "                v = neuron.el\n",
        "clamp",
    ),
    "reset by a difference": Mistake(
        "                v = neuron.vr\n",
        "                v = v - (neuron.vth - neuron.vr)\n",
        "clamp",
    ),
    "the leak has the wrong sign": Mistake(
        "neuron.el - v +", "v - neuron.el +", "constant_current"
    ),
    "no leak potential": Mistake(
        "neuron.el - v +", "-v +", "rest", "leak potential is missing"
    ),
    "no leak": Mistake("(neuron.el - v + neuron.r", "(neuron.r", "constant_current"),
    "no resistance": Mistake("neuron.r * i", "i", "constant_current", "no effect"),
    "the current is subtracted": Mistake(
        "v + neuron.r", "v - neuron.r", "constant_current", "wrong sign"
    ),
    "the time step is left out": Mistake(
        "dt / neuron.tau",
        "1e-3 / neuron.tau",
        "constant_current",
        "time step is not used",
    ),
    "tau is a constant": Mistake(
        "dt / neuron.tau", "dt / 20e-3", "constant_current", "tau is not used"
    ),
    "half a step": Mistake(
        "dt / neuron.tau", "dt / (2 * neuron.tau)", "constant_current", "half"
    ),
    "the threshold is a constant": Mistake(
        "v > neuron.vth", "v > -50e-3", "recursion", "always -50 mV"
    ),
    "the threshold in millivolts": Mistake(
        "v > neuron.vth", "v > 1e3 * neuron.vth", "rest"
    ),
    "the threshold is compared before the step": Mistake(
        STEP + "            spiked = v > neuron.vth\n",
        "            spiked = v > neuron.vth\n" + STEP,
        "below_threshold",
    ),
    "it starts at the reset potential": Mistake(
        "v = neuron.el\n", "v = neuron.vr\n", "rest"
    ),
    "V cannot fall below the reset potential": Mistake(
        "            spiked = v > neuron.vth\n",
        "            v = max(v, neuron.vr)\n            spiked = v > neuron.vth\n",
        "recursion",
        "below the reset",
    ),
    "V is rounded to microvolts": Mistake(
        "potentials.append(v)", "potentials.append(round(v, 6))", "constant_current"
    ),
    "noise in V": Mistake(
        "potentials.append(v)",
        "import random; potentials.append(v * (1 + 1e-9 * random.random()))",
        "form",
    ),
    "it changes the current": Mistake(
        "        potentials.append(v)\n",
        "        potentials.append(v)\n        i[k] = max(i[k], 0.0)\n",
        "form",
    ),
    "a potential more than currents": Mistake(
        "    return potentials, spikes",
        "    return [*potentials, v], [*spikes, spiked]",
        "form",
    ),
    "the indices of the spikes": Mistake(
        "    return potentials, spikes",
        "    return potentials, [k for k, x in enumerate(spikes) if x]",
        "form",
    ),
    "an index too large": Mistake("i[k])", "i[k + 1])", "form"),
    "not a number": Mistake("v = neuron.el\n", "v = float('nan')\n", "form"),
    "a string": Mistake("return potentials, spikes", "return 'done'", "form"),
    "nothing": Mistake("return potentials, spikes", "pass", "form"),
    "an endless loop": Mistake(
        "    for k in range(len(i)):\n",
        "    k = 0\n    while k < len(i):\n",
        "form",
    ),
}


def mistaken(name: str) -> Simulate:
    """Return the plain loop with one mistake."""
    old, new, *_ = MISTAKES[name]
    assert PLAIN.count(old) == 1, name
    return _function(PLAIN.replace(old, new))


def _function(source: str) -> Simulate:
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102 - our own text
    simulate: Simulate = names["simulate"]
    return simulate


# ---------------------------------------------------------------- right ones


def arrays(i: Any, neuron: Any, dt: float) -> Any:
    """Fill arrays by index; the refractory period is the time since the last spike, in steps."""
    v, spiked = np.zeros(len(i)), np.zeros(len(i), dtype=bool)
    v[0] = neuron.el
    n_ref, last = round(neuron.t_ref / dt), -(10**9)
    for k in range(len(i) - 1):
        if k < last + n_ref:
            v[k + 1] = neuron.vr
            continue
        v[k + 1] = v[k] + (-(v[k] - neuron.el) + neuron.r * i[k]) / neuron.tau * dt
        if v[k + 1] > neuron.vth:
            v[k + 1], spiked[k + 1], last = neuron.vr, True, k + 1
    return v, spiked


class Cell:
    """A neuron that takes one step a call."""

    def __init__(self, neuron: Any, dt: float) -> None:
        self.neuron, self.dt = neuron, dt
        self.v, self.spiked, self.wait = neuron.el, False, 0

    def step(self, i: float) -> None:
        """Take a step."""
        p = self.neuron
        if self.wait:
            self.v, self.spiked, self.wait = p.vr, False, self.wait - 1
            return
        dv = (p.el - self.v) * self.dt / p.tau + p.r * i * self.dt / p.tau
        self.v += dv
        self.spiked = self.v > p.vth
        if self.spiked:
            self.v, self.wait = p.vr, round(p.t_ref / self.dt)


def objects(i: Any, neuron: Any, dt: float) -> Any:
    """Let an object take the steps."""
    cell, rows = Cell(neuron, dt), []
    for i_k in i:
        rows.append((cell.v, cell.spiked))
        cell.step(i_k)
    return tuple(zip(*rows, strict=True))


def while_loop(i: Any, neuron: Any, dt: float) -> Any:
    """Use a while loop, Python's own numbers, and a list of pairs."""
    currents, v, spiked, wait = list(map(float, i)), float(neuron.el), False, 0
    potentials: list[float] = []
    spikes: list[int] = []
    while len(potentials) < len(currents):
        i_k = currents[len(potentials)]
        potentials.append(v)
        spikes.append(int(spiked))
        v += (neuron.el + neuron.r * i_k - v) * (dt / neuron.tau)
        spiked = wait <= 0 and v > neuron.vth
        v = neuron.vr if spiked or wait > 0 else v
        wait = round(neuron.t_ref / dt) if spiked else wait - 1
    return potentials, spikes


def accumulated(i: Any, neuron: Any, dt: float) -> Any:
    """Accumulate a function of the state, without any loop."""
    n_ref = round(neuron.t_ref / dt)

    def step(state: Any, i_k: float) -> Any:
        v, _, wait = state
        if wait:
            return neuron.vr, False, wait - 1
        v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i_k)
        return (neuron.vr, True, n_ref) if v > neuron.vth else (v, False, 0)

    states = itertools.accumulate(i[:-1], step, initial=(neuron.el, False, 0))
    return tuple(zip(*states, strict=True))[:2]


def many(i: Any, neuron: Any, dt: float) -> Any:
    """Simulate any number of neurons at once, with NumPy."""
    v, spiked = np.empty(i.shape), np.zeros(i.shape, dtype=bool)
    now = np.full(i.shape[1:], neuron.el)
    fires = np.zeros(i.shape[1:], dtype=bool)
    wait = np.zeros(i.shape[1:], dtype=int)
    for k in range(len(i)):
        v[k], spiked[k] = now, fires
        free = now + dt / neuron.tau * (neuron.el - now + neuron.r * i[k])
        rests = wait > 0
        fires = (free > neuron.vth) & ~rests
        now = np.where(fires | rests, neuron.vr, free)
        wait = np.where(fires, round(neuron.t_ref / dt), np.maximum(wait - 1, 0))
    return v, spiked


def in_pieces(i: Any, neuron: Any, dt: float, v0: Any = None, state: Any = None) -> Any:
    """Start at any potential, and go on from a state, which is a dictionary."""
    now = state or {"v": neuron.el if v0 is None else v0, "spiked": False, "wait": 0}
    now = dict(now)
    v, spiked = [], []
    for i_k in i:
        v.append(now["v"])
        spiked.append(now["spiked"])
        free = now["v"] + dt / neuron.tau * (neuron.el - now["v"] + neuron.r * i_k)
        rests = now["wait"] > 0
        fires = not rests and free > neuron.vth
        wait = round(neuron.t_ref / dt) if fires else max(now["wait"] - 1, 0)
        now = {
            "v": neuron.vr if fires or rests else free,
            "spiked": fires,
            "wait": wait,
        }
    return v, spiked, now


def exact(i: Any, neuron: Any, dt: float) -> Any:
    """Take steps that are exact for a constant current."""
    keep = np.exp(-dt / neuron.tau)
    v, spiked, wait = neuron.el, False, 0
    rows: list[tuple[float, bool]] = []
    for i_k in i:
        rows.append((v, spiked))
        target = neuron.el + neuron.r * i_k
        v = keep * v + (1 - keep) * target if wait == 0 else neuron.vr
        spiked = wait == 0 and v > neuron.vth
        wait = round(neuron.t_ref / dt) if spiked else max(wait - 1, 0)
        v = neuron.vr if spiked else v
    return tuple(zip(*rows, strict=True))


def single_precision(i: Any, neuron: Any, dt: float) -> Any:
    """Compute in float32."""
    one = np.float32
    names = ("el", "vr", "vth", "r")
    el, vr, vth, r = (one(getattr(neuron, name)) for name in names)
    a, v, spiked, wait = one(dt / neuron.tau), el, False, 0
    potentials, spikes = [], []
    for i_k in i.astype(one):
        potentials.append(v)
        spikes.append(spiked)
        v = v + a * (el - v + r * i_k) if wait == 0 else vr
        spiked = bool(wait == 0 and v > vth)
        wait = round(neuron.t_ref / dt) if spiked else max(wait - 1, 0)
        v = vr if spiked else v
    return np.array(potentials, dtype=one), spikes


def after_each_step(i: Any, neuron: Any, dt: float) -> Any:
    """Report V and spikes after each step, and fire at the threshold."""
    v, wait, potentials, spikes = neuron.el, 0, [], []
    for i_k in i:
        v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i_k)
        spiked = wait == 0 and v >= neuron.vth
        v = neuron.vr if spiked or wait else v
        wait = round(neuron.t_ref / dt) if spiked else max(wait - 1, 0)
        potentials.append(v)
        spikes.append(spiked)
    return potentials, spikes


def spike_counts(i: Any, neuron: Any, dt: float) -> Any:
    """Let the step of the spike be the first refractory one."""
    v, spiked, last, potentials, spikes = neuron.el, False, -(10**9), [], []
    for k, i_k in enumerate(i):
        potentials.append(v)
        spikes.append(spiked)
        spiked = False
        if k + 1 - last >= round(neuron.t_ref / dt):
            v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i_k)
            spiked = v > neuron.vth
            v, last = (neuron.vr, k + 1) if spiked else (v, last)
    return potentials, spikes


def at_the_threshold(i: Any, neuron: Any, dt: float) -> Any:
    """Take exact steps, and fire at the threshold."""
    keep = np.exp(-dt / neuron.tau)
    v, spiked, wait, rows = neuron.el, False, 0, []
    for i_k in i:
        rows.append((v, spiked))
        target = neuron.el + neuron.r * i_k
        v = target + keep * (v - target) if wait == 0 else neuron.vr
        spiked = wait == 0 and v >= neuron.vth
        wait = round(neuron.t_ref / dt) if spiked else max(wait - 1, 0)
        v = neuron.vr if spiked else v
    return tuple(zip(*rows, strict=True))


def spikes_after_each_step(i: Any, neuron: Any, dt: float) -> Any:
    """Write V down before each step, and the spike in the step that leads to it."""
    v, left, potentials, spikes = neuron.el, 0, [], []
    for i_k in i:
        potentials.append(v)
        v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i_k)
        spiked = left == 0 and v > neuron.vth
        v = neuron.vr if spiked or left else v
        left = round(neuron.t_ref / dt) if spiked else max(left - 1, 0)
        spikes.append(spiked)
    return potentials, spikes


def from_reset_to_threshold(i: Any, neuron: Any, dt: float) -> Any:
    """Count V from the reset potential, in units of the distance to the threshold."""
    passive = neuron.vth == np.inf
    zero = neuron.el if passive else neuron.vr
    unit = 1.0 if passive else neuron.vth - neuron.vr
    rest, vth, rows = (neuron.el - zero) / unit, np.inf if passive else 1.0, []
    v, spiked, left = rest, False, 0
    for i_k in i:
        rows.append((zero + unit * v, spiked))
        v = v + dt / neuron.tau * (rest - v + neuron.r * i_k / unit)
        spiked = left == 0 and v > vth
        v = 0.0 if spiked or left else v
        left = round(neuron.t_ref / dt) if spiked else max(left - 1, 0)
    return tuple(zip(*rows, strict=True))


RIGHT: dict[str, tuple[Simulate, set[str]]] = {
    "plain": (_function(PLAIN), {"nearest"}),
    "arrays": (arrays, {"nearest"}),
    "objects": (objects, {"nearest"}),
    "while_loop": (while_loop, {"nearest"}),
    "accumulated": (accumulated, {"nearest"}),
    "many": (many, {"nearest"}),
    "in_pieces": (in_pieces, {"nearest"}),
    "exact": (exact, {"nearest", "exact"}),
    "single_precision": (single_precision, {"nearest", "single"}),
    "after_each_step": (after_each_step, {"nearest", "after", ">="}),
    "spike_counts": (spike_counts, {"nearest", "counts"}),
    "from_reset_to_threshold": (from_reset_to_threshold, {"nearest"}),
    "at_the_threshold": (at_the_threshold, {"nearest", "exact", ">="}),
    "spikes_after_each_step": (spikes_after_each_step, {"nearest", "apart"}),
}
