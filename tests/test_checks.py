"""What input is accepted, and the words that refuse the rest, before any work is done."""

from __future__ import annotations

import collections
import math
import os
import re
import tracemalloc
import warnings
from array import array
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from oracles import same

import lif
from lif import Neuron, State, checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Argument:
    """One argument of one function: its name, its unit, and a call that passes it."""

    where: str
    name: str
    unit: str
    call: Callable[[Any], Any]


def run(i: Any = (0.0,), dt: Any = 1e-3, **options: Any) -> lif.Trace:
    """Run a neuron so slow that a step of 1 s is no fault."""
    return lif.run(i, Neuron(tau=1.0), dt=dt, **options)


def run_with(i: Any) -> lif.Trace:
    """Run with a current, or with a single number as one."""
    return run(at_least_a_step(i))


def stream_with(i: Any) -> list[lif.Trace]:
    """Stream a block, or a single number as one."""
    return list(lif.stream([at_least_a_step(i)], Neuron(tau=1.0), dt=1e-3))


def at_least_a_step(i: Any) -> Any:
    """Return a current, or a single number as one."""
    single = isinstance(i, float | int | np.number)
    return [i] if single or (type(i) is np.ndarray and i.ndim == 0) else i


def noise(t: Any = 0.0, i_mean: Any = 1.0, relative_amplitude: Any = 0.1) -> Any:
    """Draw one number that makes noise."""
    return lif.noise_current(t, i_mean, relative_amplitude, rng=1)


def ou(t: Any = 0.0, n: Any = None, **options: Any) -> Any:
    """Draw one number that makes coloured noise, on a grid of whole seconds."""
    options = {"mean": 1.0, "std": 0.1, "correlation_time": 5.0, "dt": 1.0} | options
    return lif.ou_current(t, n=n, rng=1, **options)


def voltage(t: Any = 0.0, i: Any = 0.0, v0: Any = 0.0) -> Any:
    """Ask for the potential under a constant current."""
    return lif.exact.constant_current_voltage(t, i, Neuron(), v0)


def sine_voltage(
    t: Any = 0.0, i_mean: Any = 0.0, period: Any = 1.0, v0: Any = 0.0
) -> Any:
    """Ask for the potential under a sine current."""
    return lif.exact.sine_current_voltage(t, i_mean, period, Neuron(), v0)


# Each takes one number and no array.
SINGLE = [
    Argument("time_grid", "t_max", "second", lambda x: lif.time_grid(x, 1e-3)),
    Argument("time_grid", "dt", "second", lambda x: lif.time_grid(0.0, x)),
    Argument("run", "dt", "second", lambda x: run(dt=x)),
    Argument(
        "step", "dt", "second", lambda x: lif.step(State(0.0), 0.0, Neuron(), dt=x)
    ),
    Argument(
        "euler_step", "dt", "second", lambda x: lif.euler_step(0.0, 0.0, Neuron(), dt=x)
    ),
    Argument("constant", "amplitude", "ampere", lambda x: lif.constant_current(0.0, x)),
    Argument(
        "step_current",
        "amplitude",
        "ampere",
        lambda x: lif.step_current(0.0, x, 0.0, 1.0),
    ),
    Argument(
        "step_current", "start", "second", lambda x: lif.step_current(0.0, 1.0, x, 1.0)
    ),
    Argument(
        "step_current", "stop", "second", lambda x: lif.step_current(0.0, 1.0, 0.0, x)
    ),
    Argument("sine", "i_mean", "ampere", lambda x: lif.sine_current(0.0, x)),
    Argument("sine", "period", "second", lambda x: lif.sine_current(0.0, period=x)),
    Argument("noise", "i_mean", "ampere", lambda x: noise(i_mean=x)),
    Argument("noise", "relative_amplitude", "", lambda x: noise(relative_amplitude=x)),
    Argument("ou", "mean", "ampere", lambda x: ou(mean=x)),
    Argument("ou", "std", "ampere", lambda x: ou(std=x)),
    Argument("ou", "correlation_time", "second", lambda x: ou(correlation_time=x)),
    Argument("ou", "dt", "second", lambda x: ou(dt=x)),
    Argument("ou", "start", "ampere", lambda x: ou(start=x)),
    Argument(
        "stream", "dt", "second", lambda x: list(lif.stream([], Neuron(tau=1.0), dt=x))
    ),
]
# Each takes a number or an array.
MANY = [
    Argument("run", "i", "ampere", run_with),
    Argument(
        "step", "i", "ampere", lambda x: lif.step(State(0.0), x, Neuron(), dt=1e-3)
    ),
    Argument(
        "euler_step", "i", "ampere", lambda x: lif.euler_step(0.0, x, Neuron(), dt=1e-3)
    ),
    Argument(
        "euler_step", "v", "volt", lambda x: lif.euler_step(x, 0.0, Neuron(), dt=1e-3)
    ),
    Argument("fire", "v", "volt", lambda x: lif.fire(x, Neuron())),
    Argument("run", "state.v", "volt", lambda x: run(state=State(x))),
    Argument(
        "step", "state.v", "volt", lambda x: lif.step(State(x), 0.0, Neuron(), dt=1e-3)
    ),
    Argument("constant", "t", "second", lambda x: lif.constant_current(x, 1.0)),
    Argument(
        "step_current", "t", "second", lambda x: lif.step_current(x, 1.0, 0.0, 1.0)
    ),
    Argument("sine", "t", "second", lif.sine_current),
    Argument("noise", "t", "second", noise),
    Argument("ou", "t", "second", ou),
    Argument("ou of two", "start", "ampere", lambda x: ou(n=2, start=x)),
    Argument("stream", "i", "ampere", stream_with),
    Argument("constant voltage", "t", "second", lambda x: voltage(t=x)),
    Argument("constant voltage", "i", "ampere", lambda x: voltage(i=x)),
    Argument("constant voltage", "v0", "volt", lambda x: voltage(v0=x)),
    Argument("sine voltage", "t", "second", lambda x: sine_voltage(t=x)),
    Argument("sine voltage", "i_mean", "ampere", lambda x: sine_voltage(i_mean=x)),
    Argument("sine voltage", "period", "second", lambda x: sine_voltage(period=x)),
    Argument("sine voltage", "v0", "volt", lambda x: sine_voltage(v0=x)),
    Argument(
        "interval", "i", "ampere", lambda x: lif.exact.interspike_interval(x, Neuron())
    ),
    Argument("rate", "i", "ampere", lambda x: lif.exact.firing_rate(x, Neuron())),
    Argument("Neuron", "tau", "second", lambda x: Neuron(tau=x)),
    Argument("Neuron", "el", "volt", lambda x: Neuron(el=x)),
    Argument("Neuron", "vr", "volt", lambda x: Neuron(vr=x, vth=math.inf)),
    Argument("Neuron", "vth", "volt", lambda x: Neuron(vth=x, vr=-1e9)),
    Argument("Neuron", "r", "ohm", lambda x: Neuron(r=x)),
    Argument("Neuron", "t_ref", "second", lambda x: Neuron(t_ref=x)),
]


def each(arguments: list[Argument]) -> pytest.MarkDecorator:
    """Run a test for each of the arguments."""
    ids = [f"{argument.where}-{argument.name}" for argument in arguments]
    return pytest.mark.parametrize("argument", arguments, ids=ids)


# ---------------------------------------------------------------- the wrong kind of thing


