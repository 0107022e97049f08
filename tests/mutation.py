"""Test the tests: put a fault into the library, run the tests, and see one of them fail.

mutmut knows which faults to make, and ``[tool.mutmut]`` in pyproject.toml which not to. It
would also run them, as functions that stand in for one another: without constants, defaults
and properties, and with frames on the stack that some tests notice. So here a mutant is a
whole module in a copy of the project, and its tests run in a process forked from this one.

Every mutant must be killed, or stand in equivalent_mutants.toml with the reason why no test
can tell it from the original. Outcomes are kept as they come, and another call goes on from
there: what was killed counts as killed until its function changes, what survived is tried
again when anything has changed.
"""

from __future__ import annotations

import argparse
import fcntl
import gc
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import sys
import time
import tomllib
from collections import Counter
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import hypothesis  # noqa: F401 (imported once, for all forks)
import libcst as cst
import numpy as np  # noqa: F401 (likewise)
import pytest
from mutmut.mutation.file_mutation import create_mutations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
WORK = ROOT / ".mutation"
# As it was when the session began, since the checkout may change meanwhile.
ORIGINAL = WORK / "original"
OUTCOMES = WORK / "outcomes.jsonl"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
OTHERS = ("bench", "test_bench.py", "peers", "site")  # they say nothing of the library
MODULES = sorted(path.stem for path in (ROOT / "lif").glob("*.py"))

# A mutant may loop, wait or hoard. The whole suite needs some 6 s and 1 GB.
CPU_SECONDS, SECONDS, BYTES = 60, 600, 4 * 2**30


class Mutant(NamedTuple):
    """A module with a fault in it."""

    module: str
    where: str  # "neuron.Neuron.shape"
    before: str  # the lines that differ, without their indentation
    after: str
    text: str
    key: str  # of what it is in: a function, class or statement at the top level

    @property
    def name(self) -> tuple[str, str, str]:
        """What it is called in the list of equivalent mutants."""
        return self.where, self.before, self.after

    def __str__(self) -> str:
        """Show the fault as a difference."""
        lines = [f"- {line}" for line in self.before.splitlines()]
        lines += [f"+ {line}" for line in self.after.splitlines()]
        return "\n".join([self.where, *lines])


def mutants(module: str) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    source = (ORIGINAL / "lif" / f"{module}.py").read_text(encoding="utf-8")
    # What is there for type checkers only is no more to be tested than to be covered.
    lines = enumerate(source.splitlines(), 1)
    unseen = {number for number, line in lines if line == "if TYPE_CHECKING:"}
    # mutmut passes over functions with decorators: hide these.
    hidden = re.sub("^( *)@", r"\1#@", source, flags=re.MULTILINE)
    tree, faults, *_ = create_mutations(f"lif/{module}.py", hidden, None, unseen)
    places = {node: (k, names) for node, k, names in walk(tree)}
    parts = [tree.code_for_node(statement) for statement in tree.body]
    seen: Counter[tuple[str, str, str]] = Counter()
    for fault in faults:
        k, names = places[fault.original_node]
        statement = tree.body[k].deep_replace(fault.original_node, fault.mutated_node)
        part = tree.code_for_node(statement)
        diff = list(unified_diff(parts[k].splitlines(), part.splitlines(), n=0))[2:]
        before, after = (
            "\n".join(line[1:].strip() for line in diff if line[0] == sign)
            for sign in "-+"
        )
        where = ".".join([module, *names])
        seen[where, before, after] += 1
        if (count := seen[where, before, after]) > 1:  # the same again, further down
            where += f" ({count})"
        text = "".join([*parts[:k], part, *parts[k + 1 :]])
        text = re.sub("^( *)#@", r"\1@", text, flags=re.MULTILINE)
        key = hashlib.sha256(f"{module}\n{part}".encode()).hexdigest()
        yield Mutant(module, where, before, after, text, key)


def walk(tree: cst.Module) -> Iterator[tuple[cst.CSTNode, int, tuple[str, ...]]]:
    """Yield each node with the number of its statement and the names of what it is in."""
    for k, statement in enumerate(tree.body):
        nodes: list[tuple[cst.CSTNode, tuple[str, ...]]] = [(statement, ())]
        for node, names in nodes:  # which grows
            named = isinstance(node, cst.FunctionDef | cst.ClassDef)
            inside = (*names, node.name.value) if named else names
            yield node, k, inside
            nodes += [(child, inside) for child in node.children]


def outcomes(
    jobs: Iterable[Mutant], folders: Iterable[Path]
) -> Iterator[tuple[Mutant, str, float]]:
    """Yield mutants as they are done: each, what became of it, and its processor's seconds."""
    idle, running = list(folders), {}

    def next_done() -> tuple[Mutant, str, float]:
        pid, status, usage = os.wait3(0)
        job, folder = running.pop(pid)
        idle.append(folder)
        path = Path("lif", f"{job.module}.py")
        shutil.copy2(ORIGINAL / path, folder / path)
        words = dict.fromkeys((-signal.SIGALRM, -signal.SIGXCPU), "timeout")
        words[0] = "survived"
        outcome = words.get(os.waitstatus_to_exitcode(status), "killed")
        return job, outcome, usage.ru_utime + usage.ru_stime

    for job in jobs:
        if not idle:
            yield next_done()
        folder = idle.pop()
        # Bytecode is told from stale one by whole seconds, which is not enough here.
        shutil.rmtree(folder / "lif" / "__pycache__", ignore_errors=True)
        (folder / "lif" / f"{job.module}.py").write_text(job.text, encoding="utf-8")
        pid = os.fork()
        if not pid:
            code = 1
            try:
                code = run_tests(folder, job.module)
            finally:
                os._exit(code)
        running[pid] = job, folder
    while running:
        yield next_done()


