"""A fresh process for one contestant and one size: ``worker.py MODULE VARIANT N STEPS``.

The first line that it writes tells how long it took to come to a first result, from before
the first import. Then it runs again whenever it reads a line, and answers with times.
"""

from time import perf_counter

BEGAN = perf_counter()

import importlib  # noqa: E402 - the clock is running
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from importlib.metadata import PackageNotFoundError, version  # noqa: E402

TURN, RUNS = 0.2, 50  # a turn takes so many seconds, or runs, whichever is over first
KIB = 1024


def peak_memory() -> int | None:
    """Return the most memory, in bytes, that this process took, or one that it started."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return None
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else KIB
    return unit * max(resource.getrusage(x).ru_maxrss for x in who)


def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of those that are installed."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    """Come to a first result, and then run whenever asked."""
    module, variant, n, steps = sys.argv[1:]
    # What others print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    contestant = importlib.import_module(f"contestants.{module}")
    imported = perf_counter() - BEGAN
    import work  # noqa: PLC0415 - with NumPy, which the contestant has imported

    i = work.current(int(steps), int(n))
    clock = work.Clock()
    start = perf_counter()
    go = contestant.prepare(variant, i)
    spikes = go(clock)
    first = imported + perf_counter() - start

    answer = {
        "first": first,
        "peak": peak_memory(),
        "spikes": spikes,
        "versions": versions(contestant.PACKAGES),
    }
    print(json.dumps(answer), file=answers, flush=True)
    for _ in sys.stdin:
        turn, seconds = perf_counter(), []
        while not seconds or (perf_counter() - turn < TURN and len(seconds) < RUNS):
            go(clock)
            seconds.append(clock.seconds)
        print(json.dumps(seconds), file=answers, flush=True)


if __name__ == "__main__":
    main()
