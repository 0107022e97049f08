r"""The input current I(t): constant, step, sine, noise, and synaptic input.

A current is an array of amperes, one value for each point of a time grid. Time is the first
axis. Any array of that form can drive a neuron; these functions make the usual ones.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np

from lif import _checks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    Array: TypeAlias = NDArray[np.float64]
    Seed: TypeAlias = int | Sequence[int] | NDArray[np.integer[Any]]
    Rng: TypeAlias = (
        np.random.Generator | np.random.BitGenerator | np.random.SeedSequence | Seed
    )
    # Any, as in NumPy: a union would oblige every caller to distinguish the two, and overloads
    # would repeat the long signatures of random currents three times.
    ScalarOrArray: TypeAlias = Any

__all__ = [
    "constant_current",
    "noise_current",
    "ou_current",
    "poisson_spikes",
    "sine_current",
    "step_current",
    "synaptic_current",
]

# A grid point k*dt is at most this many ulp away from the edge that it stands for.
_EDGE = 4
# No normally distributed number that can be drawn is this many standard deviations away.
_RAREST = 64


@overload
def constant_current(t: float, amplitude: float) -> float: ...
@overload
def constant_current(t: ArrayLike, amplitude: float) -> Array: ...
def constant_current(t: ArrayLike, amplitude: float) -> ScalarOrArray:
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
    times = _checks.finite("t", t, "second")
    amplitude = _checks.finite_number("amplitude", amplitude, "ampere")
    return _scalar_or_array(np.full(np.shape(times), amplitude))


@overload
def step_current(t: float, amplitude: float, start: float, stop: float) -> float: ...
@overload
def step_current(
    t: ArrayLike, amplitude: float, start: float, stop: float
) -> Array: ...
def step_current(
    t: ArrayLike, amplitude: float, start: float, stop: float
) -> ScalarOrArray:
    r"""Return a current that is switched on and off again.

    Parameters
    ----------
    t : float or array, second
        One time, or a grid of times of shape ``(steps,)``.
    amplitude : float, ampere
        The current while it is on.
    start, stop : float, second
        The current is on for ``start <= t < stop``, and zero otherwise.

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
    .. math::

       I(t) = \begin{cases} I_0 & t_\text{start} \le t < t_\text{stop} \\ 0 & \text{otherwise}
              \end{cases}

    A time counts as lying on an edge if rounding alone can explain the difference, that is, if
    the two are at most 4 ulp of the largest time apart. (An ulp is the distance from a float to
    the next one; it is larger for times in single precision.) So the step has the intended
    number of points, although ``43 * 1e-3`` is not the same float as ``0.043``.

    Examples
    --------
    >>> import lif
    >>> lif.step_current([0.0, 1e-3, 2e-3, 3e-3], 2e-10, start=1e-3, stop=3e-3)
    array([0.e+00, 2.e-10, 2.e-10, 0.e+00])
    """
    times = _checks.finite("t", t, "second")
    amplitude = _checks.finite_number("amplitude", amplitude, "ampere")
    given = (t, start, stop)
    start = _checks.finite_number("start", start, "second")
    stop = _checks.finite_number("stop", stop, "second")
    _checks.require_all("stop must be >= start", stop >= start, start=start, stop=stop)
    with np.errstate(all="ignore"):  # an ulp of 0 is the smallest float
        ulp = np.spacing(np.max(np.abs(times), initial=0.0))
        slack = _EDGE * _checks.coarseness(*given) * ulp
        on = (times >= start - slack) & (times < stop - slack)
    return _scalar_or_array(np.where(on, amplitude, 0.0))


@overload
def sine_current(t: float, i_mean: float = ..., period: float = ...) -> float: ...
@overload
def sine_current(t: ArrayLike, i_mean: float = ..., period: float = ...) -> Array: ...
def sine_current(
    t: ArrayLike, i_mean: float = 25e-11, period: float = 10e-3
) -> ScalarOrArray:
    r"""Return a current that oscillates between zero and twice its mean.

    Parameters
    ----------
    t : float or array, second
        One time, or a grid of times of shape ``(steps,)``.
    i_mean : float, ampere
        The mean over a period, :math:`I_\text{mean}`.
    period : float, second
        The time from one maximum to the next, :math:`T > 0`.

    Returns
    -------
    float or array, ampere
        The current at each time, in the shape of `t`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers, or carries a unit or a mask.
    ValueError
        If an argument is not finite, if `period` is not positive, or if the result is too large
        for a float.

    Notes
    -----
    .. math:: I(t) = I_\text{mean} \left(1 + \sin\left(\frac{2\pi}{T}\,t\right)\right)

    is the input of [1]_, where :math:`T` is 0.01 s. The operations are done in the order of
    that text, ``i_mean * (1 + sin((t * 2 * pi) / period))``, so that all digits agree.

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
    times = _checks.finite("t", t, "second")
    i_mean = _checks.finite_number("i_mean", i_mean, "ampere")
    period = _checks.positive_number("period", period, "second")
    with np.errstate(all="ignore"):  # overflow is reported below
        i = i_mean * (1 + np.sin((times * 2 * np.pi) / period))
    _checks.require("sine_current", i, np.isfinite(i), "finite")
    return _scalar_or_array(i)