def run_tests(folder: Path, module: str) -> int:
    """Run a module's own tests, then all others, as far as the first failure."""
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.dup2(silence, sys.stderr.fileno())
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    # What killed the last mutant may kill this one too.
    options = ["-x", "-q", "--tb=no", "--failed-first"]
    # It warns that hypothesis is imported already.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    own = Path("tests", f"test_{module}.py")
    if not own.exists():
        return pytest.main(options)
    return pytest.main([*options, str(own)]) or pytest.main(
        [*options, f"--ignore={own}"]
    )


def copies() -> list[Path]:
    """Copy what the tests need: the original, and one for each process that runs them."""
    folders = [WORK / f"copy-{k}" for k in range(os.cpu_count() or 1)]
    for source, target in [(ROOT, ORIGINAL), *((ORIGINAL, x) for x in folders)]:
        shutil.rmtree(target, ignore_errors=True)
        for name in ("lif", "tests"):
            left_out = shutil.ignore_patterns("__pycache__", *OTHERS)
            shutil.copytree(source / name, target / name, ignore=left_out)
        shutil.copy2(source / "pyproject.toml", target)
    return folders


def state() -> str:
    """Name the state that library and tests are in."""
    files = sorted(ORIGINAL.rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def say(*lines: object) -> None:
    """Print at once."""
    sys.stdout.write("\n".join(map(str, lines)) + "\n")
    sys.stdout.flush()


def main() -> str | None:
    """Try all mutants of some modules; return what is wrong, if anything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module", nargs="*", help="modules of lif; by default all")
    parser.add_argument("--afresh", action="store_true", help="forget what is known")
    arguments = parser.parse_args()
    modules = arguments.module or MODULES
    if unknown := set(modules) - set(MODULES):
        parser.error(f"lif has no {', '.join(unknown)}; it has {', '.join(MODULES)}")

    WORK.mkdir(exist_ok=True)
    with OUTCOMES.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return f"Another session is at work in {WORK.name}."
        if arguments.afresh:
            file.truncate(0)
        return session(modules, file)


def session(modules: list[str], file: TextIO) -> str | None:
    """Try the mutants that `file` does not know yet, and write down what becomes of them."""
    folders = copies()
    now = state()
    file.seek(0)
    known = {}
    for line in file:
        key, outcome, then, _ = json.loads(line)
        if outcome != "survived" or then == now:
            known[key] = outcome

    every = [mutant for module in modules for mutant in mutants(module)]
    todo = [mutant for mutant in every if mutant.key not in known]
    say(f"{len(every)} mutants, {len(todo)} of them to try")
    text = (ORIGINAL / "lif" / "__init__.py").read_text(encoding="utf-8")
    unharmed = Mutant("__init__", "nowhere", "", "", text, "")
    for _, outcome, _ in outcomes([unharmed] if todo else [], folders[:1]):
        if outcome != "survived":
            return f"The tests fail without a mutant: {outcome}. Run them first."

    gc.freeze()  # the forks need not look through this heap
    start = time.monotonic()
    for number, (mutant, outcome, cpu) in enumerate(outcomes(todo, folders), 1):
        known[mutant.key] = outcome
        file.write(json.dumps([mutant.key, outcome, now, round(cpu, 2)]) + "\n")
        file.flush()
        if number % 100 == 0 or number == len(todo):
            say(f"{number} of {len(todo)} in {time.monotonic() - start:.0f} s")
    return verdict(modules, {mutant: known[mutant.key] for mutant in every})


def verdict(modules: list[str], found: dict[Mutant, str]) -> str | None:
    """Print what became of the mutants; return what is wrong with tests or list."""
    listed = {
        (entry["where"], *change)
        for entry in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
        for change in entry["mutants"]
        if entry["where"].split(".")[0] in modules
    }
    alive = {mutant for mutant, outcome in found.items() if outcome == "survived"}
    equivalent = {mutant for mutant in alive if mutant.name in listed}
    columns = ("mutants", "killed", "timeout", "equivalent", "survived")
    say(f"{'':12}" + "".join(f"{column:>12}" for column in columns))
    for module in [*modules, "all"]:
        here = [mutant for mutant in found if module in {mutant.module, "all"}]
        table = Counter(found[mutant] for mutant in here)
        table["mutants"] = len(here)
        table["equivalent"] = len(equivalent.intersection(here))
        table["survived"] -= table["equivalent"]
        say(f"{module:12}" + "".join(f"{table[column]:12}" for column in columns))

    survivors = [mutant for mutant in found if mutant in alive - equivalent]
    stale = sorted(listed - {mutant.name for mutant in equivalent})
    if survivors:
        say("", "No test kills:", *survivors)
    if stale:
        say("", "Listed as equivalent, but killed or gone:", *stale)
    if survivors or stale:
        return f"{len(survivors)} survived, {len(stale)} listed in vain"
    return None


if __name__ == "__main__":
    sys.exit(main())
