"""The strategies of the tests beyond those of `lif.properties`: ensembles, states, engines."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

import lif
from lif.properties._strategies import (
    fractions,
    gaps,
    n_refs,
    periods,
    resistances,
    seeds,
    taus,
    voltages,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Draw = st.DrawFn


# Whole attoamperes: finer values would test the underflow of floats, not a neuron.
currents = st.floats(-1e-9, 1e-9).map(partial(round, ndigits=18))
t_refs = st.floats(0.0, 0.05)
# The site, which tries the guarantees, is built without numba. The session `tests` has it:
# test_compiled.py fails without it, so this engine cannot be left out there unseen.
INSTALLED = ("python", "numpy", *(("compiled",) if find_spec("numba") else ()))
engines = st.sampled_from(INSTALLED)
numbers_of_neurons = st.none() | st.integers(0, 5)

# Fewer examples for tests of statistics, because each of them draws ten thousand numbers.
statistical = settings(max_examples=max(1, settings().max_examples // 20))


def _neuron(*, gap: Any, vr: Any, **others: Any) -> lif.Neuron:
    return lif.Neuron(vr=vr, vth=vr + gap, **others)


# The leak potential may lie anywhere: below the reset, or above the threshold.
_ranges = {
    "tau": taus,
    "el": voltages,
    "vr": voltages,
    "gap": gaps,
    "r": resistances,
    "t_ref": t_refs,
}
neurons_with_t_ref = st.builds(_neuron, **_ranges)


class Case(NamedTuple):
    """The arguments of `lif.run`."""

    i: Array
    neuron: lif.Neuron
    dt: float
    state: lif.State

    def run(self, engine: Any = None) -> lif.Trace:
        """Simulate this case."""
        return lif.run(self.i, self.neuron, dt=self.dt, state=self.state, engine=engine)

    def only(self, index: Any) -> Case:
        """Return the case of one neuron of an ensemble, or of several in a new order."""
        neuron = {name: x[index] for name, x in fields(self.neuron).items()}
        v, spiked, refractory = (np.asarray(x)[index] for x in self.state[:3])
        state = lif.State(v, spiked, refractory, self.state.k)
        return Case(self.i[:, index], lif.Neuron(**neuron), self.dt, state)


def fields(neuron: lif.Neuron) -> dict[str, Any]:
    """Return the parameters of a neuron by name."""
    return {
        name: getattr(neuron, name) for name in ("tau", "el", "vr", "vth", "r", "t_ref")
    }


@st.composite
def inputs(draw: Draw, shape: tuple[int, ...], dt: float = 1e-3) -> Array:
    """Draw a current of any shape: constant, sine or noise around a mean."""
    mean, swing = draw(currents), draw(st.one_of(st.just(0.0), currents))
    if draw(st.booleans()):
        t = np.arange(shape[0]) * dt
        wave = np.sin(2 * np.pi * t / draw(periods))
        return np.array(mean + swing * np.broadcast_to(wave, shape[::-1]).T)
    noise: Array = np.random.default_rng(draw(seeds)).uniform(-1.0, 1.0, shape)
    noise *= swing
    noise += mean
    return noise


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a run of 0 to 60 steps with one neuron, or with up to five, alike or different."""
    n = draw(st.none() | st.integers(0, 5))

    def one_or_each(strategy: st.SearchStrategy[Any], dtype: type = float) -> Any:
        if n is None or draw(st.booleans()):
            return draw(strategy)
        return np.array([draw(strategy) for _ in range(n)], dtype)

    neuron = _neuron(**{name: one_or_each(x) for name, x in _ranges.items()})
    dt = draw(fractions) * float(np.min(neuron.tau, initial=1.0))
    # The refractory periods are short enough to end within the run.
    neuron = _with_n_ref(neuron, one_or_each(n_refs, int), dt)
    state = lif.State(
        one_or_each(voltages),
        one_or_each(st.booleans(), bool),
        one_or_each(st.integers(0, 5), int),
        draw(st.integers(0, 10**6)),
    )
    rows = draw(st.integers(0, 60))
    shapes = [(rows,)] if n is None else [(rows,), (rows, 1), (rows, n)]
    return Case(draw(inputs(draw(st.sampled_from(shapes)), dt)), neuron, dt, state)


@st.composite
def ensembles(draw: Draw, sizes: st.SearchStrategy[int]) -> Case:
    """Draw a run of many neurons that differ in everything: parameters, state and input."""
    n = draw(sizes)
    rng = np.random.default_rng(draw(seeds))
    neuron = _neuron(
        tau=rng.uniform(1e-3, 0.1, n),
        el=rng.uniform(-0.15, 0.05, n),
        vr=rng.uniform(-0.15, 0.05, n),
        gap=rng.uniform(1e-4, 0.1, n),
        r=rng.uniform(1e6, 1e9, n),
    )
    dt = draw(fractions) * float(np.min(neuron.tau, initial=0.1))
    neuron = _with_n_ref(neuron, rng.integers(0, 10, n), dt)
    state = lif.State(
        rng.uniform(-0.2, 0.1, n), rng.random(n) < 0.5, rng.integers(0, 5, n), 7
    )
    return Case(draw(inputs((draw(st.integers(0, 60)), n), dt)), neuron, dt, state)


def _with_n_ref(neuron: lif.Neuron, n_ref: Any, dt: float) -> lif.Neuron:
    return lif.Neuron(**(fields(neuron) | {"t_ref": n_ref * dt}))
