"""Which values are accepted, and the error messages for everything else.

Every kind of value is tried once, where all arguments are checked: on the functions of
`lif._checks`. test_arguments.py proves that each public argument passes through them.
"""

from __future__ import annotations

import array
import collections
import math
import os
import re
import sys
import time
import warnings
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from foreign import (
    Astropy,
    Brian,
    Foreign,
    Frame,
    OfOneUnit,
    Pint,
    Quantities,
    Unconvertible,
)
from oracles import same_bits

from lif import _checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The functions that accept an array, and those that accept a single number or count.
ARRAYS: dict[str, Callable[[Any], Any]] = {
    "numbers": lambda x: _checks.numbers("x", x, "volt"),
    "finite": lambda x: _checks.finite("x", x, "volt"),
    "counts": lambda x: _checks.counts("x", x),
    "booleans": lambda x: _checks.booleans("x", x),
    "spike_numbers": lambda x: _checks.spike_numbers("x", x),
}
SINGLE: dict[str, Callable[[Any], Any]] = {
    "finite_number": lambda x: _checks.finite_number("x", x, "volt"),
    "positive_number": lambda x: _checks.positive_number("x", x, "volt"),
    "non_negative_number": lambda x: _checks.non_negative_number("x", x, "volt"),
    "count": lambda x: _checks.count("x", x),
}
FUNCTIONS = ARRAYS | SINGLE
WORDS = {
    "numbers": "real numbers",
    "finite": "real numbers",
    "counts": "whole numbers",
    "booleans": "True or False",
    "spike_numbers": "numbers or truth values",
    "finite_number": "a real number",
    "positive_number": "a real number",
    "non_negative_number": "a real number",
    "count": "whole numbers",
}
numbers, counts = ARRAYS["numbers"], ARRAYS["counts"]

# Truth values as arrays without an axis.
TRUE, FALSE = np.reshape([True], ()), np.reshape([False], ())


def refused(
    value: Any, words: str, error: type[Exception] = TypeError, x: Any = numbers
) -> None:
    """Assert that a value is refused alone, in a list, and in a list of lists."""
    for place in (value, [value], (0.5, value), [[0.5, value], [0.5, 0.5]]):
        with pytest.raises(error, match=words):
            x(place)


# ---------------------------------------------------------------- units and masks

HOW = re.escape(
    "pass plain numbers in SI units (pint: q.to_base_units().magnitude; quantities: "
    "q.simplified.magnitude; astropy: q.si.value; brian2: numpy.array(q); "
    "masked: a.filled())"
)

QUANTITIES = {
    "pint": Pint(1.0),
    "pint array": Pint([1.0, 2.0]),
    "quantities": np.ones(2).view(Quantities),
    "astropy": np.ones(2).view(Astropy),
    "brian2": np.ones(2).view(Brian),
    "xarray of pint": Foreign([1.0], data=Pint([1.0])),
    "pandas of pint": Foreign([1.0], dtype=Pint(1.0)),
    "dask of astropy": Foreign([1.0], _meta=np.ones(0).view(Astropy)),
    "becomes a quantity": Foreign(np.ones(2).view(Astropy)),
}


@pytest.mark.parametrize("kind", QUANTITIES)
def test_quantities_are_refused(kind: str) -> None:
    """A quantity is refused, because its unit would be lost; the error says how to convert."""
    type_ = type(QUANTITIES[kind]).__name__
    words = f"^x must be plain numbers in volt, got a {type_} with a unit: {HOW}$"
    refused(QUANTITIES[kind], words)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_quantity_is_refused_wherever_numbers_are_accepted(name: str) -> None:
    """Counts and truth values have no unit, so the message does not ask for one."""
    wanted = (
        WORDS[name] if name in {"counts", "count", "booleans", "spike_numbers"} else ""
    )
    words = f"^x must be {wanted or 'plain numbers in volt'}, got a Pint with a unit: {HOW}$"
    with pytest.raises(TypeError, match=words):
        FUNCTIONS[name](Pint(1.0))


def test_a_quantity_is_not_converted_before_it_is_refused() -> None:
    """To convert a quantity could take long, and some libraries warn of the lost unit."""

    class Quantity(Unconvertible):
        units = "millivolt"

    words = "^x must be plain numbers in volt, got a Quantity with a unit: "
    refused(Quantity(RuntimeError("converted")), words)


# The unit of each argument has these spellings.
SPELLINGS = {
    "": [""],
    "second": ["s", "sec", "second", "seconds"],
    "volt": ["V", "volt", "volts"],
    "ampere": ["A", "amp", "ampere", "amperes"],
    "ohm": ["ohm", "ohms", "Ω", "\N{OHM SIGN}"],
    "hertz": ["Hz", "hertz", "1/s", "s-1", "s^-1"],
}


def with_unit(unit: Any) -> list[Any]:
    """Return arrays that state a unit: as xarray, HDF5, NWB and netCDF4 do it."""
    values = np.array([1.0, 2.0])
    return [
        Foreign(values, attrs={"units": unit}),
        Foreign(values, attrs=MappingProxyType({"units": unit})),
        Foreign(values, attrs={"unit": unit}),
        Foreign(values, units=unit),
        Foreign(values, unit=unit),
        Foreign(values, attrs={"author": "me"}, units=unit),
    ]


@pytest.mark.parametrize("unit", SPELLINGS)
def test_an_array_that_states_the_si_unit_is_accepted(unit: str) -> None:
    """An array may state its unit in an attribute, as text or bytes, if it is the SI unit."""
    for spelling in SPELLINGS[unit]:
        for value in with_unit(spelling) + with_unit(spelling.encode()):
            assert same_bits(_checks.numbers("x", value, unit), np.array([1.0, 2.0]))


@pytest.mark.parametrize("unit", SPELLINGS)
def test_the_unit_of_another_quantity_is_refused(unit: str) -> None:
    """Each argument accepts the spellings of its own unit and no others."""
    others = {x for name in SPELLINGS if name != unit for x in SPELLINGS[name]}
    for spelling in others - set(SPELLINGS[unit]):
        for value in with_unit(spelling):
            words = f"got a Foreign with the unit '{re.escape(spelling)}': {HOW}$"
            with pytest.raises(TypeError, match=words):
                _checks.numbers("x", value, unit)


