"""A leaky integrate-and-fire neuron: simulated, explained and tested.

All quantities are in SI units: second, volt, ampere, ohm. Time is the first axis of every
array. Functions are pure: a state goes in, and a new state comes out.
"""

from lif import exact as exact
from lif import spikes as spikes
from lif.currents import (
    constant_current,
    noise_current,
    ou_current,
    poisson_spikes,
    sine_current,
    step_current,
    synaptic_current,
)
from lif.membrane import State, euler_step, fire, step
from lif.neuron import Neuron
from lif.simulation import Trace, run, stream, time_grid

__version__ = "0.2.0"

__all__ = [
    "Neuron",
    "State",
    "Trace",
    "constant_current",
    "euler_step",
    "fire",
    "noise_current",
    "ou_current",
    "poisson_spikes",
    "run",
    "sine_current",
    "step",
    "step_current",
    "stream",
    "synaptic_current",
    "time_grid",
]
