"""Find out which tests execute which lines of the library, and how long each test takes."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import coverage
import pytest

from mutation import copies

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

DATA, MORE = copies.WORK / "lines.sqlite", copies.WORK / "tests.json"


class Lines:
    """What `record` has written: the tests that execute a line, and the time each test takes."""

    def __init__(self) -> None:
        """Read the files."""
        content = json.loads(MORE.read_text(encoding="utf-8"))
        self.state: str = content["state"]
        self.modules: list[str] = content[
            "modules"
        ]  # all that was imported, but lif and tests
        self.seconds: dict[str, float] = content["seconds"]
        data = coverage.CoverageData(str(DATA))
        data.read()
        folder = f"{copies.COPIES[0]}/"
        # By file and line; the empty name stands for the import.
        self.tests = {
            (file.removeprefix(folder), line): set(tests)
            for file in data.measured_files()
            for line, tests in data.contexts_by_lineno(file).items()
        }
        self.known = set().union(*self.tests.values())

    def order(self, file: str, line: int) -> tuple[list[str], set[str]]:
        """Return the tests to begin with if a line has changed, and those to leave out.

        A test that does not execute the line cannot notice the change. But no test is left out
        if the import executes the line, nor is a test of which no line is known: it may start
        another process, or read the source.
        """
        here = self.tests.get((file, line), {""})
        if "" not in here:
            return sorted(here, key=self.seconds.__getitem__), self.known - here
        module = set().union(
            *(x for (name, _), x in self.tests.items() if name == file)
        )
        first = sorted(module - {""}, key=lambda x: (x not in here, self.seconds[x]))
        return first, set()


class _Watch:
    """Tell coverage which test is running, and take its time."""

    def __init__(self, measurement: coverage.Coverage) -> None:
        self.measurement = measurement
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        """Run a test."""
        self.measurement.switch_context(item.nodeid)
        start = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - start
        self.measurement.switch_context("")
        return result


def record(folder: Path) -> int:
    """Run all tests in a copy; write down what they execute, or return pytest's exit code."""
    MORE.unlink(missing_ok=True)
    measurement = coverage.Coverage(
        str(DATA), include=[f"{folder}/lif/*"], config_file=False
    )
    measurement.set_option("run:core", "ctrace")  # the others do not tell tests apart
    measurement.erase()
    watch = _Watch(measurement)
    measurement.start()
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider"], plugins=[watch])
    measurement.stop()
    measurement.save()
    files = {x: getattr(module, "__file__", None) for x, module in sys.modules.items()}
    content = {
        "state": copies.state(),
        "modules": [x for x, file in files.items() if file and str(folder) not in file],
        "seconds": watch.seconds,
    }
    if not code:
        MORE.write_text(json.dumps(content), encoding="utf-8")
    return code