OTHER_UNITS = [
    "ms",
    "mV",
    "pA",
    "Mohm",
    "a",
    "v",
    "S",
    "",
    "XXVXX",
    "VOLT",
    5,
    Decimal(1),
]


def test_an_array_that_states_another_unit_is_refused() -> None:
    """Any other unit is refused by name, whatever type it has; nothing is converted."""
    for unit in OTHER_UNITS:
        words = f"with the unit '{unit}': {HOW}$"
        for value in with_unit(unit):
            refused(value, rf"^x must be plain numbers in volt, got a Foreign {words}")


def test_a_unit_in_bytes_is_decoded() -> None:
    """HDF5 stores text as bytes; what is no text is shown as well as it can be."""
    for value in with_unit(b"mV"):
        refused(value, "with the unit 'mV': ")
    for value in with_unit(b"\xb5V"):  # a micro sign in Latin-1
        refused(value, "with the unit '\N{REPLACEMENT CHARACTER}V': ")


def test_an_attribute_units_that_is_none_is_refused() -> None:
    """An xarray whose attribute `units` is None does not state the SI unit."""
    refused(Foreign([1.0], attrs={"units": None}), "with the unit 'None': ")


def test_columns_are_not_mistaken_for_units() -> None:
    """A column called units, data, dtype or attrs is a label of the user's own."""
    expected = np.array([[1.0, 2.0], [3.0, 4.0]])
    for labels in (
        ["units"],
        ["unit"],
        ["units", "unit", "data", "dtype", "attrs", "shape"],
    ):
        columns = {label: Foreign([1.0, 3.0]) for label in labels}
        assert same_bits(numbers(Foreign(expected, **columns)), expected)
    assert same_bits(numbers(Frame(expected)), expected)


with warnings.catch_warnings():
    warnings.simplefilter("ignore", PendingDeprecationWarning)
    MATRIX: Any = np.matrix([[1.0, 2.0]])

MASKED = np.ma.masked_array([1.0, 9.96921e36], mask=[False, True])
SPECIAL = {
    "masked array": MASKED,
    "nothing masked": np.ma.masked_array(1.0),
    "masked constant": np.ma.masked,
    "matrix": MATRIX,
    "records": np.zeros(1).view(np.recarray),
    "netCDF4 variable": Foreign(MASKED, units="V", shape=(2,), dtype=MASKED.dtype),
    "dask of masked blocks": Foreign([1.0, 9.96921e36], _meta=MASKED[:0], shape=(2,)),
    "xarray of a masked array": Foreign([1.0, 9.96921e36], data=MASKED),
}


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_arrays_with_extras_are_refused(kind: str) -> None:
    """Masked arrays, matrices and other subclasses are refused: their extras would be lost."""
    type_ = type(SPECIAL[kind]).__name__
    words = (
        f"^x must be plain numbers in volt, got a {type_} with a mask or other extras: "
    )
    refused(SPECIAL[kind], words + HOW + "$")


def test_an_array_of_one_unit_is_refused_by_its_unit() -> None:
    """Where an array subclass states its unit, the message names the unit, not a mask."""
    refused(np.ones(2).view(OfOneUnit), "got a OfOneUnit with the unit 'mV': ")
    refused(Foreign(np.ones(2).view(OfOneUnit)), "got a Foreign with the unit 'mV': ")


# ---------------------------------------------------------------- the wrong kind of thing

NOT_NUMBERS = {
    "complex": (1 + 0j, r"\(1\+0j\) \(complex\)"),
    "text": ("1.0", r"'1.0' \(str\)"),
    "bytes": (b"1.0", r"b'1.0' \(bytes\)"),
    "None": (None, r"None \(NoneType\)"),
    "bool": (True, r"True \(bool\)"),
    "NumPy bool": (np.True_, r"(np\.)?True_? \(bool_?\)"),
    "object": (object(), r"<object object at .*> \(object\)"),
    "decimal": (Decimal(1), r"Decimal\('1'\) \(Decimal\)"),
    "fraction": (Fraction(1), r"Fraction\(1, 1\) \(Fraction\)"),
    "set": ({1.0}, r"\{1.0\} \(set\)"),
    "dict": ({0: 1.0}, r"\{0: 1.0\} \(dict\)"),
    "function": (abs, r"<built-in function abs> \(builtin_function_or_method\)"),
    "date": (
        np.datetime64("2020-01-01"),
        r".*datetime64\('2020-01-01'\) \(datetime64\)",
    ),
    "time": (np.timedelta64(1, "s"), r".*timedelta64\(1,'s'\) \(timedelta64\)"),
    "Python's time": (
        timedelta(1),
        r"datetime.timedelta\(days=1\) \(timedelta\)",
    ),
    "bools": (np.array([True]), r"an array of bool \(ndarray\)"),
    "complexes": (np.array([1j]), r"an array of complex128 \(ndarray\)"),
    "texts": (np.array(["1.0"]), r"an array of <U3 \(ndarray\)"),
    "dates": (np.zeros(1, "datetime64[s]"), r"an array of datetime64\[s\] \(ndarray\)"),
    "objects": (np.array([1.0, None]), r"an array of object \(ndarray\)"),
    "numbers as objects": (np.array([1.0], object), r"an array of object \(ndarray\)"),
    "structure": (
        np.zeros(1, [("i", float)]),
        r"an array of \[\('i', '<f8'\)\] \(ndarray\)",
    ),
    "one bool as an array": (TRUE, r"array\(True\) \(ndarray\)"),
    "nullable": (Foreign(np.array([1.0, None])), r"an array of object \(Foreign\)"),
}


@pytest.mark.parametrize("kind", NOT_NUMBERS)
def test_what_is_no_real_number_is_refused(kind: str) -> None:
    """What is not a real number is refused, and the message shows it with its type."""
    value, got = NOT_NUMBERS[kind]
    refused(value, rf"^x must be real numbers, got {got}$")


