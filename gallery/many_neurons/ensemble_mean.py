r"""
The mean of many neurons
========================

**Claim: the mean potential of N independent neurons fluctuates with one neuron's
standard deviation divided by the root of N.**

The noise of one neuron knows nothing of the next one's.
In the mean, what moves one up is made up for by others that it moves down.
We take the mean of 1, 4, 16, 64 and 256 neurons.
The idea comes from the course: `Many runs: lists and the mean <../../learn/ensembles.html>`_.
"""

# %%
# Groups of neurons
# -----------------
# Of 1024 neurons we make 1024 groups of one, 256 groups of four, and so on.
# The first 200 ms, ten time constants, are left out, since all neurons start at rest.

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
# One neuron's variance is :math:`\sigma_V^2 = (R\,\sigma_I)^2\,a/(2-a)`, with
# :math:`a = \Delta t/\tau_\text{m}`, as derived in
# `The spread of the potential <../noise/voltage_histogram.html>`_.
# Variances of independent neurons add up.
# So the sum of :math:`N` has :math:`N\sigma_V^2`, and their mean, which is the sum
# divided by :math:`N`, has :math:`\sigma_V^2/N`.

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
    axes.plot(t[:300] * 1e3, means[k][:300, 0] * 1e3, color=color, label=label)
axes.set(xlabel="$t$ (ms)", ylabel=r"$\langle V \rangle$ (mV)")
axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
plt.show()

# %%
# The proof
# ---------
# The standard deviation of :math:`m` independent numbers has a relative standard error
# of :math:`1/\sqrt{2m}`.
# The groups are independent, but one moment is like the next: potentials :math:`k`
# steps apart have a correlation of :math:`b^k`, with :math:`b = 1 - a`.
# For a variance, moments like these count as the share :math:`(1-b^2)/(1+b^2)` of
# independent ones.
# We allow four standard errors. By chance one seed in three thousand fails.

b = 1 - a
m = 1024 / sizes * len(v) * (1 - b**2) / (1 + b**2)
error = theory / np.sqrt(2 * m)
for row in zip(sizes, measured * 1e3, theory * 1e3, error * 1e3, strict=True):
    print("N = {:3d}: {:.4f} mV, theory {:.4f} +- {:.4f}".format(*row))
assert np.all(np.abs(measured - theory) < 4 * error), (measured, theory, error)

# %%
# Try this
# --------
# - Take the median in place of the mean:
#   ``np.median(v.reshape(len(v), -1, size), axis=2)``. It needs more neurons to be as
#   steady: how many times more?
# - Add a noise that all share, ``i += 2e-11 * rng.standard_normal((len(t), 1))``. Which
#   standard deviation does the mean not go below, however many the neurons?
# - Draw the groups of 4 and 64 as well: add ``(1, "C2")`` and ``(3, "C3")`` to the
#   list. By what factor is each band narrower than the one before?
