"""What the page about clusters promises: the workers and their number change no result."""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jupytext
import numpy as np
import pytest
from dask.distributed import Client, LocalCluster, as_completed

import lif

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from filelock import FileLock
    from numpy.typing import NDArray

    Simulate = Callable[[list[np.random.SeedSequence]], NDArray[np.float64]]

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "clusters.md"
SEEDS = np.random.SeedSequence(2020).spawn(60)


@pytest.fixture(scope="module")
def simulate() -> Simulate:
    """Return the page's own function, which workers get as they get a reader's."""
    (cell,) = (
        cell.source
        for cell in jupytext.read(PAGE, fmt="md:myst").cells
        if "def simulate(" in cell.source
    )
    # What belongs to the main module travels to a worker as its code, not as its name.
    names: dict[str, Any] = {"__name__": "__main__", "lif": lif, "np": np, "dt": 1e-4}
    exec(cell, names)  # noqa: S102 - a cell of ours
    return names["simulate"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def expected(simulate: Simulate) -> NDArray[np.float64]:
    """Return what one process makes of all neurons, one by one."""
    return np.concatenate([simulate([seed]) for seed in SEEDS])


@pytest.fixture
def client(one_cluster: FileLock) -> Iterator[Client]:
    """Yield the client of two workers, each a process."""
    with (
        one_cluster,
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def in_chunks(size: int) -> list[list[np.random.SeedSequence]]:
    """Return the seeds, so many at a time."""
    return [SEEDS[k : k + size] for k in range(0, len(SEEDS), size)]


def test_workers_and_chunks_do_not_matter(
    client: Client, simulate: Simulate, expected: NDArray[np.float64]
) -> None:
    """One worker or two, few neurons at a time or many: the same bits."""
    workers = list(client.run(os.getpid))
    assert len(workers) == 2
    for some in (workers[:1], workers):
        for size in (1, 7, 60):
            futures = client.map(simulate, in_chunks(size), workers=some, pure=False)
            v = np.concatenate(client.gather(futures))
            assert v.tobytes() == expected.tobytes()


def test_a_lost_worker_loses_nothing(
    client: Client, simulate: Simulate, expected: NDArray[np.float64]
) -> None:
    """One of two workers is killed midway, and its results with it: all arrive all the same."""

    def slowly(seeds: list[np.random.SeedSequence]) -> NDArray[np.float64]:
        time.sleep(0.2)  # or they would be done before they can be killed
        return simulate(seeds)

    futures = client.map(slowly, in_chunks(2), pure=False)
    done = as_completed(futures)
    for _ in range(5):
        next(done)
    worker = max((len(held), worker) for worker, held in client.has_what().items())[1]
    process = client.run(os.getpid, workers=[worker])[worker]
    os.kill(process, signal.SIGKILL)
    assert not all(future.done() for future in futures)
    v = np.concatenate(client.gather(futures))
    assert v.tobytes() == expected.tobytes()
    client.wait_for_workers(2, timeout=20)  # the nanny has started another
    assert process not in client.run(os.getpid).values()
