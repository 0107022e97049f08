r"""Exact solutions of the membrane equation in continuous time, to compare simulations with.

For a constant or a sine current the equation can be solved with pen and paper. These functions
evaluate the solutions. They take no time steps, so they need no `dt`, and their only error is
rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lif import _checks
from lif.neuron import Neuron

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    # Any, as in NumPy: a union would oblige every caller to distinguish the two.
    FloatOrArray: TypeAlias = Any

__all__ = [
    "constant_current_voltage",
    "firing_rate",
    "interspike_interval",
    "rheobase",
    "sine_current_voltage",
]

_UNITS = {
    "t": "second",
    "i": "ampere",
    "i_mean": "ampere",
    "period": "second",
    "v0": "volt",
}


def constant_current_voltage(
    t: ArrayLike, i: ArrayLike, neuron: Neuron, v0: ArrayLike | None = None
) -> FloatOrArray:
    r"""Return the membrane potential under a constant current, without threshold and reset.

    Parameters
    ----------
    t : float or array, second
        Time since the start, of any shape.
    i : float or array, ampere
        The current.
    neuron : Neuron
        The parameters; `tau`, `el` and `r` are used.
    v0 : float or array, volt, optional
        Membrane potential at ``t = 0``; by default `el`.

    Returns
    -------
    float or array, volt
        Membrane potential, in the shape that the arguments broadcast to, as in NumPy: a grid of
        times for several neurons is ``t[:, None]``.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is not finite, if the shapes do not fit, or if the result is too large
        for a float.

    Notes
    -----
    The solution of the membrane equation [1]_ without its second line, the reset, is

    .. math::

        V(t) = V_\infty + (V_0 - V_\infty)\,e^{-t/\tau_\text{m}}, \quad
        V_\infty = E_\text{L} + R\,I

    References
    ----------
    .. [1] W. Gerstner, W. M. Kistler, R. Naud and L. Paninski, "Neuronal Dynamics", Cambridge
       University Press (2014), section 1.3.

    Examples
    --------
    After one time constant the potential has gone 63 % of the way from -60 mV to -35 mV:

    >>> import lif
    >>> round(lif.exact.constant_current_voltage(20e-3, 2.5e-10, lif.Neuron()), 6)
    -0.044197
    """
    _checks.instance("neuron", neuron, Neuron)
    v0 = neuron.el if v0 is None else v0
    (time, current, start), shape = _checked(neuron, t=t, i=i, v0=v0)
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
) -> FloatOrArray:
    r"""Return the membrane potential under the sine current, without threshold and reset.

    Parameters
    ----------
    t : float or array, second
        Time since the start, of any shape.
    i_mean : float or array, ampere
        The mean of the current over a period, as in `lif.sine_current`.
    period : float or array, second
        The period of the current, > 0.
    neuron : Neuron
        The parameters; `tau`, `el` and `r` are used.
    v0 : float or array, volt, optional
        Membrane potential at ``t = 0``; by default `el`.

    Returns
    -------
    float or array, volt
        Membrane potential, in the shape that the arguments broadcast to, as in NumPy: a grid of
        times for several neurons is ``t[:, None]``.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is not finite, if `period` is not positive, if the shapes do not fit, or
        if the result is too large for a float.

    Notes
    -----
    For :math:`I(t) = I_\text{mean} (1 + \sin\omega t)`, with :math:`\omega = 2\pi/T`, the solution
    of the membrane equation without its second line, the reset, is

    .. math::

        V(t) &= E_\text{L} + R\,I_\text{mean} + C\,e^{-t/\tau_\text{m}} \\
             &\quad + A\,(\sin\omega t - \omega\tau_\text{m} \cos\omega t) \\
        A &= \frac{R\,I_\text{mean}}{1 + \omega^2 \tau_\text{m}^2} \\
        C &= V_0 - E_\text{L} - R\,I_\text{mean} + A\,\omega\tau_\text{m}

    as substitution into the equation shows. The membrane is a low-pass filter: the amplitude of
    the potential is that of :math:`R\,I`, divided by :math:`\sqrt{1 + \omega^2 \tau_\text{m}^2}`.

    Examples
    --------
    >>> import lif
    >>> lif.exact.sine_current_voltage([0.0, 150e-3], 2.5e-10, 10e-3, lif.Neuron())
    array([-0.06      , -0.03698965])
    """
    _checks.instance("neuron", neuron, Neuron)
    v0 = neuron.el if v0 is None else v0
    (time, i_bar, cycle, start), shape = _checked(
        neuron, t=t, i_mean=i_mean, period=period, v0=v0
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


def rheobase(neuron: Neuron) -> FloatOrArray:
    r"""Return the rheobase: the largest constant current that causes no spikes.

    Parameters
    ----------
    neuron : Neuron
        The parameters; `vth`, `el` and `r` are used.

    Returns
    -------
    float or (n,) array, ampere
        The rheobase; ``inf`` for a passive membrane. It is negative if `el` is above `vth`, so
        that the neuron fires without any input.

    Raises
    ------
    TypeError
        If `neuron` is not a `lif.Neuron`.
    ValueError
        If the result is too large for a float.

    Notes
    -----
    .. math:: I_\text{rh} = \frac{V_\text{th} - E_\text{L}}{R}

    Under this current the potential approaches the threshold and never passes it. The neuron
    fires if :math:`I > I_\text{rh}`.

    The result is rounded as all floats are. The difference of -0.05 and -0.06 is
    0.009999999999999995, so ``1e-10`` is above the rheobase of the default neuron, although by
    less than a simulation can resolve.

    Examples
    --------
    >>> import lif
    >>> round(lif.exact.rheobase(lif.Neuron()) * 1e12, 6)  # in picoampere
    100.0
    """
    _checks.instance("neuron", neuron, Neuron)
    with np.errstate(all="ignore"):  # overflow is reported below
        i = np.subtract(neuron.vth, neuron.el) / neuron.r
    return _result("rheobase", i, neuron.shape, infinite=np.isinf(neuron.vth))


def interspike_interval(i: ArrayLike, neuron: Neuron) -> FloatOrArray:
    r"""Return the interval between two spikes under a constant current.

    Parameters
    ----------
    i : float or array, ampere
        The current, of any shape that broadcasts with the parameters.
    neuron : Neuron
        The parameters.

    Returns
    -------
    float or array, second
        The interval; ``inf`` where the current is not above the rheobase.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `i`, R*I or the rheobase is not finite, if the shapes do not fit, or if the result
        is too large for a float.

    Notes
    -----
    The interval is the refractory period plus the time that the potential takes to rise from
    reset to threshold ([1]_, equation 5.11):

    .. math::

        T(I) = t_\text{ref}
               + \tau_\text{m} \ln\frac{V_\infty - V_\text{reset}}{V_\infty - V_\text{th}}
             = t_\text{ref} + \tau_\text{m} \ln
               \left(1 + \frac{V_\text{th} - V_\text{reset}}{R\,(I - I_\text{rh})}\right)

    with :math:`V_\infty = E_\text{L} + R\,I`. The second form is computed, for two reasons: it
    agrees with `rheobase` about which currents make the neuron fire, and it stays accurate for
    large currents.

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
    (current,), shape = _checked(neuron, i=i)
    _checks.finite_product(neuron.r, current)
    with np.errstate(all="ignore"):  # overflow is reported below
        above = current - rheobase(neuron)
        ratio = np.subtract(neuron.vth, neuron.vr) / (neuron.r * above)
        interval = neuron.t_ref + neuron.tau * np.log1p(ratio)
    silent = np.less_equal(above, 0)
    interval = np.where(silent, np.inf, interval)
    return _result("interval", interval, shape, infinite=silent)


