r"""The input current I(t): constant, stepped, sinusoidal, random.

A current is an array of amperes, one value for each point of a time grid. Time is the first
axis. Any array of that form will do; these functions make the usual ones.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np

from lif import checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Rng: TypeAlias = (
        int
        | Sequence[int]
        | NDArray[np.integer[Any]]
        | np.random.Generator
        | np.random.BitGenerator
        | np.random.SeedSequence
    )

__all__ = [
    "constant_current",
    "noise_current",
    "ou_current",
    "sine_current",
    "step_current",
]

# Grid points are k*dt, a rounding error away from the edge that somebody typed.
_EDGE = 1e-9
# More standard deviations from the mean than any normal number is that can be drawn.
_RAREST = 64
_IN_BLOCKS = "draw it in blocks, and hand them to lif.stream"


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


@overload
def noise_current(
    t: float, i_mean: float, relative_amplitude: float, n: None = ..., *, rng: Rng
) -> float: ...
@overload
def noise_current(
    t: ArrayLike,
    i_mean: float,
    relative_amplitude: float,
    n: int | None = ...,
    *,
    rng: Rng,
) -> NDArray[np.float64]: ...
def noise_current(
    t: ArrayLike,
    i_mean: float,
    relative_amplitude: float,
    n: int | None = None,
    *,
    rng: Rng,
) -> float | NDArray[np.float64]:
    r"""Return a current that jumps about its mean, anew at each time.

    Parameters
    ----------
    t : float or (steps,) array, second
        One time, or a grid of times. How many there are is all that counts.
    i_mean : float, ampere
        The mean, :math:`I_{mean}`.
    relative_amplitude : float
        The largest distance from the mean, as a multiple of it, :math:`\alpha \ge 0`. Above 1
        the current changes its sign now and then.
    n : int, optional
        The number of neurons, each with a current of its own. By default one current is drawn.
    rng : Generator, int or sequence of ints
        The source of the random numbers, for `numpy.random.default_rng`: a generator, which
        goes on from where it is, or a seed, which gives the same current each time.

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
        If an argument is out of its range or not finite, or the result could overflow.
    MemoryError
        If the current is larger than the machine's memory.

    Notes
    -----
    .. math:: I_k = I_{mean} (1 + \alpha\,\xi_k), \quad \xi_k \sim U(-1, 1)

    with independent draws [1]_. The numbers are drawn in the order of time: consecutive blocks
    from one generator join to what a single call for the whole would give.

    The variance of the current is :math:`(\alpha I_{mean})^2/3` whatever the distance of the
    points. So the same noise on a finer grid moves the membrane less: what comes in between two
    points averages out. [1]_ makes up for it with a factor :math:`\sqrt{t_{max}/\Delta t}`,
    which depends on the length of the run. `ou_current` has a correlation time instead.

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
    i_mean = checks.finite_number("i_mean", i_mean, "ampere")
    amplitude = _not_negative("relative_amplitude", relative_amplitude, "")
    largest = i_mean * (1 + amplitude)
    checks.require(
        "i_mean * (1 + relative_amplitude)", largest, math.isfinite(largest), "finite"
    )
    i = np.asarray(checks.generator("rng", rng).uniform(-1.0, 1.0, shape))
    with np.errstate(under="ignore"):  # next to nothing is nothing
        i *= amplitude  # i_mean * (1 + amplitude * xi), in place: it may be large
        i += 1
        i *= i_mean
    return i if shape else float(i)


