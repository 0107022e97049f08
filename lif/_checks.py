"""Which input is accepted, and the error messages for everything else.

Every function takes the argument's name first. It returns the value in the form that the
library computes with, or raises `TypeError` (the wrong kind of thing) or `ValueError` (the
right kind, but an invalid value). Nothing is dropped silently: neither a unit, nor a mask,
nor an imaginary part.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray


class _Kind(NamedTuple):
    """A kind of value: its name, the types and dtypes that are accepted, and the final dtype."""

    words: str
    types: set[type]  # NumPy converts lists of these without losing anything
    dtypes: str
    dtype: type


_INT_TYPES: set[type] = {int, *(np.dtype(code).type for code in "bhilqBHILQ")}
_REAL_TYPES: set[type] = {float, *(np.dtype(code).type for code in "fdg"), *_INT_TYPES}
_BOOL_TYPES: set[type] = {bool, np.bool_}

_NUMBERS = _Kind("real numbers", _REAL_TYPES, "fiu", np.float64)
_NUMBER = _NUMBERS._replace(words="a real number")
_COUNTS = _Kind("whole numbers", _INT_TYPES, "iu", np.int64)
_BOOLEANS = _Kind("True or False", _BOOL_TYPES, "b", np.bool_)
_SPIKES = _Kind(
    "numbers or truth values", _REAL_TYPES | _BOOL_TYPES, "bfiu", np.float64
)

# Counts stay below this limit, because floats cannot tell larger k from k + 1.
MOST = 2**53

# A quotient of two lengths of time is whole if rounding alone can explain the difference.
_ROUNDING = 1e-6
_FLOAT32_ROUNDING, _MOST_ROUNDING = 2.0**-23, 0.1

# Spellings of SI units in a `units` attribute (xarray, pandas, netCDF4, HDF5).
_SPELLINGS = {
    "": {""},
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
    "pass plain numbers in SI units (pint: q.to_base_units().magnitude; quantities: "
    "q.simplified.magnitude; astropy: q.si.value; brian2: numpy.array(q); masked: a.filled())"
)

# Where Python and NumPy fit into memory, results of this many bytes fit too.
_ALWAYS_THERE = 2**25


def _refused(name: str, rule: str, got: str) -> TypeError:
    """Return the error for a value of the wrong kind."""
    return TypeError(f"{name} must be {rule}, got {got}")


def _convert(name: str, value: Any, kind: _Kind, unit: str) -> NDArray[Any]:
    """Return `value` as an array of the kind's dtype, copied only where it has another."""
    try:
        plain = _plain(name, value, kind, unit)
        with np.errstate(all="ignore"):  # a large long double becomes inf
            return np.asarray(plain, dtype=kind.dtype)
    except RecursionError as error:
        raise _refused(name, kind.words, "a list nested too deeply") from error
    except (OverflowError, ValueError) as error:  # an int too large, or a ragged list
        msg = f"{name} must fit into a rectangular array of {kind.dtype.__name__}: {error}"
        raise ValueError(msg) from error


def _plain(name: str, value: Any, kind: _Kind, unit: str) -> Any:
    """Return `value` in a form that NumPy converts without losing anything."""
    if isinstance(value, Sequence) and not isinstance(value, _TEXT):
        # NumPy would turn True into 1.0 and None into nan, and would strip units.
        if kind.types.issuperset(map(type, value)):
            return value
        return [_plain(name, item, kind, unit) for item in value]
    return value if type(value) in kind.types else _array(name, value, kind, unit)


def _array(name: str, value: Any, kind: _Kind, unit: str) -> Any:
    """Return `value` as a plain array of an accepted dtype, unless something would be lost."""
    array, lost, type_ = value, "", type(value).__name__
    if type(value) is not np.ndarray or value.dtype != kind.dtype:
        try:
            array, lost = _new_array(name, value, _SPELLINGS[unit])
        except MemoryError:
            raise
        except Exception as error:  # a foreign type may raise anything
            raise _refused(name, kind.words, f"a {type_}") from error
    if lost:
        wanted = f"plain numbers in {unit}" if unit else kind.words
        raise _refused(name, wanted, f"a {type_} with {lost}: {_HOW_TO_CONVERT}")
    if array.dtype.kind not in kind.dtypes:
        got = f"an array of {array.dtype}" if array.ndim else f"{value!r:.80}"
        raise _refused(name, kind.words, f"{got} ({type_})")
    if array.dtype == np.float16:
        raise _refused(name, "float32 or wider", "float16, which ends at 65504")
    return array


