"""Which input is accepted, and the error messages for everything else.

Every function takes the argument's name first. It returns the value in the form that the
library computes with, or raises `TypeError` (the wrong kind of thing) or `ValueError` (the
right kind, but an invalid value). Nothing is dropped silently: neither a unit, nor a mask,
nor an imaginary part.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray


class _Kind(NamedTuple):
    """A kind of value: its name, the types and dtypes that are accepted, the dtype it gets."""

    words: str
    types: frozenset[type]  # NumPy converts lists of these without losing anything
    dtypes: str
    dtype: type


_FLOAT_TYPES = frozenset({float, *(np.dtype(code).type for code in "fdg")})
_INT_TYPES = frozenset({int, *(np.dtype(code).type for code in "bhilqBHILQ")})
_BOOL_TYPES = frozenset({bool, np.bool_})

_NUMBERS = _Kind("real numbers", _FLOAT_TYPES | _INT_TYPES, "fiu", np.float64)
_NUMBER = _NUMBERS._replace(words="a real number")
_COUNTS = _Kind("whole numbers", _INT_TYPES, "iu", np.int64)
_BOOLEANS = _Kind("True or False", _BOOL_TYPES, "b", np.bool_)
_SPIKES = _Kind(
    "truth values or real numbers", _NUMBERS.types | _BOOL_TYPES, "bfiu", np.float64
)

# Counts stay below this limit, because floats cannot tell larger k from k + 1.
MOST = 2**53

# A quotient of two lengths of time is whole if rounding alone can explain the difference.
_ROUNDING = 1e-6
_FLOAT32_ROUNDING, _MOST_ROUNDING = 2.0**-23, 0.1

# Spellings of SI units in a `units` attribute (xarray, pandas, netCDF4, HDF5).
_SPELLINGS = {
    "second": {"s", "sec", "second", "seconds"},
    "volt": {"V", "volt", "volts"},
    "ampere": {"A", "amp", "ampere", "amperes"},
    "ohm": {"ohm", "ohms", "\N{GREEK CAPITAL LETTER OMEGA}", "\N{OHM SIGN}"},
    "hertz": {"Hz", "hertz", "1/s", "s-1", "s^-1"},
}

# Attributes that mark a quantity with units: pint, quantities, astropy, brian2.
_UNIT_MARKS = ("units", "dimensionality", "unit", "get_best_unit")

# Sequences whose items are not numbers.
_TEXT = (str, bytes, bytearray, memoryview)

_HOW_TO_CONVERT = (
    "pass its SI magnitude as plain numbers (pint: q.to_base_units().magnitude; "
    "quantities: q.simplified.magnitude; astropy: q.si.value; brian2: numpy.array(q))"
)

_SPECIAL = (
    "and what makes it special would be lost: convert it first (numpy.asarray; for a masked "
    "array .filled())"
)

# Results of fewer bytes than this fit into every machine.
_ALWAYS_THERE = 2**20


def _refused(name: str, rule: str, got: str) -> TypeError:
    """Return the error for a value of the wrong kind."""
    return TypeError(f"{name} must be {rule}, got {got}")


def _convert(name: str, value: Any, kind: _Kind, unit: str) -> NDArray[Any]:
    """Return `value` as an array of the kind's dtype, copied only where it has another."""
    try:
        if isinstance(value, Sequence) and not isinstance(value, _TEXT):
            # NumPy would turn True into 1.0 and None into nan, and would strip units.
            if not kind.types.issuperset(map(type, value)):
                value = [_convert(name, item, kind, unit) for item in value]
        elif type(value) not in kind.types:
            value = _plain_array(name, value, kind, unit)
    except RecursionError as error:
        got = f"a {type(value).__name__} nested too deeply"
        raise _refused(name, kind.words, got) from error
    try:
        with np.errstate(over="ignore"):  # a large long double becomes inf
            return np.asarray(value, dtype=kind.dtype)
    except (OverflowError, ValueError) as error:  # an int too large, or a ragged list
        large = isinstance(error, OverflowError)
        rule = "fit in" if large else "be a rectangular array of"
        msg = f"{name} must {rule} {kind.dtype.__name__}: {error}"
        raise ValueError(msg) from error