def noise_current(
    t: ArrayLike,
    i_mean: float,
    relative_amplitude: float,
    n: int | None = None,
    *,
    rng: Rng,
) -> ScalarOrArray:
    r"""Return a mean current with uniform noise, drawn anew at each time.

    Parameters
    ----------
    t : float or (steps,) array, second
        One time, or a grid of times. Only the number of times matters.
    i_mean : float, ampere
        The mean, :math:`I_\text{mean}`.
    relative_amplitude : float
        The largest distance from the mean, as a multiple of the mean, :math:`\alpha \ge 0`.
        With a value above 1 the current sometimes changes its sign.
    n : int, optional
        The number of neurons, each with a current of its own. By default one current is drawn.
    rng : Generator, int or sequence of ints
        The source of the random numbers, for `numpy.random.default_rng`: a generator, which
        continues from its present state, or a seed, which gives the same current each time.

    Returns
    -------
    float or array, ampere
        The current at each time: in the shape of `t`, or ``(steps, n)`` if `n` is given.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask; if `rng` is missing,
        None or a bool.
    ValueError
        If an argument is out of its range or not finite, or the result could be too large for a
        float.
    MemoryError
        If the current is larger than the memory that this process may use.

    Notes
    -----
    .. math:: I_k = I_\text{mean} (1 + \alpha\,\xi_k), \quad \xi_k \sim U(-1, 1)

    with independent draws [1]_. The numbers are drawn in the order of time, so consecutive
    blocks drawn from one generator join to what a single call for the whole would give.

    The variance of the current is :math:`(\alpha I_\text{mean})^2/3`, whatever the time step. But
    the same noise on a finer grid moves the membrane potential less, because more independent
    values average out within a membrane time constant. [1]_ compensates with a factor
    :math:`\sqrt{t_\text{max}/\Delta t}`, which depends on the length of the run. `ou_current`
    has a
    correlation time instead.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> lif.noise_current([0.0, 1e-3, 2e-3], i_mean=2.5e-10, relative_amplitude=0.1, rng=2020)
    array([2.48415377e-10, 2.50717112e-10, 2.68199414e-10])
    >>> lif.noise_current([0.0, 1e-3, 2e-3], 2.5e-10, 0.1, n=2, rng=2020).shape
    (3, 2)
    """
    _, shape = _times_and_shape(t, n)
    i_mean = _checks.finite_number("i_mean", i_mean, "ampere")
    amplitude = _checks.non_negative_number(
        "relative_amplitude", relative_amplitude, ""
    )
    largest = i_mean * (1 + amplitude)
    _checks.require(
        "i_mean * (1 + relative_amplitude)", largest, math.isfinite(largest), "finite"
    )
    i = np.asarray(_checks.generator("rng", rng).uniform(-1.0, 1.0, shape))
    with np.errstate(under="ignore"):  # a subnormal number may become 0
        i *= amplitude  # i_mean * (1 + amplitude * xi), in place: it may be large
        i += 1
        i *= i_mean
    return _scalar_or_array(i)


