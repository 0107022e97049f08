"""Tests of long runs: simulated in blocks, and continued after an interruption."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import same

import lif

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

DT = 1e-4
NEURON = lif.Neuron(t_ref=2e-3)
N, ROWS, BLOCKS = 5, 40, 12


def noise(rng: np.random.Generator, count: int) -> Iterator[NDArray[np.float64]]:
    """Yield `count` blocks of current."""
    t = lif.time_grid(t_max=ROWS * DT, dt=DT)
    for _ in range(count):
        yield lif.noise_current(t, 3e-10, 1.2, n=N, rng=rng)


def interrupted(blocks: Iterator[Any], at: int) -> Iterator[Any]:
    """Yield `at` blocks, then interrupt as Ctrl-C does, while the next block is being made."""
    yield from islice(blocks, at)
    next(blocks, None)
    raise KeyboardInterrupt


def in_text(state: lif.State, rng: np.random.Generator) -> str:
    """Return as text what is needed to continue; the text of a float keeps all of its bits."""
    fields = {name: np.asarray(x).tolist() for name, x in state._asdict().items()}
    return json.dumps([fields, rng.bit_generator.state])


@given(at=st.integers(0, BLOCKS), seed=st.integers(0, 2**32))
def test_an_interrupted_stream_continues_with_the_same_bits(at: int, seed: int) -> None:
    """A stream that continues from the saved states equals one without an interruption."""
    rng = np.random.default_rng(seed)
    whole = list(lif.stream(noise(rng, BLOCKS), NEURON, dt=DT))
    assert sum(int(trace.spiked.sum()) for trace in whole) > 0

    rng = np.random.default_rng(seed)
    traces = []
    checkpoint = in_text(lif.State(NEURON.el), rng)
    with suppress(KeyboardInterrupt):
        for trace in lif.stream(interrupted(noise(rng, BLOCKS), at), NEURON, dt=DT):
            traces.append(trace)
            checkpoint = in_text(trace.state, rng)
    assert len(traces) == at

    fields, numbers = json.loads(checkpoint)
    rng = np.random.default_rng()
    rng.bit_generator.state = numbers
    left = noise(rng, BLOCKS - at)
    traces += lif.stream(left, NEURON, dt=DT, state=lif.State(**fields))
    assert len(traces) == len(whole)
    assert all(map(same, traces, whole))


MANY_NEURONS = """
from pathlib import Path
import lif
import numpy as np

def noise(rng, count):
    for _ in range(count):
        yield lif.noise_current(np.arange(20) * 1e-4, 3e-10, 1.2, n=100_000, rng=rng)

blocks = noise(np.random.default_rng(2020), 25)
for trace in lif.stream(blocks, lif.Neuron(t_ref=2e-3), dt=1e-4):
    del trace
# The resource usage of a process counts what its parent needed when it was started, too.
status = Path("/proc/self/status").read_text().split()
print(status[status.index("VmHWM:") + 1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a folder of Linux")
def test_a_hundred_thousand_neurons_need_little_memory() -> None:
    """The process takes less than 300 MB, while a run in one piece would need 850 MB."""
    result = subprocess.run(
        [sys.executable, "-c", MANY_NEURONS], capture_output=True, check=True
    )
    assert int(result.stdout) * 1024 < 300e6
