"""The process in which an implementation runs: it is started, timed, asked to run and ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from threading import Timer
from time import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plan import Implementation

WORKER = Path(__file__).absolute().with_name("worker.py")
LONGEST_ANSWER = 180.0  # second


class UnavailableError(Exception):
    """An implementation could not run; the message gives the reason."""


class Process:
    """A fresh process that runs one implementation, and its first answer.

    The process works in `folder`, which also holds the caches of compiled code. By default it is
    an empty folder that is removed at the end.
    """

    def __init__(
        self,
        implementation: Implementation,
        python: str,
        n: int,
        steps: int,
        folder: Path | None = None,
    ) -> None:
        self._stack = ExitStack()
        if folder is None:
            folder = Path(self._stack.enter_context(empty_folder()))
        self._log = folder / "log"
        # Without the caches and temporary files of the user.
        env = os.environ | {"NUMBA_CACHE_DIR": str(folder / "numba")}
        env |= {"PYNEST_QUIET": "1", "TMPDIR": str(folder)}
        arguments = (implementation.module, implementation.variant, str(n), str(steps))
        launched = time()
        with self._log.open("w", encoding="utf-8") as log:
            try:
                self._process = subprocess.Popen(
                    [python, str(WORKER), *arguments],
                    cwd=folder,
                    env=env,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            except OSError as error:
                self._stack.close()
                msg = f"{error.strerror}: {python}"
                raise UnavailableError(msg) from error
        try:
            self.answer: dict[str, Any] = self._read()
        except UnavailableError:
            self.close()
            raise
        # The worker's clock starts with its first line, when Python itself has started.
        self.answer["first"] += self.answer["began"] - launched

    def run(self, seconds: float) -> list[float]:
        """Repeat the run until so many seconds are over, at least once; return the times."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{seconds}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise UnavailableError(self._last_line_of_log()) from None
        times: list[float] = self._read()
        return times

    def close(self) -> None:
        """End the process, and remove its folder unless the caller has chosen it."""
        self._process.kill()
        self._process.communicate()
        self._stack.close()

    def _read(self) -> Any:
        """Return the next answer; end a process that takes too long."""
        assert self._process.stdout is not None
        timer = Timer(LONGEST_ANSWER, self._process.kill)
        timer.start()
        line = self._process.stdout.readline()
        late = not timer.is_alive()
        timer.cancel()
        if line:
            return json.loads(line)
        raise UnavailableError(
            f"no answer within {LONGEST_ANSWER:.0f} s"
            if late
            else self._last_line_of_log()
        )

    def _last_line_of_log(self) -> str:
        """Return the last line of the traceback."""
        self._process.wait()
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next(
            (line for line in reversed(lines) if line.strip()), "the process ended"
        )


def empty_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a temporary folder, which a context manager removes."""
    return tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)


def output_of(python: str, *command: str) -> Any:
    """Return the JSON that a script prints."""
    done = subprocess.run(
        [python, *command], stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(done.stdout)


def report(text: str) -> None:
    """Print a line of progress."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
