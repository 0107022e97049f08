"""Each public argument is checked: by its name, in its unit, before any work is done.

test_checks.py tries every kind of value on the functions that check. Here a few kinds are
tried on each argument, which proves that the argument passes through those functions; then
come the rules and messages that belong to a single function.
"""

from __future__ import annotations

import inspect
import math
import re
import tracemalloc
import warnings
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from foreign import Foreign, Pint
from oracles import same, same_bits

import lif as library
from lif import _checks, simulation

if TYPE_CHECKING:
    from collections.abc import Callable

# Without their types, because the tests pass what these do not allow.
lif: Any = library
Neuron, State, Trace = lif.Neuron, lif.State, lif.Trace

# ---------------------------------------------------------------- the table of arguments

# All of these numbers are equal to an int and to a float32.
NEURON = Neuron(tau=8.0, el=-2.0, vr=-3.0, vth=4.0, r=2.0, t_ref=2.0)
STATE = State(1.0, spiked=False, refractory=1, k=2)
TRACE = Trace(np.arange(3.0), np.zeros(3), np.array([False, True, True]), STATE)


@dataclass(frozen=True)
class Kind:
    """What an argument has to be, and how its messages go on after its name."""

    words: str  # after "must be", where the type is wrong
    axes: int = 0  # the least number of axes that is wrong; 0 if any is right
    shape: str = ""  # the message about them, or about a ragged list
    nan: str = ""  # after "must be", where the value is NaN


ONE = r"must be one number, got an array of shape \(1,\)$"
FLAT = r"must be a number or one-dimensional, got shape \(1, 1\)$"
TABLE = r"must have the shape \(steps,\) or \(steps, n\), got \(1, 1, 1\)(\n|$)"
RAGGED = (  # NumPy 1 writes "bool_"
    "must fit into a rectangular array of (float64|int64|bool_?): "
)
FITTING = r"and trace.spiked must have the shapes \(steps,\) and \(steps,\) or \(steps, n\), got "

FINITE = Kind("a real number", 1, ONE, "a finite number")
POSITIVE = replace(FINITE, nan="a finite number > 0")
NOT_NEGATIVE = replace(FINITE, nan="a finite number >= 0")
NUMBERS = Kind("real numbers", 0, RAGGED, "finite")
RATE = Kind(
    "real numbers",
    2,
    r"must broadcast to the shape \(2,\), got shape \(1, 1\)$",
)
ROW = Kind("real numbers", 2, FLAT, "finite")
START = replace(ROW, shape=r"must be a number or of shape \(2,\), got shape \(1, 1\)$")
POTENTIAL = replace(ROW, nan="a finite number")
THRESHOLD = replace(ROW, nan="a finite number or inf")
POSITIVES = replace(ROW, nan="a finite number > 0")
NOT_NEGATIVES = replace(ROW, nan="a finite number >= 0")
CURRENT = Kind("real numbers", 3, TABLE, "finite")
SPIKES = Kind("numbers or truth values", 3, TABLE, "finite")
COUNT = Kind("whole numbers", 1, "must be one whole number, got an array of shape")
COUNTS = Kind("whole numbers", 2, FLAT)
BOOLEANS = Kind("True or False", 2, FLAT)
TIMES = Kind("real numbers", 2, FITTING, "finite and increasing")
MARKS = Kind("True or False", 0, RAGGED)
PER_NEURON = {ROW, POTENTIAL, THRESHOLD, POSITIVES, NOT_NEGATIVES, COUNTS, BOOLEANS}
OTHER = Kind("")  # a neuron, a state, a trace, a generator, an engine, blocks

# For each function its arguments, each with its kind, its unit and a good value. A field of
# an argument has a dot in its name.
FIELDS = {
    "state.v": (ROW, "volt", 1.0),
    "state.spiked": (BOOLEANS, "", True),
    "state.refractory": (COUNTS, "", 3),
    "state.k": (COUNT, "", 4),
}
OF_A_RUN = {
    "neuron": (OTHER, "", NEURON),
    "dt": (POSITIVE, "second", 1.0),
    "state": (OTHER, "", STATE),
    **FIELDS,
}
DRAWN = {
    "n": (COUNT, "", 2),
    "rng": (OTHER, "", 1),
}
OF_A_TRACE = {
    "trace": (OTHER, "", TRACE),
    "trace.t": (TIMES, "second", np.array([1.0, 2.0, 3.0])),
    "trace.spiked": (MARKS, "", np.array([True, False, True])),
}
FUNCTIONS: dict[Callable[..., Any], dict[str, tuple[Kind, str, Any]]] = {
    Neuron: {
        "tau": (POSITIVES, "second", 2.0),
        "el": (POTENTIAL, "volt", 1.0),
        "vr": (POTENTIAL, "volt", -1.0),
        "vth": (THRESHOLD, "volt", 1.0),
        "r": (POSITIVES, "ohm", 1.0),
        "t_ref": (NOT_NEGATIVES, "second", 1.0),
    },
    lif.time_grid: {
        "t_max": (NOT_NEGATIVE, "second", 4.0),
        "dt": (POSITIVE, "second", 2.0),
    },
    lif.run: {
        "i": (CURRENT, "ampere", np.array([1.0, 2.0])),
        **OF_A_RUN,
        "engine": (OTHER, "", "python"),
    },
    lif.stream: {
        "blocks": (OTHER, "", [[1.0, 2.0], [3.0]]),
        "blocks.i": (CURRENT, "ampere", np.array([1.0, 2.0])),
        **OF_A_RUN,
        "engine": (OTHER, "", "python"),
    },
    lif.step: {"i": (ROW, "ampere", 1.0), **OF_A_RUN},
    lif.euler_step: {
        "v": (NUMBERS, "volt", 1.0),
        "i": (NUMBERS, "ampere", 1.0),
        "neuron": (OTHER, "", NEURON),
        "dt": (POSITIVE, "second", 2.0),
    },
    lif.fire: {"v": (NUMBERS, "volt", 1.0), "neuron": (OTHER, "", NEURON)},
    lif.constant_current: {
        "t": (NUMBERS, "second", 1.0),
        "amplitude": (FINITE, "ampere", 1.0),
    },
    lif.step_current: {
        "t": (NUMBERS, "second", 1.0),
        "amplitude": (FINITE, "ampere", 2.0),
        "start": (FINITE, "second", 1.0),
        "stop": (FINITE, "second", 3.0),
    },
    lif.sine_current: {
        "t": (NUMBERS, "second", 1.0),
        "i_mean": (FINITE, "ampere", 1.0),
        "period": (POSITIVE, "second", 3.0),
    },
    lif.noise_current: {
        "t": (ROW, "second", 1.0),
        "i_mean": (FINITE, "ampere", 1.0),
        "relative_amplitude": (NOT_NEGATIVE, "", 1.0),
        **DRAWN,
    },
    lif.ou_current: {
        "t": (ROW, "second", 1.0),
        "mean": (FINITE, "ampere", 1.0),
        "std": (NOT_NEGATIVE, "ampere", 2.0),
        "correlation_time": (POSITIVE, "second", 4.0),
        "dt": (POSITIVE, "second", 1.0),
        "start": (
            START,
            "ampere",
            1.0,
        ),
        **DRAWN,
    },
    lif.poisson_spikes: {
        "t": (ROW, "second", 1.0),
        "rate": (
            RATE,
            "hertz",
            1.0,
        ),
        "dt": (POSITIVE, "second", 0.5),
        **DRAWN,
    },
    lif.synaptic_current: {
        "spikes": (SPIKES, "", np.array([1.0, 2.0])),
        "weight": (ROW, "ampere", 1.0),
        "time_constant": (POSITIVE, "second", 2.0),
        "dt": (POSITIVE, "second", 1.0),
        "start": (ROW, "ampere", 1.0),
    },
    lif.exact.constant_current_voltage: {
        "t": (NUMBERS, "second", 1.0),
        "i": (NUMBERS, "ampere", 1.0),
        "neuron": (OTHER, "", NEURON),
        "v0": (NUMBERS, "volt", 1.0),
    },
    lif.exact.sine_current_voltage: {
        "t": (NUMBERS, "second", 1.0),
        "i_mean": (NUMBERS, "ampere", 1.0),
        "period": (NUMBERS, "second", 3.0),
        "neuron": (OTHER, "", NEURON),
        "v0": (NUMBERS, "volt", 1.0),
    },
    lif.exact.rheobase: {"neuron": (OTHER, "", NEURON)},
    lif.exact.interspike_interval: {
        "i": (NUMBERS, "ampere", 4.0),
        "neuron": (OTHER, "", NEURON),
    },
    lif.exact.firing_rate: {
        "i": (NUMBERS, "ampere", 4.0),
        "neuron": (OTHER, "", NEURON),
    },
    lif.spikes.spike_times: OF_A_TRACE,
    lif.spikes.interspike_intervals: OF_A_TRACE,
    lif.spikes.firing_rate: OF_A_TRACE,
}


