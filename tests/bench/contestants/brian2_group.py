"""Brian2, by code that it writes and compiles: Cython as it goes, or a C++ program.

The clock leaves out what comes before the first step, but the program's start and its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import brian2
import numpy as np
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from work import Array, Clock, Go

PACKAGES = ("brian2", "cython", "numpy")
EQUATION = "dv/dt = (el - v + r*recorded(t, i))/tau : volt"


class _Network(brian2.Network):
    """A network that starts a clock when its first step is due."""

    def before_run(self, namespace: Any) -> None:
        """Prepare, and then start the clock."""
        super().before_run(namespace)
        self.clock.start()


class _Model:
    """The neurons with their monitors."""

    def __init__(self, i: Array) -> None:
        self.steps, n = i.shape
        dt = brian2.defaultclock.dt = DT * brian2.second
        self.duration = self.steps * dt
        self.neurons = brian2.NeuronGroup(
            n,
            EQUATION,
            method="euler",
            threshold="v > vth",
            reset="v = vr",
            namespace={
                "recorded": brian2.TimedArray(i * brian2.amp, dt),
                "tau": TAU * brian2.second,
                **{
                    name: value * brian2.volt
                    for name, value in {"el": EL, "vr": VR, "vth": VTH}.items()
                },
                "r": R * brian2.ohm,
            },
        )
        self.neurons.v_ = EL
        # V before the step, as in the other traces.
        self.potential = brian2.StateMonitor(
            self.neurons, "v", record=True, when="start"
        )
        self.spikes = brian2.SpikeMonitor(self.neurons)
        self.parts = (self.neurons, self.potential, self.spikes)

    def read(self) -> tuple[Array, Array]:
        """Return potentials, and the times of spikes."""
        return np.asarray(self.potential.v_), np.asarray(self.spikes.t_)

    def count(self, times: Array) -> int:
        """Count the spikes; those of the last step lie beyond the other traces."""
        return int((np.rint(times / DT) + 1 < self.steps).sum())


def prepare(variant: str, i: Array) -> Go:
    """Return what runs it."""
    return {"cython": _runtime, "standalone": _standalone}[variant](i)


def _runtime(i: Array) -> Go:
    brian2.prefs.codegen.target = "cython"
    brian2.prefs.codegen.runtime.cython.cache_dir = "cython"  # here: it starts empty
    model = _Model(i)
    network = _Network(*model.parts)
    network.store()

    def go(clock: Clock) -> int:
        network.restore()
        network.clock = clock
        network.run(model.duration, namespace={})
        _, times = model.read()
        clock.stop()
        return model.count(times)

    return go


def _standalone(i: Array) -> Go:
    brian2.set_device("cpp_standalone", build_on_run=False, directory="standalone")
    model = _Model(i)
    brian2.Network(*model.parts).run(model.duration, namespace={})
    brian2.device.build(run=False, with_output=False)

    def go(clock: Clock) -> int:
        clock.start()
        brian2.device.run(with_output=False)
        _, times = model.read()
        clock.stop()
        return model.count(times)

    return go
