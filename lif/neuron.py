"""The neuron: its six parameters and their units.

A leaky integrate-and-fire neuron consists of a membrane that leaks charge and a rule that says
when the neuron fires. `Neuron` holds the parameters of both. It cannot be changed: to vary a
parameter, make a second neuron with `dataclasses.replace`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lif import _checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Neuron"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Neuron:
    r"""The parameters of a leaky integrate-and-fire neuron, in SI units.

    Each parameter is a number, or a one-dimensional array of length n that gives each of n
    neurons a value of its own.

    Parameters
    ----------
    tau : float or (n,) array, second
        Membrane time constant, :math:`\tau_\text{m} > 0`.
    el : float or (n,) array, volt
        Leak potential, :math:`E_\text{L}`: where the membrane potential settles without input.
    vr : float or (n,) array, volt
        Reset potential, :math:`V_\text{reset} < V_\text{th}`.
    vth : float or (n,) array, volt
        Firing threshold, :math:`V_\text{th}`. With ``inf`` the membrane is passive and never
        fires.
    r : float or (n,) array, ohm
        Membrane resistance, :math:`R > 0`.
    t_ref : float or (n,) array, second
        Absolute refractory period, :math:`t_\text{ref} \ge 0`.

    Raises
    ------
    TypeError
        If a parameter is not made of real numbers, or carries a unit or a mask.
    ValueError
        If a parameter is out of its range, has more than one dimension, or does not fit the
        others in length.

    Notes
    -----
    The parameters are those of the membrane equation

    .. math::

        \tau_\text{m} \frac{dV}{dt} &= E_\text{L} - V(t) + R\,I(t)
            && \text{if } V(t) \le V_\text{th}

        V(t) &= V_\text{reset} && \text{otherwise}

    with the names and default values of [1]_. Numbers are stored as ``float``, arrays as
    read-only float64 copies. Neurons with equal parameters are equal, and have equal hashes.

    References
    ----------
    .. [1] Neuromatch Academy, "Python Workshop 1: LIF Neuron Part I", CC BY 4.0.

    Examples
    --------
    >>> import lif
    >>> lif.Neuron()
    Neuron(tau=0.02, el=-0.06, vr=-0.07, vth=-0.05, r=100000000.0, t_ref=0.0)

    A second neuron that differs in one parameter:

    >>> from dataclasses import replace
    >>> replace(lif.Neuron(), t_ref=2e-3).t_ref
    0.002

    Two neurons with different time constants:

    >>> lif.Neuron(tau=[10e-3, 20e-3]).tau
    array([0.01, 0.02])
    """

    tau: float | NDArray[np.float64] = 20e-3
    el: float | NDArray[np.float64] = -60e-3
    vr: float | NDArray[np.float64] = -70e-3
    vth: float | NDArray[np.float64] = -50e-3
    r: float | NDArray[np.float64] = 100e6
    t_ref: float | NDArray[np.float64] = 0.0

    def __post_init__(self) -> None:
        """Check the parameters, and store arrays as copies that cannot be written to."""
        for name, unit in _UNITS.items():
            array = _checks.numbers(name, getattr(self, name), unit)
            _checks.one_dimensional(name, array)
            value = float(array) if array.ndim == 0 else array.copy()
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            object.__setattr__(self, name, value)
            ok, rule = _RULES[name]
            _checks.require(name, value, ok(value), rule)
        _checks.common_shape({name: np.shape(getattr(self, name)) for name in _UNITS})
        _checks.require_all(
            "vr must be < vth, or the neuron would fire forever",
            np.less(self.vr, self.vth),
            vr=self.vr,
            vth=self.vth,
        )

    @functools.cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of the parameters: ``(n,)`` if any is an array of length n, else ``()``."""
        values = (getattr(self, name) for name in _UNITS)
        return np.broadcast_shapes(
            *(x.shape for x in values if isinstance(x, np.ndarray))
        )

    def __eq__(self, other: object) -> bool:
        """Compare by value; a number and an array of one number differ."""
        if not isinstance(other, Neuron):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in _UNITS
        )

    def __hash__(self) -> int:
        """Hash by value, so that equal neurons have equal hashes."""
        values = (getattr(self, name) for name in _UNITS)
        return hash(tuple(tuple(x) if isinstance(x, np.ndarray) else x for x in values))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and unpickle through the constructor, so that arrays stay read-only."""
        return functools.partial(
            type(self), **{name: getattr(self, name) for name in _UNITS}
        ), ()


_UNITS = {
    "tau": "second",
    "el": "volt",
    "vr": "volt",
    "vth": "volt",
    "r": "ohm",
    "t_ref": "second",
}

_RULES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "tau": (lambda x: (x > 0) & (x < np.inf), "a finite number > 0"),
    "el": (np.isfinite, "a finite number"),
    "vr": (np.isfinite, "a finite number"),
    "vth": (lambda x: x > -np.inf, "a finite number or inf"),
    "r": (lambda x: (x > 0) & (x < np.inf), "a finite number > 0"),
    "t_ref": (lambda x: (x >= 0) & (x < np.inf), "a finite number >= 0"),
}
