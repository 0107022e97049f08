"""What is drawn for the properties: neurons, time steps, currents, spikes.

The ranges are wider than those of real neurons, but each strategy begins with the default value,
so that the smallest counterexample is close to the neuron of the course. Potentials are whole
femtovolts, because finer values would test the underflow of floats instead of a neuron.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from hypothesis import strategies as st

from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lif.properties._theory import OneNeuron

DEFAULT = cast("OneNeuron", Neuron())


# What is drawn most often is made once here, and needs neither `|` nor a `map` of each value:
# the search takes a tenth less time.
_no_or_yes = st.integers(0, 1)


@st.composite
def _or(draw: st.DrawFn, default: float, strategy: st.SearchStrategy[float]) -> float:
    """Draw the default, which is the smallest value, or a value of the strategy."""
    return draw(strategy) if draw(_no_or_yes) else default


def _amperes(pa: int) -> float:
    """Return a number of picoamperes in amperes."""
    return round(pa * 1e-12, 15)


_volts = st.floats(-0.15, 0.05).map(partial(round, ndigits=15))
voltages = _or(-60e-3, _volts)
_picoamperes = st.integers(-1000, 1000)
_few_picoamperes = st.lists(_picoamperes, min_size=1, max_size=8)
currents = _picoamperes.map(_amperes)
positive_currents = _or(25e-11, st.floats(1e-12, 1e-9))
# The distance from the reset to the threshold, and from any potential to another one; the latter
# can be so small that rounding decides.
gaps = _or(20e-3, st.floats(1e-4, 0.1))
margins = st.floats(1e-12, 0.1)
taus = _or(20e-3, st.floats(1e-4, 1.0))
resistances = _or(100e6, st.floats(1e6, 1e10))
periods = _or(10e-3, st.floats(1e-4, 1.0))
times = st.integers(0, 1000).map(lambda ms: ms * 1e-3) | st.floats(0.0, 10.0)
# a = dt/tau: the fraction of the distance to its target that V covers in one Euler step.
fractions = _or(0.05, st.floats(1e-4, 1.0))
coarse_fractions = _or(0.05, st.floats(0.01, 1.0))  # for runs of many time constants
n_refs = st.integers(0, 20)
seeds = st.integers(0, 2**32 - 1)
powers_of_two = st.integers(-8, 8).map(lambda m: 2.0**m)
time_constants = _or(5e-3, st.floats(1e-4, 1.0))
decays = _or(0.2, st.floats(1e-3, 5.0))  # dt as a multiple of a time constant
# Truth values, counts, or weighted sums of several trains.
spike_trains: st.SearchStrategy[list[Any]] = st.one_of(
    st.lists(st.booleans(), max_size=60),
    st.lists(st.integers(0, 5), max_size=60),
    st.lists(st.floats(-10, 10).map(partial(round, ndigits=6)), max_size=60),
)


def _neuron(*, gap: float, vr: float, **others: float) -> Neuron:
    """Return a neuron with the threshold above its reset potential."""
    return Neuron(vr=vr, vth=round(vr + gap, 15), **others)


neurons = st.builds(
    _neuron,
    tau=taus,
    el=voltages,
    vr=_or(-70e-3, _volts),
    gap=gaps,
    r=resistances,
)
passive_neurons = st.builds(
    partial(Neuron, vr=-1.0, vth=math.inf), tau=taus, el=voltages, r=resistances
)


@st.composite
def inputs(draw: st.DrawFn, most: int) -> NDArray[np.float64]:
    """Draw a current of 1 to `most` steps: a few values that are repeated, or noise."""
    steps = draw(st.integers(1, most))
    if draw(st.booleans()):
        mean, swing = _amperes(draw(_picoamperes)), _amperes(draw(_picoamperes))
        noise = np.random.default_rng(draw(seeds)).uniform(-1.0, 1.0, steps)
        return np.asarray(mean + swing * noise)
    few = [_amperes(pa) for pa in draw(_few_picoamperes)]
    return np.resize(few, steps)  # repeats the values
