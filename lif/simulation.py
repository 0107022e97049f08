r"""The loop over time: `run` takes a current and returns what the neuron did.

`time_grid` makes the points of time, `run` steps through them, and a `Trace` holds the
result. `stream` does the same block by block, for runs that are too long to keep in memory.
Time is the first axis of every array: ``(steps,)`` for one neuron, ``(steps, n)`` for n.
"""

from __future__ import annotations

import copy
import math
import warnings
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from lif import _checks, _engines
from lif._state import State, checked_state, plain_state, refractory_steps, row_shape
from lif.neuron import Neuron

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    Array: TypeAlias = NDArray[np.float64]
    Engine: TypeAlias = Literal["python", "numpy", "compiled"] | None

__all__ = ["Trace", "run", "stream", "time_grid"]

# Points of time are computed in blocks of this many.
_BLOCK = 2**15


def time_grid(t_max: float, dt: float) -> NDArray[np.float64]:
    r"""Return the points of time ``0, dt, 2*dt, ...`` before `t_max`.

    Parameters
    ----------
    t_max : float, second
        Length of the grid, >= 0 and a whole number of steps. It is not itself a point.
    dt : float, second
        Length of a step, > 0.

    Returns
    -------
    (steps,) array, second
        The grid.

    Raises
    ------
    TypeError
        If an argument is not a real number, or carries a unit.
    ValueError
        If an argument is out of its range, or `t_max` is not a whole number of steps, apart
        from rounding. The message names the two nearest lengths.
    MemoryError
        If the grid is larger than the memory that this process may use.

    Notes
    -----
    .. math:: t_k = k\,\Delta t, \quad k = 0, 1, \dots, t_\text{max}/\Delta t - 1

    The number of steps is the quotient rounded to the nearest whole number, because ``int``
    would turn 42.99999999999999 into 42. A difference of up to :math:`10^{-6}` counts as
    rounding, and a larger one if `t_max` or `dt` may be known in single precision only (see
    `step`). Each point is a product, because a sum of many steps would add up their rounding
    errors.

    Examples
    --------
    >>> import lif
    >>> lif.time_grid(t_max=5e-3, dt=1e-3)
    array([0.   , 0.001, 0.002, 0.003, 0.004])
    >>> len(lif.time_grid(43e-3, 1e-3)), int(43e-3 / 1e-3)
    (43, 42)
    """
    t_max = _checks.non_negative_number("t_max", t_max, "second")
    dt = _checks.positive_number("dt", dt, "second")
    _checks.fits_in_memory(
        "the time grid",
        8 * (t_max / dt),
        "make t_max shorter or dt longer, or go in blocks, with lif.stream",
    )
    steps, whole = _checks.whole_steps(t_max, dt)
    if not whole:
        near = [f"{count * dt:.12g}" for count in (np.floor(steps), np.ceil(steps))]
        msg = (
            f"t_max must be a whole number of steps of dt={dt}, got {t_max}: "
            f"{near[0]} and {near[1]} are near"
        )
        raise ValueError(msg)
    return _times(0, int(steps), dt)


class Trace(NamedTuple):
    """The result of a run: arrays on one time grid, and the state at the end.

    The three arrays have the same first axis, so the traces of consecutive pieces concatenate
    to the trace of the whole.

    Parameters
    ----------
    t : (steps,) array, second
        The points of time.
    v : (steps,) or (steps, n) array, volt
        Membrane potential at each point.
    spiked : (steps,) or (steps, n) array of bool
        Whether the neuron spikes at each point.
    state : State
        The state one step past the last row, ready for the next run.

    Examples
    --------
    >>> import lif
    >>> t, v, spiked, state = lif.run([2e-10, 2e-10], lif.Neuron(), dt=1e-3)
    >>> v
    array([-0.06 , -0.059])
    >>> state
    State(v=-0.05805, spiked=False, refractory=0, k=2)
    """

    t: NDArray[np.float64]
    v: NDArray[np.float64]
    spiked: NDArray[np.bool_]
    state: State


