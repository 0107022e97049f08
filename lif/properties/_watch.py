"""A time limit for the user's function, which may never return."""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lif.properties._subject import TimeUpError

if TYPE_CHECKING:
    from collections.abc import Iterator


# Python drops an error that reaches a thread inside a callback, for example of the garbage
# collector. So the thread is interrupted again, a limited number of times.
_TIMES, _PAUSE = 5, 1.0


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeUpError in this thread if the block takes longer.

    Python code is interrupted, even an endless loop; a call of compiled code is not. Where no
    thread can be started, as in a browser, nothing is interrupted.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    lock, over = threading.Lock(), threading.Event()

    def interrupt() -> None:
        """Raise the error in the other thread, unless it has finished."""
        waiting = [seconds, *[_PAUSE] * (_TIMES - 1)]
        while waiting and not over.wait(waiting.pop(0)):
            with lock:
                if not over.is_set():
                    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
                    raise_in(thread, ctypes.py_object(TimeUpError))

    watch = threading.Thread(target=interrupt, daemon=True)
    try:
        watch.start()
    except RuntimeError:  # no thread can be started
        yield
        return
    try:
        yield
    finally:
        with lock:
            over.set()