class Pint:
    """A quantity as pint makes them: the unit would be lost in silence."""

    units = "millivolt"

    def __init__(self, value: Any = 1.0) -> None:
        """Keep the magnitude."""
        self.magnitude = value

    def __array__(self, *_args: Any, **_options: Any) -> Any:
        """Drop the unit, as pint does (with a warning that is easily missed)."""
        return np.asarray(self.magnitude)


class Quantities(np.ndarray):
    """An array as the package quantities makes them."""

    dimensionality = "mV"


class Astropy(np.ndarray):
    """An array as astropy makes them: each has its unit."""

    def __array_finalize__(self, _other: Any) -> None:
        """Give it a unit."""
        self.unit = "mV"


class Brian(np.ndarray):
    """An array as brian2 makes them."""

    def get_best_unit(self) -> str:
        """Tell the unit."""
        return "mV"


class Wrapper:
    """A foreign array (as of pandas or xarray) whose data or dtype may have a unit."""

    def __init__(self, values: Any, **attributes: Any) -> None:
        """Keep what it is made of."""
        self.values = values
        vars(self).update(attributes)

    def __array__(self, *_args: Any, **_options: Any) -> Any:
        """Convert, attributes dropped."""
        return np.asarray(self.values)


QUANTITIES = {
    "pint": Pint(),
    "pint array": Pint([1.0, 2.0]),
    "quantities": np.ones(2).view(Quantities),
    "astropy": np.ones(2).view(Astropy),
    "brian2": np.ones(2).view(Brian),
    "xarray of pint": Wrapper([1.0], data=Pint([1.0])),
    "pandas of pint": Wrapper([1.0], dtype=Pint()),
}


@each(SINGLE + MANY)
@pytest.mark.parametrize("kind", QUANTITIES)
def test_quantities_with_units_are_refused(argument: Argument, kind: str) -> None:
    """A quantity with a unit is refused, in a list too; the error says how to convert it."""
    quantity = QUANTITIES[kind]
    wanted = f"in {argument.unit}" if argument.unit else "a real number|real numbers"
    words = f"{argument.name} must be ({wanted}), got a .* with a unit: pass its"
    for value in (quantity, [quantity], (0.5, quantity)):
        with pytest.raises(TypeError, match=words):
            argument.call(value)
    for way in ("to_base_units", "simplified", r"si\.value", r"numpy\.array\(q\)"):
        with pytest.raises(TypeError, match=way):
            argument.call(quantity)


with warnings.catch_warnings():
    warnings.simplefilter("ignore", PendingDeprecationWarning)
    MATRIX = np.matrix([[1.0, 2.0]])

SPECIAL = {
    "masked": np.ma.masked_array([1.0, 2.0], mask=[False, True]),
    "nothing masked": np.ma.masked_array(1.0),
    "masked constant": np.ma.masked,
    "matrix": MATRIX,
    "records": np.rec.array([1.0]),
}


@each(SINGLE + MANY)
@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_special_arrays_are_refused(argument: Argument, kind: str) -> None:
    """Masked arrays, matrices and other subclasses are refused: part of them would get lost."""
    words = f"{argument.name} must be a plain array, got a .* would be lost: convert it"
    for value in (SPECIAL[kind], [SPECIAL[kind]]):
        with pytest.raises(TypeError, match=words):
            argument.call(value)


class Broken:
    """A foreign type whose conversion fails in its own way."""

    def __array__(self, *_args: Any, **_options: Any) -> Any:
        """Fail."""
        msg = "cannot convert on Tuesdays"
        raise RuntimeError(msg)