def test_a_long_value_is_shown_in_eighty_characters() -> None:
    """The message stays short, however long the text is that was passed."""
    with pytest.raises(TypeError, match=rf"got '{'a' * 79} \(str\)$"):
        numbers("a" * 100)


# Each function, and values that it refuses although another function accepts them.
WRONG_KIND: dict[str, list[Any]] = {
    "counts": [
        1.0,
        np.float64(1),
        True,
        np.True_,
        None,
        "1",
        np.timedelta64(1, "s"),
        np.ones(1),
    ],
    "count": [1.0, np.float32(1), True, None, "1"],
    "booleans": [1, 0.0, np.int64(1), None, "True", np.ones(1), np.array([1])],
    "spike_numbers": [1j, None, "1", np.timedelta64(1, "s"), np.array([None])],
    "finite": [True, np.True_, None, "1", 1j, np.array([True])],
    "finite_number": [True, np.True_, None, "1", 1j, TRUE],
    "positive_number": [True, None, "1"],
    "non_negative_number": [False, None, "0"],
}


@pytest.mark.parametrize("name", WRONG_KIND)
def test_each_function_refuses_the_wrong_kind_in_its_own_words(name: str) -> None:
    """Counts are whole, truth values are True or False, spikes are either or any number."""
    for value in WRONG_KIND[name]:
        refused(
            value,
            rf"^x must be {WORDS[name]}, got .+ \(\w+\)$",
            x=FUNCTIONS[name],
        )


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("not on Tuesdays"),
        TypeError("no"),
        ValueError("no"),
        RecursionError(),
    ],
    ids=repr,
)
def test_an_error_of_another_library_names_the_argument(error: Exception) -> None:
    """Whatever an object raises when it is to become an array, the message names the argument."""
    with pytest.raises(
        TypeError, match=r"^x must be real numbers, got a Unconvertible$"
    ) as e:
        numbers(Unconvertible(error))
    assert e.value.__cause__ is error


def test_an_error_in_an_attribute_names_the_argument() -> None:
    """An object may fail even when it is asked for its shape or its type."""

    class Odd:
        @property
        def dtype(self) -> Any:
            raise OSError

        shape = dtype

    refused(Odd(), "^x must be real numbers, got a Odd$")


def test_memory_that_ends_is_not_called_the_wrong_kind() -> None:
    """A MemoryError of another library passes through as it is."""
    with pytest.raises(MemoryError, match=r"^there is no more$"):
        numbers(Unconvertible(MemoryError("there is no more")))


@pytest.mark.parametrize(
    "value", [np.float16(1), np.ones(2, np.float16), np.array(1, np.float16)], ids=repr
)
def test_half_precision_is_refused(value: Any) -> None:
    """A float16 ends at 65504, which R*I exceeds."""
    refused(value, "^x must be float32 or wider, got float16, which ends at 65504$")


def test_ragged_lists_are_refused() -> None:
    """Lists of different lengths do not fit into a rectangular array."""
    words = r"^x must fit into a rectangular array of float64: .*inhomogeneous"
    for value in ([[1.0], [1.0, 2.0]], [1.0, [1.0]], [np.ones(2), np.ones(3)]):
        with pytest.raises(ValueError, match=words):
            numbers(value)


def test_an_integer_too_large_for_its_type_is_refused() -> None:
    """A whole number beyond the largest float, or beyond 64 bits for a count, is refused."""
    for value in (10**400, -(10**400)):
        refused(
            value, "^x must fit into a rectangular array of float64: .*", ValueError
        )
        for name in ("finite_number", "positive_number", "non_negative_number"):
            with pytest.raises(ValueError, match=r"^x must fit .*float64: .*too large"):
                SINGLE[name](value)
    for integers in (2**64, [2**64], -(2**64)):
        with pytest.raises(ValueError, match=r"^x must fit .* of int64: .*too large"):
            counts(integers)


@pytest.mark.parametrize("nested", [[1.0], [True]], ids=["numbers", "bools"])
def test_a_list_within_itself_is_refused(nested: list[Any]) -> None:
    """A list that contains itself is not searched for ever."""
    nested.append(nested)
    words = "^x must be real numbers, got (a list nested too deeply|True .*)$"
    with pytest.raises(TypeError, match=words):
        numbers(nested)
    endless: list[Any] = []
    endless.append(endless)
    for name, x in ARRAYS.items():
        words = f"^x must be {WORDS[name]}, got a list nested too deeply$"
        with pytest.raises(TypeError, match=words):
            x(endless)


# ---------------------------------------------------------------- the right kind

REAL = [1, 1.0, np.array(1), np.array(1.0), Foreign(1.0)]
REAL += [np.dtype(code).type(1) for code in "bhilqBHILQfdg"]


def test_real_numbers_of_any_type_are_accepted() -> None:
    """Integers and floats, of Python or NumPy, become the same float."""
    for value in REAL:
        for x in (numbers, ARRAYS["spike_numbers"]):
            assert same_bits(x(value), np.array(1.0))
            assert same_bits(x([value, 0.5]), np.array([1.0, 0.5]))
        for name in (
            "finite",
            "finite_number",
            "positive_number",
            "non_negative_number",
        ):
            result = FUNCTIONS[name](value)
            assert type(result) is float
            assert result == 1.0


def test_whole_numbers_of_any_type_are_counts() -> None:
    """Integers of Python and NumPy are counts, singly and in lists."""
    for value in (3, np.array(3), *(np.dtype(code).type(3) for code in "bhilqBHILQ")):
        assert same_bits(counts(value), np.array(3))
        assert same_bits(counts([value, 4]), np.array([3, 4]))
        result = SINGLE["count"](value)
        assert type(result) is int
        assert result == 3


def test_truth_values_of_any_type_are_booleans() -> None:
    """Truth values of Python and NumPy are accepted, and as spikes they mean 1 and 0."""
    cases = (
        True,
        np.True_,
        TRUE,
        [True, np.False_],
        [[True], [False]],
        np.eye(2) > 0,
    )
    for value in cases:
        expected = np.array(value)
        assert same_bits(ARRAYS["booleans"](value), expected)
        assert same_bits(ARRAYS["spike_numbers"](value), expected.astype(float))
    assert same_bits(ARRAYS["spike_numbers"]([True, 2, 0.5]), np.array([1.0, 2.0, 0.5]))