@dataclass(frozen=True)
class Argument:
    """One argument of one function, or one field of an argument."""

    function: Callable[..., Any]
    path: str
    kind: Kind
    unit: str
    good: Any

    def __str__(self) -> str:
        """Name it for pytest."""
        return f"{self.function.__module__}.{self.function.__name__}-{self.path}"

    @property
    def name(self) -> str:
        """The name that messages give it: a block of currents is the i of its run."""
        return "i" if self.path == "blocks.i" else self.path

    def call(self, value: Any, **others: Any) -> Any:
        """Call the function with this value, and with good values for all other arguments."""
        table = FUNCTIONS[self.function]
        arguments = {
            path: good for path, (*_, good) in table.items() if "." not in path
        }
        outer, _, field = self.path.partition(".")
        if field and outer == "blocks":
            value = [value]
        elif field:
            value = arguments[outer]._replace(**{field: value})
        result = self.function(**arguments | others | {outer: value})
        return list(result) if self.function is lif.stream else result


ARGUMENTS = [
    Argument(function, path, *entry)
    for function, table in FUNCTIONS.items()
    for path, entry in table.items()
]


def each(condition: Callable[[Argument], bool]) -> pytest.MarkDecorator:
    """Run a test for each of the arguments for which a condition holds."""
    return pytest.mark.parametrize(
        "argument", [x for x in ARGUMENTS if condition(x)], ids=str
    )


def equal(x: Any, y: Any) -> bool:
    """Tell whether two results are equal, to the last bit."""
    if isinstance(x, Trace):
        return same(x, y)
    if isinstance(x, list | tuple):
        return len(x) == len(y) and all(map(equal, x, y))
    return bool(x == y) if isinstance(x, Neuron) else same_bits(x, y)


def test_every_public_argument_is_in_the_table() -> None:
    """No argument of a public function is missing, and no field of a state or a trace."""
    public = {getattr(lif, name) for name in lif.__all__} - {State, Trace}
    for module in (lif.exact, lif.spikes):
        public |= {getattr(module, name) for name in module.__all__}
    assert set(FUNCTIONS) == public
    for function, table in FUNCTIONS.items():
        plain = [path for path in table if "." not in path]
        assert sorted(plain) == sorted(inspect.signature(function).parameters)
        if "state" in table:
            assert {f"state.{name}" for name in State._fields} <= set(table)
        if "trace" in table:  # of which v and state are not used
            assert {"trace.t", "trace.spiked"} <= set(table)
    assert [field.name for field in fields(Neuron)] == list(FUNCTIONS[Neuron])


# ---------------------------------------------------------------- for each argument


@each(lambda argument: argument.kind is not OTHER)
def test_the_wrong_kind_is_refused_by_name_and_unit(argument: Argument) -> None:
    """Quantities, masked arrays, wrong types and shapes are refused, by name and unit."""
    name, words = re.escape(argument.name), argument.kind.words
    plain = f"plain numbers in {argument.unit}" if argument.unit else words
    for value, got in (
        (Pint(argument.good), "a Pint with a unit: pass plain numbers"),
        (
            np.ma.masked_array(argument.good),
            "a MaskedArray with a mask or other extras: ",
        ),
        (
            Foreign(argument.good, units="mm"),
            "a Foreign with the unit 'mm': pass plain",
        ),
    ):
        with pytest.raises(TypeError, match=f"^{name} must be {plain}, got {got}"):
            argument.call(value)
    wrong = 1j if argument.kind is SPIKES else 1 if words == "True or False" else True
    for kind in (wrong, [wrong], np.array([wrong])):
        with pytest.raises(TypeError, match=f"^{name} must be {words}, got "):
            argument.call(kind)
    one: Any = True if words == "True or False" else 1
    bad = {1: [one], 2: [[one]], 3: [[[one]]]}.get(
        argument.kind.axes, [[one], [one, one]]
    )
    with pytest.raises((TypeError, ValueError), match=f"^{name} {argument.kind.shape}"):
        argument.call(bad)


POSITIVE_ONES = {"dt", "tau", "r", "period", "correlation_time", "time_constant"}
NOT_NEGATIVE_ONES = {"t_max", "t_ref", "relative_amplitude", "std"}


@each(lambda argument: bool(argument.kind.nan))
def test_a_value_out_of_range_is_refused_by_name_and_rule(argument: Argument) -> None:
    """NaN, infinities and the wrong sign are refused, in an array with the first index."""
    name = re.escape(argument.name)
    bad = dict.fromkeys([math.nan, math.inf, -math.inf], argument.kind.nan)
    if argument.path in POSITIVE_ONES:
        bad |= dict.fromkeys([0.0, -5e-324, -1.0], "a finite number > 0")
    if argument.path in NOT_NEGATIVE_ONES:
        bad |= dict.fromkeys([-5e-324, -1.0], "a finite number >= 0")
        argument.call(0.0)
    if argument.path == "vth":  # a passive membrane
        del bad[math.inf]
        assert argument.call(math.inf).vth == math.inf
    for value, rule in bad.items():
        words = f"^{name} must be {rule}, got {value}"
        if np.ndim(argument.good) == 0:
            with pytest.raises(ValueError, match=f"{words}$"):
                argument.call(value)
        if argument.kind.axes != 1:
            good = [] if value == -math.inf else [np.ravel(argument.good)[0]]
            with pytest.raises(
                ValueError, match=rf"{words} at index {len(good)}(\n|$)"
            ):
                argument.call([*good, value, value, value][:3])


@each(lambda argument: argument.kind is not OTHER)
def test_a_good_value_of_another_type_gives_the_same(argument: Argument) -> None:
    """Integers, single precision, lists and arrays that state the SI unit mean the same."""
    good, unit = argument.good, argument.unit
    values: list[Any] = [Foreign(good, attrs={"units": unit} if unit else {})]
    if argument.kind.words not in {"whole numbers", "True or False"}:
        values += [np.asarray(good, np.float32)]
        if np.all(good == np.rint(good)):
            values += [(whole := np.asarray(good, np.int64)), whole.tolist()]
    if np.ndim(good):
        values += [good.tolist(), list(good)]
    expected = argument.call(good)
    for value in values:
        assert equal(argument.call(value), expected)
    if argument.kind is NUMBERS or (
        argument.kind in PER_NEURON and argument.path != "t"
    ):
        expected = argument.call(np.array([good, good]))
        for several in ([good, good], (good, good), [np.array(good), Foreign(good)]):
            assert equal(argument.call(several), expected)


