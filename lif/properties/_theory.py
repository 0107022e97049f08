r"""What a leaky integrate-and-fire neuron does, in closed form and as one plain loop.

Notation: a step covers the fraction `a` of the distance to the target v_inf = el + r*i, and the
fraction b = 1 - a remains. For the forward Euler method a is dt/tau; for a method that is exact
for a constant current it is 1 - exp(-dt/tau). All closed forms hold for both methods.
"""

from __future__ import annotations

import cmath
import math
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from lif.neuron import Neuron

    class OneNeuron(Neuron):
        """A neuron whose parameters are all numbers, none an array."""

        tau: float
        el: float
        vr: float
        vth: float
        r: float
        t_ref: float


EPS = 2.0**-52

# A length of time that is this close to a whole number of steps counts as that number.
_ROUNDING = 1e-6


class Conventions(NamedTuple):
    """The choices in which two correct simulations may differ. None stands for "find out".

    Parameters
    ----------
    threshold : {">", ">="}, optional
        Whether V has to be above the threshold, or may be equal to it, for a spike.
    reported : {"before", "after", "spikes after"}, optional
        Whether ``v[k]`` and ``spiked[k]`` are the values before step k, at ``t[k]``, or those
        after it, at ``t[k] + dt``. With "spikes after", the potential is that before step k and
        the spike is that after it.
    method : {"euler", "exact"}, optional
        Whether a step is a forward Euler step or the exact solution for a current that is
        constant during the step.
    refractory : {"up", "nearest", "down"}, optional
        How the refractory period is rounded to whole steps.
    spike_counts : bool, optional
        Whether the step of the spike is the first of the refractory steps.
    precision : {"double", "single"}, optional
        Whether potentials are float64 or float32.

    Examples
    --------
    >>> import lif
    >>> import lif.properties
    >>> lif.properties.Conventions(threshold=">=").threshold
    '>='
    """

    threshold: str | None = None
    reported: str | None = None
    method: str | None = None
    refractory: str | None = None
    spike_counts: bool | None = None
    precision: str | None = None


# The conventions of `lif.run`.
OURS = Conventions(">", "before", "euler", "up", spike_counts=False, precision="double")


def share(neuron: OneNeuron, dt: float, method: str | None) -> float:
    """Return a, the fraction of the distance to the target that one step covers."""
    a = dt / float(neuron.tau)
    return -math.expm1(-a) if method == "exact" else a


def size(neuron: Any, i: Any, v0: Any) -> float:
    """Return M, the largest voltage in the equation, to which rounding errors are proportional."""
    largest = np.max(np.abs(neuron.r * np.asarray(i)), initial=0.0)
    return float(max(abs(v0), abs(neuron.el), largest))


def tol(k: Any, a: Any, m: Any) -> Any:
    """Bound the rounding error after k steps.

    A step rounds by at most eps*M when it adds, and by O(a*eps)*M before. Each later step
    contracts that error by b, and the sum of b**j over j < k is at most min(k, 1/a).
    """
    return EPS * m * (np.minimum(k, 1 / a) + 8)


def constant_voltage(k: Any, i: float, neuron: Any, a: float, v0: float) -> Any:
    """Return V_k, the solution of the recursion for a constant current.

    Threshold and reset are ignored.
    """
    v_inf = neuron.el + neuron.r * i
    return v_inf + (v0 - v_inf) * (1 - a) ** k


def sine_voltage(
    k: Any, i_mean: float, omega_dt: float, neuron: OneNeuron, a: float, v0: float
) -> Any:
    """Return V_k, the solution of the recursion for i_mean*(1 + sin(k*omega_dt)).

    Threshold and reset are ignored.
    """
    mean = neuron.el + neuron.r * i_mean
    h = a * neuron.r * i_mean / (cmath.exp(1j * omega_dt) - (1 - a))
    wave = (h * np.exp(1j * omega_dt * k)).imag
    return mean + wave + (v0 - mean - h.imag) * (1 - a) ** k