def ou_current(
    t: ArrayLike,
    mean: float,
    std: float,
    correlation_time: float,
    n: int | None = None,
    *,
    dt: float,
    rng: Rng,
    start: ArrayLike | None = None,
) -> ScalarOrArray:
    r"""Return a current that fluctuates slowly around its mean: an Ornstein-Uhlenbeck process.

    Parameters
    ----------
    t : float or (steps,) array, second
        One time, or a grid of times in steps of `dt`.
    mean : float, ampere
        The mean, :math:`\mu`.
    std : float, ampere
        The standard deviation, :math:`\sigma \ge 0`.
    correlation_time : float, second
        The time :math:`\tau_c > 0` in which the correlation decays to 1/e.
    n : int, optional
        The number of neurons, each with a current of its own. By default one current is drawn.
    dt : float, second
        The distance between two points of the grid, > 0.
    rng : Generator, int or sequence of ints
        The source of the random numbers, for `numpy.random.default_rng`: a generator, which
        continues from its present state, or a seed, which gives the same current each time.
    start : float or (n,) array, ampere, optional
        The current one `dt` before ``t[0]``. The last row of one block is the start of the
        next. By default the start is drawn from the stationary distribution, which the process
        has in the long run.

    Returns
    -------
    float or array, ampere
        The current at each time: in the shape of `t`, or ``(steps, n)`` if `n` is given.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask; if `rng` is missing,
        None or a bool.
    ValueError
        If an argument is out of its range or not finite, if `t` does not go in steps of `dt`,
        if `start` does not fit `n`, or if the result could be too large for a float.
    MemoryError
        If the current is larger than the memory that this process may use.

    Notes
    -----
    The process obeys [1]_

    .. math:: \tau_c \frac{dI}{dt} = \mu - I + \sigma \sqrt{2 \tau_c}\, \eta(t)

    with white noise :math:`\eta`. The exact solution over one step is used, so mean, variance
    and correlation are correct for any `dt`:

    .. math::

        I_{k+1} = \mu + \rho\,(I_k - \mu) + \sigma \sqrt{1 - \rho^2}\, \xi_k,
        \quad \rho = e^{-\Delta t/\tau_c}, \quad \xi_k \sim N(0, 1)

    One normal number is drawn for each neuron and row, and one more for each neuron if `start`
    is not given. The numbers are drawn in the order of time, so consecutive blocks drawn from
    one generator, each with the last row of the block before as its start, join to what a
    single call for the whole would give.

    References
    ----------
    .. [1] D. T. Gillespie, "Exact numerical simulation of the Ornstein-Uhlenbeck process and
       its integral", Physical Review E 54, 2084 (1996).

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=4e-3, dt=1e-3)
    >>> lif.ou_current(t, mean=2e-10, std=5e-11, correlation_time=5e-3, dt=1e-3, rng=2020)
    array([2.57995700e-10, 2.85738846e-10, 2.29481961e-10, 2.16306091e-10])

    In two blocks, from one generator:

    >>> import numpy as np
    >>> rng = np.random.default_rng(2020)
    >>> one = lif.ou_current(t[:2], 2e-10, 5e-11, 5e-3, dt=1e-3, rng=rng)
    >>> two = lif.ou_current(t[2:], 2e-10, 5e-11, 5e-3, dt=1e-3, rng=rng, start=one[-1])
    >>> np.concatenate([one, two])
    array([2.57995700e-10, 2.85738846e-10, 2.29481961e-10, 2.16306091e-10])
    """
    times, shape = _times_and_shape(t, n)
    mean = _checks.finite_number("mean", mean, "ampere")
    std = _checks.non_negative_number("std", std, "ampere")
    tau = _checks.positive_number("correlation_time", correlation_time, "second")
    dt = _checks.positive_number("dt", dt, "second")
    _require_steps(t, times, dt)
    rows = shape if np.ndim(times) else (1, *shape)
    x = None if start is None else _checked_start(start, rows[1:])
    with np.errstate(all="ignore"):  # overflow is reported below
        largest = 2 * (abs(mean) + np.abs(0.0 if x is None else x)) + _RAREST * std
    _checks.require(
        f"2*(|mean| + |start|) + {_RAREST}*std", largest, np.isfinite(largest), "finite"
    )
    rng = _checks.generator("rng", rng)
    if rows[0] == 0:  # nothing is drawn, so the next block begins where this one did
        return np.empty(rows)
    with np.errstate(under="ignore"):  # a subnormal number may become 0
        if x is None:
            x = mean + std * rng.standard_normal(rows[1:])
        rho, spread = math.exp(-dt / tau), std * math.sqrt(-math.expm1(-2 * dt / tau))
        i = rng.standard_normal(rows)
        _accumulate(i, x, lambda x, xi: mean + rho * (x - mean) + spread * xi)
    return _scalar_or_array(i.reshape(shape))