# ---------------------------------------------------------------- other arguments


@each(lambda argument: argument.path == "neuron")
def test_a_neuron_is_a_neuron(argument: Argument) -> None:
    """What is not a neuron is shown with its type."""
    for value, got in (
        (None, r"None \(NoneType\)"),
        (Neuron, r"<class 'lif.neuron.Neuron'> \(type\)"),
        ({"tau": 1.0}, r"\{'tau': 1.0\} \(dict\)"),
    ):
        with pytest.raises(
            TypeError, match=f"^neuron must be a lif.Neuron, got {got}$"
        ):
            argument.call(value)


@each(lambda argument: argument.path == "state")
def test_a_state_is_a_state(argument: Argument) -> None:
    """A tuple or a number is no state; a run without one starts at rest."""
    for value, got in (
        ((0.0, False, 0, 0), r"\(0.0, False, 0, 0\) \(tuple\)"),
        (-60e-3, r"-0.06 \(float\)"),
    ):
        with pytest.raises(TypeError, match=f"^state must be a lif.State, got {got}$"):
            argument.call(value)
    if argument.function is not lif.step:
        assert equal(argument.call(None), argument.call(State(NEURON.el)))


@each(lambda argument: argument.path == "trace")
def test_a_trace_has_times_and_spikes(argument: Argument) -> None:
    """Anything that has times and spikes that fit each other will do for a trace."""
    with pytest.raises(TypeError, match=r"^trace must be a lif.Trace, got 1 \(int\)$"):
        argument.call(1)
    for t, spiked in (([0.0, 1.0], [True]), ([], [True]), ([0.0], [[True], [False]])):
        words = r"^trace.t and trace.spiked must have the shapes \(steps,\) and "
        with pytest.raises(ValueError, match=words):
            argument.call(TRACE._replace(t=t, spiked=spiked))
    for t in ([0.0, 0.0, 1.0], [0.0, 1.0, 0.5]):
        with pytest.raises(
            ValueError, match=r"^trace.t must be finite and increasing, got "
        ):
            argument.call(TRACE._replace(t=t))


@each(lambda argument: argument.path == "engine")
def test_an_engine_is_a_name(argument: Argument) -> None:
    """An engine that does not exist is refused with the names of those that do."""
    for engine in (["python"], 1, np.array(["python", "numpy"])):
        words = rf"^engine must be a name, got .* \({type(engine).__name__}\)$"
        with pytest.raises(TypeError, match=words):
            argument.call(engine)
    words = r"^engine must be None or one of \['python', 'numpy', 'compiled'\], got 'fortran'$"
    with pytest.raises(ValueError, match=words):
        argument.call("fortran")


@each(lambda argument: argument.path == "n")
def test_a_number_of_neurons_is_one_whole_number(argument: Argument) -> None:
    """It is a whole number of at least 0; None stands for one neuron without an axis."""
    for value, words in (
        (1.0, "whole numbers, got 1.0"),
        ("3", "whole numbers, got '3'"),
    ):
        with pytest.raises(TypeError, match=f"^n must be {words}"):
            argument.call(value)
    with pytest.raises(ValueError, match=r"^n must be a whole number >= 0 .*, got -1$"):
        argument.call(-1)
    assert np.shape(argument.call(None)) == ()
    assert np.shape(argument.call(0, t=[1.0])) == (1, 0)
    assert np.shape(argument.call(3, t=[1.0])) == (1, 3)


@each(lambda argument: argument.path == "rng")
def test_random_numbers_need_a_generator_or_a_seed(argument: Argument) -> None:
    """The caller says where the numbers come from: by name, and never by accident."""
    words = (
        r"^rng must be a numpy.random.Generator or a seed \(whole numbers >= 0\), got "
    )
    for value in (None, True, "a", 1.5, np.random, [True]):
        with pytest.raises(TypeError, match=words):
            argument.call(value)
    with pytest.raises(ValueError, match=words + "-1"):
        argument.call(-1)
    table = FUNCTIONS[argument.function]
    options = {path: good for path, (*_, good) in table.items() if path != "rng"}
    with pytest.raises(
        TypeError, match="missing 1 required keyword-only argument: 'rng'"
    ):
        argument.function(**options)
    assert equal(argument.call(np.random.default_rng(7)), argument.call(7))
    assert (
        not equal(argument.call(8), argument.call(7))
        or argument.function is lif.poisson_spikes
    )


@pytest.mark.parametrize("name", ["dt", "rng", "state", "engine", "start"])
def test_options_are_passed_by_name(name: str) -> None:
    """Steps, generators and states have no position; only `time_grid` accepts a bare step."""
    by_name = {
        function
        for function in FUNCTIONS
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name == name and parameter.kind is parameter.KEYWORD_ONLY
    }
    with_position = {lif.time_grid, lif.step_current} | (
        {lif.step} if name == "state" else set()
    )
    having = {argument.function for argument in ARGUMENTS if argument.path == name}
    assert by_name == having - with_position


@pytest.mark.parametrize(
    ("blocks", "got"),
    [
        (5, r"5 \(int\)"),
        (None, r"None \(NoneType\)"),
        (np.zeros(3), r"one of shape \(3,\): pass \[i\]"),
        (np.array(1.0), r"one of shape \(\): pass \[i\]"),
    ],
    ids=repr,
)
def test_blocks_are_an_iterable_of_arrays(blocks: Any, got: str) -> None:
    """One array is one block, so it has to be in a list."""
    with pytest.raises(
        TypeError, match=f"^blocks must be an iterable of arrays, got {got}$"
    ):
        lif.stream(blocks, NEURON, dt=1.0)


def test_a_block_that_is_refused_is_counted() -> None:
    """The error in a block names the current, and tells which block it was."""
    stream = lif.stream([[0.0], [math.nan]], NEURON, dt=1.0)
    next(stream)
    with pytest.raises(
        ValueError, match=r"^i must be finite, got nan at index 0\n"
    ) as error:
        next(stream)
    assert error.value.__notes__ == ["This was block 1 of the stream, counted from 0."]


# ---------------------------------------------------------------- the rules of each function


SLOW = Neuron(tau=1.0)


def run(i: Any = (0.0,), **options: Any) -> Any:
    """Run a slow neuron."""
    return lif.run(i, SLOW, **{"dt": 1e-3} | options)


def noise(t: Any = 0.0, i_mean: Any = 1.0, relative_amplitude: Any = 0.1) -> Any:
    """Draw a current that jumps about its mean."""
    return lif.noise_current(t, i_mean, relative_amplitude, rng=1)


def ou(t: Any = 0.0, n: Any = None, **options: Any) -> Any:
    """Draw a current that wanders about its mean, on a grid of whole seconds."""
    options = {"mean": 1.0, "std": 0.1, "correlation_time": 5.0, "dt": 1.0} | options
    return lif.ou_current(t, n=n, rng=1, **options)


def poisson(t: Any = 0.0, rate: Any = 1.0, n: Any = None, dt: Any = 1.0) -> Any:
    """Draw spikes on a grid of whole seconds."""
    return lif.poisson_spikes(t, rate, n, dt=dt, rng=1)


def synaptic(spikes: Any = (True,), weight: Any = 1.0, **options: Any) -> Any:
    """Turn spikes into a current that decays within a second."""
    return lif.synaptic_current(spikes, weight, 1.0, **{"dt": 1.0} | options)


