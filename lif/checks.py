"""What input is accepted, and the words that refuse the rest.

Every function takes the argument's name first. It returns the value in the form that the
library computes with, or raises `TypeError` (the wrong kind of thing) or `ValueError` (the
right kind, a wrong value). Nothing is dropped in silence: not a unit, a mask or an
imaginary part.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "MOST",
    "WHOLE",
    "booleans",
    "common_shape",
    "count",
    "counts",
    "finite",
    "finite_number",
    "fits_in_memory",
    "generator",
    "instance",
    "number",
    "numbers",
    "one_dimensional",
    "positive_number",
    "require",
]


class _Kind(NamedTuple):
    """A kind of value: its name, the types and dtypes it may come in, the dtype it gets."""

    words: str
    types: frozenset[type]
    dtypes: str
    dtype: type


_NUMBERS = _Kind("real numbers", frozenset({float, int, np.float64}), "fiu", np.float64)
_NUMBER = _NUMBERS._replace(words="a real number")
_COUNTS = _Kind("whole numbers", frozenset({int}), "iu", np.int64)
_BOOLEANS = _Kind("True or False", frozenset({bool}), "b", np.bool_)

# Counts stay below this: from here on floats cannot tell k from k + 1, nor k*dt.
MOST = 2**53
# A quotient of times this near to a whole number is that number, rounded.
WHOLE = 1e-6

# How a `units` attribute (xarray, pandas) may spell the one unit a quantity is taken in.
_SPELLINGS = {
    "second": {"s", "sec", "second", "seconds"},
    "volt": {"V", "volt", "volts"},
    "ampere": {"A", "amp", "ampere", "amperes"},
    "ohm": {"ohm", "ohms", "\N{GREEK CAPITAL LETTER OMEGA}", "\N{OHM SIGN}"},
}

# By these one knows the types of quantities with units: pint, quantities, astropy, brian2.
_UNIT_MARKS = ("units", "dimensionality", "unit", "get_best_unit")

# Sequences whose items are no numbers.
_TEXT = (str, bytes, bytearray, memoryview)

_IN_PIECES = "take it in blocks, as lif.stream does"

_HOW_TO_CONVERT = (
    "pass its SI magnitude as plain numbers (pint: q.to_base_units().magnitude; "
    "quantities: q.simplified.magnitude; astropy: q.si.value; brian2: numpy.array(q))"
)


def _plain_array(name: str, value: Any, kind: _Kind, unit: str) -> NDArray[Any]:
    """View `value` as an array, having made sure that nothing gets lost by it."""
    type_ = type(value)
    if type_ is np.ndarray or type_ is np.memmap:
        return np.asarray(value)
    wanted = f"in {unit}" if unit else kind.words
    try:
        attrs: Any = getattr(value, "attrs", None)
        stated = isinstance(attrs, Mapping) and "units" in attrs
        units = str(attrs["units"]) if stated else None
        # On types, since pandas would look such a name up among the user's own labels.
        inside = (getattr(value, "data", None), getattr(value, "dtype", None))
        parts: list[Any] = [type_, *map(type, inside)]
        if isinstance(value, np.ndarray):
            parts.append(value)
        has_unit = any(hasattr(part, mark) for part in parts for mark in _UNIT_MARKS)
        shape = getattr(value, "shape", None)
        size = math.prod(shape) if isinstance(shape, tuple) else 0
    except Exception as error:  # whatever a foreign type raises when it is asked
        msg = f"{name} must be {kind.words}, got a {type_.__name__}"
        raise TypeError(msg) from error
    if has_unit:
        msg = f"{name} must be {wanted}, got a {type_.__name__} with a unit: {_HOW_TO_CONVERT}"
        raise TypeError(msg)
    if isinstance(value, np.ndarray):  # a masked array, a matrix, somebody's subclass
        msg = (
            f"{name} must be a plain array, got a {type_.__name__}, and what makes it special "
            "would be lost: convert it first (numpy.asarray; for a masked array .filled())"
        )
        raise TypeError(msg)
    if units is not None and units not in _SPELLINGS.get(unit, {""}):
        msg = (
            f"{name} must be {wanted}, got one whose units attribute is {units!r}: "
            "convert it first"
        )
        raise TypeError(msg)
    fits_in_memory(f"{name} as an array", 8 * size, _IN_PIECES)  # it may be lazy
    try:
        return np.asarray(value)
    except Exception as error:  # likewise
        msg = f"{name} must be {kind.words}, got a {type_.__name__}"
        raise TypeError(msg) from error


def _convert(name: str, value: Any, kind: _Kind, unit: str) -> NDArray[Any]:
    """Return `value` as an array of the kind's dtype, copied only where it has another."""
    sequence = isinstance(value, Sequence) and not isinstance(value, _TEXT)
    if sequence or type(value) in kind.types:
        try:
            # NumPy would turn True into 1.0, None into nan and strip units: look at the items.
            if sequence and not set(map(type, value)) <= kind.types:
                value = [_convert(name, item, kind, unit) for item in value]
            return np.array(value, dtype=kind.dtype)
        except OverflowError as error:
            msg = f"{name} must fit in {kind.dtype.__name__}: {error}"
            raise ValueError(msg) from error
        except RecursionError as error:
            msg = f"{name} must be {kind.words}, got a {type(value).__name__} nested too deeply"
            raise TypeError(msg) from error
        except ValueError as error:
            msg = f"{name} must be a rectangular array of {kind.words}: {error}"
            raise ValueError(msg) from error
    array = _plain_array(name, value, kind, unit)
    if array.dtype.kind not in kind.dtypes:
        got = f"{value!r:.80}" if array.ndim == 0 else f"an array of {array.dtype}"
        msg = f"{name} must be {kind.words}, got {got} ({type(value).__name__})"
        raise TypeError(msg)
    if array.dtype == np.float16:
        msg = f"{name} must be float32 or wider, got float16, which ends at 65504: R*I is larger"
        raise TypeError(msg)
    if array.dtype != kind.dtype:
        fits_in_memory(f"{name} as {kind.dtype.__name__}", 8 * array.size, _IN_PIECES)
    # A long double may become inf here, of which the checks for finiteness tell.
    with np.errstate(over="ignore"):
        return array.astype(kind.dtype, copy=False)


