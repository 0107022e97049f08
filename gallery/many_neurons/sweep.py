r"""
Parameter sweep: current and time constant
==========================================

One run simulates every combination of two parameters, and an image shows the firing rates.

**Claim: the rates of 1600 neurons, each with a current and a time constant of its own, agree with
the formula for the rate, each to within one spike and the error of the time step.**

A parameter sweep needs no loop.
Every combination of the two parameters is a neuron, and one run simulates all of them.
The idea comes from the course: `Arrays with two axes <../../learn/two-dimensional-arrays.html>`_.
"""

# %%
# Sixteen hundred neurons
# -----------------------
# ``np.meshgrid`` makes all combinations, as two tables of 40 by 40 numbers.
# A run needs the neurons in one row, so ``ravel`` puts the rows of a table one after the other.
# The currents are constant, and ``np.broadcast_to`` repeats them for each step without using more
# memory.
#
# The neurons start at the reset potential, so that even the first interval is complete.

import matplotlib.pyplot as plt
import numpy as np

import lif

dt = 1e-4
t_max = 1.0
currents = np.linspace(50e-12, 300e-12, 40)
taus = np.linspace(10e-3, 40e-3, 40)

i, tau = np.meshgrid(currents, taus)
neuron = lif.Neuron(tau=tau.ravel())
steps = len(lif.time_grid(t_max, dt))
drive = np.broadcast_to(i.ravel(), (steps, i.size))
trace = lif.run(drive, neuron, dt=dt, state=lif.State(neuron.vr))
rates = lif.spikes.firing_rate(trace)

# %%
# The image
# ---------
# The dashed line is the rheobase.
# To the left of the line no neuron fires, whatever its time constant.

rheobase = lif.exact.rheobase(lif.Neuron())


def edges(x):
    """Return where the first cell of a row begins and the last one ends."""
    half = (x[1] - x[0]) / 2
    return x[0] - half, x[-1] + half


plt.style.use("lif.figure")
figure, axes = plt.subplots()
table = rates.reshape(i.shape)
extent = (*edges(currents * 1e12), *edges(taus * 1e3))
image = axes.imshow(table, aspect="auto", origin="lower", extent=extent, cmap="viridis")
axes.axvline(rheobase * 1e12, color="C1", linestyle="--")
axes.set(xlabel="$I$ (pA)", ylabel=r"$\tau_\text{m}$ (ms)")
figure.colorbar(image, label="$f$ (Hz)")
plt.show()

# %%
# The proof
# ---------
# A rate that is counted is too low by at most one spike in ``t_max``.
#
# The intervals have errors as well.
# Each Euler step multiplies the distance to the target by :math:`1 - a`, with
# :math:`a = \Delta t/\tau_\text{m}`.
# The exact solution with the shorter time constant :math:`-\Delta t/\ln(1-a)` has the same factor,
# so each interval is shorter in this proportion.
# The spike then comes at the next point of the time grid, which makes the interval longer by at
# most one step.

expected = lif.exact.interspike_interval(i.ravel(), neuron)
a = dt / neuron.tau
shortest = expected * (-a / np.log1p(-a))
most = 1 / shortest
least = 1 / (shortest + dt) - 1 / t_max
formula = lif.exact.firing_rate(i.ravel(), neuron)
print(f"rates from {rates.min():.0f} to {rates.max():.0f} Hz")
print(f"from the formula: {np.min(rates - formula):.2f}", end=" ")
print(f"to {np.max(rates - formula):.2f} Hz")
print(f"silent: {np.sum(rates == 0)}, below the rheobase: {np.sum(i < rheobase)}")
assert np.all(rates <= most), np.max(rates - most)
assert np.all(rates >= least), np.min(rates - least)

# %%
# Try this
# --------
# - Sweep over the resistance instead: ``taus = np.linspace(60e6, 190e6, 40)``, and
#   ``neuron = lif.Neuron(r=tau.ravel())``. What shape does the edge of the dark
#   area have now?
# - Use a longer time step, ``dt = 1e-3``, and show the error: ``table = (rates -
#   lif.exact.firing_rate(i.ravel(), neuron)).reshape(i.shape)``. Where is it largest?
# - Simulate only 100 ms, ``t_max = 0.1``. The rates in the image now change in steps. How large
#   are the steps?
