r"""
Spikes in neo and elephant
==========================

**Claim: handed over to neo and elephant, the spikes have the rates and the coefficients
of variation there that NumPy finds here, to the twelfth digit.**

Many tools for recorded spikes take the spike trains of neo, elephant among them.
A train has the times, their unit, and the span of time that was watched.
It needs neo and elephant too: ``pip install neo elephant``.
The idea comes from the course: `Spikes of many neurons <../../learn/spikes.html>`_.
"""

# %%
# Forty neurons
# -------------
# Each has a mean current of its own, and noise with a memory of 5 ms.

import matplotlib.pyplot as plt
import neo
import numpy as np
from elephant.statistics import cv, isi, mean_firing_rate

import lif

dt = 2e-4
means = np.linspace(50e-12, 300e-12, 40)

rng = np.random.default_rng(2020)
t = lif.time_grid(t_max=10.0, dt=dt)
noise = lif.ou_current(t, 0.0, 60e-12, 5e-3, n=40, dt=dt, rng=rng)
trace = lif.run(means + noise, lif.Neuron(t_ref=2e-3), dt=dt)

# %%
# From one to the other
# ---------------------
# The last point of the grid is one step before the end of the run.
# So ``t_stop`` is the number of steps times ``dt``: rates are spikes per time watched.

t_stop = len(trace.t) * dt
times = lif.spikes.spike_times(trace)
trains = [neo.SpikeTrain(x, units="s", t_stop=t_stop) for x in times]

# %%
# Statistics there and here
# -------------------------
# ``isi`` takes a train or plain numbers. The interval statistics have no unit, so we
# hand over the numbers of the train, its ``magnitude``.

rates_there = [mean_firing_rate(train).rescale("Hz").item() for train in trains]
cvs_there = [cv(isi(train.magnitude)) for train in trains]

rates_here = lif.spikes.firing_rate(trace)
intervals = lif.spikes.interspike_intervals(trace)
cvs_here = np.array([np.std(x) / np.mean(x) for x in intervals])

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(rates_there, cvs_there, "o", color="C6", markersize=9, label="elephant")
axes.plot(rates_here, cvs_here, ".", label="NumPy")
axes.set(xlabel="$f$ (Hz)", ylabel="CV", ylim=(0, None))
axes.legend()
plt.show()

# %%
# The proof
# ---------
# Both compute the same from the same numbers, in another order.
# A sum of some hundred intervals rounds as many times, by at most
# :math:`1.1\cdot10^{-16}` each. That is less than :math:`10^{-12}` in all.

for there, here in [(rates_there, rates_here), (cvs_there, cvs_here)]:
    error = np.max(np.abs(there / here - 1))
    print(f"{here.min():.3f} to {here.max():.3f}, relative difference {error:.1e}")
    assert error < 1e-12, error

# %%
# Try this
# --------
# - Stop one step early, ``t_stop = trace.t[-1]``. Which of the two statistics notices?
# - Look at a statistic that takes the order of the intervals into account: import
#   ``cv2`` beside ``cv``, and plot ``cv2(isi(train.magnitude))``. Where do the two
#   differ?
# - Give the noise a longer memory, ``100e-3`` in place of ``5e-3``. Which neurons get
#   more irregular?