def run(
    i: ArrayLike,
    neuron: Neuron,
    *,
    dt: float,
    state: State | None = None,
    engine: Engine = None,
) -> Trace:
    r"""Simulate one neuron, or many, driven by a current.

    Parameters
    ----------
    i : (steps,) or (steps, n) array, ampere
        Input current. ``i[k]`` drives the neuron from ``t[k]`` to ``t[k+1]``. A current of
        shape ``(steps,)`` or ``(steps, 1)`` drives all neurons alike.
    neuron : Neuron
        The parameters.
    dt : float, second
        Length of a time step, > 0 and at most ``2 * tau``.
    state : State, optional
        State at the start; by default the neuron rests, ``State(neuron.el)``. The ``state`` of
        an earlier trace continues that run, bit for bit.
    engine : {"python", "numpy", "compiled"}, optional
        Implementation to use: a loop over plain floats, a loop over arrays, or a compiled loop,
        which needs numba (``pip install "lif-neuron[fast]"``). All three give the same bits. By
        default `run` chooses one of them, as explained below.

    Returns
    -------
    Trace
        ``Trace(t, v, spiked, state)``: times, potentials, spikes and final state. ``v[0]`` is
        the potential of the starting state. Arrays are ``(steps,)`` for a one-dimensional
        current and a single neuron; any parameter or state of length n, or a current of shape
        ``(steps, n)``, makes them ``(steps, n)``.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or carries a unit or a mask.
    ValueError
        If an argument is out of its range, if the lengths do not agree, if the current or R*I
        is not finite, if a potential is too large for a float, or if ``dt > 2 * tau``, where
        the forward Euler method diverges.
    MemoryError
        If the result is larger than the memory that this process may use.
    ImportError
        If ``engine="compiled"`` and numba is not installed.

    Warns
    -----
    RuntimeWarning
        If ``tau < dt <= 2 * tau``: the potential overshoots its target at every step.

    See Also
    --------
    step : One step of this loop.

    Notes
    -----
    The membrane equation [1]_,

    .. math::

        \tau_\text{m} \frac{dV}{dt} &= E_\text{L} - V(t) + R\,I(t)
            && \text{if } V(t) \le V_\text{th}

        V(t) &= V_\text{reset} && \text{otherwise,}

    is integrated by the forward Euler method. After a spike the neuron stays at
    :math:`V_\text{reset}` for the refractory period; `step` explains how its steps are counted.

    By default a run uses plain floats or NumPy, whichever is expected to finish first. Loading
    the compiled loop takes some time. As soon as the runs of this process with such neurons,
    including the present one, are expected to take longer than that, the compiled loop is used.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> t = lif.time_grid(t_max=150e-3, dt=1e-3)
    >>> trace = lif.run(lif.sine_current(t), lif.Neuron(), dt=1e-3)
    >>> trace.v.shape, int(trace.spiked.sum())
    ((150,), 9)

    In two pieces:

    >>> first = lif.run(lif.sine_current(t[:70]), lif.Neuron(), dt=1e-3)
    >>> second = lif.run(lif.sine_current(t[70:]), lif.Neuron(), dt=1e-3, state=first.state)
    >>> bool((second.v == trace.v[70:]).all())
    True
    """
    dt = _checked_dt(neuron, dt)
    trace = _simulate(i, neuron, dt, state, engine)
    _warn_of_overshoot(neuron, dt)
    return trace