def _plain_array(name: str, value: Any, kind: _Kind, unit: str) -> NDArray[Any]:
    """Return `value` as a plain array of an accepted dtype, unless something would be lost."""
    array, type_ = value, type(value).__name__
    if type(value) is not np.ndarray:
        try:
            wanted = f"in {unit}" if unit else kind.words
            array = _foreign_array(name, value, wanted, _SPELLINGS.get(unit, {""}))
        except (TypeError, MemoryError):
            raise
        except Exception as error:  # a foreign type may raise anything
            raise _refused(name, kind.words, f"a {type_}") from error
    if array.dtype.kind not in kind.dtypes:
        got = f"an array of {array.dtype}" if array.ndim else f"{value!r:.80}"
        raise _refused(name, kind.words, f"{got} ({type_})")
    if array.dtype == np.float16:
        got = "float16, which ends at 65504: R*I is larger"
        raise _refused(name, "float32 or wider", got)
    return array


def _foreign_array(
    name: str, value: Any, wanted: str, spellings: set[str]
) -> NDArray[Any]:
    """Return an object of another library as an array, unless it has a unit or a mask."""
    type_ = type(value).__name__
    # Ask the types, because pandas looks such a name up among the user's own labels.
    inside = (getattr(value, "data", None), getattr(value, "dtype", None))
    if _has_unit(type(value), *map(type, inside)):
        raise _refused(name, wanted, f"a {type_} with a unit: {_HOW_TO_CONVERT}")
    if (stated := _stated_unit(value)) not in {None, *spellings}:
        got = f"one whose units attribute is {stated!r}: convert it first"
        raise _refused(name, wanted, got)
    shape = getattr(value, "shape", None)
    size = 8 * math.prod(shape) if isinstance(shape, tuple) else 0
    # A lazy array is computed by the next line but one.
    fits_in_memory(f"{name} as an array", size, "pass it in blocks, to lif.stream")
    array = np.asanyarray(value)
    if _has_unit(array):
        raise _refused(name, wanted, f"a {type_} with a unit: {_HOW_TO_CONVERT}")
    if type(array) not in {np.ndarray, np.memmap}:  # masked arrays, matrices and others
        raise _refused(name, "a plain array", f"a {type(array).__name__}, {_SPECIAL}")
    return np.asarray(array)


def _has_unit(*parts: Any) -> bool:
    """Return whether any part of a value is marked as a quantity with a unit."""
    return any(hasattr(part, mark) for part in parts for mark in _UNIT_MARKS)


def _stated_unit(value: Any) -> str | None:
    """Return the unit that a foreign array names in an attribute, or None."""
    attrs = getattr(value, "attrs", None)
    if isinstance(attrs, Mapping) and "units" in attrs:
        unit = attrs["units"]
    else:  # as in netCDF4
        unit = getattr(value, "units", getattr(value, "unit", None))
        if not isinstance(unit, str | bytes):  # a pandas column with that label
            return None
    return unit.decode(errors="replace") if isinstance(unit, bytes) else str(unit)


def _refuse(rule: str, ok: Any, values: Mapping[str, Any]) -> NoReturn:
    """Raise ValueError with the rule, and the first values for which it does not hold."""
    index = tuple(map(int, np.unravel_index(np.argmin(ok), np.shape(ok))))
    first = {
        name: float(np.broadcast_to(x, np.shape(ok))[index]) if index else x
        for name, x in values.items()
    }
    got = " and ".join(f"{name}={x}" for name, x in first.items())
    if len(values) == 1:
        (got,) = map(str, first.values())
    at = f" at index {index if len(index) > 1 else index[0]}" if index else ""
    msg = f"{rule}, got {got}{at}"
    raise ValueError(msg)


def holds(ok: Any) -> bool:
    """Return whether a condition holds everywhere: np.all, but fast for single numbers."""
    return ok is True or ok is np.True_ or bool(np.all(ok))


def require(name: str, value: Any, ok: Any, rule: str) -> None:
    """Raise ValueError unless `ok` holds everywhere; report the first value that breaks it."""
    if not holds(ok):
        _refuse(f"{name} must be {rule}", ok, {name: value})