def poisson_spikes(
    t: ArrayLike, rate: ArrayLike, n: int | None = None, *, dt: float, rng: Rng
) -> ScalarOrArray:
    r"""Return random spikes that are independent of each other: a Poisson process.

    Parameters
    ----------
    t : float or (steps,) array, second
        One time, or a grid of times in steps of `dt`.
    rate : float or array, hertz
        The expected number of spikes per second, >= 0, with ``rate * dt <= 1``. The first axis
        of a rate that changes is time: ``(steps,)`` or ``(steps, 1)`` if all neurons have the
        same rate, ``(steps, n)`` if each has its own. A rate ``(1, n)`` is constant in time.
    n : int, optional
        The number of neurons, each with spikes of its own. By default one spike train is drawn.
    dt : float, second
        The distance between two points of the grid, > 0.
    rng : Generator, int or sequence of ints
        The source of the random numbers, for `numpy.random.default_rng`: a generator, which
        continues from its present state, or a seed, which gives the same spikes each time.

    Returns
    -------
    bool or array of bool
        Whether there is a spike at each time, in the form of ``trace.spiked``: in the shape of
        `t`, or ``(steps, n)`` if `n` is given.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask; if `rng` is missing,
        None or a bool.
    ValueError
        If an argument is out of its range or not finite, if `rate` does not fit the result in
        shape, if ``rate * dt > 1``, or if `t` does not go in steps of `dt`.
    MemoryError
        If the result is larger than the memory that this process may use.

    Notes
    -----
    In each time step a spike occurs with the probability

    .. math:: p_k = \lambda(t_k)\,\Delta t

    where :math:`\lambda` is the rate, independently of all other steps [1]_. For small
    :math:`p` this is a Poisson process; with :math:`p = 1` there is a spike in each step. One
    number is drawn for each neuron and step, in the order of time, so consecutive blocks drawn
    from one generator join to what a single call for the whole would give.

    References
    ----------
    .. [1] Dayan, P. and Abbott, L. F., "Theoretical Neuroscience", MIT Press (2001), section 1.4.

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=1.0, dt=1e-3)
    >>> spikes = lif.poisson_spikes(t, rate=20.0, dt=1e-3, rng=2020)
    >>> spikes.shape, int(spikes.sum())
    ((1000,), 19)

    The rate of a hundred neurons doubles halfway:

    >>> rate = lif.step_current(t, 20.0, start=0.5, stop=1.0) + 20.0
    >>> spikes = lif.poisson_spikes(t, rate, n=100, dt=1e-3, rng=2020)
    >>> int(spikes[:500].sum()), int(spikes[500:].sum())
    (964, 1959)
    """
    times, shape = _times_and_shape(t, n)
    dt = _checks.positive_number("dt", dt, "second")
    _require_steps(t, times, dt)
    rate = _checks.numbers("rate", rate, "hertz")
    with np.errstate(all="ignore"):  # a probability below all floats is 0
        probability = rate * dt
    ok = (rate >= 0) & (probability <= 1)
    _checks.require_all("rate must be >= 0 and rate*dt <= 1", ok, rate=rate, dt=dt)
    if rate.ndim == 1 and len(shape) > 1:  # the first axis is time
        probability = probability[:, np.newaxis]
    try:
        np.broadcast_to(probability, shape)
    except ValueError as error:
        msg = f"rate must broadcast to the shape {shape}, got shape {rate.shape}"
        raise ValueError(msg) from error
    spikes = _checks.generator("rng", rng).random(shape) < probability
    return _scalar_or_array(spikes)


