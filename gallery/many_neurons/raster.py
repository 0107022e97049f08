r"""
Raster plot and population rate
===============================

A raster plot shows the spikes of many neurons, and a count of the spikes gives their rate.

**Claim: the rate of a population is the long-run rate of one neuron, and in bins no longer than
the refractory period the number of spikes of N independent neurons is binomially distributed.**

In such a short bin each neuron fires once or not at all.
So the spikes in a bin are like N tosses of a coin that shows heads with the probability p, where p
is the rate times the width of the bin.
We compare 200 neurons over 20 s with one neuron over 1000 s.
The idea comes from the course: `Raster plots <../../learn/rasters.html>`_.
"""

# %%
# A population, and one neuron
# ----------------------------
# All neurons have the same parameters, and each has noise of its own.
# All neurons start in the same state, and for a while they fire together.
# So we leave out the first half second of the population.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(t_ref=5e-3)
dt = 0.5e-3
mean, std, tau_c = 2.5e-10, 1e-10, 10e-3
n = 200

rng = np.random.default_rng(2020)
t = lif.time_grid(t_max=20.5, dt=dt)
i = lif.ou_current(t, mean, std, tau_c, n, dt=dt, rng=rng)
trace = lif.run(i, neuron, dt=dt)

t = lif.time_grid(t_max=1000.0, dt=dt)
i = lif.ou_current(t, mean, std, tau_c, dt=dt, rng=rng)
alone = lif.run(i, neuron, dt=dt)
(f,) = lif.spikes.firing_rate(alone)

# %%
# Bins
# ----
# The refractory period is 10 steps, so the next spike of a neuron comes at least 11 steps later.
# Therefore a bin of 10 steps contains at most one spike of each neuron.

width = 10 * dt
counts = trace.spiked[1000:].reshape(-1, 10, n).sum(axis=1)  # bins, neurons
population = counts.sum(axis=1)
p = f * width
sigma = np.sqrt(n * p * (1 - p))

times = [x[(x >= 0.5) & (x < 1)] * 1e3 for x in lif.spikes.spike_times(trace)]
centre = (0.5 + width * (np.arange(100) + 0.5)) * 1e3

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(5.6, 4.4))
top.eventplot(times[:50], colors="C0", linelengths=0.9)
top.set(ylabel="$j$", ylim=(-1, 50))
band = np.array([n * p - 2 * sigma, n * p + 2 * sigma]) / (n * width)
bottom.axhspan(*band, color="C6", alpha=0.4, linewidth=0, label=r"theory $\pm 2\sigma$")
bottom.plot(centre, population[:100] / (n * width), color="C1", label="simulation")
bottom.set(xlabel="$t$ (ms)", ylabel="$f$ (Hz)", ylim=(0, 90))
bottom.legend(loc="lower right", ncols=2)
plt.show()

# %%
# The proof
# ---------
# The standard error of the population rate follows from the spread of its 200 neurons, and that
# of the single neuron from the spread of its spike counts in 1000 seconds.
#
# The variance of the counts must be that of the binomial distribution, :math:`N p (1 - p)` with
# :math:`p = f \cdot \text{width}`.
# Neighbouring bins are not independent.
# So we compute the standard error of the variance from fifty stretches of 0.4 s, which are
# nearly independent.
#
# We allow four standard errors.
# By chance, either comparison fails for fewer than one seed in two thousand.

assert counts.max() == 1, counts.max()
rates = counts.mean(axis=0) / width
per_second = alone.spiked.reshape(1000, -1).sum(axis=1)
rate_error = np.hypot(rates.std() / np.sqrt(n), per_second.std() / np.sqrt(1000))
print(f"population {rates.mean():.2f} Hz, one {f:.2f} Hz, +- {rate_error:.2f} Hz")
assert abs(rates.mean() - f) < 4 * rate_error, (rates.mean(), f, rate_error)

squares = (population - population.mean()) ** 2
stretches = squares.reshape(50, -1).mean(axis=1)
variance_error = stretches.std() / np.sqrt(49)
print(f"variance {squares.mean():.2f} +- {variance_error:.2f}, binomial {sigma**2:.2f}")
print(f"(spikes without memory, Poisson: {n * p:.2f})")
deviation = abs(squares.mean() - sigma**2)
assert deviation < 4 * variance_error, (squares.mean(), sigma**2, variance_error)

# %%
# Try this
# --------
# - Use a quarter of the neurons, ``n = 50``. How does the width of the band change, and does the
#   middle of the band move?
# - Remove most of the noise: ``std = 1e-11`` instead of ``1e-10``. For how long do the neurons
#   fire together now? How much larger is the variance?
# - Let all neurons share the same noise: leave out ``n`` in the first ``ou_current``, and
#   write ``i = np.repeat(i[:, np.newaxis], n, axis=1)`` below it. How does the population rate
#   look now?
