r"""
The memory of the membrane
==========================

**Claim: the membrane forgets with its time constant: at each step the autocovariance of
the potential shrinks by the factor 1 - a, where a is the step divided by the time
constant.**

The noise has no memory: each of its values is drawn anew.
What the potential remembers is the membrane's own.
We compare twenty thousand neurons with themselves, up to 100 ms later.
The idea comes from the course: `How long a neuron remembers <../../learn/memory.html>`_.
"""

# %%
# Twenty thousand neurons
# -----------------------
# All neurons start at rest, and ten time constants pass in which they forget it.
# What is left of the start, :math:`e^{-20}` of the variance, is too little to see.

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
# Now and later
# -------------
# The autocovariance is the mean, over the neurons, of one deviation times a later one.
# At lag 0 it is the variance.

deviation = v - v.mean(axis=1, keepdims=True)
covariance = np.mean(deviation[0] * deviation, axis=1)

# %%
# The theory
# ----------
# At each step the share :math:`b = 1 - \Delta t/\tau_\text{m}` of a deviation stays, and what
# is added has nothing to do with it.
# So the covariance shrinks by the factor :math:`b` at each step.
# `The spread of the potential <voltage_histogram.html>`_ derives the variance.

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
# The product of two normal numbers with variance :math:`\sigma_V^2` and covariance
# :math:`C` has the variance :math:`\sigma_V^4 + C^2`, and the neurons are independent.
# So the standard error is :math:`\sqrt{(\sigma_V^4 + C^2)/n}`.
# We allow four standard errors at each of eleven lags.
# By chance that fails with fewer than one seed in a thousand.

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
#   height and the decay of the curve change. In which direction, and why?
# - Drive the neurons with a current that has a memory of its own:
#   ``i = lif.ou_current(t, i_mean, 2e-11, 20e-3, n, dt=dt, rng=rng)``. How steep is the
#   covariance at lag 0 now? (The proof is about the other current, and fails.)
# - Take 200 neurons instead, ``n = 200``. At large lags, is the covariance 0? Does the
#   proof hold?