VALUES = {
    "list": [1.0, 2.0],
    "tuple": (1, 2.0),
    "NumPy numbers": [np.float32(1), np.int16(2)],
    "single arrays": [np.array(1), np.array(2.0)],
    "foreign numbers": [Foreign(1.0), Foreign(2)],
    "integers": np.array([1, 2]),
    "small integers": np.array([1, 2], dtype=np.uint8),
    "single precision": np.array([1, 2], dtype=np.float32),
    "long double": np.array([1, 2], dtype=np.longdouble),
    "other byte order": np.array([1, 2], dtype=">f8"),
    "strided": np.array([1.0, 9.0, 2.0])[::2],
    "range": range(1, 3),
    "deque": collections.deque([1.0, 2]),
    "user's list": collections.UserList([1.0, 2]),
    "array": array.array("d", [1.0, 2.0]),
    "memory": memoryview(array.array("d", [1.0, 2.0])),
    "foreign": Foreign([1.0, 2.0]),
    "foreign integers": Foreign(np.array([1, 2]), shape=(2,), dtype=np.dtype(int)),
    "foreign with attributes": Foreign([1.0, 2.0], attrs={"author": "me"}),
    "foreign with odd attributes": Foreign([1.0, 2.0], attrs="units"),
    "foreign with an odd shape": Foreign([1.0, 2.0], shape="two"),
    "dask": Foreign([1.0, 2.0], _meta=np.ones(0), shape=(2,), dtype=np.dtype(float)),
    "dask of unknown length": Foreign([1.0, 2.0], _meta=np.ones(0), shape=(math.nan,)),
}


@pytest.mark.parametrize("kind", VALUES)
def test_arrays_of_any_type_are_taken_by_position(kind: str) -> None:
    """Lists, tuples, arrays and foreign arrays mean the numbers that they hold, in order."""
    assert same_bits(numbers(VALUES[kind]), np.array([1.0, 2.0]))


def test_arrays_on_disk_are_accepted(tmp_path: Path) -> None:
    """A memory-mapped array is read as a plain array."""
    mapped = np.memmap(tmp_path / "x", dtype=np.float64, mode="w+", shape=(3,))
    mapped[:] = 2.5
    assert same_bits(numbers(mapped), np.full(3, 2.5))
    assert type(numbers(mapped)) is np.ndarray


def test_lists_may_be_nested_and_empty() -> None:
    """A list of lists has two axes, and an empty list has none to refuse."""
    assert same_bits(
        numbers([[1, 2.0], (np.float32(3), 4)]), np.array([[1.0, 2], [3, 4]])
    )
    assert same_bits(numbers([np.array([1, 2]), [3, 4]]), np.array([[1.0, 2], [3, 4]]))
    assert same_bits(numbers([]), np.empty(0))
    assert same_bits(numbers([[], []]), np.empty((2, 0)))
    for x in ARRAYS.values():
        assert x([]).shape == (0,)


def test_float64_arrays_are_not_copied() -> None:
    """An array in the form that the library computes with is used as it is."""
    x, spikes, steps = np.ones(3), np.ones(3) > 0, np.ones(3, np.int64)
    assert numbers(x) is x
    assert ARRAYS["finite"](x) is x
    assert ARRAYS["booleans"](spikes) is spikes
    assert counts(steps) is steps


def test_whole_numbers_of_any_size_are_numbers() -> None:
    """A whole number that no machine integer holds is a number like any other."""
    assert SINGLE["positive_number"](10**20) == 1e20
    assert same_bits(numbers([2**64, 1]), np.array([2.0**64, 1.0]))


def test_long_doubles_become_the_nearest_floats() -> None:
    """One too large becomes inf and one too small 0, even if NumPy is set to raise errors."""
    ten = np.array([10], np.longdouble)
    with np.errstate(all="raise"):
        for value in (ten**400, list(ten**400)):
            assert same_bits(numbers(value), np.array([math.inf]))
            with pytest.raises(
                ValueError, match=r"^x must be finite, got inf at index 0$"
            ):
                ARRAYS["finite"](value)
        assert same_bits(numbers(ten**-400), np.zeros(1))


LISTS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "float64": ("finite", list),
    "float32": ("finite", lambda x: list(x.astype(np.float32))),
    "int64": ("finite", lambda x: list(x.astype(np.int64))),
    "int": ("finite", lambda x: x.astype(np.int64).tolist()),
    "rows of 100": ("finite", lambda x: [list(row) for row in x.reshape(-1, 100)]),
    "spikes": ("spike_numbers", lambda x: list(x > 0)),
    "truth values": ("booleans", lambda x: list(x > 0)),
    "counts": ("counts", lambda x: list(x.astype(np.int64))),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_numpy_numbers_takes_at_most_ten_times_as_long(kind: str) -> None:
    """A list of 200,000 NumPy numbers takes at most 10 times the time of a list of floats.

    The least of several times has the least of the machine's other work in it.
    """
    x = np.arange(200_000.0)

    def seconds(name: str, values: Any) -> float:
        start = time.process_time()
        ARRAYS[name](values)
        return time.process_time() - start

    name, convert = LISTS[kind]
    floats, values = x.tolist(), convert(x)
    times = [(seconds("finite", floats), seconds(name, values)) for _ in range(3)]
    least, of_numpy = map(min, zip(*times, strict=True))
    assert of_numpy <= 10 * least