def voltage(t: Any = 0.0, i: Any = 0.0, **parameters: Any) -> Any:
    """Return the potential under a constant current."""
    return lif.exact.constant_current_voltage(t, i, Neuron(**parameters))


def sine_voltage(t: Any = 0.0, i_mean: Any = 0.0, period: Any = 1.0) -> Any:
    """Return the potential under a sine current."""
    return lif.exact.sine_current_voltage(t, i_mean, period, Neuron())


PRODUCT = r"^r\*i must be finite, got r=100000000.0 and i="
ROOM = r"^\|v\| \+ \|vr\| \+ \|el\| \+ \|R\*I\| must be below 2e307, got "

REFUSED: dict[str, list[tuple[Callable[[], Any], str]]] = {
    "parameters that do not go together": [
        (
            lambda: Neuron(vr=-50e-3, vth=-50e-3),
            "^vr must be < vth, or the neuron would fire forever, got vr=-0.05 and vth=-0.05$",
        ),
        (
            lambda: Neuron(vr=[-70e-3, -40e-3]),
            "^vr must be < vth, .*, got vr=-0.04 and vth=-0.05 at index 1$",
        ),
        (
            lambda: Neuron(tau=[1.0, 2.0], r=[1.0] * 3),
            r"^tau and r must agree in the number of neurons, got the shapes \(2,\) and \(3,\)$",
        ),
    ],
    "a time grid of parts of a step": [
        (
            lambda: lif.time_grid(1.5, 1.0),
            "^t_max must be a whole number of steps of dt=1.0, got 1.5: 1 and 2 are near$",
        ),
        (
            lambda: lif.time_grid(0.1004, 1e-3),
            "^t_max must be a whole number .* of dt=0.001, got 0.1004: 0.1 and 0.101 are near$",
        ),
    ],
    "a step that stops before it starts": [
        (
            lambda: lif.step_current(0.0, 1.0, start=2.0, stop=1.0),
            "^stop must be >= start, got start=2.0 and stop=1.0$",
        ),
    ],
    "a sine that overflows": [
        (
            lambda: lif.sine_current(2.5e-3, i_mean=1e308),
            "^sine_current must be finite, got inf$",
        ),
        (
            lambda: lif.sine_current([0.0, 1e308], period=1e-300),
            "^sine_current must be finite, got nan at index 1$",
        ),
    ],
    "a noise that overflows": [
        (
            lambda: noise(i_mean=1e308, relative_amplitude=1.0),
            r"^i_mean \* \(1 \+ relative_amplitude\) must be finite, got inf$",
        ),
    ],
    "times that are no grid in steps of dt": [
        (partial(draw, t, dt=dt), rf"^t must be a grid in steps of dt={dt}, got {got}$")
        for draw in (ou, poisson)
        for t, dt, got in (
            ([0.0, 1.0, 3.0], 1.0, "3.0 at index 2"),
            (np.arange(5) * 1e-3, 1.0, "0.001 at index 1"),
            (np.arange(5) * 1.00001, 1.0, "1.00001 at index 1"),
            (1e3 + np.arange(5) * 1.0005e-3, 1e-3, "1000.001.* at index 1"),
            (np.array([0, 1.001], np.float32), 1.0, "1.001.* at index 1"),
            ([1e6, 1e6, 1e6], 1e-10, "1000000.0 at index 0"),
            ([1.0, 0.0], 1.0, "0.0 at index 1"),
            ([-1.7e308, 1.7e308], 1.0, r"-1.7e\+308 at index 0"),
        )
    ],
    "a start that does not fit": [
        (partial(ou, n=n, start=start), rf"^start must be {words}$")
        for n, start, words in (
            (3, [1.0, 2.0], r"a number or of shape \(3,\), got shape \(2,\)"),
            (3, [1.0], r"a number or of shape \(3,\), got shape \(1,\)"),
            (1, [1.0, 2.0], r"a number or of shape \(1,\), got shape \(2,\)"),
        )
    ],
    "a wandering current that overflows": [
        (
            partial(ou, **options),
            rf"^2\*\(\|mean\| \+ \|start\|\) \+ 64\*std must be finite, got {got}$",
        )
        for options, got in (
            ({"mean": 1e308}, "inf"),
            ({"mean": -1e308}, "inf"),
            ({"std": 1e307}, "inf"),
            ({"n": 2, "start": [0.0, -1.7e308]}, "inf at index 1"),
        )
    ],
    "spikes with no probability": [
        (
            partial(poisson, **options),
            rf"^rate must be >= 0 and rate\*dt <= 1, got {got}$",
        )
        for options, got in (
            ({"rate": -1.0}, "rate=-1.0 and dt=1.0"),
            ({"rate": -5e-324}, "rate=-5e-324 and dt=1.0"),
            ({"rate": 1.5}, "rate=1.5 and dt=1.0"),
            ({"rate": 2.0, "dt": 0.75}, "rate=2.0 and dt=0.75"),
            ({"rate": 1e300, "dt": 1e300}, r"rate=1e\+300 and dt=1e\+300"),
            ({"t": [0.0, 1.0], "rate": [1.0, 1.5]}, "rate=1.5 and dt=1.0 at index 1"),
            (
                {"t": [0.0, 1.0], "n": 2, "rate": [[1.0, 0.0], [0.5, -1.0]]},
                r"rate=-1.0 and dt=1.0 at index \(1, 1\)",
            ),
        )
    ],
    "a rate that is not finite": [
        (
            lambda: poisson(rate=math.nan),
            r"^rate must be >= 0 and rate\*dt <= 1, got rate=nan and dt=1.0$",
        ),
        (
            lambda: poisson([0.0, 1.0], [[1.0], [math.inf]], 3),
            r"^rate must be >= 0 and .*, got rate=inf and dt=1.0 at index \(1, 0\)$",
        ),
    ],
    "a rate that does not fit": [
        (
            partial(poisson, np.arange(float(steps)) if steps else 0.0, rate, n),
            rf"^rate must broadcast to the shape {wanted}, got shape {got}$",
        )
        for steps, n, rate, wanted, got in (
            (0, None, [1.0], r"\(\)", r"\(1,\)"),
            (0, 3, [1.0, 1.0], r"\(3,\)", r"\(2,\)"),
            (2, None, [1.0] * 3, r"\(2,\)", r"\(3,\)"),
            (2, None, [[1.0]] * 2, r"\(2,\)", r"\(2, 1\)"),
            (2, 3, [1.0] * 3, r"\(2, 3\)", r"\(3,\)"),  # the first axis is time
            (2, 3, [[1.0] * 2] * 2, r"\(2, 3\)", r"\(2, 2\)"),
            (2, 3, [[[1.0]]], r"\(2, 3\)", r"\(1, 1, 1\)"),
        )
    ],
    "spikes without an axis of time": [
        (
            lambda: synaptic(True),  # noqa: FBT003
            r"^spikes must have the shape \(steps,\) or \(steps, n\), got \(\)$",
        ),
    ],
    "weights or starts that do not fit": [
        (
            lambda: synaptic([[1, 0]], [1.0] * 3),
            r"^spikes and weight must agree .*, got the shapes \(2,\) and \(3,\)$",
        ),
        (
            lambda: synaptic([1, 0], [1.0] * 3, start=[0.0] * 2),
            r"^weight and start must agree .*, got the shapes \(3,\) and \(2,\)$",
        ),
    ],
    "a synaptic current that overflows": [
        (
            lambda: synaptic([1, 10], 1e308),
            "^synaptic_current must be finite, got inf at index 1$",
        ),
        (
            lambda: synaptic(
                [[0, 0], [1, 1]], [1.0, 1e308], start=[0.0, 1.7e308], dt=1e-9
            ),
            r"^synaptic_current must be finite, got inf at index \(1, 1\)$",
        ),
    ],
    "a current in the wrong shape": [
        (
            partial(run, np.zeros(shape)),
            rf"^i must have the shape \(steps,\) or \(steps, n\), got {re.escape(str(shape))}$",
        )
        for shape in ((), (4, 3, 2))
    ],
    "a current that is not finite": [
        (
            lambda: run([[0.0, 0.0], [0.0, math.nan]]),
            r"^i must be finite, got nan at index \(1, 1\)$",
        ),
        (
            lambda: run([0.0, -math.inf, math.nan]),
            "^i must be finite, got -inf at index 1$",
        ),
    ],
    "a product R*I that overflows": [
        (lambda: run([0.0, 1e301]), PRODUCT + r"1e\+301 at index 1$"),
        (lambda: run([0.0, -1e301]), PRODUCT + r"-1e\+301 at index 1$"),
        (
            lambda: lif.run([[0.0, 1e300]] * 2, Neuron(r=[1e8, 1e9]), dt=1e-3),
            r"^r\*i must be finite, got r=1000000000.0 and i=1e\+300 at index \(0, 1\)$",
        ),
        (
            lambda: lif.run([0.0, 1e300], Neuron(r=[1e8, 1e9]), dt=1e-3),
            r"^r\*i must be finite, got r=1000000000.0 and i=1e\+300 at index \(1, 1\)$",
        ),
        (lambda: lif.euler_step(0.0, 1e301, Neuron(), dt=1e-3), PRODUCT + r"1e\+301$"),
        (
            lambda: lif.step(State(0.0), [0.0, 1e301], Neuron(), dt=1e-3),
            PRODUCT + r"1e\+301 at index 1$",
        ),
        (lambda: voltage([0.0, 1.0], [0.0, 1e301]), PRODUCT + r"1e\+301 at index 1$"),
        (lambda: sine_voltage(i_mean=-1e301), PRODUCT + r"-1e\+301$"),
        (lambda: lif.exact.interspike_interval(1e301, Neuron()), PRODUCT + r"1e\+301$"),
        (lambda: lif.exact.firing_rate(1e301, Neuron()), PRODUCT + r"1e\+301$"),
    ],
    "a step that overflows": [
        (
            lambda: lif.euler_step(-1.7e308, 0.0, Neuron(el=1.7e308), dt=1e-3),
            r"^V at the end of the step must be finite, got v=-1.7e\+308 and i=0.0 and el=1",
        ),
        (
            lambda: lif.step(State([0.0, -1.7e308]), 0.0, Neuron(el=1.7e308), dt=1e-3),
            r"^V at the end .*, got v=-1.7e\+308 and i=0.0 and el=1.7e\+308 at index 1$",
        ),
    ],
    "lengths that do not agree": [
        (
            call,
            rf"^{one} and {other} must agree in the number of neurons, got the shapes {got}$",
        )
        for call, one, other, got in (
            (
                lambda: run(np.zeros((4, 3)), state=State(np.zeros(4))),
                *("i", "state.v", r"\(3,\) and \(4,\)"),
            ),
            (
                lambda: lif.run(np.zeros((4, 3)), Neuron(tau=[1.0] * 4), dt=1e-3),
                *("i", "neuron", r"\(3,\) and \(4,\)"),
            ),
            (
                lambda: lif.run(
                    [0.0], Neuron(tau=[1.0] * 4), dt=1e-3, state=State(0.0, [True] * 3)
                ),
                *("neuron", "state.spiked", r"\(4,\) and \(3,\)"),
            ),
            (
                lambda: run(state=State([0.0] * 4, refractory=[1, 2])),
                *("state.v", "state.refractory", r"\(4,\) and \(2,\)"),
            ),
            (
                lambda: lif.euler_step([0.0] * 2, [0.0] * 3, Neuron(), dt=1e-3),
                *("v", "i", r"\(2,\) and \(3,\)"),
            ),
            (
                lambda: lif.fire([0.0] * 2, Neuron(vth=[0.0] * 3)),
                *("v", "neuron", r"\(2,\) and \(3,\)"),
            ),
            (
                lambda: lif.step(State([0.0] * 2), [0.0] * 3, Neuron(), dt=1e-3),
                *("i", "state.v", r"\(3,\) and \(2,\)"),
            ),
        )
    ],
    "lengths that do not broadcast": [
        (
            lambda: voltage([0.0, 1.0], [0.0] * 3),
            r"^t and i must broadcast \(x\[:, None\] for several neurons\), got the shapes \(2",
        ),
        (
            lambda: voltage([0.0] * 2, tau=[1.0] * 3),
            r"^t and neuron must broadcast .* \(2,\) and \(3,\)$",
        ),
    ],
    "counts out of range": [
        (
            lambda: run(state=State(0.0, refractory=[3, -2])),
            "^state.refractory must be a whole number >= 0.*, got -2 at index 1$",
        ),
        (
            lambda: run(state=State(0.0, k=-1)),
            "^state.k must be a whole number >= 0.*, got -1$",
        ),
        (
            lambda: run(state=State(0.0, refractory=2**53)),
            r"^state.refractory must be .* < 2\*\*53, got 9007199254740992$",
        ),
        (
            lambda: run(state=State(0.0, k=2**53)),
            r"^state.k must be a whole number >= 0 and < 2\*\*53, got 9007199254740992$",
        ),
        (
            lambda: run(state=State(0.0, refractory=[2**64])),
            "^state.refractory must fit into a rectangular array of int64: .* too large",
        ),
    ],
    "a refractory period of too many steps": [
        (
            lambda: lif.run([0.0], Neuron(t_ref=1e300), dt=1e-3),
            r"^t_ref/dt must be a count of steps < 2\*\*53, got 1e\+303$",
        ),
        (
            lambda: lif.run([0.0], Neuron(t_ref=[0.0, 1e308]), dt=1e-308),
            r"^t_ref/dt must be a count of steps < 2\*\*53, got inf at index 1$",
        ),
    ],
    "a step that is too long": [
        (
            lambda: lif.run([0.0], Neuron(tau=[1.0, 0.25]), dt=0.51),
            r"^dt must be <= 2\*tau = 0.5, got 0.51: forward Euler diverges$",
        ),
        (
            lambda: lif.stream([], Neuron(tau=0.25), dt=0.51),
            r"^dt must be <= 2\*tau = 0.5, got 0.51: forward Euler diverges$",
        ),
    ],
    "times too large for a float": [
        (
            partial(lif.run, [0.0] * steps, Neuron(tau=dt, r=1.0), dt=dt, state=late),
            r"^k\*dt must be finite, got inf$",
        )
        for steps, dt, late in (
            (1, 1e308, State(0.0, k=10)),
            (10, 1e307, State(0.0, k=10)),
            (18, 1e307, State(0.0)),
        )
    ],
    "a closed form that overflows": [
        (
            lambda: voltage([0.0, -1e300]),
            "^V must be finite, got (inf|-inf|nan) at index 1$",
        ),
        (lambda: sine_voltage([0.0, -1e300]), "^V must be finite, got .* at index 1$"),
        (lambda: sine_voltage(period=1e-320), "^V must be finite, got nan$"),
    ],
    "a rate or interval that overflows": [
        (
            lambda: lif.exact.firing_rate([0.0, 1e299], Neuron(tau=1e-10)),
            "^firing_rate must be finite, got inf at index 1$",
        ),
        (
            lambda: lif.exact.interspike_interval(
                [0.0, 1.5e308], Neuron(vth=1e308, vr=-1e308, el=0.0, r=1.0)
            ),
            "^interval must be finite, got inf at index 1$",
        ),
        (
            lambda: lif.spikes.firing_rate(TRACE._replace(t=[0.0, 5e-324, 1e-323])),
            "^firing_rate must be finite, got inf at index 0$",
        ),
    ],
    "a rheobase that overflows": [
        (
            lambda: lif.exact.rheobase(Neuron(r=[1.0, 1e-320])),
            "^rheobase must be finite, got inf at index 1$",
        ),
        (
            lambda: lif.exact.rheobase(Neuron(r=[1.0, 1e-320], vth=[math.inf, -0.05])),
            "^rheobase must be finite, got inf at index 1$",
        ),
    ],
    "a period of no length": [
        (
            partial(sine_voltage, period=[1.0, value]),
            f"^period must be a finite number > 0, got {value} at index 1$",
        )
        for value in (0.0, -1.0)
    ],
    "a rate without a length of time": [
        (
            lambda: lif.spikes.firing_rate(TRACE._replace(t=[2.0], spiked=[True])),
            "^trace must have at least two points of time, to tell dt, got one, 2.0$",
        ),
        (
            lambda: lif.spikes.firing_rate(TRACE._replace(t=[0.0, 1.0, 3.0])),
            "^trace.t must be a grid in equal steps, of 1.5, got 1.0 at index 1$",
        ),
    ],
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_value_against_a_rule_is_refused(case: str) -> None:
    """A value against the rule of a function is refused by name, rule, value and index."""
    for call, words in REFUSED[case]:
        for errors in ("warn", "raise"):  # whatever the caller has told NumPy to do
            with np.errstate(all=errors), pytest.raises(ValueError, match=words):
                call()


@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
def test_a_run_that_could_overflow_is_refused(engine: Any) -> None:
    """If the potential could overflow on the way, the run is refused, whether it fires or not."""
    for neuron in (Neuron(el=-1.7e308, vr=-1.75e308), Neuron(el=1.7e308)):
        with pytest.raises(ValueError, match=ROOM):
            lif.run([0.0], neuron, dt=1e-3, state=State(1.7e308), engine=engine)


def test_each_voltage_leaves_room_for_the_sum() -> None:
    """No voltage in the equation may be so large that a sum of a few is not a float."""
    large: list[tuple[float, float, dict[str, float]]] = [
        (3e307, 0.0, {}),
        (0.0, 3e299, {}),
        (0.0, -3e299, {}),
        (0.0, 0.0, {"vr": -3e307}),
        (0.0, 0.0, {"el": -3e307}),
    ]
    for v, i, parameters in large:
        with pytest.raises(ValueError, match=ROOM + r"3.*e\+307$"):
            lif.run([i], Neuron(**parameters), dt=1e-3, state=State(v))


def test_what_is_below_the_limit_is_accepted() -> None:
    """The limit of 2e307 is where the message says."""
    neuron = Neuron(el=0.0, vr=0.0, vth=math.inf)
    assert lif.run([0.0], neuron, dt=1e-3, state=State(1.999e307)).v[0] == 1.999e307


@pytest.mark.parametrize("engine", ["python", "numpy", "compiled"])
def test_a_run_that_grows_beyond_all_floats_is_refused(engine: Any) -> None:
    """With dt = 2*tau, a current that alternates with the steps drives V up without a bound."""
    i = np.resize([1e300, -1e300], 200)
    neuron = Neuron(r=1e6, vth=math.inf)
    words = r"^v must be finite at the end of the run, got -?(inf|nan)$"
    with pytest.raises(ValueError, match=words):
        lif.run(i, neuron, dt=2 * neuron.tau, engine=engine)


def test_to_find_a_value_that_is_not_finite_takes_little_memory() -> None:
    """To examine a current takes a quarter of its size at most, for however many neurons."""
    i = np.full((10**5, 1), 1e-10)
    neuron = Neuron(r=np.full(100, 1e8))
    for bad, words in (
        (math.nan, r"^i must be finite, got nan at index \(99999, 0\)$"),
        (1e300, ROOM),
    ):
        i[-1] = bad
        tracemalloc.start()
        with pytest.raises(ValueError, match=words):
            simulation._require_finite(i, neuron, State(0.0), (100,))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < i.nbytes / 4


def test_errors_come_before_warnings() -> None:
    """A run that is refused does not warn first, though its step is longer than tau."""
    refused: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"i": [math.nan]}, ValueError, "i must be finite"),
        ({"i": [1e305]}, ValueError, r"r\*i must be finite"),
        ({"i": [True]}, TypeError, "i must be real numbers"),
        ({"state": State(math.nan)}, ValueError, "state.v must be finite"),
        ({"engine": "fortran"}, ValueError, "engine must be"),
        ({"i": np.broadcast_to(0.0, (10**13,))}, MemoryError, "the trace needs"),
    ]
    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        for options, error, words in refused:
            with pytest.raises(error, match=f"^{words}"):
                run(**options, dt=1.5)
    assert not record


