"""Spikes read off a trace: when they fell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lif import checks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lif.simulation import Trace

__all__ = ["spike_times"]


def spike_times(trace: Trace) -> list[NDArray[np.float64]]:
    """Return the times of the spikes, neuron by neuron.

    Parameters
    ----------
    trace : Trace
        What `lif.run` returned; `t` and `spiked` are used.

    Returns
    -------
    list of arrays, second
        One array of increasing times for each neuron; a list of one for a trace of one neuron.
        This is the form that ``matplotlib.pyplot.eventplot`` takes.

    Raises
    ------
    TypeError
        If `trace` has no times `t` or no truth values `spiked`.
    ValueError
        If these two do not fit each other.

    Notes
    -----
    A spike falls on the point of the grid where the potential is reset.

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=60e-3, dt=1e-3)
    >>> trace = lif.run(lif.constant_current(t, 3e-10), lif.Neuron(), dt=1e-3)
    >>> lif.spikes.spike_times(trace)
    [array([0.008, 0.022, 0.036, 0.05 ])]
    """
    if not (hasattr(trace, "t") and hasattr(trace, "spiked")):
        msg = f"trace must be a lif.Trace, got {trace!r:.80} ({type(trace).__name__})"
        raise TypeError(msg)
    t = checks.numbers("trace.t", trace.t, "second")
    spiked = checks.booleans("trace.spiked", trace.spiked)
    if t.ndim != 1 or spiked.ndim not in {1, 2} or len(t) != len(spiked):
        msg = (
            "trace.t and trace.spiked must have the shapes (steps,) and (steps,) or "
            f"(steps, n), got {t.shape} and {spiked.shape}"
        )
        raise ValueError(msg)
    return [t[column] for column in np.atleast_2d(spiked.T)]
