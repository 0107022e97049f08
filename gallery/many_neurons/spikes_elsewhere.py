r"""
Spike trains in Neo and Elephant
================================

Simulated spikes can be analysed with the same packages as recorded ones.

**Claim: from spikes that are passed on as spike trains of Neo, Elephant computes the same rates
and coefficients of variation as NumPy, to the twelfth digit.**

Many packages for recorded spikes, such as Elephant, work with the spike trains of Neo.
A spike train contains the spike times, their unit, and the time span of the recording.
This example also needs Neo and Elephant: ``pip install neo elephant``.
The idea comes from the course: `Spikes of many neurons <../../learn/spikes.html>`_.
"""

# %%
# Forty neurons
# -------------
# Each neuron has a mean current of its own, and noise with a correlation time of 5 ms.

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
# From a trace to spike trains
# ----------------------------
# The last point of the time grid is one step before the end of the run.
# So ``t_stop``, the end of the recording, is the number of steps times ``dt``.
# Elephant divides the number of spikes by the time span of the recording to get the rate.

t_stop = len(trace.t) * dt
times = lif.spikes.spike_times(trace)
trains = [neo.SpikeTrain(x, units="s", t_stop=t_stop) for x in times]

# %%
# Statistics by Elephant and by NumPy
# -----------------------------------
# ``isi`` accepts a spike train or plain numbers.
# The coefficient of variation has no unit, so we pass the plain numbers of the spike train, its
# ``magnitude``.

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
# Elephant and NumPy compute the same formula, but they may add the numbers in a different order.
# A sum of several hundred intervals has as many rounding errors, each of at most
# :math:`1.1\cdot10^{-16}`, relative to the sum.
# Together they are less than :math:`10^{-12}`.

for there, here in [(rates_there, rates_here), (cvs_there, cvs_here)]:
    error = np.max(np.abs(there / here - 1))
    print(f"{here.min():.3f} to {here.max():.3f}, relative difference {error:.1e}")
    assert error < 1e-12, error

# %%
# Try this
# --------
# - End the recording one step early, ``t_stop = trace.t[-1]``. Which of the two statistics
#   changes?
# - Try a statistic that depends on the order of the intervals: import ``cv2`` beside ``cv``,
#   and plot ``cv2(isi(train.magnitude))``. Where do ``cv`` and ``cv2`` differ?
# - Give the noise a longer correlation time, ``100e-3`` instead of ``5e-3``. Which neurons
#   become more irregular?
