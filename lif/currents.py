r"""The input current I(t): constant, stepped, sinusoidal.

A current is an array of amperes, one value for each point of a time grid. Time is the first
axis. Any array of that form will do; these functions make the usual ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np

from lif import checks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["constant_current", "sine_current", "step_current"]

# Grid points are k*dt, a rounding error away from the edge that somebody typed.
_EDGE = 1e-9


@overload
def constant_current(t: float, amplitude: float) -> float: ...
@overload
def constant_current(t: ArrayLike, amplitude: float) -> NDArray[np.float64]: ...
def constant_current(t: ArrayLike, amplitude: float) -> float | NDArray[np.float64]:
    r"""Return a current that never changes.

    Parameters
    ----------
    t : float or array, second
        One time, or a grid of times of shape ``(steps,)``.
    amplitude : float, ampere
        The current.

    Returns
    -------
    float or array, ampere
        The current at each time, in the shape of `t`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers, or carries a unit or a mask.
    ValueError
        If an argument is not finite.

    Notes
    -----
    .. math:: I(t) = I_0

    Examples
    --------
    >>> import lif
    >>> lif.constant_current([0.0, 1e-3, 2e-3], amplitude=2.5e-10)
    array([2.5e-10, 2.5e-10, 2.5e-10])
    """
    times = checks.finite("t", t, "second")
    amplitude = checks.finite_number("amplitude", amplitude, "ampere")
    return _in_the_shape_of(times, np.full(np.shape(times), amplitude))


@overload
def step_current(t: float, amplitude: float, start: float, stop: float) -> float: ...
@overload
def step_current(
    t: ArrayLike, amplitude: float, start: float, stop: float
) -> NDArray[np.float64]: ...
def step_current(
    t: ArrayLike, amplitude: float, start: float, stop: float
) -> float | NDArray[np.float64]:
    r"""Return a current that is switched on and off again.

    Parameters
    ----------
    t : float or array, second
        One time, or a grid of times of shape ``(steps,)``.
    amplitude : float, ampere
        The current while it is on.
    start, stop : float, second
        It is on for ``start <= t < stop``, and zero otherwise.

    Returns
    -------
    float or array, ampere
        The current at each time, in the shape of `t`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers, or carries a unit or a mask.
    ValueError
        If an argument is not finite, or ``stop < start``.

    Notes
    -----
    .. math:: I(t) = \begin{cases} I_0 & t_{start} \le t < t_{stop} \\ 0 & \text{otherwise}
              \end{cases}

    A time within :math:`10^{-9}` (relative) of an edge counts as on the edge. So the step has
    the length that was asked for, although ``43 * 1e-3`` is not the same float as ``0.043``.

    Examples
    --------
    >>> import lif
    >>> lif.step_current([0.0, 1e-3, 2e-3, 3e-3], 2e-10, start=1e-3, stop=3e-3)
    array([0.e+00, 2.e-10, 2.e-10, 0.e+00])
    """
    times = checks.finite("t", t, "second")
    amplitude = checks.finite_number("amplitude", amplitude, "ampere")
    start = checks.finite_number("start", start, "second")
    stop = checks.finite_number("stop", stop, "second")
    if stop < start:
        msg = f"stop must be >= start, got start={start} and stop={stop}"
        raise ValueError(msg)
    on = _reached(times, start) & ~_reached(times, stop)
    return _in_the_shape_of(times, np.where(on, amplitude, 0.0))


@overload
def sine_current(t: float, i_mean: float = ..., period: float = ...) -> float: ...
@overload
def sine_current(
    t: ArrayLike, i_mean: float = ..., period: float = ...
) -> NDArray[np.float64]: ...
def sine_current(
    t: ArrayLike, i_mean: float = 25e-11, period: float = 10e-3
) -> float | NDArray[np.float64]:
    r"""Return a current that swings between zero and twice its mean.

    Parameters
    ----------
    t : float or array, second
        One time, or a grid of times of shape ``(steps,)``.
    i_mean : float, ampere
        The mean over a period, :math:`I_{mean}`.
    period : float, second
        The time from one crest to the next, :math:`T > 0`.

    Returns
    -------
    float or array, ampere
        The current at each time, in the shape of `t`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers, or carries a unit or a mask.
    ValueError
        If an argument is not finite, or `period` is not positive, or the result overflows.

    Notes
    -----
    .. math:: I(t) = I_{mean} \left(1 + \sin\left(\frac{2\pi}{T}\,t\right)\right)

    is the input of [1]_, where :math:`T` is 0.01 s. It is evaluated in that text's order,
    ``i_mean * (1 + sin((t * 2 * pi) / period))``, so that the numbers agree to the last digit.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> lif.sine_current(1e-3)
    3.969463130731183e-10
    >>> lif.sine_current([0.0, 2.5e-3, 7.5e-3])
    array([2.5e-10, 5.0e-10, 0.0e+00])
    """
    times = checks.finite("t", t, "second")
    i_mean = checks.finite_number("i_mean", i_mean, "ampere")
    period = checks.positive_number("period", period, "second")
    with np.errstate(all="ignore"):  # the check tells of it
        i = i_mean * (1 + np.sin((times * 2 * np.pi) / period))
    checks.require("sine_current", i, np.isfinite(i), "finite")
    return _in_the_shape_of(times, i)


def _reached(t: Any, edge: float) -> Any:
    """Tell where t is at the edge, to within rounding, or past it."""
    with np.errstate(all="ignore"):  # too far away to be expressed is not on the edge
        return (t >= edge) | (np.abs(t - edge) <= _EDGE * abs(edge))


def _in_the_shape_of(t: Any, i: Any) -> float | NDArray[np.float64]:
    """Return one number as a float: a time has one current, a grid has an array of them."""
    return i if isinstance(t, np.ndarray) else float(i)
