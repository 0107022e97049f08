r"""
Histogram of the membrane potential
===================================

A histogram shows how noise spreads the membrane potential around its mean.

**Claim: under noise, the potential of a passive membrane is nearly normally distributed. Its
variance is that of R I times a/(2 - a), where a is the time step divided by the time constant.**

The current is drawn anew at every step, and all values between two limits are equally likely.
The membrane adds up many of these values, and such a sum is close to a normal distribution.
We watch one neuron for two thousand seconds and make a histogram of its potential.
The idea comes from the course: `Histograms <../../learn/histograms.html>`_.
"""

# %%
# One neuron for a long time
# --------------------------
# The neuron starts at rest.
# We leave out the first second, which is fifty time constants, so that the start does not matter.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
dt = 1e-3
i_mean, relative_amplitude = 5e-11, 4.0

rng = np.random.default_rng(2020)
t = lif.time_grid(t_max=2000.0, dt=dt)
i = lif.noise_current(t, i_mean, relative_amplitude, rng=rng)
v = lif.run(i, neuron, dt=dt).v[1000:]

# %%
# The theory
# ----------
# A step of the Euler method multiplies the distance from the mean by :math:`b = 1 - a`, and adds
# :math:`a R` times the random part of the current.
# In the long run the variance stays the same, so the noise must add as much as the decay removes:
#
# .. math:: \sigma_V^2 = b^2\sigma_V^2 + (a R\,\sigma_I)^2
#    \quad\Rightarrow\quad \sigma_V = R\,\sigma_I\sqrt{\frac{a}{2-a}}.
#
# The current has a uniform distribution, so its standard deviation :math:`\sigma_I` is the
# amplitude divided by :math:`\sqrt{3}`.

a = dt / neuron.tau
b = 1 - a
mean = neuron.el + neuron.r * i_mean
sigma = neuron.r * i_mean * relative_amplitude / np.sqrt(3) * np.sqrt(a / (2 - a))

z = np.linspace(-4, 4, 200)
normal = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / (sigma * 1e3)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.hist(v * 1e3, bins=60, density=True, color="C6", label="simulation")
axes.plot((mean + sigma * z) * 1e3, normal, linewidth=2.5, label="theory")
axes.set(xlabel="$V$ (mV)", ylabel="$p$ (1/mV)", xticks=[-60, -55, -50])
axes.legend()
plt.show()

# %%
# The proof
# ---------
# We compare three numbers with theory: the mean shows where the distribution lies, the standard
# deviation its width, and the excess kurtosis its shape.
# The excess kurtosis is 0 for a normal distribution and -1.2 for a uniform one.
# For a sum of independent terms with the weights :math:`w_j`, it is that of one term times
# :math:`\sum w_j^4/(\sum w_j^2)^2`.
# Here a current from :math:`j` steps ago has a weight proportional to :math:`b^j`, so we expect
# :math:`-1.2\,(1-b^2)/(1+b^2)`, which is near 0.
#
# Potentials at neighbouring times are similar.
# If values have the correlation :math:`c^m` after :math:`m` steps, then :math:`n` of them give the
# same standard error as :math:`n(1-c)/(1+c)` independent values.
# For the mean :math:`c` is :math:`b`, for the standard deviation :math:`b^2`, and for the kurtosis
# :math:`b^4`.
# We allow four standard errors.
# By chance, the proof fails for one seed in five thousand.

c = b ** np.array([1, 2, 4])
count = len(v) * (1 - c) / (1 + c)
error = np.sqrt(np.array([sigma**2, sigma**2 / 2, 24]) / count)
theory = np.array([mean, sigma, -1.2 * (1 - b**2) / (1 + b**2)])
kurtosis = np.mean((v - v.mean()) ** 4) / v.var() ** 2 - 3
measured = np.array([v.mean(), v.std(), kurtosis])
print("mean (V), standard deviation (V), excess kurtosis")
print("simulation    ", measured.round(6))
print("theory        ", theory.round(6))
print("standard error", error.round(6))
assert np.all(np.abs(measured - theory) < 4 * error), (measured, theory, error)

# %%
# Try this
# --------
# - Use a faster membrane, which adds up fewer values: ``lif.Neuron(tau=2e-3, vth=np.inf)``.
#   Which parts of the normal distribution are missing now?
# - Halve the time step, ``dt = 5e-4``. By what factor does the standard deviation shrink?
# - Give the neuron a threshold, ``neuron = lif.Neuron()``. What does the histogram look
#   like near -50 mV, and where are the potentials that are missing there? Which of the
#   three numbers shows the difference most clearly?