def synaptic_current(
    spikes: ArrayLike,
    weight: ArrayLike,
    time_constant: float,
    *,
    dt: float,
    start: ArrayLike = 0.0,
) -> Array:
    r"""Return the current that spikes cause through an exponential synapse.

    Each spike makes the current jump by `weight`; between spikes it decays to zero.

    Parameters
    ----------
    spikes : (steps,) or (steps, n) array
        Whether there is a spike at each time (``trace.spiked``, `poisson_spikes`), or the number
        of spikes, or a weighted sum of the spikes of many inputs (``trace.spiked @ weights``).
    weight : float or (n,) array, ampere
        The jump of the current per spike.
    time_constant : float, second
        The time in which the current decays to 1/e, :math:`\tau_\text{s} > 0`.
    dt : float, second
        The distance between two rows of `spikes`, > 0.
    start : float or (n,) array, ampere, optional
        The current one `dt` before the first row. The last row of one block is the start of
        the next. By default this current is zero.

    Returns
    -------
    (steps,) or (steps, n) array, ampere
        The current at each time. It has two axes if any argument has a length n.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is out of its range or not finite, if the lengths do not agree, or if
        the result is too large for a float.

    Notes
    -----
    The current obeys

    .. math:: \tau_\text{s} \frac{dI}{dt} = -I + w\,\tau_\text{s} \sum_m \delta(t - t_m)

    with the weight :math:`w` and the spike times :math:`t_m` [1]_. On a grid this is, exactly
    and for any `dt`,

    .. math:: I_k = I_{k-1}\,e^{-\Delta t/\tau_\text{s}} + w\,s_k

    with the spikes :math:`s_k` of the step. Consecutive blocks, each with the last row of the
    block before as its start, join to the current of the whole, bit for bit.

    References
    ----------
    .. [1] Dayan, P. and Abbott, L. F., "Theoretical Neuroscience", MIT Press (2001), section 5.8.

    Examples
    --------
    >>> import lif
    >>> lif.synaptic_current([True, False, False], 1e-10, 5e-3, dt=1e-3)
    array([1.00000000e-10, 8.18730753e-11, 6.70320046e-11])

    The spikes of one run drive another neuron:

    >>> t = lif.time_grid(t_max=60e-3, dt=1e-3)
    >>> first = lif.run(lif.constant_current(t, 4e-10), lif.Neuron(), dt=1e-3)
    >>> i = lif.synaptic_current(first.spiked, 5e-10, 10e-3, dt=1e-3)
    >>> second = lif.run(i, lif.Neuron(), dt=1e-3)
    >>> int(first.spiked.sum()), int(second.spiked.sum())
    (6, 6)
    """
    s = _checks.spike_numbers("spikes", spikes)
    if s.ndim not in {1, 2}:
        msg = f"spikes must have the shape (steps,) or (steps, n), got {s.shape}"
        raise ValueError(msg)
    w = _checks.finite("weight", weight, "ampere")
    tau = _checks.positive_number("time_constant", time_constant, "second")
    dt = _checks.positive_number("dt", dt, "second")
    x = _checks.finite("start", start, "ampere")
    _checks.one_dimensional("weight", w)
    _checks.one_dimensional("start", x)
    shapes = {"spikes": s.shape[1:], "weight": np.shape(w), "start": np.shape(x)}
    row = _checks.common_shape(shapes)
    s = s if s.ndim > len(row) else s[:, np.newaxis]
    decay = math.exp(-dt / tau)
    with np.errstate(all="ignore"):  # overflow is reported below
        i = np.empty((len(s), *row))
        np.multiply(w, s, out=i)
        _accumulate(i, np.broadcast_to(x, row), lambda x, jump: x * decay + jump)
    _checks.require("synaptic_current", i, np.isfinite(i), "finite")
    return i


def _times_and_shape(t: Any, n: Any) -> tuple[Any, tuple[int, ...]]:
    """Return one time or a grid, and the shape of the current there for n neurons, or None."""
    times = _checks.finite("t", t, "second")
    _checks.one_dimensional("t", times)
    shape = np.shape(times) + (() if n is None else (_checks.count("n", n),))
    way_out = "draw it in blocks, and pass them to lif.stream"
    _checks.fits_in_memory("the result", 9 * math.prod(shape), way_out)
    return times, shape


def _require_steps(t: Any, times: Any, dt: float) -> None:
    """Raise ValueError unless the times go in steps of dt, on which the statistics depend."""
    if np.size(times) > 1:
        even, rounding = _checks.even_steps(times, dt, t)
        # If rounding is as long as half a step, the steps cannot be verified.
        even &= rounding < dt / 2
        _checks.require("t", times, even, f"a grid in steps of dt={dt}")


def _checked_start(start: Any, shape: tuple[int, ...]) -> Any:
    """Return a start for one neuron, or for each of ``shape = (n,)``."""
    checked = _checks.finite if shape else _checks.finite_number
    x = checked("start", start, "ampere")
    if np.shape(x) not in {(), shape}:
        msg = f"start must be a number or of shape {shape}, got shape {np.shape(x)}"
        raise ValueError(msg)
    return np.broadcast_to(x, shape)


def _accumulate(rows: Any, x: Any, update: Callable[[Any, Any], Any]) -> None:
    """Replace each row, in order, by ``x = update(x, row)``."""
    out: Any = rows
    if rows.size == len(rows) > 0:
        # One neuron: a view of the memory gives plain floats, which are faster.
        x, out = float(np.reshape(x, ())), rows.ravel().data
    for k, row in enumerate(out):
        x = update(x, row)
        out[k] = x


def _scalar_or_array(x: Any) -> ScalarOrArray:
    """Return an array as it is, and a single value as a plain number."""
    return x if np.ndim(x) else x.item()
