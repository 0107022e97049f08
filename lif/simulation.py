r"""The loop over time: `run` takes a current and returns what the neuron did.

`time_grid` makes the points of time, `run` steps through them, and a `Trace` holds the
result. `stream` does the same block by block, for what is too long to hold. Time is the
first axis of every array: ``(steps,)`` for one neuron, ``(steps, n)`` for n of them.
"""

from __future__ import annotations

import copy
import functools
import math
import sys
import warnings
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from lif import checks
from lif.membrane import State, _checked_state, _plain_state, _refractory_steps, _shape
from lif.neuron import Neuron

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    Array: TypeAlias = NDArray[np.float64]

__all__ = ["Trace", "run", "stream", "time_grid"]

# What a step takes, roughly, in seconds: in plain floats, for each neuron; with arrays, for
# a row and for each neuron in it. A compiler has to be fetched, which takes a second, and
# may have to compile, which takes some more: that is for runs that would take longer. What
# it has compiled is ready for the next run of its kind.
_FLOATS, _ROW, _ITEM = 150e-9, 5.9e-6, 3e-9
_WORTH_A_COMPILER, _WORTH_THE_COMPILED = 2.0, 50e-6
# Rows that the Python engine takes at a time: as lists they need four times the memory.
_BLOCK = 65536
# An array of blocks has an axis for the blocks, and one for time.
_AXES_OF_BLOCKS = 2


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
        If an argument is out of its range, or `t_max` is not a whole number of steps (to
        within a millionth of a step). The message says which two lengths are near.
    MemoryError
        If the grid is larger than the machine's memory.

    Notes
    -----
    .. math:: t_k = k\,\Delta t, \quad k = 0, 1, \dots, t_{max}/\Delta t - 1

    The number of steps is the quotient rounded to the nearest whole number, because ``int``
    would cut 42.99999999999999 down to 42. Each point is a product, because a sum of many
    steps would add up their rounding errors.

    Examples
    --------
    >>> import lif
    >>> lif.time_grid(t_max=5e-3, dt=1e-3)
    array([0.   , 0.001, 0.002, 0.003, 0.004])
    >>> len(lif.time_grid(43e-3, 1e-3)), int(43e-3 / 1e-3)
    (43, 42)
    """
    t_max = checks.number("t_max", t_max, "second")
    checks.require("t_max", t_max, 0.0 <= t_max < math.inf, "a finite number >= 0")
    dt = checks.positive_number("dt", dt, "second")
    quotient = t_max / dt
    checks.fits_in_memory(
        "the time grid",
        8 * quotient,
        "make t_max shorter or dt longer, or go in blocks, with lif.stream",
    )
    steps = round(quotient)
    if abs(quotient - steps) > checks.WHOLE:
        near = [
            f"{count * dt:.12g}"
            for count in (math.floor(quotient), math.ceil(quotient))
        ]
        msg = (
            f"t_max must be a whole number of steps of dt={dt}, got {t_max}: "
            f"{near[0]} and {near[1]} are near"
        )
        raise ValueError(msg)
    return _times(0, steps, dt)


class Trace(NamedTuple):
    """What a run of the simulation returns: arrays on one time grid, and where it ended.

    The three arrays have the same first axis, so that traces of consecutive pieces
    concatenate to the trace of the whole.

    Parameters
    ----------
    t : (steps,) array, second
        The points of time.
    v : (steps,) or (steps, n) array, volt
        Membrane potential at each of them.
    spiked : (steps,) or (steps, n) array of bool
        Whether the neuron spikes at each of them.
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
    engine: Literal["python", "numpy", "compiled"] | None = None,
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
        Where to start; by default at rest, ``State(neuron.el)``. The ``state`` of an earlier
        trace continues it, bit for bit.
    engine : {"python", "numpy", "compiled"}, optional
        Who does the work: a loop over plain floats, one over arrays, or a compiled one, for
        which ``pip install "lif-neuron[fast]"`` brings numba. All give the same bits; by
        default the one is taken that is done first, compiling included.

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
        If an argument is out of its range, the lengths do not fit, the current or R*I is not
        finite, the potential would get too large for a float, or ``dt > 2 * tau``, where the
        forward Euler method diverges.
    MemoryError
        If the result is larger than the machine's memory.
    ImportError
        If the compiled engine is asked for by name, and numba is not installed.

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

        \tau_m \frac{dV}{dt} &= E_L - V(t) + R\,I(t) && \text{if } V(t) \le V_{th}

        V(t) &= V_{reset} && \text{otherwise,}

    is integrated by the forward Euler method, step for step as `step` does it. After a spike
    the neuron stays at :math:`V_{reset}` for the refractory period.

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
    checked = _checked_run(i, neuron, dt, state, engine)
    _warn_of_overshoot(checked)
    return _simulate(checked)