# ---------------------------------------------------------------- the wrong value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    """NaN and infinities are refused by name, rule, value and first index."""
    rules = {
        "finite": "finite",
        "spike_numbers": "finite",
        "finite_number": "a finite number",
        "positive_number": "a finite number > 0",
        "non_negative_number": "a finite number >= 0",
    }
    for name, rule in rules.items():
        for x in (value, np.float32(value), np.array(value)):
            with pytest.raises(ValueError, match=f"^x must be {rule}, got {value}$"):
                FUNCTIONS[name](x)
    for name in ("finite", "spike_numbers"):
        words = f"^x must be finite, got {value} at index"
        with pytest.raises(ValueError, match=rf"{words} 1$"):
            FUNCTIONS[name]([0.0, value, value])
        with pytest.raises(ValueError, match=rf"{words} \(1, 0\)$"):
            FUNCTIONS[name]([[0.0, 0.0], [value, 0.0]])
    assert same_bits(numbers([value]), np.array([value]))


def test_numbers_are_positive_or_not_negative_where_they_must_be() -> None:
    """The smallest float is positive, and zero is not negative."""
    for value in (0.0, -0.0, -1e-3, -5e-324):
        with pytest.raises(
            ValueError, match=f"^x must be a finite number > 0, got {value}$"
        ):
            SINGLE["positive_number"](value)
    assert SINGLE["positive_number"](5e-324) == 5e-324
    for value in (-1e-3, -5e-324):
        with pytest.raises(
            ValueError, match=f"^x must be a finite number >= 0, got {value}$"
        ):
            SINGLE["non_negative_number"](value)
    assert SINGLE["non_negative_number"](0.0) == 0.0
    for name in ("finite_number", "positive_number", "non_negative_number"):
        assert SINGLE[name](1.7e308) == 1.7e308
    assert SINGLE["finite_number"](-1.7e308) == -1.7e308


def test_counts_are_between_zero_and_2_to_the_53() -> None:
    """A count is not negative, and below the limit to which floats can count."""
    rule = r"^x must be a whole number >= 0 and < 2\*\*53, got"
    for value in (-1, 2**53, np.uint64(2**53), 2**63 - 1):
        for x in (counts, SINGLE["count"]):
            with pytest.raises(ValueError, match=f"{rule} {value}$"):
                x(value)
        with pytest.raises(ValueError, match=f"{rule} {value} at index 1$"):
            counts([0, value])
    with pytest.raises(ValueError, match=rule):
        counts(np.array([2**64 - 1], np.uint64))
    assert counts([0, 2**53 - 1]).tolist() == [0, 2**53 - 1]


@pytest.mark.parametrize("name", SINGLE)
def test_an_array_is_not_one_number(name: str) -> None:
    """Where one number is asked for, an array is refused, even of one number."""
    what = "one whole number" if name == "count" else "one number"
    for value, shape in (([1], "(1,)"), (np.array([1]), "(1,)"), ([[1]], "(1, 1)")):
        words = f"x must be {what}, got an array of shape {shape}"
        with pytest.raises(TypeError, match=f"^{re.escape(words)}$"):
            SINGLE[name](value)
    with pytest.raises(
        TypeError, match=rf"^x must be {what}, got an array of shape \(0,\)$"
    ):
        SINGLE[name](np.empty(0, int))


def test_a_parameter_is_a_number_or_one_dimensional() -> None:
    """One number, or one for each neuron; the message shows the shape."""
    _checks.one_dimensional("x", 1.0)
    _checks.one_dimensional("x", np.ones(3))
    words = r"^x must be a number or one-dimensional, got shape \(1, 2\)$"
    with pytest.raises(ValueError, match=words):
        _checks.one_dimensional("x", np.ones((1, 2)))


def test_an_instance_is_of_the_librarys_own_type() -> None:
    """What is not a neuron or a state is shown with its type, in at most 80 characters."""
    _checks.instance("x", Decimal(1), Decimal)
    with pytest.raises(
        TypeError, match=r"^x must be a lif.Decimal, got None \(NoneType\)$"
    ):
        _checks.instance("x", None, Decimal)
    with pytest.raises(TypeError, match=rf"got '{'a' * 79} \(str\)$"):
        _checks.instance("x", "a" * 100, Decimal)


# ---------------------------------------------------------------- rules and shapes


def test_the_first_offender_is_reported() -> None:
    """A rule that is broken is reported with the first value that breaks it, and its index."""
    with pytest.raises(ValueError, match=r"^x must be odd, got 2 at index \(0, 1\)$"):
        _checks.require("x", np.array([[1, 2], [4, 3]]), np.eye(2) > 0, "odd")
    with pytest.raises(ValueError, match=r"^x must be odd, got 2.0 at index 1$"):
        _checks.require("x", 2.0, np.array([True, False, False]), "odd")
    for ok in (False, np.False_, FALSE):
        with pytest.raises(ValueError, match=r"^x must be odd, got 2$"):
            _checks.require("x", 2, ok, "odd")


def test_all_values_of_a_rule_are_reported() -> None:
    """A rule about several values is reported with each of them at the first index."""
    with pytest.raises(
        ValueError, match=r"^a must be < b, got a=2 and b=1.5 at index 1$"
    ):
        _checks.require_all("a must be < b", np.array([True, False]), a=[1, 2], b=1.5)
    with pytest.raises(ValueError, match=r"^a must be < b, got a=2 and b=1$"):
        _checks.require_all("a must be < b", ok=False, a=2, b=1)


def test_a_rule_that_holds_is_silent() -> None:
    """A rule that holds everywhere raises nothing, and one about nothing holds."""
    held: list[Any] = [True, np.True_, TRUE, np.ones(2) > 0, np.ones(0) > 2]
    for ok in held:
        assert _checks.holds(ok) is True
        _checks.require("x", 1, ok, "odd")
        _checks.require_all("odd", ok, x=1)
    broken: list[Any] = [False, np.False_, FALSE, np.array([True, False])]
    for ok in broken:
        assert _checks.holds(ok) is False


def test_a_product_that_overflows_names_its_factors() -> None:
    """R*I is finite, or the message names the resistance and the current where it is not."""
    with np.errstate(all="raise"):
        assert _checks.finite_product(2.0, 3.0) == 6.0
        assert same_bits(
            _checks.finite_product(np.array([1e-300]), 1e-300), np.zeros(1)
        )
        with pytest.raises(
            ValueError, match=r"^r\*i must be finite, got r=1e\+200 and i=-1e\+200$"
        ):
            _checks.finite_product(1e200, -1e200)
        words = r"^r\*i must be finite, got r=1e\+20 and i=1e\+300 at index \(1, 0\)$"
        with pytest.raises(ValueError, match=words):
            _checks.finite_product(np.array([1e20, 1.0]), np.array([[1.0], [1e300]]))


