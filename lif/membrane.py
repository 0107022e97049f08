r"""One time step: integrate, or sit out, and fire.

Time goes in steps of `dt`. `euler_step` moves the membrane potential over one of them;
`fire` compares it with the threshold; `step` puts the two together and counts the refractory
period. What a neuron remembers from one step to the next is its `State`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from lif import checks
from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

__all__ = ["State", "euler_step", "fire", "step"]


class State(NamedTuple):
    """All that a neuron remembers, at one point of the time grid.

    A state belongs to one `dt`. Fields that are single numbers serve all neurons, so that
    ``State(-65e-3)`` starts any number of them at -65 mV.

    Parameters
    ----------
    v : float or (n,) array, volt
        Membrane potential.
    spiked : bool or (n,) array
        Whether the neuron spikes at this point of the grid.
    refractory : int or (n,) array
        How many of the steps to come it still has to sit out.
    k : int
        Steps since the start: the time is ``k * dt``.

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


def euler_step(
    v: float | Array, i: float | Array, neuron: Neuron, *, dt: float
) -> float | Array:
    r"""Move the membrane potential over one time step, by the forward Euler method.

    There is no threshold here; see `fire`.

    Parameters
    ----------
    v : float or (n,) array, volt
        Membrane potential at the start of the step.
    i : float or (n,) array, ampere
        Input current during the step.
    neuron : Neuron
        The parameters; `tau`, `el` and `r` are used.
    dt : float, second
        Length of the step, > 0. Any length is taken: beyond ``2 * tau`` the potentials of
        consecutive steps move away from each other, which is worth seeing once.

    Returns
    -------
    float or (n,) array, volt
        Membrane potential at the end of the step.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `dt` is not a finite number > 0, if `v` or `i` is not finite or they do not fit the
        neuron in length, or if the result overflows.

    Notes
    -----
    The slope of the membrane equation is taken at the start and kept for the whole step:

    .. math:: V_{k+1} = V_k + \frac{\Delta t}{\tau_m} \left(E_L - V_k + R\,I_k\right)

    [1]_, in this order of operations; another order may differ in the last bit.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> lif.euler_step(-60e-3, 2.5e-10, lif.Neuron(), dt=1e-3)
    -0.05875
    """
    v, i, dt = _checked(v, i, neuron, dt)
    return v + dt / neuron.tau * (neuron.el - v + neuron.r * i)


def fire(
    v: float | Array, neuron: Neuron
) -> tuple[float | Array, bool | NDArray[np.bool_]]:
    r"""Reset the membrane potential where it is above the threshold.

    Parameters
    ----------
    v : float or (n,) array, volt
        Membrane potential.
    neuron : Neuron
        The parameters; `vth` and `vr` are used.

    Returns
    -------
    v : float or (n,) array, volt
        Membrane potential, `vr` where the neuron spikes.
    spiked : bool or (n,) array
        Whether it spikes.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `v` is not finite or does not fit the neuron in length.

    Notes
    -----
    .. math:: V \leftarrow V_{reset} \quad \text{where } V > V_{th}

    Strictly greater: the membrane equation of [1]_ integrates as long as
    :math:`V \le V_{th}`.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> lif.fire(-49e-3, lif.Neuron())
    (-0.07, True)
    >>> lif.fire(-50e-3, lif.Neuron())
    (-0.05, False)
    """
    checks.instance("neuron", neuron, Neuron)
    v = checks.finite("v", v, "volt")
    shape = checks.common_shape({"v": np.shape(v), "neuron": neuron.shape})
    spiked = np.array(np.broadcast_to(np.greater(v, neuron.vth), shape))
    v = np.where(spiked, neuron.vr, v)
    return (v, spiked) if v.ndim else (float(v), bool(spiked))