def require(name: str, value: Any, ok: Any, rule: str) -> None:
    """Raise ValueError unless `ok` holds everywhere; tell the first value that breaks `rule`."""
    # np.all alone would be slow for single numbers.
    if ok is True or ok is np.True_ or np.all(ok):
        return
    got = f"{value}"
    if np.ndim(value):
        index = tuple(map(int, np.unravel_index(np.argmin(ok), np.shape(ok))))
        got = f"{float(value[index])} at index {index[0] if len(index) == 1 else index}"
    msg = f"{name} must be {rule}, got {got}"
    raise ValueError(msg)


def numbers(name: str, value: Any, unit: str) -> NDArray[np.float64]:
    """Return numbers as a float64 array of any shape, their values not yet looked at."""
    return _convert(name, value, _NUMBERS, unit)


def finite(name: str, value: Any, unit: str) -> Any:
    """Return finite numbers: a float for one, else a float64 array of any shape."""
    if type(value) is not float:
        array = numbers(name, value, unit)
        if array.ndim:
            # A function of it makes a result of its size, and two steps on the way.
            fits_in_memory(f"work on {name}", 3 * 8 * array.size, _IN_PIECES)
            require(name, array, np.isfinite(array), "finite")
            return array
        value = float(array)
    require(name, value, math.isfinite(value), "finite")
    return value


def number(name: str, value: Any, unit: str) -> float:
    """Return one number as a float, its value not yet looked at."""
    if type(value) is float:
        return value
    array = _convert(name, value, _NUMBER, unit)
    if array.ndim:
        msg = f"{name} must be one number, got an array of shape {array.shape}"
        raise TypeError(msg)
    return float(array)


def finite_number(name: str, value: Any, unit: str) -> float:
    """Return one finite number as a float."""
    x = number(name, value, unit)
    require(name, x, math.isfinite(x), "a finite number")
    return x


