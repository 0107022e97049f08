"""Spike times, interspike intervals and firing rates of a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lif import _checks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lif.simulation import Trace

__all__ = ["firing_rate", "interspike_intervals", "spike_times"]


def spike_times(trace: Trace) -> list[NDArray[np.float64]]:
    """Return the spike times of each neuron.

    Parameters
    ----------
    trace : Trace
        Result of `lif.run`; `t` and `spiked` are used.

    Returns
    -------
    list of arrays, second
        One array of increasing times for each neuron; a list of one array for a trace of one
        neuron. This is the form that ``matplotlib.pyplot.eventplot`` takes.

    Raises
    ------
    TypeError
        If `trace` has no times `t` or no truth values `spiked`.
    ValueError
        If the shapes of `t` and `spiked` do not fit, or if `t` is not finite and increasing.

    Notes
    -----
    The time of a spike is that of the grid point at which the potential is reset.

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=60e-3, dt=1e-3)
    >>> trace = lif.run(lif.constant_current(t, 3e-10), lif.Neuron(), dt=1e-3)
    >>> lif.spikes.spike_times(trace)
    [array([0.008, 0.022, 0.036, 0.05 ])]
    """
    t, spiked = _checked(trace)
    return [t[column] for column in np.atleast_2d(spiked.T)]


def interspike_intervals(trace: Trace) -> list[NDArray[np.float64]]:
    r"""Return the intervals between consecutive spikes of each neuron.

    Parameters
    ----------
    trace : Trace
        Result of `lif.run`; `t` and `spiked` are used.

    Returns
    -------
    list of arrays, second
        One array for each neuron, with one interval fewer than there are spikes (or none if
        there is no spike); a list of one array for a trace of one neuron.

    Raises
    ------
    TypeError
        If `trace` has no times `t` or no truth values `spiked`.
    ValueError
        If the shapes of `t` and `spiked` do not fit, or if `t` is not finite and increasing.

    Notes
    -----
    .. math:: T_m = t_{m+1} - t_m

    for the spikes at :math:`t_0 < t_1 < \dots`

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=60e-3, dt=1e-3)
    >>> trace = lif.run(lif.constant_current(t, 3e-10), lif.Neuron(), dt=1e-3)
    >>> lif.spikes.interspike_intervals(trace)
    [array([0.014, 0.014, 0.014])]
    """
    return [np.diff(times) for times in spike_times(trace)]


def firing_rate(trace: Trace) -> NDArray[np.float64]:
    r"""Return the firing rate of each neuron.

    Parameters
    ----------
    trace : Trace
        Result of `lif.run`; `t` and `spiked` are used.

    Returns
    -------
    (1,) or (n,) array, hertz
        The mean rate over the trace, in spikes per second; 0 for a trace without steps.

    Raises
    ------
    TypeError
        If `trace` has no times `t` or no truth values `spiked`.
    ValueError
        If the shapes of `t` and `spiked` do not fit, if `t` does not go in equal steps, or if
        there is only one point of time, so that the length of a step is unknown.

    Notes
    -----
    .. math:: f = \frac{\text{number of spikes}}{\text{steps} \cdot \Delta t}

    where :math:`\Delta t` is the distance between two points of time.

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=60e-3, dt=1e-3)
    >>> trace = lif.run(lif.constant_current(t, 3e-10), lif.Neuron(), dt=1e-3)
    >>> lif.spikes.firing_rate(trace)
    array([66.66666667])
    """
    t, spiked = _checked(trace)
    counts = np.atleast_1d(np.count_nonzero(spiked, axis=0))
    if len(t) == 0:
        return np.zeros(counts.shape)
    if len(t) == 1:
        msg = (
            f"trace must have at least two points of time, to tell dt, got one, {t[0]}"
        )
        raise ValueError(msg)
    # From the first point to the last there is one step fewer than there are points.
    with np.errstate(all="ignore"):  # the checks report what is too large
        dt = (t[-1] - t[0]) / (len(t) - 1)
        even, _ = _checks.even_steps(t, dt, trace.t)
        rates: NDArray[np.float64] = counts / (dt * len(t))
    _checks.require("trace.t", t, even, f"a grid in equal steps, of {dt}")
    _checks.require("firing_rate", rates, np.isfinite(rates), "finite")
    return rates


def _checked(trace: Trace) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the times and the spikes of a trace."""
    if not (hasattr(trace, "t") and hasattr(trace, "spiked")):
        msg = f"trace must be a lif.Trace, got {trace!r:.80} ({type(trace).__name__})"
        raise TypeError(msg)
    t = _checks.numbers("trace.t", trace.t, "second")
    spiked = _checks.booleans("trace.spiked", trace.spiked)
    if t.ndim != 1 or spiked.ndim not in {1, 2} or len(t) != len(spiked):
        msg = (
            "trace.t and trace.spiked must have the shapes (steps,) and (steps,) or "
            f"(steps, n), got {t.shape} and {spiked.shape}"
        )
        raise ValueError(msg)
    later = np.concatenate([t[:1] > -np.inf, t[1:] > t[:-1]]) & (t < np.inf)
    _checks.require("trace.t", t, later, "finite and increasing")
    return t, spiked
