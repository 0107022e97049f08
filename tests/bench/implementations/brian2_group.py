"""Brian2, with the code that it generates: Cython in this process, or a C++ program.

The clock leaves out the preparation before the first step. For the C++ program, starting it and
writing and reading its files count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import brian2
import numpy as np
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from work import Array, Clock, Run

PACKAGES = ("brian2", "cython", "numpy")
EQUATION = "dv/dt = (el - v + r*recorded(t, i))/tau : volt"


class _Network(brian2.Network):
    """A network that starts a clock just before its first step."""

    def before_run(self, namespace: Any) -> None:
        """Prepare, and then start the clock."""
        super().before_run(namespace)
        self.clock.start()


class _Model:
    """The neurons and the monitors that record them."""

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
        # V before the step, as in a trace of lif.
        self.potential = brian2.StateMonitor(
            self.neurons, "v", record=True, when="start"
        )
        self.spikes = brian2.SpikeMonitor(self.neurons)
        self.parts = (self.neurons, self.potential, self.spikes)

    def read(self) -> tuple[Array, Array]:
        """Return the potentials and the spike times."""
        return np.asarray(self.potential.v_), np.asarray(self.spikes.t_)

    def count(self, times: Array) -> int:
        """Count the spikes without those of the last step, which a trace does not hold."""
        return int((np.rint(times / DT) + 1 < self.steps).sum())


def prepare(variant: str, i: Array) -> Run:
    """Return a function that runs the variant."""
    return {"cython": _runtime, "standalone": _standalone}[variant](i)


def _runtime(i: Array) -> Run:
    brian2.prefs.codegen.target = "cython"
    brian2.prefs.codegen.runtime.cython.cache_dir = "cython"  # in the current folder
    model = _Model(i)
    network = _Network(*model.parts)
    network.store()

    def run(clock: Clock) -> int:
        network.restore()
        network.clock = clock
        network.run(model.duration, namespace={})
        _, times = model.read()
        clock.stop()
        return model.count(times)

    return run


def _standalone(i: Array) -> Run:
    brian2.set_device("cpp_standalone", build_on_run=False, directory="standalone")
    model = _Model(i)
    brian2.Network(*model.parts).run(model.duration, namespace={})
    brian2.device.build(run=False, with_output=False)

    def run(clock: Clock) -> int:
        clock.start()
        brian2.device.run(with_output=False)
        _, times = model.read()
        clock.stop()
        return model.count(times)

    return run
