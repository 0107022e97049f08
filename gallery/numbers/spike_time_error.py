r"""
Error of the spike time
=======================

A simulated spike comes too early or too late, by an amount that depends on the time step.

**Claim: the error of a spike time is of order one in dt. The error of the first spike lies between
-0.560 and 0.451 steps, and within the limits that theory gives for each time step.**

A constant current of 150 pA drives the neuron from rest to the threshold.
The exact time :math:`t^*` of the first spike is known; it is about 22 ms.
We simulate the spike with time steps from 0.1 ms to 2 ms.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# The exact time
# --------------
# At rest, the distance to the target :math:`E_\text{L} + R\,I` is :math:`R\,I`.
# When the potential reaches the threshold, the distance is :math:`R\,(I - I_\text{rh})`, where
# :math:`I_\text{rh}` is the rheobase.
# The distance decays as :math:`e^{-t/\tau_\text{m}}`, so
# :math:`t^* = \tau_\text{m} \ln(I/(I - I_\text{rh}))`.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
amplitude, t_max = 150e-12, 100e-3
exact = neuron.tau * np.log(amplitude / (amplitude - lif.exact.rheobase(neuron)))

# %%
# Many time steps
# ---------------
# Each time step divides the 100 ms into a whole number of steps.

dts = t_max / np.unique(np.round(t_max / np.linspace(0.1e-3, 2e-3, 100)))
first_spikes = []
for dt in dts:
    t = lif.time_grid(t_max, dt)
    trace = lif.run(lif.constant_current(t, amplitude), neuron, dt=dt)
    first_spikes.append(lif.spikes.spike_times(trace)[0][0])
errors = np.array(first_spikes) - exact

# %%
# Too early and too late
# ----------------------
# Two effects shift the spike.
# First, each Euler step multiplies the distance to the target by :math:`1 - a`, with
# :math:`a = \Delta t/\tau_\text{m}`.
# This is a little less than the exact factor :math:`e^{-a}`, so the potential crosses the
# threshold too early, by
#
# .. math:: L = t^* + \frac{a\,t^*}{\ln(1 - a)} \approx \frac{t^*}{2\tau_\text{m}}\,\Delta t.
#
# Second, the simulated spike comes at the next point of the time grid, which is up to one step
# later.
# The two lines show the earliest and the latest spike that these two shifts allow.

a = dts / neuron.tau
lead = exact * (1 + a / np.log1p(-a))

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(dts * 1e3, -lead * 1e3, label="theory")
axes.plot(dts * 1e3, (dts - lead) * 1e3, color="C0")
axes.plot(dts * 1e3, errors * 1e3, "o", color="C1", markersize=4, label="simulation")
axes.set(xlabel=r"$\Delta t$ (ms)", ylabel=r"$t_\text{spike} - t^*$ (ms)")
axes.legend(loc="upper left")
plt.show()

# %%
# The proof
# ---------
# The spikes must lie between the two lines, without any tolerance.
# In other words, the position of each spike must be between 0, on the line of the earliest spike,
# and 1, on the line of the latest spike.
# Rounding could move a spike across a line only if the simulated potential came within
# :math:`10^{-16}` V of the threshold.

position = (errors + lead) / dts
print(f"exact time of the spike: {exact * 1e3:.4f} ms")
early, late = np.max(lead / dts), np.max(1 - lead / dts)
print(f"limits of all errors: {-early:.4f} and {late:.4f} steps")
print(f"positions between the lines: from {position.min():.3f} to {position.max():.3f}")
assert np.all((position > 0) & (position <= 1)), position

# %%
# Try this
# --------
# - Use a current closer to the rheobase: ``amplitude = 110e-12``. Does any spike come too late?
# - Use a current far above it: ``amplitude = 0.9e-9``. Which of the two shifts remains?
# - Print ``np.mean(errors / dts)``. Can you predict its value from the two lines?
