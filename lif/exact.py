r"""Closed forms of the continuous equation, which judge the simulation.

What a neuron does under a constant or a sine current can be worked out on paper. Nothing
here takes a step of time: the results know no `dt`, and have no error beyond rounding.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lif import _checks
from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "constant_current_voltage",
    "firing_rate",
    "interspike_interval",
    "rheobase",
    "sine_current_voltage",
]


def constant_current_voltage(
    t: ArrayLike, i: ArrayLike, neuron: Neuron, v0: ArrayLike | None = None
) -> float | NDArray[np.float64]:
    r"""Return the potential under a constant current, threshold and reset ignored.

    Parameters
    ----------
    t : float or array, second
        Time since the start, of any shape.
    i : float or array, ampere
        The current.
    neuron : Neuron
        The parameters; `tau`, `el` and `r` are used.
    v0 : float or array, volt, optional
        The potential at ``t = 0``; by default `el`.

    Returns
    -------
    float or array, volt
        The potential, in the shape that the arguments broadcast to, as in NumPy: a grid of
        times for several neurons is ``t[:, None]``.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is not finite, the shapes do not fit, or the result overflows.
    MemoryError
        If the result is larger than the memory that this process may use.

    Notes
    -----
    The solution of the membrane equation [1]_ without its second line,

    .. math::

        V(t) = V_\infty + (V_0 - V_\infty)\,e^{-t/\tau_m}, \quad V_\infty = E_L + R\,I

    References
    ----------
    .. [1] W. Gerstner, W. M. Kistler, R. Naud and L. Paninski, "Neuronal Dynamics", Cambridge
       University Press (2014), section 1.3.

    Examples
    --------
    After one time constant 63 % of the way is done, from -60 mV to -35 mV:

    >>> import lif
    >>> round(lif.exact.constant_current_voltage(20e-3, 2.5e-10, lif.Neuron()), 6)
    -0.044197
    """
    _checks.instance("neuron", neuron, Neuron)
    v0 = neuron.el if v0 is None else v0
    (time, current, start), shape = _checked(
        neuron, t=(t, "second"), i=(i, "ampere"), v0=(v0, "volt")
    )
    ri = _checks.finite_product(neuron.r, current)
    with np.errstate(all="ignore"):  # overflow is reported below
        v_inf = neuron.el + ri
        v = v_inf + (start - v_inf) * np.exp(-time / neuron.tau)
    return _result("V", v, shape)


def sine_current_voltage(
    t: ArrayLike,
    i_mean: ArrayLike,
    period: ArrayLike,
    neuron: Neuron,
    v0: ArrayLike | None = None,
) -> float | NDArray[np.float64]:
    r"""Return the potential under the sine current, threshold and reset ignored.

    Parameters
    ----------
    t : float or array, second
        Time since the start, of any shape.
    i_mean : float or array, ampere
        The current's mean over a period, as in `lif.sine_current`.
    period : float or array, second
        Its period, > 0.
    neuron : Neuron
        The parameters; `tau`, `el` and `r` are used.
    v0 : float or array, volt, optional
        The potential at ``t = 0``; by default `el`.

    Returns
    -------
    float or array, volt
        The potential, in the shape that the arguments broadcast to, as in NumPy: a grid of
        times for several neurons is ``t[:, None]``.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is not finite, `period` is not positive, the shapes do not fit, or the
        result overflows.
    MemoryError
        If the result is larger than the memory that this process may use.

    Notes
    -----
    With :math:`\omega = 2\pi/T`, for
    :math:`I(t) = I_{mean} (1 + \sin\omega t)` the membrane equation, without its second line,
    is solved by

    .. math::

        V(t) &= E_L + R\,I_{mean} + A\,(\sin\omega t - \omega\tau_m \cos\omega t)
                + C\,e^{-t/\tau_m}

        A &= \frac{R\,I_{mean}}{1 + \omega^2 \tau_m^2}, \quad
        C = V_0 - E_L - R\,I_{mean} + A\,\omega\tau_m

    which one verifies by putting it in: the membrane is a low-pass filter. The swing of the
    current comes out smaller by :math:`\sqrt{1 + \omega^2 \tau_m^2}`.

    Examples
    --------
    >>> import lif
    >>> lif.exact.sine_current_voltage([0.0, 150e-3], 2.5e-10, 10e-3, lif.Neuron())
    array([-0.06      , -0.03698965])
    """
    _checks.instance("neuron", neuron, Neuron)
    v0 = neuron.el if v0 is None else v0
    (time, i_bar, cycle, start), shape = _checked(
        neuron,
        t=(t, "second"),
        i_mean=(i_mean, "ampere"),
        period=(period, "second"),
        v0=(v0, "volt"),
    )
    _checks.require("period", cycle, cycle > 0, "a finite number > 0")
    ri = _checks.finite_product(neuron.r, i_bar)
    with np.errstate(all="ignore"):  # overflow is reported below
        omega = 2 * np.pi / cycle
        lag = omega * neuron.tau
        mean = neuron.el + ri
        amplitude = ri / (1 + lag * lag)
        wave = amplitude * (np.sin(omega * time) - lag * np.cos(omega * time))
        c = start - mean + amplitude * lag
        v = mean + wave + c * np.exp(-time / neuron.tau)
    return _result("V", v, shape)


def rheobase(neuron: Neuron) -> float | NDArray[np.float64]:
    r"""Return the constant current up to which a neuron stays silent.

    Parameters
    ----------
    neuron : Neuron
        The parameters; `vth`, `el` and `r` are used.

    Returns
    -------
    float or (n,) array, ampere
        The rheobase; ``inf`` for a passive membrane. It is negative for a neuron that rests
        above its threshold and fires without any input.

    Raises
    ------
    TypeError
        If `neuron` is not a `lif.Neuron`.
    ValueError
        If the result overflows.

    Notes
    -----
    .. math:: I_{rh} = \frac{V_{th} - E_L}{R}

    leads exactly to the threshold, in infinite time. The neuron fires where
    :math:`I > I_{rh}`.

    The parameters are taken as the floats that they are. The difference of -0.05 and -0.06 is
    0.009999999999999995, so that ``1e-10`` is above the rheobase of the default neuron, by less
    than a simulation could tell.

    Examples
    --------
    >>> import lif
    >>> round(lif.exact.rheobase(lif.Neuron()) * 1e12, 6)  # in picoampere
    100.0
    """
    _checks.instance("neuron", neuron, Neuron)
    with np.errstate(all="ignore"):  # overflow is reported below
        i = np.subtract(neuron.vth, neuron.el) / neuron.r
    passive = np.isinf(neuron.vth)
    _checks.require("rheobase", i, np.isfinite(i) | passive, "finite")
    return _in_shape(i, neuron.shape)


def interspike_interval(i: ArrayLike, neuron: Neuron) -> float | NDArray[np.float64]:
    r"""Return the time between two spikes under a constant current.

    Parameters
    ----------
    i : float or array, ampere
        The current, of any shape; it broadcasts with the parameters.
    neuron : Neuron
        The parameters.

    Returns
    -------
    float or array, second
        The interval; ``inf`` where the current is at the rheobase or below.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `i`, R*I or the rheobase is not finite, the shapes do not fit, or the result
        overflows.
    MemoryError
        If the result is larger than the memory that this process may use.

    Notes
    -----
    The refractory period, and the time of the climb from reset to threshold ([1]_, equation
    5.11):

    .. math::

        T(I) = t_{ref} + \tau_m \ln\frac{V_\infty - V_{reset}}{V_\infty - V_{th}}
             = t_{ref} + \tau_m \ln\left(1 + \frac{V_{th} - V_{reset}}{R\,(I - I_{rh})}\right)

    with :math:`V_\infty = E_L + R\,I`. The second form is the one that is computed: it agrees
    with `rheobase` about which currents make the neuron fire, and keeps its digits far above.

    References
    ----------
    .. [1] P. Dayan and L. F. Abbott, "Theoretical Neuroscience", MIT Press (2001), section 5.4.

    Examples
    --------
    >>> import lif
    >>> lif.exact.interspike_interval([0.9e-10, 2e-10, 3e-10], lif.Neuron(t_ref=2e-3))
    array([       inf, 0.02397225, 0.01586294])
    """
    _checks.instance("neuron", neuron, Neuron)
    (current,), shape = _checked(neuron, i=(i, "ampere"))
    _checks.finite_product(neuron.r, current)
    with np.errstate(all="ignore"):  # overflow is reported below
        above = current - rheobase(neuron)
        ratio = np.subtract(neuron.vth, neuron.vr) / (neuron.r * above)
        interval = neuron.t_ref + neuron.tau * np.log1p(ratio)
        silent = np.logical_not(above > 0)
    _checks.require("interval", interval, np.isfinite(interval) | silent, "finite")
    return _in_shape(np.where(silent, np.inf, interval), shape)


def firing_rate(i: ArrayLike, neuron: Neuron) -> float | NDArray[np.float64]:
    r"""Return how many spikes a second a constant current makes: the f-I curve.

    Parameters
    ----------
    i : float or array, ampere
        The current, of any shape; it broadcasts with the parameters.
    neuron : Neuron
        The parameters.

    Returns
    -------
    float or array, hertz
        The rate; 0 where the current is at the rheobase or below.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `i`, R*I or the rheobase is not finite, the shapes do not fit, or the result
        overflows.
    MemoryError
        If the result is larger than the memory that this process may use.

    Notes
    -----
    .. math:: f(I) = \frac{1}{T(I)}

    where T is the `interspike_interval`. From the rheobase on the rate rises steeply, then
    more and more like a straight line; a refractory period keeps it below
    :math:`1/t_{ref}`.

    Examples
    --------
    >>> import lif
    >>> neuron = lif.Neuron()
    >>> lif.exact.firing_rate([0.0, lif.exact.rheobase(neuron), 2e-10, 3e-10], neuron)
    array([ 0.        ,  0.        , 45.51196133, 72.13475204])
    """
    interval = interspike_interval(i, neuron)
    with np.errstate(all="ignore"):  # overflow is reported below
        rate = np.divide(1.0, interval)
    return _result("firing_rate", rate, np.shape(rate))


def _checked(
    neuron: Neuron, **arguments: tuple[Any, str]
) -> tuple[list[Any], tuple[int, ...]]:
    """Return finite arguments, given with their units, and the shape of a result."""
    values = {
        name: _checks.finite(name, value, unit)
        for name, (value, unit) in arguments.items()
    }
    shapes = {name: np.shape(value) for name, value in values.items()}
    shape = _checks.common_shape(
        {**shapes, "neuron": neuron.shape}, "broadcast (x[:, None] for several neurons)"
    )
    # The formulas need room for some five arrays of the result's shape.
    _checks.fits_in_memory("the result", 40 * math.prod(shape), "ask for less at once")
    return list(values.values()), shape


def _result(
    name: str, value: Any, shape: tuple[int, ...]
) -> float | NDArray[np.float64]:
    """Return a result that has to be finite."""
    _checks.require(name, value, np.isfinite(value), "finite")
    return _in_shape(value, shape)


def _in_shape(value: Any, shape: tuple[int, ...]) -> float | NDArray[np.float64]:
    """Return a number as a float, an array as one that the caller can write to."""
    return np.array(np.broadcast_to(value, shape)) if shape else float(value)
