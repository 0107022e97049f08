"""Measure all implementations in alternation, and keep the results: ``nox -s bench``.

``conduct.py lif=PYTHON brian2=PYTHON ...`` gives the interpreter of each environment. With
``--quick`` every part runs with few steps, and ``--output FILE`` keeps the results elsewhere.
Implementations take turns in rounds, so that other programs on the machine disturb all alike.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import defaultdict
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from keep import FILE, save
from machine import describe
from plan import CALLS, FULL, QUICK, Implementation, Plan
from process import Process, UnavailableError, empty_folder, output_of, report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Row = dict[str, Any]

STARTUP = Path(__file__).absolute().with_name("startup.py")


class Bench:
    """A plan, the interpreters that carry it out, and the failures and versions so far."""

    def __init__(self, plan: Plan, pythons: dict[str, str]) -> None:
        self.plan = plan
        # Processes start in other folders. A link is not resolved, or it would leave its venv.
        self.pythons = {
            name: str(Path(python).absolute()) for name, python in pythons.items()
        }
        self.failures: list[Row] = []
        self.versions: dict[str, dict[str, str]] = {}

    def start(
        self,
        implementation: Implementation,
        n: int,
        steps: int,
        folder: Path | None = None,
    ) -> Process:
        """Start the process of an implementation, and note its versions."""
        python = self.pythons.get(implementation.environment)
        if python is None:
            msg = "no environment"
            raise UnavailableError(msg)
        process = Process(implementation, python, n, steps, folder)
        self.versions[implementation.name] = process.answer["versions"]
        return process

    @contextmanager
    def noting_failure(self, implementation: Implementation, n: int) -> Iterator[None]:
        """Note the failure of an implementation, and go on with the others."""
        try:
            yield
        except UnavailableError as error:
            row = {"implementation": implementation.name, "n": n, "why": str(error)}
            self.failures.append(row)
            report(f"  {implementation.name}: {error}")

    def row(self, implementation: Implementation, n: int, steps: int) -> Row:
        """Return a row of results without times."""
        return {"implementation": implementation.name, "n": n, "steps": steps}

    def short_runs(self, n: int) -> list[Row]:
        """Time the first result of a short run, each time in a fresh process."""
        steps = self.plan.short // n
        rows: dict[Implementation, Row] = {}
        remaining = [x for x in self.plan.implementations if x.first]
        for _ in range(self.plan.short_runs):
            again = []
            for implementation in remaining:
                with self.noting_failure(implementation, n):
                    with closing(self.start(implementation, n, steps)) as process:
                        answer = process.answer
                    require_equal_spikes(answer["spikes"], rows.values())
                    row = self.row(implementation, n, steps)
                    row |= {"spikes": answer["spikes"], "first": []}
                    times = rows.setdefault(implementation, row)["first"]
                    times.append(answer["first"])
                    if answer["first"] <= self.plan.short_seconds:
                        again.append(implementation)
            remaining = again
        return list(rows.values())

    def long_runs(self, n: int) -> list[Row]:
        """Time the first result of a long run, and then further runs in the same process."""
        rows: dict[Implementation, Row] = {}
        taken: dict[Implementation, float] = defaultdict(float)
        with ExitStack() as stack:
            processes = {}
            for implementation in self.plan.implementations:
                steps = self.plan.steps_of(implementation, n)
                with self.noting_failure(implementation, n):
                    process = self.start(implementation, n, steps)
                    processes[implementation] = stack.enter_context(closing(process))
                    row = self.row(implementation, n, steps)
                    row |= {name: process.answer[name] for name in ("first", "peak")}
                    rows[implementation] = row | {"seconds": []}
            for _ in range(self.plan.rounds):
                for implementation in list(processes):
                    process = processes.pop(implementation)
                    began = perf_counter()
                    with self.noting_failure(implementation, n):
                        times = process.run(self.plan.turn)
                        rows[implementation]["seconds"].append(median(times))
                        taken[implementation] += perf_counter() - began
                        if taken[implementation] <= self.plan.round_seconds:
                            processes[implementation] = process
        return [row for row in rows.values() if row["seconds"]]

    def calls(self, n: int) -> list[Row]:
        """Time the first, second and tenth call, and the first with a filled cache."""
        rows: dict[Implementation, Row] = {}
        taken: dict[Implementation, float] = defaultdict(float)
        remaining = [x for x in self.plan.implementations if x.calls]
        for _ in range(self.plan.call_rounds):
            found = self.one_round_of_calls(n, remaining)
            for implementation, times in found.items():
                steps = self.plan.steps_of(implementation, n)
                row = self.row(implementation, n, steps) | {name: [] for name in times}
                row = rows.setdefault(implementation, row)
                for name, seconds in times.items():
                    row[name].append(seconds)
                taken[implementation] += times["first"] + CALLS * times["tenth"]
            remaining = [x for x in found if taken[x] <= self.plan.call_seconds]
        return list(rows.values())

    def one_round_of_calls(
        self, n: int, implementations: list[Implementation]
    ) -> dict[Implementation, dict[str, float]]:
        """Return the times of the calls, made in alternation, for those that did not fail."""
        found: dict[Implementation, dict[str, float]] = {}
        with ExitStack() as folders:
            folder = {
                x: Path(folders.enter_context(empty_folder())) for x in implementations
            }
            with ExitStack() as running:
                processes = {}
                for implementation in implementations:
                    steps = self.plan.steps_of(implementation, n)
                    with self.noting_failure(implementation, n):
                        process = self.start(
                            implementation, n, steps, folder[implementation]
                        )
                        processes[implementation] = process
                        running.enter_context(closing(process))
                        found[implementation] = {"first": process.answer["first"]}
                for call in range(2, CALLS + 1):
                    for implementation in list(processes):
                        process = processes.pop(implementation)
                        with self.noting_failure(implementation, n):
                            (seconds,) = process.run(0)
                            if call == 2:
                                found[implementation]["second"] = seconds
                            if call == CALLS:
                                found[implementation]["tenth"] = seconds
                            processes[implementation] = process
            # The caches are filled now. A process that failed above is not started again.
            for implementation in processes:
                if implementation.cache:
                    steps = self.plan.steps_of(implementation, n)
                    with (
                        self.noting_failure(implementation, n),
                        closing(
                            self.start(implementation, n, steps, folder[implementation])
                        ) as process,
                    ):
                        found[implementation]["cached"] = process.answer["first"]
        return {
            implementation: times
            for implementation, times in found.items()
            if implementation in processes
            and ("cached" in times or not implementation.cache)
        }

    def startups(self) -> dict[str, list[float]]:
        """Time the import of the library and a first run, with and without numba."""
        found: dict[str, list[float]] = {"import": [], "run": [], "run, no numba": []}
        python = self.pythons["lif"]
        for _ in range(self.plan.startups):
            with_numba = output_of(python, str(STARTUP))
            without = output_of(python, str(STARTUP), "hide")
            found["import"].append(with_numba["import"])
            found["run"].append(with_numba["run"])
            found["run, no numba"].append(without["run"])
        return found

    def measure(self) -> dict[str, Any]:
        """Carry out the whole plan, and return the results."""
        began = perf_counter()
        report("the first import and run")
        startups = self.startups()
        shorts, runs, calls = [], [], []
        for n in self.plan.steps:
            report(f"n={n}: short runs in fresh processes")
            shorts += self.short_runs(n)
            report(f"n={n}: long runs")
            runs += self.long_runs(n)
        for n in self.plan.call_sizes:
            report(f"n={n}: separate calls")
            calls += self.calls(n)
        return {
            "measured": datetime.now(tz=UTC).date().isoformat(),
            "minutes": (perf_counter() - began) / 60,
            "machine": describe(),
            "implementations": [x.name for x in self.plan.implementations],
            "versions": self.versions,
            "failures": self.failures,
            "startups": startups,
            "shorts": shorts,
            "runs": runs,
            "calls": calls,
        }


def require_equal_spikes(spikes: int, rows: Iterable[Row]) -> None:
    """Raise UnavailableError if earlier implementations recorded another number of spikes."""
    for row in rows:
        if row["spikes"] != spikes:
            msg = f"{spikes} spikes, but {row['implementation']} has {row['spikes']}"
            raise UnavailableError(msg)


def main(arguments: list[str], plan: Plan | None = None) -> None:
    """Measure, and write the file."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--output", type=Path, default=FILE)
    parser.add_argument("pythons", nargs="+", metavar="ENVIRONMENT=PYTHON")
    options = parser.parse_args(arguments)
    if plan is None:
        plan = QUICK if options.quick else FULL
    pythons = dict(python.split("=", 1) for python in options.pythons)
    results = Bench(plan, pythons).measure()
    save(results, options.output)


if __name__ == "__main__":
    main(sys.argv[1:])
