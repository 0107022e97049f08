"""The tables of other simulators, made from the files that ``nox -s peers`` writes."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).with_name("peers")
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return the rows of a file in docs/peers."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table in Markdown; all columns but the first are aligned to the right."""
    head = list(head)
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def versions() -> str:
    """Return the versions of the simulators and of what they ran on."""
    return "; ".join(read(name)[0]["versions"] for name in ("brian2", "nest", "nengo"))


def step_by_step(name: str) -> str:
    """Summarise a simulator that takes the same steps, with a row for each kind of current."""

    def current(row: Row) -> str:
        return row["current"]

    rows = []
    for kind, group in groupby(sorted(read(name), key=current), current):
        found = list(group)
        rows.append(
            [
                kind,
                f"{sum(int(row['steps']) for row in found) / 1e6:g} M",
                *(
                    f"{sum(int(row[column]) for row in found):,}"
                    for column in ("spikes", "spikes that differ")
                ),
                *(
                    f"{max(float(row[column]) for row in found):.1g}"
                    for column in (
                        "largest difference of V (V)",
                        "share of rounding bound",
                    )
                ),
            ]
        )
    head = ["current", "steps", "spikes", "differ", "error (V)", "share"]
    return table(head, rows)


def orders() -> str:
    """Summarise the convergence to the exact integration of NEST, with a row for each quantity."""

    def quantity(row: Row) -> str:
        return row["quantity"]

    rows = []
    for kind, group in groupby(read("nest_order"), quantity):
        found = list(group)
        errors = [abs(float(row["lif - NEST"])) for row in found]
        order = [float(row["order"]) for row in found if row["order"]]
        rows.append(
            [
                kind,
                f"{errors[0]:.1e}",
                f"{errors[-1]:.1e}",
                f"{min(order):.2f} to {max(order):.2f}",
            ]
        )
    steps = [float(row["dt (s)"]) for row in read("nest_order")]
    head = ["", f"{1e3 * max(steps):g} ms", f"{1e6 * min(steps):.3g} µs", "order"]
    return table(head, rows)


def rates() -> str:
    """Summarise the spike counts of Nengo, with a row for each current above the rheobase."""

    def current(row: Row) -> str:
        return row["current above rheobase"]

    rows = []
    for kind, group in groupby(sorted(read("nengo"), key=_share), current):
        found = list(group)
        counts = [int(row["spikes"]) for row in found]
        differences = [abs(float(row["spikes - rate * duration"])) for row in found]
        rows.append(
            [
                kind,
                len(found),
                f"{min(counts):,} to {max(counts):,}",
                f"{max(differences):.2f}",
            ]
        )
    return table(["current", "runs", "spikes in a run", "difference"], rows)


def _share(row: Row) -> float:
    """Return the current above the rheobase as a number."""
    return float(row["current above rheobase"].rstrip("%"))