def require_all(rule: str, ok: Any, **values: Any) -> None:
    """Raise ValueError unless `ok` holds everywhere; report all of the values involved."""
    if not holds(ok):
        _refuse(rule, ok, values)


def numbers(name: str, value: Any, unit: str) -> NDArray[np.float64]:
    """Return numbers as a float64 array of any shape, their values not yet examined."""
    return _convert(name, value, _NUMBERS, unit)


def finite(name: str, value: Any, unit: str) -> Any:
    """Return finite numbers: a float for one, else a float64 array of any shape."""
    if type(value) is not float:
        array = numbers(name, value, unit)
        if array.ndim:
            require(name, array, np.isfinite(array), "finite")
            return array
        value = float(array)
    require(name, value, math.isfinite(value), "finite")
    return value


def number(name: str, value: Any, unit: str) -> float:
    """Return one number as a float, its value not yet examined."""
    if type(value) is float:
        return value
    return float(_single(name, _convert(name, value, _NUMBER, unit), "one number"))


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


def non_negative_number(name: str, value: Any, unit: str) -> float:
    """Return one finite number >= 0 as a float."""
    x = number(name, value, unit)
    require(name, x, 0.0 <= x < math.inf, "a finite number >= 0")
    return x


def finite_product(r: Any, i: Any) -> Any:
    """Return r*i, which has to be finite."""
    with np.errstate(all="ignore"):  # overflow is reported below
        ri = r * i
    require_all("r*i must be finite", np.isfinite(ri), r=r, i=i)
    return ri


def counts(name: str, value: Any) -> NDArray[np.int64]:
    """Return whole numbers >= 0 as an int64 array of any shape."""
    array: NDArray[np.int64] = _convert(name, value, _COUNTS, "")
    in_range = (array >= 0) & (array < MOST)
    require(name, array, in_range, "a whole number >= 0 and < 2**53")
    return array


def count(name: str, value: Any) -> int:
    """Return one whole number >= 0 as an int."""
    return int(_single(name, counts(name, value), "one whole number"))


def booleans(name: str, value: Any) -> NDArray[np.bool_]:
    """Return truth values as a boolean array of any shape."""
    return _convert(name, value, _BOOLEANS, "")


def spike_numbers(name: str, value: Any) -> NDArray[np.float64]:
    """Return truth values, counts or weighted spikes as finite numbers of any shape."""
    array: NDArray[np.float64] = _convert(name, value, _SPIKES, "")
    require(name, array, np.isfinite(array), "finite")
    return array


def _single(name: str, array: NDArray[Any], words: str) -> NDArray[Any]:
    """Return an array that holds a single number."""
    if array.ndim:
        raise _refused(name, words, f"an array of shape {array.shape}")
    return array


def one_dimensional(name: str, value: Any) -> None:
    """Raise ValueError unless `value` is one number, or one for each neuron."""
    if np.ndim(value) > 1:
        msg = f"{name} must be a number or one-dimensional, got shape {np.shape(value)}"
        raise ValueError(msg)


def instance(name: str, value: Any, type_: type) -> None:
    """Raise TypeError unless `value` is an instance of one of the library's types."""
    if not isinstance(value, type_):
        got = f"{value!r:.80} ({type(value).__name__})"
        raise _refused(name, f"a lif.{type_.__name__}", got)


def generator(name: str, value: Any) -> np.random.Generator:
    """Return the generator that `value` is, or that it seeds."""
    # NumPy takes None for "any seed", True for 1, and some versions take text, nested lists
    # and the global generator; a list that is nested too deeply ends the process.
    items = value if isinstance(value, list | tuple) else [value]
    if type(value) is np.ndarray and value.ndim == 1:
        items = value.tolist()
    words = "a numpy.random.Generator or a seed (whole numbers >= 0)"
    # Named inside the function, because NumPy loads its random module when it is first used.
    sources = (np.random.Generator, np.random.BitGenerator, np.random.SeedSequence)
    if isinstance(value, sources) or all(map(_is_whole, items)):
        try:
            return np.random.default_rng(value)
        except ValueError as error:
            msg = f"{name} must be {words}, got {value!r:.80}: {error}"
            raise ValueError(msg) from error
    raise _refused(name, words, f"{value!r:.80} ({type(value).__name__})")