def _new_array(name: str, value: Any, spellings: set[str]) -> tuple[Any, str]:
    """Return a value as an array, and in words what it would lose, such as a unit or a mask."""
    # A lazy array is computed below, so its size is checked first.
    if isinstance(shape := getattr(value, "shape", None), tuple):
        size, way_out = 8 * math.prod(shape), "pass it in blocks, to lif.stream"
        fits_in_memory(f"{name} as float64", size, way_out)
    lost = _lost(value, spellings)
    array = value if lost else np.asanyarray(value)
    return array, lost or _lost(array, spellings)


def _lost(value: Any, spellings: set[str]) -> str:
    """Return in words what a plain array would lack, such as a unit, or "" if nothing."""
    if type(value) in {np.ndarray, np.memmap}:
        return ""
    # Arrays of pandas, xarray and dask contain others. In dask, `_meta` stands for the blocks.
    parts = (value, *(getattr(value, key, None) for key in ("data", "dtype", "_meta")))
    # Ask the types, because pandas looks such a name up among the user's own labels.
    if any(hasattr(type(part), mark) for part in parts for mark in _UNIT_MARKS):
        return "a unit"
    attrs = getattr(value, "attrs", None)
    for key in ("units", "unit"):
        if isinstance(attrs, Mapping) and key in attrs:
            unit = attrs[key]
        elif (unit := getattr(value, key, None)) is None or hasattr(unit, "__array__"):
            continue  # nothing, or a column of that name
        text = unit.decode(errors="replace") if isinstance(unit, bytes) else str(unit)
        if text not in spellings:
            return f"the unit {text!r}"
    types = {type(part) for part in parts if isinstance(part, np.ndarray)}
    return "a mask or other extras" if types - {np.ndarray, np.memmap} else ""


def holds(ok: Any) -> bool:
    """Return whether a condition holds everywhere."""
    return bool(ok.all() if isinstance(ok, np.ndarray) else ok)


def require(name: str, value: Any, ok: Any, rule: str) -> None:
    """Raise ValueError unless `ok` holds everywhere; report the first value that breaks it."""
    if not holds(ok):
        require_all(f"{name} must be {rule}", ok, **{"": value})


def require_all(rule: str, ok: Any, **values: Any) -> None:
    """Raise ValueError unless `ok` holds everywhere; report all of the values involved."""
    if holds(ok):
        return
    shape = np.shape(ok)
    index = tuple(map(int, np.unravel_index(np.argmin(ok), shape)))
    first = {name: np.broadcast_to(x, shape)[index] for name, x in values.items()}
    got = " and ".join(f"{name}={x}" if name else f"{x}" for name, x in first.items())
    at = f" at index {index if len(index) > 1 else index[0]}" if index else ""
    msg = f"{rule}, got {got}{at}"
    raise ValueError(msg)


def numbers(name: str, value: Any, unit: str) -> NDArray[np.float64]:
    """Return numbers as a float64 array of any shape, their values not yet examined."""
    return _convert(name, value, _NUMBERS, unit)


def finite(name: str, value: Any, unit: str) -> Any:
    """Return finite numbers: a float for one, else a float64 array of any shape."""
    x = value if type(value) is float else numbers(name, value, unit)
    require(name, x, np.isfinite(x), "finite")
    return x if isinstance(x, np.ndarray) and x.ndim else float(x)


def finite_number(name: str, value: Any, unit: str) -> float:
    """Return one finite number as a float."""
    return _number(name, value, unit, "a finite number", math.isfinite)


def positive_number(name: str, value: Any, unit: str) -> float:
    """Return one finite number > 0 as a float."""
    return _number(name, value, unit, "a finite number > 0", lambda x: 0 < x < np.inf)


def non_negative_number(name: str, value: Any, unit: str) -> float:
    """Return one finite number >= 0 as a float."""
    return _number(name, value, unit, "a finite number >= 0", lambda x: 0 <= x < np.inf)


def _number(
    name: str, value: Any, unit: str, rule: str, ok: Callable[[float], bool]
) -> float:
    """Return one number as a float, if the rule holds for it."""
    x: float = value
    if type(value) is not float:  # a float needs no conversion
        x = float(_single(name, _convert(name, value, _NUMBER, unit), "one number"))
    require(name, x, ok(x), rule)
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
    """Return the array if it holds a single number, or else raise TypeError."""
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
    many = isinstance(value, list | tuple) or (type(value) is np.ndarray and value.ndim)
    types = map(type, value if many else [value])
    words = "a numpy.random.Generator or a seed (whole numbers >= 0)"
    # Named inside the function, because NumPy loads its random module when it is first used.
    sources = (np.random.Generator, np.random.BitGenerator, np.random.SeedSequence)
    if isinstance(value, sources) or _INT_TYPES.issuperset(types):
        try:
            return np.random.default_rng(value)
        except ValueError as error:
            msg = f"{name} must be {words}, got {value!r:.80}: {error}"
            raise ValueError(msg) from error
    raise _refused(name, words, f"{value!r:.80} ({type(value).__name__})")


