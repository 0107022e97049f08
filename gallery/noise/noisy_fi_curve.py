r"""
f–I curve with noise: Siegert's formula
=======================================

With noise, a neuron fires even if its mean current is below the rheobase.

**Claim: under white noise, a neuron fires at the rate of Siegert's formula, with the threshold
raised by 0.5826 times the standard deviation of the noise of one step.**

Without noise, a constant current below the rheobase causes no spikes.
We count the spikes of 500 neurons at eight mean currents.
This example also needs SciPy: ``pip install scipy``.
The idea comes from the course: `Spikes of many neurons <../../learn/spikes.html>`_.
"""

# %%
# White noise in steps
# --------------------
# The strength of the noise is given by :math:`\sigma_V`, the standard deviation that the potential
# would have without a threshold.
# White noise has no time scale, so its standard deviation in one step must grow as
# :math:`1/\sqrt{\Delta t}`.
# The standard deviation of the current is :math:`\sigma_V\sqrt{2\tau_\text{m}/\Delta t}/R`.
#
# ``lif.stream`` simulates six blocks of 200 ms one after the other, so that only one of them is in
# memory at a time.
# The first block is long enough for the start to be forgotten, and we count the spikes of the
# other five.

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import quad
from scipy.special import erfcx

import lif

neuron = lif.Neuron()
dt = 1e-4
sigma_v = 4e-3
sigma_i = sigma_v * np.sqrt(2 * neuron.tau / dt) / neuron.r
currents = np.array([20, 40, 60, 80, 100, 120, 150, 200]) * 1e-12
n = 500

rng = np.random.default_rng(2020)
rate, error = np.empty(len(currents)), np.empty(len(currents))
for k, i_mean in enumerate(currents):
    blocks = (i_mean + sigma_i * rng.standard_normal((2000, n)) for _ in range(6))
    counts = [x.spiked.sum(axis=0) for x in lif.stream(blocks, neuron, dt=dt)]
    rates = np.sum(counts[1:], axis=0) / (5 * 2000 * dt)
    rate[k], error[k] = rates.mean(), rates.std() / np.sqrt(n)

# %%
# Siegert's formula
# -----------------
# The mean interval between two spikes is (A. J. F. Siegert, Physical Review 81, 617,
# 1951)
#
# .. math::
#
#    T = \tau_\text{m}\sqrt{\pi}\int_{y(V_\text{reset})}^{y(V_\text{th})}
#    e^{x^2}\,(1 + \mathrm{erf}\,x)\,dx,
#    \qquad y(V) = \frac{V - E_\text{L} - R\,I}{\sqrt{2}\,\sigma_V}.
#
# In SciPy, the integrand is ``erfcx(-x)``.
#
# In the formula, the neuron fires as soon as the potential touches the threshold.
# The simulation compares the potential with the threshold only once in each step, so it misses
# a potential that crosses the threshold and returns between two points.
# For a random walk, this has the same effect as a threshold that is higher by
# :math:`-\zeta(1/2)/\sqrt{2\pi} = 0.5826` times the standard deviation of a step
# (M. Broadie, P. Glasserman and S. Kou, Mathematical Finance 7, 325, 1997).
# The reset potential needs no such shift, because the random walk starts exactly there.

shift = 0.5826 * sigma_v * np.sqrt(2 * dt / neuron.tau)


def siegert(i, vth):
    """Return the rate at the mean current i, for a threshold vth."""
    mean = neuron.el + neuron.r * i
    y = (np.array([neuron.vr, vth]) - mean) / (np.sqrt(2) * sigma_v)
    return 1 / (neuron.tau * np.sqrt(np.pi) * quad(lambda x: erfcx(-x), *y)[0])


theory = np.array([siegert(i, neuron.vth + shift) for i in currents])
x = np.linspace(0, 200e-12, 201)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(x * 1e12, [siegert(i, neuron.vth + shift) for i in x], label="theory")
axes.plot(currents * 1e12, rate, "o", label="simulation")
axes.plot(x * 1e12, lif.exact.firing_rate(x, neuron), "--", label=r"$\sigma_V = 0$")
axes.set(xlabel="$I$ (pA)", ylabel="$f$ (Hz)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The standard error follows from the spread of the 500 rates.
# The Euler method adds an error of first order in the time step.
# Without noise, the simulated potential reaches the threshold too early, by the fraction
# :math:`\Delta t/(2\tau_\text{m})` of the time, which is a quarter of a percent.
# We allow this error and four standard errors for each of eight rates.
# By chance, the proof fails for one seed in two thousand.

unshifted = np.array([siegert(i, neuron.vth) for i in currents])
for i, f, e, x, u in zip(currents, rate, error, theory, unshifted, strict=True):
    print(f"{i * 1e12:3.0f} pA: {f:.2f} +- {e:.2f} Hz, ", end="")
    print(f"theory {x:.2f}, without the shift {u:.2f}")
allowed = 4 * error + dt / (2 * neuron.tau) * theory
assert np.all(np.abs(rate - theory) < allowed), (rate, theory, allowed)

# %%
# Try this
# --------
# - Make the noise weaker, ``sigma_v = 1e-3``. Which currents still make the neuron fire?
#   (The standard error is zero where no spike is counted, so the proof fails.)
# - Use a longer time step, ``dt = 1e-3``. How far is the simulation from the formula with the
#   shift, and how far from the formula without it?
# - Give the neuron a refractory period, ``lif.Neuron(t_ref=10e-3)``. What must be added
#   to the interval in ``siegert`` so that the proof holds?
