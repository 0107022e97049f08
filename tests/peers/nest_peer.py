"""Compare with NEST, which solves the membrane equation exactly over each step.

There are two comparisons. The first is step by step, with another time constant tau'. An exact
step goes the part 1 - exp(-dt/tau') of the way, and is an Euler step where this part is dt/tau.
The second has the original time constant: the difference is then the error of forward Euler, which
must be of first order in dt and within its bounds.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import nest
import numpy as np
from comparison import SEED, compare_steps, save, show, versions

import lif
from lif import exact
from lif.properties._theory import EPS, climb, size, tol

if TYPE_CHECKING:
    from comparison import Array, Neurons, Result, Row

nest.verbosity = nest.VerbosityLevel.ERROR

PACKAGE = "nest-simulator"
COARSE = 1e-3  # second; the longest step of lif, and the step of NEST, which is exact
HALVINGS = 6
SPIKES = 20


def in_its_units(neuron: lif.Neuron) -> dict[str, Any]:
    """Return the parameters in the units of NEST: ms, mV and pF (ms/GOhm)."""
    tau = 1e3 * neuron.tau
    return {
        "tau_m": tau,
        "C_m": tau / (1e-9 * neuron.r),
        "E_L": 1e3 * neuron.el,
        "V_m": 1e3 * neuron.el,
        "V_reset": 1e3 * neuron.vr,
        "V_th": 1e3 * neuron.vth,
        "t_ref": 1e3 * neuron.t_ref,
    }


def simulate(neurons: Neurons, currents: Array, dt: float) -> Result:
    """Simulate neurons with NEST, each with a column of currents."""
    steps, n = currents.shape
    ms = 1e3 * dt
    nest.ResetKernel()
    nest.resolution = ms
    delay = {"delay": ms}
    cells = nest.Create("iaf_psc_delta", n)
    cells.set([in_its_units(neuron) for neuron in neurons])
    generators = nest.Create("step_current_generator", n)
    generators.set(
        [
            {
                "amplitude_times": ms * np.arange(1, steps + 1),
                "amplitude_values": 1e12 * i,
            }
            for i in currents.T
        ]
    )
    potential = nest.Create(
        "multimeter", params={"record_from": ["V_m"], "interval": ms}
    )
    spikes = nest.Create("spike_recorder")
    nest.Connect(generators, cells, "one_to_one", delay)
    nest.Connect(potential, cells, syn_spec=delay)
    nest.Connect(cells, spikes, syn_spec=delay)
    # A generator cannot change its current at time 0, and the current takes another step to
    # arrive, so NEST is two steps later than lif. It records V from its first step on.
    nest.Simulate(ms * (steps + 2))

    events = potential.events
    order = np.lexsort((events["senders"], events["times"]))
    v = 1e-3 * events["V_m"][order].reshape(-1, n)[1:]
    spiked = np.zeros((steps + 3, n), dtype=bool)
    k = np.rint(spikes.events["times"] / ms).astype(int)
    spiked[k, np.searchsorted(cells.tolist(), spikes.events["senders"])] = True
    return v, spiked[2:-1]


def simulate_euler(neurons: Neurons, currents: Array, dt: float) -> Result:
    """Make NEST take forward Euler steps, by another time constant.

    NEST also rounds the factor exp(-dt/tau') and two products, so the bound that can be derived is
    2*tol. The measured differences stay within tol.
    """
    taus = [-dt / math.log1p(-dt / neuron.tau) for neuron in neurons]
    pairs = zip(neurons, taus, strict=True)
    return simulate([replace(neuron, tau=tau) for neuron, tau in pairs], currents, dt)


def row(
    quantity: str, dt: float, error: float, limits: tuple[float, float], share: float
) -> Row:
    """Return a row of the table, in which the order may be filled in later."""
    return {
        "quantity": quantity,
        "dt (s)": dt,
        "lif - NEST": error,
        "at least": limits[0],
        "at most": limits[1],
        "against dt (s)": None,
        "order": None,
        "order at least": None,
        "order at most": None,
        "NEST's own error, share of bound": share,
    }


def fill_in_order(now: Row, before: Row, least: float, most: float) -> None:
    """Fill in the order of convergence between two rows, from the ratio and its limits."""
    halvings = math.log2(before["dt (s)"] / now["dt (s)"])
    now["against dt (s)"] = before["dt (s)"]
    with np.errstate(all="ignore"):  # nan is not within any limits
        ratio = before["lif - NEST"] / now["lif - NEST"]
        for name, x in {"": ratio, " at least": least, " at most": most}.items():
            now[f"order{name}"] = np.log2(x) / halvings


def potential_rows(name: str, i: Array) -> list[Row]:
    """Compare V without a threshold, under a current in pieces of the coarsest step.

    With a = dt/tau and D = max|el + r*i - V|, the error of one step is at most a**2/2*D, and each
    later step contracts it by 1 - a, so the error E(a) is at most a/2*D. In the same way, two half
    steps against one whole step give |E(a) - 2*E(a/2)| <= a**2*(1/8 + 1/6)*D: the 1/8 comes from
    (1 - a/2)**2 - (1 - a) = a**2/4 times twice E(a/2), and the 1/6 from the errors of the steps.
    So E(a)/E(a/2) differs from 2 by at most a**2*D/3/E(a/2).
    """
    neuron = lif.Neuron(vth=math.inf)
    v = simulate([neuron], i[:, np.newaxis], COARSE)[0][:, 0]
    closed = [neuron.el]
    for i_k in i[:-1]:
        v_k = exact.constant_current_voltage(COARSE, i_k, neuron, v0=closed[-1])
        closed.append(v_k)
    rounding = tol(np.arange(len(i)), COARSE / neuron.tau, size(neuron, i, neuron.el))
    share = (np.abs(v - np.array(closed)) / rounding).max()
    way = np.abs(neuron.el + neuron.r * i - v).max()
    rows: list[Row] = []
    for parts in 2 ** np.arange(HALVINGS + 1):
        dt = COARSE / float(parts)
        a = dt / neuron.tau
        trace = lif.run(np.repeat(i, parts), neuron, dt=dt)
        error = np.abs(trace.v[::parts] - v).max()
        rows.append(row(f"V (V), {name}", dt, error, (0.0, a / 2 * way), share))
        if parts > 1:
            with np.errstate(all="ignore"):
                off = (2 * a) ** 2 * way / 3 / error
            fill_in_order(rows[-1], rows[-2], 2 - off, 2 + off)
    return rows


def spike_rows(above: float, t_ref: float) -> list[Row]:
    """Compare the spike times with those that NEST finds between the points of its grid.

    In lif the climb from reset to threshold takes the next whole number of steps after x (see
    `climb`); in NEST it takes the time T'. So each interval differs by between x*dt - T' and
    x*dt - T' + dt. With a current only little above the rheobase, both limits have the same sign,
    so the order has limits too; over many halvings these limits are close to each other.
    """
    neuron = lif.Neuron(t_ref=t_ref)
    i = (1 + above) * exact.rheobase(neuron)
    interval = exact.interspike_interval(i, neuron)
    duration = interval * (SPIKES + 0.5)
    n = np.arange(1, SPIKES + 1)

    nest.ResetKernel()
    nest.resolution = 1e3 * COARSE
    cell = nest.Create("iaf_psc_delta_ps", params=in_its_units(neuron))
    cell.set(V_m=1e3 * neuron.vr, I_e=1e12 * i)
    spikes = nest.Create("spike_recorder")
    nest.Connect(cell, spikes)
    nest.Simulate(math.ceil(1e3 * duration))
    times = 1e-3 * spikes.events["times"][:SPIKES]
    # In each interval, an error in V becomes an error in time when divided by the slope.
    m = size(neuron, i, neuron.vr)
    slope = (neuron.el + neuron.r * i - neuron.vth) / neuron.tau
    rounding = n * (tol(math.inf, COARSE / neuron.tau, m) / slope + EPS * duration)
    share = (np.abs(times - (n * interval - t_ref)) / rounding).max()

    rows: list[Row] = []
    for parts in 2 ** np.arange(HALVINGS + 1):
        dt = COARSE / float(parts)
        currents = np.full(math.ceil(duration / dt), i)
        trace = lif.run(currents, neuron, dt=dt, state=lif.State(neuron.vr))
        error = trace.t[trace.spiked][:SPIKES] - times
        x, doubt = climb(i, neuron, float(dt / neuron.tau), neuron.vr)
        low = n * ((x - doubt) * dt - (interval - t_ref)) - rounding
        high = n * ((x + 1 + doubt) * dt - (interval - t_ref)) + rounding
        assert (low <= error).all(), f"a spike is early: {above}, {neuron}, {dt}"
        assert (error <= high).all(), f"a spike is late: {above}, {neuron}, {dt}"
        quantity = f"time of spike {SPIKES} (s), {above:.1%} above rheobase"
        limits = low[-1], high[-1]
        rows.append(row(quantity, dt, error[-1], limits, share))
        if parts > 1:
            first = rows[0]
            fill_in_order(
                rows[-1],
                first,
                first["at most"] / limits[0],
                first["at least"] / limits[1],
            )
    return rows


def compare_orders() -> None:
    """Compare with the exact solution of NEST; keep the table if all rows are within limits."""
    t = lif.time_grid(1.0, COARSE)
    rng = np.random.default_rng(SEED)
    rows = [
        *potential_rows("constant current", lif.constant_current(t, 2.5e-10)),
        *potential_rows("sine", lif.sine_current(t)),
        *potential_rows("noise", 2.5e-10 * (1 + 2 * rng.uniform(-1, 1, len(t)))),
        # In NEST, neurons with precise spike times have a refractory period of at least one step.
        *spike_rows(above=0.01, t_ref=1e-3),
        *spike_rows(above=0.001, t_ref=5e-3),
    ]
    show(f"lif and {versions(PACKAGE)}, order of convergence", rows)
    for x in rows:
        assert x["at least"] <= x["lif - NEST"] <= x["at most"], f"out of limits: {x}"
        if x["order"] is not None:
            in_limits = x["order at least"] <= x["order"] <= x["order at most"]
            assert in_limits, f"order out of limits: {x}"
        assert x["NEST's own error, share of bound"] <= 1, f"not the closed form: {x}"
    save("nest_order.csv", rows, PACKAGE)


def main() -> None:
    """Compare step by step, and by the order of convergence."""
    compare_steps(simulate_euler, PACKAGE, "nest.csv")
    compare_orders()


if __name__ == "__main__":
    main()