@pytest.mark.parametrize(
    "simulate", [run, lambda **options: lif.stream([], SLOW, **options)]
)
def test_a_step_longer_than_tau_runs_with_a_warning(simulate: Any) -> None:
    """Up to 2*tau the method is stable, but the potential overshoots its target."""
    words = r"^dt=1.5 is longer than tau=1.0: V overshoots at every step$"
    for dt in (1.5, 2.0):
        with pytest.warns(RuntimeWarning, match=words.replace("1.5", str(dt))):
            simulate(dt=dt)
    simulate(dt=1.0)


def test_nothing_is_drawn_before_all_is_checked() -> None:
    """A call that is refused leaves the generator where it was."""
    common: list[dict[str, Any]] = [{"n": -1}, {"n": 10**13}, {"t": math.nan}]
    common += [{"t": np.broadcast_to(0.0, (10**13,))}]
    grid: list[dict[str, Any]] = [{"dt": math.nan}, {"t": [0.0, 3.0]}]
    refused: dict[Any, list[dict[str, Any]]] = {
        lif.noise_current: [
            {"relative_amplitude": -1.0},
            {"i_mean": 1e308},
            {"i_mean": math.nan},
            *common,
        ],
        lif.ou_current: [
            {"std": -1.0},
            {"std": 1e308},
            {"mean": math.nan},
            {"correlation_time": 0.0},
            {"start": [1.0]},
            *common,
            *grid,
        ],
        lif.poisson_spikes: [
            {"rate": -1.0},
            {"rate": 3.0},
            {"rate": [1.0] * 3},
            *common,
            *grid,
        ],
    }
    for function, options in refused.items():
        good = {path: good for path, (*_, good) in FUNCTIONS[function].items()}
        for bad in options:
            rng = np.random.default_rng(1)
            with pytest.raises((TypeError, ValueError, MemoryError)):
                function(**good | bad | {"rng": rng})
            assert rng.random() == np.random.default_rng(1).random()


