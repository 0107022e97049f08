"""Run the tests on mutants, each in a process forked from this one."""

from __future__ import annotations

import gc
import importlib
import os
import resource
import shutil
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mutation import copies
from mutation.lines import Lines, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from mutation.faults import Mutant

# A mutant may loop, wait, or use up the memory. A test may take this many times the processor
# time that it takes on the unchanged library, but at least the first number of seconds. To
# collect tests may take the second number. Nothing may take longer than the third number.
TIMES = 20
LEAST_SECONDS, COLLECTION_SECONDS, MOST_SECONDS = 3, 30, 300
BYTES = 4 * 2**30
# To collect all tests takes seconds, so begin with the files of this many tests.
FIRST = 3


class Outcome(NamedTuple):
    """What became of a mutant."""

    word: str  # "killed", "timeout" or "survived"
    test: str  # the test that failed or did not end; "" if all passed


def lines_executed() -> Lines | None:
    """Return what all tests do on the unchanged library; None if they fail."""
    with suppress(OSError, ValueError):
        if (known := Lines()).state == copies.state():
            return known
    folder = copies.COPIES[0]
    pid = _fork(folder, lambda: record(folder))
    try:
        _, status = os.waitpid(pid, 0)
    finally:
        _end(pid)
    return None if status else Lines()


def outcomes(
    mutants: Iterable[Mutant], lines: Lines, hints: dict[tuple[str, str, str], str]
) -> Iterator[tuple[Mutant, Outcome]]:
    """Yield mutants as they are done, with what became of each.

    The hints name the test that killed a mutant the last time: it is run first.
    """
    for name in lines.modules:  # once for all forks
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # the forks need not look through this heap
    waiting, idle = iter(mutants), list(copies.COPIES)
    running: dict[int, tuple[Mutant, Path]] = {}
    try:
        while True:
            while idle and (mutant := next(waiting, None)):
                folder = idle.pop()
                trial = _Trial(folder, mutant, lines, hints.get(mutant.name))
                running[_fork(folder, trial.run)] = mutant, folder
            if not running:
                return
            pid, status = os.wait()
            _end(pid)
            mutant, folder = running.pop(pid)
            yield mutant, _outcome(os.waitstatus_to_exitcode(status), folder)
            path = copies.source(mutant.module)
            shutil.copy2(copies.ORIGINAL / path, folder / path)
            idle.append(folder)
    finally:
        for pid in running:
            _end(pid)


def _outcome(code: int, folder: Path) -> Outcome:
    """Tell what became of a mutant from how its process ended."""
    if not code:
        return Outcome("survived", "")
    late = code in {-signal.SIGALRM, -signal.SIGPROF}
    test = (folder / "test").read_text(encoding="utf-8")
    return Outcome("timeout" if late else "killed", test)


def _fork(folder: Path, work: Callable[[], int]) -> int:
    """Do some work in a new process and in a copy of the project; return the process's id."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, sys.stdout.fileno())
        os.dup2(log, sys.stderr.fileno())
        code = work()
    finally:
        os._exit(code)


def _end(pid: int) -> None:
    """End a process, and those that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


class _Trial:
    """Run the tests that may notice a mutant, the most promising first."""

    def __init__(
        self, folder: Path, mutant: Mutant, lines: Lines, hint: str | None
    ) -> None:
        self.seconds = lines.seconds
        self.path = copies.source(mutant.module)
        self.text = mutant.text
        self.first, self.blind = lines.order(self.path.as_posix(), mutant.line)
        if hint in self.seconds:
            self.first.insert(0, hint)
        self.place = {test: k for k, test in reversed([*enumerate(self.first)])}
        self.test = folder / "test"

    def run(self) -> int:
        """Return 0 if all tests pass."""
        # Python tells stale bytecode by whole seconds, which is not enough here.
        shutil.rmtree(self.path.parent / "__pycache__", ignore_errors=True)
        self.path.write_text(self.text, encoding="utf-8")
        self.note("")
        files = dict.fromkeys(test.partition("::")[0] for test in self.first[:FIRST])
        others = [f"--ignore={file}" for file in files]
        return (self.run_tests(*files) if files else 0) or self.run_tests(*others)

    def run_tests(self, *arguments: str) -> int:
        """Run some tests as far as the first failure; return 0 if there is none."""
        options = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
        # It warns that plugins are imported already.
        options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
        code = pytest.main([*options, *arguments], plugins=[self])
        return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else code

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        """Note which file is being collected."""
        self.note(collector.nodeid)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort the tests, and leave out those that cannot notice the mutant."""
        items[:] = sorted(
            (item for item in items if item.nodeid not in self.blind),
            key=lambda item: self.place.get(item.nodeid, len(self.place)),
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which test is being run."""
        self.note(nodeid)

    def note(self, test: str) -> None:
        """Write down what is being run, and limit its time."""
        self.test.write_text(test, encoding="utf-8")
        seconds = max(LEAST_SECONDS, TIMES * self.seconds.get(test, 0))
        if test not in self.seconds:
            seconds = COLLECTION_SECONDS
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
