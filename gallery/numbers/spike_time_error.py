r"""
How wrong is the time of a spike?
=================================

**Claim: the error of a spike's time is of order one in dt: for the first spike it lies between
-0.56 and 0.46 steps, and in the wedge that theory tells from its exact time.**

A constant current of 150 pA drives the neuron from rest to the threshold.
The exact time :math:`t^*` of the first spike is known, about 22 ms.
We simulate it with time steps from 0.1 ms to 2 ms.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# The exact time
# --------------
# From rest, the distance to the target :math:`E_\text{L} + R\,I` shrinks from :math:`R\,I` to
# :math:`R\,(I - I_\text{rh})`, where :math:`I_\text{rh}` is the rheobase.
# It goes as :math:`e^{-t/\tau_\text{m}}`, so :math:`t^* = \tau_\text{m} \ln(I/(I - I_\text{rh}))`.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
amplitude, t_max = 150e-12, 100e-3
exact = neuron.tau * np.log(amplitude / (amplitude - lif.exact.rheobase(neuron)))

# %%
# Many time steps
# ---------------
# Each divides the 100 ms into a whole number of steps.

dts = t_max / np.unique(np.round(t_max / np.linspace(0.1e-3, 2e-3, 100)))
first_spikes = []
for dt in dts:
    t = lif.time_grid(t_max, dt)
    trace = lif.run(lif.constant_current(t, amplitude), neuron, dt=dt)
    first_spikes.append(lif.spikes.spike_times(trace)[0][0])
errors = np.array(first_spikes) - exact

# %%
# The wedge
# ---------
# Euler's distance shrinks by the factor :math:`1 - a` at each step,
# :math:`a = \Delta t/\tau_\text{m}`,
# which is a little less than :math:`e^{-a}`: so the potential crosses too early, by
#
# .. math:: L = t^* + \frac{a\,t^*}{\ln(1 - a)} \approx \frac{t^*}{2\tau_\text{m}}\,\Delta t.
#
# Then the spike waits for the next point of the grid, up to one step.
# The two lines are the borders of what these two shifts allow.

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
# The borders know no tolerance.
# Only rounding could carry a spike across one, if Euler's potential came within
# :math:`10^{-16}` V of the threshold.

share = (errors + lead) / dts
print(f"exact time of the spike: {exact * 1e3:.4f} ms")
early, late = np.max(lead / dts), np.max(1 - lead / dts)
print(f"wedge: {-early:.2f} to {late:.2f} steps")
print(f"share of the wedge: from {share.min():.3f} to {share.max():.3f}")
assert np.all((share > 0) & (share <= 1)), share

# %%
# Try this
# --------
# - Go closer to the rheobase: ``amplitude = 110e-12``. Are there spikes that come too late?
# - Go far above it: ``amplitude = 0.9e-9``. Which of the two shifts is left?
# - Print ``np.mean(errors / dts)``. Can you tell its value from the wedge?
