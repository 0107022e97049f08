"""Who takes part, and in which sizes."""

from __future__ import annotations

from typing import NamedTuple

# So many steps of so many neurons; those to whom that would take too long do a tenth of them.
STEPS = {1: 10**6, 50: 10**5, 500: 1500, 10**4: 1500, 10**5: 150}
SHORT = 10**5  # neuron-steps of a run for which no one wants to wait


class Contestant(NamedTuple):
    """One row of the table."""

    name: str
    environment: str
    module: str
    variant: str = ""
    slow: tuple[int, ...] = ()  # sizes at which a tenth of the steps will do
    first: bool = True  # whether one may wait for its first result: not for a limit's

    def steps(self, n: int) -> int:
        """Return how many steps it takes with so many neurons."""
        return STEPS[n] // 10 if n in self.slow else STEPS[n]


ROSTER = (
    Contestant("lif", "lif", "lif_engine", "chosen"),
    Contestant("lif, python", "lif", "lif_engine", "python"),
    Contestant("lif, numpy", "lif", "lif_engine", "numpy", slow=(1,)),
    Contestant("lif, compiled", "lif", "lif_engine", "compiled"),
    Contestant(
        "lif, own parameters", "lif", "lif_engine", "own parameters", first=False
    ),
    Contestant("the lesson's loop", "lif", "lesson", slow=(1,)),
    Contestant("Brian2, Cython", "brian2", "brian2_group", "cython", slow=(1,)),
    Contestant("Brian2, C++", "brian2", "brian2_group", "standalone"),
    Contestant("NEST", "nest", "nest_network", slow=(10**4, 10**5)),
    Contestant("JAX", "jax", "jax_scan"),
    Contestant("bare loop", "lif", "bare_loop", first=False),
    Contestant("copy", "lif", "copy_bytes", first=False),
)
