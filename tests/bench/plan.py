"""What the benchmark measures: the implementations, the sizes and the repetitions."""

from __future__ import annotations

from typing import NamedTuple

CALLS = 10  # in one process, for the table of what a user gets without choosing


class Implementation(NamedTuple):
    """One way to simulate the neurons, and one row of the tables."""

    name: str
    environment: str  # the name of the Python environment in which it runs
    module: str  # in the folder `implementations`
    variant: str = ""
    fewer: tuple[tuple[int, int], ...] = ()  # (neurons, divisor of the steps)
    first: bool = True  # whether its first result is timed in a table of its own
    calls: bool = False  # whether its first, second and tenth call are timed
    cache: bool = False  # whether later processes find what it has compiled


class Plan(NamedTuple):
    """The implementations to compare, with how much work, and how often."""

    implementations: tuple[Implementation, ...]
    steps: dict[int, int]  # of a long run, by the number of neurons
    call_sizes: tuple[
        int, ...
    ]  # numbers of neurons with which separate calls are timed
    short: int  # neuron-steps of a short run
    startups: int  # processes that import the library
    # An implementation that has taken more than the given seconds is not repeated again.
    short_runs: int
    short_seconds: float
    rounds: int  # of long runs
    round_seconds: float
    call_rounds: int
    call_seconds: float
    turn: float  # seconds for which one implementation repeats a long run in a round

    def steps_of(self, implementation: Implementation, n: int) -> int:
        """Return the number of steps that an implementation simulates with n neurons."""
        return max(1, self.steps[n] // dict(implementation.fewer).get(n, 1))


IMPLEMENTATIONS = (
    Implementation("lif", "lif", "lif_engine", "default", calls=True, cache=True),
    Implementation("lif, python", "lif", "lif_engine", "python"),
    Implementation("lif, numpy", "lif", "lif_engine", "numpy", fewer=((1, 10),)),
    Implementation(
        "lif, compiled", "lif", "lif_engine", "compiled", calls=True, cache=True
    ),
    Implementation(
        "lif, own parameters", "lif", "lif_engine", "own parameters", first=False
    ),
    Implementation("the lesson's loop", "lif", "lesson", fewer=((1, 10),)),
    Implementation(
        "Brian2, Cython",
        "brian2",
        "brian2_group",
        "cython",
        fewer=((1, 10),),
        calls=True,
        cache=True,
    ),
    Implementation(
        "Brian2, C++", "brian2", "brian2_group", "standalone", calls=True, cache=True
    ),
    Implementation(
        "NEST", "nest", "nest_network", fewer=((10**4, 10), (10**5, 10)), calls=True
    ),
    Implementation("JAX", "jax", "jax_scan", calls=True),
    Implementation(
        "Nengo", "nengo", "nengo_ensemble", fewer=((1, 100), (50, 10)), calls=True
    ),
    Implementation("bare loop", "lif", "bare_loop", first=False),
    Implementation("copy", "lif", "copy_bytes", first=False),
)

FULL = Plan(
    IMPLEMENTATIONS,
    steps={1: 10**6, 50: 10**5, 500: 1500, 10**4: 1500, 10**5: 150},
    call_sizes=(1, 500, 10**4),
    short=10**5,
    startups=15,
    short_runs=3,
    short_seconds=4.0,
    rounds=9,
    round_seconds=6.0,
    call_rounds=5,
    call_seconds=10.0,
    turn=0.2,
)
# Every part of the benchmark in little time. Its numbers show only that it works.
QUICK = Plan(
    IMPLEMENTATIONS,
    steps={500: 20},
    call_sizes=(500,),
    short=10**4,
    startups=1,
    short_runs=1,
    short_seconds=0.0,
    rounds=1,
    round_seconds=0.0,
    call_rounds=1,
    call_seconds=0.0,
    turn=0.0,
)
