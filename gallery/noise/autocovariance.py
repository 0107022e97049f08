r"""
Autocovariance of the membrane potential
========================================

The autocovariance shows how long the membrane potential remembers its past.

**Claim: under noise without memory, the autocovariance of the potential decays with the membrane
time constant: at each step it shrinks by the factor 1 - a, where a is the time step divided by
the time constant.**

Each value of the noise is drawn anew, so the noise itself has no memory.
The potential has a memory because the membrane needs time to forget what it has received.
We compare the potentials of twenty thousand neurons with the potentials of the same neurons up to
100 ms later.
The idea comes from the course: `Autocovariance and memory <../../learn/memory.html>`_.
"""

# %%
# Twenty thousand neurons
# -----------------------
# All neurons start at rest, so we wait for ten time constants, until the start no longer matters.
# The start then changes the variance by a fraction :math:`e^{-20}`, which is too small to be seen.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
dt = 1e-3
i_mean, relative_amplitude = 5e-11, 4.0
n = 20_000

rng = np.random.default_rng(2020)
t = lif.time_grid(t_max=10 * neuron.tau + 101e-3, dt=dt)
i = lif.noise_current(t, i_mean, relative_amplitude, n, rng=rng)
v = lif.run(i, neuron, dt=dt).v[-101:]

# %%
# The autocovariance
# ------------------
# A deviation is the difference between a potential and the mean of all neurons at that time.
# The autocovariance :math:`C` is the mean, over all neurons, of the product of the deviations at
# two times.
# The lag :math:`k` is the number of steps between them.
# At lag 0 the autocovariance is the variance.

deviation = v - v.mean(axis=1, keepdims=True)
covariance = np.mean(deviation[0] * deviation, axis=1)

# %%
# The theory
# ----------
# Each step multiplies a deviation by :math:`b = 1 - \Delta t/\tau_\text{m}` and adds noise that is
# independent of it.
# So each step multiplies the covariance by :math:`b`.
# The variance is derived in `Histogram of the membrane potential <voltage_histogram.html>`_.

a = dt / neuron.tau
lag = np.arange(101)
variance = (neuron.r * i_mean * relative_amplitude) ** 2 / 3 * a / (2 - a)
theory = variance * (1 - a) ** lag

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(lag * dt * 1e3, theory * 1e6, linewidth=2.5, label="theory")
axes.plot(lag[::5] * dt * 1e3, covariance[::5] * 1e6, "o", label="simulation")
axes.set(xlabel=r"$k\,\Delta t$ (ms)", ylabel="$C$ (mV²)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The product of two normally distributed numbers with variance :math:`\sigma_V^2` and covariance
# :math:`C` has the variance :math:`\sigma_V^4 + C^2`.
# The neurons are independent, so the standard error is :math:`\sqrt{(\sigma_V^4 + C^2)/n}`.
# We allow four standard errors at each of eleven lags.
# By chance, the proof fails for fewer than one seed in a thousand.

error = np.sqrt((variance**2 + theory**2) / n)
for k in lag[::10]:
    c, x, e = covariance[k] * 1e6, theory[k] * 1e6, error[k] * 1e6
    print(f"{k:3d} ms: {c:.3f} mV², theory {x:.3f} +- {e:.3f}")
deviations = np.abs(covariance - theory)[::10] / error[::10]
assert np.all(deviations < 4), deviations

# %%
# Try this
# --------
# - Make the membrane slower, ``neuron = lif.Neuron(tau=50e-3, vth=np.inf)``. Both the
#   height and the decay of the curve change. How do they change, and why?
# - Drive the neurons with a current that has a memory of its own:
#   ``i = lif.ou_current(t, i_mean, 2e-11, 20e-3, n, dt=dt, rng=rng)``. How steep is the
#   curve at lag 0 now? (The proof is about noise without memory, so it fails.)
# - Use only 200 neurons, ``n = 200``. Is the covariance zero at large lags? Does the
#   proof hold?
