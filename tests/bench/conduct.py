"""Let all contestants run, by turns, and keep what came out: ``nox -s bench``.

``conduct.py lif=PYTHON brian2=PYTHON ...`` names the interpreter of each environment. What
one round measures after the other meets the same noise from other programs.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmark_tables import in_text
from keep import save
from machine import describe
from process import Failed, Process, ask, tell
from roster import ROSTER, SHORT, STEPS, Contestant

STARTUP = Path(__file__).with_name("startup.py")
ROUNDS = 9
TAKEN = 6.0  # who has taken so many seconds, at one size, sits out the other rounds
STARTS = 15
FIRSTS, LONG = 3, 4.0  # so many fresh processes, but one if that takes as many seconds


class Bench:
    """What is known so far, and the interpreters to ask."""

    def __init__(self, pythons: dict[str, str]) -> None:
        self.pythons = pythons
        self.failures: list[dict[str, str | int]] = []
        self.versions: dict[str, dict[str, str]] = {}

    def start(self, contestant: Contestant, n: int, steps: int) -> Process:
        """Start a contestant, and note its versions."""
        python = self.pythons.get(contestant.environment)
        if python is None:
            msg = "no environment"
            raise Failed(msg)
        process = Process(contestant, python, n, steps)
        self.versions[contestant.name] = process.said["versions"]
        return process

    def fail(self, contestant: Contestant, n: int, failure: Failed) -> None:
        """Note who could not go on, and let the others do so."""
        row = {"contestant": contestant.name, "n": n, "why": str(failure)}
        self.failures.append(row)
        tell(f"  {contestant.name}: {failure}")

    def shorts(self, n: int) -> list[dict[str, Any]]:
        """Return the times to a first result of a short run, each in fresh processes."""
        steps = SHORT // n
        found: dict[str, dict[str, Any]] = {}
        contestants = [contestant for contestant in ROSTER if contestant.first]
        for _ in range(FIRSTS):
            for contestant in list(contestants):
                try:
                    with closing(self.start(contestant, n, steps)) as process:
                        said = process.said
                    expect(said["spikes"], found)
                except Failed as failure:
                    self.fail(contestant, n, failure)
                    contestants.remove(contestant)
                    continue
                row = {"contestant": contestant.name, "n": n, "steps": steps}
                row |= {"spikes": said["spikes"], "first": []}
                found.setdefault(contestant.name, row)["first"].append(said["first"])
                if said["first"] > LONG:
                    contestants.remove(contestant)
        return list(found.values())

    def runs(self, n: int) -> list[dict[str, Any]]:
        """Return what long runs take: the first one, and then by turns."""
        found: dict[str, dict[str, Any]] = {}
        taken: dict[str, float] = {}
        with ExitStack() as stack:
            processes = {}
            for contestant in ROSTER:
                steps = contestant.steps(n)
                try:
                    process = self.start(contestant, n, steps)
                except Failed as failure:
                    self.fail(contestant, n, failure)
                    continue
                processes[contestant] = stack.enter_context(closing(process))
                row = {"contestant": contestant.name, "n": n, "steps": steps}
                row |= {name: process.said[name] for name in ("first", "peak")}
                found[contestant.name] = row | {"seconds": []}
                taken[contestant.name] = 0.0
            for _ in range(ROUNDS):
                for contestant, process in list(processes.items()):
                    if taken[contestant.name] > TAKEN:
                        continue
                    began = perf_counter()
                    try:
                        found[contestant.name]["seconds"].append(median(process.turn()))
                    except Failed as failure:
                        self.fail(contestant, n, failure)
                        del processes[contestant]
                    taken[contestant.name] += perf_counter() - began
        return [row for row in found.values() if row["seconds"]]

    def startups(self) -> dict[str, list[float]]:
        """Return what it takes to import the library, and to run it for the first time."""
        found: dict[str, list[float]] = {"import": [], "run": [], "run, no numba": []}
        for _ in range(STARTS):
            with_numba = ask(self.pythons["lif"], str(STARTUP))
            without = ask(self.pythons["lif"], str(STARTUP), "hide")
            found["import"].append(with_numba["import"])
            found["run"].append(with_numba["run"])
            found["run, no numba"].append(without["run"])
        return found


def expect(spikes: int, found: dict[str, dict[str, Any]]) -> None:
    """Let no one pass who has recorded other spikes than those before."""
    for row in found.values():
        if row["spikes"] != spikes:
            msg = f"{spikes} spikes, where {row['contestant']} has {row['spikes']}"
            raise Failed(msg)


def main() -> None:
    """Measure, write the file, and print the tables."""
    began = perf_counter()
    bench = Bench(dict(argument.split("=", 1) for argument in sys.argv[1:]))
    tell("a first import and run")
    startups = bench.startups()
    shorts, runs = [], []
    for n in STEPS:
        tell(f"n={n}: a short run in a fresh process")
        shorts += bench.shorts(n)
        tell(f"n={n}: long runs, by turns")
        runs += bench.runs(n)
    results = {
        "measured": datetime.now(tz=UTC).date().isoformat(),
        "minutes": (perf_counter() - began) / 60,
        "machine": describe(),
        "contestants": [contestant.name for contestant in ROSTER],
        "versions": bench.versions,
        "failures": bench.failures,
        "startups": startups,
        "shorts": shorts,
        "runs": runs,
    }
    save(results)
    sys.stdout.write(in_text(results))


if __name__ == "__main__":
    main()