def common_shape(
    shapes: Mapping[str, tuple[int, ...]], rule: str = "agree in the number of neurons"
) -> tuple[int, ...]:
    """Return the shape to which the shapes broadcast; if they do not fit, name two of them."""
    different = set(shapes.values()) - {()}
    if len(different) <= 1:  # faster than asking NumPy
        return different.pop() if different else ()
    for one, other in combinations(shapes, 2):
        try:
            np.broadcast_shapes(shapes[one], shapes[other])
        except ValueError as error:
            both = f"{shapes[one]} and {shapes[other]}"
            msg = f"{one} and {other} must {rule}, got the shapes {both}"
            raise ValueError(msg) from error
    return np.broadcast_shapes(*shapes.values())


def whole_steps(length: Any, dt: float) -> tuple[Any, Any]:
    """Return how many steps of `dt` a length of time is, and whether it is a whole number.

    A quotient counts as whole if rounding can explain its distance from a whole number. This is
    1e-6, and more if a length may have been known in single precision only, because it equals
    its own rounding to float32.
    """
    with np.errstate(all="ignore"):  # the callers examine the quotient
        steps = np.divide(length, dt)
        nearest = np.rint(steps)
        error = np.abs(steps - nearest)
        whole = error <= _ROUNDING
        if not holds(whole):
            singles = sum(np.equal(np.float32(x), np.float64(x)) for x in (length, dt))
            slack = np.minimum(singles * _FLOAT32_ROUNDING * steps, _MOST_ROUNDING)
            whole |= error <= slack
    return np.where(whole, nearest, steps), whole


def even_steps(t: Any, dt: float, given: Any) -> tuple[Any, float]:
    """Return where times go in steps of `dt`, and by how much rounding may change a step.

    `given` are the times as the caller passed them, perhaps in single precision.
    """
    with np.errstate(all="ignore"):  # a step too long for a float is not dt either
        # Both points are rounded by half an eps, and so is their difference.
        eps = np.finfo(np.float64).eps * coarseness(given)
        rounding = float(2 * eps * np.max(np.abs(t)))
        error = np.abs(np.diff(t, prepend=t[0] - dt) - dt)
        return error <= dt * _ROUNDING + rounding, rounding


def coarseness(*values: Any) -> float:
    """Return 2**29 if a value was given in single precision, else 1: the ratio of their ulps."""
    plain = (_plain("t", x, _NUMBERS, "second") for x in values)
    return 2.0**29 if any(np.asarray(x).dtype == np.float32 for x in plain) else 1.0


def fits_in_memory(what: str, size: float, way_out: str) -> None:
    """Raise MemoryError if `size` bytes are more than this process may use."""
    if size > _ALWAYS_THERE and size > (limit := _memory_limit()):
        both = f"needs {size / 1e9:.3g} GB, this process may use {limit / 1e9:.3g} GB"
        msg = f"{what} {both}: {way_out}"
        raise MemoryError(msg)


def _memory_limit() -> float:
    """Return the smallest of the limits of the machine, the container and the shell."""
    # Imported here, because few runs need them and not every system has them.
    from pathlib import Path  # noqa: PLC0415

    limits = [2**63, *_container_limits(Path("/"))]  # no address is larger than 2**63
    with suppress(AttributeError, OSError, ValueError):  # not known on this system
        limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with suppress(ImportError, AttributeError):  # not on Windows
        import resource  # noqa: PLC0415

        limits.append(resource.getrlimit(resource.RLIMIT_AS)[0])
    return min(limit for limit in limits if limit > 0)  # -1 stands for "no limit"


@functools.cache  # the files are many, and the limits hardly ever change
def _container_limits(root: Path) -> list[int]:
    """Return the limits of the control groups that this process is in (Linux, v1 and v2)."""
    limits = []
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            controllers, _, group = line.partition(":")[2].partition(":")
            name = "memory.limit_in_bytes" if controllers else "memory.max"
            folder = root / "sys/fs/cgroup" / controllers / group.strip("/")
            # A container may see only the uppermost of these folders.
            for place in (folder, *folder.parents):
                with suppress(OSError, ValueError):  # not there, or "max"
                    limits.append(int((place / name).read_text()))
    return limits