def stream(
    blocks: Iterable[ArrayLike],
    neuron: Neuron,
    *,
    dt: float,
    state: State | None = None,
    engine: Engine = None,
) -> Generator[Trace, None, None]:
    r"""Simulate block by block, in the memory of one block.

    Parameters
    ----------
    blocks : iterable of (steps,) or (steps, n) arrays, ampere
        Consecutive pieces of the input current, of any lengths. A generator that makes one
        piece at a time needs little memory.
    neuron : Neuron
        The parameters.
    dt : float, second
        Length of a time step, > 0 and at most ``2 * tau``.
    state : State, optional
        State at the start; by default the neuron rests, ``State(neuron.el)``.
    engine : {"python", "numpy", "compiled"}, optional
        Implementation to use, as in `run`.

    Returns
    -------
    generator of Trace
        One trace for each block, as `run` returns it. Concatenated, the traces equal that of a
        run with the whole current, bit for bit.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind (raised at the call), or if a block is of the wrong
        kind (raised when the stream reaches that block).
    ValueError
        If an argument is out of its range (raised at the call), or if a block contains an
        invalid value (raised when the stream reaches that block).
    MemoryError
        If the trace of one block is larger than the memory that this process may use.

    Warns
    -----
    RuntimeWarning
        If ``tau < dt <= 2 * tau``: the potential overshoots its target at every step. The
        warning is given once, at the call.

    See Also
    --------
    run : The same for a current in one piece.

    Notes
    -----
    Each block starts from the state in which the block before it has ended,

    .. math:: (v, s)_{m+1} = \mathrm{run}(I_m, s_m)

    where :math:`v` are the traces and :math:`s` the states. Anything that wraps an iterable
    can wrap the blocks, for example a progress bar: ``lif.stream(tqdm(blocks), ...)``.

    Examples
    --------
    The firing rate over 20 seconds of noise, made and simulated one second at a time:

    >>> import lif
    >>> import numpy as np
    >>> rng = np.random.default_rng(2020)
    >>> t = lif.time_grid(t_max=1.0, dt=1e-3)
    >>> blocks = (lif.noise_current(t, 2.5e-10, 1.2, rng=rng) for second in range(20))
    >>> spikes = 0
    >>> for trace in lif.stream(blocks, lif.Neuron(), dt=1e-3):
    ...     spikes += int(trace.spiked.sum())
    >>> spikes / 20
    58.65
    """
    if isinstance(blocks, np.ndarray) and blocks.ndim <= 1:
        msg = f"blocks must be an iterable of arrays, got one of shape {blocks.shape}: pass [i]"
        raise TypeError(msg)
    try:
        iterator = iter(blocks)
    except TypeError as error:
        msg = f"blocks must be an iterable of arrays, got {blocks!r:.80} ({type(blocks).__name__})"
        raise TypeError(msg) from error
    dt = _checked_dt(neuron, dt)
    # A run of no steps checks the other arguments now, and not at the first block.
    start = _simulate(np.zeros(0), neuron, dt, state, engine).state
    _warn_of_overshoot(neuron, dt)
    return _stream(iterator, neuron, dt, start, engine)


def _stream(
    blocks: Iterator[ArrayLike], neuron: Neuron, dt: float, state: State, engine: Engine
) -> Generator[Trace, None, None]:
    """Yield the traces."""
    block = 0
    for i in blocks:
        try:
            trace = _simulate(i, neuron, dt, state, engine)
        except (TypeError, ValueError, MemoryError) as error:
            error.add_note(f"This was block {block} of the stream, counted from 0.")
            raise
        # The caller may change the arrays of the trace, its state included.
        state = copy.deepcopy(trace.state)
        block += 1  # noqa: SIM113 - enumerate would keep the block in memory
        yield trace
        del i, trace  # before the next block is made, so that memory holds one block


def _checked_dt(neuron: Neuron, dt: float) -> float:
    """Return the time step of `run` as a float, if the method does not diverge with it."""
    _checks.instance("neuron", neuron, Neuron)
    dt = _checks.positive_number("dt", dt, "second")
    if dt > (longest := 2.0 * _shortest(neuron)):
        msg = f"dt must be <= 2*tau = {longest}, got {dt}: forward Euler diverges"
        raise ValueError(msg)
    return dt


def _warn_of_overshoot(neuron: Neuron, dt: float) -> None:
    """Warn the caller of `run` or `stream` if the potential overshoots at every step."""
    if dt > (tau := _shortest(neuron)):
        msg = f"dt={dt} is longer than tau={tau}: V overshoots at every step"
        warnings.warn(msg, RuntimeWarning, stacklevel=3)


def _shortest(neuron: Neuron) -> float:
    """Return the shortest time constant among the neurons; inf if there are none."""
    tau = neuron.tau
    return tau if isinstance(tau, float) else float(np.min(tau, initial=math.inf))


def _check_engine(engine: Any) -> None:
    """Raise TypeError or ValueError unless `engine` is None or the name of an engine."""
    if not isinstance(engine, str | None):
        msg = f"engine must be a name, got {engine!r:.80} ({type(engine).__name__})"
        raise TypeError(msg)
    if engine is not None and engine not in _engines.ENGINES:
        msg = f"engine must be None or one of {list(_engines.ENGINES)}, got {engine!r}"
        raise ValueError(msg)


