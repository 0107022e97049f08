"""Measure the default neuron of `lif` in another simulator, when everything is translated.

A page shows the code and the tables. The parameters are written into the code of each simulator
in its own units, and its recording is turned into a trace of `lif`. What still differs is the
method: an exact step or an Euler step, and spikes on the grid or between its points.
"""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from comparison import FOLDER, save, show, versions

import lif
from lif import exact
from lif.properties._theory import size, tol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from comparison import Array, Row
    from numpy.typing import NDArray

    Recording: TypeAlias = dict[str, Array]
    Simulate: TypeAlias = Callable[[Array, float, float], Recording]
    Translate: TypeAlias = Callable[[Recording, float], lif.Trace]

DURATION = 1.0  # second
DTS = (1e-3, 1e-4)
T_REFS = (0.0, 2e-3)  # 2 ms are the default of NEST and of Nengo
AMPLITUDE = 3e-10  # of the constant current, ampere
# The recording that the page reads.
STEPS, DT, T_REF = 800, 1e-4, 2e-3


def trace_from(v: Array, spike_steps: NDArray[np.int64], dt: float) -> lif.Trace:
    """Return a trace of potentials at 0, dt, 2*dt, ..., and of the steps of spikes."""
    last = len(v) - 1
    spiked = np.zeros(len(v), dtype=bool)
    spiked[spike_steps[spike_steps <= last]] = True
    state = lif.State(float(v[last]), bool(spiked[last]), k=last)
    return lif.Trace(lif.time_grid(last * dt, dt), v[:last], spiked[:last], state)


def exact_potentials(i: Array, neuron: lif.Neuron, dt: float) -> Array:
    """Return V at each step by the closed form; the current is constant during a step."""
    v = [neuron.el]
    for i_k in i[:-1]:
        v.append(exact.constant_current_voltage(dt, i_k, neuron, v0=v[-1]))
    return np.array(v)


def row(
    names: dict[str, str], neuron: lif.Neuron, dt: float, i: Array, trace: lif.Trace
) -> Row:
    """Compare a trace with the run of lif and with the closed forms."""
    steps = len(trace.t)
    own = lif.run(i[:steps], neuron, dt=dt)
    spikes, own_spikes = (np.flatnonzero(x.spiked) for x in (trace, own))
    climb = slice(min(spikes[0], own_spikes[0]))  # up to the first spike
    v, own_v = trace.v[climb], own.v[climb]
    interval = np.diff(spikes).mean() * dt
    return {
        **names,
        "t_ref (s)": neuron.t_ref,
        "dt (s)": dt,
        "spikes": len(spikes),
        "spikes of lif": len(own_spikes),
        "spikes at the same step": len(set(spikes) & set(own_spikes)),
        "first spike - lif (s)": (spikes[0] - own_spikes[0]) * dt,
        "mean interval - exact (s)": (
            interval - exact.interspike_interval(AMPLITUDE, neuron)
            if names["current"] == "constant"
            else None
        ),
        "V - lif (V)": np.abs(v - own_v).max(),
        "V - exact (V)": np.abs(v - exact_potentials(i, neuron, dt)[climb]).max(),
        "rounding bound (V)": tol(steps, dt / neuron.tau, size(neuron, i, neuron.vr)),
    }


def rows(subjects: Mapping[str, Simulate], translate: Translate) -> Iterator[Row]:
    """Yield a row for each way to simulate, current, refractory period and time step."""
    for subject, simulate in subjects.items():
        for t_ref, dt in product(T_REFS, DTS):
            t = lif.time_grid(DURATION, dt)
            currents = {
                "constant": lif.constant_current(t, AMPLITUDE),
                "sine": lif.sine_current(t),
            }
            for name, i in currents.items():
                trace = translate(simulate(i, dt, t_ref), dt)
                names = {"subject": subject, "current": name}
                yield row(names, lif.Neuron(t_ref=t_ref), dt, i, trace)


def measure(
    name: str, package: str, subjects: Mapping[str, Simulate], translate: Translate
) -> None:
    """Write the table, if V is that of lif or the exact one, and a recording for the page.

    On the grid, an interval ends at the first point after the exact one. Between the points, a
    spike is recorded at the next point, which changes the mean of all intervals by less than a
    step divided by their number.
    """
    found = list(rows(subjects, translate))
    show(f"The default neuron in {versions(package)}", found)
    for x in found:
        bound = x["rounding bound (V)"]
        assert min(x["V - lif (V)"], x["V - exact (V)"]) <= bound, f"another V: {x}"
        if x["V - lif (V)"] <= bound:
            same = x["spikes"] == x["spikes of lif"] == x["spikes at the same step"]
            assert same, f"the same V, and other spikes: {x}"
        elif x["current"] == "constant":
            late, dt = x["mean interval - exact (s)"], x["dt (s)"]
            assert -dt / (x["spikes"] - 1) <= late <= dt, f"another interval: {x}"
    save(f"{name}_default.csv", found, package)

    simulate = next(iter(subjects.values()))
    recorded = simulate(np.full(STEPS, AMPLITUDE), DT, T_REF)
    text = json.dumps({key: x.tolist() for key, x in recorded.items()})
    (FOLDER / f"{name}_recording.json").write_text(f"{text}\n", encoding="utf-8")