NOT_NUMBERS = {
    "complex": 1 + 0j,
    "text": "1.0",
    "bytes": b"1.0",
    "None": None,
    "bool": True,
    "NumPy bool": np.True_,
    "object": object(),
    "decimal": Decimal(1),
    "set": {1.0},
    "dict": {0: 1.0},
    "function": abs,
    "date": np.datetime64("2020-01-01"),
    "time": np.timedelta64(1, "s"),
    "bools": np.array([True]),
    "complexes": np.array([1j]),
    "texts": np.array(["1.0"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[s]"),
    "objects": np.array([1.0, None]),
    "numbers as objects": np.array([1.0], dtype=object),
    "structure": np.zeros(1, dtype=[("i", float)]),
    "nullable": Wrapper(np.array([1.0, None])),
    "broken": Broken(),
}


OPTIONAL = {"start", "v0"}  # None stands for their default


@each(SINGLE + MANY)
@pytest.mark.parametrize("kind", NOT_NUMBERS)
def test_what_is_no_real_number_is_refused(argument: Argument, kind: str) -> None:
    """What is not a real number is refused, in a list or out of it, and the error names it."""
    words = rf"^{argument.name} must be (a real number|real numbers), got .*"
    for value in (NOT_NUMBERS[kind], [NOT_NUMBERS[kind]], (0.5, NOT_NUMBERS[kind])):
        if value is None and argument.name in OPTIONAL:
            continue
        with pytest.raises(TypeError, match=words):
            argument.call(value)


@each(SINGLE + MANY)
@pytest.mark.parametrize(
    "value",
    [np.float16(1), np.ones(2, np.float16), [np.float16(1)], np.array(1, np.float16)],
)
def test_half_precision_is_refused(argument: Argument, value: Any) -> None:
    """A float16 ends at 65504, where R*I has only begun: refused, with the reason."""
    words = (
        f"{argument.name} must be float32 or wider, got float16, which ends at 65504"
    )
    with pytest.raises(TypeError, match=words):
        argument.call(value)


@each(SINGLE)
@pytest.mark.parametrize("value", [[1e-3], np.array([1e-3]), [], [[1e-3]]])
def test_an_array_is_not_one_number(argument: Argument, value: Any) -> None:
    """Where one number is asked for, an array is refused, even of one number."""
    words = f"{argument.name} must be one number, got an array of shape"
    with pytest.raises(TypeError, match=words):
        argument.call(value)


@each(MANY)
def test_ragged_lists_are_refused(argument: Argument) -> None:
    """Lists of different lengths make no array."""
    words = f"{argument.name} must be a rectangular array of real numbers"
    with pytest.raises(ValueError, match=words):
        argument.call([[1.0], [1.0, 2.0]])


@each(SINGLE + MANY)
def test_an_integer_too_large_for_a_float_is_refused(argument: Argument) -> None:
    """A whole number beyond the largest float is refused, in a list or out of it."""
    words = rf"^{argument.name} must fit in float64: .* too large"
    values = [10**400, -(10**400)]
    for value in values if argument in SINGLE else [*values, [10**400], (1.0, 10**400)]:
        with pytest.raises(ValueError, match=words):
            argument.call(value)


# ---------------------------------------------------------------- the right kind


NUMBERS = [1, 1.0, np.float64(1), np.float32(1), np.int8(1), np.uint64(1), np.array(1)]


@each(SINGLE + MANY)
@pytest.mark.parametrize("value", NUMBERS, ids=lambda value: type(value).__name__)
def test_real_numbers_of_any_type_are_taken(argument: Argument, value: Any) -> None:
    """Integers and floats, of Python or NumPy, mean the same."""
    result = argument.call(value)
    assert repr(result) == repr(argument.call(float(value)))


def test_whole_numbers_of_any_length_are_numbers() -> None:
    """A whole number that no machine integer holds is a number like any other."""
    assert Neuron(r=10**20).r == 1e20
    assert lif.euler_step(0, 2**64, Neuron(), dt=1e-3) == lif.euler_step(
        0.0, 2.0**64, Neuron(), dt=1e-3
    )


ARRAYS = {
    "list": [1.0, 2.0],
    "tuple": (1, 2.0),
    "NumPy numbers": [np.float32(1), np.int16(2)],
    "single arrays": [np.array(1), np.array(2.0)],
    "integers": np.array([1, 2]),
    "bytes": np.array([1, 2], dtype=np.uint8),
    "single precision": np.array([1, 2], dtype=np.float32),
    "other byte order": np.array([1, 2], dtype=">f8"),
    "range": range(1, 3),
    "array": array("d", [1.0, 2.0]),
    "foreign": Wrapper([1.0, 2.0]),
    "foreign with attributes": Wrapper([1.0, 2.0], attrs={"author": "me"}),
    "foreign with odd attributes": Wrapper([1.0, 2.0], attrs="units"),
}


@each(MANY)
@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_of_any_type_are_taken_by_position(
    argument: Argument, kind: str
) -> None:
    """Lists, tuples, arrays and foreign arrays mean the numbers that they hold, in order."""
    result = argument.call(ARRAYS[kind])
    assert repr(result) == repr(argument.call(np.array([1.0, 2.0])))


def test_arrays_on_disk_are_taken(tmp_path: Path) -> None:
    """A memory-mapped current is read, not changed."""
    i = np.memmap(tmp_path / "current", dtype=np.float64, mode="w+", shape=(3,))
    i[:] = 2.5e-10
    trace = run(i)
    assert type(trace.v) is np.ndarray
    assert trace.v.tolist() == run([2.5e-10] * 3).v.tolist()


def test_labels_are_not_taken_for_units() -> None:
    """A column named like a mark of units is a label, as in a pandas frame."""

    class Frame(Wrapper):
        def __getattr__(self, name: str) -> str:
            if name.startswith("__"):
                raise AttributeError(name)
            return f"the column {name}"

    assert run(Frame([0.0, 0.0])).v.tolist() == run([0.0, 0.0]).v.tolist()


SPELLINGS = {
    "second": ["s", "sec", "second", "seconds"],
    "volt": ["V", "volt", "volts"],
    "ampere": ["A", "amp", "ampere", "amperes"],
    "ohm": ["ohm", "ohms", "\N{GREEK CAPITAL LETTER OMEGA}", "\N{OHM SIGN}"],
}


@each(MANY)
def test_an_attribute_with_the_si_unit_is_taken(argument: Argument) -> None:
    """An xarray says its unit in an attribute; the SI unit is welcome."""
    for spelling in SPELLINGS[argument.unit]:
        array = Wrapper([1.0, 2.0], attrs={"units": spelling})
        assert repr(argument.call(array)) == repr(argument.call([1.0, 2.0]))


@each(MANY)
@pytest.mark.parametrize("unit", ["ms", "mV", "pA", "Mohm", "", "a", "v", "S", None])
def test_an_attribute_with_any_other_unit_is_refused(
    argument: Argument, unit: Any
) -> None:
    """An xarray in another unit is refused by name; nothing is converted by guess."""
    words = f"{argument.name} must be in {argument.unit}, got one whose units attribute"
    for value in (
        Wrapper([1.0], attrs={"units": unit}),
        [Wrapper(1.0, attrs={"units": unit})],
    ):
        with pytest.raises(TypeError, match=f"{words} is '{unit}'"):
            argument.call(value)


# ---------------------------------------------------------------- the wrong value

POSITIVE = {"dt", "period", "tau", "r", "correlation_time"}
NOT_NEGATIVE = {"t_max", "t_ref", "relative_amplitude", "std"}


@each(SINGLE + MANY)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(argument: Argument, value: float) -> None:
    """NaN and infinities are refused by name, rule and value; a threshold may be inf."""
    if argument.name == "vth" and value == math.inf:
        assert Neuron(vth=value).vth == math.inf
        return
    words = f"^{argument.name} must be (a )?finite.*, got {value}"
    with pytest.raises(ValueError, match=words):
        argument.call(value)
    if argument in MANY:
        with pytest.raises(ValueError, match=f"{words} at index 1"):
            argument.call([1e-3, value, value])


@each([x for x in SINGLE + MANY if x.name in POSITIVE])
@pytest.mark.parametrize("value", [0.0, -1e-3, -math.inf, math.nan])
def test_what_must_be_positive_is(argument: Argument, value: float) -> None:
    """Time steps, periods, time constants and resistances are greater than zero."""
    rule = "a finite number > 0"
    if argument.where == "sine voltage" and not math.isfinite(value):
        rule = "finite"  # of many numbers, as it is said of arrays
    words = f"^{argument.name} must be {rule}, got {value}"
    with pytest.raises(ValueError, match=words):
        argument.call(value)


@each([x for x in SINGLE + MANY if x.name in NOT_NEGATIVE])
@pytest.mark.parametrize("value", [-1e-3, math.nan, math.inf])
def test_what_must_not_be_negative_is_not(argument: Argument, value: float) -> None:
    """Durations may be zero, and not less."""
    words = f"^{argument.name} must be a finite number >= 0, got {value}"
    with pytest.raises(ValueError, match=words):
        argument.call(value)


REFUSED_VALUES = [
    pytest.param(
        lambda: Neuron(vr=-50e-3, vth=-50e-3),
        "vr must be < vth, got vr=-0.05 and vth=-0.05: .* would fire forever",
        id="reset at threshold",
    ),
    pytest.param(
        lambda: Neuron(vr=[-70e-3, -40e-3]),
        "vr must be < vth, got vr=.* and vth=-0.05",
        id="reset above threshold",
    ),
    pytest.param(
        lambda: Neuron(tau=[[1.0]]),
        r"tau must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D parameter",
    ),
    pytest.param(
        lambda: Neuron(tau=[1.0, 0.0, -1.0]),
        "tau must be a finite number > 0, got 0.0 at index 1",
        id="first bad parameter",
    ),
    pytest.param(
        lambda: lif.step_current(0.0, 1.0, start=2.0, stop=1.0),
        "stop must be >= start, got start=2.0 and stop=1.0",
        id="stop before start",
    ),
    pytest.param(
        lambda: lif.sine_current(2.5e-3, i_mean=1e308),
        "sine_current must be finite, got inf",
        id="sine overflows",
    ),
    pytest.param(
        lambda: lif.sine_current([0.0, 1e308], period=1e-300),
        "sine_current must be finite, got nan at index 1",
        id="phase overflows",
    ),
    pytest.param(
        lambda: run(0.0),
        r"i must have the shape \(steps,\) or \(steps, n\), got \(\)",
        id="0-D current",
    ),
    pytest.param(
        lambda: run(np.zeros((4, 3, 2))),
        r"i must have the shape \(steps,\) or \(steps, n\), got \(4, 3, 2\)",
        id="3-D current",
    ),
    pytest.param(
        lambda: run([[0.0, 0.0], [0.0, math.nan]]),
        r"i must be finite, got nan at index \(1, 1\)",
        id="2-D current with nan",
    ),
    pytest.param(
        lambda: run([0.0, -math.inf, math.nan]),
        "i must be finite, got -inf at index 1",
        id="current with -inf",
    ),
    pytest.param(
        lambda: run([0.0, 1e301]),
        "R\\*I must be finite, got inf at index 1",
        id="R*I overflows",
    ),
    pytest.param(
        lambda: run([0.0, -1e301]),
        "R\\*I must be finite, got -inf at index 1",
        id="R*I overflows downwards",
    ),
    pytest.param(
        lambda: lif.run([[0.0, 1e300]] * 2, Neuron(r=[1e8, 1e9]), dt=1e-3),
        r"R\*I must be finite, got inf at index \(0, 1\)",
        id="R*I of one neuron overflows",
    ),
    pytest.param(
        lambda: lif.run([0.0, 1e300], Neuron(r=[1e8, 1e9]), dt=1e-3),
        r"R\*I must be finite, got inf at index 1",
        id="R*I of one neuron overflows under a common current",
    ),
    pytest.param(
        lambda: lif.euler_step(0.0, 1e301, Neuron(), dt=1e-3),
        "R\\*I must be finite, got inf",
        id="R*I of a step overflows",
    ),
    pytest.param(
        lambda: lif.euler_step(-1.7e308, 0.0, Neuron(el=1.7e308), dt=1e-3),
        "must be finite, got inf",
        id="a step overflows",
    ),
    pytest.param(
        lambda: run(np.zeros((4, 3)), state=State(np.zeros(4))),
        r"i and state.v must agree in the number of neurons, "
        r"got the shapes \(4, 3\) and \(4,\)",
        id="3 columns, 4 potentials",
    ),
    pytest.param(
        lambda: lif.run(np.zeros((4, 3)), Neuron(tau=[1.0] * 4), dt=1e-3),
        r"i and neuron must agree in the number of neurons, "
        r"got the shapes \(4, 3\) and \(4,\)",
        id="3 columns, 4 neurons",
    ),
    pytest.param(
        lambda: lif.run(
            [0.0], Neuron(tau=[1.0] * 4), dt=1e-3, state=State(0.0, [True] * 3)
        ),
        r"neuron and state.spiked must agree .* \(4,\) and \(3,\)",
        id="4 neurons, 3 spikes",
    ),
    pytest.param(
        lambda: run(state=State([0.0] * 4, refractory=[1, 2])),
        r"state.v and state.refractory must agree .* \(4,\) and \(2,\)",
        id="4 potentials, 2 refractory",
    ),
    pytest.param(
        lambda: lif.euler_step([0.0] * 2, [0.0] * 3, Neuron(), dt=1e-3),
        r"v and i must agree in the number of neurons, got .* \(2,\) and \(3,\)",
        id="2 potentials, 3 currents",
    ),
    pytest.param(
        lambda: lif.fire([0.0] * 2, Neuron(vth=[0.0] * 3)),
        r"v and neuron must agree in the number of neurons, got .* \(2,\) and \(3,\)",
        id="2 potentials, 3 thresholds",
    ),
    pytest.param(
        lambda: lif.step(State([0.0] * 2), [0.0] * 3, Neuron(), dt=1e-3),
        r"i and state.v must agree .* \(3,\) and \(2,\)",
        id="3 currents, 2 states",
    ),
    pytest.param(
        lambda: lif.step(State(0.0), [[0.0]], Neuron(), dt=1e-3),
        r"^i must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D current in a step",
    ),
    pytest.param(
        lambda: run(state=State([[0.0]])),
        r"state.v must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D potential",
    ),
    pytest.param(
        lambda: run(state=State(0.0, spiked=[[True]])),
        r"state.spiked must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D spikes",
    ),
    pytest.param(
        lambda: run(state=State(0.0, refractory=[[1]])),
        r"state.refractory must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D counts",
    ),
    pytest.param(
        lambda: run(state=State(0.0, refractory=[3, -2])),
        "state.refractory must be a whole number >= 0.*, got -2.0 at index 1",
        id="refractory < 0",
    ),
    pytest.param(
        lambda: run(state=State(0.0, k=-1)),
        "state.k must be a whole number >= 0.*, got -1",
        id="k < 0",
    ),
    pytest.param(
        lambda: run(state=State(0.0, k=2**53)),
        r"state.k must be a whole number >= 0 and < 2\*\*53, got 9007199254740992",
        id="k too large",
    ),
    pytest.param(
        lambda: run(state=State(0.0, refractory=2**53)),
        r"state.refractory must be .* < 2\*\*53, got 9007199254740992",
        id="refractory too large",
    ),
    pytest.param(
        lambda: run(state=State(0.0, refractory=[2**64])),
        "state.refractory must fit in int64: .* too large",
        id="refractory beyond int64",
    ),
    pytest.param(
        lambda: lif.run([0.0], Neuron(t_ref=1e300), dt=1e-3),
        r"t_ref/dt must be .*2\*\*53.*, got 1e\+303",
        id="t_ref too many steps",
    ),
    pytest.param(
        lambda: lif.run([0.0], Neuron(t_ref=[0.0, 1e308]), dt=1e-308),
        r"t_ref/dt must be .*2\*\*53.*, got inf at index 1",
        id="t_ref overflows",
    ),
    pytest.param(
        lambda: noise([[0.0]]),
        r"t must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D times of noise",
    ),
    pytest.param(
        lambda: lif.noise_current(0.0, 1.0, 0.1, -1, rng=1),
        "n must be a whole number >= 0.*, got -1",
        id="n < 0",
    ),
    pytest.param(
        lambda: noise(i_mean=1e308, relative_amplitude=1.0),
        r"i_mean \* \(1 \+ relative_amplitude\) must be finite, got inf",
        id="noise overflows",
    ),
    pytest.param(
        lambda: ou([[0.0]]),
        r"t must be a number or one-dimensional, got shape \(1, 1\)",
        id="2-D times of coloured noise",
    ),
    pytest.param(
        lambda: ou([0.0, 1.0, 3.0]),
        r"t must be a grid in steps of dt=1.0, got 3.0 at index 2",
        id="times that skip a step",
    ),
    pytest.param(
        lambda: ou(np.arange(5) * 1e-3),
        r"t must be a grid in steps of dt=1.0, got 0.001 at index 1",
        id="times in other steps",
    ),
    pytest.param(
        lambda: ou(np.arange(5) * 1.00001),
        r"t must be a grid in steps of dt=1.0, got 1.00001 at index 1",
        id="times in steps nearly as long",
    ),
    pytest.param(
        lambda: ou(1e3 + np.arange(5) * 1.0005e-3, dt=1e-3),
        r"t must be a grid in steps of dt=0.001, got 1000.001.* at index 1",
        id="late times in steps nearly as long",
    ),
    pytest.param(
        lambda: ou([1e6, 1e6, 1e6], dt=1e-10),
        r"t must be a grid in steps of dt=1e-10, got 1000000.0 at index 0",
        id="times that stand still",
    ),
    pytest.param(
        lambda: ou([1.0, 0.0]),
        r"t must be a grid in steps of dt=1.0, got 0.0 at index 1",
        id="times that go back",
    ),
    pytest.param(
        lambda: ou([-1.7e308, 1.7e308]),
        r"t must be a grid in steps of dt=1.0, got -1.7e\+308 at index 0",
        id="times too far apart",
    ),
    pytest.param(
        lambda: ou(n=3, start=[1.0, 2.0]),
        r"start must be a number or of shape \(3,\), got shape \(2,\)",
        id="3 neurons, 2 starts",
    ),
    pytest.param(
        lambda: ou(n=3, start=[1.0]),
        r"start must be a number or of shape \(3,\), got shape \(1,\)",
        id="3 neurons, a list of one start",
    ),
    pytest.param(
        lambda: ou(n=1, start=[1.0, 2.0]),
        r"start must be a number or of shape \(1,\), got shape \(2,\)",
        id="1 neuron, 2 starts",
    ),
    pytest.param(
        lambda: ou(mean=1e308),
        r"2\*\(\|mean\| \+ \|start\|\) \+ 64\*std must be finite, got inf",
        id="mean overflows",
    ),
    pytest.param(
        lambda: ou(std=1e307),
        r"2\*\(\|mean\| \+ \|start\|\) \+ 64\*std must be finite, got inf",
        id="std overflows",
    ),
    pytest.param(
        lambda: ou(n=2, start=[0.0, 1.7e308]),
        r"64\*std must be finite, got inf at index 1",
        id="start overflows",
    ),
    pytest.param(
        lambda: voltage([0.0, 1.0], [0.0] * 3),
        r"t and i must broadcast \(x\[:, None\] for several neurons\), "
        r"got the shapes \(2,\) and \(3,\)",
        id="2 times, 3 currents",
    ),
    pytest.param(
        lambda: lif.exact.constant_current_voltage(
            [0.0] * 2, 0.0, Neuron(tau=[1.0] * 3)
        ),
        r"t and neuron must broadcast .* \(2,\) and \(3,\)",
        id="2 times, 3 neurons",
    ),
    pytest.param(
        lambda: voltage([0.0, 1.0], [0.0, 1e301]),
        r"R\*I must be finite, got inf at index 1",
        id="R*I of a closed form overflows",
    ),
    pytest.param(
        lambda: sine_voltage(i_mean=-1e301),
        r"R\*I must be finite, got -inf",
        id="R*I of a sine overflows",
    ),
    pytest.param(
        lambda: voltage([0.0, -1e300]),
        "V must be finite, got inf at index 1|V must be finite, got -inf at index 1",
        id="long before the start",
    ),
    pytest.param(
        lambda: sine_voltage(t=[0.0, -1e300]),
        "V must be finite, got .* at index 1",
        id="long before the start of a sine",
    ),
    pytest.param(
        lambda: sine_voltage(period=1e-320),
        "V must be finite, got nan",
        id="too fast a sine",
    ),
    pytest.param(
        lambda: lif.exact.interspike_interval(1e301, Neuron()),
        r"R\*I must be finite, got inf",
        id="R*I of an interval overflows",
    ),
    pytest.param(
        lambda: lif.exact.firing_rate([0.0, 1e299], Neuron(tau=1e-10)),
        "firing_rate must be finite, got inf at index 1",
        id="a rate overflows",
    ),
    pytest.param(
        lambda: lif.exact.rheobase(Neuron(r=[1.0, 1e-320], vth=[math.inf, -0.05])),
        "rheobase must be finite, got inf at index 1",
        id="a rheobase overflows beside a passive membrane",
    ),
    pytest.param(
        lambda: lif.exact.interspike_interval(
            [0.0, 1.5e308], Neuron(vth=1e308, vr=-1e308, el=0.0, r=1.0)
        ),
        "interval must be finite, got inf at index 1",
        id="an interval overflows",
    ),
    pytest.param(
        lambda: lif.exact.rheobase(Neuron(r=[1.0, 1e-320])),
        "rheobase must be finite, got inf at index 1",
        id="a rheobase overflows",
    ),
    pytest.param(
        lambda: run(engine="fortran"),
        r"engine must be None or one of \['python', 'numpy'.*\], got 'fortran'",
        id="unknown engine",
    ),
]


@pytest.mark.parametrize(("call", "words"), REFUSED_VALUES)
def test_a_value_out_of_range_is_refused(call: Callable[[], Any], words: str) -> None:
    """A value out of its range is refused by name, rule and value."""
    with pytest.raises(ValueError, match=words):
        call()


REFUSED_KINDS = [
    pytest.param(
        lambda: run(state=State(0.0, k=1.0)),
        r"state.k must be whole numbers, got 1.0 \(float\)",
        id="k is a float",
    ),
    pytest.param(
        lambda: run(state=State(0.0, k=True)),
        r"state.k must be whole numbers, got True \(bool\)",
        id="k is a bool",
    ),
    pytest.param(
        lambda: run(state=State(0.0, k=[0, 1])),
        r"state.k must be one whole number, got an array of shape \(2,\)",
        id="k is a list",
    ),
    pytest.param(
        lambda: run(state=State(0.0, refractory=1.0)),
        r"state.refractory must be whole numbers, got 1.0 \(float\)",
        id="refractory is a float",
    ),
    pytest.param(
        lambda: run(state=State(0.0, refractory=[1, True])),
        r"state.refractory must be whole numbers, got True \(bool\)",
        id="refractory is a bool",
    ),
    pytest.param(
        lambda: run(state=State(0.0, spiked=1)),
        r"state.spiked must be True or False, got 1 \(int\)",
        id="spiked is an int",
    ),
    pytest.param(
        lambda: run(state=State(0.0, spiked=[True, None])),
        r"state.spiked must be True or False, got None \(NoneType\)",
        id="spiked is None",
    ),
    pytest.param(
        lambda: run(
            state=State(0.0, refractory=Wrapper([1, 2], attrs={"units": "ms"}))
        ),
        "state.refractory must be whole numbers, got one whose units attribute is 'ms'",
        id="refractory has a unit",
    ),
    pytest.param(
        lambda: run(state=State(0.0, spiked=np.ma.masked_array([True]))),
        "state.spiked must be a plain array, got a MaskedArray",
        id="spiked is masked",
    ),
    pytest.param(
        lambda: run(state=(0.0, False, 0, 0)),
        r"state must be a lif.State, got \(0.0, False, 0, 0\) \(tuple\)",
        id="state is a tuple",
    ),
    pytest.param(
        lambda: lif.step(-60e-3, 0.0, Neuron(), dt=1e-3),
        r"state must be a lif.State, got -0.06 \(float\)",
        id="state is a number",
    ),
    pytest.param(
        lambda: lif.run([0.0], None, dt=1e-3),
        r"neuron must be a lif.Neuron, got None \(NoneType\)",
        id="run without a neuron",
    ),
    pytest.param(
        lambda: lif.step(State(0.0), 0.0, Neuron, dt=1e-3),
        r"neuron must be a lif.Neuron, got <class 'lif.neuron.Neuron'> \(type\)",
        id="step of a class",
    ),
    pytest.param(
        lambda: lif.euler_step(0.0, 0.0, {"tau": 1.0}, dt=1e-3),
        r"neuron must be a lif.Neuron, got \{'tau': 1.0\} \(dict\)",
        id="euler_step of a dict",
    ),
    *(
        pytest.param(
            lambda call=call: call(None),
            r"neuron must be a lif.Neuron, got None \(NoneType\)",
            id=f"closed form {k} without a neuron",
        )
        for k, call in enumerate(
            [
                lif.exact.rheobase,
                lambda neuron: lif.exact.constant_current_voltage(0.0, 0.0, neuron),
                lambda neuron: lif.exact.sine_current_voltage(0.0, 0.0, 1.0, neuron),
                lambda neuron: lif.exact.interspike_interval(0.0, neuron),
                lambda neuron: lif.exact.firing_rate(0.0, neuron),
            ]
        )
    ),
    pytest.param(
        lambda: lif.fire(0.0, -50e-3),
        r"neuron must be a lif.Neuron, got -0.05 \(float\)",
        id="fire of a number",
    ),
]


GENERATED: dict[str, Callable[..., Any]] = {
    "noise": lambda **options: lif.noise_current(0.0, 1.0, 0.1, **options),
    "ou": lambda **options: lif.ou_current(0.0, 1.0, 0.1, 5.0, dt=1.0, **options),
}
SEEDS = r"rng must be a numpy.random.Generator or a seed \(whole numbers >= 0\), got "


@pytest.mark.parametrize("kind", GENERATED)
@pytest.mark.parametrize(
    ("rng", "got"),
    [
        (None, r"None \(NoneType\)"),
        (True, r"True \(bool\)"),
        (np.True_, r".*True_? \(bool_?\)"),
        ("a", r"'a' \(str\)"),
        ("12", r"'12' \(str\)"),
        (1.5, r"1.5 \(float\)"),
        ([1, True], r"\[1, True\] \(list\)"),
        ([None], r"\[None\] \(list\)"),
        ((1, "2"), r"\(1, '2'\) \(tuple\)"),
        ([1.5], r"\[1.5\] \(list\)"),
        (np.random, r"<module 'numpy.random' .* \(module\)"),
        (np.random.mtrand._rand, r"RandomState.* \(RandomState\)"),
        (object(), r"<object object .* \(object\)"),
        (range(3), r"range\(0, 3\) \(range\)"),
        ([["12"]], r"\[\['12'\]\] \(list\)"),
        ([[True]], r"\[\[True\]\] \(list\)"),
        ([[1, 2], 3], r"\[\[1, 2\], 3\] \(list\)"),
        (np.array(["12"]), r"array\(\['12'\], dtype='<U2'\) \(ndarray\)"),
        (np.array([[1, 2]]), r"array\(\[\[1, 2\]\]\) \(ndarray\)"),
        (
            np.array([True], dtype=object),
            r"array\(\[True\], dtype=object\) \(ndarray\)",
        ),
        (np.ma.masked_array([1, 2]), r"masked_array\([\s\S]* \(MaskedArray\)"),
        (np.timedelta64(3), r".*timedelta64\(3\) \(timedelta64\)"),
    ],
    ids=repr,
)
def test_what_is_no_seed_is_refused(kind: str, rng: Any, got: str) -> None:
    """No seed, and what only looks like one, is refused: whoever draws says from what."""
    with pytest.raises(TypeError, match=SEEDS + got):
        GENERATED[kind](rng=rng)


def test_a_seed_within_itself_is_refused() -> None:
    """To look for whole numbers in it would never end; in some versions Python itself would."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(TypeError, match=SEEDS + r"\[\[\.\.\.\]\] \(list\)"):
        lif.noise_current(0.0, 1.0, 0.1, rng=endless)


@pytest.mark.parametrize("kind", GENERATED)
@pytest.mark.parametrize("rng", [-1, [3, -1], np.int64(-5)])
def test_a_negative_seed_is_refused(kind: str, rng: Any) -> None:
    """A seed is a whole number of at least 0, or several."""
    with pytest.raises(ValueError, match=SEEDS):
        GENERATED[kind](rng=rng)


@pytest.mark.parametrize("kind", GENERATED)
@pytest.mark.parametrize("rng", [0, 2**200, [1, 2], (), np.uint8(3), np.array([1, 2])])
def test_a_seed_is_one_whole_number_or_several(kind: str, rng: Any) -> None:
    """Whole numbers of any size and type are seeds."""
    assert math.isfinite(GENERATED[kind](rng=rng))


@pytest.mark.parametrize("kind", GENERATED)
def test_the_generator_has_to_be_named(kind: str) -> None:
    """Without `rng`, or with it in a position, nothing is drawn."""
    with pytest.raises(
        TypeError, match="missing 1 required keyword-only argument: 'rng'"
    ):
        GENERATED[kind]()
    with pytest.raises(TypeError, match="positional argument"):
        lif.noise_current(0.0, 1.0, 0.1, None, 1)


@pytest.mark.parametrize("n", [1.0, True, "3", [3], np.array([3])])
def test_a_number_of_neurons_is_one_whole_number(n: Any) -> None:
    """What counts the neurons is a whole number."""
    for call in GENERATED.values():
        with pytest.raises(TypeError, match=r"n must be (one )?whole numbers?, got"):
            call(n=n, rng=1)


@pytest.mark.parametrize(
    "options",
    [
        {"n": -1},
        {"std": -1.0},
        {"correlation_time": 0.0},
        {"dt": math.nan},
        {"start": [1.0]},
        {"t": [0.0, 3.0]},
        {"t": np.broadcast_to(0.0, (10**13,))},
        {"n": 10**13},
        {"std": 1e308},
    ],
    ids=str,
)
def test_nothing_is_drawn_before_all_is_checked(options: Any) -> None:
    """A call that is refused leaves the generator where it was."""
    rng = np.random.default_rng(1)
    arguments = {"t": [0.0, 1.0], "mean": 1.0, "std": 0.1, "correlation_time": 5.0}
    with pytest.raises((TypeError, ValueError, MemoryError)):
        lif.ou_current(**arguments | {"dt": 1.0} | options, rng=rng)
    assert rng.random() == np.random.default_rng(1).random()


@pytest.mark.parametrize(
    "options",
    [
        {"relative_amplitude": -1.0},
        {"i_mean": 1e308, "relative_amplitude": 1.0},
        {"i_mean": math.nan},
        {"n": -1},
        {"n": 10**13},
        {"t": np.broadcast_to(0.0, (10**13,))},
    ],
    ids=str,
)
def test_no_noise_is_drawn_before_all_is_checked(options: Any) -> None:
    """A call that is refused leaves the generator where it was."""
    rng = np.random.default_rng(1)
    arguments = {"t": [0.0, 1.0], "i_mean": 1.0, "relative_amplitude": 0.1} | options
    with pytest.raises((ValueError, MemoryError)):
        lif.noise_current(**arguments, rng=rng)
    assert rng.random() == np.random.default_rng(1).random()


@pytest.mark.parametrize(("call", "words"), REFUSED_KINDS)
def test_the_wrong_kind_of_thing_is_refused(
    call: Callable[[], Any], words: str
) -> None:
    """What is of the wrong kind is refused by name and kind."""
    with pytest.raises(TypeError, match=words):
        call()


def test_options_are_named() -> None:
    """The step and other options are passed by name; only `time_grid` takes a bare step."""
    for call in (
        lambda: lif.run([0.0], Neuron(), 1e-3),
        lambda: lif.step(State(0.0), 0.0, Neuron(), 1e-3),
        lambda: lif.euler_step(0.0, 0.0, Neuron(), 1e-3),
    ):
        with pytest.raises(TypeError, match="positional argument"):
            call()


@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
def test_a_run_that_could_overflow_is_refused(engine: Any) -> None:
    """If the potential could overflow on the way, the run does not begin, fire or no fire."""
    words = r"\|v\| \+ \|vr\| \+ \|el\| \+ \|R\*I\| must be below 2e307, got "
    for neuron in (Neuron(el=-1.7e308, vr=-1.75e308), Neuron(el=1.7e308)):
        with pytest.raises(ValueError, match=words):
            lif.run([0.0], neuron, dt=1e-3, state=State(1.7e308), engine=engine)


@pytest.mark.parametrize(
    ("v", "i", "parameters"),
    [
        (3e307, 0.0, {}),
        (0.0, 3e299, {}),
        (0.0, -3e299, {}),
        (0.0, 0.0, {"vr": -3e307}),
        (0.0, 0.0, {"el": -3e307}),
    ],
    ids=["v", "R*I", "-R*I", "vr", "el"],
)
def test_each_voltage_leaves_room_for_the_sum(
    v: float, i: float, parameters: Any
) -> None:
    """No voltage in the equation may be so large that a sum of a few is not a float."""
    neuron = Neuron(r=1e8, **parameters)
    with pytest.raises(
        ValueError, match=r"\|R\*I\| must be below 2e307, got 3.*e\+307"
    ):
        lif.run([i], neuron, dt=1e-3, state=State(v))


@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
def test_a_run_that_grows_beyond_all_floats_is_refused(engine: Any) -> None:
    """With dt = 2*tau, a current that changes sign in step drives V up without a bound."""
    i = np.resize([1e300, -1e300], 200)
    neuron = Neuron(r=1e6, vth=math.inf)
    with (
        pytest.warns(RuntimeWarning, match="overshoots"),
        pytest.raises(
            ValueError, match=r"v must be finite at the end of the run, got -?(inf|nan)"
        ),
    ):
        lif.run(i, neuron, dt=2 * neuron.tau, engine=engine)


def test_what_is_below_the_limit_is_taken() -> None:
    """The limit of 2e307 is there where it is said to be."""
    neuron = Neuron(el=0.0, vr=0.0, vth=math.inf)
    assert lif.run([0.0], neuron, dt=1e-3, state=State(1.999e307)).v[0] == 1.999e307


def test_a_time_too_large_for_a_float_is_refused() -> None:
    """The points of time of a run are finite, as everything else is."""
    neuron = Neuron(tau=1e308, r=1.0)
    with pytest.raises(ValueError, match=r"k\*dt must be finite, got inf"):
        lif.run([0.0], neuron, dt=1e308, state=State(0.0, k=10))
    neuron = Neuron(tau=1e307, r=1.0)
    with pytest.raises(ValueError, match=r"k\*dt must be finite, got inf"):
        lif.run([0.0] * 10, neuron, dt=1e307, state=State(0.0, k=10))


@pytest.mark.parametrize("engine", [["python"], 1, np.array(["python", "numpy"])])
def test_an_engine_is_a_name(engine: Any) -> None:
    """What is no text is no name of an engine."""
    words = rf"engine must be a name, got .* \({type(engine).__name__}\)"
    with pytest.raises(TypeError, match=words):
        run(engine=engine)


def test_the_callers_error_state_does_not_matter() -> None:
    """Whatever the caller has told NumPy to raise, a run gives the same bits."""
    neuron = Neuron(el=0.0, vr=-0.01, vth=0.01)
    start = State(5e-3)
    traces = []
    for engine in ("python", "numpy", "compiled"):
        with np.errstate(all="raise"):
            traces.append(
                lif.run(np.zeros(50_000), neuron, dt=1e-3, state=start, engine=engine)
            )
            lif.sine_current([0.0, 1e-320])
            lif.noise_current([0.0, 1e-320], 1e-310, 1e-310, rng=1)
            for n in (None, 2):
                t = np.arange(200) * 25e-3
                lif.ou_current(t, 0.0, 0.0, 5e-3, n, dt=25e-3, rng=1, start=1e-10)
                lif.ou_current([1e-320], 0.0, 1e-310, 5e-3, n, dt=1.0, rng=1)
            lif.step_current([1e308], 1e-10, -1e308, 1.7e308)
            lif.step(start, 0.0, replace(neuron, t_ref=1e-320), dt=1e-3)
            lif.run([0.0], replace(neuron, tau=[1e300]), dt=1e-300, engine=engine)
    assert 0.0 < traces[0].v[-1] < 1e-300
    assert all(same(traces[0], other) for other in traces[1:])


def test_a_long_double_that_is_too_large_is_refused() -> None:
    """It becomes inf on its way to float64, without a warning, and inf is refused."""
    with pytest.raises(ValueError, match="i must be finite, got inf at index 0"):
        run(i=np.array([1], np.longdouble) * 1e308 * 10)


@pytest.mark.parametrize("kind", [collections.deque, collections.UserList])
def test_any_sequence_is_looked_at_item_by_item(kind: Any) -> None:
    """A sequence that is no list is taken like one, and so are its items."""
    assert len(run(i=kind([1e-10, 0])).v) == 2
    with pytest.raises(TypeError, match="i must be real numbers, got True"):
        run(i=kind([1e-10, True]))


def test_a_list_within_itself_is_refused() -> None:
    """There is an end to looking at items."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(
        TypeError, match="i must be real numbers, got a list nested too"
    ):
        run(i=endless)


def test_a_lazy_array_too_large_for_memory_is_not_computed() -> None:
    """What knows its shape is not asked for its values if they cannot be held."""

    class Lazy:
        shape = (10**7, 10**7)

        def __array__(self, *_: Any, **__: Any) -> Any:
            raise AssertionError

    with pytest.raises(MemoryError, match="i as an array needs 8e"):
        run(i=Lazy())


def test_a_type_that_raises_when_asked_is_refused() -> None:
    """Whatever a foreign type raises, the answer is that it is of the wrong kind."""

    class Odd:
        @property
        def dtype(self) -> Any:
            raise OSError

    with pytest.raises(TypeError, match="i must be real numbers, got a Odd"):
        run(i=Odd())


@pytest.mark.parametrize("engine", ["python", "numpy"])
def test_a_refusal_takes_little_memory(engine: Any) -> None:
    """To look at a current beforehand takes no more than a quarter of its size."""
    i = np.full((10**5, 1), 1e-10)
    i[-1] = math.nan
    neuron = Neuron(r=np.full(100, 1e8))
    tracemalloc.start()
    with pytest.raises(
        ValueError, match=r"i must be finite, got nan at index \(99999, 0\)"
    ):
        lif.run(i, neuron, dt=1e-3, engine=engine)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < i.nbytes / 4


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"i": [math.nan]}, ValueError, "i must be finite"),
        ({"i": [1e305]}, ValueError, "R\\*I must be finite"),
        ({"i": [True]}, TypeError, "i must be real numbers"),
        ({"state": State(math.nan)}, ValueError, "state.v must be finite"),
        ({"engine": "fortran"}, ValueError, "engine must be"),
        ({"i": np.broadcast_to(0.0, (10**13,))}, MemoryError, "the trace needs"),
    ],
)
def test_errors_come_before_warnings(options: Any, error: Any, words: str) -> None:
    """A run that is refused does not warn first, though its step is longer than tau."""
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        with pytest.raises(error, match=words):
            run(**options, dt=1.5)
    assert not record