def test_shapes_that_agree_have_a_common_one() -> None:
    """Shapes broadcast as in NumPy, and a single number fits any shape."""
    cases: list[tuple[dict[str, tuple[int, ...]], tuple[int, ...]]] = [
        ({}, ()),
        ({"a": (), "b": ()}, ()),
        ({"a": (), "b": (3,), "c": (3,)}, (3,)),
        ({"a": (0,), "b": ()}, (0,)),
        ({"a": (), "b": (3,), "c": (4, 1)}, (4, 3)),
        ({"a": (1,), "b": (3,)}, (3,)),
        ({"a": (1,), "b": (0,)}, (0,)),
    ]
    for shapes, expected in cases:
        assert _checks.common_shape(shapes) == expected


def test_two_shapes_that_do_not_agree_are_named() -> None:
    """Of several shapes, the message names the first two that do not agree."""
    shapes = {"a": (2,), "b": (1,), "c": (3,)}
    words = "^a and c must agree in the number of neurons, got the shapes "
    with pytest.raises(ValueError, match=words + r"\(2,\) and \(3,\)$"):
        _checks.common_shape(shapes)
    with pytest.raises(ValueError, match=r"^a and c must match, got the shapes \(2,\)"):
        _checks.common_shape(shapes, "match")
    words = r"^b and c must agree .*, got the shapes \(4, 3\) and \(2,\)$"
    with pytest.raises(ValueError, match=words):
        _checks.common_shape({"a": (), "b": (4, 3), "c": (2,)})


# ---------------------------------------------------------------- lengths of time


def test_a_quotient_within_a_millionth_is_whole() -> None:
    """Rounding explains a millionth of a step; no float32 has these values."""
    dt = 0.1
    for near, whole in ((0.9e-6, True), (1.1e-6, False)):
        for q in (3 + near, 3 - near):
            steps, is_whole = _checks.whole_steps(q * dt, dt)
            assert is_whole == whole
            assert steps == 3 if whole else steps == q * dt / dt
    assert _checks.whole_steps(0.0, dt) == (0.0, True)


@pytest.mark.parametrize(
    ("length", "dt", "steps"),
    [
        # dt alone is no float32: 2**-23*q is 1.19e-4 at q = 1000.
        (1000.0, 1000 / (1000 + 1.1e-4), 1000),
        (1000.0, 1000 / (1000 - 1.1e-4), 1000),
        (1000.0, 1000 / (1000 + 1.3e-4), None),
        # The length alone is no float32.
        (1000 + 1.1e-4, 1.0, 1000),
        (1000 + 1.3e-4, 1.0, None),
        # Both are: twice as much. An ulp of float32 is 2**-14 here, 6.1e-5.
        (1000 + 3 * 2.0**-14, 1.0, 1000),
        (1000 + 4 * 2.0**-14, 1.0, None),
        # At most 0.1 of a step: an ulp is 2**-4 here, and 2**-22*q is 0.125.
        (2.0**19 + 2.0**-4, 1.0, 2**19),
        (2.0**19 + 2.0**-3, 1.0, None),
        # Neither is one.
        (1000.1 + 1.1e-4, 1000.1 / 1000, None),
    ],
)
def test_single_precision_widens_the_rounding(
    length: float, dt: float, steps: int | None
) -> None:
    """A length that equals its own rounding to float32 may be known to that precision only."""
    expected = (length / dt, False) if steps is None else (steps, True)
    assert _checks.whole_steps(length, dt) == expected


def test_lengths_in_single_precision_are_the_steps_that_were_meant() -> None:
    """2 ms in single precision is 200 steps of 0.01 ms, and so are all other multiples."""
    for dt in (1e-5, np.float64(np.float32(1e-5))):
        for k in (1, 3, 7, 200, 1000, 15_000, 400_000):
            length = float(np.float32(k * 1e-5))
            assert _checks.whole_steps(length, dt) == (k, True)


def test_each_length_is_rounded_by_its_own_precision() -> None:
    """Of several lengths, one in single precision does not widen the rounding of another."""
    lengths = np.array([1000 + 3 * 2.0**-14, 1000 + 1.3e-4, 3.0, 0.0, math.inf])
    steps, whole = _checks.whole_steps(lengths, 1.0)
    assert whole.tolist() == [True, False, True, True, False]
    assert steps.tolist() == [1000.0, 1000 + 1.3e-4, 3.0, 0.0, math.inf]


def test_a_quotient_too_large_is_not_whole() -> None:
    """Whatever NumPy is set to raise, a quotient beyond all floats is reported as infinite."""
    with np.errstate(all="raise"):
        steps, whole = _checks.whole_steps(1e300, 1e-300)
        assert (steps, whole) == (math.inf, False)
        assert _checks.whole_steps(1e-300, 1e300) == (0.0, True)


def test_times_may_be_a_millionth_of_a_step_away() -> None:
    """The distance of two times is dt but for a millionth, and for the rounding of the times."""
    t = np.array([5.0, 6.0, 7.0 + 0.9e-6, 8.0 - 0.9e-6, 9.0 + 1.1e-6, 9.0])
    even, rounding = _checks.even_steps(t, 1.0, t)
    assert even.tolist() == [True, True, True, False, False, False]
    assert rounding == 2 * 2.0**-52 * np.max(t)
    even, _ = _checks.even_steps(
        1e6 + np.arange(3) * 1e-9, 1e-9, t
    )  # 2 ulp of 1e6 is 2.3e-10
    assert even.tolist() == [True, True, True]


def test_times_in_single_precision_may_be_its_rounding_away() -> None:
    """Times given as float32 are rounded to 2**-24 of their size."""
    single = (1000 + np.arange(100) * 1e-3).astype(np.float32)
    t = single.astype(float)
    even, rounding = _checks.even_steps(t, 1e-3, single)
    assert even.all()
    assert rounding == 2 * 2.0**-23 * np.max(t)
    assert not _checks.even_steps(t, 1e-3, t)[0].all()