# ---------------------------------------------------------------- the caller's settings

# For each function arguments with which numbers inside underflow, or divide by zero.
EXTREME: dict[Callable[..., Any], list[Callable[[], Any]]] = {
    Neuron: [
        lambda: Neuron(tau=[5e-324, 1e308], r=1e-320, t_ref=5e-324),
        lambda: Neuron(r=np.array([1e-400], np.longdouble) + 1),
    ],
    lif.time_grid: [
        lambda: lif.time_grid(1e-323, 5e-324),
        lambda: lif.time_grid(0.0, 1e308),
        lambda: lif.time_grid(1e-320, 1e308),
    ],
    lif.run: [
        lambda: lif.run([1e-310, 0.0], Neuron(el=0.0, r=1e-5), dt=1e-310),
        lambda: lif.run([0.0], Neuron(tau=[1e300], t_ref=1e-320), dt=1e-300),
        lambda: lif.run([[0.0, 1e-320]], Neuron(), dt=5e-324),
        lambda: lif.run([1e200, 1e299], Neuron(), dt=1e-3),
    ],
    lif.stream: [
        lambda: list(lif.stream([[1e-310], [1e-320]], Neuron(r=1e-5), dt=1e-310)),
    ],
    lif.step: [
        lambda: lif.step(State(1e-320), 1e-320, Neuron(tau=1e300, r=1e-5), dt=1e-300),
        lambda: lif.step(State([0.0]), 0.0, Neuron(t_ref=1e-320), dt=1e3),
    ],
    lif.euler_step: [
        lambda: lif.euler_step(1e-320, 1e-320, Neuron(tau=1e300, r=1e-5), dt=1e-300),
        lambda: lif.euler_step([1e300], [0.0], Neuron(), dt=1e-3),
    ],
    lif.fire: [lambda: lif.fire([1e-320, -1e308], Neuron())],
    lif.constant_current: [lambda: lif.constant_current([1e308], 1e-320)],
    lif.step_current: [
        lambda: lif.step_current([1e308, 0.0], 1e-320, -1e308, 1.7e308),
        lambda: lif.step_current([0.0, 5e-324], 1.0, 5e-324, 1e-320),
    ],
    lif.sine_current: [
        lambda: lif.sine_current([0.0, 1e-320], 1e-310),
        lambda: lif.sine_current(5e-324, 1.0, 1e300),
    ],
    lif.noise_current: [lambda: noise([0.0, 1e-320], 1e-310, 1e-310)],
    lif.ou_current: [
        lambda: ou([1e-320], mean=0.0, std=1e-310, correlation_time=5e-3),
        lambda: ou(
            np.arange(200.0), 2, mean=0.0, std=0.0, correlation_time=0.2, start=1e-10
        ),
        lambda: ou(mean=0.0, std=1.0, correlation_time=1e-300, dt=1e300),
        lambda: ou(mean=0.0, std=1.0, correlation_time=1e300, dt=1e-300),
    ],
    lif.poisson_spikes: [
        lambda: poisson([1e-320], 1e-320, dt=1e-3),
        lambda: poisson([0.0, 1e-300], [0.0, 1e-320], 2, dt=1e-300),
    ],
    lif.synaptic_current: [
        lambda: synaptic([1e-200, 0.0], 1e-200),
        lambda: synaptic(np.eye(2000)[:, :2], [1e-10, 1e-300], dt=1.0),
        lambda: synaptic([True, False], 1.0, dt=1e300, start=1e-320),
    ],
    lif.exact.constant_current_voltage: [
        lambda: voltage([0.0, 1e300], 1e-320, r=1e-5),
        lambda: voltage(1e-320, 0.0, tau=1e300),
    ],
    lif.exact.sine_current_voltage: [
        lambda: sine_voltage([0.0, 1e3], 1e-320, 1e300),
        lambda: sine_voltage(1e-320, 1e-10, 1e-100),
    ],
    lif.exact.rheobase: [
        lambda: lif.exact.rheobase(Neuron(r=[1e300], vth=[math.inf])),
        lambda: lif.exact.rheobase(Neuron(el=0.0, vth=1e-300, r=1e300)),
    ],
    lif.exact.interspike_interval: [
        lambda: lif.exact.interspike_interval([0.0, 1e299], Neuron()),
        lambda: lif.exact.interspike_interval(lif.exact.rheobase(Neuron()), Neuron()),
        lambda: lif.exact.interspike_interval(1.0, Neuron(vth=math.inf)),
    ],
    lif.exact.firing_rate: [
        lambda: lif.exact.firing_rate([0.0, 1e200], Neuron(t_ref=1e300)),
        lambda: lif.exact.firing_rate(lif.exact.rheobase(Neuron()), Neuron()),
    ],
    lif.spikes.spike_times: [
        lambda: lif.spikes.spike_times(TRACE._replace(t=[0.0, 5e-324, 1e308])),
    ],
    lif.spikes.interspike_intervals: [
        lambda: lif.spikes.interspike_intervals(TRACE._replace(t=[0.0, 5e-324, 1e308])),
    ],
    lif.spikes.firing_rate: [
        lambda: lif.spikes.firing_rate(TRACE._replace(t=[0.0, 1e307, 2e307])),
        lambda: lif.spikes.firing_rate(TRACE._replace(spiked=[False] * 3)),
        lambda: lif.spikes.firing_rate(TRACE._replace(t=[], spiked=[])),
    ],
}