# ---------------------------------------------------------------- too large for the memory

TOO_LARGE = {
    "run": (
        lambda x: run(np.broadcast_to(x, (10**13,))),
        r"the trace needs 1.7e\+05 GB, this machine has .* GB: pass the current in blocks",
    ),
    "run of many": (
        lambda x: run(
            np.broadcast_to(x, (10**7, 1)),
            state=State(np.broadcast_to(-60e-3, (10**6,))),
        ),
        r"the trace needs 9e\+04 GB, this machine has .* GB: pass the current in blocks",
    ),
}


@pytest.mark.parametrize("kind", TOO_LARGE)
@pytest.mark.parametrize("value", [0.0, math.nan])
def test_what_is_too_large_is_refused_before_it_is_read(
    kind: str, value: float
) -> None:
    """More than the machine can hold is refused at once, whatever values it has."""
    call, words = TOO_LARGE[kind]
    with pytest.raises(MemoryError, match=words):
        call(value)


def test_integers_too_large_to_convert_are_refused() -> None:
    """An array that fits as small integers may not fit as floats."""
    words = r"i as float64 needs 8e\+05 GB, this machine has .* GB: take it in blocks"
    with pytest.raises(MemoryError, match=words):
        run(np.broadcast_to(np.int8(0), (10**14,)))