def _simulate(
    i: Any, neuron: Neuron, dt: float, state: State | None, engine: Any
) -> Trace:
    """Return the trace of a run, after a check of the arguments except `neuron` and `dt`."""
    _check_engine(engine)
    i = _checks.numbers("i", i, "ampere")
    if i.ndim not in {1, 2}:
        msg = f"i must have the shape (steps,) or (steps, n), got {i.shape}"
        raise ValueError(msg)
    steps = len(i)
    start = State(neuron.el) if state is None else checked_state(state, steps)
    shape = row_shape(start, neuron, i.shape[1:])
    n = math.prod(shape)
    size = 8 * steps + 9 * steps * n + 160 * n  # the trace, and what an engine needs
    _checks.fits_in_memory(
        "the trace", size, "pass the current in blocks, to lif.stream"
    )
    t_end = (start.k + steps) * dt
    _checks.require("k*dt", t_end, math.isfinite(t_end), "finite")
    n_ref = refractory_steps(neuron, dt)
    v, spiked = np.empty((steps, *shape)), np.empty((steps, *shape), dtype=bool)
    # Engines know a single case: an axis of time, an axis of neurons, a state of arrays.
    moving = _engines.Moving(
        np.full(n, start.v),
        np.full(n, start.spiked),
        np.full(n, start.refractory, dtype=np.int64),  # 64 bits on every system
    )
    with np.errstate(all="ignore"):  # overflow is reported below
        a = dt / neuron.tau
        constants = _engines.Constants(
            neuron.el, neuron.vr, neuron.vth, neuron.r, a, n_ref
        )
        columns = i if i.ndim > 1 else i[:, np.newaxis]
        engine = engine or _engines.choose(
            steps, n, alike=constants.alike, shared=columns.shape[1] == 1
        )
        outputs = v.reshape(steps, n), spiked.reshape(steps, n)
        small = _engines.load(engine).advance(columns, constants, moving, *outputs)
        voltages: list[Any] = [start.v, neuron.el, neuron.vr]
        small &= all(_checks.holds(abs(x) < _engines.SMALL) for x in voltages)
    if not (small and n):  # without neurons no engine has looked at the current
        _require_finite(i, neuron, start, shape)
    # V can grow beyond all floats only if dt > tau and the current alternates with V.
    end = moving.v.reshape(shape)
    _checks.require("v", end, np.isfinite(end), "finite at the end of the run")
    spikes, refractory = moving.spiked.reshape(shape), moving.refractory.reshape(shape)
    state = plain_state(end, spikes, refractory, start.k + steps, shape)
    return Trace(_times(start.k, steps, dt), v, spiked, state)


def _times(k: int, steps: int, dt: float) -> Array:
    """Return ``k*dt, (k+1)*dt, ...``, computed in blocks that stay in a processor's cache."""
    t = np.empty(steps)
    numbers = np.arange(float(min(steps, _BLOCK)))
    for first in range(0, steps, _BLOCK):
        rows = t[first : first + _BLOCK]
        np.add(numbers[: len(rows)], k + first, out=rows)
        rows *= dt
    return t


def _require_finite(
    i: Array, neuron: Neuron, start: State, shape: tuple[int, ...]
) -> None:
    """Raise ValueError if the current, R*I or a potential is too large for the loop."""
    if i.size == 0:
        return
    # Two reductions need no array of the current's size, and nan passes through them.
    least, most = i.min(axis=0), i.max(axis=0)
    if not np.isfinite([least, most]).all():
        _checks.require("i", i, np.isfinite(i), "finite")
    with np.errstate(all="ignore"):  # overflow is reported below
        ri = np.maximum(np.abs(neuron.r * least), np.abs(neuron.r * most))
        if not np.isfinite(ri).all():
            _checks.finite_product(
                neuron.r, i if i.ndim > 1 or not neuron.shape else i[:, np.newaxis]
            )
        largest = np.abs(start.v) + np.abs(neuron.vr) + np.abs(neuron.el) + ri
        largest = np.broadcast_to(largest, shape)
        room = np.isfinite(8 * largest)
    _checks.require("|v| + |vr| + |el| + |R*I|", largest, room, "below 2e307")