def stream(
    blocks: Iterable[ArrayLike],
    neuron: Neuron,
    *,
    dt: float,
    state: State | None = None,
    engine: Literal["python", "numpy", "compiled"] | None = None,
) -> Generator[Trace, None, None]:
    r"""Simulate block by block, in the memory of one block.

    Parameters
    ----------
    blocks : iterable of (steps,) or (steps, n) arrays, ampere
        Consecutive pieces of the input current, of any lengths. A generator that makes them
        one by one keeps the memory small.
    neuron : Neuron
        The parameters.
    dt : float, second
        Length of a time step, > 0 and at most ``2 * tau``.
    state : State, optional
        Where to start; by default at rest, ``State(neuron.el)``.
    engine : {"python", "numpy", "compiled"}, optional
        Who does the work, as in `run`. By default each block is taken by the engine that
        would be done first with all blocks up to it.

    Returns
    -------
    generator of Trace
        One trace for each block, as `run` returns it. Concatenated they are the trace of the
        whole current, bit for bit.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind: at once. If a block is: when its turn comes.
    ValueError
        If an argument is out of its range, and likewise for a block.
    MemoryError
        If the trace of one block is larger than the machine's memory.

    Warns
    -----
    RuntimeWarning
        If ``tau < dt <= 2 * tau``: the potential overshoots its target at every step. It is
        said once, at the call.

    See Also
    --------
    run : The same for a current in one piece.

    Notes
    -----
    Each block starts from the state in which the one before it ended,

    .. math:: (v, s)_{m+1} = \mathrm{run}(I_m, s_m)

    where :math:`v` are the traces and :math:`s` the states. Anything that wraps an iterable
    can wrap the blocks, a progress bar for one: ``lif.stream(tqdm(blocks), ...)``.

    Examples
    --------
    The rate over 20 seconds of noise, made and simulated one second at a time:

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
    if isinstance(blocks, np.ndarray) and blocks.ndim < _AXES_OF_BLOCKS:
        msg = f"blocks must be an iterable of arrays, got one of shape {blocks.shape}: pass [i]"
        raise TypeError(msg)
    try:
        iterator = iter(blocks)
    except TypeError as error:
        msg = f"blocks must be an iterable of arrays, got {blocks!r:.80} ({type(blocks).__name__})"
        raise TypeError(msg) from error
    # A block of no steps: what is wrong with the other arguments comes out now, not later.
    checked = _checked_run(np.zeros(0), neuron, dt, state, engine)
    _warn_of_overshoot(checked)
    return _stream(iterator, checked, engine, _simulate(checked).state)


def _stream(
    blocks: Iterator[ArrayLike], checked: _Checked, engine: str | None, state: State
) -> Generator[Trace, None, None]:
    """Yield the traces."""
    block = done = 0
    for i in blocks:
        try:
            trace = _simulate(
                _checked_run(i, checked.neuron, checked.dt, state, engine, done=done)
            )
        except (TypeError, ValueError, MemoryError) as error:
            error.add_note(f"This was block {block} of the stream, counted from 0.")
            raise
        state = copy.deepcopy(
            trace.state
        )  # that of the trace is the caller's to change
        block += 1  # noqa: SIM113 - enumerate would hold on to the block
        done += len(trace.t)
        yield trace
        del i, trace  # before the next block is made: memory holds one, not two


class _Checked(NamedTuple):
    """The arguments of a run, found to be in order."""

    i: Array
    neuron: Neuron
    dt: float
    start: State
    per_neuron: tuple[int, ...]  # the shape of a row: (n,), or () for a neuron alone
    constants: _Constants
    engine: str


def _checked_run(
    i: Any, neuron: Neuron, dt: Any, state: State | None, engine: Any, *, done: int = 0
) -> _Checked:
    """Return the arguments of `run` if it can go through with them.

    What has done many steps will do many more: that decides which engine is the fastest.
    """
    checks.instance("neuron", neuron, Neuron)
    dt = checks.positive_number("dt", dt, "second")
    if dt > (longest := 2.0 * _shortest(neuron)):
        msg = f"dt must be <= 2*tau = {longest}, got {dt}: forward Euler diverges"
        raise ValueError(msg)
    _check_engine(engine)
    i = checks.numbers("i", i, "ampere")
    if i.ndim not in {1, 2}:
        msg = f"i must have the shape (steps,) or (steps, n), got {i.shape}"
        raise ValueError(msg)
    # A neuron's own resting potential needs no further check.
    start = State(neuron.el) if state is None else _checked_state(state)
    per_neuron = _shape(start, neuron, i.shape if i.ndim > 1 else ())
    steps, n = len(i), math.prod(per_neuron)
    size = 8 * steps + 9 * steps * n + 160 * n  # and what an engine keeps at hand
    checks.fits_in_memory(
        "the trace", size, "pass the current in blocks, to lif.stream"
    )
    t_end = (start.k + steps) * dt
    checks.require("k*dt", t_end, math.isfinite(t_end), "finite")
    n_ref = _refractory_steps(neuron, dt)
    with np.errstate(all="ignore"):  # a ratio may be too small for a float
        a = dt / neuron.tau
    constants = _Constants(neuron.el, neuron.vr, neuron.vth, neuron.r, a, n_ref)
    if engine is None:
        engine = _fastest(done + steps, n, ready=_is_ready(n, constants, start))
    checked = _Checked(i, neuron, dt, start, per_neuron, constants, engine)
    if engine != "compiled":  # which looks at the current on the way
        _require_finite(checked)
    return checked


def _warn_of_overshoot(checked: _Checked) -> None:
    """Warn the caller's caller if the potential overshoots its target at every step."""
    tau = _shortest(checked.neuron)
    if checked.dt > tau:
        msg = f"dt={checked.dt} is longer than tau={tau}: V overshoots at every step"
        warnings.warn(msg, RuntimeWarning, stacklevel=3)


