"""A limit of time for somebody's function, which may never return."""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lif.properties._subject import TimeUpError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeUpError in this thread if the block takes longer.

    Python code is interrupted, even an endless loop; a call of compiled code is not. Where no
    thread can be started, as in a browser, nothing is interrupted.
    """
    done = threading.Lock()
    thread = ctypes.c_ulong(threading.get_ident())

    def interrupt() -> None:
        """Raise the error in the other thread, unless it has finished."""
        with done:
            if not over:
                raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
                raise_in(thread, ctypes.py_object(TimeUpError))

    over: list[bool] = []
    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:  # no thread to be had
        yield
        return
    try:
        yield
    finally:
        with done:
            over.append(True)
        timer.cancel()
