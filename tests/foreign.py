"""Stand-ins for the arrays and quantities of other libraries, which the tests do not need."""

from __future__ import annotations

from typing import Any

import numpy as np


class Foreign:
    """An array of another library: it converts to what it holds, and has some attributes."""

    def __init__(self, values: Any, **attributes: Any) -> None:
        """Keep what it holds, and its attributes."""
        self.values = values
        vars(self).update(attributes)

    def __array__(self, *_args: Any, **_options: Any) -> Any:
        """Convert, whether or not that drops an attribute."""
        return np.asanyarray(self.values)


class Pint(Foreign):
    """A quantity as pint makes them: the unit is lost when it converts."""

    units = "millivolt"


class Quantities(np.ndarray):
    """An array as the package quantities makes them."""

    dimensionality = "mV"


class Astropy(np.ndarray):
    """An array as astropy makes them: each has its unit."""

    @property
    def unit(self) -> str:
        """The unit."""
        return "mV"


class Brian(np.ndarray):
    """An array as brian2 makes them."""

    def get_best_unit(self) -> str:
        """Return the unit."""
        return "mV"


class OfOneUnit(np.ndarray):
    """An array that gets its unit when it is made."""

    def __array_finalize__(self, _other: Any) -> None:
        """Set the unit."""
        self.unit = "mV"


class Frame(Foreign):
    """A table as pandas makes them: a column can be had as an attribute."""

    def __getattr__(self, name: str) -> Foreign:
        """Return the column of that name, of which there is one for any name."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Foreign(self.values)


class Unconvertible:
    """An object that raises an error of its own when it is to become an array."""

    def __init__(self, error: Exception) -> None:
        """Keep the error."""
        self.error = error

    def __array__(self, *_args: Any, **_options: Any) -> Any:
        """Raise the error."""
        raise self.error