@pytest.mark.parametrize(("t_max", "dt"), [(1e9, 1e-6), (1e300, 1.0), (1e308, 1e-308)])
def test_a_grid_too_large_is_refused(t_max: float, dt: float) -> None:
    """A grid that the machine cannot hold is refused, with its size and the way out."""
    words = "the time grid needs .* GB, this machine has .* GB: make t_max shorter"
    with pytest.raises(MemoryError, match=words):
        lif.time_grid(t_max, dt)


@pytest.mark.parametrize(
    "current",
    [
        lambda t: lif.constant_current(t, 1e-10),
        lambda t: lif.step_current(t, 1e-10, 0.0, 1.0),
        lif.sine_current,
        noise,
        ou,
        lambda t: lif.noise_current(t[:100], 1.0, 0.1, 10**12, rng=1),
        lambda t: lif.ou_current(t[:1], 1.0, 0.1, 1.0, 10**14, dt=1.0, rng=1),
    ],
    ids=["constant", "step", "sine", "noise", "ou", "noises", "ous"],
)
def test_a_current_too_large_is_refused(current: Callable[[Any], Any]) -> None:
    """A current that the machine cannot hold is refused, with its size and the way out."""
    with pytest.raises(MemoryError, match=r"needs .* GB, this machine has .* GB"):
        current(np.broadcast_to(0.0, (10**13,)))