def _is_whole(x: Any) -> bool:
    """Return whether x is a whole number; NumPy counts True and timedelta64 as integers."""
    return isinstance(x, int | np.integer) and not isinstance(x, bool | np.timedelta64)


def common_shape(
    shapes: Mapping[str, tuple[int, ...]], rule: str = "agree in the number of neurons"
) -> tuple[int, ...]:
    """Return the shape that the named shapes broadcast to; name two that do not."""
    different = set(shapes.values()) - {()}
    if len(different) <= 1:  # faster than asking NumPy
        return different.pop() if different else ()
    for one, other in combinations(shapes, 2):
        try:
            np.broadcast_shapes(shapes[one], shapes[other])
        except ValueError as error:
            got = f"got the shapes {shapes[one]} and {shapes[other]}"
            msg = f"{one} and {other} must {rule}, {got}"
            raise ValueError(msg) from error
    return np.broadcast_shapes(*shapes.values())


def whole_steps(length: Any, dt: float) -> tuple[Any, Any]:
    """Return how many steps of `dt` a length of time is, and whether it is a whole number.

    A quotient that rounding explains counts as whole: within 1e-6, or wider if a length may
    have been known in single precision only, because it equals its own rounding to float32.
    """
    with np.errstate(all="ignore"):  # the callers examine the quotient
        steps = np.divide(length, dt)
        nearest = np.rint(steps)
        singles = sum(np.equal(np.float32(x), x) for x in (length, dt))
        slack = np.minimum(singles * _FLOAT32_ROUNDING * steps, _MOST_ROUNDING)
        whole = np.abs(steps - nearest) <= np.maximum(slack, _ROUNDING)
    return np.where(whole, nearest, steps), whole


def even_steps(t: Any, dt: float, given: Any) -> tuple[Any, float]:
    """Return where times go in steps of `dt`, and by how much rounding may move a step.

    `given` are the times as they were given, perhaps in single precision.
    """
    with np.errstate(all="ignore"):  # a step too long for a float is not dt either
        # Rounding moves each of two points by half an eps, and their difference too.
        eps = np.finfo(np.float64).eps * coarseness(given)
        rounding = float(2 * eps * np.max(np.abs(t)))
        error = np.abs(np.diff(t, prepend=t[0] - dt) - dt)
        return error <= dt * _ROUNDING + rounding, rounding


def coarseness(*values: Any) -> float:
    """Return 2**29 if a value was given in single precision, else 1: the ratio of their ulps."""
    dtypes = [
        value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype
        for value in values
    ]
    return 2.0**29 if any(dtype == np.float32 for dtype in dtypes) else 1.0


def fits_in_memory(what: str, size: float, way_out: str) -> None:
    """Raise MemoryError if `size` bytes are more than this process may use."""
    if size > _ALWAYS_THERE and size > (limit := _memory_limit()):
        msg = (
            f"{what} needs {size / 1e9:.3g} GB, this process may use {limit / 1e9:.3g} GB: "
            f"{way_out}"
        )
        raise MemoryError(msg)


def _memory_limit() -> float:
    """Return the least of what the machine has, a container allows and the shell has set."""
    # Imported here, because few runs need them and not every system has them.
    from pathlib import Path  # noqa: PLC0415

    limits = [sys.maxsize, *_container_limits(Path("/"))]
    with suppress(AttributeError, OSError, ValueError):  # not known on this system
        limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with suppress(ImportError, AttributeError):  # not on Windows
        import resource  # noqa: PLC0415

        limits.append(resource.getrlimit(resource.RLIMIT_AS)[0])
    return min(limit for limit in limits if limit > 0)  # -1 stands for "no limit"


def _container_limits(root: Path) -> Iterator[int]:
    """Yield the limits of the control groups that this process is in (Linux, v1 and v2)."""
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            controllers, _, group = line.partition(":")[2].partition(":")
            if controllers not in {"", "memory"}:
                continue
            name = "memory.limit_in_bytes" if controllers else "memory.max"
            groups = root / "sys/fs/cgroup" / controllers
            folder = groups / group.strip("/")
            for place in (
                folder,
                *folder.parents,
            ):  # a container sees only the uppermost
                with suppress(OSError, ValueError):  # not there, or "max"
                    yield int((place / name).read_text())