def _shortest(neuron: Neuron) -> float:
    """Return the shortest time constant among the neurons; inf if there are none."""
    tau = neuron.tau
    return tau if isinstance(tau, float) else float(np.min(tau, initial=math.inf))


def _simulate(checked: _Checked) -> Trace:
    """Do what `run` does, with arguments that are in order."""
    i, _, dt, start, per_neuron, constants, engine = checked
    steps, n = len(i), math.prod(per_neuron)
    v = np.empty((steps, *per_neuron))
    spiked = np.empty((steps, *per_neuron), dtype=bool)
    # The engines know one case only: time by neurons, and a state of arrays.
    moving = _Arrays(
        np.full(n, start.v),
        np.full(n, start.spiked),
        np.full(n, start.refractory, dtype=np.int64),  # on every system
    )
    with np.errstate(all="ignore"):  # the checks below tell of it
        small = _ENGINES[engine](
            i if i.ndim > 1 else i[:, np.newaxis],
            constants,
            moving,
            v.reshape(steps, n),
            spiked.reshape(steps, n),
        )
    final = _plain_state(
        v=moving.v.reshape(per_neuron),
        spiked=moving.spiked.reshape(per_neuron),
        refractory=moving.refractory.reshape(per_neuron),
        k=start.k + steps,
    )
    if not small:
        _require_finite(checked)
    # Only with dt > tau, and a current in step with it, can V grow as far as this.
    checks.require("v", final.v, np.isfinite(final.v), "finite at the end of the run")
    return Trace(_times(start.k, steps, dt), v, spiked, final)


