"""Try the mutants of some modules, and compare the survivors with the list.

Outcomes are written down as they come, and the next call goes on from there. An outcome counts
as long as nothing changes that it depends on: a kill depends on the library and on the test
that failed, and a survival on the library and all tests.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import sys
import time
import tomllib
from collections import Counter
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from mutation import copies
from mutation.faults import mutants
from mutation.trials import Outcome, lines_executed, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mutation.faults import Mutant

    Name = tuple[str, str, str]

OUTCOMES = copies.WORK / "outcomes.jsonl"
EQUIVALENT = Path("tests", "mutation", "equivalent_mutants.toml")


def main() -> str | None:
    """Try the mutants of some modules; return what is wrong, if anything."""
    parser = argparse.ArgumentParser("mutation", description=__doc__.splitlines()[0])
    parser.add_argument("module", nargs="*", help="modules of lif; by default all")
    parser.add_argument("--afresh", action="store_true", help="try all mutants again")
    arguments = parser.parse_args()
    modules = arguments.module or copies.modules()
    if unknown := set(modules) - set(copies.modules()):
        known = ", ".join(copies.modules())
        parser.error(f"lif has no {', '.join(unknown)}; it has {known}")
    copies.WORK.mkdir(exist_ok=True)
    with OUTCOMES.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return f"Another session is at work in {copies.WORK.name}."
        if arguments.afresh:
            file.truncate(0)
        copies.make()
        found = try_all(modules, file)
    return found if isinstance(found, str) else compare(modules, found)


def try_all(modules: list[str], file: TextIO) -> dict[Mutant, Outcome] | str:
    """Try the mutants whose outcome is not in the file, and write it there."""
    file.seek(0)
    known: dict[Name, Outcome] = {}
    hints: dict[Name, str] = {}
    for line in file:
        where, before, after, state, *rest = json.loads(line)
        outcome = Outcome(*rest)
        hints[where, before, after] = outcome.test
        if state == copies.state(outcome.test):
            known[where, before, after] = outcome
    every = [
        mutant
        for module in modules
        for mutant in mutants(
            module, (copies.ORIGINAL / copies.source(module)).read_text("utf-8")
        )
    ]
    waiting = [mutant for mutant in every if mutant.name not in known]
    say(f"{len(every)} mutants, {len(waiting)} of them to try")
    if waiting:
        if not (executed := lines_executed()):
            log = (copies.COPIES[0] / "log").relative_to(Path.cwd())
            return f"The tests fail on the unchanged library: see {log}"
        start = time.monotonic()
        done = outcomes(waiting, executed, hints)
        for number, (mutant, outcome) in enumerate(done, 1):
            known[mutant.name] = outcome
            entry = [*mutant.name, copies.state(outcome.test), *outcome]
            file.write(json.dumps(entry) + "\n")
            file.flush()
            if number % 100 == 0 or number == len(waiting):
                seconds = time.monotonic() - start
                say(f"{number} of {len(waiting)} in {seconds:.0f} s")
    return {mutant: known[mutant.name] for mutant in every}


def compare(modules: list[str], found: dict[Mutant, Outcome]) -> str | None:
    """Print what became of the mutants; return what is wrong with the tests or the list."""
    others = [f"{module}." for module in copies.modules() if module not in modules]
    listed = {
        name
        for name in equivalents()
        if not f"{name[0].split()[0]}.".startswith(tuple(others))
    }
    alive = {x.name for x, outcome in found.items() if outcome.word == "survived"}
    columns = ("mutants", "killed", "timeout", "equivalent", "survived")
    say(f"{'':20}" + "".join(f"{column:>12}" for column in columns))
    for module in [*modules, "all"]:
        here = [x for x in found if module in {x.module, "all"}]
        table = Counter(found[x].word for x in here)
        table["mutants"] = len(here)
        table["equivalent"] = sum(x.name in alive & listed for x in here)
        table["survived"] -= table["equivalent"]
        say(f"{module:20}" + "".join(f"{table[column]:12}" for column in columns))
    survivors = [x.name for x in found if x.name in alive - listed]
    wrong = sorted(listed - alive)
    if survivors:
        say("\n# No test kills these:", entries(survivors))
    if wrong:
        say("\n# Listed as equivalent, but killed or gone:", entries(wrong))
    if survivors or wrong:
        return f"{len(survivors)} survived, {len(wrong)} wrongly listed as equivalent"
    return None


def equivalents() -> set[Name]:
    """Return the mutants that are listed with a reason."""
    found = set()
    for entry in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]:
        before = ""
        for line in entry["mutants"].splitlines() if entry["why"] else ():
            if line.startswith("- "):
                before = line[2:]
            else:
                found.add((entry["where"], before, line.removeprefix("+ ")))
    return found


def entries(names: Iterable[Name]) -> str:
    """Write mutants as entries of the list that lack a reason."""
    text = ""
    for where, mutants_here in groupby(names, key=itemgetter(0)):
        text += f'\n[[equivalent]]\nwhere = "{where}"\nwhy = ""\nmutants = \'\'\'\n'
        for before, mutants_of_line in groupby(mutants_here, key=itemgetter(1)):
            text += f"- {before}\n"
            text += "".join(f"+ {after}\n" for _, _, after in mutants_of_line)
        text += "'''\n"
    return text


def say(*lines: object) -> None:
    """Print at once."""
    print(*lines, sep="\n", flush=True)  # noqa: T201 - a command line


if __name__ == "__main__":
    sys.exit(main())