@pytest.mark.parametrize(
    "function", FUNCTIONS, ids=lambda function: function.__qualname__
)
def test_the_callers_error_state_does_not_matter(function: Callable[..., Any]) -> None:
    """Whatever the caller has told NumPy to raise, a call gives the same result."""
    for call in EXTREME[function]:
        expected = call()
        with np.errstate(all="raise"):
            assert equal(call(), expected)


# ---------------------------------------------------------------- memory


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let this process have a million bytes, or as many as the test says.

    Sizes below 32 mebibytes, about which the system is not asked otherwise, count as well.
    """
    limit = [1e6]
    monkeypatch.setattr(_checks, "_ALWAYS_THERE", 0)
    monkeypatch.setattr(_checks, "_memory_limit", lambda: limit[0])
    return limit


STREAM = "pass the current in blocks, to lif.stream"
DRAW = "draw it in blocks, and pass them to lif.stream"
GRID = "make t_max shorter or dt longer, or go in blocks, with lif.stream"

# Each call needs so many bytes, or so many for one item more.
LARGE: dict[str, tuple[Callable[[int], Any], Callable[[int], int], str]] = {
    # 8 for t; for each neuron 8 for v, 1 for spiked, and 160 for what an engine needs
    "run": (
        lambda n: run(np.zeros(n)),
        lambda n: 17 * n + 160,
        f"the trace .*: {STREAM}",
    ),
    "run of many neurons": (
        lambda n: run([0.0, 0.0], state=State(np.zeros(n))),
        lambda n: 16 + 18 * n + 160 * n,
        f"the trace .*: {STREAM}",
    ),
    "stream": (
        lambda n: list(lif.stream([np.zeros(n)], Neuron(), dt=1e-3)),
        lambda n: 17 * n + 160,
        f"the trace .*: {STREAM}",
    ),
    "time_grid": (
        lambda n: lif.time_grid(n, 1.0),
        lambda n: 8 * n,
        f"the time grid .*: {GRID}",
    ),
    "noise_current": (
        lambda n: lif.noise_current(0.0, 1.0, 0.1, n, rng=1),
        lambda n: 9 * n,
        f"the result .*: {DRAW}",
    ),
    "ou_current": (lambda n: ou(0.0, n), lambda n: 9 * n, f"the result .*: {DRAW}"),
    "poisson_spikes": (
        lambda n: poisson([0.0, 1.0], n=n),
        lambda n: 18 * n,
        f"the result .*: {DRAW}",
    ),
    "small integers": (
        lambda n: lif.constant_current(np.zeros(n, np.int8), 1.0),
        lambda n: 8 * n,
        "t as float64 .*: pass it in blocks, to lif.stream",
    ),
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_just_fits_is_computed_and_one_more_is_not(
    kind: str, machine: list[float]
) -> None:
    """What is larger than the memory is refused with its size, and with a way out."""
    call, size, words = LARGE[kind]
    machine[0] = size(100)
    call(100)
    need = (
        f"needs {size(101) / 1e9:.3g} GB, this process may use {size(100) / 1e9:.3g} GB"
    )
    what, _, way_out = words.partition(" .*: ")
    message = re.escape(f"{what} {need}: {way_out}")
    with pytest.raises(MemoryError, match=f"^{message}(\n|$)"):
        call(101)


@pytest.mark.parametrize("value", [0.0, math.nan])
def test_what_is_too_large_is_refused_before_it_is_read(value: float) -> None:
    """More than any machine can hold is refused at once, whatever values it has."""
    with pytest.raises(
        MemoryError, match=r"^the trace needs 1.7e\+05 GB, this process"
    ):
        run(np.broadcast_to(value, (10**13,)))
    many = State(np.broadcast_to(-60e-3, (10**6,)))
    with pytest.raises(MemoryError, match=r"^the trace needs 9e\+04 GB, this process"):
        run(np.broadcast_to(value, (10**7, 1)), state=many)
    with pytest.raises(
        MemoryError, match=r"^i as float64 needs 8e\+05 GB, this process"
    ):
        run(np.broadcast_to(np.int8(0), (10**14,)))


def test_a_time_grid_too_large_is_refused() -> None:
    """The number of steps may be beyond all counts, and beyond all floats."""
    for t_max, dt in ((1e9, 1e-6), (1e300, 1.0), (1e308, 1e-308)):
        with pytest.raises(
            MemoryError, match=r"^the time grid needs .* GB, this process may"
        ):
            lif.time_grid(t_max, dt)


def test_small_work_does_not_ask_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A neuron, and results below 32 mebibytes, are made without asking for the memory."""

    def limit() -> float:
        raise AssertionError

    monkeypatch.setattr(_checks, "_memory_limit", limit)
    Neuron()
    Neuron(tau=np.full(10**6, 20e-3))
    Neuron(tau=[20e-3] * 1000, r=np.full(1000, 2, np.int8))
    for argument in ARGUMENTS:
        argument.call(argument.good)
    assert len(lif.time_grid(2.0**22, 1.0)) == 2**22  # 32 mebibytes
    with pytest.raises(AssertionError):
        lif.time_grid(2.0**22 + 1, 1.0)


