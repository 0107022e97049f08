"""JAX: the loop over time as ``lax.scan``, compiled by XLA for the processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from work import DT, EL, TAU, VR, VTH, R

if TYPE_CHECKING:
    from work import Array, Clock, Run

PACKAGES = ("jax", "jaxlib", "numpy")
jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - the signature is JAX's


def step(
    state: tuple[jax.Array, jax.Array], i: jax.Array
) -> tuple[tuple[jax.Array, jax.Array], tuple[jax.Array, jax.Array]]:
    """Return the next state, and the present state as the row to record."""
    v = state[0]
    v = v + DT / TAU * (EL - v + R * i)
    spiked = v > VTH
    return (jnp.where(spiked, VR, v), spiked), state


@jax.jit
def simulate(i: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Return potentials and spikes, ``(steps, n)``."""
    n = i.shape[1]
    start = jnp.full(n, EL), jnp.zeros(n, dtype=bool)
    return jax.lax.scan(step, start, i)[1]


def prepare(_variant: str, i: Array) -> Run:
    """Return a function that runs the scan on an array of JAX."""
    current = jax.block_until_ready(jnp.asarray(i))

    def run(clock: Clock) -> int:
        clock.start()
        v, spiked = (np.asarray(x) for x in simulate(current))
        clock.stop()
        del v
        return int(spiked.sum())

    return run