def positive_number(name: str, value: Any, unit: str) -> float:
    """Return one finite number > 0 as a float."""
    x = number(name, value, unit)
    require(name, x, 0.0 < x < math.inf, "a finite number > 0")
    return x


def counts(name: str, value: Any) -> NDArray[np.int64]:
    """Return whole numbers >= 0 as an int64 array of any shape, with room to count on."""
    array: NDArray[np.int64] = _convert(name, value, _COUNTS, "")
    require(
        name, array, (array >= 0) & (array < MOST), "a whole number >= 0 and < 2**53"
    )
    return array


def count(name: str, value: Any) -> int:
    """Return one whole number >= 0 as an int."""
    array = counts(name, value)
    if array.ndim:
        msg = f"{name} must be one whole number, got an array of shape {array.shape}"
        raise TypeError(msg)
    return int(array)


def booleans(name: str, value: Any) -> NDArray[np.bool_]:
    """Return truth values as a boolean array of any shape."""
    return _convert(name, value, _BOOLEANS, "")


def one_dimensional(name: str, value: Any) -> None:
    """Raise ValueError unless `value` is one number, or one for each neuron."""
    if np.ndim(value) > 1:
        msg = f"{name} must be a number or one-dimensional, got shape {np.shape(value)}"
        raise ValueError(msg)


def instance(name: str, value: Any, type_: type) -> None:
    """Raise TypeError unless `value` is an instance of one of the library's types."""
    if not isinstance(value, type_):
        msg = f"{name} must be a lif.{type_.__name__}, got {value!r:.80} ({type(value).__name__})"
        raise TypeError(msg)


def generator(name: str, value: Any) -> np.random.Generator:
    """Return the generator that `value` is or seeds; never one that nobody asked for."""
    # NumPy takes None for "any seed", True for 1, and some versions text, nested lists and the
    # global generator; and a list that is nested too deeply ends the process.
    items = value if isinstance(value, list | tuple) else [value]
    if type(value) is np.ndarray and value.ndim == 1:
        items = value.tolist()
    words = "a numpy.random.Generator or a seed (whole numbers >= 0)"
    # Named here, since NumPy loads what is behind them only when they are asked for.
    sources = (np.random.Generator, np.random.BitGenerator, np.random.SeedSequence)
    if isinstance(value, sources) or all(map(_is_whole, items)):
        try:
            return np.random.default_rng(value)
        except ValueError as error:
            msg = f"{name} must be {words}, got {value!r:.80}: {error}"
            raise ValueError(msg) from error
    msg = f"{name} must be {words}, got {value!r:.80} ({type(value).__name__})"
    raise TypeError(msg)


def _is_whole(x: Any) -> bool:
    """Tell whether x is a whole number; to NumPy True and a length of time are some, too."""
    return isinstance(x, int | np.integer) and not isinstance(x, bool | np.timedelta64)


def common_shape(
    shapes: Mapping[str, tuple[int, ...]], rule: str = "agree in the number of neurons"
) -> tuple[int, ...]:
    """Return the shape that the named shapes broadcast to; tell which two of them do not."""
    different = set(shapes.values()) - {()}
    if len(different) <= 1:  # NumPy's answer would take longer
        return different.pop() if different else ()
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError as error:
        one, other = next(
            pair
            for pair in combinations(shapes, 2)
            if any(
                m != n and 1 not in {m, n}
                for m, n in zip(
                    *(reversed(shapes[name]) for name in pair), strict=False
                )
            )
        )
        msg = (
            f"{one} and {other} must {rule}, "
            f"got the shapes {shapes[one]} and {shapes[other]}"
        )
        raise ValueError(msg) from error


def fits_in_memory(what: str, size: float, way_out: str) -> None:
    """Raise MemoryError if `size` bytes are more than the machine has."""
    try:
        page, pages = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # no such question on this system
        page = pages = -1
    # Where there is no answer, only what no machine can have is refused.
    limit = page * pages if min(page, pages) > 0 else sys.maxsize
    if size > limit:
        msg = f"{what} needs {size / 1e9:.3g} GB, this machine has {limit / 1e9:.3g} GB: {way_out}"
        raise MemoryError(msg)