def firing_rate(i: ArrayLike, neuron: Neuron) -> FloatOrArray:
    r"""Return the firing rate under a constant current: the f–I curve.

    Parameters
    ----------
    i : float or array, ampere
        The current, of any shape that broadcasts with the parameters.
    neuron : Neuron
        The parameters.

    Returns
    -------
    float or array, hertz
        The firing rate; 0 where the current is not above the rheobase.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If `i`, R*I or the rheobase is not finite, if the shapes do not fit, or if the result
        is too large for a float.

    Notes
    -----
    .. math:: f(I) = \frac{1}{T(I)}

    where :math:`T` is the `interspike_interval`. Just above the rheobase the rate rises steeply,
    and for larger currents the curve becomes nearly straight. With a refractory period the rate
    stays below :math:`1/t_\text{ref}`.

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


def _checked(neuron: Neuron, **arguments: Any) -> tuple[list[Any], tuple[int, ...]]:
    """Return finite arguments, and the shape of a result."""
    values = {
        name: _checks.finite(name, value, _UNITS[name])
        for name, value in arguments.items()
    }
    shapes = {name: np.shape(value) for name, value in values.items()}
    rule = "broadcast (x[:, None] for several neurons)"
    shape = _checks.common_shape({**shapes, "neuron": neuron.shape}, rule)
    return list(values.values()), shape


def _result(
    name: str, value: Any, shape: tuple[int, ...], *, infinite: Any = False
) -> FloatOrArray:
    """Return a result as a new array. It must be finite, except where it may be `infinite`."""
    _checks.require(name, value, np.isfinite(value) | infinite, "finite")
    return np.array(np.broadcast_to(value, shape)) if shape else float(value)
