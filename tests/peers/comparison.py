"""Compare another simulator with `lif`: the same neurons and currents, step by step.

Another simulator is called a peer here. ``nox -s peers`` runs each peer in an environment of its
own. The table of a comparison is printed and checked, and kept in docs/_data/peers if it passes.
"""

from __future__ import annotations

import csv
import platform
import sys
from dataclasses import replace
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from oracles import same_bits

import lif
from lif.properties._theory import size, tol

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Neurons: TypeAlias = list[lif.Neuron]
    Result: TypeAlias = tuple[Array, NDArray[np.bool_]]  # V, spikes: (steps, n) each
    Simulate: TypeAlias = Callable[[Neurons, Array, float], Result]
    Row: TypeAlias = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "docs" / "_data" / "peers"
STEPS = 10**5
DTS = (1e-3, 1e-4, 1e-5)
DRAWN = 44  # neurons with random parameters
SEED = 1952


class Case(NamedTuple):
    """A neuron, its current, and the names that show to which row of the table it belongs."""

    current: str
    t_ref: str
    neuron: lif.Neuron
    i: Array


def cases(dt: float) -> list[Case]:
    """Return the default neuron under four currents, and neurons with random parameters."""
    rng = np.random.default_rng(SEED)
    t = lif.time_grid(STEPS * dt, dt)
    default = lif.Neuron()
    currents = {
        "constant": lif.constant_current(t, 2.5e-10),
        "sine": lif.sine_current(t),
        "noise": 2.5e-10 * (1 + 2 * rng.uniform(-1, 1, STEPS)),
        # Two steps in three lead from the reset potential past the threshold, 20 mV away.
        "strong noise": rng.uniform(0, 60e-3, STEPS) * default.tau / dt / default.r,
    }
    periods = {"none": 0.0, "5 ms": 5e-3}
    return [
        *(
            Case(name, period, replace(default, t_ref=periods[period]), currents[name])
            for name, period in product(currents, periods)
        ),
        *(drawn_case(rng, dt) for _ in range(DRAWN)),
    ]


def drawn_case(rng: np.random.Generator, dt: float) -> Case:
    """Draw a neuron, and noise whose mean lies near the rheobase."""
    el = rng.uniform(-70e-3, -60e-3)
    neuron = lif.Neuron(
        tau=rng.uniform(5e-3, 50e-3),
        el=el,
        vr=el + rng.uniform(-10e-3, 4e-3),
        vth=el + rng.uniform(5e-3, 20e-3),
        r=rng.uniform(50e6, 200e6),
        t_ref=dt * rng.integers(20),
    )
    i_mean = rng.uniform(0.9, 2.0) * (neuron.vth - el) / neuron.r
    i = i_mean * (1 + 3 * rng.uniform(-1, 1, STEPS))
    return Case(f"noise, {DRAWN} drawn neurons", "0-19 steps", neuron, i)


def compare(simulate: Simulate, dt: float) -> list[Row]:
    """Return a row for each kind of case, which compares the peer with lif."""
    compared = cases(dt)
    v, spiked = simulate(
        [case.neuron for case in compared],
        np.stack([case.i for case in compared], axis=1),
        dt,
    )
    traces = [lif.run(case.i, case.neuron, dt=dt) for case in compared]
    own_v = np.stack([trace.v for trace in traces], axis=1)
    own_spiked = np.stack([trace.spiked for trace in traces], axis=1)
    k = np.arange(STEPS)[:, np.newaxis]
    a = np.array([dt / case.neuron.tau for case in compared])
    m = np.array([size(case.neuron, case.i, case.neuron.vr) for case in compared])
    error, bound = np.abs(v - own_v), tol(k, a, m)

    kinds = [(case.current, case.t_ref) for case in compared]
    rows = []
    for kind in dict.fromkeys(kinds):
        j = np.array([other == kind for other in kinds])
        rows.append(
            {
                "current": kind[0],
                "t_ref": kind[1],
                "dt (s)": dt,
                "steps": STEPS * int(j.sum()),
                "spikes": int(own_spiked[:, j].sum()),
                "spikes that differ": int((spiked != own_spiked)[:, j].sum()),
                "largest difference of V (V)": error[:, j].max(),
                "share of rounding bound": (error / bound)[:, j].max(),
                "same bits": "yes" if same_bits(v[:, j], own_v[:, j]) else "no",
            }
        )
    return rows


def compare_steps(simulate: Simulate, package: str, file: str) -> None:
    """Compare step by step; keep the table if all spikes agree, and V agrees up to rounding."""
    rows = [row for dt in DTS for row in compare(simulate, dt)]
    show(f"lif and {versions(package)}, step by step", rows)
    for row in rows:
        assert row["spikes"] > 0, f"nothing to compare: {row}"
        assert row["spikes that differ"] == 0, f"spikes differ: {row}"
        assert row["share of rounding bound"] <= 1, (
            f"V differs by more than rounding: {row}"
        )
    save(file, rows, package)


def versions(package: str) -> str:
    """Return the versions of the peer and of what it ran on."""
    return (
        f"{package} {version(package)}, NumPy {np.__version__}, "
        f"Python {platform.python_version()}"
    )


def written(value: Any) -> str:
    """Write a number with four significant digits, and None as an empty cell."""
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def show(title: str, rows: list[Row]) -> None:
    """Print a table with a title."""
    lines = [list(rows[0]), *([written(x) for x in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = (
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    sys.stdout.write("\n".join([title, "", *table, "", ""]))


def save(file: str, rows: list[Row], package: str) -> None:
    """Write a table into a file, with the versions in its last column."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / file).open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow([*rows[0], "versions"])
        for row in rows:
            writer.writerow([*map(written, row.values()), versions(package)])
