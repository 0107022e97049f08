r"""
Mean potential of many neurons
==============================

The mean potential of many independent neurons fluctuates less than the potential of one.

**Claim: the mean potential of N independent neurons fluctuates with the standard deviation of one
neuron divided by the square root of N.**

Each neuron has noise of its own, which is independent of the noise of all others.
At any time the noise raises the potential of some neurons and lowers that of others, so
these changes nearly cancel in the mean.
We take the mean of 1, 4, 16, 64 and 256 neurons.
The idea comes from the course: `Many runs: lists and the mean <../../learn/ensembles.html>`_.
"""

# %%
# Groups of neurons
# -----------------
# We divide 1024 neurons into 1024 groups of one, 256 groups of four, and so on.
# All neurons start at rest, so we leave out the first 200 ms, which are ten time constants.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
dt = 1e-3
i_mean, relative_amplitude = 5e-11, 4.0
sizes = np.array([1, 4, 16, 64, 256])

rng = np.random.default_rng(2020)
t = lif.time_grid(t_max=10.2, dt=dt)
i = lif.noise_current(t, i_mean, relative_amplitude, n=1024, rng=rng)
v = lif.run(i, neuron, dt=dt).v[200:]
means = [v.reshape(len(v), -1, size).mean(axis=2) for size in sizes]  # time, groups
measured = np.array([mean.std() for mean in means])

# %%
# The theory
# ----------
# The potential of one neuron has the variance :math:`\sigma_V^2 = (R\,\sigma_I)^2\,a/(2-a)`, with
# :math:`a = \Delta t/\tau_\text{m}`. This is derived in
# `Histogram of the membrane potential <../noise/voltage_histogram.html>`_.
# Variances of independent neurons add up, so the sum of :math:`N` potentials has the variance
# :math:`N\sigma_V^2`.
# Their mean is the sum divided by :math:`N`, so it has the variance :math:`\sigma_V^2/N`.
# Each band in the figure reaches two standard deviations up and down.

a = dt / neuron.tau
sigma_i = i_mean * relative_amplitude / np.sqrt(3)  # of uniform draws
sigma = neuron.r * sigma_i * np.sqrt(a / (2 - a))
theory = sigma / np.sqrt(sizes)
middle = neuron.el + neuron.r * i_mean

plt.style.use("lif.figure")
figure, axes = plt.subplots()
for k, color in [(0, "C6"), (2, "C1"), (4, "C0")]:
    low, high = middle - 2 * theory[k], middle + 2 * theory[k]
    axes.axhspan(low * 1e3, high * 1e3, color=color, alpha=0.25, linewidth=0)
    label = f"$N = {sizes[k]}$"
    axes.plot(t[200:500] * 1e3, means[k][:300, 0] * 1e3, color=color, label=label)
axes.set(xlabel="$t$ (ms)", ylabel=r"$\langle V \rangle$ (mV)")
axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
plt.show()

# %%
# The proof
# ---------
# The standard deviation of :math:`m` independent numbers has a relative standard error
# of :math:`1/\sqrt{2m}`.
# The groups are independent, but the potentials at neighbouring times are similar: :math:`k` steps
# apart they have the correlation :math:`b^k`, with :math:`b = 1 - a`.
# For the variance, :math:`n` such values give the same standard error as
# :math:`n\,(1-b^2)/(1+b^2)` independent values.
# We allow four standard errors.
# By chance, the proof fails for one seed in three thousand.

b = 1 - a
m = 1024 / sizes * len(v) * (1 - b**2) / (1 + b**2)
error = theory / np.sqrt(2 * m)
for row in zip(sizes, measured * 1e3, theory * 1e3, error * 1e3, strict=True):
    print("N = {:3d}: {:.4f} mV, theory {:.4f} +- {:.4f}".format(*row))
assert np.all(np.abs(measured - theory) < 4 * error), (measured, theory, error)

# %%
# Try this
# --------
# - Use the median instead of the mean:
#   ``np.median(v.reshape(len(v), -1, size), axis=2)``. For the same standard deviation, the
#   median needs more neurons than the mean. How many times as many?
# - Add noise that all neurons share, ``i += 2e-11 * rng.standard_normal((len(t), 1))``. The
#   standard deviation of the mean now has a lower limit, however many neurons there are. What is
#   this limit?
# - Plot the groups of 4 and 64 as well: add ``(1, "C2")`` and ``(3, "C3")`` to the
#   list. By what factor is each band narrower than the one before?
