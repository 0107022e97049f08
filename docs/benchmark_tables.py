"""The tables of the page of benchmarks, from the file that ``nox -s bench`` writes."""

from __future__ import annotations

import json
import math
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from peer_tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = Path(__file__).with_name("benchmarks") / "results.json"
PEERS = ("Brian2, Cython", "Brian2, C++", "NEST", "JAX")
OURS, BARE, COPY = "lif, compiled", "bare loop", "copy"
THOUSANDS = 10**4  # from here on they are counted in thousands
MISSING = "–"  # noqa: RUF001 - a dash, as in a table
Results = dict[str, Any]
Times = dict[tuple[str, int], float]


def read() -> Results:
    """Return the results."""
    found: Results = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def sizes(results: Results) -> list[int]:
    """Return the numbers of neurons."""
    return sorted({row["n"] for row in results["runs"]})


def run_times(results: Results) -> Times:
    """Return the median time of a neuron-step, by contestant and number of neurons: ns."""
    return {
        (row["contestant"], row["n"]): 1e9
        * median(row["seconds"])
        / (row["n"] * row["steps"])
        for row in results["runs"]
    }


def first_times(results: Results) -> Times:
    """Return the median time to the first result of a short run: second."""
    return {
        (row["contestant"], row["n"]): median(row["first"]) for row in results["shorts"]
    }


def first_long_times(results: Results) -> Times:
    """Return the time to the first result of a long run: second."""
    return {(row["contestant"], row["n"]): row["first"] for row in results["runs"]}


def peaks(results: Results) -> Times:
    """Return the most memory that a process took: megabyte."""
    return {
        (row["contestant"], row["n"]): row["peak"] / 1e6
        for row in results["runs"]
        if row["peak"] is not None
    }


def partial(results: Results) -> set[tuple[str, int]]:
    """Return who did fewer steps than others, with how many neurons."""
    most = {
        n: max(row["steps"] for row in results["runs"] if row["n"] == n)
        for n in sizes(results)
    }
    return {
        (row["contestant"], row["n"])
        for row in results["runs"]
        if row["steps"] < most[row["n"]]
    }


def digits(x: float) -> str:
    """Write a number with two digits, or as a whole one."""
    if x == 0 or not math.isfinite(x):
        return str(x)
    return f"{x:,.{max(0, 1 - math.floor(math.log10(abs(x))))}f}"


def many(n: int) -> str:
    """Write a number of neurons, so that five of them fit on a phone."""
    return f"{n // 1000}k" if n >= THOUSANDS else str(n)


def by_size(
    results: Results,
    times: Times,
    unit: float | str | None = None,
    marked: Iterable[tuple[str, int]] = (),
) -> str:
    """Write a table: a row for each contestant, a column for each number of neurons.

    The numbers are divided by those of the contestant `unit`, if one is named. Who is not
    there is named with a dash; what is marked has a star.
    """
    columns, stars = sizes(results), set(marked)
    failed = {failure["contestant"] for failure in results["failures"]}
    rows = []
    for name in results["contestants"]:
        cells = []
        for n in columns:
            x = times.get((name, n))
            if x is not None and unit is not None:
                against = times.get((str(unit), n))
                x = None if against is None else x / against
            star = "\\*" if (name, n) in stars else ""
            cells.append(MISSING if x is None else digits(x) + star)
        if set(cells) != {MISSING} or name in failed:
            rows.append([name, *cells])
    return table(["neurons", *map(many, columns)], rows)


class Target(NamedTuple):
    """A claim: what is measured against what, and how much it may be."""

    claim: str
    measured: float
    limit: float
    unit: str = "×"  # noqa: RUF001 - times

    @property
    def holds(self) -> bool:
        """Whether it came out so; what could not be measured does not hold."""
        return self.measured <= self.limit


def targets(results: Results) -> list[Target]:
    """Return what the library is meant to reach, and what it did reach."""
    times, firsts = run_times(results), first_times(results)

    def ratio(name: str, against: str, n: int) -> float:
        return times.get((name, n), math.nan) / times.get((against, n), math.nan)

    def ahead(name: str, found: Times, n: int) -> float:
        peers = [found[peer, n] for peer in PEERS if (peer, n) in found]
        return found.get((name, n), math.nan) / min(peers, default=math.nan)

    def startup(name: str) -> float:
        return 1e3 * median(results["startups"][name])

    own = "lif, own parameters"
    return [
        Target("compiled / bare loop, n = 1", ratio(OURS, BARE, 1), 1.5),
        Target("compiled / bare loop, n = 500", ratio(OURS, BARE, 500), 2),
        Target("compiled / copy, n = 10k", ratio(OURS, COPY, 10**4), 2.5),
        Target("own parameters / bare loop, n = 500", ratio(own, BARE, 500), 3.5),
        Target("own parameters / copy, n = 10k", ratio(own, COPY, 10**4), 3.5),
        Target(
            "python, a step, n = 1",
            times.get(("lif, python", 1), math.nan),
            300,
            "ns",
        ),
        Target("numpy / copy, n = 10k", ratio("lif, numpy", COPY, 10**4), 6),
        *(
            Target(f"compiled / fastest peer, n = {many(n)}", ahead(OURS, times, n), 1)
            for n in sizes(results)
        ),
        *(
            Target(
                f"first result / fastest peer, n = {many(n)}",
                ahead("lif", firsts, n),
                1,
            )
            for n in sizes(results)
        ),
        Target("import lif, after NumPy", startup("import"), 10, "ms"),
        Target("then 150 steps", startup("run"), 50, "ms"),
        Target("then 150 steps, no numba", startup("run, no numba"), 50, "ms"),
    ]


def targets_table(results: Results) -> str:
    """Write the targets as a table."""
    rows = [
        [
            target.claim,
            f"{digits(target.measured)} {target.unit}",
            f"{target.limit:g} {target.unit}",
            "yes" if target.holds else "no",
        ]
        for target in targets(results)
    ]
    return table(["target", "measured", "at most", "holds"], rows)


def failures_table(results: Results) -> str:
    """Write who could not take part, and why; or that all could."""
    if not results["failures"]:
        return "All contestants took part."
    where: dict[tuple[str, str], dict[int, None]] = {}
    for failure in results["failures"]:
        key = failure["contestant"], failure["why"]
        where.setdefault(key, {})[failure["n"]] = None
    rows = [
        [name, ", ".join(map(many, found)), why] for (name, why), found in where.items()
    ]
    return table(["not there", "neurons", "why"], rows)


def versions(results: Results) -> str:
    """Tell what was compared."""
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
    ratio = f"Run time / {OURS}\n\n"
    absolute = "Run time, ns a neuron-step\n\n"
    first = "Time to the first result of 100,000 neuron-steps, s\n\n"
    first_long = (
        "Time to the first result of a long run (* a tenth of the steps), s\n\n"
    )
    peak = "Peak memory of a long run (* a tenth of the steps), MB\n\n"
    parts = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}",
        f"Python {machine['python']}, {versions(results)}; {results['measured']}",
        ratio + by_size(results, times, OURS),
        absolute + by_size(results, times),
        first + by_size(results, first_times(results)),
        first_long + by_size(results, first_long_times(results), marked=fewer),
        peak + by_size(results, peaks(results), marked=fewer),
        targets_table(results),
        failures_table(results),
    ]
    return "\n\n".join(parts) + "\n"
