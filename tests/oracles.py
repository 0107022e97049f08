"""What the library is compared with: closed forms, and one loop that follows the equation.

Nothing here calls the code under test, and a neuron is anything that has its six parameters.
Notation: a = dt/tau is the share of the distance to v_inf = el + r*i that one step covers, and
b = 1 - a is the share that is left.
"""

from __future__ import annotations

import math
import struct
from decimal import Decimal, localcontext
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def same_bits(x: Any, y: Any) -> bool:
    """Return whether two arrays or numbers are equal bit for bit, in shape and type too."""
    x, y = np.asarray(x), np.asarray(y)
    return (x.shape, x.dtype, x.tobytes()) == (y.shape, y.dtype, y.tobytes())


def same(trace: Any, other: Any) -> bool:
    """Return whether two traces are equal bit for bit, their final states included."""
    return all(map(same_bits, (*trace[:3], *trace[3]), (*other[:3], *other[3])))


def voltage_by_quadrature(
    t: float, i: Callable[[Any], Any], rate: float, neuron: Any, v0: float
) -> float:
    """Return V(t), the solution of the membrane equation for any smooth current.

    Threshold and reset are ignored:
    V(t) = EL + (v0 - EL)*exp(-t/tau) + R/tau * integral of I(s)*exp(-(t - s)/tau) over s < t.
    The integral is Gauss-Legendre quadrature with 20 points on pieces of length 1/rate, where
    `rate` is the fastest rate of change in it: the error is less than 1e-40 of the integral.
    """
    nodes, weights = np.polynomial.legendre.leggauss(20)
    pieces = math.ceil(t * rate)
    width = t / pieces if pieces else 0.0
    s = (np.arange(pieces)[:, np.newaxis] + (nodes + 1) / 2) * width
    values = i(s) * np.exp(-(t - s) / neuron.tau)
    integral = float(np.sum(values * weights)) * width / 2
    decay = (v0 - neuron.el) * math.exp(-t / neuron.tau)
    return float(neuron.el + decay + neuron.r / neuron.tau * integral)


def decay_to_normals(
    normals: NDArray[np.float64], std: float, dt: float, correlation_time: float
) -> Any:
    """Return x_k for all k of an Ornstein-Uhlenbeck process that starts at its mean, 0.

    x_k = sigma*sqrt(1 - rho**2) * sum over j <= k of rho**(k - j) * xi_j, where rho is
    exp(-dt/tau), and 1 - rho**2 = 2*T/(1 + T) with T = tanh(dt/tau), which does not cancel.
    """
    k = np.arange(len(normals))
    lag = np.subtract.outer(k, k)
    kernel = np.where(lag >= 0, np.exp(-np.maximum(lag, 0) * dt / correlation_time), 0)
    tanh = math.tanh(dt / correlation_time)
    return std * math.sqrt(2 * tanh / (1 + tanh)) * kernel @ normals


def synaptic_sum(
    spikes: Any, weight: float, *, dt: float, time_constant: float, start: float = 0.0
) -> NDArray[np.float64]:
    """Return I_k for all k of the current of an exponential synapse, summed with 50 digits.

    I_k = start*b**(k + 1) + sum over j <= k of w*s_j*b**(k - j), with b = exp(-dt/time_constant).
    """
    with localcontext(prec=50):
        decay = (-Decimal(dt) / Decimal(time_constant)).exp()
        powers = [decay**k for k in range(len(spikes) + 1)]
        jumps = [Decimal(weight) * Decimal(float(x)) for x in spikes]
        sums = [
            sum(map(mul, jumps[: k + 1], powers[k::-1]), Decimal(start) * powers[k + 1])
            for k in range(len(spikes))
        ]
        return np.array([float(x) for x in sums])


def binomial_surprise(count: int, trials: int, p: float) -> float:
    """Return trials times the relative entropy of count/trials and p.

    By Chernoff's bound, exp(-this) is at least the probability that the count of independent
    trials is as far from trials*p as this count, or farther, on the same side.
    """
    shares = [(count / trials, p), (1 - count / trials, 1 - p)]
    return trials * sum(x * math.log(x / y) for x, y in shares if x > 0)


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