def step(state: State, i: float | Array, neuron: Neuron, *, dt: float) -> State:
    r"""Move one neuron, or many, to the next point of the time grid.

    A neuron that is refractory sits the step out, at `vr`. Any other integrates and may fire.

    Parameters
    ----------
    state : State
        Where the neurons are.
    i : float or (n,) array, ampere
        Input current during the step.
    neuron : Neuron
        The parameters.
    dt : float, second
        Length of the step, > 0.

    Returns
    -------
    State
        Where they are one step later: plain numbers for one neuron, arrays of shape ``(n,)``
        if any argument has a length n.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is out of its range, or the lengths do not fit, or the result overflows.

    Notes
    -----
    A spike starts a count of :math:`n_{ref}` steps to sit out, where :math:`n_{ref}` is
    :math:`t_{ref}/\Delta t`, rounded up (but a quotient within :math:`10^{-6}` of a whole number
    is taken for that number). So V stays at :math:`V_{reset}` at the spike and at the next
    :math:`n_{ref}` points, and the update after that integrates. The count is of whole steps:
    a clock of added-up floats would make the same period last one step more or less.

    Examples
    --------
    >>> import lif
    >>> neuron = lif.Neuron(t_ref=2e-3)
    >>> state = lif.State(-50.1e-3)
    >>> for _ in range(4):
    ...     state = lif.step(state, 5e-10, neuron, dt=1e-3)
    ...     print(state)
    State(v=-0.07, spiked=True, refractory=2, k=1)
    State(v=-0.07, spiked=False, refractory=1, k=2)
    State(v=-0.07, spiked=False, refractory=0, k=3)
    State(v=-0.067, spiked=False, refractory=0, k=4)
    """
    i = checks.finite("i", i, "ampere")
    checks.one_dimensional("i", i)
    state = _checked_state(state)
    checks.instance("neuron", neuron, Neuron)
    shape = _shape(state, neuron, np.shape(i))
    v = np.broadcast_to(state.v, shape) if shape else state.v
    v, spiked = fire(euler_step(v, i, neuron, dt=dt), neuron)
    sitting_out = np.greater(np.broadcast_to(state.refractory, shape), 0)
    spiked = spiked & ~sitting_out
    return _plain_state(
        v=np.where(sitting_out, neuron.vr, v),
        spiked=spiked,
        refractory=np.where(
            spiked, _refractory_steps(neuron, dt), np.maximum(state.refractory, 1) - 1
        ),
        k=state.k + 1,
    )


def _checked(v: Any, i: Any, neuron: Neuron, dt: Any) -> tuple[Any, Any, float]:
    """Return the arguments of `euler_step` if its result will be finite."""
    checks.instance("neuron", neuron, Neuron)
    dt = checks.positive_number("dt", dt, "second")
    v = checks.finite("v", v, "volt")
    i = checks.finite("i", i, "ampere")
    shape = checks.common_shape(
        {"v": np.shape(v), "i": np.shape(i), "neuron": neuron.shape}
    )
    with np.errstate(all="ignore"):  # the next lines tell of it
        ri = neuron.r * i
        bound = abs(v) + dt / neuron.tau * (abs(neuron.el) + abs(v) + abs(ri))
    checks.require("R*I", ri, np.isfinite(ri), "finite")
    checks.require(
        "|v| + dt/tau*(|el| + |v| + |R*I|)", bound, np.isfinite(bound), "finite"
    )
    return np.broadcast_to(v, shape) if shape else v, i, dt


def _refractory_steps(neuron: Neuron, dt: float) -> NDArray[np.int64]:
    """Count the steps that a spike makes the neuron sit out."""
    with np.errstate(all="ignore"):  # the check below tells of it
        quotient = np.divide(neuron.t_ref, dt)
        nearest = np.rint(quotient)
        # A plain ceil would be one step long in 12 % of the exact multiples of dt.
        whole = np.abs(quotient - nearest) <= checks.WHOLE
    steps = np.where(whole, nearest, np.ceil(quotient))
    checks.require("t_ref/dt", steps, steps < checks.MOST, "a count of steps < 2**53")
    return steps.astype(np.int64)


def _checked_state(state: State) -> State:
    """Return the state with fields that are in order, each by itself."""
    checks.instance("state", state, State)
    v = checks.finite("state.v", state.v, "volt")
    spiked = checks.booleans("state.spiked", state.spiked)
    refractory = checks.counts("state.refractory", state.refractory)
    k = checks.count("state.k", state.k)
    fields = {"state.v": v, "state.spiked": spiked, "state.refractory": refractory}
    for name, field in fields.items():
        checks.one_dimensional(name, field)
    return State(v, spiked, refractory, k)


def _shape(state: State, neuron: Neuron, i_shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return ``(n,)`` for n neurons, and ``()`` where everything is single."""
    shapes = {
        "i": i_shape,
        "neuron": neuron.shape,
        "state.v": np.shape(state.v),
        "state.spiked": np.shape(state.spiked),
        "state.refractory": np.shape(state.refractory),
    }
    # The last axis of a current counts neurons; the first, if there are two, is time.
    return checks.common_shape(shapes)[-1:]


def _plain_state(v: Any, spiked: Any, refractory: Any, k: int) -> State:
    """Return a state whose fields are arrays for many neurons, plain numbers for one."""
    if np.ndim(v) == 0:
        return State(float(v), bool(spiked), int(refractory), k)
    return State(v, spiked, refractory, k)
