r"""
f–I curves of LIF and Hodgkin–Huxley
====================================

A leaky integrate-and-fire neuron can fire at any low rate, but a Hodgkin–Huxley neuron cannot.

**Claim: the f–I curve of the leaky integrate-and-fire neuron rises from zero, and the neuron fires
at 5 Hz if the current is 0.01 % above the rheobase. The curve of the Hodgkin–Huxley neuron
jumps: at each current this neuron goes on firing at more than 45 Hz, or its firing stops.**

The **Hodgkin–Huxley model** describes the ion channels that cause a spike.
It has no threshold and no reset, since both result from the opening and closing of the channels.
We give both neurons the same currents, as multiples of the rheobase of each, and compare how the
firing begins.
This example also needs SciPy: ``pip install scipy``.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# The Hodgkin–Huxley equations
# ----------------------------
# The state has the potential :math:`V` and three gates: :math:`m` and :math:`h` open and close the
# channels for sodium, and :math:`n` those for potassium.
# Each gate opens at a rate :math:`\alpha(V)` and closes at a rate :math:`\beta(V)`.
# These are the usual parameters of the squid axon at 6.3 °C, with a resting potential of -65 mV.
# The units are those of the field: ms, mV and µA/cm².
#
# .. math::
#
#    C\,\dot V &= I - g_\text{Na}\,m^3 h\,(V - E_\text{Na}) \\
#                &\quad - g_\text{K}\,n^4\,(V - E_\text{K}) - g_\text{L}\,(V - E_\text{L}) \\
#    \dot x &= \alpha_x(V)\,(1 - x) - \beta_x(V)\,x, \\
#    x &\in \{m, h, n\}

from math import exp, expm1

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import odeint

import lif


def gates(v):
    """Return the rates of opening and closing of m, h and n."""
    m = -0.1 * (v + 40) / expm1(-(v + 40) / 10), 4 * exp(-(v + 65) / 18)
    h = 0.07 * exp(-(v + 65) / 20), 1 / (1 + exp(-(v + 35) / 10))
    n = -0.01 * (v + 55) / expm1(-(v + 55) / 10), 0.125 * exp(-(v + 65) / 80)
    return m, h, n


def slope(state, _, i):
    """Return the time derivatives of V, m, h and n."""
    v, m, h, n = state
    dv = i - 120 * m**3 * h * (v - 50) - 36 * n**4 * (v + 77) - 0.3 * (v + 54.387)
    pairs = zip(gates(v), state[1:], strict=True)
    return [dv, *(alpha * (1 - x) - beta * x for (alpha, beta), x in pairs)]


def hh_rate(i, rtol=1e-6):
    """Return the rate (Hz) of the last spikes in 300 ms; 0 if the firing has stopped."""
    ms = np.arange(0, 300, 0.05)
    rest = [-65, *(alpha / (alpha + beta) for alpha, beta in gates(-65))]
    v = odeint(slope, rest, ms, args=(i,), rtol=rtol, atol=1e-8)[:, 0]
    k = np.flatnonzero((v[:-1] < 0) & (v[1:] >= 0))
    spikes = ms[k] - v[k] / (v[k + 1] - v[k]) * 0.05
    return 1e3 / (spikes[-1] - spikes[-2]) if np.any(spikes > 270) else 0.0


# %%
# Two f–I curves
# --------------
# The steady firing of the Hodgkin–Huxley neuron begins at 6.265 µA/cm² (A. Balti, V. Lanza and
# M. A. Aziz-Alaoui, Mathematical Biosciences and Engineering 15, 807, 2018).
# This current is its rheobase here.

relative = np.array([0.9, 0.98, 0.995, 1.0001, 1.001, 1.01, 1.05, 1.15, 1.3, 1.5])
hh = np.array([hh_rate(6.265 * x) for x in relative])

neuron = lif.Neuron()
dt, t_max = 1e-4, 2.0
currents = relative * lif.exact.rheobase(neuron)
i = np.tile(currents, (len(lif.time_grid(t_max, dt)), 1))
rates = lif.spikes.firing_rate(lif.run(i, neuron, dt=dt))
x = np.sort(np.append(np.linspace(0.9, 1.5, 601), 1 + np.geomspace(1e-9, 1e-2, 50)))
curve = lif.exact.firing_rate(x * lif.exact.rheobase(neuron), neuron)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(x, curve, label="LIF, theory")
axes.plot(relative, rates, "o", color="C0", label="LIF")
axes.plot(relative, hh, "s", color="C1", label="Hodgkin–Huxley")
axes.set(xlabel=r"$I / I_\text{rh}$", ylabel="$f$ (Hz)")
axes.legend(loc="center right", bbox_to_anchor=(1, 0.6))
plt.show()

# %%
# The proof
# ---------
# An Euler climb that takes the time :math:`T` in theory takes :math:`T + L`, rounded up to whole
# steps, with :math:`L = -T\,(1 + a/\ln(1 - a))` and :math:`a = \Delta t/\tau_\text{m}`.
# The number of spikes may be wrong by one.
#
# Below its rheobase the Hodgkin–Huxley neuron must stop firing before the end of the run.
# Above it the rate must be more than 45 Hz.
# The solver keeps the error of a step below :math:`10^{-6}`, relative to the state, and takes a
# few hundred steps in an interval.
# So a solver with a much smaller tolerance must give the same rate to within :math:`10^{-3}`.

firing = relative > 1
interval = lif.exact.interspike_interval(currents[firing], neuron)
a = dt / neuron.tau
shortest = interval * (-a / np.log1p(-a))
low, high = 1 / (shortest + dt) - 1 / t_max, 1 / shortest + 1 / t_max
for factor, f, g in zip(relative, rates, hh, strict=True):
    print(f"{factor:.4f}: LIF {f:5.1f} Hz, Hodgkin–Huxley {g:4.1f} Hz")
assert not np.any(rates[~firing])
assert np.all((low <= rates[firing]) & (rates[firing] <= high)), rates
assert not np.any(hh[~firing])
assert np.all(hh[firing] > 45), hh
exact = hh_rate(6.265 * 1.01, rtol=1e-9)
assert abs(hh[5] / exact - 1) < 1e-3, (hh[5], exact)

# %%
# Try this
# --------
# - Add refractory periods, ``neuron = lif.Neuron(t_ref=10e-3)``. Does the curve begin to jump?
# - In ``hh_rate``, add ``plt.figure()`` and ``plt.plot(ms, v)`` before the last line. At the end,
#   call ``hh_rate(6.2)``, and show the last figure. How does the firing stop below the rheobase?
# - Start the Hodgkin–Huxley neuron far from rest, with ``rest = [0, 0.5, 0.3, 0.4]``. At which of
#   the currents is it silent now, although it fired before?
