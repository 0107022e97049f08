"""The strategies of the tests: neurons, time steps, currents, spikes.

The ranges are wider than those of real neurons. Potentials are whole femtovolts and currents
are whole attoamperes, because finer values would test the underflow of floats, not a neuron.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

import lif

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lif.properties._theory import OneNeuron

    Array = NDArray[np.float64]
    Draw = st.DrawFn

    SingleNeuron = OneNeuron


voltages = st.floats(-0.15, 0.05).map(partial(round, ndigits=15))
currents = st.floats(-1e-9, 1e-9).map(partial(round, ndigits=18))
positive_currents = st.floats(1e-12, 1e-9)
# The distance from the reset to the threshold, and from any potential to another one; the latter
# can be so small that rounding decides.
gaps = st.floats(1e-4, 0.1)
margins = st.floats(1e-12, 0.1)
taus = st.floats(1e-4, 1.0)
resistances = st.floats(1e6, 1e10)
periods = st.floats(1e-4, 1.0)
times = st.floats(0.0, 10.0)
t_refs = st.floats(0.0, 0.05)

# a = dt/tau: the share of the distance to its target that the potential covers in one step.
fractions = st.floats(1e-4, 1.0)
coarse_fractions = st.floats(0.01, 1.0)  # for runs that last many time constants
n_refs = st.integers(0, 20)
seeds = st.integers(0, 2**32 - 1)
powers_of_two = st.integers(-8, 8).map(lambda m: 2.0**m)
engines = st.sampled_from(["python", "numpy", "compiled"])
numbers_of_neurons = st.none() | st.integers(0, 5)
time_constants = st.floats(1e-4, 1.0)
decays = st.floats(1e-3, 5.0)  # dt as a multiple of a time constant
# Spikes at up to 60 points of time: truth values, counts, or weighted sums of several trains.
spike_trains: st.SearchStrategy[list[Any]] = st.one_of(
    st.lists(st.booleans(), max_size=60),
    st.lists(st.integers(0, 5), max_size=60),
    st.lists(st.floats(-10, 10).map(partial(round, ndigits=6)), max_size=60),
)

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
neurons = st.builds(_neuron, **_ranges | {"t_ref": st.just(0.0)})
passive_neurons = st.builds(
    lif.Neuron,
    tau=taus,
    el=voltages,
    vr=st.just(-1.0),
    vth=st.just(np.inf),
    r=resistances,
)


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