def _check_engine(engine: Any) -> None:
    """Raise TypeError or ValueError unless `engine` is None or the name of one."""
    if engine is not None and not isinstance(engine, str):
        msg = f"engine must be a name, got {engine!r:.80} ({type(engine).__name__})"
        raise TypeError(msg)
    if engine is not None and engine not in _ENGINES:
        msg = f"engine must be None or one of {list(_ENGINES)}, got {engine!r}"
        raise ValueError(msg)


def _times(k: int, steps: int, dt: float) -> Array:
    """Return ``k*dt, (k+1)*dt, ...``; in place, since a grid may be large."""
    t = np.arange(k, k + steps, dtype=np.float64)
    t *= dt
    return t


class _Arrays(NamedTuple):
    """The fields of a `State` that change, each of shape ``(n,)``."""

    v: Array
    spiked: NDArray[np.bool_]
    refractory: NDArray[np.int64]


class _Constants(NamedTuple):
    """What stays the same from step to step: numbers, or arrays of shape ``(n,)``."""

    el: float | Array
    vr: float | Array
    vth: float | Array
    r: float | Array
    a: float | Array  # dt/tau
    n_ref: NDArray[np.int64]

    def are_alike(self) -> bool:
        """Tell whether neurons differ in nothing but how long they sit out."""
        return not any(map(np.ndim, self[:5]))

    def let_rest(self, refractory: int | NDArray[np.int64]) -> bool:
        """Tell whether any neuron sits out any step, the one of the start included."""
        return bool(self.n_ref.any() or np.any(refractory))


# An engine fills the outputs `v` and `spiked`, and leaves in `state` that of the end. It tells
# whether all numbers are far from overflow, as far as is known.


def _advance_python(
    i: Array, constants: _Constants, state: _Arrays, v: Array, spiked: NDArray[np.bool_]
) -> bool:
    """Go neuron by neuron, with plain floats."""
    steps, n = v.shape
    i = np.broadcast_to(i, v.shape)
    columns = [np.broadcast_to(field, n).tolist() for field in (*constants, *state)]
    for j, column in enumerate(zip(*columns, strict=True)):
        el, vr, vth, r, a, n_ref, v_j, spiked_j, refractory_j = column
        for first in range(0, steps, _BLOCK):
            block = slice(first, first + _BLOCK)
            v_block: list[float] = []
            spiked_block: list[bool] = []
            for i_jk in i[block, j].tolist():
                v_block.append(v_j)
                spiked_block.append(spiked_j)
                spiked_j = False
                if refractory_j:
                    refractory_j -= 1
                    v_j = vr
                else:
                    v_j = v_j + a * (el - v_j + r * i_jk)
                    if v_j > vth:
                        v_j, spiked_j, refractory_j = vr, True, n_ref
            v[block, j] = v_block
            spiked[block, j] = spiked_block
        state.v[j], state.spiked[j], state.refractory[j] = v_j, spiked_j, refractory_j
    return True


