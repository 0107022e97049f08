r"""One time step: integrate, or wait while refractory, and fire.

`euler_step` moves the membrane potential over one time step of length `dt`, and `fire`
compares it with the threshold. `step` combines the two and counts the refractory period. What
a neuron remembers from one step to the next is its `State`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lif import _checks
from lif._state import State, checked_step, plain_state
from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

__all__ = ["State", "euler_step", "fire", "step"]


def euler_step(
    v: float | Array, i: float | Array, neuron: Neuron, *, dt: float
) -> float | Array:
    r"""Move the membrane potential over one time step, by the forward Euler method.

    This function ignores the threshold; see `fire`.

    Parameters
    ----------
    v : float or (n,) array, volt
        Membrane potential at the start of the step.
    i : float or (n,) array, ampere
        Input current during the step.
    neuron : Neuron
        The parameters; `tau`, `el` and `r` are used.
    dt : float, second
        Length of the step, > 0. Any length is accepted, although the potentials of
        consecutive steps diverge if it is longer than ``2 * tau``.

    Returns
    -------
    float or (n,) array, volt
        Membrane potential at the end of the step.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `dt` is not a finite number > 0, if `v` or `i` is not finite, if their lengths and
        the number of neurons do not agree, or if the result is too large for a float.

    Notes
    -----
    The slope of the membrane equation at the start of the step is used for the whole step:

    .. math:: V_{k+1} = V_k + \frac{\Delta t}{\tau_\text{m}} \left(E_\text{L} - V_k + R\,I_k\right)

    as in [1]_. The operations are done in this order, because another order may change the last
    bit.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> lif.euler_step(-60e-3, 2.5e-10, lif.Neuron(), dt=1e-3)
    -0.05875
    """
    v, i, dt = _checked_input(v, i, neuron, dt)
    with np.errstate(all="ignore"):  # overflow is reported below
        end = v + dt / neuron.tau * (neuron.el - v + neuron.r * i)
    _require_finite(end, v, i, neuron)
    return end


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
        Membrane potential: `vr` where the neuron spikes, else unchanged.
    spiked : bool or (n,) array
        Whether the neuron spikes.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `v` is not finite, or its length and the number of neurons do not agree.

    Notes
    -----
    .. math:: V \leftarrow V_\text{reset} \quad \text{where } V > V_\text{th}

    V has to be strictly greater than the threshold, because the membrane equation of [1]_
    integrates as long as :math:`V \le V_\text{th}`.

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
    _checks.instance("neuron", neuron, Neuron)
    v = _checks.finite("v", v, "volt")
    shape = _checks.common_shape({"v": np.shape(v), "neuron": neuron.shape})
    spiked = np.array(np.broadcast_to(np.greater(v, neuron.vth), shape))
    v = np.where(spiked, neuron.vr, v)
    return (v, spiked) if shape else (float(v), bool(spiked))


def step(state: State, i: float | Array, neuron: Neuron, *, dt: float) -> State:
    r"""Move one neuron, or many, to the next point of the time grid.

    A refractory neuron waits at `vr`. Any other neuron integrates its input and may fire.

    Parameters
    ----------
    state : State
        State at the start of the step.
    i : float or (n,) array, ampere
        Input current during the step.
    neuron : Neuron
        The parameters.
    dt : float, second
        Length of the step, > 0.

    Returns
    -------
    State
        State at the end of the step: plain numbers for one neuron, arrays of shape ``(n,)`` if
        any argument has the length n.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is out of its range, if the lengths do not agree, or if the result is
        too large for a float.

    Notes
    -----
    After a spike the neuron is refractory for :math:`n_\text{ref}` steps. This number is
    :math:`t_\text{ref}/\Delta t` if the quotient is a whole number, apart from rounding, and the
    next larger whole number otherwise. So V equals :math:`V_\text{reset}` at the spike and at
    the next :math:`n_\text{ref}` points of the time grid, and the step after that integrates
    again. Whole steps are counted, because a clock that adds up floats would make the same
    refractory period last one step more or less, depending on the time of the spike.

    A quotient counts as a whole number if it is within :math:`10^{-6}` of one. If `t_ref` or
    `dt` may be known in single precision only, because it equals its own rounding to float32,
    the quotient q may be :math:`2^{-23} q` away for each of them, and at most 0.1.

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
    state, i, dt, n_ref, shape = checked_step(state, i, neuron, dt)
    with np.errstate(all="ignore"):  # overflow is reported below
        v = state.v + dt / neuron.tau * (neuron.el - state.v + neuron.r * i)
    _require_finite(v, state.v, i, neuron)
    waiting = np.greater(state.refractory, 0)
    v = np.where(waiting, neuron.vr, v)
    spiked = np.greater(v, neuron.vth)
    v = np.where(spiked, neuron.vr, v)
    refractory = np.where(spiked, n_ref, state.refractory - waiting)
    return plain_state(v, spiked, refractory, state.k + 1, shape)


def _checked_input(v: Any, i: Any, neuron: Neuron, dt: Any) -> tuple[Any, Any, float]:
    """Return the potential, current and time step of `euler_step`, checked."""
    _checks.instance("neuron", neuron, Neuron)
    dt = _checks.positive_number("dt", dt, "second")
    v = _checks.finite("v", v, "volt")
    i = _checks.finite("i", i, "ampere")
    shapes = {"v": np.shape(v), "i": np.shape(i), "neuron": neuron.shape}
    shape = _checks.common_shape(shapes)
    return np.broadcast_to(v, shape) if shape else v, i, dt


def _require_finite(end: Any, v: Any, i: Any, neuron: Neuron) -> None:
    """Raise ValueError if the potential at the end of a step is too large for a float."""
    if not _checks.holds(finite := np.isfinite(end)):
        _checks.finite_product(neuron.r, i)
        rule = "V at the end of the step must be finite"
        _checks.require_all(rule, finite, v=v, i=i, el=neuron.el)
