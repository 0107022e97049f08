"""A contestant's process, as seen from outside: started, asked, ended, and timed out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roster import Contestant

WORKER = Path(__file__).with_name("worker.py")
PATIENCE = 180.0  # seconds for one answer


class Failed(Exception):  # noqa: N818 - it is no error that a peer is not there
    """The contestant could not do it; the message says why."""


class Process:
    """One contestant in a fresh process and an empty folder, and what it said first."""

    def __init__(self, contestant: Contestant, python: str, n: int, steps: int) -> None:
        self._folder = tempfile.TemporaryDirectory(
            prefix="bench-", ignore_cleanup_errors=True
        )
        here = Path(self._folder.name)
        self._log = here / "log"
        # Whatever was compiled before lies elsewhere.
        env = os.environ | {"NUMBA_CACHE_DIR": str(here / "numba")}
        env |= {"PYNEST_QUIET": "1", "PYTHONPATH": "", "TMPDIR": str(here)}
        arguments = (contestant.module, contestant.variant, str(n), str(steps))
        with self._log.open("w", encoding="utf-8") as log:
            try:
                self._process = subprocess.Popen(
                    [python, str(WORKER), *arguments],
                    cwd=here,
                    env=env,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            except OSError as error:
                self._folder.cleanup()
                raise Failed(error.strerror) from error
        try:
            self.said: dict[str, Any] = self._answer()
        except Failed:
            self.close()
            raise

    def turn(self) -> list[float]:
        """Let it run once more, or several times if that is soon done; return its times."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Failed(self._last_words()) from None
        seconds: list[float] = self._answer()
        return seconds

    def close(self) -> None:
        """End it, and remove what it wrote."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()

    def _answer(self) -> Any:
        """Wait for the next line; whoever takes too long is ended."""
        assert self._process.stdout is not None
        timer = Timer(PATIENCE, self._process.kill)
        timer.start()
        line = self._process.stdout.readline()
        late = not timer.is_alive()
        timer.cancel()
        if line:
            return json.loads(line)
        raise Failed(f"no answer in {PATIENCE:.0f} s" if late else self._last_words())

    def _last_words(self) -> str:
        """Return the last line of its traceback."""
        self._process.wait()
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it ended")


def ask(python: str, *command: str) -> Any:
    """Return what a script prints."""
    done = subprocess.run(
        [python, *command], stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(done.stdout)


def tell(text: str) -> None:
    """Say how far things are."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