def test_the_largest_time_bounds_the_rounding_on_either_side_of_zero() -> None:
    """Times before zero are rounded as those after it."""
    for t in (np.array([-8.0, -7.0]), np.array([7.0, 8.0])):
        assert _checks.even_steps(t, 1.0, t)[1] == 2 * 2.0**-52 * 8


def test_times_too_far_apart_are_in_no_steps() -> None:
    """Whatever NumPy is set to raise, a distance beyond all floats is not dt."""
    t = np.array([-1.7e308, 1.7e308])
    with np.errstate(all="raise"):
        assert not _checks.even_steps(t, 1.0, t)[0][1]


def test_single_precision_is_coarser_by_2_to_the_29() -> None:
    """A value counts as single precision by its type, alone or in a list."""
    one = np.float32(1)
    for single in (
        one,
        np.ones(2, np.float32),
        [one, one],
        Foreign(np.ones(2, np.float32)),
    ):
        assert _checks.coarseness(single) == 2.0**29
        assert _checks.coarseness(1.0, single) == 2.0**29
        assert _checks.coarseness(single, [1.0]) == 2.0**29
    for other in (
        1.0,
        1,
        [1.0, 2],
        [1.0, Foreign(1.0)],
        np.ones(2),
        np.ones(2, int),
        Foreign([1.0]),
    ):
        assert _checks.coarseness(other, other) == 1.0
    assert np.spacing(np.float32(1)) == 2.0**29 * np.spacing(1.0)


# ---------------------------------------------------------------- random numbers

SEEDS = r"^rng must be a numpy.random.Generator or a seed \(whole numbers >= 0\), got "


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
        (np.array(1.5), r"array\(1.5\) \(ndarray\)"),
        (
            np.array([True], dtype=object),
            r"array\(\[True\], dtype=object\) \(ndarray\)",
        ),
        (
            np.array([3], "m8[ns]"),
            r"array\(\[3\], dtype='timedelta64\[ns\]'\) \(ndarray\)",
        ),
        (np.ma.masked_array([1, 2]), r"masked_array\([\s\S]* \(MaskedArray\)"),
        (np.timedelta64(3, "s"), r".*timedelta64\(3,'s'\) \(timedelta64\)"),
    ],
    ids=lambda x: x if isinstance(x, str) else type(x).__name__,
)
def test_what_is_no_seed_is_refused(rng: Any, got: str) -> None:
    """No seed, and what only looks like one, is refused: the caller has to choose one."""
    with pytest.raises(TypeError, match=SEEDS + got + "$"):
        _checks.generator("rng", rng)


def test_a_seed_within_itself_is_refused() -> None:
    """A list that contains itself is not searched for ever, by Python or by NumPy."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(TypeError, match=SEEDS + r"\[\[\.\.\.\]\] \(list\)$"):
        _checks.generator("rng", endless)


@pytest.mark.parametrize("rng", [-1, [3, -1], np.int64(-5)], ids=repr)
def test_a_negative_seed_is_refused(rng: Any) -> None:
    """A seed is a whole number of at least 0, or several."""
    words = SEEDS + re.escape(repr(rng)) + ": .*non-negative"
    with pytest.raises(ValueError, match=words):
        _checks.generator("rng", rng)


@pytest.mark.parametrize(
    "rng", [0, 2**200, [1, 2], (), (3,), np.uint8(3), np.array([1, 2])], ids=repr
)
def test_a_seed_is_one_whole_number_or_several(rng: Any) -> None:
    """Whole numbers of any size and type are seeds, and mean what they mean to NumPy."""
    expected = np.random.default_rng(rng).random()
    assert _checks.generator("rng", rng).random() == expected


def test_a_generator_is_used_as_it_is() -> None:
    """A generator continues from where it is, and what NumPy seeds with is welcome."""
    rng = np.random.default_rng(1)
    assert _checks.generator("rng", rng) is rng
    expected = np.random.default_rng(1).random()
    sources = (np.random.PCG64(1), np.random.SeedSequence(1))
    for source in sources:
        assert _checks.generator("rng", source).random() == expected


# ---------------------------------------------------------------- memory

MIB = 2**20
ALWAYS_THERE = 32 * MIB


def set_machine(monkeypatch: pytest.MonkeyPatch, pages: Any, page: int = 1) -> None:
    """Let the system say that the machine has so many pages, or raise that error."""

    def sysconf(name: str) -> int:
        if isinstance(pages, int):
            return {"SC_PAGE_SIZE": page, "SC_PHYS_PAGES": pages}[name]
        raise pages

    monkeypatch.setattr(os, "sysconf", sysconf, raising=False)


def set_shell(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    """Let the shell have set this limit for the process; -1 stands for none."""
    getrlimit = {9: (limit, -1)}.__getitem__
    module = SimpleNamespace(RLIMIT_AS=9, getrlimit=getrlimit)
    monkeypatch.setitem(sys.modules, "resource", module)


@pytest.fixture
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing limit this process, as far as the system says."""
    set_machine(monkeypatch, -1, page=4096)
    set_shell(monkeypatch, -1)
    monkeypatch.setattr(_checks, "_container_limits", lambda _root: [])


def test_a_gigabyte_is_a_thousand_million_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message gives three digits, half of the last one rounded up where it is exact."""
    monkeypatch.setattr(_checks, "_memory_limit", lambda: 1_375_000_000)
    words = "it needs 2.38 GB, this process may use 1.38 GB: do less"
    with pytest.raises(MemoryError, match=f"^{re.escape(words)}$"):
        _checks.fits_in_memory("it", 2_375_000_000, "do less")
    _checks.fits_in_memory("it", 1_375_000_000, "do less")
    with pytest.raises(MemoryError, match=r"^it needs 1.38 GB"):
        _checks.fits_in_memory("it", 1_375_000_001, "do less")


def test_less_than_32_mebibytes_are_not_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every machine that runs NumPy has that much, so the system is not asked."""

    def limit() -> float:
        raise AssertionError

    monkeypatch.setattr(_checks, "_memory_limit", limit)
    _checks.fits_in_memory("it", ALWAYS_THERE, "do less")
    with pytest.raises(AssertionError):
        _checks.fits_in_memory("it", ALWAYS_THERE + 1, "do less")