@overload
def ou_current(
    t: float,
    mean: float,
    std: float,
    correlation_time: float,
    n: None = ...,
    *,
    dt: float,
    rng: Rng,
    start: float | None = ...,
) -> float: ...
@overload
def ou_current(
    t: ArrayLike,
    mean: float,
    std: float,
    correlation_time: float,
    n: int | None = ...,
    *,
    dt: float,
    rng: Rng,
    start: ArrayLike | None = ...,
) -> NDArray[np.float64]: ...
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
) -> float | NDArray[np.float64]:
    r"""Return a current that wanders about its mean: an Ornstein-Uhlenbeck process.

    Parameters
    ----------
    t : float or (steps,) array, second
        One time, or a grid of times in steps of `dt`.
    mean : float, ampere
        The mean, :math:`\mu`.
    std : float, ampere
        The standard deviation, :math:`\sigma \ge 0`.
    correlation_time : float, second
        How long the current remembers, :math:`\tau_c > 0`: two values this far apart have
        a correlation of 1/e.
    n : int, optional
        The number of neurons, each with a current of its own. By default one current is drawn.
    dt : float, second
        The distance of two points of the grid, > 0.
    rng : Generator, int or sequence of ints
        The source of the random numbers, for `numpy.random.default_rng`: a generator, which
        goes on from where it is, or a seed, which gives the same current each time.
    start : float or (n,) array, ampere, optional
        The value one `dt` before ``t[0]``. The last row of one block is the start of the next.
        By default it is drawn from the distribution that the process has in the long run.

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
        `start` does not fit `n`, or the result could overflow.
    MemoryError
        If the current is larger than the machine's memory.

    Notes
    -----
    The process obeys [1]_

    .. math:: \tau_c \frac{dI}{dt} = \mu - I + \sigma \sqrt{2 \tau_c}\, \eta(t)

    with white noise :math:`\eta`. Its solution over one step is known, and is used as it
    stands. So mean, variance and correlation are right for any `dt`:

    .. math::

        I_{k+1} = \mu + \rho\,(I_k - \mu) + \sigma \sqrt{1 - \rho^2}\, \xi_k,
        \quad \rho = e^{-\Delta t/\tau_c}, \quad \xi_k \sim N(0, 1)

    There is one normal number for each neuron and row, and one more for each neuron if `start`
    has to be drawn. They are drawn in the order of time: consecutive blocks from one generator,
    each started with the last row of the one before, join to what one call for the whole gives.

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
    mean = checks.finite_number("mean", mean, "ampere")
    std = _not_negative("std", std, "ampere")
    tau = checks.positive_number("correlation_time", correlation_time, "second")
    dt = checks.positive_number("dt", dt, "second")
    _require_steps(t, times, dt)
    rows = shape if np.ndim(times) else (1, *shape)
    x = None if start is None else _checked_start(start, rows[1:])
    with np.errstate(all="ignore"):  # the check tells of it
        largest = 2 * (abs(mean) + np.abs(0.0 if x is None else x)) + _RAREST * std
    checks.require(
        f"2*(|mean| + |start|) + {_RAREST}*std", largest, np.isfinite(largest), "finite"
    )
    rng = checks.generator("rng", rng)
    if rows[0] == 0:  # no time, no draw: the next block begins where this one did
        return np.empty(rows)
    with np.errstate(under="ignore"):  # next to nothing is nothing
        if x is None:
            x = mean + std * rng.standard_normal(rows[1:] or None)
        rho, spread = math.exp(-dt / tau), std * math.sqrt(-math.expm1(-2 * dt / tau))
        i = rng.standard_normal(rows)
        out: Any = i
        if i.size == rows[0]:
            # One neuron: a view of the memory gives plain floats, which are faster.
            x, out = float(np.reshape(x, ())), i.ravel().data
        for k, xi in enumerate(out):
            x = mean + rho * (x - mean) + spread * xi
            out[k] = x
    return i if np.ndim(times) else _in_the_shape_of(i[0], i[0])


def _times_and_shape(t: Any, n: Any) -> tuple[Any, tuple[int, ...]]:
    """Return one time or a grid, and the shape of the current there for n neurons, or None."""
    times = checks.finite("t", t, "second")
    checks.one_dimensional("t", times)
    shape = np.shape(times) + (() if n is None else (checks.count("n", n),))
    checks.fits_in_memory("the current", 8 * math.prod(shape), _IN_BLOCKS)
    return times, shape


def _not_negative(name: str, value: Any, unit: str) -> float:
    """Return one finite number >= 0 as a float."""
    x = checks.number(name, value, unit)
    checks.require(name, x, 0.0 <= x < math.inf, "a finite number >= 0")
    return x


def _require_steps(t: Any, times: Any, dt: float) -> None:
    """Raise ValueError unless the times go in steps of dt: correlations would be wrong."""
    if np.size(times) > 1:
        single = getattr(t, "dtype", None) == np.float32
        # Each of two points is rounded by half an eps of itself, and their difference too.
        eps = np.finfo(np.float32 if single else np.float64).eps
        with np.errstate(all="ignore"):  # steps too long for a float are not dt either
            rounding = 2 * eps * np.max(np.abs(times))
            error = np.abs(np.diff(times, prepend=times[0] - dt) - dt)
        # Where rounding is as long as a step, there is no telling.
        on_grid = (error <= dt * checks.WHOLE + rounding) & (rounding < dt / 2)
        checks.require("t", times, on_grid, f"a grid in steps of dt={dt}")


def _checked_start(start: Any, shape: tuple[int, ...]) -> Any:
    """Return a start for one neuron, or for each of ``shape = (n,)``."""
    if not shape:
        return checks.finite_number("start", start, "ampere")
    x = checks.finite("start", start, "ampere")
    if np.shape(x) not in {(), shape}:
        msg = f"start must be a number or of shape {shape}, got shape {np.shape(x)}"
        raise ValueError(msg)
    return np.broadcast_to(x, shape)


def _reached(t: Any, edge: float) -> Any:
    """Tell where t is at the edge, to within rounding, or past it."""
    with np.errstate(all="ignore"):  # too far away to be expressed is not on the edge
        return (t >= edge) | (np.abs(t - edge) <= _EDGE * abs(edge))


def _in_the_shape_of(t: Any, i: Any) -> float | NDArray[np.float64]:
    """Return one number as a float: a time has one current, a grid has an array of them."""
    return i if isinstance(t, np.ndarray) else float(i)