def test_a_current_of_the_size_of_the_memory_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What just fits is tried; one neuron more is not."""
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 8 * 100}
    monkeypatch.setattr(os, "sysconf", memory.__getitem__, raising=False)
    assert len(lif.noise_current(0.0, 1.0, 0.1, 100, rng=1)) == 100
    words = (
        "the current needs 8.08e-07 GB, this machine has 8e-07 GB: "
        "draw it in blocks, and hand them to lif.stream"
    )
    with pytest.raises(MemoryError, match=f"^{re.escape(words)}$"):
        lif.noise_current(0.0, 1.0, 0.1, 101, rng=1)


def test_a_time_grid_of_the_size_of_the_memory_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What just fits is tried; one step more is not."""
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 8 * 100}
    monkeypatch.setattr(os, "sysconf", memory.__getitem__, raising=False)
    assert len(lif.time_grid(100.0, 1.0)) == 100
    with pytest.raises(MemoryError, match=r"^the time grid needs 8.08e-07 GB"):
        lif.time_grid(101.0, 1.0)


def test_a_closed_form_too_large_is_refused() -> None:
    """A table of times by neurons that the machine cannot hold is refused."""
    t = np.zeros(10**6)
    words = "the result needs .* GB, this machine has .* GB: ask for less at once"
    with pytest.raises(MemoryError, match=words):
        lif.exact.constant_current_voltage(t[:, np.newaxis], t, Neuron())


