"""Copies of names, so that a cell can begin again where it began before."""

from __future__ import annotations

import copy
import sys
from types import NoneType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ATOMS = (bool, bytes, complex, float, int, str, NoneType)

# A copy that may still be empty, and the function that fills it.
_Made = tuple[Any, "Callable[[], None] | None"]


def copied(names: Mapping[str, Any]) -> dict[str, Any]:
    """Copy what a cell could change: containers, arrays, random generators, own objects.

    All else stays what it is: numbers and texts, functions, modules, figures. What is the same
    object under two names is the same object in the copy.
    """
    copies = _Copies()
    return {name: copies.of(value) for name, value in names.items()}


class _Copies:
    """Copies of objects, one for each."""

    def __init__(self) -> None:
        # With each copy stands its original, so that no other object gets the same id.
        self._known: dict[int, tuple[Any, Any]] = {}
        numpy = sys.modules.get("numpy")
        self._atoms = (*_ATOMS, numpy.generic) if numpy else _ATOMS
        self._as_a_whole = {set, bytearray}
        self._as_a_whole |= {numpy.ndarray, numpy.random.Generator} if numpy else set()

    def of(self, old: Any) -> Any:
        """Return the copy of an object."""
        if isinstance(old, self._atoms):
            return old
        if id(old) not in self._known:
            new, fill = self._made(old)
            self._known[id(old)] = (new, old)
            if fill:
                fill()
        return self._known[id(old)][0]

    def _made(self, old: Any) -> _Made:
        kind = type(old)
        if kind is list:
            return self._list(old)
        if kind is dict:
            mapping: dict[Any, Any] = {}
            return mapping, lambda: mapping.update(
                {key: self.of(x) for key, x in old.items()}
            )
        if kind is tuple:
            return tuple(map(self.of, old)), None
        if kind in self._as_a_whole:
            return copy.deepcopy(old), None
        if kind.__module__ == "__main__" and hasattr(old, "__dict__"):
            return self._own(old)
        return old, None

    def _list(self, old: list[Any]) -> _Made:
        if all(issubclass(kind, self._atoms) for kind in set(map(type, old))):
            return old.copy(), None  # most lists hold numbers, and some of them many
        items: list[Any] = []
        return items, lambda: items.extend(map(self.of, old))

    def _own(self, old: Any) -> _Made:
        """Copy an object of a class that a cell has defined; the class itself stays."""
        if isinstance(old, type):
            return old, None
        new = object.__new__(type(old))
        return new, lambda: vars(new).update(self.of(vars(old)))
