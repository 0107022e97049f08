"""The tables on the page of benchmarks, made from the file that ``nox -s bench`` writes.

``python -m _support.benchmark_tables`` prints them.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from _support.peer_tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = Path(__file__).parents[1] / "_data" / "benchmarks.json"
PEERS = ("Brian2, Cython", "Brian2, C++", "NEST", "JAX", "Nengo")
DEFAULT, NUMPY, COMPILED = "lif", "lif, numpy", "lif, compiled"
LESSON, BARE, COPY = "the lesson's loop", "bare loop", "copy"
THOUSANDS = 10**4  # numbers of neurons from here on are written in thousands
MISSING = "–"
Results = dict[str, Any]
Times = dict[tuple[str, int], float]


def read() -> Results:
    """Return the results of the last benchmark."""
    found: Results = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def sizes(results: Results) -> list[int]:
    """Return the numbers of neurons, in ascending order."""
    return sorted({row["n"] for row in results["runs"]})


def run_times(results: Results) -> Times:
    """Return the median time per neuron-step, in ns, by implementation and number of neurons."""
    return {
        (row["implementation"], row["n"]): 1e9
        * median(row["seconds"])
        / (row["n"] * row["steps"])
        for row in results["runs"]
    }


def first_times(results: Results) -> Times:
    """Return the median time to the first result of a short run, in seconds."""
    return {
        (row["implementation"], row["n"]): median(row["first"])
        for row in results["shorts"]
    }


def first_long_times(results: Results) -> Times:
    """Return the time to the first result of a long run, in seconds."""
    return {(row["implementation"], row["n"]): row["first"] for row in results["runs"]}


def peaks(results: Results) -> Times:
    """Return the peak memory of a process, in megabytes."""
    return {
        (row["implementation"], row["n"]): row["peak"] / 1e6
        for row in results["runs"]
        if row["peak"] is not None
    }


def partial(results: Results) -> set[tuple[str, int]]:
    """Return the implementations and numbers of neurons that had fewer steps than others."""
    most = {
        n: max(row["steps"] for row in results["runs"] if row["n"] == n)
        for n in sizes(results)
    }
    return {
        (row["implementation"], row["n"])
        for row in results["runs"]
        if row["steps"] < most[row["n"]]
    }


def digits(x: float) -> str:
    """Write a number with two significant digits, and a large one as a whole number."""
    if x == 0 or not math.isfinite(x):
        return str(x)
    return f"{x:,.{max(0, 1 - math.floor(math.log10(abs(x))))}f}"


def many(n: int) -> str:
    """Write a number of neurons in few characters, so that a table of five fits on a phone."""
    return f"{n // 1000}k" if n >= THOUSANDS else str(n)


def by_size(
    results: Results,
    times: Times,
    unit: str | None = None,
    marked: Iterable[tuple[str, int]] = (),
) -> str:
    """Write a table with a row for each implementation and a column for each number of neurons.

    If an implementation is named as `unit`, the numbers are divided by its own. A dash stands for
    a missing number, and a star follows a number that is in `marked`.
    """
    columns, stars = sizes(results), set(marked)
    failed = {failure["implementation"] for failure in results["failures"]}
    rows = []
    for name in results["implementations"]:
        cells = []
        for n in columns:
            x = times.get((name, n))
            if x is not None and unit is not None:
                against = times.get((unit, n))
                x = None if against is None else x / against
            star = "\\*" if (name, n) in stars else ""
            cells.append(MISSING if x is None else digits(x) + star)
        if set(cells) != {MISSING} or name in failed:
            rows.append([name, *cells])
    return table(["neurons", *map(many, columns)], rows)


def call_sizes(results: Results) -> list[tuple[int, int]]:
    """Return the numbers of neurons and steps with which separate calls were timed."""
    most: dict[int, int] = {}
    for row in results["calls"]:
        most[row["n"]] = max(most.get(row["n"], 0), row["steps"])
    return sorted(most.items())


def tenth_calls(results: Results) -> Times:
    """Return the median time of the tenth call in a process, in seconds."""
    return {
        (row["implementation"], row["n"]): median(row["tenth"])
        for row in results["calls"]
    }


def calls_table(results: Results, n: int) -> str:
    """Write a table of the first, second and tenth call; a star marks fewer steps."""
    steps = dict(call_sizes(results))[n]
    rows = []
    for row in results["calls"]:
        if row["n"] == n:
            star = "\\*" if row["steps"] < steps else ""
            times = {
                name: digits(scale * median(row[name])) + star
                if name in row
                else MISSING
                for name, scale in (
                    ("first", 1),
                    ("cached", 1),
                    ("second", 1e3),
                    ("tenth", 1e3),
                )
            }
            rows.append([row["implementation"], *times.values()])
    head = ["implementation", "first (s)", "cached (s)", "second (ms)", "tenth (ms)"]
    return table(head, rows)


class Target(NamedTuple):
    """A measured number, and the largest value that it is meant to have."""

    claim: str
    measured: float
    limit: float
    unit: str = "×"  # noqa: RUF001 - times

    @property
    def holds(self) -> bool:
        """Whether the number is within its limit; one that is missing is not."""
        return self.measured <= self.limit


def targets(results: Results) -> list[Target]:
    """Return the aims of the library beside what was measured."""
    times, firsts = run_times(results), first_times(results)
    tenths = tenth_calls(results)

    def ratio(name: str, against: str, n: int, found: Times = times) -> float:
        return found.get((name, n), math.nan) / found.get((against, n), math.nan)

    def ahead(name: str, found: Times, n: int) -> float:
        peers = [found[peer, n] for peer in PEERS if (peer, n) in found]
        return found.get((name, n), math.nan) / min(peers, default=math.nan)

    def startup(name: str) -> float:
        return 1e3 * float(median(results["startups"][name]))

    own = "lif, own parameters"
    return [
        Target("compiled / bare loop, n = 1", ratio(COMPILED, BARE, 1), 1.3),
        Target("compiled / bare loop, n = 500", ratio(COMPILED, BARE, 500), 1.6),
        Target("compiled / copy, n = 10k", ratio(COMPILED, COPY, 10**4), 2.5),
        Target("own parameters / bare loop, n = 500", ratio(own, BARE, 500), 3.5),
        Target("own parameters / copy, n = 10k", ratio(own, COPY, 10**4), 3.5),
        Target(
            "python, a step, n = 1",
            times.get(("lif, python", 1), math.nan),
            300,
            "ns",
        ),
        Target("numpy / copy, n = 10k", ratio(NUMPY, COPY, 10**4), 6),
        *(
            Target(
                f"numpy / lesson's loop, n = {many(n)}", ratio(NUMPY, LESSON, n), 1.1
            )
            for n in (500, 10**4, 10**5)
        ),
        *(
            Target(
                f"tenth call, default / compiled, n = {many(n)}",
                ratio(DEFAULT, COMPILED, n, tenths),
                1.2,
            )
            for n, _ in call_sizes(results)
        ),
        *(
            Target(
                f"compiled / fastest peer, n = {many(n)}", ahead(COMPILED, times, n), 1
            )
            for n in sizes(results)
        ),
        *(
            Target(
                f"first result / fastest peer, n = {many(n)}",
                ahead(DEFAULT, firsts, n),
                1,
            )
            for n in sizes(results)
        ),
        Target("import lif, after NumPy", startup("import"), 10, "ms"),
        Target("a run of 150 steps after the import", startup("run"), 50, "ms"),
        Target(
            "a run of 150 steps after the import, no numba",
            startup("run, no numba"),
            50,
            "ms",
        ),
    ]


def targets_table(results: Results) -> str:
    """Write the aims as a table."""
    rows = [
        [
            target.claim,
            f"{digits(target.measured)} {target.unit}",
            f"{target.limit:g} {target.unit}",
            "yes" if target.holds else "no",
        ]
        for target in targets(results)
    ]
    return table(["aim", "measured", "at most", "reached"], rows)


def failures_table(results: Results) -> str:
    """Write which implementations failed, and why; or that none did."""
    if not results["failures"]:
        return "No implementation failed."
    where: dict[tuple[str, str], dict[int, None]] = {}
    for failure in results["failures"]:
        key = failure["implementation"], failure["why"]
        where.setdefault(key, {})[failure["n"]] = None
    rows = [
        [name, ", ".join(map(many, found)), why] for (name, why), found in where.items()
    ]
    return table(["failed", "neurons", "reason"], rows)


def versions(results: Results) -> str:
    """Return the names and versions of all packages that were measured."""
    packages: dict[str, set[str]] = {}
    for found in results["versions"].values():
        for package, version in found.items():
            packages.setdefault(package, set()).add(version)
    return ", ".join(
        f"{package} {' and '.join(sorted(found))}"
        for package, found in sorted(packages.items())
    )


def in_text(results: Results) -> str:
    """Write all tables, for a terminal."""
    machine = results["machine"]
    times, fewer = run_times(results), partial(results)
    ratio = f"Run time / {COMPILED}\n\n"
    absolute = "Run time, ns per neuron-step\n\n"
    first = "Time to the first result of a short run, s\n\n"
    first_long = "Time to the first result of a long run (* fewer steps), s\n\n"
    peak = "Peak memory of a long run (* fewer steps), MB\n\n"
    parts = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}",
        f"Python {machine['python']}, {versions(results)}; {results['measured']}",
        ratio + by_size(results, times, COMPILED),
        absolute + by_size(results, times),
        first + by_size(results, first_times(results)),
        first_long + by_size(results, first_long_times(results), marked=fewer),
        peak + by_size(results, peaks(results), marked=fewer),
        *(
            f"Separate calls, n = {n}, {steps} steps (* fewer)\n\n"
            + calls_table(results, n)
            for n, steps in call_sizes(results)
        ),
        targets_table(results),
        failures_table(results),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(in_text(read()))