def test_a_closed_form_needs_the_memory_of_five_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What just fits is tried; one number more is not."""
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 5 * 8 * 100}
    monkeypatch.setattr(os, "sysconf", memory.__getitem__, raising=False)
    for call in (lif.exact.interspike_interval, lif.exact.firing_rate):
        assert len(call(np.zeros(100), Neuron())) == 100
        with pytest.raises(MemoryError, match=r"the result needs 4.04e-06 GB"):
            call(np.zeros(101), Neuron())


@pytest.mark.parametrize(
    "answer",
    [AttributeError, OSError, ValueError, -1, 0],
    ids=["no", "OS", "name", "-1", "0"],
)
def test_without_knowing_the_memory_only_the_impossible_is_refused(
    answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the machine does not tell its memory, a run has to be beyond any address."""

    def sysconf(_name: str) -> int:
        if isinstance(
            answer, int
        ):  # -1 is what POSIX says if there is none, or none known
            return answer
        raise answer

    monkeypatch.setattr(os, "sysconf", sysconf, raising=False)
    assert len(lif.time_grid(1.0, 1e-3)) == 1000
    with pytest.raises(MemoryError, match="the time grid needs"):
        lif.time_grid(1e20, 1.0)


def test_the_limit_is_the_memory_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What just fits is tried; one step more is not."""
    # 8 for t, 8 for v, 1 for spiked; 160 for what an engine keeps at hand of a neuron
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 17 * 100 + 160}
    monkeypatch.setattr(os, "sysconf", memory.__getitem__, raising=False)
    assert len(run([0.0] * 100).v) == 100
    words = "the trace needs 1.88e-06 GB, this machine has 1.86e-06 GB"
    with pytest.raises(MemoryError, match=re.escape(words)):
        run([0.0] * 101)


# ---------------------------------------------------------------- the checks themselves


def test_work_on_an_array_needs_the_memory_of_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What just fits is looked at; one number more is not."""
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 3 * 8 * 100}
    monkeypatch.setattr(os, "sysconf", memory.__getitem__, raising=False)
    assert len(checks.finite("x", np.zeros(100), "volt")) == 100
    words = (
        "work on x needs 2.42e-06 GB, this machine has 2.4e-06 GB: take it in blocks"
    )
    with pytest.raises(MemoryError, match=f"^{re.escape(words)}"):
        checks.finite("x", np.zeros(101), "volt")