def _advance_numpy(
    i: Array, constants: _Constants, state: _Arrays, v: Array, spiked: NDArray[np.bool_]
) -> bool:
    """Go row by row, with arrays over neurons."""
    el, vr, vth, r, a, n_ref = constants
    v_k, spiked_k, refractory_k = state
    can_rest = constants.let_rest(refractory_k)
    slope, drive, resting = v_k.copy(), v_k.copy(), spiked_k.copy()
    for k, i_k in enumerate(i):
        v[k] = v_k
        spiked[k] = spiked_k
        # v + a * (el - v + r * i), in this order, without making new arrays
        np.subtract(el, v_k, out=slope)
        np.multiply(r, i_k, out=drive)
        slope += drive
        slope *= a
        v_k += slope
        if can_rest:
            np.greater(refractory_k, 0, out=resting)
            np.copyto(v_k, vr, where=resting)
            refractory_k -= resting
        np.greater(v_k, vth, out=spiked_k)
        np.copyto(v_k, vr, where=spiked_k)
        if can_rest:
            np.copyto(refractory_k, n_ref, where=spiked_k)
    return True


def _advance_compiled(
    i: Array, constants: _Constants, state: _Arrays, v: Array, spiked: NDArray[np.bool_]
) -> bool:
    """Go as numba has compiled it."""
    from lif import compiled  # noqa: PLC0415 - numba is optional, and takes long to import

    n = v.shape[1]
    *parameters, n_ref = constants
    # Neurons that are alike share a column, which the loop then keeps in registers.
    numbers = np.empty((5, 1 if constants.are_alike() else n))
    for row, parameter in zip(numbers, parameters, strict=True):
        row[:] = parameter
    return compiled.advance(i, numbers, np.full(n, n_ref), state, (v, spiked))


_ENGINES = {
    "python": _advance_python,
    "numpy": _advance_numpy,
    "compiled": _advance_compiled,
}


def _fastest(steps: int, n: int, *, ready: bool) -> str:
    """Return the engine that is done first, one that is not ready with its compiling."""
    floats, arrays = _FLOATS * n * steps, (_ROW + _ITEM * n) * steps
    worth = _WORTH_THE_COMPILED if ready else _WORTH_A_COMPILER
    if min(floats, arrays) > worth and _has_compiler():
        return "compiled"
    return "python" if floats <= arrays else "numpy"


def _is_ready(n: int, constants: _Constants, start: State) -> bool:
    """Tell whether this process has compiled the loop for such neurons."""
    compiled = sys.modules.get("lif.compiled")
    if compiled is None:
        return False
    can_rest = constants.let_rest(start.refractory)
    kind = compiled.kind(n, alike=constants.are_alike(), can_rest=can_rest)
    return kind in compiled.READY


@functools.cache
def _has_compiler() -> bool:
    """Tell whether the compiled engine can be had."""
    try:
        from lif import compiled  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def _require_finite(checked: _Checked) -> None:
    """Raise ValueError if the current, R*I or the potential is or gets too large for a float."""
    i, neuron, _, start, per_neuron, *_ = checked
    if i.size == 0:
        return
    # Two reductions need no array of the current's size, and nan goes through them.
    least, most = i.min(axis=0), i.max(axis=0)
    if not np.isfinite([least, most]).all():
        checks.require("i", i, np.isfinite(i), "finite")
    with np.errstate(all="ignore"):  # the next lines tell of it
        ri = np.maximum(np.abs(neuron.r * least), np.abs(neuron.r * most))
        if not np.isfinite(ri).all():
            rows = (np.atleast_1d(neuron.r * i_k) for i_k in i)
            k, row = next(x for x in enumerate(rows) if not np.isfinite(x[1]).all())
            j = int(np.argmin(np.isfinite(row)))
            index = (k, j) if i.ndim > 1 else k
            msg = f"R*I must be finite, got {row[j]} at index {index}"
            raise ValueError(msg)
        largest = np.abs(start.v) + np.abs(neuron.vr) + np.abs(neuron.el) + ri
        largest = np.broadcast_to(largest, per_neuron)
        room = np.isfinite(8 * largest)
    checks.require("|v| + |vr| + |el| + |R*I|", largest, room, "below 2e307")