@pytest.mark.usefixtures("no_limits")
def test_the_least_of_all_limits_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine, the shell and a container may each be the one that limits the process."""
    set_machine(monkeypatch, 3, page=MIB)
    assert _checks._memory_limit() == 3 * MIB
    set_shell(monkeypatch, 2 * MIB)
    assert _checks._memory_limit() == 2 * MIB
    monkeypatch.setattr(
        _checks, "_container_limits", lambda _root: iter([4 * MIB, MIB])
    )
    assert _checks._memory_limit() == MIB
    set_machine(monkeypatch, 5)
    assert _checks._memory_limit() == 5
    with pytest.raises(
        MemoryError, match=r"^it needs 0.0336 GB, this process may use 5e-09 GB"
    ):
        _checks.fits_in_memory("it", ALWAYS_THERE + 1, "do less")


def test_the_containers_of_this_system_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The limits of a container are looked for from the root of the file system."""
    roots = []

    def no_containers(root: Path) -> list[int]:
        roots.append(str(root))
        return []

    monkeypatch.setattr(_checks, "_container_limits", no_containers)
    assert _checks._memory_limit() > 0
    assert roots == [os.sep]


@pytest.mark.usefixtures("no_limits")
@pytest.mark.parametrize(
    "answer", [AttributeError(), OSError(), ValueError(), -1, 0], ids=repr
)
def test_without_an_answer_only_the_impossible_is_refused(
    answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system does not tell its memory, only what exceeds all addresses is refused."""
    set_machine(monkeypatch, answer, page=4096)
    assert _checks._memory_limit() == 2**63
    _checks.fits_in_memory("it", 2**63, "do less")
    with pytest.raises(MemoryError, match=r"^it needs 2e\+10 GB"):
        _checks.fits_in_memory("it", 2e19, "do less")


@pytest.mark.usefixtures("no_limits")
@pytest.mark.parametrize("module", [None, SimpleNamespace()], ids=["missing", "empty"])
def test_a_system_without_limits_of_the_shell_is_asked_nothing(
    module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has no module `resource`, and another system's may lack the limit."""
    monkeypatch.setitem(sys.modules, "resource", module)
    assert _checks._memory_limit() == 2**63


CONTAINERS = {
    "version 2": ("0::/a/b", {"a/b/memory.max": "max", "a/memory.max": "7"}, [7]),
    "version 2, both": (
        "0::/a/b",
        {"a/b/memory.max": "8", "a/memory.max": "7"},
        [8, 7],
    ),
    "version 2, seen from inside": ("0::/", {"memory.max": "7\n"}, [7]),
    "version 2, of the host": ("0::/a/b", {"memory.max": "7"}, [7]),
    "version 2, no limit": ("0::/a", {"a/memory.max": "max"}, []),
    "version 1": (
        "5:cpu,cpuacct:/a\n4:memory:/a/b\n0::/",
        {"memory/a/b/memory.limit_in_bytes": "8", "memory/memory.limit_in_bytes": "9"},
        [8, 9],
    ),
    "version 1, another controller": (
        "4:pids:/a",
        {"memory/a/memory.limit_in_bytes": "8"},
        [],
    ),
    "version 1, a file of version 2": ("4:memory:/a", {"memory/a/memory.max": "8"}, []),
    "version 2, a file of version 1": ("0::/a", {"a/memory.limit_in_bytes": "8"}, []),
    "a colon in the name": ("0::/a:b", {"a:b/memory.max": "7"}, [7]),
    "neither": ("", {}, []),
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_limits_of_control_groups_are_found(kind: str, tmp_path: Path) -> None:
    """A group and all groups around it may limit the memory, in two versions of the files."""
    groups, files, expected = CONTAINERS[kind]
    texts = {f"sys/fs/cgroup/{name}": text for name, text in files.items()}
    for name, text in [("proc/self/cgroup", groups), *texts.items()]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert list(_checks._container_limits(tmp_path)) == expected


def test_a_system_without_control_groups_has_no_limits_of_containers(
    tmp_path: Path,
) -> None:
    """Where there is no list of groups, there is nothing to find."""
    assert list(_checks._container_limits(tmp_path)) == []


class Lazy:
    """An array that is computed when its values are needed, which must not happen."""

    def __init__(self, *shape: int) -> None:
        """Keep the shape."""
        self.shape = shape

    @property
    def data(self) -> Any:
        """Fail: even a look inside may load the values, as in xarray."""
        raise AssertionError

    def __array__(self, *_args: Any, **_options: Any) -> Any:
        """Fail."""
        raise AssertionError


def test_what_does_not_fit_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lazy array too large for the memory is refused by its shape, with the way out."""
    monkeypatch.setattr(_checks, "_memory_limit", lambda: 80 * 10**6)
    words = "x as float64 needs 0.0801 GB, this process may use 0.08 GB: "
    way_out = "pass it in blocks, to lif.stream"
    with pytest.raises(MemoryError, match=f"^{re.escape(words + way_out)}$"):
        numbers(Lazy(10_010, 1000))
    with pytest.raises(TypeError, match=r"^x must be real numbers, got a Lazy$"):
        numbers(Lazy(10_000, 1000))  # which fits, and is computed


def test_what_does_not_fit_as_float64_is_not_converted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An array that fits as small integers may not fit as floats."""
    monkeypatch.setattr(_checks, "_memory_limit", lambda: 80 * 10**6)
    large, largest = (10_010, 1000), (10_000, 1000)
    with pytest.raises(MemoryError, match=r"^x as float64 needs 0.0801 GB"):
        numbers(np.broadcast_to(np.int8(0), large))
    assert numbers(np.broadcast_to(np.int8(0), largest)).shape == largest
    assert numbers(np.broadcast_to(0.0, large)).shape == large
