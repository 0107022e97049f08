"""Run one implementation with one size: ``worker.py MODULE VARIANT N STEPS``.

The first line of output holds the time from the first line of this program to the first result,
without the time that it takes to make the current. After that the program reads lines; each
holds a number of seconds for which to repeat the run, and is answered by a list of times.
"""

from time import perf_counter, time

BEGAN, STARTED = time(), perf_counter()

import importlib  # noqa: E402 - the clock is running
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from importlib.metadata import PackageNotFoundError, version  # noqa: E402

MOST_RUNS = 50  # in one answer
KIB = 1024


def peak_memory() -> int | None:
    """Return the most memory, in bytes, that this process or a child of it has taken."""
    try:
        import resource  # noqa: PLC0415 - Windows has no such module
    except ImportError:
        return None
    processes = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else KIB
    return unit * max(resource.getrusage(process).ru_maxrss for process in processes)


def versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    """Compute a first result, and then repeat the run whenever a line asks for it."""
    module, variant, n, steps = sys.argv[1:]
    # Answers go to the original output, and whatever else is printed goes to the log.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    implementation = importlib.import_module(f"implementations.{module}")
    imported = perf_counter() - STARTED
    import work  # noqa: PLC0415 - after NumPy, which the implementation has imported

    i = work.current(int(steps), int(n))
    clock = work.Clock()
    start = perf_counter()
    run = implementation.prepare(variant, i)
    spikes = run(clock)
    first = imported + perf_counter() - start

    answer = {
        "began": BEGAN,
        "first": first,
        "peak": peak_memory(),
        "spikes": spikes,
        "versions": versions(implementation.PACKAGES),
    }
    print(json.dumps(answer), file=answers, flush=True)
    for line in sys.stdin:
        start = perf_counter()
        times: list[float] = []
        while not times or (
            perf_counter() - start < float(line) and len(times) < MOST_RUNS
        ):
            run(clock)
            times.append(clock.seconds)
        print(json.dumps(times), file=answers, flush=True)


if __name__ == "__main__":
    main()
