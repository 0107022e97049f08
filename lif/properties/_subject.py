"""A function of the user, called and judged in the way that all properties need."""

from __future__ import annotations

import inspect
import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np
from hypothesis import assume

from lif.properties import _theory
from lif.properties._theory import OURS, Conventions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lif.properties._theory import OneNeuron

    Array = NDArray[np.float64]

# The user's formula may contain the same terms in another order, or an exponential. Then its
# rounding errors are up to three times as large as those of the recursion, which `tol` bounds.
_OTHER_ORDER = 3


class Call(NamedTuple):
    """One call of the user's function: its arguments, and what it returned."""

    arguments: dict[str, Any]
    came: Any = None


class BrokenError(AssertionError):
    """A property does not hold for a call."""

    def __init__(self, words: str, call: Call | None) -> None:
        """Remember what belongs to it."""
        super().__init__(words)
        self.words, self.call = words, call


class UnsupportedError(Exception):
    """A function is not meant for a case."""


class TimeUpError(BaseException):
    """The time for a property is over. Hypothesis would treat an Exception as a finding."""


class DoesNotApplyError(BaseException):
    """A property says nothing about a function that follows other conventions."""


class Subject:
    """A function of the user: its errors are findings, and its time is limited.

    The first arguments are passed by position, whatever their names are. Arguments that not every
    function has are passed by name.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        conventions: Conventions = OURS,
        *,
        same_bits: bool = False,
    ) -> None:
        """Remember what belongs to it."""
        self.function, self.conventions = function, conventions
        self.same_bits = same_bits
        self.last: Call | None = None
        # The largest errors, each as a fraction of its bound.
        self.shares: list[float] = []
        self.failed: BrokenError | None = None  # the last error of the property
        self.tried = False  # whether a case of the property was finished
        self.unsupported = ""  # its message about the last unsupported case
        self.end = math.inf
        try:
            self.takes = set(inspect.signature(function).parameters)
        except (TypeError, ValueError):  # the function does not tell its parameters
            self.takes = set()

    def call(self, arguments: dict[str, Any], **options: Any) -> Any:
        """Call the function, and return what it returns."""
        if time.monotonic() > self.end:
            raise TimeUpError  # the caller has set `end`
        given = arguments | options
        self.last = Call({name: _copy(x) for name, x in given.items()})
        try:
            # The potential of a wrong simulation may overflow. The report says so, not a warning.
            with np.errstate(all="ignore"):
                came = self.function(*arguments.values(), **options)
        except NotImplementedError as error:
            self.unsupported = f"no case is supported: {error}".removesuffix(": ")
            raise UnsupportedError from error
        except Exception as error:  # noqa: BLE001 - whatever it raises is a finding
            self.refute(f"it raised {type(error).__name__}: {error}")
        for name, before in self.last.arguments.items():
            if isinstance(before, np.ndarray) and not np.array_equal(
                before, given[name]
            ):
                self.refute(f"it changed its argument {name}")
        self.last = self.last._replace(came=came)
        return came

    def refute(self, words: str) -> NoReturn:
        """Report the last call as a counterexample."""
        self.failed = BrokenError(words, self.last)
        raise self.failed

    def only_with(self, **conventions: str) -> None:
        """Leave a property out, unless the function follows these conventions."""
        for name, value in conventions.items():
            if getattr(self.conventions, name) != value:
                raise DoesNotApplyError

    @property
    def rounding(self) -> float:
        """The factor by which it may round more than the recursion in float64."""
        single = 2.0**29 if self.conventions.precision == "single" else 1.0
        return single * (1 if self.same_bits else _OTHER_ORDER)

    def tol(self, k: Any, a: Any, m: Any) -> Any:
        """Bound the rounding error of V after k steps."""
        return _theory.tol(k, a, m) * self.rounding

    def share(self, neuron: OneNeuron, dt: float) -> float:
        """Return a, the fraction of the distance to the target that one step covers."""
        return _theory.share(neuron, dt, self.conventions.method)

    def slack(self, a: float, m: float) -> float:
        """Bound the rounding error of one step: 4*eps*M, or a times that for a longer step."""
        return float(self.tol(0, 1.0, m)) / 2 * a

    def near(
        self,
        x: Any,
        expected: Any,
        bound: Any,
        what: str = "V",
        at: str = "at step",
        first: int = 0,
    ) -> None:
        """Judge numbers by a derived bound; `what`, `at` and `first` name them in a message."""
        x, expected, bound = np.broadcast_arrays(x, expected, bound)
        error = np.abs(x - expected)
        if not np.isfinite(bound).all():
            msg = "an infinite bound holds for any error"
            raise ValueError(msg)
        bad = ~(error <= bound)  # nan is bad
        if bad.any():
            index = tuple(map(int, np.unravel_index(np.argmax(bad), bad.shape)))
            where = f" {at} {first + index[0]}" if index else ""
            got, wanted = _told_apart(float(x[index]), float(expected[index]))
            self.refute(f"{what}{where} is {got}, expected {wanted}")
        shares = error[bound > 0] / bound[bound > 0]
        self.shares += [float(np.max(shares))] if shares.size else []

    def same(
        self, x: Any, expected: Any, bound: Any, what: str = "V", first: int = 0
    ) -> None:
        """Judge numbers, which must be equal to the last bit if `same_bits` is set."""
        self.near(x, expected, 0.0 if self.same_bits else bound, what, first=first)


class Result(NamedTuple):
    """What a run returned: V and spikes before each step, and the state for the next run."""

    v: Array
    spiked: NDArray[np.bool_]
    state: Any = None

    @property
    def spikes(self) -> NDArray[np.int64]:
        """The indices of the spikes."""
        return np.flatnonzero(self.spiked)


class Simulation(Subject):
    """A function ``simulate(i, neuron, dt) -> (v, spiked)``.

    If it has a parameter `v0`, the potential at the start, it is tried with other values than
    the leak potential. If it has a parameter `state` and returns a third item, the next piece of
    a run starts from this item.
    """

    def start(self, neuron: OneNeuron, v0: float) -> float:
        """Return V at the start: `v0` if it can be chosen, else the leak potential."""
        return v0 if "v0" in self.takes else float(neuron.el)

    def run(
        self, i: Any, neuron: OneNeuron, dt: float, v0: float | None = None
    ) -> Result:
        """Return V and spikes before each step; `v0` is what `start` has returned."""
        i = np.array(i, dtype=float)
        first = {"i": i, "neuron": neuron, "dt": dt}
        options = {"v0": v0} if v0 is not None and "v0" in self.takes else {}
        v, spiked, state = self.result(self.call(first, **options), i.shape)
        start = neuron.el if v0 is None else v0
        return Result(*self.before_steps(v, spiked, start), state)

    def before_steps(
        self, v: Array, spiked: NDArray[np.bool_], start: float
    ) -> tuple[Array, NDArray[np.bool_]]:
        """Return V and spikes before each step; there is no spike before the first."""
        reported = self.conventions.reported
        if reported == "after":
            v = np.concatenate([np.full_like(v[:1], start), v[:-1]])
        if reported != "before":
            spiked = np.concatenate([np.zeros_like(spiked[:1]), spiked[:-1]])
        return v, spiked

    def run_in_pieces(
        self, pieces: list[Any], neuron: OneNeuron, dt: float
    ) -> tuple[Array, NDArray[np.bool_]]:
        """Return V and spikes before each step, for a current that is passed in pieces."""
        rows: list[tuple[Array, NDArray[np.bool_]]] = []
        options: dict[str, Any] = {}
        for i in pieces:
            first = {"i": i.copy(), "neuron": neuron, "dt": dt}
            v, spiked, state = self.result(self.call(first, **options), i.shape)
            rows.append((v, spiked))
            options = {"state": state}
        v, spiked = (np.concatenate(x) for x in zip(*rows, strict=True))
        return self.before_steps(v, spiked, float(neuron.el))

    def result(self, came: Any, shape: tuple[int, ...]) -> Result:
        """Return the result of a run, if it has the right form."""
        if isinstance(came, str) or not hasattr(came, "__getitem__"):
            self.refute(f"it returned {came!r:.60}, expected (v, spiked)")
        try:
            v, spiked, *rest = came
        except (TypeError, ValueError):
            words = (
                f"it returned {type(came).__name__} of another length than (v, spiked)"
            )
            self.refute(words)
        columns = []
        for name, x in (("v", v), ("spiked", spiked)):
            try:
                column = np.asarray(x, dtype=float)
            except (TypeError, ValueError):
                self.refute(f"{name} is {x!r:.60}, expected numbers")
            if column.shape != shape:
                words = f"{name} has the shape {column.shape}, expected {shape}"
                self.refute(f"{words}, that of the current")
            columns.append(column)
        v, spiked = columns
        for name, x, ok, wanted in (
            ("v", v, np.isfinite(v), "a finite number"),
            ("spiked", spiked, (spiked == 0) | (spiked == 1), "True or False"),
        ):
            if not ok.all():
                k = np.argmin(ok)
                self.refute(f"{name} is {x.flat[k]} at step {k}, expected {wanted}")
        return Result(v, spiked == 1, rest[0] if rest else None)

    def free(self, result: Result, i: Any, neuron: OneNeuron, dt: float) -> Any:
        """Return V after each step, as it would be without threshold and refractory period."""
        a = self.share(neuron, dt)
        return result.v + a * (neuron.el - result.v + neuron.r * np.asarray(i))

    def clear(self, result: Result, i: Any, neuron: OneNeuron, dt: float) -> None:
        """Leave out a run in which rounding decides whether V is above the threshold."""
        a = self.share(neuron, dt)
        start = np.max(np.abs(result.v[:1]), initial=abs(neuron.vr))
        m = _theory.size(neuron, i, float(start))
        distance = np.abs(self.free(result, i, neuron, dt) - neuron.vth)
        assume(bool(np.all(distance > self.tol(len(result.v), a, m))))

    def neuron_with(self, neuron: OneNeuron, n_ref: int, dt: float) -> OneNeuron:
        """Return the neuron with a refractory period of `n_ref` steps."""
        return replace(neuron, t_ref=n_ref * dt)

    def n_ref(self, neuron: OneNeuron, dt: float) -> int:
        """Return for how many points after a spike V stays at the reset potential."""
        return _theory.refractory_steps(neuron, dt, self.conventions)


class Step(Subject):
    """A function ``step(v, i, neuron, dt) -> v``: one step of a membrane without threshold."""

    def of(self, v: float, i: float, neuron: OneNeuron, dt: float) -> float:
        """Return V at the end of a step."""
        return self.number(self.call({"v": v, "i": i, "neuron": neuron, "dt": dt}))

    def number(self, came: Any) -> float:
        """Return the result as a float, if it is a number."""
        try:
            x = float(came)
        except (TypeError, ValueError):
            self.refute(f"it returned {came!r:.60}, expected a number")
        if not math.isfinite(x):
            self.refute(f"it returned {x}, expected a finite number")
        return x


class Current(Step):
    """A function ``generator(t) -> i``: a current that repeats itself after a period."""

    period = 0.0

    def at(self, t: Any) -> Any:
        """Return the current at one time, or at many."""
        came = self.call({"t": t})
        if np.ndim(t) == 0:
            return self.number(came)
        try:
            return np.asarray(came, dtype=float)
        except (TypeError, ValueError):
            self.refute(f"it returned {came!r:.60}, expected numbers")


class Synapse(Subject):
    """A function ``synapse(spikes, weight, time_constant, dt) -> i``."""

    def of(self, spikes: Any, weight: float, time_constant: float, dt: float) -> Array:
        """Return the current at each step."""
        spikes = np.array(spikes)
        first = {
            "spikes": spikes if len(spikes) else np.zeros(0, dtype=bool),
            "weight": weight,
            "time_constant": time_constant,
            "dt": dt,
        }
        came = self.call(first)
        try:
            i = np.asarray(came, dtype=float)
        except (TypeError, ValueError):
            self.refute(f"it returned {came!r:.60}, expected numbers")
        if i.shape != spikes.shape:
            self.refute(f"i has the shape {i.shape}, expected {spikes.shape}")
        return i


def _told_apart(x: float, y: float) -> tuple[str, str]:
    """Write two numbers with eight digits, or with all digits if these are the same."""
    short = f"{x:.8g}", f"{y:.8g}"
    return short if short[0] != short[1] else (repr(x), repr(y))


def _copy(x: Any) -> Any:
    """Return an array that nobody else can change, and anything else as it is."""
    return x.copy() if isinstance(x, np.ndarray) else x