def strongest_bend(i_mean: float, period: float, neuron: OneNeuron, v0: float) -> float:
    """Bound V'' under the sine current: the sum of V'' of the oscillation and of the decay."""
    tau, omega, ri = float(neuron.tau), 2 * math.pi / period, neuron.r * i_mean
    wave = ri / math.sqrt(1 + (omega * tau) ** 2)
    decay = abs(v0 - neuron.el - ri + wave * omega * tau / math.hypot(1, omega * tau))
    return float(wave * omega**2 + decay / tau**2)


def climb(i: float, neuron: Any, a: float, start: Any) -> tuple[float, float]:
    """Return the number x of steps from a start to the threshold, a real number, and its error.

    b**x = (v_inf - vth)/(v_inf - start). The threshold is passed at the first whole number after
    x, unless x is within its error of a whole number. A rounding error of tol <= 4*eps*M/a in V
    becomes an error in x when it is divided by the slope a*(v_inf - vth).
    """
    v_inf = neuron.el + neuron.r * i
    above = v_inf - neuron.vth
    x = math.log(above / (v_inf - start)) / math.log1p(-a)
    return x, 4 * EPS * size(neuron, i, start) / (a**2 * above)


def synaptic_sum(spikes: Any, weight: float, decay: float) -> NDArray[np.float64]:
    """Return I_k for all k of the current of an exponential synapse, without accumulated errors.

    I_k = sum over j <= k of w*s_j*b**(k - j), with b = exp(-decay); every sum is rounded once.
    """
    x = [weight * float(spike) for spike in spikes]
    powers = [math.exp(-decay * k) for k in range(len(x))]
    sums = (math.fsum(map(mul, x[: k + 1], powers[k::-1])) for k in range(len(x)))
    return np.array(list(sums))


def refractory_steps(neuron: OneNeuron, dt: float, conventions: Conventions) -> int:
    """Return for how many points after a spike V stays at the reset potential."""
    quotient = neuron.t_ref / dt
    whole = abs(quotient - round(quotient)) <= _ROUNDING
    quotient = round(quotient) if whole else quotient
    rounded = {"down": math.floor(quotient), "nearest": round(quotient)}
    steps = rounded.get(conventions.refractory or "", math.ceil(quotient))
    return max(0, steps - 1) if conventions.spike_counts else steps


def as_reported(
    v: NDArray[Any], spiked: NDArray[Any], reported: str | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Select the points that are reported, from all points of a run (one more than steps)."""
    rows_of_v = slice(1, None) if reported == "after" else slice(-1)
    rows_of_spikes = slice(-1) if reported == "before" else slice(1, None)
    return v[rows_of_v], spiked[rows_of_spikes]


def clamp(v: Any, vr: Any, *, above: bool, resting: bool) -> tuple[Any, bool]:
    """Return V after a step, and whether the neuron spikes, by the rules of the model."""
    return (vr if above or resting else v), above and not resting


def simulate(
    i: Iterable[float],
    neuron: OneNeuron,
    dt: float,
    v: Any,
    conventions: Conventions = OURS,
    rule: Callable[..., tuple[Any, bool]] = clamp,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Run the whole model in one plain loop, which remembers the index of the last spike.

    Returns V and spikes before each step and after the last one.
    """
    a = share(neuron, dt, conventions.method)
    n_ref = refractory_steps(neuron, dt, conventions)
    potentials, spikes = [v], [False]
    last = -math.inf
    for k, i_k in enumerate(i, start=1):
        v = v + a * (neuron.el - v + neuron.r * i_k)
        above = v >= neuron.vth if conventions.threshold == ">=" else v > neuron.vth
        v, spiked = rule(v, neuron.vr, above=above, resting=k <= last + n_ref)
        last = k if spiked else last
        potentials.append(v)
        spikes.append(spiked)
    return np.array(potentials, dtype=float), np.array(spikes)
