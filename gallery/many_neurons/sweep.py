r"""
A sweep over two parameters
===========================

**Claim: the rates of 1600 neurons, each with a current and a time constant of its own,
agree with the formula for the rate, each to within one spike and the error of the time
step.**

A parameter sweep needs no loop.
Every combination of the two parameters is a neuron, and one run simulates all of them.
The idea comes from the course: `Arrays with two axes <../../learn/two-dimensional-arrays.html>`_.
"""

# %%
# Sixteen hundred neurons
# -----------------------
# ``np.meshgrid`` makes all combinations, as two tables of 40 by 40.
# A run wants the neurons in a row: ``ravel`` puts a table's rows behind each other.
# The currents are constant. ``np.broadcast_to`` repeats them for each step, without
# taking memory for it.
#
# The neurons start at the reset potential: even the first interval is a whole one.

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
# Left of it no neuron fires, whatever its time constant.

rheobase = lif.exact.rheobase(lif.Neuron())

plt.style.use("lif.figure")
figure, axes = plt.subplots()
table = rates.reshape(i.shape)
image = axes.pcolormesh(currents * 1e12, taus * 1e3, table, cmap="viridis")
axes.axvline(rheobase * 1e12, color="white", linestyle="--")
axes.set(xlabel="$I$ (pA)", ylabel=r"$\tau_\text{m}$ (ms)")
figure.colorbar(image, label="$f$ (Hz)")
plt.show()

# %%
# The proof
# ---------
# A rate that was counted is short of the true one by at most one spike in ``t_max``.
#
# The intervals have errors as well.
# With :math:`a = \Delta t/\tau_\text{m}`, the Euler method's distance from the final potential
# shrinks by :math:`1 - a` per step, as that of a membrane with the time constant
# :math:`-\Delta t/\ln(1-a)`.
# This makes each interval shorter in proportion.
# A spike then falls on the next point of the grid, which makes it longer by one step at
# most.

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
#   ``neuron = lif.Neuron(r=tau.ravel())``. Into which curve does the edge of the dark
#   area bend?
# - Take a longer step, ``dt = 1e-3``, and draw the error: ``table = (rates -
#   lif.exact.firing_rate(i.ravel(), neuron)).reshape(i.shape)``. Where is it largest?
# - Watch them for 100 ms only, ``t_max = 0.1``. The image gets steps: how high are
#   they?