# ---------------------------------------------------------------- single precision


def test_times_in_single_precision_mean_the_steps_that_were_meant() -> None:
    """Lengths of time given as float32 are the same whole numbers of steps."""
    single = np.float32
    for dt in (1e-5, single(1e-5)):
        neuron = Neuron(t_ref=single(2e-3))
        assert lif.step(State(1.0), 0.0, neuron, dt=dt).refractory == 200
        trace = lif.run([1.0], neuron, dt=dt, state=State(1.0))
        assert trace.state.refractory == 200
        assert len(lif.time_grid(single(0.15), dt)) == 15_000
        assert len(lif.time_grid(0.15, dt)) == 15_000
    neurons = Neuron(t_ref=np.array([2e-3, 3e-3], single))
    after = lif.step(State(1.0), 0.0, neurons, dt=1e-5)
    assert np.array_equal(after.refractory, [200, 300])


def test_grids_in_single_precision_are_in_even_steps() -> None:
    """A grid of times given as float32 is a grid, and the edges of a step are where they were."""
    t = lif.time_grid(10.0, 1e-3)
    single = t.astype(np.float32)
    spiked = np.zeros(len(t), bool)
    spiked[5000:5100] = True
    trace = Trace(t, np.zeros(len(t)), spiked, State(0.0))
    rate = lif.spikes.firing_rate(trace._replace(t=single))
    # Rounding moves the ends of the grid by at most 2**-24 of 10 s each.
    assert rate == pytest.approx(lif.spikes.firing_rate(trace), rel=2.0**-22)
    for later in (single, list(single), Foreign(single)):
        assert len(ou(later, dt=1e-3)) == len(t)
        assert len(poisson(later, dt=1e-3)) == len(t)
        on = lif.step_current(later, 1.0, start=3.333, stop=7.777)
        assert same_bits(on, lif.step_current(t, 1.0, start=3.333, stop=7.777))
    for given in (
        single.astype(float),
        single.astype(float).tolist(),
    ):  # too coarse for float64
        with pytest.raises(
            ValueError, match=r"^t must be a grid in steps of dt=0.001, got "
        ):
            ou(given, dt=1e-3)


# ---------------------------------------------------------------- other accepted input


def test_empty_input_gives_empty_results() -> None:
    """No steps and no neurons are a number like any other, and results have their shape."""
    none = Neuron(tau=[])
    cases: list[tuple[Any, Any, tuple[int, ...]]] = [
        ([], SLOW, (0,)),
        (np.zeros((0, 3)), SLOW, (0, 3)),
        (np.zeros((3, 0)), SLOW, (3, 0)),
        (np.zeros(3), none, (3, 0)),
        ([], none, (0, 0)),
    ]
    for i, neuron, shape in cases:
        trace = lif.run(i, neuron, dt=1e-3)
        assert trace.v.shape == trace.spiked.shape == shape
        assert trace.t.shape == shape[:1]
        assert trace.state.k == shape[0]
        assert np.shape(trace.state.v) == shape[1:]
        neurons = math.prod(shape[1:])  # 1 for a trace of one neuron
        counts = [spikes.size for spikes in lif.spikes.spike_times(trace)]
        assert counts == [0] * neurons
    assert list(lif.stream([], SLOW, dt=1e-3)) == []
    assert lif.time_grid(0.0, 1e-3).shape == (0,)
    assert lif.step(State([]), 0.0, SLOW, dt=1e-3).v.shape == (0,)
    assert lif.euler_step([], 0.0, SLOW, dt=1e-3).shape == (0,)
    assert [x.shape for x in lif.fire([], SLOW)] == [(0,), (0,)]
    assert lif.constant_current([], 1.0).shape == (0,)
    assert lif.step_current([], 1.0, 0.0, 1.0).shape == (0,)
    assert lif.sine_current([]).shape == (0,)
    drawn: list[Any] = [([], None, (0,)), ([], 3, (0, 3)), ([0.0, 1.0], 0, (2, 0))]
    for t, n, shape in drawn:
        assert lif.noise_current(t, 1.0, 0.1, n, rng=1).shape == shape
        assert ou(t, n).shape == shape
    assert poisson([], n=3).shape == (0, 3)
    assert poisson([0.0, 1.0], n=0).shape == (2, 0)
    assert synaptic([]).shape == (0,)
    assert synaptic(np.zeros((2, 0))).shape == (2, 0)
    assert synaptic([1, 0], []).shape == (2, 0)
    for call in (lif.exact.interspike_interval, lif.exact.firing_rate):
        assert call([], SLOW).shape == (0,)
        assert call(1.0, none).shape == (0,)
    assert lif.exact.rheobase(none).shape == (0,)
    assert voltage([], 0.0).shape == sine_voltage([]).shape == (0,)


@pytest.mark.parametrize("dt", [1e-3, 1e-4, 1e-6])
def test_a_late_edge_of_a_step_is_where_it_was_asked_for(dt: float) -> None:
    """A grid point that rounding alone keeps from an edge is on it, late in a long run too."""
    k = round(1000 / dt) + np.arange(-3, 10)
    on = lif.step_current(k * dt, 1.0, start=1000.0, stop=1000.0 + 5 * dt)
    assert on.tolist() == [0.0] * 3 + [1.0] * 5 + [0.0] * 5
