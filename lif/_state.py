"""The state of neurons between two time steps: its form, its checks, its refractory count.

`lif.State` is the public name. What is here serves both a single step (`lif.membrane`) and
the run (`lif.simulation`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from lif import _checks
from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]


class State(NamedTuple):
    """Everything that neurons remember from one time step to the next.

    A state belongs to one `dt`. A field that is a single number holds for all neurons, so
    ``State(-65e-3)`` starts any number of neurons at -65 mV.

    Parameters
    ----------
    v : float or (n,) array, volt
        Membrane potential.
    spiked : bool or (n,) array
        Whether the neuron spikes at this point of the time grid.
    refractory : int or (n,) array
        Number of refractory steps remaining.
    k : int
        Number of steps since the start: the time is ``k * dt``.

    Examples
    --------
    >>> import lif
    >>> lif.State(-65e-3)
    State(v=-0.065, spiked=False, refractory=0, k=0)
    """

    v: float | Array
    spiked: bool | NDArray[np.bool_] = False
    refractory: int | NDArray[np.int64] = 0
    k: int = 0


def checked_state(state: State, steps: int) -> State:
    """Return the state, checked, if a run can take this many steps from it."""
    _checks.instance("state", state, State)
    checked = State(
        _checks.finite("state.v", state.v, "volt"),
        _checks.booleans("state.spiked", state.spiked),
        _checks.counts("state.refractory", state.refractory),
        _checks.count("state.k", state.k),
    )
    for name, field in checked._asdict().items():
        _checks.one_dimensional(f"state.{name}", field)
    end = checked.k + steps
    _checks.require("state.k + steps", end, end < _checks.MOST, "< 2**53")
    return checked


def checked_step(
    state: State, i: Any, neuron: Neuron, dt: Any
) -> tuple[State, Any, float, NDArray[np.int64], tuple[int, ...]]:
    """Return the arguments of `lif.step`, checked, with `refractory_steps` and `row_shape`."""
    _checks.instance("neuron", neuron, Neuron)
    dt = _checks.positive_number("dt", dt, "second")
    i = _checks.finite("i", i, "ampere")
    _checks.one_dimensional("i", i)
    state = checked_state(state, steps=1)
    shape = row_shape(state, neuron, np.shape(i))
    return state, i, dt, refractory_steps(neuron, dt), shape


def refractory_steps(neuron: Neuron, dt: float) -> NDArray[np.int64]:
    """Return the refractory period as a number of steps, rounded up."""
    # A plain ceil would be one step too long for 12 % of the exact multiples of dt.
    steps: Array = np.ceil(_checks.whole_steps(neuron.t_ref, dt)[0])
    _checks.require("t_ref/dt", steps, steps < _checks.MOST, "a count of steps < 2**53")
    return steps.astype(np.int64)


def row_shape(
    state: State, neuron: Neuron, i_shape: tuple[int, ...]
) -> tuple[int, ...]:
    """Return ``(n,)`` for n neurons, or ``()`` where every argument is a single number."""
    shapes = {"i": i_shape, "neuron": neuron.shape}
    for name in ("v", "spiked", "refractory"):
        shapes[f"state.{name}"] = getattr(getattr(state, name), "shape", ())
    return _checks.common_shape(shapes)


def plain_state(
    v: Any, spiked: Any, refractory: Any, k: int, shape: tuple[int, ...]
) -> State:
    """Return a state of plain numbers for one neuron, of new arrays for many."""
    if not shape:
        return State(float(v), bool(spiked), int(refractory), k)
    return State._make((*(np.full(shape, x) for x in (v, spiked, refractory)), k))
