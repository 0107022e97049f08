"""The tables of other simulators, made from the files that ``nox -s peers`` writes."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from lif.properties._property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parents[1] / "_data" / "peers"
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return the rows of a file in docs/_data/peers."""
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
                kind.replace("%", " %"),
                f"{errors[0]:.1e}",
                f"{errors[-1]:.1e}",
                f"{min(order):.2f} to {max(order):.2f}",
            ]
        )
    steps = [float(row["dt (s)"]) for row in read("nest_order")]
    head = [
        "error of",
        f"{1e3 * max(steps):g} ms",
        f"{1e6 * min(steps):.3g} µs",
        "order",
    ]
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
                kind.replace("%", " %"),
                len(found),
                f"{min(counts):,} to {max(counts):,}",
                f"{max(differences):.2f}",
            ]
        )
    return table(["current", "runs", "spikes in a run", "difference"], rows)


# How the table of properties calls what was found.
OUTCOMES = {
    "holds": "holds",
    "convention": "convention",
    "differs": "differs",
    "does not apply": "not applicable",
}
# A longer case is only in the file.
LONGEST_CASE = 160


def judged(name: str) -> list[Row]:
    """Return the rows of the properties of one simulator."""
    return read(f"{name}_properties")


def properties() -> str:
    """Return what was found for each property, with a column for each simulator."""
    columns = {"Brian2": "brian2", "NEST": "nest", "Nengo": "nengo"}
    lines = []
    for prop in dict.fromkeys(row["property"] for row in judged("nest")):
        line = [f"{PROPERTIES[prop].sentence} (`{prop}`)"]
        for name in columns.values():
            # One word, unless the neurons of a simulator differ from each other.
            words = (
                OUTCOMES[x["outcome"]] for x in judged(name) if x["property"] == prop
            )
            line.append(", ".join(dict.fromkeys(words)))
        lines.append(line)
    return table(["property", *columns], lines)


def count(name: str, *outcomes: str) -> int:
    """Count the outcomes of all neurons of a simulator."""
    return sum(OUTCOMES[row["outcome"]] in outcomes for row in judged(name))


def conventions(name: str) -> str:
    """Return the conventions of each neuron of a simulator, where they differ from ours."""
    found = {row["subject"]: row["conventions"] for row in judged(name)}
    return "\n".join(
        "\n".join(
            [
                f"**{_titled(subject)}**:\n",
                *(f"- {x[0].upper()}{x[1:]}." for x in words.split("; ")),
            ]
        )
        + "\n"
        for subject, words in found.items()
        if words
    )


def differences(name: str) -> str:
    """Return the properties that differ, each with its shortest case."""

    def by_property(row: Row) -> str:
        return row["property"]

    differ = [row for row in judged(name) if row["outcome"] == "differs"]
    names = list(dict.fromkeys(map(by_property, judged(name))))
    differ.sort(key=lambda row: names.index(row["property"]))
    parts = []
    for prop, group in groupby(differ, by_property):
        rows = list(group)
        row = min(rows, key=lambda row: len(row["case"]))
        where = " and ".join(_titled(row["subject"]) for row in rows)
        parts.append(f"**`{prop}`** ({where}): {PROPERTIES[prop].sentence}\n")
        parts.append(f"Result: {row['why']}.\n")
        if len(row["case"]) <= LONGEST_CASE:
            parts.append(f"```python\n{row['case']}\n```\n")
    return "\n".join(parts)


def by_its_own_rule(name: str) -> tuple[int, int]:
    """Count the differences, and those of them in which the simulator follows its own rule."""
    found = [row for row in judged(name) if row["outcome"] == "differs"]
    return len(found), sum(row["by its own rule"] == "yes" for row in found)


def random_cases(name: str) -> int:
    """Count the random cases that were compared with the simulator's own rule."""
    counts = {
        row["subject"]: row["random cases by its own rule"] for row in judged(name)
    }
    return sum(int(x) for x in counts.values())


def short_refractory_periods() -> str:
    """Return the rates of Nengo with refractory periods of at most a step."""
    formula, spikes = "rate by nengo.LIF.rates (Hz)", "rate of the spikes (Hz)"
    rows = [
        [
            f"{float(row['t_ref / dt']):g}",
            f"{1e12 * float(row['current (A)']):.0f}",
            *(f"{float(row[column]):.1f}" for column in (formula, spikes)),
        ]
        for row in read("nengo_short")
    ]
    head = ["t_ref/dt", "current (pA)", "`rates` (1/s)", "spikes (1/s)"]
    return table(head, rows)


def _titled(subject: str) -> str:
    """Write the simulator of a subject as it is, and the model or option as code."""
    name, *options = subject.split(", ")
    return ", ".join([name, *(f"`{option}`" for option in options)])


def default_neuron(current: str | None = None) -> list[Row]:
    """Return the rows of the default neuron in all simulators, or those of one current."""
    names = ("brian2", "nest", "nengo")
    rows = [row for name in names for row in read(f"{name}_default")]
    return [row for row in rows if current in {None, row["current"]}]


def largest(rows: Iterable[Row], column: str) -> float:
    """Return the largest number of a column, up to its sign."""
    return max(abs(float(row[column])) for row in rows)


def default_potentials() -> str:
    """Return the differences of V before the first spike, with a row for each time step."""

    def kind(row: Row) -> tuple[str, float]:
        return row["subject"], -float(row["dt (s)"])

    columns = "V - lif (V)", "V - exact (V)"
    rows = [
        [
            subject,
            f"{-1e3 * step:g}",
            *(f"{1e3 * largest(found, column):.1g}" for column in columns),
        ]
        for (subject, step), group in groupby(sorted(default_neuron(), key=kind), kind)
        for found in [list(group)]
    ]
    head = ["simulator", "dt (ms)", "V from `lif` (mV)", "V from exact solution (mV)"]
    return table(head, rows)


def default_spikes() -> str:
    """Return the differences of the spikes under the constant current."""

    def ms(value: str) -> str:
        return f"{round(1e3 * float(value), 4) + 0.0:g}"

    rows = [
        [
            row["subject"],
            ms(row["t_ref (s)"]),
            ms(row["dt (s)"]),
            row["spikes"],
            row["spikes at the same step"],
            ms(row["first spike - lif (s)"]),
            ms(row["mean interval - exact (s)"]),
        ]
        for row in default_neuron("constant")
    ]
    head = [
        "simulator",
        "t_ref (ms)",
        "dt (ms)",
        "spikes",
        "at the step of `lif`",
        "first spike later (ms)",
        "interval longer (ms)",
    ]
    return table(head, rows)


def _share(row: Row) -> float:
    """Return the current above the rheobase as a number."""
    return float(row["current above rheobase"].rstrip("%"))
