"""What judges the library: closed forms, and one loop written straight from the equation.

Nothing here calls the code under test; a neuron is only read. Notation: a = dt/tau is the
part of the way that one step goes, b = 1 - a, and v_inf = el + r*i is where it leads.
"""

from __future__ import annotations

import cmath
import math
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray
    from strategies import SingleNeuron

    from lif import Neuron

EPS = 2.0**-52


def same_bits(x: Any, y: Any) -> bool:
    """Tell whether two arrays or numbers are equal to the last bit, shape and type included."""
    x, y = np.asarray(x), np.asarray(y)
    return (x.shape, x.dtype, x.tobytes()) == (y.shape, y.dtype, y.tobytes())


def same(trace: Any, other: Any) -> bool:
    """Tell whether two traces are equal to the last bit, final states included."""
    return all(map(same_bits, (*trace[:3], *trace[3]), (*other[:3], *other[3])))


def size(neuron: Neuron, i: Any, v0: float) -> float:
    """Return M, the largest voltage in the equation: rounding errors are in proportion to it."""
    return float(max(abs(v0), abs(neuron.el), np.max(neuron.r * np.abs(i))))


def tol(k: Any, a: float, m: float) -> Any:
    """Bound the rounding error after k steps.

    A step rounds at most eps*M when it adds, and O(a*eps)*M before; the next steps contract
    that by b each, and the sum of b**j over j < k is at most min(k, 1/a).
    """
    return EPS * m * (np.minimum(k, 1 / a) + 8)


def constant_voltage(k: Any, i: float, neuron: Neuron, dt: float, v0: float) -> Any:
    """Solve the Euler recursion for a constant current: V_k, no threshold."""
    v_inf = neuron.el + neuron.r * i
    return v_inf + (v0 - v_inf) * (1 - dt / neuron.tau) ** k


def sine_voltage(
    k: Any, i_mean: float, period: float, neuron: Neuron, *, dt: float, v0: float
) -> Any:
    """Solve the Euler recursion for the sine current: V_k, no threshold."""
    a, omega = dt / neuron.tau, 2 * math.pi / period
    mean = neuron.el + neuron.r * i_mean
    h = a * neuron.r * i_mean / (cmath.exp(1j * omega * dt) - (1 - a))
    wave = (h * np.exp(1j * omega * k * dt)).imag
    return mean + wave + (v0 - mean - h.imag) * (1 - a) ** k


def strongest_bend(
    i_mean: float, period: float, neuron: SingleNeuron, v0: float
) -> float:
    """Bound V'' under the sine current: by that of the wave, and that of the decay to it."""
    tau, omega, ri = neuron.tau, 2 * math.pi / period, neuron.r * i_mean
    wave = ri / math.sqrt(1 + (omega * tau) ** 2)
    decay = abs(v0 - neuron.el - ri + wave * omega * tau / math.hypot(1, omega * tau))
    return wave * omega**2 + decay / tau**2


def voltage_by_quadrature(
    t: float, i: Callable[[Any], Any], rate: float, neuron: SingleNeuron, v0: float
) -> float:
    """Solve the membrane equation for any smooth current: V(t), no threshold.

    V(t) = EL + (v0 - EL)*exp(-t/tau) + R/tau * integral of I(s)*exp(-(t - s)/tau) over s < t,
    by Gauss and Legendre with 20 points on pieces as short as 1/rate, the fastest there is: what
    the quadrature leaves out is less than 1e-40 of the integral.
    """
    nodes, weights = np.polynomial.legendre.leggauss(20)
    pieces = math.ceil(t * rate)
    width = t / pieces if pieces else 0.0
    s = (np.arange(pieces)[:, np.newaxis] + (nodes + 1) / 2) * width
    values = i(s) * np.exp(-(t - s) / neuron.tau)
    integral = float(np.sum(values * weights)) * width / 2
    decay = (v0 - neuron.el) * math.exp(-t / neuron.tau)
    return neuron.el + decay + neuron.r / neuron.tau * integral


def decay_to_normals(
    normals: NDArray[np.float64], std: float, dt: float, correlation_time: float
) -> Any:
    """Sum up an Ornstein-Uhlenbeck process that starts at its mean, 0: x_k for all k.

    x_k = sigma*sqrt(1 - rho**2) * sum over j <= k of rho**(k - j) * xi_j, where rho is
    exp(-dt/tau), and 1 - rho**2 = 2*T/(1 + T) with T = tanh(dt/tau), which does not cancel.
    """
    k = np.arange(len(normals))
    lag = np.subtract.outer(k, k)
    kernel = np.where(lag >= 0, np.exp(-np.maximum(lag, 0) * dt / correlation_time), 0)
    tanh = math.tanh(dt / correlation_time)
    return std * math.sqrt(2 * tanh / (1 + tanh)) * kernel @ normals


def climb(i: float, neuron: SingleNeuron, dt: float) -> tuple[float, float]:
    """Return how many steps, as a real number, lead from reset to threshold; and its error.

    b**x = (v_inf - vth)/(v_inf - vr). The threshold is passed at the next whole number after
    x, unless x is within its error of one: a rounding error of tol <= 4*eps*M/a in V is one
    of that over the slope a*(v_inf - vth) in x.
    """
    a, v_inf = dt / neuron.tau, neuron.el + neuron.r * i
    above = v_inf - neuron.vth
    x = math.log(above / (v_inf - neuron.vr)) / math.log1p(-a)
    return x, 4 * EPS * size(neuron, i, neuron.vr) / (a**2 * above)


def simulate(
    i: Iterable[float], neuron: SingleNeuron, dt: float, v: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Integrate, fire and sit out: the whole model in one plain loop, by the index of spikes."""
    n_ref = math.ceil(neuron.t_ref / dt - 1e-6)
    potentials, spikes = [v], [False]
    last = -math.inf
    for k, i_k in enumerate(i, start=1):
        if k <= last + n_ref:
            v = neuron.vr
        else:
            v = v + dt / neuron.tau * (neuron.el - v + neuron.r * i_k)
            if v > neuron.vth:
                v, last = neuron.vr, k
        potentials.append(v)
        spikes.append(last == k)
    return np.array(potentials), np.array(spikes)


def steps_meant(length: float, dt: float) -> int | None:
    """Return the whole number of steps that a length of time is, or None if it is not one.

    Rounding explains a difference of 1e-6. It explains 2**-23 of the quotient for each of
    the two numbers that equals its own rounding to single precision, but at most 0.1.
    """
    quotient = length / dt
    singles = sum(struct.unpack("f", struct.pack("f", x))[0] == x for x in (length, dt))
    slack = max(1e-6, min(0.1, singles * 2**-23 * quotient))
    nearest = round(quotient)
    return nearest if abs(quotient - nearest) <= slack else None