def test_a_gigabyte_is_a_thousand_million_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half of the last digit is rounded up, the number being exact."""
    memory = {"SC_PAGE_SIZE": 1, "SC_PHYS_PAGES": 1_375_000_000}
    monkeypatch.setattr(os, "sysconf", memory.__getitem__, raising=False)
    words = "it needs 2.38 GB, this machine has 1.38 GB: do less"
    with pytest.raises(MemoryError, match=f"^{re.escape(words)}$"):
        checks.fits_in_memory("it", 2_375_000_000, "do less")


def test_truth_values_have_no_unit() -> None:
    """A quantity in their place is told what they are, and not in which unit."""
    with pytest.raises(TypeError, match=r"^x must be True or False, got a Pint with"):
        checks.booleans("x", Pint())


def test_the_first_offender_is_told() -> None:
    """A rule that is broken is told with the first value that breaks it, and where."""
    with pytest.raises(ValueError, match=r"^x must be odd, got 2.0 at index \(0, 1\)$"):
        checks.require("x", np.array([[1, 2], [4, 3]]), np.eye(2) > 0, "odd")
    with pytest.raises(ValueError, match=r"^x must be odd, got 2$"):
        checks.require("x", 2, ok=False, rule="odd")
    checks.require("x", np.ones(0), np.ones(0) > 2, "odd")


def test_shapes_that_agree_have_a_common_one() -> None:
    """Shapes broadcast as NumPy has it; of three, the two that do not agree are told."""
    assert checks.common_shape({"a": (), "b": ()}) == ()
    assert checks.common_shape({"a": (), "b": (3,), "c": (4, 1)}) == (4, 3)
    words = (
        r"a and c must agree in the number of neurons, got the shapes \(2,\) and \(3,\)"
    )
    with pytest.raises(ValueError, match=words):
        checks.common_shape({"a": (2,), "b": (1,), "c": (3,)})
