r"""
Poisson input through synapses: Campbell's theorem
==================================================

Spikes that arrive at random times raise the membrane potential and make it fluctuate.

**Claim: if spikes arrive at random, the potential rises, on average, by the rate times the area
under the response to one spike, and its variance is the rate times the area under the square of
that response.**

Each spike that arrives at a synapse makes the current jump, and the current then decays.
The potential responds with a small rise that takes longer to decay.
Many spikes at random times cause many such responses, and the potential is their sum.
Campbell's theorem gives the mean and the variance of this sum.
Here the spikes are a Poisson process.
The idea comes from the course: `Random input <../../learn/random-input.html>`_.
"""

# %%
# Simulate spikes, current and potential
# --------------------------------------
# We simulate two thousand passive neurons for ten membrane time constants, and keep the
# potential of each neuron at the end.
# Every neuron receives spikes of its own.
# A rate of 1000 Hz is that of a hundred cells that fire ten times per second each.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
dt = 0.2e-3
weight, tau_s = 1e-11, 5e-3
rates = np.array([200, 500, 1000, 1500, 2000])
n = 2000

rng = np.random.default_rng(2020)
t = lif.time_grid(t_max=10 * neuron.tau, dt=dt)
mean, std = np.empty((2, len(rates)))
for k, rate in enumerate(rates):
    spikes = lif.poisson_spikes(t, rate, n, dt=dt, rng=rng)
    i = lif.synaptic_current(spikes, weight, tau_s, dt=dt)
    v = lif.run(i, neuron, dt=dt).state.v
    mean[k], std[k] = v.mean(), v.std()

# %%
# The response to one spike
# -------------------------
# Each step multiplies the current by :math:`b = e^{-\Delta t/\tau_\text{s}}`, and multiplies the
# distance of the potential from rest by :math:`c = 1 - a`, with
# :math:`a = \Delta t/\tau_\text{m}`.
# So :math:`m` steps after a single spike of weight :math:`w` the potential is
#
# .. math:: h_m = a R w\,\frac{b^m - c^m}{b - c}
#
# above rest.
# In each step a spike arrives with the probability
# :math:`p = \lambda\,\Delta t`, independently of all other steps, where :math:`\lambda` is
# the rate.
# The mean of a sum is the sum of the means, and the variance of a sum of independent numbers is
# the sum of their variances:
#
# .. math::
#
#    \bar V &= E_\text{L} + p \sum_m h_m
#
#    \sigma_V^2 &= p\,(1 - p) \sum_m h_m^2
#
# For short time steps, :math:`1 - p` is nearly 1, and the formulas become those of the claim.

m = np.arange(1, len(t) + 1)
a, b = dt / neuron.tau, np.exp(-dt / tau_s)
c = 1 - a
h = a * neuron.r * weight * (b**m - c**m) / (b - c)
p = rates * dt
mean_theory = neuron.el + p * h.sum()
std_theory = np.sqrt(p * (1 - p) * np.sum(h**2))

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, figsize=(5.6, 5.2), height_ratios=[1, 2])
top.plot(m * dt * 1e3, h * 1e3)
top.set(xlabel="$t$ after the spike (ms)", ylabel="$h$ (mV)", xlim=(0, 100))
low, high = (mean_theory - std_theory) * 1e3, (mean_theory + std_theory) * 1e3
bottom.fill_between(rates, low, high, alpha=0.3, label=r"$\bar V \pm \sigma_V$, theory")
bottom.errorbar(rates, mean * 1e3, std * 1e3, fmt="o", color="C1", label="simulation")
bottom.set(xlabel=r"$\lambda$ (Hz)", ylabel="$V$ (mV)")
bottom.legend(loc="upper left")
plt.show()

# %%
# The proof
# ---------
# The mean of :math:`n` independent neurons has the standard error
# :math:`\sigma_V/\sqrt{n}`.
# Their variance has the relative standard error :math:`\sqrt{(2 + \kappa)/n}`, and that of the
# standard deviation is half as large.
# Here
# :math:`\kappa = \left(\frac{1}{p (1 - p)} - 6\right) \sum h_m^4 / (\sum h_m^2)^2` is the excess
# kurtosis of the potential, which would be 0 for a normal distribution.
# We allow four standard errors in each of ten comparisons.
# By chance, the proof fails for fewer than one seed in a thousand.

variance_of_spikes = p * (1 - p)
kappa = (1 / variance_of_spikes - 6) * np.sum(h**4) / np.sum(h**2) ** 2
error_of_mean = std_theory / np.sqrt(n)
error_of_std = std_theory / 2 * np.sqrt((2 + kappa) / n)
for name, measured, theory, error in [
    ("mean", mean, mean_theory, error_of_mean),
    ("standard deviation", std, std_theory, error_of_std),
]:
    print(f"{name}, mV: {np.round(measured * 1e3, 3)}")
    print(f"    theory: {np.round(theory * 1e3, 3)}")
    deviations = np.abs(measured - theory) / error
    assert np.all(deviations < 4), deviations

# %%
# Try this
# --------
# - Make the synapse slower and weaker, ``weight, tau_s = 2e-12, 25e-3``. The mean hardly
#   changes. What happens to the width of the band, and why?
# - Let half of the spikes inhibit the neuron: draw spikes twice, each time with half the rate,
#   and subtract the second current from the first. What are the mean and the variance now?
# - Give the neuron a threshold, ``neuron = lif.Neuron()``. From which rate on does the
#   proof fail, and why?
